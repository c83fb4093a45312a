"""The regular expressions of the phone metadata, read into a small tree.

They use few signs: digits, ``\\d``, ``[…]``, ``(?:…)``, ``(…)``, ``|``, ``?``, ``{m}``, ``{m,n}``
and a ``$``. Anything else raises :class:`UnknownPatternError`; who asked then leaves the numbers
concerned to phonenumbers itself.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\d|\\d|\[(?:\d-\d|\d|\\d)+\]|\(\?:|[()|?$]|\{\d+(?:,\d+)?\}")
_MEMBER = re.compile(r"(\d)-(\d)|(\d)|\\d")
_ALL = frozenset(range(10))
_MOST = 40  # repetitions: no number is longer, and each costs a state


class UnknownPatternError(Exception):
    """A regular expression of the metadata uses a sign that this program does not know."""


@dataclass(frozen=True, slots=True)
class Digit:
    """One of these digits."""

    allowed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sequence:
    """All parts, one after the other; no part matches nothing."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that leads to a match."""

    branches: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, ``least`` to ``most`` times, rather more than less."""

    part: "Node"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """A part in capturing parentheses, the ``number``-th from 1."""

    part: "Node"
    number: int


@dataclass(frozen=True, slots=True)
class End:
    """``$``: nothing more may follow."""


Node = Digit | Sequence | Choice | Repeat | Group | End


@dataclass(frozen=True, slots=True)
class Pattern:
    """A read regular expression and how many capturing groups it has."""

    root: Node
    groups: int


def read_pattern(text: str) -> Pattern:
    """The tree of a regular expression, or :class:`UnknownPatternError`."""
    reader = _Reader(_tokens(text))
    root = reader.choice()
    if reader.tokens:
        raise UnknownPatternError(text)
    return Pattern(root, reader.groups)


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnknownPatternError(text)
        tokens.append(match.group())
        position = match.end()
    return tokens[::-1]  # the next one last, where pop() takes it


class _Reader:
    """A descent through the tokens: a choice of sequences of repeated atoms."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.groups = 0

    def choice(self) -> Node:
        branches = [self._sequence()]
        while self.tokens and self.tokens[-1] == "|":
            self.tokens.pop()
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Node:
        parts = []
        while self.tokens and self.tokens[-1] not in ("|", ")"):
            parts.append(self._repeated(self._atom()))
        return Sequence(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        following = self.tokens[-1] if self.tokens else ""
        if following == "?":
            self.tokens.pop()
            part = Repeat(part, 0, 1)
        elif following.startswith("{"):
            least, _, most = self.tokens.pop()[1:-1].partition(",")
            if int(most or least) > _MOST:
                raise UnknownPatternError(following)
            part = Repeat(part, int(least), int(most or least))
        else:
            return part
        if self.tokens and self.tokens[-1][0] in "?{":
            raise UnknownPatternError(self.tokens[-1])  # "??" and the like: lazy
        return part

    def _atom(self) -> Node:
        token = self.tokens.pop()
        if token == "(?:":
            return self._closed(self.choice())
        if token == "(":
            self.groups += 1
            number = self.groups
            return Group(self._closed(self.choice()), number)
        if token == "$":
            return End()
        if token.isdigit():
            return Digit(frozenset([int(token)]))
        if token == r"\d":
            return Digit(_ALL)
        if token.startswith("["):
            return Digit(_members(token[1:-1]))
        raise UnknownPatternError(token)

    def _closed(self, part: Node) -> Node:
        if not self.tokens or self.tokens.pop() != ")":
            raise UnknownPatternError("a parenthesis is not closed")
        return part


def _members(text: str) -> frozenset[int]:
    found: set[int] = set()
    for first, last, single in _MEMBER.findall(text):
        if first:
            found.update(range(int(first), int(last) + 1))
        else:
            found.update([int(single)] if single else _ALL)
    return frozenset(found)
