"""One table of states for every pattern built so far, as :mod:`.walk` reads it.

A state is the offset of its row of 16 transitions: by symbol 0–9 the digits, :data:`END` the end
of the number, the rest unused. :data:`DEAD` (0) is where nothing can match any more. Every state
has a label; what it means is its builder's.
"""

from collections.abc import Callable, Collection, Iterable

from voicedesk.contacts.phones.pattern import UnknownPatternError
from voicedesk.contacts.phones.program import AtEnd, Mark, Match, Program, Split, Step, Tag

DEAD = 0
END = 10
WIDTH = 16

_LONGEST = 18  # digits: parse() refuses longer numbers before their type is asked
_AFTER_END = [DEAD] * (WIDTH - END - 1)
_NOWHERE = [DEAD] * WIDTH

Decide = Callable[[int, Collection[Tag]], int]
_Thread = tuple[int, bool]  # an instruction, and whether the last group took part
_Threads = tuple[_Thread, ...]


class Automaton:
    """The states, growing at their end only: an offset once given stays right."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = [_NOWHERE]
        self.labels: list[int] = [0]
        self._finals: dict[tuple[int, bool], int] = {}

    def state(self, label: int) -> int:
        """A new state that leads nowhere yet."""
        self.rows.append(_NOWHERE)
        self.labels.append(label)
        return (len(self.rows) - 1) * WIDTH

    def fill(self, state: int, row: list[int]) -> None:
        self.rows[state // WIDTH] = row

    def final(self, label: int, *, stays: bool) -> int:
        """The state behind a number's end; one that ``stays`` is not left any more."""
        if (label, stays) not in self._finals:
            state = self._finals[label, stays] = self.state(label)
            self.fill(state, [state if stays else DEAD] * WIDTH)
        return self._finals[label, stays]


def whole(automaton: Automaton, program: Program, starts: Iterable[int], decide: Decide) -> int:
    """Add ``re.fullmatch`` of many patterns at once; return the state to start from.

    Its states never lead to DEAD: a number that nothing matches has a final label, too.

    ``decide(digits, tags)`` gives the final label from the number of digits and the tags of the
    patterns that matched. Numbers of more than 17 digits get ``decide(0, ())``. Raises
    ``UnknownPatternError``.
    """
    return _Whole(automaton, program, decide).build(starts)


class _Whole:
    def __init__(self, automaton: Automaton, program: Program, decide: Decide) -> None:
        self.automaton = automaton
        self.steps = program.instructions
        self.decide = decide
        self.states: dict[tuple[int, frozenset[int]], int] = {}
        self.work: list[tuple[int, frozenset[int]]] = []

    def build(self, starts: Iterable[int]) -> int:
        first = self._state(0, self._closed(starts))
        while self.work:
            self._expand(*self.work.pop())
        return first

    def _closed(self, places: Iterable[int]) -> frozenset[int]:
        """Where one may be without a further digit: at a Step or a Match."""
        seen: set[int] = set()
        todo = list(places)
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self.steps[place]
            if isinstance(step, Split):
                todo.extend(step.then)
            elif isinstance(step, Mark):
                todo.append(step.then)
            elif isinstance(step, AtEnd):
                raise UnknownPatternError("$ where the whole number is matched")
        return frozenset(p for p in seen if isinstance(self.steps[p], Step | Match))

    def _state(self, digits: int, places: frozenset[int]) -> int:
        key = (digits, places) if places and digits < _LONGEST else (0, frozenset())
        if key not in self.states:
            self.states[key] = self.automaton.state(0)
            self.work.append(key)
        return self.states[key]

    def _expand(self, digits: int, places: frozenset[int]) -> None:
        reached: list[set[int]] = [set() for _ in range(10)]
        tags = set()
        for place in places:
            step = self.steps[place]
            if isinstance(step, Step):
                for digit in step.digits:
                    reached[digit].add(step.then)
            elif isinstance(step, Match):
                tags.add(step.tag)
                for there in reached if step.open_ended else ():
                    there.add(place)
        known: dict[frozenset[int], int] = {}
        row = []
        for target in map(frozenset, reached):
            if target not in known:
                known[target] = self._state(digits + 1, self._closed(target))
            row.append(known[target])
        final = self.automaton.final(self.decide(digits, tags), stays=True)
        self.automaton.fill(self.states[digits, places], [*row, final, *_AFTER_END])


def prefix(automaton: Automaton, pattern: str) -> int:
    """Add ``re.match`` of one pattern, as a backtracking engine does it: the first branch wins.
    Raises ``UnknownPatternError``.

    A label other than 0 says that a match ends here, 2 that the last group took part in it, else
    1; of the ends met on the way, the last is the match's.
    """
    program = Program()
    start = program.add(pattern, Match((0, 0)))
    return _Prefix(automaton, program).build(start)


class _Prefix:
    def __init__(self, automaton: Automaton, program: Program) -> None:
        self.automaton = automaton
        self.steps = program.instructions
        self.states: dict[_Threads, int] = {(): DEAD}
        self.work: list[_Threads] = []

    def build(self, start: int) -> int:
        first = self._state(self._closed([(start, False)]))
        while self.work:
            self._expand(self.work.pop())
        return first

    def _closed(self, threads: Iterable[_Thread], *, at_end: bool = False) -> _Threads:
        """The threads in order of preference, cut behind the first that has matched."""
        seen: set[int] = set()
        out: list[_Thread] = []
        todo = list(threads)[::-1]
        while todo:
            place, marked = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self.steps[place]
            if isinstance(step, Split):
                todo.extend((then, marked) for then in reversed(step.then))
            elif isinstance(step, Mark):
                todo.append((step.then, True))
            elif isinstance(step, AtEnd) and at_end:
                todo.append((step.then, marked))
            else:
                out.append((place, marked))
                if isinstance(step, Match):
                    break
        return tuple(out)

    def _label(self, threads: _Threads) -> int:
        """The last thread of a state is the one that matched, if any did."""
        if not threads or not isinstance(self.steps[threads[-1][0]], Match):
            return 0
        return 2 if threads[-1][1] else 1

    def _state(self, threads: _Threads) -> int:
        if threads not in self.states:
            self.states[threads] = self.automaton.state(self._label(threads))
            self.work.append(threads)
        return self.states[threads]

    def _expand(self, threads: _Threads) -> None:
        steps = [(self.steps[place], marked) for place, marked in threads]
        row = []
        for digit in range(10):
            moved = [(s.then, m) for s, m in steps if isinstance(s, Step) and digit in s.digits]
            row.append(self._state(self._closed(moved)))
        label = 0
        if any(isinstance(step, AtEnd) for step, _ in steps):
            label = self._label(self._closed(threads, at_end=True))
        final = self.automaton.final(label, stays=False)
        self.automaton.fill(self.states[threads], [*row, final, *_AFTER_END])
