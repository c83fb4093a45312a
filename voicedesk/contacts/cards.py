"""Writing business cards: vCard 3.0 (RFC 2426), which every telephone and address book reads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from voicedesk.contacts.columns import plain

_LINE = 75  # bytes, by RFC 2426; what is longer is folded
_ESCAPED = re.compile(r"[\\,;]")
_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_EMAIL = frozenset({"email", "e mail", "mail", "courriel", "email address", "adresse email"})
_COMPANY = frozenset({"company", "societe", "entreprise", "organisation", "organization"})


@dataclass(frozen=True)
class CardColumns:
    """What of a list goes where on a card, by index of the columns; the rest becomes the note.

    ``names`` are the last and the first name, or the one column that has both.
    """

    titles: tuple[str, ...] = field(repr=False)
    phone: int
    names: tuple[int, ...]

    @cached_property
    def email(self) -> int | None:
        return self._titled(_EMAIL)

    @cached_property
    def company(self) -> int | None:
        return self._titled(_COMPANY)

    @cached_property
    def noted(self) -> tuple[int, ...]:
        """The columns of the note."""
        elsewhere = {self.phone, *self.names, self.email, self.company}
        return tuple(index for index in range(len(self.titles)) if index not in elsewhere)

    def _titled(self, names: frozenset[str]) -> int | None:
        taken = {self.phone, *self.names}
        found = (i for i, title in enumerate(self.titles) if plain(title) in names)
        return next((index for index in found if index not in taken), None)


def card(columns: CardColumns, cells: Sequence[str], number: str, *, mobile: bool) -> str:
    """One card with its line ends; ``number`` as it is to be called."""
    return "".join(map(_folded, _lines(columns, cells, number, mobile=mobile)))


def _lines(
    columns: CardColumns, cells: Sequence[str], number: str, *, mobile: bool
) -> Iterator[str]:
    names = [cells[index].strip() for index in columns.names]
    company = "" if columns.company is None else cells[columns.company].strip()
    whole = " ".join(reversed([name for name in names if name])) or company or number
    last, first = names if len(names) == 2 else (whole, "")
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{_escaped(whole)}"
    yield f"N:{_escaped(last)};{_escaped(first)};;;"
    if company:
        yield f"ORG:{_escaped(company)}"
    if number:
        yield f"TEL;TYPE={'CELL' if mobile else 'VOICE'}:{_escaped(number)}"
    if columns.email is not None and cells[columns.email].strip():
        yield f"EMAIL;TYPE=INTERNET:{_escaped(cells[columns.email].strip())}"
    notes = [f"{columns.titles[i]}: {cells[i]}" for i in columns.noted if cells[i].strip()]
    if notes:
        yield "NOTE:" + _escaped("\n".join(notes))
    yield "END:VCARD"


def _escaped(text: str) -> str:
    """The text as a value; line breaks become ``\\n``, other control characters go."""
    escaped = _ESCAPED.sub(r"\\\g<0>", _CONTROL.sub("", _BREAK.sub("\n", text)))
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> str:
    """In lines of at most 75 bytes, never through a character."""
    if len(line) <= _LINE // 4 or len(line.encode("utf-8", "surrogatepass")) <= _LINE:
        return line + "\r\n"
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "surrogatepass"))
        if size + width > _LINE:
            parts.append("")
            size = 1  # the space the next line begins with
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts) + "\r\n"
