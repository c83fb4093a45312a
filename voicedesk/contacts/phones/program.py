"""Patterns as a program of small steps, which any number of threads follow at once (Thompson)."""

from collections.abc import Iterable
from dataclasses import dataclass

from voicedesk.contacts.phones.pattern import (
    Choice,
    Digit,
    End,
    Group,
    Node,
    Pattern,
    Repeat,
    Sequence,
    read_pattern,
)

Tag = tuple[int, int]  # says whose pattern matched


@dataclass(frozen=True, slots=True)
class Step:
    """Go on with one of these digits."""

    digits: frozenset[int]
    then: int


@dataclass(frozen=True, slots=True)
class Split:
    """Go on in all these places, the first ones preferred."""

    then: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The pattern's last capturing group took part."""

    then: int


@dataclass(frozen=True, slots=True)
class AtEnd:
    """Go on only where the number ends."""

    then: int


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern matched; ``open_ended`` ones do not mind what follows."""

    tag: Tag
    open_ended: bool = False


Instruction = Step | Split | Mark | AtEnd | Match


class Program:
    """Instructions by index; patterns are added one by one."""

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []

    def add(self, pattern: str, match: Match) -> int:
        """The index where matching this pattern starts. Raises ``UnknownPatternError``."""
        tree = read_pattern(pattern)
        return self._follow(tree.root, self._new(match), tree)

    def _new(self, instruction: Instruction) -> int:
        self.instructions.append(instruction)
        return len(self.instructions) - 1

    def _follow(self, node: Node, then: int, tree: Pattern) -> int:
        """Where to start for ``node`` and then ``then``: the program grows from its end."""
        match node:
            case Digit(allowed):
                return self._new(Step(allowed, then))
            case Sequence(parts):
                return self._all(reversed(parts), then, tree)
            case Choice(branches):
                starts = [self._follow(branch, then, tree) for branch in branches]
                return self._new(Split(tuple(starts)))
            case Repeat(part, least, most):
                start = then
                for _ in range(most - least):
                    start = self._new(Split((self._follow(part, start, tree), then)))
                return self._all([part] * least, start, tree)
            case Group(part, number):
                last = number == tree.groups
                return self._follow(part, self._new(Mark(then)) if last else then, tree)
            case End():
                return self._new(AtEnd(then))

    def _all(self, backwards: Iterable[Node], then: int, tree: Pattern) -> int:
        for node in backwards:
            then = self._follow(node, then, tree)
        return then
