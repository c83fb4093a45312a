"""What is odd about a number that is valid all the same."""

from functools import cache

from phonenumbers import PhoneMetadata, country_code_for_region, normalize_digits_only

from voicedesk.contacts.phones.reference import Reading

LOST_ZERO = "excel_lost_zero"
DOUBLE_ZERO = "double_zero_prefix"


def note(cell: str, reading: Reading, region: str) -> str | None:
    """:data:`LOST_ZERO` for ``600001234``, :data:`DOUBLE_ZERO` for ``0033 6…``, or None."""
    if not begins_oddly(cell):
        return None
    digits: str = normalize_digits_only(cell)
    if cell.startswith("00") and digits[2:].startswith(str(reading.calling_code)):
        return DOUBLE_ZERO
    if digits == reading.national and reading.calling_code == code_that_writes_zero(region):
        return LOST_ZERO
    return None


def begins_oddly(cell: str) -> bool:
    """With a digit, but not with a single 0: few numbers of a list do."""
    return cell[0].isdigit() and (cell[0] != "0" or cell[1:2] == "0")


@cache
def code_that_writes_zero(region: str) -> int | None:
    """The calling code of a region where numbers at home start with a 0, else None."""
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None or metadata.national_prefix != "0":
        return None
    return country_code_for_region(region)
