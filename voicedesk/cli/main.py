"""The command group, its global options, and what every failure becomes: one line, one code."""

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import click

import voicedesk
from voicedesk.base import logs, words
from voicedesk.base.errors import (
    DecisionError,
    InputError,
    NotAllowedError,
    PlatformError,
    VoicedeskError,
    WorkspaceError,
)
from voicedesk.base.jobs import CancelledError
from voicedesk.base.words import tr
from voicedesk.base.workspace import default_folder
from voicedesk.cli.account import account
from voicedesk.cli.audio import audio
from voicedesk.cli.campaign import campaign
from voicedesk.cli.consent import consent
from voicedesk.cli.contacts import contacts
from voicedesk.cli.demo import demo
from voicedesk.cli.espeak import espeak
from voicedesk.cli.help import translated
from voicedesk.cli.machine import refusal
from voicedesk.cli.report import follow_up, history, report, review
from voicedesk.cli.sandbox import sandbox
from voicedesk.cli.selftest import selftest
from voicedesk.cli.session import Session, say
from voicedesk.cli.settings import settings
from voicedesk.cli.stats import stats
from voicedesk.cli.stop_list import stop_list
from voicedesk.cli.usage import usage_sentence
from voicedesk.ui.wording import sentence

EXIT_CODES: tuple[tuple[type[VoicedeskError], int], ...] = (
    (InputError, 1),
    (NotAllowedError, 2),
    (PlatformError, 3),
    (DecisionError, 4),
    (WorkspaceError, 5),
)
INTERNAL_ERROR = 70
INTERRUPTED = 130

OpenWindow = Callable[[Path | None, bool], int]


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", "folder", type=click.Path(path_type=Path), help="Workspace folder.")
@click.option("--platform", metavar="URL", help="One origin that serves the whole Voice API.")
@click.option("--client-id", help="The account; its secret: VOICEDESK_CLIENT_SECRET.")
@click.option("--practice", is_flag=True, help="The window on the practice platform.")
@click.option("--verbose", is_flag=True, help="Log to standard error.")
@click.version_option(voicedesk.__version__, message="%(version)s")
@click.pass_context
def group(
    context: click.Context,
    folder: Path | None,
    platform: str | None,
    client_id: str | None,
    practice: bool,
    verbose: bool,
) -> None:
    """Prepare, review and send voice campaigns. Without a command: the window."""
    logs.start_logging(None, verbose)
    context.call_on_close(logs.stop_logging)
    open_window: OpenWindow = context.obj
    if context.invoked_subcommand is None:
        if not has_screen():
            raise NotAllowedError("no_screen")
        context.exit(open_window(folder, practice))
    if practice:
        raise NotAllowedError("practice_alone")
    context.obj = Session(folder, platform, client_id, verbose)


for command in (
    account,
    audio,
    campaign,
    consent,
    contacts,
    demo,
    espeak,
    sandbox,
    selftest,
    settings,
    stats,
    stop_list,
):
    group.add_command(command)
for command in (report, review, history, follow_up):
    campaign.add_command(command)


def main(open_window: OpenWindow, arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; ``open_window`` is called when there is none."""
    words.set_language(words.system_language())
    _speak_utf8()
    try:
        found = translated(group).main(
            args=arguments, prog_name="voicedesk", standalone_mode=False, obj=open_window
        )
        return found if isinstance(found, int) else 0
    except VoicedeskError as error:
        say(refusal(error) or sentence(error))
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        say(usage_sentence(error))
        return 2
    except (click.Abort, KeyboardInterrupt, CancelledError):
        say(tr("Interrupted."))
        return INTERRUPTED
    except SystemExit:  # click's answer to a reader that has gone away, as with `| head -1`
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last door: a bug is reported, not shown
        if (told := refusal(error)) is not None:
            say(told)
            return next(code for kind, code in EXIT_CODES if kind is WorkspaceError)
        say(tr("Internal error. Please send this report: {path}", path=_report(error)))
        return INTERNAL_ERROR


def _report(error: Exception) -> Path:
    try:
        return logs.write_report(error, default_folder() / "reports")
    except OSError:
        return logs.write_report(error, Path(tempfile.mkdtemp(prefix="voicedesk-report-")))


def has_screen() -> bool:
    """Whether a window can be shown; without one Qt would end the process without a word."""
    if sys.platform != "linux":
        return True
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in wanted)


def _speak_utf8() -> None:
    """Names have accents whatever the console's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
