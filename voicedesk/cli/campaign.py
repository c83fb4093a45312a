"""``voicedesk campaign``: from a draft with its review to the last call."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.address import is_web_address
from voicedesk.base.errors import DecisionError, InputError, NotAllowedError, WorkspaceError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.cli import dates, options
from voicedesk.cli.contact_lists import checked_file
from voicedesk.cli.decision import call_off, decide, optouts, reschedule
from voicedesk.cli.printing import (
    print_status,
    review_document,
    say_warnings,
    show_review,
    show_stored,
    status_document,
)
from voicedesk.cli.session import (
    Session,
    confirm,
    print_json,
    progress_job,
    say,
    stopped_in_order,
)
from voicedesk.cli.signature import signature
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.base.workspace import Workspace
    from voicedesk.campaigns.watcher import Snapshot

_SEPARATORS = re.compile(r"[\s.,'’]")  # between thousands


@click.group()
def campaign() -> None:
    """Campaigns: create, approve, send, watch."""


@campaign.command()
@click.option("--name", required=True, help="Of the campaign; its mailings have it, too.")
@click.option("--audio", required=True, type=click.Path(path_type=Path), help="The message.")
@click.option("--contacts", type=click.Path(path_type=Path), help="A file to import.")
@click.option("--list", "list_names", multiple=True, help="A list of the workspace; repeatable.")
@click.option(
    "--media",
    required=True,
    type=click.Choice(["VOICE", "VOICEMAIL", "SPLIT"]),
    help="Call, voicemail drop, or mobiles to voicemail and fixed lines called.",
)
@click.option("--date", help="ISO 8601; default: as soon as it is sent.")
@click.option("--zone", help="The clock of a date without offset; default: that of the rules.")
@click.option("--ping-url", metavar="URL", help="Where the platform tells of every call.")
@click.option(
    "--purpose",
    type=click.Choice(["contract", "prospecting"]),
    default="contract",
    help="Which rules hold; default: contract.",
)
@options.country
@options.column
@options.as_json
@click.pass_obj
def create(
    session: Session,
    name: str,
    audio: Path,
    contacts: Path | None,
    list_names: tuple[str, ...],
    media: str,
    date: str | None,
    zone: str | None,
    ping_url: str | None,
    purpose: str,
    country: str,
    column: str | None,
    as_json: bool,
) -> None:
    """Create a draft and show its review. Does not use the network."""
    from voicedesk.audio.library import Recordings
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.review import review_of
    from voicedesk.campaigns.statistics import status

    if (contacts is None) == (not list_names):
        raise NotAllowedError("file_or_list")
    if not name.strip():
        raise InputError("empty_name")
    if ping_url is not None and not is_web_address(ping_url):
        raise InputError("bad_address", value=ping_url)
    with session.workspace(writing=True) as workspace, progress_job() as job:
        clock = dates.zone(workspace, zone)
        at = dates.date(date, clock)
        # The message first: a list is imported anew each time, so not before a failure.
        recording = Recordings(workspace).add(audio.absolute(), job)
        if not recording.usable:
            _refuse_unusable(audio, recording.problems)
        if contacts is not None:
            lists = [_import(workspace, contacts.absolute(), name, country.upper(), column, job)]
        else:
            lists = [_find(workspace, list_name) for list_name in list_names]
        draft = Campaigns(workspace.database).create(
            name,
            purpose=purpose,
            channel=media,
            recording_id=recording.id,
            list_ids=lists,
            date=at,
            zone=clock.key,
            ping_url=ping_url,
        )
        sheet = review_of(workspace, draft)
        document = status_document(workspace.database, status(workspace.database, draft.id))
    if as_json:
        print_json({**document, "review": review_document(sheet)})
    else:
        show_review(draft.id, draft.name, sheet)
    if not sheet.recipients:
        raise InputError("nobody_left", name=name)


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--recipients", type=int, help="The number of people who will be called.")
@click.option("--yes", is_flag=True, help="Without asking.")
@click.option("--reviewer", help="Who approves; default: who is signed in.")
@options.as_json
@click.pass_obj
def approve(
    session: Session,
    campaign_id: str,
    recipients: int | None,
    yes: bool,
    reviewer: str | None,
    as_json: bool,
) -> None:
    """Approve a draft after its review. Does not use the network."""
    from voicedesk.campaigns.approval import approve as approve_campaign
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.review import review_of

    by = signature(reviewer, "reviewer_missing")
    with session.workspace(writing=True) as workspace:
        draft = Campaigns(workspace.database).get(campaign_id)
        sheet = review_of(workspace, draft)
        if recipients is None and not yes:
            show_review(draft.id, draft.name, sheet)
            recipients = _typed_count()
        else:
            say_warnings(sheet)
        seen = [found.acceptance for found in sheet.warnings]
        approve_campaign(workspace, campaign_id, recipients, by, Job(), seen=seen)
        show_stored(workspace, campaign_id, as_json)


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Without asking.")
@options.as_json
@click.pass_context
def send(context: click.Context, campaign_id: str, yes: bool, as_json: bool) -> None:
    """Send an approved campaign, or go on sending it from where it stands."""
    from voicedesk.campaigns.campaign import State
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.sender import Sender
    from voicedesk.campaigns.statistics import status

    session: Session = context.obj
    with session.workspace(writing=True) as workspace:
        campaign = Campaigns(workspace.database).get(campaign_id)
        if campaign.state in (State.POSTED, State.DONE):
            raise NotAllowedError("already_sent", name=campaign.name)
        if campaign.state is State.CANCELLED:
            raise NotAllowedError("was_cancelled", name=campaign.name)
        confirm(tr("Send “{name}” now?", name=campaign.name), yes)
        seconds = workspace.settings.sending_call_seconds
        with session.client(seconds) as client, progress_job() as job, stopped_in_order(job):
            sent = Sender(workspace, client, campaign_id).send(job)
        show_stored(workspace, campaign_id, as_json)
        rejected = status(workspace.database, campaign_id).chunks.get("rejected", 0)
    if sent.state is State.NEEDS_DECISION:
        context.exit(4)
    if rejected:
        say(ntr("{n} batch was refused.", "{n} batches were refused.", rejected))
        context.exit(3)


@campaign.command(name="status")
@click.argument("campaign_id", metavar="ID")
@click.option("--watch", is_flag=True, help="Until the last call has ended.")
@options.as_json
@click.pass_obj
def show_status(session: Session, campaign_id: str, watch: bool, as_json: bool) -> None:
    """Show where the calls of a campaign are.

    With a platform, asks it first; without one, or while the window is open on the workspace,
    shows what is known.
    """
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.watcher import Watcher

    def show(snapshot: "Snapshot") -> None:
        print_status(workspace.database, snapshot.status, as_json, compact=True)
        if snapshot.error is not None:
            say(wording.pause_reason(snapshot.error))

    if watch:
        workspace, asking = session.workspace(writing=True), True
    elif session.account() is None:
        workspace, asking = session.workspace(writing=False), False
    else:
        workspace, asking = _held_or_read(session)
    with workspace:
        if not asking:
            show_stored(workspace, campaign_id, as_json)
            return
        with session.client(workspace.settings.sending_call_seconds) as client:
            watcher = Watcher(workspace, client, campaign_id)
            campaign = Campaigns(workspace.database).get(campaign_id)
            if not campaign.belongs_to(client.account):
                show_stored(workspace, campaign_id, as_json)
                say(tr("This campaign was sent with another account, which was not asked."))
            elif watch:
                watcher.follow(Job(), show)
            else:
                print_status(workspace.database, watcher.poll(), as_json)


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@options.as_json
@click.pass_obj
def pause(session: Session, campaign_id: str, as_json: bool) -> None:
    """Stop before the next batch; what is sent stays sent."""
    _stop(session, campaign_id, "pause", as_json)


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@options.as_json
@click.pass_obj
def cancel(session: Session, campaign_id: str, as_json: bool) -> None:
    """Send nothing more of this campaign, ever; what is sent stays sent."""
    _stop(session, campaign_id, "cancel", as_json)


@campaign.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--accept", is_flag=True, help="Accept the warning of a rule that paused it.")
@click.option("--by", help="Who accepts; default: who is signed in.")
@options.as_json
@click.pass_obj
def resume(session: Session, campaign_id: str, accept: bool, by: str | None, as_json: bool) -> None:
    """Take back a pause; `send` then goes on."""
    from voicedesk.campaigns.acceptance import acknowledge
    from voicedesk.campaigns.drafts import Campaigns

    who = signature(by)
    with session.workspace(writing=True) as workspace:
        campaigns = Campaigns(workspace.database)
        if accept:
            reason = campaigns.get(campaign_id).reason or ""
            acknowledge(workspace, campaign_id, reason, who)
        campaigns.resume(campaign_id)
        show_stored(workspace, campaign_id, as_json)


for _command in (decide, reschedule, call_off, optouts):
    campaign.add_command(_command)


def _typed_count() -> int:
    """How many people will be called, as a person has read and types it at the terminal.

    Thousands may be set apart. Raises ``confirmation_needed`` without a terminal, and
    ``not_confirmed`` for what is no number.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise DecisionError("confirmation_needed")
    question = tr("To approve, type the number of people who will be called")
    typed = str(click.prompt(question, err=True, default="", show_default=False))
    digits = _SEPARATORS.sub("", typed)
    if not (digits.isascii() and digits.isdigit()):
        raise DecisionError("not_confirmed")
    return int(digits)


