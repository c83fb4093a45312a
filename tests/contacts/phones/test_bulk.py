"""A column judged at once gets the verdicts that its cells get one by one."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.phones.strings import REGIONS, TRICKY, strings
from tests.contacts.phones.test_number import KINDS, NOTED, REFUSED, SPELLINGS
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.contacts.phones import answers, bulk, fast
from voicedesk.contacts.phones.bulk import judge_all
from voicedesk.contacts.phones.number import judge
from voicedesk.contacts.phones.reference import Reading, read
from voicedesk.contacts.phones.verdicts import Judged, invalid_code, valid_code
from voicedesk.contacts.phones.world import World

CORPUS = [*SPELLINGS, *(row[0] for table in (KINDS, NOTED, REFUSED) for row in table), *TRICKY]
ODD = [
    *("'0600001234", "'600001234", "(0033) 600001234", "(0)600001234", "0 0 33 600001234"),
    *("0692 00 12 34", "0692_00_12_34", "0692001234 port.", "00692001234", "+0692001234"),
    *("\t0600001234", "\t600001234 ", " 0033600001234", "6\u202f00\u202f00\u202f12\u202f34"),
    *("0600001234/0199001234", "0600001234 - 0199001234;", "+33600001234 0199001234"),
    *("06 00 00 12 34 06 00 00 12 34", "0600001234 0199001234 0261911234", "0600001234 75001"),
    *("06 00 00 12 34 fax 01 99 00 12 34", "600001234,00", "+33600001234.0", "0600001234.00"),
    *("(06 00 00 12 34 5)", "06+00001234", "lO6OOOO1234", "6.00001234E+8", "06 00 00 12 34 !"),
]


def wrong(judged: Judged, cells: Sequence[str], region: str) -> list[tuple[str, object, object]]:
    """The cells about which the two do not say the same."""
    found: list[tuple[str, object, object]] = []
    for index, cell in enumerate(cells):
        one = judge(cell, region)
        if one.kind is not None:
            code = valid_code(one.kind, one.note)
        else:
            offered = one.repair is not None
            code = invalid_code(str(one.reason), mendable=offered, note=one.note)
        single = (code, int(one.e164 or 0), one.repair)
        many = (int(judged.code[index]), int(judged.e164[index]), judged.repairs.get(index))
        if single != many:
            found.append((cell, single, many))
    return found


@pytest.mark.parametrize("region", ["FR", "BE", "CH", "IT", "ES", "US", "RE", "AR", "DE"])
def test_the_corpus(region: str) -> None:
    cells = CORPUS + ODD
    assert wrong(judge_all(cells, region), cells, region) == []


@pytest.mark.parametrize("region", REGIONS[::12])
def test_what_people_write(region: str) -> None:
    cells = strings(region, 150, 77)
    assert wrong(judge_all(cells, region), cells, region) == []


REAL_DIGITS = st.sampled_from(
    ["0600001234", "600001234", "0033600001234", "199001234", "0692001234", "0639981234"]
)
ANY = st.text(alphabet="0123456789+ .-()/\u202f\u00a0\toOlIx,;:E_'\n\u0660\uff16é", max_size=30)


@st.composite
def dirtied(draw: st.DrawFn) -> str:
    """A number or two with something in, before or behind them."""
    parts = [draw(REAL_DIGITS) for _ in range(draw(st.integers(1, 3)))]
    between = draw(st.sampled_from([" ", " / ", ";", "-", " ou ", "\n", ""]))
    text = between.join(parts)
    place = draw(st.integers(0, len(text)))
    marks = [" ", ".", ".0", " port.", "O", "_", "\u202f", "(", "'", "\t", "+", "E+", "x", "", ""]
    return text[:place] + draw(st.sampled_from(marks)) + text[place:]


@settings(max_examples=120)
@given(st.lists(st.one_of(ANY, dirtied()), max_size=12), st.sampled_from(["FR", "BE", "GB", "US"]))
def test_any_cells(cells: list[str], region: str) -> None:
    assert wrong(judge_all(cells, region), cells, region) == []


def test_it_goes_by_parts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "MOST", 7)
    monkeypatch.setattr(bulk, "_AT_ONCE", 3)
    heard: list[Progress] = []
    cells = CORPUS + ODD
    judged = judge_all(cells, "FR", Job(heard.append))
    assert wrong(judged, cells, "FR") == []
    assert [progress.done for progress in heard[:3]] == [0, 7, 14]
    assert heard[-1] == Progress(len(cells), len(cells), "check")


def test_nothing_to_judge() -> None:
    judged = judge_all([], "FR")
    assert (judged.code.size, judged.e164.size, judged.repairs) == (0, 0, {})
    assert judged.code.dtype == np.uint8
    assert judged.e164.dtype == np.int64


def test_it_is_cancelled_between_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "MOST", 100)
    heard: list[float] = []

    def hear(progress: Progress) -> None:
        heard.append(progress.done)
        if progress.done == 200:
            job.cancel()

    job = Job(hear)
    with pytest.raises(CancelledError):
        judge_all(["06 00 00 12 34"] * 1_000, "FR", job)
    assert heard == [0, 100, 200]


def test_phonenumbers_is_asked_once_for_equal_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(text: str, region: str) -> Reading:
        asked.append(text)
        return read(text, region)

    monkeypatch.setattr(answers, "read", counted)
    judged = judge_all(["06 00 00 12 34"] * 500 + ["n/a"] * 500 + ["600001234"] * 500, "FR")
    assert asked == ["n/a"]
    assert (judged.e164 > 0).sum() == 1_000


def test_threads_build_the_plans_together(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = World()
    monkeypatch.setattr(fast, "world", lambda: shared)
    regions = ["FR", "BE", "DE", "IT", "US", "AR"] * 2
    columns = [strings(region, 200, index) for index, region in enumerate(regions)]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(judge_all, columns, regions))
    own = World()
    monkeypatch.setattr(fast, "world", lambda: own)
    for judged, cells, region in zip(together, columns, regions, strict=True):
        alone = judge_all(cells, region)
        assert (judged.code == alone.code).all()
        assert (judged.e164 == alone.e164).all()
        assert judged.repairs == alone.repairs


def test_the_numbers_are_in_no_repr() -> None:
    judged = judge_all(["06 00 00 12 34 port.", "06 00 00 12 34"], "FR")
    assert judged.repairs == {0: "06 00 00 12 34"}
    assert "0600" not in repr(judged).replace(" ", "")
    assert "33600001234" not in repr(judged)
    assert "33600001234" not in repr(fast.read_all(["06 00 00 12 34"], "FR"))
