"""How often people were called, the 4th call and the 5th, and how long a refusal binds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert, update

from voicedesk.base.ids import stamp
from voicedesk.base.schema import campaigns, chunks, history, recipients, stop_numbers
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.frequency import attempts, binding_since, refused_since, too_frequent
from voicedesk.campaigns.refusal import is_optout
from voicedesk.contacts.stop_list import StopList

RULES = calling_rules.load()
NOON = datetime(2026, 12, 15, 11, tzinfo=UTC)  # noon in Paris
DAY = timedelta(days=1)
TINY = timedelta(milliseconds=1)
ANNE, BASIL, CHLOE = 33600000001, 33600000002, 33600000003

Called = Callable[..., str]


def digits(*numbers: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(numbers, np.int64)


@pytest.fixture
def called(workspace: Workspace) -> Called:
    """Stores a campaign with one batch and returns its id."""
    stored = 0

    def store(
        numbers: list[int],
        at: datetime,
        *,
        date: str | None = None,
        state: str = "accepted",
        sent: bool = True,
        is_test: bool = False,
        excluded: str | None = None,
        size: int = 1_000,
    ) -> str:
        nonlocal stored
        stored += 1
        name = f"c{stored}"
        people = [
            {
                "campaign_id": name,
                "e164": f"+{number}",
                "chunk": 1 + place // size,
                "position": place,
                "label": "",
                "excluded": excluded,
            }
            for place, number in enumerate(numbers)
        ]
        batches = [
            {
                "campaign_id": name,
                "ordinal": 1 + start // size,
                "state": state,
                "media": "VOICE",
                "zone": "Europe/Paris",
                "date": date,
                "size": size,
                "sent_at": stamp(at) if sent else None,
            }
            for start in range(0, len(numbers), size)
        ]
        with workspace.database.write() as connection:
            this = insert(campaigns).values(id=name, tag=name, name=name, state="posted")
            connection.execute(this.values(created_at=stamp(at), is_test=is_test))
            connection.execute(insert(chunks), batches)
            connection.execute(insert(recipients), people)
        return name

    return store


def count(workspace: Workspace, *numbers: int, until: datetime = NOON, days: int = 30) -> list[int]:
    found = attempts(workspace.database, digits(*numbers), until - days * DAY, until)
    assert found.dtype == np.int64
    return [int(times) for times in found]


def frequent(workspace: Workspace, *numbers: int, at: datetime = NOON) -> list[bool]:
    found = too_frequent(workspace.database, digits(*numbers), at, RULES)
    assert found.dtype == np.bool_
    return [bool(one) for one in found]


def test_counts_stand_beside_their_numbers(workspace: Workspace, called: Called) -> None:
    called([ANNE, BASIL], NOON - 3 * DAY)
    called([BASIL], NOON - 2 * DAY)
    assert count(workspace, BASIL, CHLOE, ANNE, BASIL, 0) == [2, 0, 1, 2, 0]
    assert count(workspace) == []
    assert frequent(workspace) == []


@pytest.mark.parametrize("before", range(6))
def test_the_fourth_call_is_allowed_and_the_fifth_is_not(
    workspace: Workspace, called: Called, before: int
) -> None:
    for number in range(before):
        called([ANNE], NOON - (1 + number) * DAY)
    assert frequent(workspace, ANNE, BASIL) == [before + 1 >= 5, False]


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(0), 1),
        (30 * DAY - TINY, 1),
        (30 * DAY, 0),
        (30 * DAY + TINY, 0),
        (-TINY, 0),
    ],
)
def test_thirty_days_are_counted_to_the_instant(
    workspace: Workspace, called: Called, age: timedelta, counts: int
) -> None:
    called([ANNE], NOON - age)
    assert count(workspace, ANNE) == [counts]


def test_thirty_days_are_as_long_over_the_change_of_clocks(
    workspace: Workspace, called: Called
) -> None:
    spring = datetime.fromisoformat("2026-04-14T12:00+02:00")
    for _ in range(4):
        called([ANNE], datetime.fromisoformat("2026-03-15T11:30+01:00"))  # 29 days, 23 h 30
    assert frequent(workspace, ANNE, at=spring) == [True]
    assert frequent(workspace, ANNE, at=spring + timedelta(minutes=30)) == [False]


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("accepted", 1),
        ("sending", 1),
        ("unknown", 1),
        ("needs_decision", 1),
        ("abandoned", 1),
        ("planned", 0),
        ("rejected", 0),
        ("cancelled", 0),
    ],
)
def test_what_may_have_rung_counts(
    workspace: Workspace, called: Called, state: str, counts: int
) -> None:
    called([ANNE], NOON - DAY, state=state)
    assert count(workspace, ANNE) == [counts]


def test_who_was_left_out_and_who_tests_is_not_counted(
    workspace: Workspace, called: Called
) -> None:
    called([ANNE], NOON - DAY, excluded="stop_list")
    called([ANNE], NOON - DAY, is_test=True)
    called([ANNE], NOON - DAY, sent=False)
    assert count(workspace, ANNE) == [0]


def test_a_campaign_does_not_count_against_itself(workspace: Workspace, called: Called) -> None:
    own, *_ = [called([ANNE], NOON - DAY) for _ in range(4)]
    database, span = workspace.database, (NOON - DAY * 30, NOON)
    assert attempts(database, digits(ANNE), *span, except_campaign=own).tolist() == [3]
    assert too_frequent(database, digits(ANNE), NOON, RULES).tolist() == [True]
    assert too_frequent(database, digits(ANNE), NOON, RULES, own).tolist() == [False]


def test_a_batch_counts_at_its_date_whatever_its_offset(
    workspace: Workspace, called: Called
) -> None:
    long_ago = NOON - 40 * DAY
    called([ANNE], long_ago, date="2026-12-15T01:30:00+14:00")  # the 14th at 11:30 UTC
    called([BASIL], long_ago, date="2026-12-15T01:30:00-10:00")  # 11:30 UTC
    called([CHLOE], NOON - DAY, date="2026-11-01T10:00:00+01:00")  # was past: called at once
    assert count(workspace, ANNE, BASIL, CHLOE) == [1, 0, 1]


def test_what_is_programmed_for_later_is_one_of_the_four(
    workspace: Workspace, called: Called
) -> None:
    later = (NOON + 20 * DAY).isoformat()
    for days in (5, 6):
        called([ANNE, BASIL], NOON - days * DAY)
    called([ANNE, BASIL], NOON - DAY, date=later)
    called([ANNE], NOON - DAY, date=later)
    assert frequent(workspace, ANNE, BASIL) == [True, False]  # 5th within 26 days; 4th
    assert count(workspace, ANNE) == [2]


def test_what_is_programmed_a_span_later_has_nothing_to_do_with_it(
    workspace: Workspace, called: Called
) -> None:
    called([ANNE], NOON - DAY)
    for days in (29, 30, 31, 32):
        called([ANNE], NOON - DAY, date=(NOON + days * DAY).isoformat())
        called([BASIL], NOON - DAY, date=(NOON + 30 * DAY).isoformat())  # not with this call
    assert frequent(workspace, ANNE, BASIL) == [False, False]
    called([ANNE], NOON - 2 * DAY)
    assert frequent(workspace, ANNE, at=NOON + 3 * DAY) == [True]  # with 29, 30, 31 and 32


def test_a_span_that_ends_later_begins_later(workspace: Workspace, called: Called) -> None:
    for _ in range(3):
        called([ANNE], NOON - 20 * DAY)
        called([BASIL], NOON - 20 * DAY + TINY)
    called([ANNE, BASIL], NOON - 40 * DAY, date=(NOON + 10 * DAY).isoformat())
    assert frequent(workspace, ANNE, BASIL) == [False, True]


def test_only_the_batches_that_left_count(workspace: Workspace, called: Called) -> None:
    name = called([ANNE, BASIL, CHLOE], NOON - DAY, size=1)
    for ordinal, values in ((2, {"state": "rejected"}), (3, {"sent_at": stamp(NOON - 31 * DAY)})):
        with workspace.database.write() as connection:
            mine = chunks.c.campaign_id == name, chunks.c.ordinal == ordinal
            connection.execute(update(chunks).where(*mine).values(**values))
    assert count(workspace, ANNE, BASIL, CHLOE) == [1, 0, 0]


def decided(
    workspace: Workspace, name: str, at: datetime, decision: Decision, ordinal: int = 1
) -> None:
    """What decisions.py writes, at another time."""
    with workspace.database.write() as connection:
        this = insert(history).values(at=stamp(at), campaign_id=name, chunk=ordinal)
        details = {"decision": decision, "by": "B", "note": ""}
        connection.execute(this.values(event="decided", details=details))


def test_a_batch_that_was_sent_again_may_have_rung_each_time(
    workspace: Workspace, called: Called
) -> None:
    for number, again in ((ANNE, 3), (BASIL, 2), (CHLOE, 0)):
        name = called([number], NOON - DAY)
        for hours in range(again):
            decided(workspace, name, NOON - 2 * DAY + timedelta(hours=hours), Decision.SEND_AGAIN)
    assert count(workspace, ANNE, BASIL, CHLOE) == [4, 3, 1]
    assert frequent(workspace, ANNE, BASIL, CHLOE) == [True, False, False]
    assert frequent(workspace, *range(33600000000, 33600001500)) == [
        number == ANNE for number in range(33600000000, 33600001500)
    ]


def test_what_was_decided_of_others_does_not_count(workspace: Workspace, called: Called) -> None:
    name = called([ANNE, BASIL], NOON - DAY, size=1)
    decided(workspace, name, NOON - DAY, Decision.SEND_AGAIN, ordinal=2)
    decided(workspace, name, NOON - DAY, Decision.ABANDON)
    decided(workspace, name, NOON - DAY, Decision.SENT)
    decided(workspace, "deleted", NOON - DAY, Decision.SEND_AGAIN)
    test = called([ANNE], NOON - DAY, is_test=True)
    decided(workspace, test, NOON - DAY, Decision.SEND_AGAIN)
    assert count(workspace, ANNE, BASIL) == [1, 2]
    own = attempts(workspace.database, digits(BASIL), NOON - 30 * DAY, NOON, except_campaign=name)
    assert own.tolist() == [0]


def test_each_sending_counts_in_its_own_time(workspace: Workspace, called: Called) -> None:
    name = called([ANNE], NOON - DAY)
    decided(workspace, name, NOON - 40 * DAY, Decision.SEND_AGAIN)
    decided(workspace, name, NOON - 30 * DAY + TINY, Decision.SEND_AGAIN)
    dated = called([BASIL], NOON - 40 * DAY, date=(NOON - DAY).isoformat())
    decided(workspace, dated, NOON - 40 * DAY, Decision.SEND_AGAIN)  # rang when it was to ring
    assert count(workspace, ANNE, BASIL) == [2, 2]
    assert count(workspace, ANNE, BASIL, until=NOON - 2 * DAY) == [1, 0]


@pytest.mark.parametrize("state", ["planned", "cancelled", "rejected"])
def test_what_is_not_sent_again_after_all_may_have_rung_before(
    workspace: Workspace, called: Called, state: str
) -> None:
    name = called([ANNE], NOON - DAY, state=state)
    decided(workspace, name, NOON - DAY, Decision.SEND_AGAIN)
    assert count(workspace, ANNE) == [1]


def test_people_of_a_batch_planned_anew_take_their_calls_along(
    workspace: Workspace, called: Called
) -> None:
    name = called([ANNE, BASIL, CHLOE], NOON - DAY, size=1)
    decided(workspace, name, NOON - DAY, Decision.SEND_AGAIN)
    with workspace.database.write() as connection:  # 1 was refused, and is now 2, then 3
        mine = chunks.c.campaign_id == name
        connection.execute(
            update(chunks).where(mine, chunks.c.ordinal < 3).values(state="rejected")
        )
        anew = update(chunks).where(mine, chunks.c.ordinal > 1)
        connection.execute(anew.values(replaces=chunks.c.ordinal - 1))
    assert count(workspace, ANNE, BASIL, CHLOE) == [1, 1, 2]


def test_a_decision_is_counted_as_it_is_recorded(workspace: Workspace, called: Called) -> None:
    sent = datetime.now(UTC) - timedelta(minutes=5)
    name = called([ANNE], sent, state="needs_decision")
    assert count(workspace, ANNE, until=datetime.now(UTC)) == [1]
    decide(workspace.database, name, 1, Decision.SEND_AGAIN, by="B")
    assert count(workspace, ANNE, until=datetime.now(UTC)) == [1]
    with workspace.database.write() as connection:
        connection.execute(update(chunks).values(state="accepted"))
    assert count(workspace, ANNE, until=datetime.now(UTC)) == [2]


@pytest.mark.parametrize("words", ["opted out", " Opted Out ", "OPTED OUT", "\topted out\r\n"])
def test_a_refusal_is_known_as_for_the_stop_list(
    workspace: Workspace, called: Called, words: str
) -> None:
    assert is_optout(words)
    called([ANNE], NOON)
    with workspace.database.write() as connection:
        values = {"description": words, "status_at": stamp(NOON)}
        connection.execute(update(recipients).values(**values))
    assert refused_since(workspace.database, NOON).tolist() == [ANNE]


def test_a_refusal_counts_wherever_it_was_said(workspace: Workspace, called: Called) -> None:
    name = called([ANNE, BASIL, CHLOE], NOON)
    said = {ANNE: ("opted out", NOON), BASIL: ("opted out", NOON - DAY), CHLOE: ("busy", NOON)}
    with workspace.database.write() as connection:
        for number, (description, at) in said.items():
            mine = recipients.c.campaign_id == name, recipients.c.e164 == f"+{number}"
            values = {"description": description, "status_at": stamp(at)}
            connection.execute(update(recipients).where(*mine).values(**values))
    assert refused_since(workspace.database, NOON).tolist() == [ANNE]
    assert refused_since(workspace.database, NOON - DAY).tolist() == [ANNE, BASIL]
    assert refused_since(workspace.database, NOON + TINY).tolist() == []
    stops = StopList(workspace.database)
    stops.add(["06 00 00 00 09", "06 00 00 00 01"], "phone")
    stops.add(["06 00 00 00 08"], "phone", as_fingerprint=True)
    with workspace.database.write() as connection:
        connection.execute(update(stop_numbers).values(added_at=stamp(NOON)))
    assert refused_since(workspace.database, NOON - DAY).tolist() == [ANNE, BASIL, 33600000009]
    with workspace.database.write() as connection:
        connection.execute(update(stop_numbers).values(added_at=stamp(NOON - 9 * DAY)))
    assert refused_since(workspace.database, NOON - DAY).tolist() == [ANNE, BASIL]


@pytest.mark.parametrize(
    ("refused", "call", "bound"),
    [
        # 59 full days after the day of the refusal, and 60.
        ("2026-03-01T00:00+01:00", "2026-04-30T23:59+02:00", True),
        ("2026-03-01T23:59+01:00", "2026-05-01T00:00+02:00", False),
        ("2026-03-01T00:00+01:00", "2026-05-01T00:00+02:00", False),
        ("2026-03-01T23:59+01:00", "2026-04-30T10:00+02:00", True),
        # Its day is that of Paris: already the 2nd there.
        ("2026-03-01T23:30+00:00", "2026-05-01T10:00+02:00", True),
        ("2026-03-01T23:30+00:00", "2026-05-02T10:00+02:00", False),
        # And so is the day of the call, wherever it rings.
        ("2026-03-01T12:00+01:00", "2026-05-01T08:30+11:00", True),
        ("2026-03-01T12:00+01:00", "2026-05-01T09:30+11:00", False),
        ("2026-03-01T12:00+01:00", "2026-03-01T12:01+01:00", True),
        ("2026-10-25T12:00+01:00", "2026-12-24T19:00+01:00", True),
        ("2026-10-25T12:00+01:00", "2026-12-25T00:00+01:00", False),
    ],
)
def test_a_refusal_binds_for_sixty_full_days(
    workspace: Workspace, refused: str, call: str, bound: bool
) -> None:
    StopList(workspace.database).add(["06 00 00 00 01"], "phone")
    with workspace.database.write() as connection:
        at = stamp(datetime.fromisoformat(refused))
        connection.execute(update(stop_numbers).values(added_at=at))
    since = binding_since(datetime.fromisoformat(call), RULES)
    assert refused_since(workspace.database, since).tolist() == ([ANNE] if bound else [])


def test_many_people_are_counted_as_few_are(workspace: Workspace, called: Called) -> None:
    people = list(range(33600000000, 33600005000))
    for days in range(1, 5):
        called(people[days * 1_000 :], NOON - days * DAY)
    whole = attempts(workspace.database, digits(*people), NOON - 30 * DAY, NOON)
    assert np.bincount(whole).tolist() == [1_000] * 5
    some = people[::40]
    assert count(workspace, *some) == whole[::40].tolist()
    assert frequent(workspace, *some) == (whole[::40] >= 4).tolist()
    every_other = attempts(workspace.database, digits(*people[::2]), NOON - 30 * DAY, NOON)
    assert every_other.tolist() == whole[::2].tolist()
    started = process_time()
    assert too_frequent(workspace.database, digits(*people), NOON, RULES).sum() == 1_000
    assert process_time() - started < 3  # 0.03 s on a desk
