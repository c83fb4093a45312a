"""Many rows through the automaton at once: each step moves every row by one symbol.

``symbols`` holds all rows behind one another, each closed by :data:`.automaton.END`; ``at`` are
offsets into it. Behind the last row it goes on for as many symbols as a row may be long.
"""

import numpy as np
from numpy.typing import NDArray

from voicedesk.contacts.phones.automaton import DEAD, END, WIDTH
from voicedesk.contacts.phones.world import States, Tables

Symbols = NDArray[np.uint8]
Offsets = NDArray[np.intp]


def match_whole(
    tables: Tables, symbols: Symbols, states: States, at: Offsets, digits: int
) -> NDArray[np.uint8]:
    """The final labels of rows that have at most so many ``digits`` left."""
    states, at = states.copy(), at.copy()
    for _ in range(digits + 1):
        np.bitwise_or(states, symbols.take(at), out=states)
        states = tables.transitions.take(states)
        at += 1
    return tables.labels.take(states // WIDTH)


def match_prefix(
    tables: Tables, symbols: Symbols, states: States, at: Offsets
) -> tuple[Offsets, NDArray[np.uint8]]:
    """How many digits the match takes, -1 for none, and its label (see :func:`.prefix`)."""
    label = tables.labels.take(states // WIDTH)
    length = np.where(label > 0, 0, -1).astype(np.intp)
    going = np.flatnonzero(states != DEAD)
    states, at = states[going], at[going]
    taken = 0
    while going.size:
        symbol = symbols.take(at)
        states = tables.transitions.take(states | symbol)
        labels = tables.labels.take(states // WIDTH)
        hit = np.flatnonzero(labels)
        length[going[hit]] = taken + (symbol[hit] != END)
        label[going[hit]] = labels[hit]
        alive = np.flatnonzero(states != DEAD)
        states, at, going = states[alive], at[alive] + 1, going[alive]
        taken += 1
    return length, label
