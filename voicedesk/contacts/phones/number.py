"""The verdict on one telephone number, as typed or imported."""

from dataclasses import dataclass

from voicedesk.contacts import repairs
from voicedesk.contacts.phones.notes import note
from voicedesk.contacts.phones.reference import Kind, read

__all__ = ["Kind", "Verdict", "judge", "normalise"]

_SPACES = str.maketrans("\u202f\u00a0", "  ")


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """Valid (``e164`` and ``kind``) or not (``reason``, a problem code).

    ``note`` is ``excel_lost_zero`` or ``double_zero_prefix``; beside a reason it stands where the
    offered repair has that oddity. ``repair`` is the text offered instead, only where phonenumbers
    refuses the cell; two numbers are joined by :data:`voicedesk.contacts.repairs.BETWEEN`.
    """

    e164: str | None
    kind: Kind | None
    reason: str | None = None
    note: str | None = None
    repair: str | None = None

    @property
    def valid(self) -> bool:
        return self.e164 is not None

    def __repr__(self) -> str:
        # Never the number: a verdict may end in a log.
        return f"Verdict(kind={self.kind}, reason={self.reason}, note={self.note})"


_EMPTY = Verdict(None, None, "empty")


def normalise(text: str) -> str:
    """The cell as phonenumbers gets it: narrow and hard spaces are spaces, none at the ends."""
    return text.translate(_SPACES).strip()


def judge(text: str, region: str = "FR") -> Verdict:
    """What phonenumbers says of ``text`` read in ``region``, and what may mend it.

    Valid exactly when phonenumbers accepts the normalised cell; then E.164 is its E.164.
    """
    cell = normalise(text)
    if not cell:
        return _EMPTY
    reading = read(cell, region)
    if reading.e164 is not None:
        return Verdict(reading.e164, reading.kind, None, note(cell, reading, region))
    finding = repairs.examine(cell, region)
    reason = finding.reason or reading.reason
    return Verdict(None, None, reason, finding.note, finding.repair)
