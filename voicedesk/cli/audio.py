"""``voicedesk audio``: sound files, checked as the platform will take them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.words import tr
from voicedesk.cli.session import print_json, progress_job
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.audio.checks import Inspection


@click.group()
def audio() -> None:
    """Sound files."""


@audio.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Say whether each FILE can be sent, and what is wrong with it."""
    from voicedesk.audio.checks import inspect

    with progress_job() as job:
        inspections = [inspect(path, job) for path in files]
    if as_json:
        print_json([_document(inspection) for inspection in inspections])
    else:
        for inspection in inspections:
            for line in _lines(inspection):
                click.echo(line)
    context.exit(0 if all(inspection.ok for inspection in inspections) else 1)


def _document(inspection: "Inspection") -> dict[str, Any]:
    problems = []
    for problem in inspection.problems:
        words = wording.audio_problem(problem.code, problem.values)
        problems.append(
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "message": words.message,
                "fix": words.fix or None,
            }
        )
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
        "problems": problems,
    }


def _lines(inspection: "Inspection") -> list[str]:
    name = inspection.path.name or str(inspection.path)
    lines = []
    for problem in inspection.problems:
        words = wording.audio_problem(problem.code, problem.values)
        line = tr("{file}: {message}. {fix}", file=name, message=words.message, fix=words.fix)
        lines.append(line.rstrip())
    if inspection.ok:
        length = wording.seconds(inspection.duration_s or 0.0)
        lines.append(tr("{file}: can be sent, {length}", file=name, length=length))
    return lines
