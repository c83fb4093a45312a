"""Which rules of a workspace ask less than others do: a person who loosens them is told."""

from collections.abc import Iterable, Sequence

from voicedesk.campaigns.campaign import Purpose
from voicedesk.campaigns.rules import ENFORCED, Interval, Rules, Strength

_ORDER = tuple(Strength)


def looser(
    rules: Rules, other: Rules, purposes: Iterable[Purpose] = tuple(Purpose)
) -> tuple[str, ...]:
    """The names of ``ENFORCED`` that ask less in ``rules`` than in ``other``, of anybody.

    Only those that ask something for one of the ``purposes`` in ``other``; in their order there.
    """
    purposes = tuple(purposes)
    asks_less = {
        "days_hours": not rules.weekdays <= other.weekdays
        or not _lie_within(rules.hours, other.hours),
        "holidays": not rules.holidays >= other.holidays,
        "frequency": rules.frequency_calls > other.frequency_calls
        or rules.frequency_days < other.frequency_days,
        "refusal": rules.refusal_days < other.refusal_days,
        "consent_validity": rules.consent_days > other.consent_days,
    }
    return tuple(
        name
        for name in ENFORCED
        if (asks_less.get(name) and _asks(name, other, purposes))
        or _is_weaker(name, rules, other, purposes)
    )


def _lie_within(hours: Sequence[Interval], wider: Sequence[Interval]) -> bool:
    return all(any(a <= start and end <= b for a, b in wider) for start, end in hours)


def _asks(name: str, rules: Rules, purposes: Iterable[Purpose]) -> bool:
    return any(rules.strength_of(name, purpose) is not Strength.IGNORE for purpose in purposes)


def _is_weaker(name: str, rules: Rules, other: Rules, purposes: Iterable[Purpose]) -> bool:
    return any(
        _ORDER.index(rules.strength_of(name, purpose, consented=consented))
        < _ORDER.index(other.strength_of(name, purpose, consented=consented))
        for purpose in purposes
        for consented in (False, True)
    )
