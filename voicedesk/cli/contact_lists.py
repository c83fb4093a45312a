"""``voicedesk contacts import, export, lists, combine, duplicates``: the lists of a workspace."""

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job
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
from voicedesk.cli.stop_list import region_of
from voicedesk.ui.card_titles import titled

if TYPE_CHECKING:
    from voicedesk.base.workspace import Workspace
    from voicedesk.contacts.check import CheckedList, Media
    from voicedesk.contacts.combine import Combined
    from voicedesk.contacts.export import Part
    from voicedesk.contacts.lists import ContactLists, ListInfo
    from voicedesk.contacts.sheet import ReadOptions
    from voicedesk.contacts.table import ContactTable

_OUTPUTS = (".csv", ".xlsx", ".vcf")
_list = click.option("--list", "list_name", metavar="NAME", required=True, help="The list's name.")


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@_list
@click.option("--append", is_flag=True, help="Put the rows behind those the list has.")
@options.country
@options.column
@click.option(
    "--several",
    type=click.Choice(["first", "rows"]),
    default="first",
    help="Of several numbers: the first valid one, or a row for each.",
)
@click.option("--delimiter", help="Of a CSV; default: found out.")
@click.option("--encoding", help="Of a CSV; default: found out.")
@click.option("--sheet", help="Of a workbook; default: the first with something in it.")
@options.as_json
@click.pass_context
def import_file(
    context: click.Context,
    file: Path,
    list_name: str,
    append: bool,
    country: str,
    column: str | None,
    several: Literal["first", "rows"],
    delimiter: str | None,
    encoding: str | None,
    sheet: str | None,
    as_json: bool,
) -> None:
    """Keep the contacts of FILE as a list, or behind those of one."""
    from voicedesk.contacts.lists import ContactLists
    from voicedesk.contacts.sheet import ReadOptions

    session: Session = context.obj
    started = time.perf_counter()
    options = ReadOptions(delimiter, encoding, sheet)
    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        lists = ContactLists(workspace.database)
        # Before anything is read in vain.
        info = named(lists, list_name) if append else None
        if info is None:
            _free(lists, list_name)
        region = info.region if info is not None else country.upper()
        checked = checked_file(
            file.absolute(), region, job, column=column, options=options, several=several
        )
        if info is None:
            lists.save(list_name, file.name, region, checked, job)
        else:
            lists.append(lists.open(info.id, job), checked, job)
    summary = checked.summary()
    if as_json:
        seconds = round(time.perf_counter() - started, 3)
        more = {"seconds": seconds, "list": list_name, "imported": summary.rows}
        print_json({**asdict(summary), **more})
    else:
        imported = ntr(
            "“{list}”: {n} contact imported, {valid} with a valid number.",
            "“{list}”: {n} contacts imported, {valid} with a valid number.",
            summary.rows,
            list=list_name,
            valid=summary.valid,
        )
        click.echo(imported)
    context.exit(1 if summary.invalid else 0)


@click.command()
@_list
@click.option("--out", required=True, metavar="FILE", help="A .csv, .xlsx or .vcf.")
@click.option(
    "--part",
    type=click.Choice(["all", "valid", "rejected"]),
    default="all",
    help="Which rows; default: all.",
)
@options.as_json
@click.pass_obj
def export(session: Session, list_name: str, out: str, part: "Part", as_json: bool) -> None:
    """Write a list, its valid numbers, or its rejected rows to a file."""
    from voicedesk.contacts.export import export as write
    from voicedesk.contacts.lists import ContactLists

    path = output_path(out, _OUTPUTS[:2] if part == "rejected" else _OUTPUTS)
    assert path is not None
    with session.workspace(writing=False) as workspace, progress_job() as job:
        lists = ContactLists(workspace.database)
        table = lists.open(named(lists, list_name).id, job)
        rows = write(table, path.absolute(), job, part=part)
    if as_json:
        print_json({"list": list_name, "part": part, "file": str(path), "rows": rows})
    else:
        written = ntr("{file}: {n} contact written.", "{file}: {n} contacts written.", rows,
                      file=path.name)  # fmt: skip
        click.echo(written)


