"""A number in a table: a sheet keeps it as a text, and the importer reads it back."""

import re

import pytest

from voicedesk.contacts.csvfile import as_text, guard
from voicedesk.contacts.phones.number import judge

WRITTEN = {
    "+33600009901": "(+33) 6 00 00 99 01",
    "+33199000001": "(+33) 1 99 00 00 01",
    "+262692000012": "(+262) 692 00 00 12",
    "+4915112345678": "(+49) 1511 2345678",
    "+12015550123": "(+1) 201-555-0123",
    "+390612345678": "(+39) 06 1234 5678",
}


@pytest.mark.parametrize(("e164", "text"), WRITTEN.items())
def test_a_number_is_written_so_that_it_stays_one(e164: str, text: str) -> None:
    assert as_text(e164) == text == guard(text)
    # What a sheet takes for a number has nothing but digits, spaces, signs and one pair of
    # parentheses around all of it; what it runs as a formula begins with a sign.
    assert re.match(r"\(\+\d+\) \d", text)
    assert judge(as_text(e164), "BE").e164 == e164
