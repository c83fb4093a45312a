"""What the calling rules say against a campaign as it stands, for a person to weigh or to mend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicedesk.base.ids import stamp
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Purpose
from voicedesk.campaigns.rows import Exclusion
from voicedesk.campaigns.rules import Rules, Strength
from voicedesk.campaigns.zones import Zone

MOMENTS = frozenset({"outside_hours", "weekend", "holiday"})
"""The codes that are about when the telephones ring."""


@dataclass(frozen=True)
class Finding:
    """One ``rule`` that would be broken for so many ``people``; ``code`` says in which way.

    ``group`` is the index of the group whose date is wrong, None where it is about people.
    ``values`` fill the sentence: ``holiday`` is the name of one. ``rows`` are those people where it
    is about them, none where it is about a date: all of a group share that. Of a date, ``until`` is
    when a yes to it ends.
    """

    rule: str
    strength: Strength
    people: int
    group: int | None = None
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Exclusion] = field(default=(), repr=False, compare=False)
    until: datetime | None = None

    @property
    def acceptance(self) -> str:
        """What a person says yes to by accepting the warning, as it is stored.

        Of a date that is this closing of this day alone: who accepts the evening accepts neither
        the night nor tomorrow's lunch.
        """
        return self.code if self.until is None else f"{self.code} until {stamp(self.until)}"


RUNS_PAST = "runs_past"
"""The code of calls that will probably go on when the lawful hours are over."""


@dataclass(frozen=True)
class Strengths:
    """How strong a rule is towards each of some people.

    ``consented``, by index: whether the person gave express consent, which may weaken it.
    """

    rules: Rules
    purpose: Purpose
    consented: NDArray[np.bool_]

    def having(self, rule: str, strength: Strength) -> NDArray[np.bool_]:
        """By index: whether the rule has that strength."""
        with_consent = self.rules.strength_of(rule, self.purpose, consented=True)
        without = self.rules.strength_of(rule, self.purpose)
        return np.where(self.consented, with_consent is strength, without is strength)

    def findings(
        self, rule: str, code: str, hit: NDArray[np.bool_], **more: Any
    ) -> Iterator[Finding]:
        """One for each strength with which the rule meets somebody of ``hit``; strongest first."""
        for strength in (Strength.FORBID, Strength.WARN):
            people = int(np.count_nonzero(hit & self.having(rule, strength)))
            if people:
                yield Finding(rule, strength, people, code=code, **more)

    def moment(
        self, calendar: Calendar, moment: datetime, zone: Zone, group: int | None = None
    ) -> tuple[Finding, ...]:
        """All that is against calling them at that moment, what forbids it first."""
        everybody = np.ones(len(self.consented), np.bool_)
        against = list(objections(calendar, moment, zone))
        until = _end_of_yes(calendar, moment, zone) if against else None
        found = (
            one
            for rule, code, values in against
            for one in self.findings(rule, code, everybody, group=group, values=values, until=until)
        )
        return tuple(sorted(found, key=lambda one: one.strength is not Strength.FORBID))


def _end_of_yes(calendar: Calendar, moment: datetime, zone: Zone) -> datetime:
    """At the next lawful moment, or at midnight if that comes first."""
    here = calendar.local(moment, zone)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
    try:
        return min(calendar.next_slot(moment, zone), midnight, key=datetime.timestamp)
    except LookupError:  # the hours were narrowed since: these clocks have none in common
        return midnight


def objections(
    calendar: Calendar, moment: datetime, zone: Zone
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Rule, code and values of what is wrong with a moment; nothing where it is lawful."""
    if calendar.is_lawful(moment, zone):
        return
    here = calendar.local(moment, zone)
    kind, _, name = (calendar.closed(here.date(), zone) or "").partition(":")
    if kind == "weekend":
        yield "days_hours", "weekend", {}
    elif kind == "holiday":
        yield "holidays", "holiday", {"holiday": name}
    if kind not in ("weekend", "holiday") or not calendar.within_hours(moment, zone):
        yield "days_hours", "outside_hours", {}
