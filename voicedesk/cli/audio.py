"""``voicedesk audio``: sound files, checked and prepared as the platform will take them."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import InputError
from voicedesk.base.words import tr
from voicedesk.cli import messages, options, speech
from voicedesk.cli.printing import problem_documents, show_problems
from voicedesk.cli.session import (
    distinct,
    output_path,
    print_json,
    progress_job,
    stopped_in_order,
)
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.audio.checks import Inspection
    from voicedesk.audio.edits import Edit
    from voicedesk.audio.sound import Sound
    from voicedesk.base.jobs import Job

_WAV = (".wav",)
_RAW = (".pcm", ".al")  # A-law without a header


@click.group()
def audio() -> None:
    """Sound files."""


for command in (messages.import_file, messages.list_all, speech.voices, speech.speak):
    audio.add_command(command)


@audio.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.as_json
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Say whether each FILE can be sent, and what is wrong with it."""
    from voicedesk.audio.checks import inspect

    with progress_job() as job:
        # Without their sounds: a hundred files would not fit.
        inspections = [replace(inspect(path, job), sound=None) for path in files]
    if as_json:
        print_json([_document(inspection) for inspection in inspections])
    else:
        for inspection in inspections:
            _show(inspection)
    context.exit(0 if all(inspection.ok for inspection in inspections) else 1)


@audio.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, help="A .wav; with --phone also a .pcm or .al.")
@click.option("--trim", is_flag=True, help="Shorten the silence before and after.")
@click.option("--normalise", is_flag=True, help="Bring it to the usual loudness.")
@click.option("--pad", is_flag=True, help="Silence at the end where it is too short.")
@click.option("--phone", is_flag=True, help="Write what the recipient hears: A-law at 8 kHz.")
@options.as_json
@click.pass_context
def prepare(
    context: click.Context,
    file: Path,
    out: str,
    trim: bool,
    normalise: bool,
    pad: bool,
    phone: bool,
    as_json: bool,
) -> None:
    """Write FILE as it can be sent: a mono WAV of at most 20 MB, mended as asked."""
    from voicedesk.audio.edits import apply, as_stored

    path = output_path(out, (*_WAV, *_RAW) if phone else _WAV)
    assert path is not None
    distinct(file, path)
    edits = _edits(trim=trim, normalise=normalise, pad=pad)
    with progress_job() as job, stopped_in_order(job):
        source = _readable(file, job)
        assert source.sound is not None
        sound = apply(source.sound, edits, job)
        written = _phone_written(sound, path, job) if phone else _written(sound, path, job)
    # What is missing of the source is missing of what was made of it, though no longer seen there.
    lost = (problem for problem in source.problems if problem.code == "truncated")
    written = replace(written, problems=(*lost, *written.problems))
    if as_json:
        document = {**_document(written), "file": str(file), "out": str(path)}
        print_json({**document, "edits": [as_stored(edit) for edit in edits]})
    else:
        _show(written)
    context.exit(0 if written.ok else 1)


def _edits(*, trim: bool, normalise: bool, pad: bool) -> "list[Edit]":
    """In the order that leaves each true: what is padded would be trimmed again."""
    from voicedesk.audio.edits import Level, Pad, Silences
    from voicedesk.audio.remedies import END_SILENCE_S, ENOUGH_S

    edits: list[Edit] = []
    if trim:
        edits.append(Silences(longest_s=None, ends_s=END_SILENCE_S))
    if normalise:
        edits.append(Level())
    if pad:
        edits.append(Pad(ENOUGH_S))
    return edits


def _readable(file: Path, job: "Job") -> "Inspection":
    """What is known of a file there is a sound in; else InputError with its problem's code."""
    from voicedesk.audio.checks import Severity, inspect

    found = inspect(file, job)
    if found.sound is None:
        problem = next(p for p in found.problems if p.severity is Severity.error)
        raise InputError(problem.code, **{**problem.values, "file": file.name or str(file)})
    return found


def _written(sound: "Sound", path: Path, job: "Job") -> "Inspection":
    """Written, and then looked at like any other file."""
    from voicedesk.audio.checks import inspect
    from voicedesk.audio.prepare import replacing, write_prepared

    with replacing(path) as unfinished:
        write_prepared(sound, unfinished, job)
    return inspect(path, job)


def _phone_written(sound: "Sound", path: Path, job: "Job") -> "Inspection":
    from voicedesk.audio.checks import inspect, inspect_sound
    from voicedesk.audio.phone import alaw, sound_of_alaw
    from voicedesk.audio.prepare import replacing
    from voicedesk.audio.wavfile import write_alaw_wav

    coded = alaw(sound)
    raw = path.suffix.lower() in _RAW
    with replacing(path) as unfinished:
        if raw:
            unfinished.write_bytes(coded)
        else:
            write_alaw_wav([coded], unfinished)
    if not raw:
        return inspect(path, job)
    heard = inspect_sound(sound_of_alaw(coded), job, path)
    return replace(heard, size_bytes=len(coded), container="raw", codec="pcm_alaw")


def _document(inspection: "Inspection") -> dict[str, Any]:
    return {
        "file": str(inspection.path),
        "ok": inspection.ok,
        "container": inspection.container,
        "codec": inspection.codec,
        "duration_s": inspection.duration_s,
        "size_bytes": inspection.size_bytes,
        "sample_rate": inspection.sample_rate,
        "channels": inspection.channels,
        "peak_dbfs": inspection.peak_dbfs,
        "loudness_lufs": inspection.loudness_lufs,
        "problems": problem_documents(inspection.problems),
    }


def _show(inspection: "Inspection") -> None:
    name = inspection.path.name or str(inspection.path)
    show_problems(name, inspection.problems)
    if inspection.ok:
        length = wording.seconds(inspection.duration_s or 0.0)
        click.echo(tr("{file}: can be sent, {length}", file=name, length=length))
