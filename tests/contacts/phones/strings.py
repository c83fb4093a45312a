"""What people write into a column of numbers, of every region: right, nearly right, and odd."""

import random
from collections.abc import Iterator
from functools import cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    SUPPORTED_REGIONS,
    PhoneMetadata,
    PhoneNumberFormat,
    example_number_for_type,
    format_number,
)

from voicedesk.contacts.phones.pattern import (
    Choice,
    Digit,
    End,
    Group,
    Node,
    Repeat,
    Sequence,
    read_pattern,
)

REGIONS = tuple(sorted(SUPPORTED_REGIONS))

_CODES = tuple(sorted(COUNTRY_CODE_TO_REGION_CODE))
_DIGITS = "0123456789"
_MARKS = " .-()/\u00a0"
_ODD = "x*#~[],;\t_+\u0661\uff11\uff0b\u2011\u00ad\u200b\u3000aé\n\r:=<"
_DESCRIPTIONS = (
    *("general_desc", "premium_rate", "toll_free", "shared_cost", "voip", "personal_number"),
    *("pager", "uan", "voicemail", "fixed_line", "mobile"),
)

TRICKY = (
    *("", " ", "+", "+3", "+33", "+33 1", "6", "06", "(06)", "0 6", "12", "1 2", "112", "3615"),
    *("06" + " " * 300 + "12345678", " " * 249 + "1234", "0612345678" + " " * 240),
    *("0612345678" + " " * 241, "-+33612345678", "(+33)612345678", "+(33)612345678"),
    *("+-33 6 12 34 56 78", "++33612345678", "06+12345678", "0612345678+", "+0033612345678"),
    *("00 33 6 12 34 56 78", "000612345678", "0" * 30, "1" * 31, "1" * 25, "+33" + "0" * 17),
    *("0033", "00336", "003361", "+336", "\n0612345678", "0612345678\n", "06\n12345678"),
    *("0612345678\r", "+999123456", "00999123456", "+0612345678", "tel:+33612345678"),
    *("tel:0612345678;phone-context=+33", "12;phone-context=+33", "0612345678;ext=5"),
    *("06/12/34/56/78", "06/x12345678", "06\xa012\xa034\xa056\xa078", "\u202f0612345678"),
    *("06\u202f12\u202f34\u202f56\u202f78", "٠٦١٢٣٤٥٦٧٨", "０６１２３４５６７８", "06_12345678"),
    *("0612345678_", "#0612345678", "0612345678#", "0612345678 #12", "06 12 34 56 78 -"),
    *("+33 (0)6 12 34 56 78", "33 6 12 34 56 78", "0 800 123 456", "+1 (650) 253-0000"),
    *("1-800-FLOWERS", "0612345678 ext 12", "~0612345678", "[06] 12345678", "e+33612345678"),
    *("3.361234E+10", "33612345678.0", "612345678.0", "06.12.34.56.78.", "0612345678,"),
    *(
        "06,12,34,56,78",
        "06x12345678",
        "0612345678;",
        "0 0 33 6 12 34 56 78",
        "(00)33612345678",
        "0070 123 45 67",
        "0033 0612345678",
    ),
)
"""Texts at the borders of what the fast path reads itself."""


def strings(region: str, count: int, seed: int) -> list[str]:
    """``count`` texts to be read in ``region``, and its examples of every type in every format."""
    writer = _Writer(region, random.Random(seed))
    return [*(writer.text() for _ in range(count)), *_examples(region)]


def _examples(region: str) -> Iterator[str]:
    for number_type in range(11):
        number = example_number_for_type(region, number_type)
        if number is not None:
            for style in range(4):
                yield format_number(number, style)
    assert PhoneNumberFormat.RFC3966 == 3


class _Writer:
    def __init__(self, region: str, dice: random.Random) -> None:
        self.dice = dice
        self.home = _metadata(0, region)

    def text(self) -> str:
        chance = self.dice.random()
        if chance < 0.50:
            number = self._national(self.home)
        elif chance < 0.62:
            number = f"{self.home.country_code}{self._national(self.home)}"
        elif chance < 0.70:
            number = f"+{self.home.country_code}{self._national(self.home)}"
        elif chance < 0.76:
            number = ("+" if chance > 0.74 else "") + self._any(0, 22)
        else:
            number = self._abroad(chance < 0.86)
        return self._noise(number)

    def _abroad(self, plus: bool) -> str:
        code = self.dice.choice(_CODES)
        there = _metadata(code, self.dice.choice(COUNTRY_CODE_TO_REGION_CODE[code]))
        number = f"{code}{self._national(there)}"
        if plus or not self.home.international_prefix:
            return "+" + number
        if self.dice.random() < 0.7:
            return self._sample(self.home.international_prefix) + number
        return (self.home.preferred_international_prefix or "00") + number

    def _national(self, metadata: PhoneMetadata) -> str:
        dice = self.dice
        if dice.random() < 0.12:
            number = self._any(1, 18)
        else:
            number = self._sample(dice.choice(_patterns(metadata)))
        number = self._slip(number)
        if metadata.national_prefix_for_parsing and dice.random() < 0.3:
            number = self._sample(metadata.national_prefix_for_parsing) + number
        if metadata.national_prefix and dice.random() < 0.15:
            number = metadata.national_prefix + number
        if metadata.leading_digits and dice.random() < 0.2:
            number = self._sample(metadata.leading_digits) + number
        return number

    def _any(self, least: int, most: int) -> str:
        return "".join(self.dice.choices(_DIGITS, k=self.dice.randint(least, most)))

    def _slip(self, number: str) -> str:
        """Often one or more slips of the pen: a digit wrong, missing, too many, the rest lost."""
        chance = self.dice.random()
        if chance < 0.35 or not number:
            return number
        place = self.dice.randrange(len(number))
        digit = self.dice.choice(_DIGITS)
        if chance < 0.60:
            number = number[:place] + digit + number[place + 1 :]
        elif chance < 0.75:
            number = number[:place] + number[place + 1 :]
        elif chance < 0.90:
            number = number[:place] + digit + number[place:]
        else:
            number = number[:place]
        return number if self.dice.random() < 0.7 else self._slip(number)

    def _noise(self, number: str) -> str:
        chance = self.dice.random()
        if chance < 0.7:
            return number
        letters = list(number)
        for _ in range(self.dice.randint(1, 4)):
            mark = self.dice.choice(_MARKS if chance < 0.95 else _ODD)
            letters.insert(self.dice.randint(0, len(letters)), mark)
        return "".join(letters)

    def _sample(self, pattern: str) -> str:
        return self._matching(_tree(pattern))

    def _matching(self, node: Node) -> str:
        match node:
            case Digit(allowed):
                return str(self.dice.choice(sorted(allowed)))
            case Sequence(parts):
                return "".join(map(self._matching, parts))
            case Choice(branches):
                return self._matching(self.dice.choice(branches))
            case Repeat(part, least, most):
                times = range(self.dice.randint(least, most))
                return "".join(self._matching(part) for _ in times)
            case Group(part, _):
                return self._matching(part)
            case End():
                return ""


@cache
def _tree(pattern: str) -> Node:
    return read_pattern(pattern).root


@cache
def _metadata(calling_code: int, region: str) -> PhoneMetadata:
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    assert metadata is not None
    return metadata


def _patterns(metadata: PhoneMetadata) -> list[str]:
    described = [getattr(metadata, name) for name in _DESCRIPTIONS]
    return [d.national_number_pattern for d in described if d and d.national_number_pattern]
