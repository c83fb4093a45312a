"""``voicedesk audio import, list``: the messages of the workspace."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.words import tr
from voicedesk.cli import options
from voicedesk.cli.printing import problem_documents, show_problems
from voicedesk.cli.session import Session, print_json, progress_job, say, stopped_in_order
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.audio.library import Recording


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="Of the message; default: the file's.")
@options.as_json
@click.pass_context
def import_file(context: click.Context, file: Path, name: str | None, as_json: bool) -> None:
    """Keep FILE as a message, even where something is to be mended before it can be sent."""
    from voicedesk.audio.library import Recordings

    session: Session = context.obj
    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        recording = Recordings(workspace).add(file.absolute(), job, name)
    show_message(recording, as_json)
    context.exit(0 if recording.usable else 1)


@click.command(name="list")
@options.as_json
@click.pass_obj
def list_all(session: Session, as_json: bool) -> None:
    """The messages of the workspace, newest first."""
    from voicedesk.audio.library import Recordings

    with session.workspace(writing=False) as workspace:
        found = Recordings(workspace).all()
    if as_json:
        print_json([_document(recording) for recording in found])
        return
    for recording in found:
        click.echo(_line(recording))
    if not found:
        say(tr("There is no message yet."))


def show_message(recording: "Recording", as_json: bool) -> None:
    """One that was just kept: what is wrong with it, and that it is there."""
    if as_json:
        print_json(_document(recording))
    else:
        show_problems(recording.name, recording.problems)
        click.echo(_line(recording))


def _document(recording: "Recording") -> dict[str, Any]:
    """A message with its current take."""
    take = recording.take
    return {
        "id": recording.id,
        "name": recording.name,
        "description": recording.description,
        "tags": list(recording.tags),
        "created_at": recording.created_at.isoformat(),
        "takes": len(recording.takes),
        "take": take.ordinal,
        "origin": take.origin,
        "ok": take.usable,
        "container": take.container,
        "codec": take.codec,
        "duration_s": take.duration_s,
        "size_bytes": take.size_bytes,
        "sample_rate": take.sample_rate,
        "channels": take.channels,
        "sha256": take.sha256,
        "problems": problem_documents(take.problems),
    }


def _line(recording: "Recording") -> str:
    words = {
        "name": recording.name,
        "id": recording.id,
        "length": wording.seconds(recording.duration_s or 0.0),
    }
    if recording.usable:
        return tr("{name} ({id}): {length}, can be sent", **words)
    return tr("{name} ({id}): {length}, cannot be sent yet", **words)
