"""A text that is looked for, and put something else for, in cells: accents count."""

from collections.abc import Sequence
from dataclasses import dataclass, field

_APART = "\0"  # stands in no cell


@dataclass(frozen=True)
class Needle:
    """``text`` is found anywhere in a cell, or only as the ``whole`` of it; unless ``case``
    counts, what is the same in lower case is the same (``ß`` and ``ss``, too)."""

    text: str = field(repr=False)
    case: bool = False
    whole: bool = False

    def among(self, texts: Sequence[str]) -> list[int]:
        """The indices of the texts in which it is; give some thousand at a time."""
        wanted = self._folded(self.text)
        # One look at all of them: mostly there is nothing.
        if not wanted or wanted not in self._folded(_APART.join(texts)):
            return []
        return [index for index, text in enumerate(texts) if self._is_in(wanted, text)]

    def replaced(self, text: str, by: str) -> str:
        """The text with every occurrence, from the left, replaced."""
        wanted = self._folded(self.text)
        if not wanted:
            return text
        if self.whole:
            return by if self._is_in(wanted, text) else text
        folded = self._folded(text)
        if len(folded) == len(text):
            return _replaced(text, folded, range(len(text) + 1), wanted, by)
        # A letter may be two in lower case: where each of these comes from.
        origin = [at for at, char in enumerate(text) for _ in self._folded(char)]
        return _replaced(text, folded, [*origin, len(text)], wanted, by)

    def _folded(self, text: str) -> str:
        return text if self.case else text.casefold()

    def _is_in(self, wanted: str, text: str) -> bool:
        folded = self._folded(text)
        return folded == wanted if self.whole else wanted in folded


def _replaced(text: str, folded: str, origin: Sequence[int], wanted: str, by: str) -> str:
    """``origin`` is by place in ``folded`` the place in ``text``."""
    parts, done, at = [], 0, folded.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        parts += [text[done : origin[at]], by]
        # Half a letter goes with the whole of it.
        done = origin[end - 1] + 1
        at = folded.find(wanted, end)
    return "".join([*parts, text[done:]])
