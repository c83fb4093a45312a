"""What the global options mean for a command: workspace, platform, and where to write."""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import DecisionError, InputError, NotAllowedError, PlatformError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.settings import load
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace, default_folder
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.api.account import Account
    from voicedesk.api.client import VoiceClient


@dataclass(frozen=True)
class Session:
    """The global options of one run."""

    folder: Path | None = None
    platform: str | None = None
    client_id: str | None = None
    verbose: bool = False

    @property
    def home(self) -> Path:
        """The workspace folder."""
        return self.folder or default_folder()

    def workspace(self, *, writing: bool) -> Workspace:
        return Workspace(self.home, writing=writing)

    def account(self) -> "Account | None":
        """The account of this run: that of ``--platform`` and ``--client-id``, else the stored one.

        ``--client-id`` alone is another client of the stored account's platform.
        """
        from voicedesk.api.account import Account

        if self.platform is not None:
            return (
                None if self.client_id is None else Account.at_origin(self.client_id, self.platform)
            )
        stored = Account.stored(load(self.home / "settings.json"))
        if stored is None or self.client_id is None:
            return stored
        return replace(stored, client_id=self.client_id)

    def client(self, call_seconds: float) -> "VoiceClient":
        """A session with the account; ``no_account`` where there is none."""
        account = self.account()
        if account is None:
            raise PlatformError("no_account")
        return account.client(_secret(account), call_seconds)


def _secret(account: "Account") -> str:
    """From the environment or the store, else asked for once, where somebody is at a terminal."""
    try:
        return account.secret()
    except PlatformError as error:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        say(wording.sentence(error))
        return ask_secret(account.client_id)


def ask_secret(client_id: str) -> str:
    """Typed unseen at a terminal, else one line of standard input; ``empty_secret`` for none."""
    if sys.stdin.isatty():
        question = tr("Secret of “{client_id}” (stays hidden)", client_id=client_id)
        given = str(
            click.prompt(question, hide_input=True, err=True, default="", show_default=False)
        )
    else:
        given = sys.stdin.readline()
    if not given.strip():
        raise NotAllowedError("empty_secret")
    return given.strip()


def print_json(document: Any, *, compact: bool = False) -> None:
    """One JSON document on standard output."""
    indent = None if compact else 1
    click.echo(json.dumps(document, ensure_ascii=False, indent=indent))


def say(text: str) -> None:
    """A line for the person, on standard error: standard output is for what was asked for."""
    click.echo(text, err=True)


@contextmanager
def progress_job() -> Iterator[Job]:
    """A job whose progress is shown on a terminal while the block runs, and nowhere else."""
    if not sys.stderr.isatty():
        yield Job()
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)

        def show(step: Progress) -> None:
            text = wording.step(step.step)
            bars.update(bar, description=text, completed=step.done, total=step.total)

        yield Job(show)


@contextmanager
def stopped_in_order(job: Job) -> Iterator[None]:
    """Ctrl-C cancels the job, which stores how far it is; a second one ends the process."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    asked = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        # From a thread: this one may be holding the lock that cancelling needs.
        threading.Thread(target=job.cancel, daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def confirm(question: str, yes: bool) -> None:
    """Go on only after a person's yes: at a terminal, or given as ``--yes``."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise DecisionError("confirmation_needed")
    if not click.confirm(question, err=True):
        raise DecisionError("not_confirmed")


def distinct(*paths: Path | None) -> None:
    """Refuse an output over the input or over another output: one of them would be lost."""
    seen = set()
    for path in paths:
        if path is None:
            continue
        if path.resolve() in seen:
            raise InputError("named_twice", file=path.name)
        seen.add(path.resolve())


def output_path(given: str | None, suffixes: tuple[str, ...]) -> Path | None:
    """The path of an output; ``unsupported_output`` before anything is done in vain."""
    if given is None:
        return None
    path = Path(given)
    if path.suffix.lower() not in suffixes:
        raise InputError("unsupported_output", file=path.name or given, suffixes=" ".join(suffixes))
    return path
