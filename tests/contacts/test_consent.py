"""Consents: recorded with their proof, expired by the day, withdrawn, and quick at a million."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import CancelledError, Job, Progress
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.consent import Consent, Consents
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE, Standing

GIVEN_ON = date(2026, 1, 2)
LAST = date(2026, 6, 30)
PEOPLE = np.array([33600000001, 33600000002, 33600000003], np.int64)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def consents(workspace: Workspace) -> Consents:
    return Consents(workspace.database, workspace.folder)


def standing(workspace: Workspace, today: date, numbers: NDArray[np.int64] = PEOPLE) -> list[int]:
    found: list[int] = Standing.load(workspace.database, today).consent(numbers).tolist()
    return found


def test_a_consent_holds_through_its_last_day(workspace: Workspace, consents: Consents) -> None:
    consents.record(PEOPLE[:2], "form", "I agree.", GIVEN_ON, LAST)
    assert standing(workspace, LAST) == [GIVEN, GIVEN, NONE]
    assert standing(workspace, LAST + timedelta(days=1)) == [EXPIRED, EXPIRED, NONE]
    assert standing(workspace, LAST, np.array([0, 33600000000, 33600000009])) == [NONE] * 3
    assert consents.counts(LAST) == (2, 0)
    assert consents.counts(LAST + timedelta(days=1)) == (0, 2)


def test_the_last_recorded_counts_and_the_one_before_is_history(
    workspace: Workspace, consents: Consents
) -> None:
    first = consents.record(PEOPLE, "form", "I agree.", GIVEN_ON, LAST)
    second = consents.record(PEOPLE[:1], "call", "Yes.", date(2026, 7, 1))
    assert (first.numbers, second.numbers) == (3, 1)
    assert [(c.source, c.numbers) for c in consents.all()] == [("call", 1), ("form", 2)]
    assert standing(workspace, date(2026, 7, 2)) == [GIVEN, EXPIRED, EXPIRED]
    assert consents.of(33600000001) == second
    other = consents.of(33600000002)
    assert other is not None
    assert (other.id, other.wording, other.expires_on) == (first.id, "I agree.", LAST)
    assert consents.of(33600000009) is None


def test_a_withdrawn_consent_keeps_its_proof(
    workspace: Workspace, consents: Consents, tmp_path: Path
) -> None:
    paper = tmp_path / "Formulaire signé.PDF"
    paper.write_bytes(b"signed" * 1000)
    kept = consents.record(PEOPLE, "form", "I agree.", GIVEN_ON, proof=paper)
    paper.unlink()
    assert consents.withdraw(np.append(PEOPLE[1:], 33600000009)) == 2
    assert consents.withdraw(PEOPLE[1:]) == 0
    assert standing(workspace, LAST) == [GIVEN, NONE, NONE]
    consents.withdraw(PEOPLE)
    (history,) = consents.all()
    assert history.numbers == 0
    assert history.proof == kept.proof
    assert kept.proof is not None
    assert kept.proof.parent == workspace.folder / "proofs"
    assert kept.proof_sha256 == sha256(kept.proof.read_bytes()).hexdigest()
    assert [p.name for p in kept.proof.parent.iterdir()] == [f"{kept.proof_sha256}.pdf"]


def test_whom_a_consent_covered_can_be_shown_when_it_has_ended(
    workspace: Workspace, consents: Consents
) -> None:
    first = consents.record(PEOPLE, "form", "I agree.", GIVEN_ON, LAST)
    second = consents.record(PEOPLE[:2], "call", "Yes.", date(2026, 7, 1))
    assert consents.past(33600000003) == []
    consents.withdraw(PEOPLE[[0, 2]])
    assert consents.withdraw(PEOPLE) == 1
    assert consents.withdraw(PEOPLE) == 0  # nothing ends twice
    third = consents.record(PEOPLE[:1], "shop", "Again.", date(2026, 7, 2))

    def past(number: int) -> list[int]:
        found = consents.past(number)
        ends = [one.ended_at for one in found]
        assert ends == sorted(ends, reverse=True)
        assert all(one.ended_at >= one.consent.recorded_at for one in found)
        return [one.consent.id for one in found]

    assert [past(number) for number in PEOPLE.tolist()] == [
        [second.id, first.id],
        [second.id, first.id],
        [first.id],
    ]
    assert past(33600000009) == []
    now = consents.of(33600000001)
    assert now is not None
    assert now.id == third.id
    assert consents.of(33600000002) is None
    assert [one.numbers for one in consents.all()] == [1, 0, 0]


def test_a_million_people_consent_as_quickly_as_others(
    workspace: Workspace, consents: Consents
) -> None:
    def seconds(people: NDArray[np.int64]) -> float:
        started = perf_counter()
        kept.append(consents.record(people, "form", "Yes.", GIVEN_ON))
        return perf_counter() - started

    kept: list[Consent] = []
    people = np.arange(33600000000, 33601000000, dtype=np.int64)[::-1]
    few = seconds(np.arange(33700000000, 33700100000, dtype=np.int64))
    assert seconds(people) < 40 * few  # ten times as many
    assert kept[-1].numbers == 1_000_000
    assert standing(workspace, LAST, people[[0, 500_000, -1]]) == [GIVEN] * 3


BAD: list[tuple[str, dict[str, Any]]] = [
    ("empty_consent", {"source": " "}),
    ("empty_consent", {"wording": ""}),
    ("consent_from_future", {"given_on": date(2999, 1, 1)}),
    ("consent_ends_first", {"expires_on": date(2026, 1, 1)}),
    ("nobody_consents", {"e164s": np.zeros(3, np.int64)}),
    ("unreadable_file", {"proof": Path("absent.pdf")}),
]


@pytest.mark.parametrize(("code", "wrong"), BAD)
def test_what_proves_nothing_is_refused(
    workspace: Workspace, consents: Consents, code: str, wrong: dict[str, Any]
) -> None:
    good: dict[str, Any] = {
        "e164s": PEOPLE,
        "source": "form",
        "wording": "Yes.",
        "given_on": GIVEN_ON,
    }
    with pytest.raises(InputError) as refused:
        consents.record(**(good | wrong))
    assert refused.value.code == code
    assert consents.all() == []
    assert standing(workspace, LAST) == [NONE] * 3


def test_cancelled_half_way_nobody_consents(consents: Consents) -> None:
    job: Job

    def at_the_second(step: Progress) -> None:
        if step.done:
            job.cancel()

    job = Job(at_the_second)
    many = np.arange(33600000000, 33600120000, dtype=np.int64)
    with pytest.raises(CancelledError):
        consents.record(many, "form", "Yes.", GIVEN_ON, job=job)
    assert consents.all() == []


def test_arrays_say_what_single_numbers_say(workspace: Workspace, consents: Consents) -> None:
    """Against a plain dictionary, over numbers in any order and more than once."""
    chance = np.random.default_rng(4)
    everyone = np.arange(33600000000, 33600003000, dtype=np.int64)
    expected = dict.fromkeys(everyone.tolist(), NONE)
    for expires, state in ((None, GIVEN), (LAST, EXPIRED), (None, GIVEN)):
        some = chance.choice(everyone, 900)
        consents.record(some, "form", "Yes.", GIVEN_ON, expires)
        expected |= dict.fromkeys(some.tolist(), state)
    gone = chance.choice(everyone, 500)
    consents.withdraw(gone)
    expected |= dict.fromkeys(gone.tolist(), NONE)
    asked = chance.choice(everyone, 5000)
    today = LAST + timedelta(days=1)
    assert standing(workspace, today, asked) == [expected[n] for n in asked.tolist()]
    among = Standing.load(workspace.database, today, among=asked[:900].tolist())
    assert among.consent(asked[:900]).tolist() == [expected[n] for n in asked[:900].tolist()]
