"""parse() and number_type() for many plain rows at once, step by step as phonenumbers does it.

A row that turns out not to be the plain case is given up: its outcome is :data:`LEFT`.
"""

import numpy as np
from numpy.typing import NDArray
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from voicedesk.contacts.phones.automaton import DEAD
from voicedesk.contacts.phones.lines import Lines
from voicedesk.contacts.phones.plan import UNKNOWN
from voicedesk.contacts.phones.verdicts import REASONS, Codes, Numbers
from voicedesk.contacts.phones.walk import Offsets, match_prefix, match_whole
from voicedesk.contacts.phones.world import STRANGE, UNREAD, Home, World

LEFT = 255
"""The outcome of a row that phonenumbers itself must read."""

REFUSED = 100
"""Outcomes from here on: a refused row, ``REFUSED`` plus the reason's index in ``REASONS``.

Below stand the PhoneNumberTypes of valid numbers, 0 to 10.
"""

NOT_A_NUMBER = REFUSED + REASONS.index("not_a_number")
_NOT_ASSIGNED = REFUSED + REASONS.index("not_assigned")
_TOO_SHORT = REFUSED + REASONS.index("too_short")
_TOO_LONG = REFUSED + REASONS.index("too_long")

_OPEN = 254  # the outcome of a row that no step has settled yet
_LEAST = 2  # digits of a national number; the most are 17
_MOST = 17

Mask = NDArray[np.bool_]


