"""The fast path says what phonenumbers says: of every region, type, number and reason."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.contacts.phones.comparison import compare, compare_region, total
from tests.contacts.phones.strings import REGIONS, TRICKY
from tests.figures import Told

_SEED = 9043


def test_it_agrees_in_every_region() -> None:
    assert len(REGIONS) == 245
    tasks = [(region, 300, _SEED + index) for index, region in enumerate(REGIONS)]
    result = total([compare_region(task) for task in tasks])
    assert result.differences == []
    assert result.compared > 245 * 300
    assert result.valid > 10_000
    # Far odder than any list, and still mostly read without phonenumbers.
    assert result.left < result.compared // 8


def test_it_agrees_on_tricky_texts_in_every_region() -> None:
    result = total([compare(region, TRICKY) for region in REGIONS])
    assert result.differences == []
    assert result.compared - result.left > 9_000


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_phones_agree_on_four_million_strings(tell: Told) -> None:
    tasks = [(region, 16_400, index) for index, region in enumerate(REGIONS)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes:
        result = total(list(processes.map(compare_region, tasks, chunksize=5)))
    assert result.differences == []
    assert result.compared > 4_000_000
    counted = f"compared {result.compared:,}, valid {result.valid:,}"
    tell(f"{counted}, left to phonenumbers {result.left:,}, differences: 0")