@click.command(name="lists")
@options.as_json
@click.pass_obj
def lists_of(session: Session, as_json: bool) -> None:
    """The lists of the workspace."""
    from voicedesk.contacts.lists import ContactLists

    with session.workspace(writing=False) as workspace:
        found = ContactLists(workspace.database).all()
    if as_json:
        print_json([_counts(info) for info in found])
        return
    for info in found:
        click.echo(_line(info))
    if not found:
        say(tr("There is no list yet."))


@click.command()
@click.argument(
    "how",
    metavar="HOW",
    type=click.Choice(["union", "intersection", "difference", "sample", "split"]),
)
@click.argument("names", metavar="LIST…", nargs=-1, required=True)
@click.option("--as", "name", metavar="NAME", required=True, help="Of the new list or lists.")
@click.option("--rows", type=click.IntRange(1), help="sample: so many contacts by chance.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, help="sample: the same seed, the same contacts."
)
@click.option("--parts", type=click.IntRange(1), help="split: into so many lists.")
@click.option("--column", metavar="TITLE", help="split: a list for each text in this column.")
@options.as_json
@click.pass_obj
def combine(
    session: Session,
    how: str,
    names: tuple[str, ...],
    name: str,
    rows: int | None,
    seed: int,
    parts: int | None,
    column: str | None,
    as_json: bool,
) -> None:
    """Make new lists out of others. HOW is union, intersection (common to two), difference (the
    first without the second), sample or split. split names its lists NAME 1, NAME 2, …, or NAME
    and the text of the column.
    """
    from voicedesk.contacts.lists import ContactLists

    wanted = {"intersection": 2, "difference": 2, "sample": 1, "split": 1}.get(how)
    if len(names) != wanted if wanted else len(names) < 2:
        raise NotAllowedError("wrong_number_of_lists", how=how, wanted=wanted or "2+")
    if (how == "sample") != (rows is not None):
        raise NotAllowedError("sample_needs_rows")
    if (how == "split") != ((parts is None) != (column is None)):
        raise NotAllowedError("split_needs_parts")
    with session.workspace(writing=True) as workspace, progress_job() as job, stopped_in_order(job):
        lists = ContactLists(workspace.database)
        tables = [lists.open(named(lists, given).id, job) for given in names]
        made = _combined(how, tables, rows or 0, seed, parts, column)
        titles = [f"{name} {title}".strip() for title in made]
        for title in titles:
            _free(lists, title)
        kept = [
            lists.create(
                title, "", part.region, part.shape, part.segment, how, _details(how, part), job
            )
            for title, part in zip(titles, made.values(), strict=True)
        ]
    if as_json:
        print_json([_counts(info) for info in kept])
        return
    for info in kept:
        click.echo(_line(info))


@click.command()
@_list
@click.option("--with", "others", metavar="LIST", multiple=True, help="Also numbers shared with.")
@click.option("--merge", "wish", is_flag=True, help="Merge all groups whose rows do not disagree.")
@options.as_json
@click.pass_obj
def duplicates(
    session: Session, list_name: str, others: tuple[str, ...], wish: bool, as_json: bool
) -> None:
    """Numbers that stand in a list more than once, or in another one, too."""
    from voicedesk.contacts.duplicates import across, groups, merge, plan
    from voicedesk.contacts.lists import ContactLists

    with session.workspace(writing=wish) as workspace, progress_job() as job:
        lists = ContactLists(workspace.database)
        table = lists.open(named(lists, list_name).id, job)
        found = groups(table)
        planned = plan(table, found, job)
        merged = 0
        shared = {}
        for other in others:
            there = lists.open(named(lists, other).id, job)
            shared[other] = len(across(table, [there])[there.list_id])
        if wish and (change := merge(table, planned.without_conflicts())) is not None:
            merged = len(lists.commit(table, change, job).went)
    open_groups = len({conflict.group for conflict in planned.conflicts})
    document = {
        "list": list_name,
        "groups": len(found),
        "rows": len(found.others),
        "conflicts": open_groups,
        "merged": merged,
        "shared": shared,
    }
    if as_json:
        print_json(document)
        return
    for line in _duplicate_lines(document):
        click.echo(line)


def named(lists: "ContactLists", name: str) -> "ListInfo":
    """The list of this name; :class:`NotAllowedError` ``unknown_list`` where there is none."""
    found = lists.find(name)
    if found is None:
        raise NotAllowedError("unknown_list", id=name)
    return found


