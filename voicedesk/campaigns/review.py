"""Who will be called and who will not, and why: the sheet a person reads before approving."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose
from voicedesk.campaigns.finding import RUNS_PAST, Finding, Strengths
from voicedesk.campaigns.frequency import binding_since, refused_since, too_frequent
from voicedesk.campaigns.groups import Group, grouped, is_bound
from voicedesk.campaigns.looseness import looser
from voicedesk.campaigns.pace import Pace, pace
from voicedesk.campaigns.rows import Exclusion, Exclusions, Places, Recipients, Rows
from voicedesk.campaigns.rules import Rules, Strength
from voicedesk.campaigns.tariff import Cost, Tariff
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import MEANINGS, REASONS, codes_where
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing

_REACHED = {
    Channel.VOICE: (Kind.MOBILE, Kind.FIXED),
    Channel.VOICEMAIL: (Kind.MOBILE,),
    Channel.SPLIT: (Kind.MOBILE, Kind.FIXED),
}

# Step of the funnel, rule, code of who breaks it.
ABOUT_PEOPLE = (
    ("consented", "consent", "no_consent"),
    ("consented", "consent", "consent_expired"),
    ("consented", "consent_validity", "consent_old"),
    ("not_stopped", "stop_list", "stop_list"),
    ("allowed", "frequency", "outside_frequency"),
    ("allowed", "refusal", "refused_recently"),
)
"""The rules about people."""

# Why a row is not called, by an index from 1; 0: it stays.
_CODES = (
    "",
    *REASONS,
    "duplicate",
    *(code for _, _, code in ABOUT_PEOPLE),
    "wrong_type_for_media",
)

_Why = NDArray[np.uint8]
_Hit = NDArray[np.bool_]
_Test = Callable[[Places], _Why]


@dataclass(frozen=True)
class Marks:
    """What the workspace knows of the numbers of some rows, by index.

    ``consent`` as :meth:`Standing.consent`; ``old``: it was given longer ago than the rules let it
    hold; ``frequent``: one more call is more than the rules
    allow; ``refused``: a refusal still binds.
    """

    stopped: _Hit = field(repr=False)
    consent: NDArray[np.uint8] = field(repr=False)
    frequent: _Hit = field(repr=False)
    refused: _Hit = field(repr=False)
    old: _Hit = field(repr=False)

    @classmethod
    def read(
        cls, database: Database, e164: NDArray[np.int64], campaign: Campaign, rules: Rules
    ) -> "Marks":
        """As it is for a call at the campaign's date."""
        moment = campaign.date or now()
        day = calling_day(campaign.date, rules)
        standing = Standing.load(database, day)
        refused = refused_since(database, binding_since(moment, rules))
        return cls(
            standing.stopped(e164),
            standing.consent(e164),
            too_frequent(database, e164, moment, rules, campaign.id) & (e164 > 0),
            np.isin(e164, refused),
            standing.given_before(e164, rules.consents_since(day)),
        )


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many are left after it, and the rows it took."""

    name: str
    left: int
    lost: Sequence[Exclusion] = ()


@dataclass(frozen=True)
class Review:
    """The funnel from all rows of the lists to the people who will be called.

    ``exclusions`` are the rows that will not be called, step by step. ``groups`` have each of the
    ``recipients`` once. ``findings`` are what the rules say against it, the forbidding ones first.
    ``wished`` are the numbers (digits) that would be called if nobody had said no: what the stop
    list, the consents and the calls of other campaigns take away may change without anybody
    approving anew. ``cost`` is by the user's tariff, None where that is not known. ``reach`` is how
    many would be called on each channel. ``looser`` are the rules of the workspace that ask less of
    such a campaign than the shipped ones do.
    """

    steps: tuple[Step, ...]
    recipients: Recipients
    exclusions: Exclusions
    wished: NDArray[np.int64] = field(repr=False)
    groups: tuple[Group, ...] = ()
    findings: tuple[Finding, ...] = ()
    cost: Cost | None = None
    reach: Mapping[Channel, int] = field(default_factory=dict)
    looser: tuple[str, ...] = ()

    @property
    def excluded(self) -> dict[str, int]:
        """Counts of exclusions by code."""
        return self.exclusions.counts()

    @property
    def forbidding(self) -> tuple[Finding, ...]:
        """What must be mended before the approval."""
        return tuple(found for found in self.findings if found.strength is Strength.FORBID)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What a person may accept by approving."""
        return tuple(found for found in self.findings if found.strength is Strength.WARN)

    def left(self, name: str) -> int:
        """How many are left after the step ``name``."""
        return next(step.left for step in self.steps if step.name == name)


