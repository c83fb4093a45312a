"""What a person decides of a campaign under way: ``decide``, ``reschedule``, ``call-off`` and
``optouts``."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.words import ntr, tr
from voicedesk.cli import options
from voicedesk.cli.printing import show_stored
from voicedesk.cli.session import Session, confirm, say
from voicedesk.cli.signature import signature

if TYPE_CHECKING:
    from voicedesk.base.workspace import Workspace
    from voicedesk.campaigns.calling_off import Answer

_by = click.option("--by", help="Who decides; default: who is signed in.")


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--chunk", type=int, required=True, help="The number of the batch.")
@click.option("--sent-as", metavar="MAILING_ID", help="It was sent, as this mailing.")
@click.option("--send-again", is_flag=True, help="Send again: people may be called twice.")
@click.option("--abandon", is_flag=True, help="Leave it: the program does not call these people.")
@click.option("--without", metavar="NUMBER", help="Refused: send the others of it.")
@click.option("--retry", is_flag=True, help="Refused: send it once more as it is.")
@_by
@click.option("--note", default="", help="Why; for the history.")
@options.as_json
@click.pass_obj
def decide(
    session: Session,
    campaign_id: str,
    chunk: int,
    sent_as: str | None,
    send_again: bool,
    abandon: bool,
    without: str | None,
    retry: bool,
    by: str | None,
    note: str,
    as_json: bool,
) -> None:
    """Decide about a batch of which nobody knows whether it was sent, or that was refused."""
    given = [sent_as is not None, send_again, abandon, without is not None, retry]
    if given.count(True) != 1:
        raise NotAllowedError("one_decision")
    by = signature(by)
    with session.workspace(writing=True) as workspace:
        if retry or without is not None:
            _replace(workspace, campaign_id, chunk, without, by)
        elif sent_as is not None:
            _accept(session, workspace, campaign_id, chunk, sent_as, by, note)
        else:
            _settle(workspace, campaign_id, chunk, send_again, by, note)
        show_stored(workspace, campaign_id, as_json)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--date", help="ISO 8601 with an offset; default: as soon as it is sent on.")
@_by
@options.as_json
@click.pass_obj
def reschedule(
    session: Session, campaign_id: str, date: str | None, by: str | None, as_json: bool
) -> None:
    """Give what has not left another date, once its own has passed."""
    from voicedesk.campaigns.decisions import reschedule as reschedule_campaign

    try:
        at = None if date is None else datetime.fromisoformat(date)
    except ValueError as error:
        raise InputError("bad_date", value=date) from error
    if at is not None and at.tzinfo is None:
        raise InputError("bad_date", value=date)
    by = signature(by)
    with session.workspace(writing=True) as workspace:
        reschedule_campaign(workspace, campaign_id, at, by=by)
        show_stored(workspace, campaign_id, as_json)


@click.command(name="call-off")
@click.argument("campaign_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Without asking.")
@_by
@options.as_json
@click.pass_context
def call_off(
    context: click.Context, campaign_id: str, yes: bool, by: str | None, as_json: bool
) -> None:
    """Call off the batches that the platform has and has not begun."""
    from voicedesk.campaigns import calling_off

    session: Session = context.obj
    who = signature(by)
    with session.workspace(writing=True) as workspace:
        database = workspace.database
        with session.client(workspace.settings.sending_call_seconds) as client:
            found = calling_off.waiting(database, client, campaign_id)
            people = sum(chunk.size for chunk in found)
            if found:
                confirm(ntr("Call off {n} call?", "Call off {n} calls?", people), yes)
            answers = [
                calling_off.call_off(database, client, campaign_id, chunk.ordinal, by=who)
                for chunk in found
            ]
        for answer in answers:
            say(_told(answer))
        if not found:
            say(tr("Nothing of it waits on the platform: nothing can be called off."))
        show_stored(workspace, campaign_id, as_json)
    if not all(answer.gone for answer in answers):
        context.exit(3)


@click.command()
@click.argument("campaign_id", metavar="ID")
@click.option("--dealt-with", "note", metavar="NOTE", required=True, help="How it was done.")
@click.option("--by", help="Who dealt with them; default: who is signed in.")
@options.as_json
@click.pass_obj
def optouts(session: Session, campaign_id: str, note: str, by: str | None, as_json: bool) -> None:
    """Say that opt-outs which the platform counts and does not name are dealt with.

    Find out first who they are, and put their numbers on the stop list.
    """
    from voicedesk.campaigns.optouts import dealt_with

    who = signature(by)
    if not note.strip():
        raise InputError("note_missing")
    with session.workspace(writing=True) as workspace:
        dealt_with(workspace.database, campaign_id, who, note.strip())
        show_stored(workspace, campaign_id, as_json)


def _told(answer: "Answer") -> str:
    if answer.gone:
        return tr("Batch {n} is called off.", n=answer.ordinal)
    if answer.error is not None:
        return tr("Batch {n} is still there: the call failed.", n=answer.ordinal)
    return tr("Batch {n} is still there: the platform says that it has begun.", n=answer.ordinal)


def _replace(
    workspace: "Workspace", campaign_id: str, chunk: int, without: str | None, by: str
) -> None:
    from voicedesk.campaigns.decisions import replace
    from voicedesk.contacts.phones.number import judge

    number = None
    if without is not None:
        number = judge(without, workspace.settings.calling_country).e164
        if number is None:
            raise InputError("bad_number", value=without)
    replace(workspace.database, campaign_id, chunk, without=number, by=by)


def _accept(
    session: Session,
    workspace: "Workspace",
    campaign_id: str,
    chunk: int,
    mailing_id: str,
    by: str,
    note: str,
) -> None:
    from voicedesk.campaigns.decisions import Decision
    from voicedesk.campaigns.decisions import decide as decide_chunk

    with session.client(workspace.settings.sending_call_seconds) as client:
        decide_chunk(
            *(workspace.database, campaign_id, chunk, Decision.SENT),
            by=by,
            mailing_id=mailing_id,
            note=note,
            client=client,
        )


def _settle(
    workspace: "Workspace", campaign_id: str, chunk: int, again: bool, by: str, note: str
) -> None:
    from voicedesk.campaigns.decisions import Decision
    from voicedesk.campaigns.decisions import decide as decide_chunk

    decision = Decision.SEND_AGAIN if again else Decision.ABANDON
    decide_chunk(workspace.database, campaign_id, chunk, decision, by=by, note=note)
