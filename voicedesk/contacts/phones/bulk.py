"""The verdicts on a whole column of cells: those of :func:`.number.judge`, many times faster."""

from collections.abc import Iterator, Sequence

import numpy as np

from voicedesk.base.jobs import Job
from voicedesk.contacts import repairs
from voicedesk.contacts.phones import fast
from voicedesk.contacts.phones.answers import answer, read_left
from voicedesk.contacts.phones.batch import LEFT, REFUSED
from voicedesk.contacts.phones.notes import note
from voicedesk.contacts.phones.number import normalise
from voicedesk.contacts.phones.reference import Reading, kind_of
from voicedesk.contacts.phones.verdicts import (
    MEANINGS,
    NOTES,
    REASONS,
    Codes,
    Judged,
    Numbers,
    invalid_code,
    valid_code,
)

_EMPTY = invalid_code("empty")
_TYPES = 11  # the PhoneNumberTypes of valid numbers are 0 to 10
_AT_ONCE = 2_000  # cells whose repairs are searched in common: more only feed the collector


def judge_all(cells: Sequence[str], region: str, job: Job | None = None) -> Judged:
    """The verdicts on cells as typed or imported, read in ``region``; reports the step "check"."""
    job = job or Job()
    code, e164 = np.zeros(len(cells), np.uint8), np.zeros(len(cells), np.int64)
    offers: dict[int, str] = {}
    job.report(0, len(cells), "check")
    for start in range(0, len(cells), fast.MOST):
        part = _Part(cells[start : start + fast.MOST], region, job)
        end = start + len(part.cells)
        code[start:end], e164[start:end] = part.code, part.e164
        offers.update((start + row, offer) for row, offer in part.offers.items())
        job.report(end, len(cells), "check")
    return Judged(code, e164, offers)


class _Part:
    """The verdicts on so many cells as one walk takes."""

    def __init__(self, cells: Sequence[str], region: str, job: Job) -> None:
        self.cells = cells
        self.region = region
        self.job = job
        self.offers: dict[int, str] = {}
        found = fast.read_all(cells, region)
        self.e164: Numbers = found.e164
        self.code: Codes = _CODES[found.note, found.outcome]
        self._judge_left(np.flatnonzero(found.outcome == LEFT).tolist())
        self._judge_refused()

    def _judge_left(self, rows: list[int]) -> None:
        """What the walk left: once more without what surrounds it, then by phonenumbers."""
        texts = [normalise(self.cells[row]) for row in rows]
        found = fast.read_all(texts, self.region)
        self.e164[rows], self.code[rows] = found.e164, _CODES[found.note, found.outcome]
        left = read_left(texts, self.region, found, self.job)
        for index, reading in left.items():
            self.code[rows[index]] = self._code(texts[index], reading)
            self.e164[rows[index]] = int(reading.e164 or 0)

    def _code(self, cell: str, reading: Reading) -> int:
        if reading.kind is None:
            return invalid_code(str(reading.reason))
        return valid_code(reading.kind, note(cell, reading, self.region))

    def _judge_refused(self) -> None:
        """The repairs of refused cells, each text once."""
        refused: dict[str, list[int]] = {}
        for row in np.flatnonzero(_REFUSED[self.code]).tolist():
            refused.setdefault(normalise(self.cells[row]), []).append(row)
        self.code[refused.pop("", [])] = _EMPTY
        for texts in _slices(list(refused)):
            self.job.check()
            findings = repairs.examine_all(texts, self.region, answer)
            for text, finding in zip(texts, findings, strict=True):
                self._settle(refused[text], finding)

    def _settle(self, rows: list[int], finding: repairs.Finding) -> None:
        offered = finding.repair is not None
        reason = finding.reason or str(MEANINGS[self.code[rows[0]]].reason)
        self.code[rows] = invalid_code(reason, mendable=offered, note=finding.note)
        if finding.repair is not None:
            self.offers.update(dict.fromkeys(rows, finding.repair))


def _slices(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _AT_ONCE):
        yield texts[start : start + _AT_ONCE]


def _codes() -> Codes:
    """The verdict's code by note and outcome; 0 where there is none."""
    codes = np.zeros((len(NOTES), 256), np.uint8)
    for index, name in enumerate(NOTES):
        codes[index, :_TYPES] = [valid_code(kind_of(number), name) for number in range(_TYPES)]
    codes[0, REFUSED : REFUSED + len(REASONS)] = [invalid_code(reason) for reason in REASONS]
    return codes


_CODES = _codes()
_REFUSED = np.array([meaning.reason is not None for meaning in MEANINGS])
