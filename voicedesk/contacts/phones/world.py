"""The numbering plans read so far, for all threads: they grow as lists bring calling codes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    PhoneMetadata,
    country_code_for_region,
)

from voicedesk.contacts.phones.automaton import DEAD, Automaton, prefix
from voicedesk.contacts.phones.pattern import UnknownPatternError
from voicedesk.contacts.phones.plan import LENGTHS, Plan, plan, types

UNREAD = -1  # nobody has met this calling code yet
STRANGE = -2  # its patterns are beyond this program: phonenumbers reads its numbers

States = NDArray[np.intp]


@dataclass(frozen=True)
class Tables:
    """Everything a walk looks up. Never changed: more plans make new tables.

    ``transitions`` is flat, 16 to a state; ``labels`` is by state number. By calling code (0 to
    999): ``plan_of``, an index or UNREAD or STRANGE, and ``type_of``, the start state of its
    types. By plan: ``general``, ``national_prefix`` (start states), ``rewrites``; by plan and
    number of digits: ``may_strip``, ``too_long``, ``reason``.
    """

    transitions: States
    labels: NDArray[np.uint8]
    plan_of: States
    type_of: States
    general: States
    national_prefix: States
    rewrites: NDArray[np.bool_]
    may_strip: NDArray[np.bool_]
    too_long: NDArray[np.bool_]
    reason: NDArray[np.uint8]


@dataclass(frozen=True)
class Home:
    """The region whose numbers a list writes without a calling code."""

    calling_code: int
    plan: int
    abroad: int  # start state of the international prefix (``00``, ``011``…)


class World:
    """Plans by calling code, read on demand under a lock; :attr:`tables` may be used without it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._automaton = Automaton()
        self._plans: list[Plan] = []
        self._by_metadata: dict[tuple[int, str], int] = {}
        self._homes: dict[str, Home | None] = {}
        self.tables = Tables(
            transitions=np.empty(0, np.intp),
            labels=np.empty(0, np.uint8),
            plan_of=np.full(1000, UNREAD, np.intp),
            type_of=np.full(1000, DEAD, np.intp),
            general=np.empty(0, np.intp),
            national_prefix=np.empty(0, np.intp),
            rewrites=np.empty(0, np.bool_),
            may_strip=np.empty((0, LENGTHS), np.bool_),
            too_long=np.empty((0, LENGTHS), np.bool_),
            reason=np.empty((0, LENGTHS), np.uint8),
        )

    def home(self, region: str) -> Home | None:
        """The region's own plan, or None where phonenumbers must read everything."""
        with self._lock:
            if region not in self._homes:
                self._homes[region] = self._read_home(region)
            return self._homes[region]

    def know(self, calling_codes: Iterable[int]) -> Tables:
        """The tables, once they have what there is of these calling codes."""
        with self._lock:
            codes = [code for code in calling_codes if self.tables.plan_of[code] == UNREAD]
            if codes:
                self._read(codes)
            return self.tables

    def _read_home(self, region: str) -> Home | None:
        metadata = PhoneMetadata.metadata_for_region(region)
        if region not in SUPPORTED_REGIONS or metadata is None:
            return None
        code = country_code_for_region(region)
        try:
            index = self._plan(code, region)
            international = metadata.international_prefix
            abroad = prefix(self._automaton, international) if international else DEAD
        except UnknownPatternError:
            return None
        self._read([code] if self.tables.plan_of[code] == UNREAD else [])
        return Home(code, index, abroad) if self.tables.plan_of[code] != STRANGE else None

    def _read(self, calling_codes: Sequence[int]) -> None:
        plan_of, type_of = self.tables.plan_of.copy(), self.tables.type_of.copy()
        for code in calling_codes:
            try:
                # The code's first region is the one that region_code_for_country_code() names.
                plan_of[code] = self._plan(code, COUNTRY_CODE_TO_REGION_CODE[code][0])
                type_of[code] = types(self._automaton, code)
            except UnknownPatternError:
                plan_of[code] = STRANGE
        self.tables = self._grown(replace(self.tables, plan_of=plan_of, type_of=type_of))

    def _plan(self, calling_code: int, region: str) -> int:
        key = (calling_code, region)
        if key not in self._by_metadata:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(*key)
            if metadata is None:
                raise UnknownPatternError(f"+{calling_code} has no patterns")
            self._plans.append(plan(self._automaton, metadata))
            self._by_metadata[key] = len(self._plans) - 1
        return self._by_metadata[key]

    def _grown(self, tables: Tables) -> Tables:
        """With the states and plans that came since; only these are converted."""
        states, plans = len(tables.labels), self._plans[len(tables.general) :]
        rows = np.array(self._automaton.rows[states:], np.intp).ravel()
        labels = np.array(self._automaton.labels[states:], np.uint8)

        def longer(old: NDArray[np.generic], name: str) -> NDArray[np.generic]:
            new = [getattr(plan, name) for plan in plans]
            return np.concatenate([old, np.array(new, old.dtype)]) if new else old

        grown = {
            name: longer(getattr(tables, name), name)
            for name in (
                "general",
                "national_prefix",
                "rewrites",
                "may_strip",
                "too_long",
                "reason",
            )
        }
        return replace(
            tables,
            transitions=np.concatenate([tables.transitions, rows]),
            labels=np.concatenate([tables.labels, labels]),
            **grown,  # type: ignore[arg-type]
        )


@cache
def world() -> World:
    """This process's."""
    return World()
