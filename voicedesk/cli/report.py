"""``voicedesk campaign`` on paper: the report, the review, the history; and who to call again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import InputError
from voicedesk.base.ids import stamp
from voicedesk.base.words import ntr
from voicedesk.cli import options
from voicedesk.cli.printing import review_document, show_review
from voicedesk.cli.session import Session, output_path, print_json, progress_job, say
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.base.database import Database
    from voicedesk.campaigns.review_sheet import Approval
    from voicedesk.campaigns.statistics import Reason


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--out", required=True, help="A .csv, .xlsx or .pdf file.")
@click.pass_obj
def report(session: Session, campaign_id: str, out: str) -> None:
    """Write what became of a campaign: figures, reasons, every person. Does not use the network."""
    from voicedesk.ui.report_file import REPORTS, save_report

    path = _output(out, REPORTS)
    with session.workspace(writing=False) as workspace, progress_job() as job:
        people = save_report(workspace.database, campaign_id, path, job)
    say(
        ntr("{file}: {count} person", "{file}: {count} people", people,
            file=path.name, count=wording.count(people))
    )  # fmt: skip


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--out", help="A .pdf file to read and sign; without it, the review is printed.")
@options.as_json
@click.pass_obj
def review(session: Session, campaign_id: str, out: str | None, as_json: bool) -> None:
    """Show who would be called, or write it as a sheet to sign. Does not use the network."""
    from voicedesk.campaigns.review_sheet import read_review_sheet

    path = output_path(out, (".pdf",))
    with session.workspace(writing=False) as workspace, progress_job() as job:
        sheet = read_review_sheet(workspace, campaign_id, job)
        if path is not None:
            from voicedesk.ui.paper_review import paint_review

            paint_review(sheet, path.absolute(), job)
    if as_json:
        print_json(
            {
                "id": sheet.campaign.id,
                "name": sheet.campaign.name,
                "fingerprint": sheet.fingerprint,
                "approval": _approval_document(sheet.approval),
                "review": review_document(sheet.review),
            }
        )
    elif path is None:
        show_review(sheet.campaign.id, sheet.campaign.name, sheet.review)


def _approval_document(given: "Approval | None") -> dict[str, Any] | None:
    """``holds``: it is of what the review shows now."""
    if given is None:
        return None
    told = {"by": given.by, "at": stamp(given.at)}
    return {**told, "people": given.people, "holds": given.holds}


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--out", help="A .csv or .json file; without it, the history is printed.")
@options.as_json
@click.pass_obj
def history(session: Session, campaign_id: str, out: str | None, as_json: bool) -> None:
    """Show who did what when. Does not use the network."""
    from voicedesk.campaigns.history import document, told
    from voicedesk.ui.history_words import event_words
    from voicedesk.ui.report_file import HISTORIES, save_history

    path = output_path(out, HISTORIES)
    with session.workspace(writing=False) as workspace:
        entries = told(workspace.database, campaign_id)
        if path is not None:
            save_history(workspace.database, campaign_id, path.absolute())
    if as_json:
        print_json(document(campaign_id, entries))
    elif path is None:
        for entry in entries:
            click.echo(f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}  {event_words(entry)}")


@click.command(name="follow-up")
@click.argument("campaign_id", metavar="ID")
@click.option("--reason", "wished", multiple=True, help="As the report has it; default: all.")
@click.option("--unknown", is_flag=True, help="Those of whom the outcome is not known.")
@options.as_json
@click.pass_obj
def follow_up(
    session: Session, campaign_id: str, wished: tuple[str, ...], unknown: bool, as_json: bool
) -> None:
    """Make a list of the people who were not reached. Does not use the network."""
    from voicedesk.campaigns import follow_up as following
    from voicedesk.contacts.lists import ContactLists

    with session.workspace(writing=True) as workspace, progress_job() as job:
        reasons = _reasons(workspace.database, campaign_id, wished, unknown)
        plan = following.plan(workspace, campaign_id, reasons)
        list_id = following.follow_up(workspace, campaign_id, reasons, job)
        made = ContactLists(workspace.database).info(list_id)
    if as_json:
        document: dict[str, Any] = {"list": made.name, "people": made.rows}
        print_json({**document, "left_out": plan.left_out})
        return
    click.echo(
        ntr("New list “{name}”: {count} person", "New list “{name}”: {count} people", made.rows,
            name=made.name, count=wording.count(made.rows))
    )  # fmt: skip
    for code, people in plan.left_out.items():
        click.echo(f"  −{wording.count(people)}  {wording.contact_problem(code).message}")


def _reasons(
    database: "Database", campaign_id: str, wished: tuple[str, ...], unknown: bool
) -> "set[Reason]":
    """Those of the campaign that a person named, in the platform's words or in ours."""
    from voicedesk.campaigns.report import read_report

    report = read_report(database, campaign_id)
    if not wished and not unknown:
        return set(report.reasons)
    found = {reason for reason in report.reasons if unknown and reason.status == "no"}
    for text in wished:
        named = {reason for reason in report.reasons if _is_named(reason, text)}
        if not named:
            known = ", ".join(wording.description(reason.description) for reason in report.reasons)
            name = report.campaign.name
            raise InputError("unknown_reason", name=name, reason=text, reasons=known or "–")
        found |= named
    return found


def _is_named(reason: "Reason", text: str) -> bool:
    names = (reason.description, wording.description(reason.description))
    return text.strip().casefold() in (name.casefold() for name in names)


def _output(given: str, suffixes: tuple[str, ...]) -> Path:
    path = output_path(given, suffixes)
    assert path is not None
    return path.absolute()
