"""Who will be called and who will not, and why: the sheet a person reads before approving."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from voicedesk.api.models import Media
from voicedesk.campaigns.campaign import Purpose
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.phones.number import Kind

_REACHED = {
    Media.VOICE: frozenset({Kind.MOBILE, Kind.FIXED}),
    Media.VOICEMAIL: frozenset({Kind.MOBILE}),
}


@dataclass(frozen=True)
class Recipient:
    """One person who will be called; ``position`` finds the row in its list."""

    position: int
    label: str = field(repr=False)
    e164: str = field(repr=False)


@dataclass(frozen=True)
class Exclusion:
    """One row that will not be called; ``code`` as in the contacts' problem codes."""

    position: int
    label: str = field(repr=False)
    number: str = field(repr=False)
    code: str


@dataclass(frozen=True)
class Step:
    """One step of the funnel: how many are left after it, and the rows it took."""

    name: str
    left: int
    lost: tuple[Exclusion, ...] = ()


@dataclass(frozen=True)
class Review:
    """The funnel from all rows of the list to the people who will be called."""

    steps: tuple[Step, ...]
    recipients: tuple[Recipient, ...]

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        return tuple(lost for step in self.steps for lost in step.lost)

    @property
    def excluded(self) -> dict[str, int]:
        """Counts of exclusions by code."""
        return dict(Counter(exclusion.code for exclusion in self.exclusions))

    def left(self, name: str) -> int:
        """How many are left after the step ``name``."""
        return next(step.left for step in self.steps if step.name == name)


def review(
    rows: Iterable[ContactRow], label_columns: Sequence[int], media: Media, purpose: Purpose
) -> Review:
    """Judge every row: each is among the recipients or excluded with one reason."""
    remaining = list(rows)
    steps = [Step("imported", len(remaining))]
    for name, reason in _tests(media, purpose):
        lost, kept = [], []
        for row in remaining:
            code = reason(row)
            if code is None:
                kept.append(row)
            else:
                lost.append(Exclusion(row.position, row.label(label_columns), row.number, code))
        remaining = kept
        steps.append(Step(name, len(kept), tuple(lost)))
    recipients = tuple(
        Recipient(row.position, row.label(label_columns), row.verdict.e164)
        for row in remaining
        if row.verdict.e164 is not None
    )
    return Review(tuple(steps), recipients)


def _tests(
    media: Media, purpose: Purpose
) -> Iterator[tuple[str, Callable[[ContactRow], str | None]]]:
    """The steps of the funnel in their order, each with what excludes a row from it."""

    def unreachable(row: ContactRow) -> str | None:
        return None if row.verdict.kind in _REACHED[media] else "wrong_type_for_media"

    yield "valid", _invalid
    yield "unique", _duplicate
    if purpose is Purpose.PROSPECTING:
        yield "consented", _unconsented
    yield "reachable", unreachable


def _invalid(row: ContactRow) -> str | None:
    return None if row.verdict.valid else row.verdict.reason


def _duplicate(row: ContactRow) -> str | None:
    return "duplicate" if row.duplicate_of is not None else None


def _unconsented(_row: ContactRow) -> str | None:
    # No list records a consent yet, and prospecting without one is forbidden: nobody is called.
    return "no_consent"
