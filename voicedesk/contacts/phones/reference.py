"""phonenumbers itself, the reference of truth: one call, one plain answer."""

from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)
from phonenumbers.phonenumberutil import _format_nsn
from phonenumbers.re_util import enable_pattern_cache

# Without it `re`'s own cache thrashes on a list of many countries: 14 times slower.
enable_pattern_cache()


class Kind(StrEnum):
    """What a valid number is, as far as calling it goes."""

    MOBILE = "mobile"
    FIXED = "fixed"  # also VoIP (09…), and where mobiles cannot be told from fixed lines (+1)
    OTHER = "other"  # premium, shared cost, free, pagers…: valid, never called


_KINDS = {
    PhoneNumberType.MOBILE: Kind.MOBILE,
    PhoneNumberType.FIXED_LINE: Kind.FIXED,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.FIXED,
    PhoneNumberType.VOIP: Kind.FIXED,
}
_UNPARSED = {
    NumberParseException.INVALID_COUNTRY_CODE: "not_assigned",
    NumberParseException.NOT_A_NUMBER: "not_a_number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}
_INVALID = {
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
    ValidationResult.INVALID_LENGTH: "too_short",
    ValidationResult.TOO_LONG: "too_long",
}


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """A valid number (``e164``, ``kind``, ``calling_code``, ``national``) or a ``reason``."""

    e164: str | None
    kind: Kind | None
    reason: str | None
    calling_code: int = 0
    national: str = ""  # the national significant number: no prefix, no spaces

    def __repr__(self) -> str:
        return f"Reading(kind={self.kind}, reason={self.reason})"


def read(cell: str, region: str) -> Reading:
    """What phonenumbers makes of a cell, read in ``region`` (two letters, ISO 3166)."""
    number = _parse(cell, region)
    if isinstance(number, str):
        return Reading(None, None, number)
    kind = phonenumbers.number_type(number)
    # is_valid_number() is just this, after the same search for the number's region.
    if kind == PhoneNumberType.UNKNOWN:
        why = phonenumbers.is_possible_number_with_reason(number)
        return Reading(None, None, _INVALID.get(why, "not_assigned"))
    national = phonenumbers.national_significant_number(number)
    code = number.country_code or 0
    return Reading(f"+{code}{national}", kind_of(kind), None, code, national)


def kind_of(number_type: int) -> Kind:
    """The kind of a valid number, from its PhoneNumberType."""
    return _KINDS.get(number_type, Kind.OTHER)


def _parse(cell: str, region: str) -> PhoneNumber | str:
    # In a function of its own: the exception keeps its caller's frame, and with it the whole
    # list, alive (90 MB for a million rows).
    try:
        return phonenumbers.parse(cell, region)
    except NumberParseException as error:
        return _UNPARSED[error.error_type]


def display(reading: Reading, region: str) -> str:
    """A valid number as one writes it in ``region``: ``06 00 00 12 34``, abroad ``+44 …``.

    As format_number() does it, but without making a PhoneNumber of what is already apart.
    """
    code = reading.calling_code
    main = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, main)
    assert metadata is not None  # the number is valid
    if phonenumbers.country_code_for_region(region) == code:
        return _format_nsn(reading.national, metadata, PhoneNumberFormat.NATIONAL)
    abroad = _format_nsn(reading.national, metadata, PhoneNumberFormat.INTERNATIONAL)
    return f"+{code} {abroad}"


def known_region(region: str) -> bool:
    """Whether phonenumbers has the numbers of this region (``FR``, ``BE``…)."""
    return region in phonenumbers.SUPPORTED_REGIONS
