"""How one contact looks in the table: the badge of its state, what is suggested, and why."""

from voicedesk.base.words import mark, ntr, tr
from voicedesk.contacts.contact import ContactRow
from voicedesk.contacts.phones.number import Kind
from voicedesk.contacts.repairs import BETWEEN
from voicedesk.ui import wording
from voicedesk.ui.contacts_view import State, state
from voicedesk.ui.parts.badge import Kind as Badge
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.wording import Words

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


def problem(shown: State, cause: str) -> Words:
    """The name of a cause, and what its mend does, or why there is none."""
    if shown == "mend":
        name, deed = _MENDS.get(cause, _ODD_MARKS)
        return Words(tr(name), tr(deed))
    words = wording.contact_problem(cause)
    if shown == "exclude":
        return Words(words.message, tr(_UNMENDED.get(cause, _HOPELESS)))
    return words


def state_cell(row: ContactRow, first: ContactRow | None) -> Cell:
    """``first`` is the contact whose number this one repeats."""
    verdict, shown = row.verdict, state(row)
    if shown != "valid":
        badge: Badge = "warn" if shown == "mend" else "err"
        return Cell(problem(shown, verdict.reason or "").message, badge=badge)
    if first is not None:
        text = tr("Duplicate")
        if first.row is not None:
            text = tr("Duplicate of row {row}", row=first.row)
        return Cell(text, badge="neutral", icon="copy")
    kind = wording.kind(verdict.kind)
    if verdict.kind is Kind.OTHER:
        return Cell(kind, badge="neutral", icon="ban")
    text = tr(_NOTED[verdict.note], kind=kind) if verdict.note in _NOTED else kind
    return Cell(text, badge="ok")


def suggestion_cell(row: ContactRow) -> Cell:
    """The mend with its link, or in grey what there is to know instead."""
    verdict, shown = row.verdict, state(row)
    if verdict.repair is not None:
        if numbers := split(row):
            return Cell.suggestion(ntr("{n} row", "{n} rows", len(numbers)), tr("Split"))
        return Cell.suggestion(verdict.repair, tr("Correct"))
    if shown == "exclude":
        return Cell(problem(shown, verdict.reason or "").fix, role="text2")
    if row.duplicate_of is not None:
        return Cell(tr("Called once only"), role="text2", action=tr("Compare"))
    if verdict.kind is Kind.OTHER:
        return Cell(tr("Never called"), role="text2")
    if verdict.note is not None and verdict.e164 is not None:
        return Cell(wording.phone(verdict.e164), role="text2")
    return Cell()


def split(row: ContactRow) -> tuple[str, ...]:
    """The numbers that stand in one cell and want a row each; empty for any other contact."""
    repair = row.verdict.repair
    if row.verdict.reason != "two_numbers" or repair is None:
        return ()
    return tuple(repair.split(BETWEEN))


def explanation(row: ContactRow, first: ContactRow | None) -> str:
    """State, reason and suggestion in words: a tooltip, and what a screen reader says."""
    verdict, shown = row.verdict, state(row)
    parts = [state_cell(row, first).text]
    if verdict.reason is not None:
        parts.append(wording.contact_problem(verdict.reason).fix)
    elif verdict.note is not None:
        parts.append(wording.contact_problem(verdict.note).fix)
    if verdict.repair is not None:
        words = problem(shown, verdict.reason or "")
        parts.append(tr("{deed}: {repair}", deed=words.fix, repair=verdict.repair))
    if verdict.e164 is not None:
        parts.append(tr("Understood as {number}", number=wording.phone(verdict.e164)))
    if row.edited:
        parts.append(tr("Imported as “{original}”", original=row.original))
    return "\n".join(part.rstrip(".") for part in parts if part)
