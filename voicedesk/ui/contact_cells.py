"""How one contact looks in the table: the badge of its state, what is suggested, and why."""

from typing import Literal

from voicedesk.base.words import mark, ntr, tr
from voicedesk.contacts.contact import Contact
from voicedesk.contacts.phones.number import Kind, Verdict
from voicedesk.contacts.repairs import BETWEEN
from voicedesk.ui import wording
from voicedesk.ui.parts.badge import Kind as Badge
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.wording import Words

State = Literal["valid", "mend", "exclude"]
STATES: tuple[State, ...] = ("mend", "exclude", "valid")

# What a mend of this problem does: the problem's name, and the deed.
_MENDS: dict[str, tuple[str, str]] = {
    "not_a_number": (mark("Stray word or letter"), mark("Keep the number")),
    "two_numbers": (mark("Two numbers"), mark("One row each")),
    "excel_scientific": (mark("Written by Excel"), mark("Write out all digits")),
    "overseas_number": (mark("Overseas number"), mark("Write its full code")),
}
_ODD_MARKS = (mark("Odd marks"), mark("Keep the digits"))
_UNMENDED: dict[str, str] = {
    "excel_scientific": mark("Go back to the original file"),
    "empty": mark("Nothing is typed"),
    "too_short": mark("Digits are missing"),
    "too_long": mark("Too many digits"),
}
_HOPELESS = mark("Nothing to suggest")
_NOTED: dict[str, str] = {
    "excel_lost_zero": mark("{kind} · 0 restored"),
    "double_zero_prefix": mark("{kind} · 00 read"),
}
_CONSENTS = (mark("None"), mark("Given"), mark("Expired"))  # by what a contact says of it


def state_of(verdict: Verdict) -> State:
    if verdict.valid:
        return "valid"
    return "mend" if verdict.repair is not None else "exclude"


def of_key(key: str) -> tuple[State, str]:
    """The state and the cause of a key ``state:cause``."""
    name, cause = key.split(":", 1)
    return next(known for known in STATES if known == name), cause


def problem(shown: State, cause: str) -> Words:
    """The name of a cause, and what its mend does, or why there is none."""
    if shown == "mend":
        name, deed = _MENDS.get(cause, _ODD_MARKS)
        return Words(tr(name), tr(deed))
    words = wording.contact_problem(cause)
    if shown == "exclude":
        return Words(words.message, tr(_UNMENDED.get(cause, _HOPELESS)))
    return words


def state_cell(contact: Contact, first_row: int | None) -> Cell:
    """``first_row`` is the file's row of the contact whose number this one repeats."""
    verdict, shown = contact.verdict, state_of(contact.verdict)
    if shown != "valid":
        badge: Badge = "warn" if shown == "mend" else "err"
        return Cell(problem(shown, verdict.reason or "").message, badge=badge)
    if contact.stopped:
        return Cell(tr("Stop list"), badge="neutral", icon="ban")
    if contact.duplicate_of is not None:
        text = tr("Duplicate")
        if first_row:
            text = tr("Duplicate of row {row}", row=first_row)
        return Cell(text, badge="neutral", icon="copy")
    kind = wording.kind(verdict.kind)
    if verdict.kind is Kind.OTHER:
        return Cell(kind, badge="neutral", icon="ban")
    text = tr(_NOTED[verdict.note], kind=kind) if verdict.note in _NOTED else kind
    return Cell(text, badge="ok")


def suggestion_cell(contact: Contact) -> Cell:
    """The mend with its link, or in grey what there is to know instead."""
    verdict, shown = contact.verdict, state_of(contact.verdict)
    if verdict.repair is not None:
        if numbers := split(verdict):
            return Cell.suggestion(ntr("{n} row", "{n} rows", len(numbers)), tr("Split"))
        return Cell.suggestion(verdict.repair, tr("Correct"))
    if shown == "exclude":
        return Cell(problem(shown, verdict.reason or "").fix, role="text2")
    if contact.stopped or (verdict.kind is Kind.OTHER and contact.duplicate_of is None):
        return Cell(tr("Never called"), role="text2")
    if contact.duplicate_of is not None:
        return Cell(tr("Called once only"), role="text2", action=tr("Compare"))
    if verdict.note is not None and verdict.e164 is not None:
        return Cell(wording.phone(verdict.e164), role="text2")
    return Cell()


def consent_cell(contact: Contact) -> Cell:
    """Whether it is recorded that this person wants to be called; nothing without a number."""
    if not contact.verdict.valid:
        return Cell()
    words = tr(_CONSENTS[contact.consent])
    if contact.consent == 1:
        return Cell(words, icon="shield-check", icon_role="ok")
    if contact.consent == 2:
        return Cell(words, icon="triangle-alert", icon_role="warn")
    return Cell(words, role="text2")


def split(verdict: Verdict) -> tuple[str, ...]:
    """The numbers that stand in one cell and want a row each; empty for any other contact."""
    if verdict.reason != "two_numbers" or verdict.repair is None:
        return ()
    return tuple(verdict.repair.split(BETWEEN))


def explanation(contact: Contact, first_row: int | None, original: str | None) -> str:
    """State, reason and suggestion in words: a tooltip, and what a screen reader says.

    ``original`` is the cell as it arrived, where it is different now.
    """
    verdict = contact.verdict
    parts = [state_cell(contact, first_row).text]
    if verdict.reason is not None:
        parts.append(wording.contact_problem(verdict.reason).fix)
    elif verdict.note is not None:
        parts.append(wording.contact_problem(verdict.note).fix)
    if contact.stopped:
        parts.append(wording.contact_problem("stop_list").fix)
    if verdict.repair is not None:
        words = problem(state_of(verdict), verdict.reason or "")
        parts.append(tr("{deed}: {repair}", deed=words.fix, repair=verdict.repair))
    if verdict.e164 is not None:
        parts.append(tr("Understood as {number}", number=wording.phone(verdict.e164)))
    if contact.consent == 2:
        parts.append(tr("Consent expired"))
    if original is not None:
        parts.append(tr("Imported as “{original}”", original=original))
    return "\n".join(part.rstrip(".") for part in parts if part)
