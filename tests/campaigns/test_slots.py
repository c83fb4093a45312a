"""The lawful hours, as décret 2022-1313 has them: on Paris clocks, whatever the computer's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicedesk.campaigns import slots

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 12, 21)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_a_weekday_is_open_around_noon_and_a_weekend_is_closed() -> None:
    hours = ((time(10), time(13)), (time(14), time(20)))
    for days in range(5):
        assert slots.lawful_intervals(MONDAY + timedelta(days)) == hours
    assert slots.lawful_intervals(date(2026, 12, 26)) == ()
    assert slots.lawful_intervals(date(2026, 12, 27)) == ()


@pytest.mark.parametrize(
    ("moment", "lawful"),
    [
        ("2026-12-22T09:59:59", False),
        ("2026-12-22T10:00", True),
        ("2026-12-22T12:59:59", True),
        ("2026-12-22T13:00", False),
        ("2026-12-22T14:00", True),
        ("2026-12-22T19:59:59", True),
        ("2026-12-22T20:00", False),
        ("2026-12-26T11:00", False),
    ],
)
def test_the_edges_of_the_hours(moment: str, lawful: bool) -> None:
    assert slots.is_lawful(paris(moment)) is lawful


def test_the_zone_of_the_people_called_decides() -> None:
    assert slots.is_lawful(datetime(2026, 12, 22, 9, 30, tzinfo=UTC))  # 10:30 in Paris, winter
    assert not slots.is_lawful(datetime(2026, 7, 21, 18, 30, tzinfo=UTC))  # 20:30 in summer
    tokyo = datetime(2026, 12, 22, 18, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert slots.is_lawful(tokyo)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-12-22T08:00", "2026-12-22T10:00"),
        ("2026-12-22T09:55", "2026-12-22T10:00"),
        ("2026-12-22T10:10", "2026-12-22T10:15"),
        ("2026-12-22T10:11", "2026-12-22T10:30"),
        ("2026-12-22T12:45", "2026-12-22T14:00"),
        ("2026-12-22T19:45", "2026-12-23T10:00"),
        ("2026-12-25T19:50", "2026-12-28T10:00"),  # Friday evening to Monday
        ("2026-03-28T23:00", "2026-03-30T10:00"),  # over the change to summer time
    ],
)
def test_the_next_slot(now: str, slot: str) -> None:
    assert slots.next_slot(paris(now)) == paris(slot)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_next_slot_can_be_taken(now: datetime) -> None:
    slot = slots.next_slot(now)
    assert slots.is_lawful(slot)
    assert not slots.is_too_soon(slot, now)
    assert slot - now <= timedelta(days=3)
    assert slot.minute % 15 == 0


def test_five_minutes_are_the_least() -> None:
    now = paris("2026-12-22T10:00")
    assert slots.is_too_soon(now - timedelta(days=1), now)
    assert slots.is_too_soon(now + timedelta(minutes=4, seconds=59), now)
    assert not slots.is_too_soon(now + timedelta(minutes=5), now)


def test_the_rules_say_where_they_come_from() -> None:
    found = slots.rules()
    assert "2022-1313" in found.source
    assert found.since <= found.checked
    assert found.zone == PARIS
