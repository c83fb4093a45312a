"""The fast path beside the obvious calls of phonenumbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from tests.contacts.phones.strings import strings
from voicedesk.contacts.phones import fast
from voicedesk.contacts.phones.batch import LEFT, REFUSED
from voicedesk.contacts.phones.number import normalise
from voicedesk.contacts.phones.reference import read
from voicedesk.contacts.phones.verdicts import REASONS
from voicedesk.contacts.phones.world import World

Said = tuple[int, int]  # an outcome as the fast path gives it, and the digits of E.164 or 0


@dataclass(frozen=True)
class Comparison:
    compared: int
    valid: int
    left: int  # to phonenumbers itself: not compared further
    differences: list[tuple[str, str, Said, Said]]  # region, text, expected, found


def expected(text: str, region: str) -> Said:
    """What the four obvious calls say; of a refused text the reason."""
    cell = normalise(text)
    try:
        number = phonenumbers.parse(cell, region)
    except NumberParseException:
        return _refusal(cell, region)
    if not phonenumbers.is_valid_number(number):
        return _refusal(cell, region)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return phonenumbers.number_type(number), int(e164)


def _refusal(cell: str, region: str) -> Said:
    reading = read(cell, region)
    assert reading.reason is not None
    return REFUSED + REASONS.index(reading.reason), 0


def found(texts: Sequence[str], region: str, plans: World | None = None) -> list[Said]:
    """What the fast path says of texts, however many."""
    said: list[Said] = []
    for start in range(0, len(texts), fast.MOST):
        part = fast.read_all(texts[start : start + fast.MOST], region, plans)
        said += zip(part.outcome.tolist(), part.e164.tolist(), strict=True)
    return said


def compare(region: str, texts: Sequence[str], plans: World | None = None) -> Comparison:
    valid = left = 0
    differences = []
    for text, said in zip(texts, found(texts, region, plans), strict=True):
        if said[0] == LEFT:
            left += 1
            continue
        right = expected(text, region)
        valid += right[1] > 0
        if said != right:
            differences.append((region, text, right, said))
    return Comparison(len(texts), valid, left, differences)


def compare_region(task: tuple[str, int, int]) -> Comparison:
    """One region with so many texts and this seed: the work of a process."""
    region, count, seed = task
    return compare(region, strings(region, count, seed))


def total(parts: Sequence[Comparison]) -> Comparison:
    return Comparison(
        sum(part.compared for part in parts),
        sum(part.valid for part in parts),
        sum(part.left for part in parts),
        [difference for part in parts for difference in part.differences],
    )