def review_of(workspace: Workspace, campaign: Campaign, job: Job | None = None) -> Review:
    """The review of a complete campaign over its lists as they are now; ``incomplete`` otherwise.

    Raises :class:`NotAllowedError` ``unknown_list`` for a list that is gone, and ``bad_rules``.
    """
    if not campaign.is_complete:
        raise NotAllowedError("incomplete", name=campaign.name)
    rules = calling_rules.load(workspace)
    lists, job = ContactLists(workspace.database), job or Job()
    rows = Rows([lists.open(list_id, job) for list_id in campaign.list_ids])
    marks = Marks.read(workspace.database, rows.e164, campaign, rules)
    tariff, speed = Tariff.of(workspace.settings), pace(workspace.database)
    return review(rows, marks, campaign, rules, tariff, speed=speed)


def review(
    rows: Rows,
    marks: Marks,
    campaign: Campaign,
    rules: Rules,
    tariff: Tariff,
    present: datetime | None = None,
    speed: Pace | None = None,
) -> Review:
    """Judge every row: each is in exactly one group or excluded with one reason.

    ``speed`` (None: not known) says who will be called when the hours are over.
    """
    present = present or now()
    tests = _Tests(rows, marks, campaign, rules)
    places: Places = np.arange(len(rows))
    steps = [Step("imported", len(places))]
    lost: list[tuple[Places, _Why]] = []
    for name, test in tests.funnel():
        why = test(places)
        lost.append((places[why > 0], why[why > 0]))
        places = places[why == 0]
        steps.append(Step(name, len(places), Exclusions(rows, *lost[-1], _CODES)))
    wished: Places = np.arange(len(rows))
    for test in (tests.invalid, tests.duplicate, tests.unreachable):
        wished = wished[test(wished) == 0]
    gone, why = (np.concatenate(parts) for parts in zip(*lost, strict=True))
    groups = grouped(rows, places, campaign, rules, present)
    findings = [*tests.warnings(places), *_moments(groups, tests, present, speed)]
    return Review(
        tuple(steps),
        Recipients(rows, places),
        Exclusions(rows, gone, why, _CODES),
        rows.e164[wished],
        groups,
        tuple(sorted(findings, key=lambda found: found.strength is not Strength.FORBID)),
        tariff.cost(groups),
        _reach(rows, np.concatenate((places, lost[-1][0]))),
        looser(rules, calling_rules.shipped(), [tests.purpose]),
    )


def calling_day(date: datetime | None, rules: Rules) -> date:
    """The day on which the phones will ring, on the clocks of the rules; None: today."""
    return (date or now()).astimezone(rules.zone).date()


def _reach(rows: Rows, places: Places) -> dict[Channel, int]:
    """How many of those who are left before the last step each channel reaches."""
    codes = rows.code[places]
    return {channel: int(np.count_nonzero(_reached(channel)[codes])) for channel in Channel}


def _reached(channel: Channel) -> _Hit:
    """By the code of a verdict."""
    found: _Hit = np.logical_or.reduce([codes_where(kind) for kind in _REACHED[channel]])
    return found


def _moments(
    groups: tuple[Group, ...], tests: "_Tests", present: datetime, speed: Pace | None
) -> Iterator[Finding]:
    """What is against the dates."""
    calendar = Calendar(tests.rules)
    for number, group in enumerate(groups):
        if not is_bound(group.media, tests.rules):
            continue
        strengths = tests.strengths(group.people.places)
        moment = group.date or present
        yield from strengths.moment(calendar, moment, group.zone, number)
        closing = calendar.closing(moment, group.zone)
        if speed is not None and closing is not None:
            yield from _running_past(strengths, group, number, speed.needed, (moment, closing))