def _stop(session: Session, campaign_id: str, wish: str, as_json: bool) -> None:
    """Obey at once when nobody holds the workspace; otherwise leave it for the holder."""
    from voicedesk.campaigns.drafts import Campaigns
    from voicedesk.campaigns.stopping import obey

    workspace, holding = _held_or_read(session)
    with workspace:
        Campaigns(workspace.database).ask(campaign_id, wish)
        if holding:
            obey(workspace.database, campaign_id)
        else:
            say(tr("Asked for: the open window obeys before the next batch."))
        show_stored(workspace, campaign_id, as_json)


def _held_or_read(session: Session) -> tuple["Workspace", bool]:
    """The workspace, and whether it is held; only read while another process holds it."""
    try:
        return session.workspace(writing=True), True
    except WorkspaceError as error:
        if error.code != "in_use":
            raise
        return session.workspace(writing=False), False


def _import(
    workspace: "Workspace", path: Path, name: str, country: str, column: str | None, job: Job
) -> str:
    """Import the file as a list named after the campaign (numbered where that name is taken)."""
    from voicedesk.contacts.lists import ContactLists

    checked = checked_file(path, country, job, column=column)
    lists = ContactLists(workspace.database)
    return lists.save(lists.free_name(name), path.name, country, checked, job).id


def _find(workspace: "Workspace", name: str) -> str:
    from voicedesk.contacts.lists import ContactLists

    found = ContactLists(workspace.database).find(name)
    if found is None:
        raise NotAllowedError("unknown_list", id=name)
    return found.id


def _refuse_unusable(path: Path, problems: Any) -> None:
    error = next(problem for problem in problems if problem.severity == "error")
    raise InputError(error.code, file=path.name or str(path), **error.values)
