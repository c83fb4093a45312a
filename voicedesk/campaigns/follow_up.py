"""A new list of the people whom a campaign did not reach, to try once more.

Whoever must not be called again is left out: those who opted out, are on the stop list, refused
lately, or were called as often as the rules allow. The rules of the new campaign judge anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.frequency import binding_since, refused_since, too_frequent
from voicedesk.campaigns.history import record
from voicedesk.campaigns.refusal import is_optout
from voicedesk.campaigns.rules import Rules
from voicedesk.campaigns.statistics import Call, Reason, calls
from voicedesk.contacts.changes import Column, Segment, Shape
from voicedesk.contacts.combine import union
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.standing import Standing
from voicedesk.contacts.table import ContactTable

LEFT_OUT = ("opted_out", "stop_list", "refused_recently", "outside_frequency")
"""Why somebody is not in the list, in the order in which it is asked."""

_Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """Who would be in the list, in the order of the campaign, and how many not, by code."""

    people: tuple[Call, ...] = field(repr=False)
    left_out: dict[str, int]


def plan(workspace: Workspace, campaign_id: str, reasons: Collection[Reason]) -> Plan:
    """The people whose calls ended for one of the reasons, without those who must be left alone.

    Raises ``unknown_campaign``.
    """
    database = workspace.database
    Campaigns(database).get(campaign_id)
    wanted = set(reasons)
    found = [c for c in calls(database, campaign_id) if _reason(c) in wanted]
    numbers = np.array([int(call.e164) for call in found], np.int64)
    tests = _left_out(database, numbers, calling_rules.load(workspace))
    tests["opted_out"] = np.array([is_optout(call.description or "") for call in found], np.bool_)
    stays = np.ones(len(found), np.bool_)
    counts = {}
    for code in LEFT_OUT:
        hit = tests[code] & stays
        stays &= ~hit
        if hit.any():
            counts[code] = int(np.count_nonzero(hit))
    return Plan(tuple([c for c, kept in zip(found, stays, strict=True) if kept]), counts)


def follow_up(workspace: Workspace, campaign_id: str, reasons: Collection[Reason], job: Job) -> str:
    """Make the list and return its id; the campaign's history says how many, and who was left out.

    People keep all columns of the lists they came from, where these still have them. Raises
    ``unknown_campaign``, and :class:`InputError` ``nobody_to_follow_up``.
    """
    campaign = Campaigns(workspace.database).get(campaign_id)
    found = plan(workspace, campaign_id, reasons)
    if not found.people:
        raise InputError("nobody_to_follow_up", name=campaign.name)
    lists = ContactLists(workspace.database)
    there = {info.id for info in lists.all()}
    tables = [lists.open(one, job) for one in campaign.list_ids if one in there]
    region = tables[0].region if tables else calling_rules.load(workspace).country
    shape, segment = _rows(tables, found.people, region, job)
    name = lists.free_name(tr("Follow-up of {name}", name=campaign.name))
    details: dict[str, str | int] = {"source": campaign.name, "rows": len(segment)}
    made = lists.create(name, campaign.name, region, shape, segment, "follow_up", details, job)
    with workspace.database.write() as connection:
        told = {"people": len(found.people), **found.left_out}
        record(connection, campaign_id, "followed_up", list=made.id, **told)
    return made.id


def _reason(call: Call) -> Reason | None:
    return None if call.status not in ("ko", "no") else Reason(call.status, call.description)


def _left_out(database: Database, numbers: _Numbers, rules: Rules) -> dict[str, NDArray[np.bool_]]:
    """By code, by index: who must not be called now."""
    present = now()
    refused = refused_since(database, binding_since(present, rules))
    return {
        "stop_list": Standing.load(database).stopped(numbers),
        "refused_recently": np.isin(numbers, refused),
        "outside_frequency": too_frequent(database, numbers, present, rules),
    }


def _rows(
    tables: Sequence[ContactTable], people: Sequence[Call], region: str, job: Job
) -> tuple[Shape, Segment]:
    """The people with all their columns; who is in no list any more has a name and a number."""
    shape, cells, row_of = _sources(tables)
    rows = [row_of.get(int(call.e164)) for call in people]
    made = {
        key: ["" if row is None else texts[row] for row in rows] for key, texts in cells.items()
    }
    for index, (row, call) in enumerate(zip(rows, people, strict=True)):
        if row is None:
            made[shape.phone][index] = call.e164
            for key in shape.labels[:1]:
                made[key][index] = call.label
    judged = judge_all(made[shape.phone], region, job)
    return shape, Segment(0, made, np.zeros(len(rows), np.int32), judged)


def _sources(
    tables: Sequence[ContactTable],
) -> tuple[Shape, Mapping[int, Sequence[str]], dict[int, int]]:
    """The columns of the lists together, their cells, and the first row of each number."""
    if not tables:
        shape = Shape((Column(0, tr("Name")), Column(1, tr("Number"))), 1, (0,))
        return shape, {0: [], 1: []}, {}
    every = union(tables)
    numbers, first = np.unique(every.segment.judged.e164, return_index=True)
    row_of = dict(zip(numbers.tolist(), first.tolist(), strict=True))
    return every.shape, every.segment.cells, row_of