def _running_past(
    strengths: Strengths,
    group: Group,
    number: int,
    needed: Callable[[int], timedelta],
    opening: tuple[datetime, datetime],
) -> Iterator[Finding]:
    """That the last ones will probably be called when the hours are over. It is an estimate: who
    has seen it may go on, whatever the rule.
    """
    people, (moment, closing) = len(group.people), opening
    late = moment + needed(people) - closing
    if late > timedelta() and not strengths.having("days_hours", Strength.IGNORE).all():
        many = max(1, round(people * (late / needed(people))))
        said = {"closing": closing}
        yield Finding(
            "days_hours", Strength.WARN, many, number, RUNS_PAST, values=said, until=closing
        )


class _Tests:
    """What excludes a row, by index of the places asked about."""

    def __init__(self, rows: Rows, marks: Marks, campaign: Campaign, rules: Rules) -> None:
        assert campaign.channel is not None
        assert campaign.purpose is not None
        self.rules = rules
        self.purpose: Purpose = campaign.purpose
        self._rows = rows
        self._consented = marks.consent == GIVEN
        self._reached = _reached(campaign.channel)
        self._hits = {
            "no_consent": marks.consent == NONE,
            "consent_expired": marks.consent == EXPIRED,
            "consent_old": marks.old,
            "stop_list": marks.stopped,
            "outside_frequency": marks.frequent,
            "refused_recently": marks.refused,
        }

    def strengths(self, places: Places) -> Strengths:
        return Strengths(self.rules, self.purpose, self._consented[places])

    def funnel(self) -> Iterator[tuple[str, _Test]]:
        """The steps in their order; without those that cannot take anybody away."""
        yield "valid", self.invalid
        yield "unique", self.duplicate
        for step in dict.fromkeys(step for step, _, _ in ABOUT_PEOPLE):
            about = [(rule, code) for name, rule, code in ABOUT_PEOPLE if name == step]
            if any(self.rules.strength_of(r, self.purpose) is Strength.FORBID for r, _ in about):
                yield step, partial(self._forbidden, about)
        yield "reachable", self.unreachable

    def warnings(self, places: Places) -> Iterator[Finding]:
        """The rules about people that are broken by those who stay."""
        strengths = self.strengths(places)
        for _, rule, code in ABOUT_PEOPLE:
            hit = self._hits[code][places]
            for found in strengths.findings(rule, code, hit):
                broken = places[hit & strengths.having(rule, found.strength)]
                why = np.full(len(broken), _CODES.index(code), np.uint8)
                yield replace(found, rows=Exclusions(self._rows, broken, why, _CODES))

    def invalid(self, places: Places) -> _Why:
        found: _Why = _REASON_OF_CODE[self._rows.code[places]]
        return found

    def duplicate(self, places: Places) -> _Why:
        return _where(self._rows.first[places] >= 0, "duplicate")

    def unreachable(self, places: Places) -> _Why:
        return _where(~self._reached[self._rows.code[places]], "wrong_type_for_media")

    def _forbidden(self, about: Sequence[tuple[str, str]], places: Places) -> _Why:
        """The first of these rules that forbids the call."""
        strengths = self.strengths(places)
        why = np.zeros(len(places), np.uint8)
        for rule, code in about:
            hit = self._hits[code][places] & strengths.having(rule, Strength.FORBID)
            np.copyto(why, _where(hit, code), where=why == 0)
        return why


def _where(excluded: _Hit, code: str) -> _Why:
    return excluded.astype(np.uint8) * np.uint8(_CODES.index(code))


def _reason_of_code() -> _Why:
    found = np.zeros(256, np.uint8)
    for code, meaning in enumerate(MEANINGS):
        if meaning.reason is not None:
            found[code] = _CODES.index(meaning.reason)
    return found


_REASON_OF_CODE = _reason_of_code()
