"""Every file of the corpus gets its verdict, and no file beside it is opened for that."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.audio.corpus import CASES, Case
from voicedesk.audio.checks import Inspection

if TYPE_CHECKING:
    from tests.audio.conftest import Studio


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case.name)[:40])
def test_verdict(case: Case, studio: "Studio", look: Callable[[str, bytes], Inspection]) -> None:
    if sys.platform == "win32" and set(case.name) & set('\n:"*?'):
        pytest.skip("no such name on this system")
    found = look(case.name, case.make(studio))
    assert {problem.code for problem in found.problems} == set(case.codes.split())
    assert found.ok is case.ok
    if case.duration_s is None:
        assert found.sound is None
        assert found.duration_s is None
    else:
        assert found.duration_s == pytest.approx(case.duration_s, abs=0.05)
        assert found.converted is ("converted" in case.codes)


def test_the_corpus_has_no_two_cases_of_one_name() -> None:
    assert len({case.name.casefold() for case in CASES}) == len(CASES) > 120
