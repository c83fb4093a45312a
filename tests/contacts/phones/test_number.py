"""Verdicts on single numbers, beside phonenumbers' own."""

import random

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from voicedesk.contacts.phones.number import Kind, judge, normalise

FIXED = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
}


def reference(text: str, region: str) -> tuple[str | None, Kind | None]:
    """The obvious calls of phonenumbers, in the words of this program."""
    try:
        number = phonenumbers.parse(normalise(text), region)
    except phonenumbers.NumberParseException:
        return None, None
    if not phonenumbers.is_valid_number(number):
        return None, None
    kind = phonenumbers.number_type(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if kind == PhoneNumberType.MOBILE:
        return e164, Kind.MOBILE
    return e164, Kind.FIXED if kind in FIXED else Kind.OTHER


def examples() -> list[tuple[str, str]]:
    """The example number of every region and type, as written at home, abroad, and damaged."""
    dice = random.Random(7)
    found = []
    types = range(11)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in types:
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            for style in (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL):
                text = phonenumbers.format_number(number, style)
                place = dice.randrange(len(text))
                damaged = text[:place] + dice.choice("0123456789 x") + text[place + 1 :]
                found += [(text, region), (text, "FR"), (damaged, region)]
    return found


def test_every_example_of_every_region_is_judged_as_phonenumbers_does() -> None:
    cases = examples()
    assert len(cases) > 4_000
    wrong = []
    for text, region in cases:
        verdict = judge(text, region)
        if (verdict.e164, verdict.kind) != reference(text, region):
            wrong.append((text, region))
    assert wrong == []


@settings(max_examples=300)
@given(st.text(alphabet="0123456789+ .-()/\u202f\u00a0oOx,E\u0660\uff16'", max_size=24))
def test_any_cell_is_judged_as_phonenumbers_does(text: str) -> None:
    verdict = judge(text)
    assert (verdict.e164, verdict.kind) == reference(text, "FR")
    assert (verdict.e164 is None) == (verdict.reason is not None)
    assert verdict.repair is None or verdict.e164 is None


SPELLINGS = [
    "06 00 00 12 34",
    "06.00.00.12.34",
    "06-00-00-12-34",
    "+33 6 00 00 12 34",
    "+33 (0)6 00 00 12 34",
    "0033 6 00 00 12 34",
    "O6 00 00 12 34",
    "600001234",
    "33600001234",
    "06\u202f00\u202f00\u202f12\u202f34",
    "\u00a006 00 00 12 34\t",
]


@pytest.mark.parametrize(
    "text",
    SPELLINGS,
)
def test_the_ways_to_write_a_mobile(text: str) -> None:
    verdict = judge(text)
    assert (verdict.e164, verdict.kind, verdict.reason) == ("+33600001234", Kind.MOBILE, None)
    assert verdict.repair is None


KINDS = [
    ("01 99 00 12 34", Kind.FIXED),
    ("02 61 91 12 34", Kind.FIXED),
    ("03 53 01 12 34", Kind.FIXED),
    ("09 70 00 12 34", Kind.FIXED),  # VoIP
    ("+1 202-555-0147", Kind.FIXED),  # fixed or mobile, nobody can tell
    ("08 99 00 12 34", Kind.OTHER),
    ("08 00 00 12 34", Kind.OTHER),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    KINDS,
)
def test_kinds(text: str, kind: Kind) -> None:
    assert judge(text).kind is kind


NOTED = [
    ("600001234", "excel_lost_zero"),
    ("6 00 00 12 34", "excel_lost_zero"),
    ("199001234", "excel_lost_zero"),
    ("0033600001234", "double_zero_prefix"),
    ("00 33 (0)6 00 00 12 34", "double_zero_prefix"),
    ("06 00 00 12 34", None),
    ("+33600001234", None),
    ("33600001234", None),
    ("O6 00 00 12 34", None),
]


@pytest.mark.parametrize(
    ("text", "note"),
    NOTED,
)
def test_notes_on_valid_numbers(text: str, note: str | None) -> None:
    verdict = judge(text)
    assert verdict.valid
    assert verdict.note == note


def test_a_country_without_a_leading_zero_has_none_to_lose() -> None:
    assert judge("600 00 12 34", "ES").note is None
    assert judge("600001234", "ES").e164 == "+34600001234"


REFUSED = [
    ("", "empty", None),
    (" \u202f", "empty", None),
    ("n/a", "not_a_number", None),
    ("pas de tél.", "not_a_number", None),
    ("TOTAL", "not_a_number", None),
    ("128", "too_short", None),
    ("06 00 00 7", "too_short", None),
    ("06 00 00 12 34 5", "too_long", None),
    ("9" * 300, "too_long", None),
    ("06 39 98 12 34", "not_assigned", None),
    ("070 000 12 34", "not_assigned", None),
    ("+999 123456789", "not_assigned", None),
    ("6,12E+08", "excel_scientific", None),
    ("6E+08", "excel_scientific", None),
    ("6.00001234E8", "excel_scientific", "06 00 00 12 34"),
    ("600001234.0", "too_long", "06 00 00 12 34"),
    ("33600001234.0", "too_long", "06 00 00 12 34"),
    ("06 00 00 12 34 port.", "not_a_number", "06 00 00 12 34"),
    ("06 00 00 12 34bureau", "not_a_number", "06 00 00 12 34"),
    ("06 00 00 12 34 poste 12", "not_a_number", "06 00 00 12 34"),
    ("06 OO OO 12 34", "not_a_number", "06 00 00 12 34"),
    ("06.00.00.12.O4", "not_a_number", "06 00 00 12 04"),
    ("06_00_00_12_34", "not_a_number", "06 00 00 12 34"),
    ("06 00 00 12 34 / 01 99 00 12 34", "two_numbers", "06 00 00 12 34 / 01 99 00 12 34"),
    ("06 00 00 12 34 01 99 00 12 34", "two_numbers", "06 00 00 12 34 / 01 99 00 12 34"),
    ("0600001234,0600005678", "two_numbers", "06 00 00 12 34 / 06 00 00 56 78"),
    ("0600001234\n0199001234", "two_numbers", "06 00 00 12 34 / 01 99 00 12 34"),
    ("0600001234 ou 0600005678", "two_numbers", "06 00 00 12 34 / 06 00 00 56 78"),
    ("0600001234 / 06 00 00 12 34", "too_long", "06 00 00 12 34"),
    ("0692 00 12 34", "overseas_number", "+262 692 00 12 34"),
    ("0690 00 12 34", "overseas_number", "+590 690 00 12 34"),
]


@pytest.mark.parametrize(
    ("text", "reason", "repair"),
    REFUSED,
)
def test_reasons_and_repairs(text: str, reason: str, repair: str | None) -> None:
    verdict = judge(text)
    assert (verdict.e164, verdict.kind) == (None, None)
    assert (verdict.reason, verdict.repair) == (reason, repair)
    for number in (repair or "").split(" / "):
        assert not number or judge(number).valid


def test_a_number_that_excel_took_for_an_amount_lost_its_zero() -> None:
    assert judge("600001234.0").note == "excel_lost_zero"
    assert judge("33600001234.0").note is None


@settings(max_examples=200)
@given(st.text(alphabet="0123456789 +.,/;OolI()EeX portbu\n", max_size=60))
def test_whatever_is_offered_is_valid(text: str) -> None:
    repair = judge(text).repair
    if repair is not None:
        assert all(judge(number).valid for number in repair.split(" / "))


def test_the_number_is_in_no_repr() -> None:
    for text in ("06 00 00 12 34", "06 00 00 12 34 port.", "600001234.0"):
        assert "1234" not in repr(judge(text)).replace(" ", "")
