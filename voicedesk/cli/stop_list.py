"""``voicedesk stop-list``: numbers that are never called."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicedesk.base.words import ntr, tr
from voicedesk.cli import options
from voicedesk.cli.session import (
    Session,
    output_path,
    print_json,
    progress_job,
    say,
    stopped_in_order,
)
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.contacts.stop_list import Added, Refused

_source = click.option("--source", default="", help="Where the objection came from.")
_note = click.option("--note", default="", help="Kept beside the number.")
_fingerprint = click.option(
    "--fingerprint",
    is_flag=True,
    help="Keep what recognises the number, and not the number itself.",
)


@click.group(name="stop-list")
def stop_list() -> None:
    """Numbers never called: add, remove, import, export, list."""


@stop_list.command()
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@_source
@_note
@_fingerprint
@options.country
@options.as_json
@click.pass_context
def add(
    context: click.Context,
    numbers: tuple[str, ...],
    source: str,
    note: str,
    fingerprint: bool,
    country: str,
    as_json: bool,
) -> None:
    """Never call these numbers again. Those that are none are reported, the others are taken."""
    from voicedesk.contacts.stop_list import StopList

    with context.obj.workspace(writing=True) as workspace:
        done = StopList(workspace.database).add(
            numbers, source, note, region=region_of(country), as_fingerprint=fingerprint
        )
    _show_added(context, done, as_json)


@stop_list.command()
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@options.country
@options.as_json
@click.pass_context
def remove(context: click.Context, numbers: tuple[str, ...], country: str, as_json: bool) -> None:
    """Take numbers off the stop list: they may be called again."""
    from voicedesk.contacts.stop_list import StopList

    with context.obj.workspace(writing=True) as workspace:
        done = StopList(workspace.database).remove(numbers, region=region_of(country))
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(
            ntr(
                "{n} number taken off the stop list.",
                "{n} numbers taken off the stop list.",
                done.removed,
            )
        )
        if done.unknown:
            click.echo(
                ntr("{n} number was not on it.", "{n} numbers were not on it.", done.unknown)
            )
        _say_refused(done.refused)
    context.exit(1 if done.refused else 0)


@stop_list.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@_source
@_note
@_fingerprint
@options.country
@options.column
@options.as_json
@click.pass_context
def import_file(
    context: click.Context,
    file: Path,
    source: str,
    note: str,
    fingerprint: bool,
    country: str,
    column: str | None,
    as_json: bool,
) -> None:
    """Add the numbers of FILE: any list of contacts, or one number a line."""
    from voicedesk.contacts.stop_list import StopList

    session: Session = context.obj
    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        done = StopList(workspace.database).import_file(
            file.absolute(),
            source or file.name,
            note,
            region=region_of(country),
            column=column,
            as_fingerprint=fingerprint,
            job=job,
        )
    _show_added(context, done, as_json)


@stop_list.command()
@click.argument("file")
@options.as_json
@click.pass_obj
def export(session: Session, file: str, as_json: bool) -> None:
    """Write the stop list to FILE (.csv, .xlsx)."""
    from voicedesk.contacts.export import TABLES
    from voicedesk.contacts.stop_list import StopList

    path = output_path(file, TABLES)
    assert path is not None
    with session.workspace(writing=False) as workspace, progress_job() as job:
        rows = StopList(workspace.database).export(path.absolute(), job)
    if as_json:
        print_json({"file": str(path), "rows": rows})
    else:
        click.echo(
            ntr("{file}: {n} number written.", "{file}: {n} numbers written.", rows, file=path.name)
        )


@stop_list.command(name="list")
@options.as_json
@click.pass_obj
def list_all(session: Session, as_json: bool) -> None:
    """Show the stop list."""
    from voicedesk.contacts.phones.verdicts import e164_text
    from voicedesk.contacts.stop_list import StopList

    with session.workspace(writing=False) as workspace:
        found = StopList(workspace.database).all()
    entries = [
        {
            "number": e164_text(entry.e164 or 0),
            "fingerprint": None if entry.e164 else entry.key,
            "source": entry.source,
            "note": entry.note,
            "added": entry.added_at.isoformat(),
        }
        for entry in found
    ]
    if as_json:
        print_json(entries)
        return
    for entry in entries:
        shown = entry["number"] or tr("fingerprint {print}", print=entry["fingerprint"])
        click.echo("  ".join(filter(None, (shown, entry["source"], entry["note"]))))
    if not entries:
        say(tr("The stop list is empty."))


def region_of(country: str) -> str:
    """The region in which numbers are read; :class:`InputError` ``unknown_region``."""
    from voicedesk.base.errors import InputError
    from voicedesk.contacts.phones.reference import known_region

    if not known_region(country.upper()):
        raise InputError("unknown_region", region=country)
    return country.upper()


def _show_added(context: click.Context, done: "Added", as_json: bool) -> None:
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(
            ntr("{n} number put on the stop list.", "{n} numbers put on the stop list.", done.added)
        )
        if done.known:
            click.echo(
                ntr("{n} number was on it already.", "{n} numbers were on it already.", done.known)
            )
        _say_refused(done.refused)
    context.exit(1 if done.refused else 0)


def _say_refused(refused: "tuple[Refused, ...]") -> None:
    for one in refused:
        why = wording.contact_problem(one.reason)
        say(
            tr(
                "Not taken, no. {row}: “{cell}”. {why}",
                row=one.row,
                cell=one.text,
                why=why.message,
            )
        )
