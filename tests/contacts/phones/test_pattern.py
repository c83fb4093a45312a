"""The patterns of the metadata: read, matched as `re` does it, or left alone where strange."""

import re
from collections.abc import Iterator

import numpy as np
import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata

from tests.contacts.phones.comparison import compare
from tests.contacts.phones.strings import strings
from voicedesk.contacts.phones import fast
from voicedesk.contacts.phones.automaton import END, WIDTH, Automaton, prefix, whole
from voicedesk.contacts.phones.batch import LEFT
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.number import judge
from voicedesk.contacts.phones.pattern import UnknownPatternError, read_pattern
from voicedesk.contacts.phones.program import Match, Program
from voicedesk.contacts.phones.verdicts import e164_text
from voicedesk.contacts.phones.world import STRANGE, World


def labels(automaton: Automaton, start: int, digits: str) -> list[int]:
    """The labels met on the way through the digits and the end."""
    state, met = start, [automaton.labels[start // WIDTH]]
    for symbol in [*map(int, digits), END]:
        state = automaton.rows[state // WIDTH][symbol]
        met.append(automaton.labels[state // WIDTH])
    return met


def ends(automaton: Automaton, start: int, digits: str) -> tuple[int, bool] | None:
    """The end of the prefix match, and whether its last group took part."""
    met = labels(automaton, start, digits)
    hits = [place for place, label in enumerate(met) if label]
    return (min(hits[-1], len(digits)), met[hits[-1]] == 2) if hits else None


@st.composite
def patterns(draw: st.DrawFn) -> str:
    atoms = st.sampled_from(["0", "1", "2", r"\d", "[12]", "[0-2]", "[02]"])
    parts = st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda b: f"(?:{'|'.join(b)})"),
            inner.map(lambda p: f"({p})"),
            st.tuples(inner, st.sampled_from(["?", "{2}", "{1,2}", "{0,2}"])).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
        ),
        max_leaves=6,
    )
    return draw(parts) + draw(st.sampled_from(["", "", "$", "|1", "?"])).replace("?", "(?:1)?")


@settings(max_examples=80)
@given(patterns(), st.lists(st.text("012", max_size=8), min_size=1, max_size=12))
def test_prefixes_are_matched_as_re_does(pattern: str, texts: list[str]) -> None:
    automaton = Automaton()
    start = prefix(automaton, pattern)
    compiled = re.compile(pattern)
    for text in texts:
        match = compiled.match(text)
        found = ends(automaton, start, text)
        assert (match is None) == (found is None), text
        if match is not None and found is not None:
            took_part = compiled.groups > 0 and match.group(compiled.groups) is not None
            assert found == (match.end(), took_part), text


@settings(max_examples=80)
@given(
    st.lists(patterns().filter(lambda p: "$" not in p), min_size=1, max_size=3),
    st.lists(st.text("012", max_size=8), min_size=1, max_size=12),
)
def test_whole_numbers_are_matched_as_re_does(several: list[str], texts: list[str]) -> None:
    automaton, program = Automaton(), Program()
    starts = [program.add(pattern, Match((0, kind))) for kind, pattern in enumerate(several)]
    first = whole(automaton, program, starts, lambda _, tags: sum(2**kind for _, kind in tags))
    for text in texts:
        matched = sum(2**k for k, p in enumerate(several) if re.fullmatch(p, text))
        assert labels(automaton, first, text)[-1] == matched, text


def every_pattern() -> Iterator[str]:
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            assert metadata is not None
            yield from filter(None, [metadata.international_prefix, metadata.leading_digits])
            yield metadata.national_prefix_for_parsing or "0"
            assert metadata.general_desc is not None
            yield metadata.general_desc.national_number_pattern or "0"


def test_every_pattern_of_the_metadata_is_read() -> None:
    for pattern in every_pattern():
        assert read_pattern(pattern).groups == re.compile(pattern).groups


@pytest.mark.parametrize(
    "pattern",
    ["6(?=1)1", "(?!0)6", r"(6)\1", "6+", "6*", "6{2,}", "6??", "6{2}?", ".", "^6", "[^0]", "a"],
)
def test_what_it_does_not_know_it_says(pattern: str) -> None:
    with pytest.raises(UnknownPatternError):
        read_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(6", "6)", "(?:6|7"])
def test_half_a_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(UnknownPatternError):
        read_pattern(pattern)


def test_the_greatest_number_fits_its_column() -> None:
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            assert metadata is not None
            assert metadata.general_desc is not None
            digits = max(metadata.general_desc.possible_length)
            assert int(f"{code}{'9' * digits}") <= np.iinfo(np.int64).max


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Belgian mobiles, in a pattern that says the same with a sign this program does not know."""
    metadata = PhoneMetadata.metadata_for_region("BE")
    assert metadata is not None
    mobile = metadata.mobile
    assert mobile is not None
    pattern = mobile.national_number_pattern
    world = World()
    monkeypatch.setattr(fast, "world", lambda: world)
    object.__setattr__(mobile, "national_number_pattern", f"(?=4)(?:{pattern})")
    yield world
    object.__setattr__(mobile, "national_number_pattern", pattern)


def test_a_strange_calling_code_is_left_to_phonenumbers(strange: World) -> None:
    cells = ["+32 470 12 34 56", "0032 470 12 34 56", "06 00 00 12 34", "+41 44 668 18 00"]
    outcomes = fast.read_all(cells, "FR").outcome.tolist()
    assert [outcome == LEFT for outcome in outcomes] == [True, True, False, False]
    assert strange.tables.plan_of[32] == STRANGE
    judged = judge_all(cells, "FR")
    assert [e164_text(n) for n in judged.e164.tolist()] == [judge(c, "FR").e164 for c in cells]
    assert all(judged.e164 > 0)
    assert compare("FR", strings("FR", 300, 1)).differences == []


def test_a_strange_region_is_left_to_phonenumbers(strange: World) -> None:
    cells = ["0470 12 34 56", "+32 470 12 34 56", "+33 6 00 00 12 34", "0470"]
    assert fast.read_all(cells, "BE").outcome.tolist() == [LEFT] * 4
    assert strange.home("BE") is None
    judged = judge_all(cells, "BE")
    assert [e164_text(n) for n in judged.e164.tolist()] == [judge(c, "BE").e164 for c in cells]
    assert (judged.e164 > 0).tolist() == [True, True, True, False]


def test_no_region_at_all() -> None:
    cells = ["+33 6 00 00 12 34", "06 00 00 12 34"]
    judged = judge_all(cells, "ZZ")
    assert judged.e164.tolist() == [33600001234, 0]