class Batch:
    """Rows under way. ``at`` is where the not yet consumed digits of each row begin."""

    def __init__(self, world: World, home: Home, lines: Lines, rows: Offsets) -> None:
        self.world = world
        self.home = home
        self.tables = world.tables
        self.symbols = lines.symbols
        self.plus = lines.plus[rows]
        self.first = lines.start[rows] + self.plus  # the first digit
        self.at = self.first
        self.end = lines.end[rows]
        self.outcome: Codes = np.full(rows.size, _OPEN, np.uint8)
        self.calling_code: Offsets = np.full(rows.size, home.calling_code, np.intp)
        self.plan: Offsets = np.full(rows.size, home.plan, np.intp)
        self.e164: Numbers = np.zeros(rows.size, np.int64)

    def read(self) -> None:
        """All steps, in the order of parse()."""
        abroad = self._strip_abroad()
        abroad = self._take_calling_code(abroad)
        self._strip_own_code(~abroad & (self.outcome == _OPEN))
        self._settle(self.end - self.at < _LEAST, _TOO_SHORT)  # TOO_SHORT_NSN
        self._strip_national_prefix()
        self._find_types()

    def _settle(self, rows: Mask, outcome: int) -> None:
        self.outcome[rows & (self.outcome == _OPEN)] = outcome

    def _strip_abroad(self) -> Mask:
        """_maybe_strip_i18n_prefix_and_normalize(): which rows say a calling code."""
        states = np.where(self.plus, DEAD, self.home.abroad)
        length, _ = match_prefix(self.tables, self.symbols, states, self.at)
        after = self.at + np.maximum(length, 0)
        # _parse_prefix_as_idd(): no calling code begins with a 0.
        abroad: Mask = self.plus | ((length >= 0) & (self.symbols.take(after) != 0))
        self.at = np.where(abroad, after, self.at)
        return abroad

    def _take_calling_code(self, abroad: Mask) -> Mask:
        """_maybe_extract_country_code(), its first half; which rows have their code and go on."""
        self._settle(abroad & (self.end - self.at <= _LEAST), _TOO_SHORT)  # TOO_SHORT_AFTER_IDD
        going: Mask = abroad & (self.outcome == _OPEN)
        first = [self.symbols.take(self.at + place).astype(np.intp) for place in range(3)]
        code = _CODE_BY_DIGITS.take(np.where(going, first[0] * 100 + first[1] * 10 + first[2], 0))
        self._settle(going & (code == 0) & self.plus, LEFT)  # read again without its plus
        self._settle(going & (code == 0), _NOT_ASSIGNED)  # INVALID_COUNTRY_CODE
        going &= code != 0
        self._learn(code[going])
        self._settle(going & (self.tables.plan_of.take(code) == STRANGE), LEFT)
        going = going & (self.outcome == _OPEN)
        self.at = self.at + np.where(going, _CODE_DIGITS.take(code), 0)
        self.calling_code = np.where(going, code, self.calling_code)
        self.plan = np.where(going, self.tables.plan_of.take(code), self.plan)
        return going

    def _learn(self, codes: Offsets) -> None:
        present = np.flatnonzero(np.bincount(codes, minlength=1))
        if (self.tables.plan_of.take(present) == UNREAD).any():
            self.tables = self.world.know(present.tolist())

    def _strip_own_code(self, home: Mask) -> None:
        """_maybe_extract_country_code(), its second half: ``33 6 …`` written without a plus."""
        own = str(self.home.calling_code)
        for place, digit in enumerate(own):
            home &= self.symbols.take(self.at + place) == int(digit)
        rows = np.flatnonzero(home)
        if not rows.size:
            return
        at, end = self.at[rows], self.end[rows]
        stripped, rewritten = self._without_prefix(at + len(own), end, self.plan[rows])
        self.outcome[rows[rewritten]] = LEFT
        digits = int((end - at).max())
        better = ~self._general(at, self.plan[rows], digits)
        better &= self._general(stripped, self.plan[rows], digits)
        better |= self.tables.too_long[self.home.plan].take(end - at)
        self.at[rows[better]] = stripped[better]
        # From here on its numbers are those of the code's main region.
        self.plan[rows[better]] = self.tables.plan_of[self.home.calling_code]

    def _strip_national_prefix(self) -> None:
        """The end of parse(): strip, unless what is left is too short for the region."""
        stripped, rewritten = self._without_prefix(self.at, self.end, self.plan)
        self._settle(rewritten, LEFT)
        left = np.maximum(self.end - stripped, 0)
        self.at = np.where(self.tables.may_strip[self.plan, left], stripped, self.at)
        self._settle(self.end - self.at < _LEAST, _TOO_SHORT)
        self._settle(self.end - self.at > _MOST, _TOO_LONG)

    def _without_prefix(self, at: Offsets, end: Offsets, plan: Offsets) -> tuple[Offsets, Mask]:
        """_maybe_strip_national_prefix_carrier_code(): the new beginnings.

        And the rows whose prefix is not stripped but replaced, which is not done here.
        """
        states = self.tables.national_prefix[plan]
        length, label = match_prefix(self.tables, self.symbols, states, at)
        matched = (length >= 0) & (at < end)
        rewritten = matched & (label == 2) & self.tables.rewrites[plan]
        rows = np.flatnonzero(matched)
        if not rows.size:
            return at, rewritten
        before, after, plan = at[rows], (at + length)[rows], plan[rows]
        digits = int((end[rows] - before).max())
        # A viable number is not made unviable.
        kept = self._general(before, plan, digits)
        some = np.flatnonzero(kept)
        kept[some] = ~self._general(after[some], plan[some], digits)
        stripped = at.copy()
        stripped[rows] = np.where(kept, before, after)
        return stripped, rewritten

    def _general(self, at: Offsets, plan: Offsets, digits: int) -> Mask:
        """_match_national_number() with the region's general description."""
        states = self.tables.general[plan]
        matched: Mask = match_whole(self.tables, self.symbols, states, at, digits) > 0
        return matched

    def _find_types(self) -> None:
        """number_type(), and the E.164 number; of refused rows the reason by their length."""
        size = np.where(self.outcome == _OPEN, self.end - self.at, 0)
        for digits in np.flatnonzero(np.bincount(size, minlength=1)).tolist():
            if digits == 0:
                continue
            rows = np.flatnonzero(size == digits)
            code, at = self.calling_code[rows], self.at[rows]
            states = self.tables.type_of[code]
            found = match_whole(self.tables, self.symbols, states, at, digits)
            reason = self.tables.reason[self.tables.plan_of[code], digits]
            self.outcome[rows] = np.where(found == UNKNOWN, REFUSED + reason, found)
            valid = found != UNKNOWN
            self.e164[rows[valid]] = self._number(code[valid], at[valid], digits)

    def _number(self, code: Offsets, at: Offsets, digits: int) -> Numbers:
        number = code.astype(np.int64)
        for place in range(digits):
            number *= 10
            number += self.symbols.take(at + place)
        return number


def _calling_codes() -> tuple[Offsets, Offsets]:
    """The calling code by a number's first three digits (0 for none), and its digits by code."""
    by_digits, digits = np.zeros(1000, np.intp), np.zeros(1000, np.intp)
    for code in COUNTRY_CODE_TO_REGION_CODE:
        digits[code] = len(str(code))
        width = 10 ** (3 - len(str(code)))
        by_digits[code * width : (code + 1) * width] = code
    return by_digits, digits


_CODE_BY_DIGITS, _CODE_DIGITS = _calling_codes()
