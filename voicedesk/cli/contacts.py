"""``voicedesk contacts``: lists of people, checked as they will be called."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from voicedesk.base.words import ntr, tr
from voicedesk.cli import contact_lists, options
from voicedesk.cli.session import distinct, output_path, print_json, progress_job
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.contacts.check import Summary

_TABLES = (".csv", ".xlsx")


@click.group()
def contacts() -> None:
    """Contact lists."""


for command in (
    contact_lists.import_file,
    contact_lists.export,
    contact_lists.lists_of,
    contact_lists.combine,
    contact_lists.duplicates,
):
    contacts.add_command(command)


@contacts.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.country
@click.option(
    "--media", type=click.Choice(["VOICE", "VOICEMAIL"]), help="Judge for this channel only."
)
@options.column
@click.option("--valid", "valid_to", metavar="OUT", help="Write the valid rows (.csv, .xlsx).")
@click.option("--rejected", "rejected_to", metavar="OUT", help="Write the rejected rows.")
@options.as_json
@click.pass_context
def check(
    context: click.Context,
    file: Path,
    country: str,
    media: Literal["VOICE", "VOICEMAIL"] | None,
    column: str | None,
    valid_to: str | None,
    rejected_to: str | None,
    as_json: bool,
) -> None:
    """Say what is in FILE: numbers, duplicates, and what is wrong with the others."""
    from voicedesk.contacts.export import write_rejected, write_valid

    valid_path = output_path(valid_to, _TABLES)
    rejected_path = output_path(rejected_to, _TABLES)
    distinct(file, valid_path, rejected_path)
    started = time.perf_counter()
    with progress_job() as job:
        checked = contact_lists.checked_file(
            file.absolute(), country, job, column=column, media=media
        )
    summary = checked.summary()
    if valid_path is not None:
        write_valid(checked, valid_path)
    if rejected_path is not None:
        write_rejected(checked, rejected_path)
    if as_json:
        print_json({**asdict(summary), "seconds": round(time.perf_counter() - started, 3)})
    else:
        for line in _lines(file, summary):
            click.echo(line)
        for notice in checked.notices:
            click.echo("  " + wording.notice(notice.code, notice.details))
    context.exit(1 if summary.invalid else 0)


def _lines(file: Path, summary: "Summary") -> list[str]:
    lines = [
        ntr(
            "{file}: {n} row, {valid} with a valid number",
            "{file}: {n} rows, {valid} with a valid number",
            summary.rows,
            file=file.name,
            valid=summary.valid,
        ),
        tr(
            "  mobile {mobile}, fixed {fixed}, other {other}",
            mobile=summary.mobile,
            fixed=summary.fixed,
            other=summary.other,
        ),
    ]
    for code, count in sorted(summary.problems.items(), key=lambda item: -item[1]):
        words = wording.contact_problem(code)
        text = tr("{problem}: {explanation}", problem=words.message, explanation=words.fix)
        lines.append(f"  {count:>6}  {text}")
    return lines
