"""Words for the titles that this program gives: of cards, and of numbers found in a text."""

from dataclasses import replace
from typing import TYPE_CHECKING

from voicedesk.base.words import mark, tr

if TYPE_CHECKING:
    from voicedesk.contacts.sheet import Sheet

_WORDS = (
    mark("Name"),
    mark("Last name"),
    mark("First name"),
    mark("Company"),
    mark("Mobile"),
    mark("Phone"),
    mark("Fax"),
    mark("Email"),
    mark("Note"),
)


def titled(sheet: "Sheet") -> "Sheet":
    """The sheet in the person's language where its titles are ours; a file's own stay."""
    if not sheet.titled:
        return sheet
    return replace(sheet, columns=tuple(map(_words, sheet.columns)))


def _words(title: str) -> str:
    """Also of a second column of the kind: ``Phone 2``."""
    if title in _WORDS:
        return tr(title)
    kind, _, number = title.rpartition(" ")
    return f"{tr(kind)} {number}" if kind in _WORDS else title
