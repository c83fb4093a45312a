"""What the global options mean for a command: workspace, platform, and where to write."""

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import click

from voicedesk.base.credentials import secret
from voicedesk.base.errors import DecisionError, InputError, NotAllowedError, PlatformError
from voicedesk.base.jobs import Job, Progress
from voicedesk.base.workspace import Workspace, default_folder
from voicedesk.ui import wording


@dataclass(frozen=True)
class Session:
    """The global options of one run."""

    folder: Path | None = None
    platform: str | None = None
    client_id: str | None = None
    verbose: bool = False

    def workspace(self, *, writing: bool) -> Workspace:
        return Workspace(self.folder or default_folder(), writing=writing)

    def client(self, call_seconds: float) -> Any:
        """A :class:`VoiceClient` for the platform; ``no_account`` where none was named."""
        from voicedesk.api.client import VoiceClient
        from voicedesk.api.models import Endpoints

        if self.platform is None or self.client_id is None:
            raise PlatformError("no_account")
        if not is_web_address(self.platform):
            raise NotAllowedError("bad_platform", url=self.platform)
        given = secret(self.platform, self.client_id)
        endpoints = Endpoints.of_origin(self.platform)
        return VoiceClient(endpoints, self.client_id, given, call_seconds=call_seconds)


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


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False


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
        raise InputError("unsupported_output", file=path.name or given)
    return path
