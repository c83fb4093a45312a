"""Warnings that come up after the approval: when a batch is to be posted, a person is asked."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.schema import history
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import drafts
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.finding import MOMENTS, Finding, Strengths
from voicedesk.campaigns.groups import is_bound
from voicedesk.campaigns.history import record
from voicedesk.campaigns.outbox import Chunk, Outbox
from voicedesk.campaigns.review import ABOUT_PEOPLE, calling_day
from voicedesk.campaigns.rules import Strength
from voicedesk.campaigns.stopping import pause_running
from voicedesk.campaigns.zones import Zone
from voicedesk.contacts.standing import GIVEN, Standing

ACCEPTABLE = MOMENTS | {code for _, _, code in ABOUT_PEOPLE}
"""The reasons of a pause that a person may accept, where the rule only warns."""


def moment_objections(
    workspace: Workspace, campaign: Campaign, chunk: Chunk, moment: datetime
) -> tuple[Finding, ...]:
    """Why the telephones of a batch must not ring at that moment; none where they may.

    What a rule forbids, or warns of and no person has accepted (:attr:`Campaign.acknowledged`). A
    call to oneself is always allowed.
    """
    rules = calling_rules.load(workspace)
    calendar, zone = Calendar(rules), Zone.named(chunk.zone)
    if campaign.is_test or campaign.purpose is None or not is_bound(chunk.media, rules):
        return ()
    if calendar.is_lawful(moment, zone):
        return ()  # as nearly always: whoever consents need not be read
    consented = np.zeros(chunk.size, np.bool_)
    if any(rules.is_weakened(rule, campaign.purpose) for rule in ("days_hours", "holidays")):
        consented = _consented(workspace, campaign, chunk, calling_day(moment, rules))
    strengths = Strengths(rules, campaign.purpose, consented)
    return tuple(
        found
        for found in strengths.moment(calendar, moment, zone)
        if found.strength is Strength.FORBID or found.acceptance not in campaign.acknowledged
    )


def _consented(
    workspace: Workspace, campaign: Campaign, chunk: Chunk, day: date
) -> NDArray[np.bool_]:
    numbers = Outbox(workspace.database, campaign.id).numbers(chunk.ordinal)
    e164 = np.array([int(number) for number in numbers], np.int64)
    standing = Standing.load(workspace.database, day, among=e164.tolist())
    given: NDArray[np.bool_] = standing.consent(e164) == GIVEN
    return given


def pause_for(database: Database, campaign_id: str, found: Sequence[Finding]) -> str:
    """Pause what is under way for the first of these findings; returns its code.

    The history keeps what a person would accept.
    """
    first = found[0]
    same = [one.acceptance for one in found if one.code == first.code]
    forbids = {"forbids": first.rule} if first.strength is Strength.FORBID else {}
    pause_running(database, campaign_id, first.code, accepts=same, people=first.people, **forbids)
    return first.code


def acknowledge(workspace: Workspace, campaign_id: str, code: str, by: str) -> None:
    """A person accepts what the campaign is paused for: that day or hour, not every one.

    Raises :class:`NotAllowedError` ``nothing_to_accept`` where ``code`` is not what it is paused
    for, or nothing that can be accepted, and ``rule_forbids`` where the rule does not only warn.
    """
    with workspace.database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        mine = (history.c.campaign_id == campaign_id) & (history.c.event == "paused")
        last = select(history.c.details).where(mine).order_by(history.c.id.desc()).limit(1)
        asked = connection.scalar(last) or {}
        if code not in ACCEPTABLE or code != campaign.reason or asked.get("why") != code:
            raise NotAllowedError("nothing_to_accept", name=campaign.name)
        if "forbids" in asked:
            about = {"rule": asked["forbids"], "cause": code, "people": asked["people"]}
            raise NotAllowedError("rule_forbids", name=campaign.name, **about)
        more = sorted({*campaign.acknowledged, *asked["accepts"]})
        drafts.set_state(
            connection, campaign_id, campaign.state, campaign.reason, acknowledged=more
        )
        record(connection, campaign_id, "warning_acknowledged", by=by, code=code)