def open_list(workspace: "Workspace", name: str, job: Job) -> "ContactTable":
    """The list of this name in memory; raises as :func:`named`."""
    from voicedesk.contacts.lists import ContactLists

    lists = ContactLists(workspace.database)
    return lists.open(named(lists, name).id, job)


def _free(lists: "ContactLists", name: str) -> None:
    if lists.find(name) is not None:
        raise NotAllowedError("name_taken", name=name)


def checked_file(
    path: Path,
    country: str,
    job: Job,
    *,
    column: str | None,
    media: "Media | None" = None,
    options: "ReadOptions | None" = None,
    several: Literal["first", "rows"] = "first",
) -> "CheckedList":
    """The contacts of a file as every command takes them; ``column``: the only one of numbers.

    Raises as :func:`~voicedesk.contacts.sheet.read_sheet` and
    :func:`~voicedesk.contacts.check.check`.
    """
    from voicedesk.contacts.check import check_mapped
    from voicedesk.contacts.columns import phone_column
    from voicedesk.contacts.mapping import apply, guess
    from voicedesk.contacts.sheet import FIND_OUT, read_sheet

    region = region_of(country)  # before a wrong one makes every number look like none
    sheet = read_sheet(path, job, options or FIND_OUT)
    mapping = replace(guess(sheet, region), several=several)
    sheet = titled(sheet)
    if column is not None:
        wished = phone_column(sheet.columns, sheet.cells, region, column)
        mapping = replace(mapping, phones=(wished,))
    mapped = apply(sheet, mapping, region, job, tr("Number to call"))
    return check_mapped(mapped, region, job, media=media)


def _combined(
    how: str,
    tables: "list[ContactTable]",
    rows: int,
    seed: int,
    parts: int | None,
    column: str | None,
) -> "dict[str, Combined]":
    """The new lists by what is added to their name."""
    from voicedesk.contacts import combine

    first = tables[0]
    if how == "union":
        return {"": combine.union(tables)}
    if how == "sample":
        return {"": combine.sample(first, rows, seed)}
    if how == "split" and parts is not None:
        return {str(n): part for n, part in enumerate(combine.split(first, parts), 1)}
    if how == "split":
        by_text = combine.split_by(first, _column(first, column or ""))
        blank = tr("(empty)")
        while blank in by_text:  # somebody's own word: theirs is another list
            blank = f"({blank})"
        return {text or blank: part for text, part in by_text.items()}
    two: dict[str, Callable[..., Combined]] = {
        "intersection": combine.intersection,
        "difference": combine.difference,
    }
    return {"": two[how](*tables)}


def _column(table: "ContactTable", title: str) -> int:
    from voicedesk.contacts.columns import phone_column

    titles = [column.name for column in table.shape.columns]
    return table.shape.columns[phone_column(titles, [], table.region, title)].key


def _details(how: str, part: "Combined") -> dict[str, str | int]:
    return {"how": how, "rows": len(part)}


def _counts(info: "ListInfo") -> dict[str, Any]:
    return {"name": info.name, "rows": info.rows, "valid": info.valid}


def _line(info: "ListInfo") -> str:
    return ntr(
        "{name}: {n} contact, {valid} with a valid number",
        "{name}: {n} contacts, {valid} with a valid number",
        info.rows,
        name=info.name,
        valid=info.valid,
    )


def _duplicate_lines(found: dict[str, Any]) -> list[str]:
    lines = [
        ntr(
            "{n} number stands in “{list}” more than once ({rows} rows too many).",
            "{n} numbers stand in “{list}” more than once ({rows} rows too many).",
            found["groups"],
            list=found["list"],
            rows=found["rows"],
        )
    ]
    if found["conflicts"]:
        lines.append(tr("Their rows disagree for {n} of them.", n=found["conflicts"]))
    if found["merged"]:
        lines.append(
            ntr(
                "{n} row merged into its first.",
                "{n} rows merged into the first of each.",
                found["merged"],
            )
        )
    for other, rows in found["shared"].items():
        lines.append(
            ntr(
                "{n} contact stands in “{other}”, too.",
                "{n} contacts stand in “{other}”, too.",
                rows,
                other=other,
            )
        )
    return lines
