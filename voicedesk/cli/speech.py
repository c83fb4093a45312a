"""``voicedesk audio voices, speak``: messages made from a text."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.words import tr
from voicedesk.cli import options
from voicedesk.cli.messages import show_message
from voicedesk.cli.session import (
    Session,
    distinct,
    output_path,
    print_json,
    progress_job,
    stopped_in_order,
)
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.audio.library import Recording
    from voicedesk.audio.sound import Sound
    from voicedesk.audio.voice import Voice
    from voicedesk.base.jobs import Job

_LONGEST_TEXT = 100_000  # characters read of a file: far more than is spoken, or refused


@click.command()
@options.as_json
def voices(as_json: bool) -> None:
    """The voices of this computer, the fittest first."""
    from voicedesk.audio import speech

    with progress_job() as job:
        found = speech.voices(job)
    if as_json:
        print_json([asdict(voice) for voice in found])
        return
    for voice in found:
        click.echo(f"{voice.id}  {voice.name}  {voice.language}")


@click.command()
@click.option("--text", metavar="TEXT", help="What is said.")
@click.option("--file", metavar="FILE", help="What is said, in UTF-8; - for standard input.")
@click.option("--voice", "wanted", metavar="VOICE", help="One that “audio voices” names.")
@click.option("--pace", type=click.FloatRange(0.5, 2.0), default=1.0, help="1: as usual.")
@click.option("--out", metavar="FILE", help="Write it to a .wav.")
@click.option("--name", metavar="NAME", help="Keep it as a message of this name.")
@options.as_json
@click.pass_context
def speak(
    context: click.Context,
    text: str | None,
    file: str | None,
    wanted: str | None,
    pace: float,
    out: str | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Have a text read out by a voice of this computer."""
    from voicedesk.audio.prepare import replacing, write_prepared
    from voicedesk.audio.speech import speak

    if (text is None) == (file is None):
        raise NotAllowedError("text_or_file")
    if (out is None) == (name is None):
        raise NotAllowedError("out_or_name")
    path = output_path(out, (".wav",))
    distinct(Path(file) if file is not None and file != "-" else None, path)
    said = text if text is not None else _read(file or "")
    with progress_job() as job, stopped_in_order(job):
        sound = speak(said, _voice(wanted, job), pace=pace, job=job)
        if path is not None:
            with replacing(path) as unfinished:
                write_prepared(sound, unfinished, job)
        else:
            recording = _kept(context.obj, sound, name or "", said, job)
    if path is None:
        show_message(recording, as_json)
        context.exit(0 if recording.usable else 1)
    elif as_json:
        print_json({"out": str(path), "duration_s": sound.duration_s})
    else:
        length = wording.seconds(sound.duration_s)
        click.echo(tr("{file}: {length} written.", file=path.name, length=length))


def _read(file: str) -> str:
    """The text of a file or of standard input."""
    name = tr("Standard input") if file == "-" else Path(file).name
    try:
        if file == "-":
            data = sys.stdin.buffer.read(4 * _LONGEST_TEXT)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(4 * _LONGEST_TEXT)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError("unreadable_file", file=name) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "unreadable_file", file=name, cause="encoding", encoding="UTF-8"
        ) from error


def _voice(wanted: str | None, job: "Job") -> "Voice":
    """By its id or its name; without one, the fittest."""
    from voicedesk.audio import speech

    found = speech.voices(job)
    if wanted is None:
        return found[0]
    for voice in found:
        if wanted in (voice.id, voice.name):
            return voice
    raise NotAllowedError("unknown_voice", name=wanted)


def _kept(session: Session, sound: "Sound", name: str, text: str, job: "Job") -> "Recording":
    """The message, described by its text."""
    from voicedesk.audio.library import Recordings

    with session.workspace(writing=True) as workspace:
        return Recordings(workspace).add_sound(sound, job, name, "spoken", text)
