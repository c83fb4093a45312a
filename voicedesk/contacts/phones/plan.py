"""What parse() and number_type() ask of a region's metadata, built into the automaton."""

from collections.abc import Collection
from dataclasses import dataclass

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType
from phonenumbers import ValidationResult as Result
from phonenumbers.phonenumberutil import _test_number_length

from voicedesk.contacts.phones.automaton import DEAD, Automaton, prefix, whole
from voicedesk.contacts.phones.program import Match, Program, Tag
from voicedesk.contacts.phones.verdicts import REASONS

UNKNOWN: int = PhoneNumberType.UNKNOWN  # 99: parsed, but no valid number
LENGTHS = 64  # tables by the number of digits; a row with more is not read here

_DESCRIPTIONS = (
    "general_desc",
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)
_GENERAL, _FIXED, _MOBILE = 0, 9, 10
_LEADING = -1  # the tag of a region's leading digits
_TYPES = (
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOIP,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.PAGER,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
)  # of the descriptions 1 to 8, in the order in which number_type() tries them
_TOO_SHORT = (Result.TOO_SHORT, Result.IS_POSSIBLE_LOCAL_ONLY, Result.INVALID_LENGTH)


@dataclass(frozen=True, slots=True)
class Plan:
    """One region's numbering plan: two start states, and tables by the number of digits."""

    general: int  # fullmatch of the general description: label 1
    national_prefix: int  # match of the prefix that is dialled at home
    rewrites: bool  # the prefix may be replaced rather than stripped
    may_strip: list[bool]  # parse() keeps the stripped number if it is this long
    too_long: list[bool]
    reason: list[int]  # index in REASONS: why a number of this length is not valid


def plan(automaton: Automaton, metadata: PhoneMetadata) -> Plan:
    """The plan of a region. Raises ``UnknownPatternError``."""
    program = Program()
    general = metadata.general_desc
    pattern = general.national_number_pattern if general is not None else None
    starts = [program.add(pattern, Match((0, _GENERAL)))] if pattern else []
    lengths = [_test_number_length("0" * digits, metadata) for digits in range(LENGTHS)]
    national_prefix = metadata.national_prefix_for_parsing
    return Plan(
        general=whole(automaton, program, starts, lambda _, tags: int(bool(tags))),
        national_prefix=prefix(automaton, national_prefix) if national_prefix else DEAD,
        rewrites=bool(metadata.national_prefix_transform_rule),
        may_strip=[length not in _TOO_SHORT for length in lengths],
        too_long=[length == Result.TOO_LONG for length in lengths],
        reason=[REASONS.index(_reason(length)) for length in lengths],
    )


def _reason(length: int) -> str:
    if length in _TOO_SHORT:
        return "too_short"
    return "too_long" if length == Result.TOO_LONG else "not_assigned"


def types(automaton: Automaton, calling_code: int) -> int:
    """number_type() for a calling code: the start state, its labels are PhoneNumberTypes.

    All regions of the code are matched at once; the label is what the calls would come to for
    every combination of descriptions that match. Raises ``UnknownPatternError``.
    """
    regions = _Regions(calling_code)
    program, starts = Program(), []
    for pattern, match in regions.patterns():
        starts.append(program.add(pattern, match))
    return whole(automaton, program, starts, regions.type_of)


class _Regions:
    """The regions that share a calling code, in phonenumbers' order."""

    def __init__(self, calling_code: int) -> None:
        self.plans = [
            PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
            for region in COUNTRY_CODE_TO_REGION_CODE[calling_code]
        ]

    def patterns(self) -> list[tuple[str, Match]]:
        found = []
        for index, metadata in enumerate(self.plans):
            for kind, name in enumerate(_DESCRIPTIONS):
                description = getattr(metadata, name, None)
                if description is not None and description.national_number_pattern:
                    match = Match((index, kind))
                    found.append((description.national_number_pattern, match))
            if metadata is not None and metadata.leading_digits is not None and self._several():
                found.append((metadata.leading_digits, Match((index, _LEADING), open_ended=True)))
        return found

    def _several(self) -> bool:
        return len(self.plans) > 1

    def type_of(self, digits: int, tags: Collection[Tag]) -> int:
        """Mirrors region_code_for_number() and then number_type()."""
        if not self._several():
            return self._type_in(0, digits, tags)
        for index, metadata in enumerate(self.plans):
            if metadata is None:
                continue
            if metadata.leading_digits is not None:
                if (index, _LEADING) in tags:
                    return self._type_in(index, digits, tags)
            elif (found := self._type_in(index, digits, tags)) != UNKNOWN:
                return found
        return UNKNOWN

    def _type_in(self, index: int, digits: int, tags: Collection[Tag]) -> int:
        """Mirrors _number_type_helper() for one region."""
        metadata = self.plans[index]

        def matches(kind: int) -> bool:
            # _is_number_matching_desc(): the possible lengths first, then the pattern.
            if (index, kind) not in tags:
                return False
            lengths = getattr(metadata, _DESCRIPTIONS[kind]).possible_length
            return not lengths or digits in lengths

        if metadata is None or not matches(_GENERAL):
            return UNKNOWN
        for kind, number_type in enumerate(_TYPES, start=1):
            if matches(kind):
                return int(number_type)
        same = metadata.same_mobile_and_fixed_line_pattern
        if matches(_FIXED):
            both = same or matches(_MOBILE)
            return int(PhoneNumberType.FIXED_LINE_OR_MOBILE if both else PhoneNumberType.FIXED_LINE)
        mobile = not same and matches(_MOBILE)
        return int(PhoneNumberType.MOBILE if mobile else UNKNOWN)
