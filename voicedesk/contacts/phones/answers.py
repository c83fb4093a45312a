"""Readings of many texts: by the fast path, and where it leaves one by phonenumbers itself."""

from collections.abc import Sequence

import numpy as np

from voicedesk.base.jobs import Job
from voicedesk.contacts.phones import fast
from voicedesk.contacts.phones.batch import LEFT, REFUSED
from voicedesk.contacts.phones.fast import Outcomes
from voicedesk.contacts.phones.reference import Reading, kind_of, read
from voicedesk.contacts.phones.verdicts import REASONS
from voicedesk.contacts.repairs import Question

_CHECKED = 1_000  # rows between two looks whether the job is cancelled


def read_left(
    texts: Sequence[str], region: str, found: Outcomes, job: Job | None = None
) -> dict[int, Reading]:
    """phonenumbers' readings of the texts whose outcome is LEFT, by index; each text once."""
    known: dict[str, Reading] = {}
    readings = {}
    for done, index in enumerate(np.flatnonzero(found.outcome == LEFT).tolist()):
        if job is not None and done % _CHECKED == 0:
            job.check()
        text = texts[index]
        if text not in known:
            known[text] = read(text, region)
        readings[index] = known[text]
    return readings


def answer(questions: Sequence[Question]) -> list[Reading]:
    """The readings that repairs ask for, in the same order."""
    by_region: dict[str, list[int]] = {}
    for index, (_, region) in enumerate(questions):
        by_region.setdefault(region, []).append(index)
    readings = [_REFUSALS[0]] * len(questions)
    for region, asked in by_region.items():
        for start in range(0, len(asked), fast.MOST):
            here = asked[start : start + fast.MOST]
            texts = [questions[index][0] for index in here]
            for index, reading in zip(here, _readings(texts, region), strict=True):
                readings[index] = reading
    return readings


def _readings(texts: Sequence[str], region: str) -> list[Reading]:
    found = fast.read_all(texts, region)
    left = read_left(texts, region, found)
    columns = (found.outcome.tolist(), found.e164.tolist(), found.calling_code.tolist())
    return [
        left[index] if outcome == LEFT else _reading(outcome, number, code)
        for index, (outcome, number, code) in enumerate(zip(*columns, strict=True))
    ]


def _reading(outcome: int, number: int, code: int) -> Reading:
    if outcome >= REFUSED:
        return _REFUSALS[outcome - REFUSED]
    national = str(number)[len(str(code)) :]
    return Reading(f"+{number}", kind_of(outcome), None, code, national)


_REFUSALS = [Reading(None, None, reason) for reason in REASONS]
