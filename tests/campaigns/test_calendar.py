"""When calling is lawful: hours, holidays, zones, the nights of the clocks, the next slot."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.calendar import SOONEST, Calendar, is_too_soon, resolve, shifted
from voicedesk.campaigns.rules import HOLIDAYS
from voicedesk.campaigns.zones import Zone

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 12, 21)
QUARTER = timedelta(minutes=15)
HOURS = ((time(10), time(13)), (time(14), time(20)))

REUNION_MAYOTTE = Zone.named("Indian/Reunion Indian/Mayotte")
POLYNESIA = Zone.named("Pacific/Tahiti Pacific/Marquesas Pacific/Gambier")
ZONES = [
    "Europe/Paris",
    REUNION_MAYOTTE.name,
    "America/Miquelon",
    "America/Guadeloupe",
    "America/Cayenne",
    "America/Martinique",
    "Pacific/Noumea",
    POLYNESIA.name,
]

calendar = Calendar(calling_rules.load())


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_a_weekday_is_open_around_noon_and_a_weekend_is_closed() -> None:
    assert [calendar.intervals(MONDAY + timedelta(n)) for n in range(4)] == [HOURS] * 4
    for saturday in (date(2026, 12, 26), date(2026, 12, 27)):
        assert calendar.intervals(saturday) == ()
        assert calendar.closed(saturday) == "weekend"
    assert calendar.closed(MONDAY) is None


@pytest.mark.parametrize(
    ("moment", "lawful"),
    [
        ("2026-12-22T09:59:59", False),
        ("2026-12-22T10:00", True),
        ("2026-12-22T12:59:59", True),
        ("2026-12-22T13:00", False),
        ("2026-12-22T13:59:59", False),
        ("2026-12-22T14:00", True),
        ("2026-12-22T19:59:59", True),
        ("2026-12-22T20:00", False),
        ("2026-12-25T11:00", False),
        ("2026-12-26T11:00", False),
        ("2026-12-28T11:00", True),
    ],
)
def test_the_edges_of_the_hours(moment: str, lawful: bool) -> None:
    assert calendar.is_lawful(paris(moment)) is lawful


def easter(year: int) -> date:
    """The anonymous Gregorian computus, as Meeus gives it."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    w = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + w - 7 * ((a + 11 * h + 22 * w) // 451) + 114, 31)
    return date(year, month, day + 1)


@pytest.mark.parametrize("year", range(2024, 2041))
def test_the_holidays_are_those_of_the_labour_code(year: int) -> None:
    fixed = {
        (1, 1): "new_year",
        (5, 1): "labour_day",
        (5, 8): "victory_day",
        (7, 14): "national_day",
        (8, 15): "assumption",
        (11, 1): "all_saints",
        (11, 11): "armistice",
        (12, 25): "christmas",
    }
    law = {easter(year) + timedelta(1): "easter_monday", easter(year) + timedelta(39): "ascension"}
    law |= {easter(year) + timedelta(50): "whit_monday"}
    law |= {date(year, *day): name for day, name in fixed.items()}
    assert set(law.values()) == HOLIDAYS
    for day in (date(year, 1, 1) + timedelta(n) for n in range(366)):
        if day.year == year and day.isoweekday() < 6:
            expected = f"holiday:{law[day]}" if day in law else None
            assert calendar.closed(day) == expected, day
            assert (calendar.intervals(day) == ()) is (day in law)


def test_a_holiday_that_is_taken_out_of_the_rules_is_a_day_like_others() -> None:
    easter_monday = date(2027, 3, 29)
    assert calendar.closed(easter_monday) == "holiday:easter_monday"
    others = HOLIDAYS - {"easter_monday"}
    assert Calendar(replace(calendar.rules, holidays=others)).intervals(easter_monday) == HOURS


@pytest.mark.parametrize("name", ZONES)
def test_a_holiday_is_one_overseas_too(name: str) -> None:
    zone = Zone.named(name)
    assert calendar.closed(date(2027, 7, 14), zone) == "holiday:national_day"
    noon = datetime(2027, 7, 14, 12, tzinfo=zone.lead)
    assert not calendar.is_lawful(noon, zone)
    assert calendar.is_lawful(noon - timedelta(days=1, minutes=20), zone)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("America/Guadeloupe", ("10:00-13:00", "14:00-20:00")),
        ("Pacific/Noumea", ("10:00-13:00", "14:00-20:00")),
        # Mayotte is an hour behind Réunion.
        (REUNION_MAYOTTE.name, ("11:00-13:00", "15:00-20:00")),
        # The Marquesas are half an hour, the Gambier Islands an hour before Tahiti.
        (POLYNESIA.name, ("10:00-12:00", "14:00-19:00")),
    ],
)
def test_where_a_prefix_spans_zones_only_what_they_share_is_lawful(
    zone: str, hours: tuple[str, ...]
) -> None:
    found = calendar.intervals(MONDAY, Zone.named(zone))
    assert tuple(f"{start:%H:%M}-{end:%H:%M}" for start, end in found) == hours


@pytest.mark.parametrize(
    ("moment", "zone", "lawful"),
    [
        ("2026-12-22T09:30", "Europe/Paris", True),  # 10:30 in winter
        ("2026-07-21T18:30", "Europe/Paris", False),  # 20:30 in summer
        ("2026-12-22T07:30", "Indian/Reunion", True),  # 11:30
        ("2026-12-22T06:30", REUNION_MAYOTTE.name, False),  # 10:30 and 9:30
        ("2026-12-22T07:00", REUNION_MAYOTTE.name, True),  # 11:00 and 10:00
        ("2026-12-22T10:30", REUNION_MAYOTTE.name, False),  # 14:30 and 13:30
        ("2026-12-22T16:30", REUNION_MAYOTTE.name, False),  # 20:30 and 19:30
        ("2026-12-22T13:59", "America/Guadeloupe", False),  # 9:59
        ("2026-12-22T14:00", "America/Martinique", True),  # 10:00
        ("2026-12-22T23:59", "America/Martinique", True),  # 19:59
        ("2026-12-22T22:59", "America/Cayenne", True),  # 19:59
        ("2026-12-22T23:00", "America/Cayenne", False),  # 20:00
        ("2026-12-22T13:00", "America/Miquelon", True),  # 10:00
        ("2026-07-21T12:00", "America/Miquelon", True),  # 10:00 in summer
        ("2026-12-20T23:00", "Pacific/Noumea", True),  # Monday 10:00
        ("2026-12-25T05:00", "Pacific/Noumea", False),  # Christmas there
        ("2026-12-26T01:00", "Pacific/Tahiti", False),  # still Christmas there
        ("2026-12-24T21:00", POLYNESIA.name, True),  # the day before, from 11:00 to 12:00
        ("2026-12-24T22:00", POLYNESIA.name, False),  # 13:00 in the Gambier Islands
    ],
)
def test_the_zone_of_the_people_called_decides(moment: str, zone: str, lawful: bool) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert calendar.is_lawful(at, Zone.named(zone)) is lawful
    assert calendar.is_lawful(at.astimezone(ZoneInfo("Asia/Tokyo")), Zone.named(zone)) is lawful


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-12-22T08:00", "2026-12-22T10:00"),
        ("2026-12-22T10:00", "2026-12-22T10:00"),
        ("2026-12-22T10:00:01", "2026-12-22T10:15"),
        ("2026-12-22T12:46", "2026-12-22T14:00"),
        ("2026-12-22T19:45", "2026-12-22T19:45"),
        ("2026-12-22T19:46", "2026-12-23T10:00"),
        ("2026-12-24T19:50", "2026-12-28T10:00"),  # Christmas on a Friday, then a week-end
        ("2026-03-27T23:00", "2026-03-30T10:00"),  # over the change to summer time
        ("2026-04-03T19:50", "2026-04-07T10:00"),  # a week-end, then Easter Monday
        ("2026-04-30T19:50", "2026-05-04T10:00"),  # 1 May on a Friday, then a week-end
        ("2026-05-07T20:00", "2026-05-11T10:00"),  # 8 May on a Friday, then a week-end
        ("2026-12-31T20:00", "2027-01-04T10:00"),  # New Year's Day on a Friday
        ("2027-12-24T20:00", "2027-12-27T10:00"),  # Christmas on a Saturday
        ("2029-12-24T20:00", "2029-12-26T10:00"),  # Christmas on a Tuesday
        ("2030-05-29T20:00", "2030-05-31T10:00"),  # Ascension
    ],
)
def test_the_next_slot(now: str, slot: str) -> None:
    assert calendar.next_slot(paris(now)) == paris(slot)


@pytest.mark.parametrize(
    ("now", "zone", "slot"),
    [
        ("2026-12-24T16:00+04:00", REUNION_MAYOTTE.name, "2026-12-24T16:00+04:00"),
        ("2026-12-24T20:00+04:00", REUNION_MAYOTTE.name, "2026-12-28T11:00+04:00"),
        ("2026-12-21T13:00+04:00", REUNION_MAYOTTE.name, "2026-12-21T15:00+04:00"),
        ("2026-12-21T12:00-10:00", POLYNESIA.name, "2026-12-21T14:00-10:00"),
        ("2026-12-21T10:00+01:00", "America/Martinique", "2026-12-21T10:00-04:00"),
        ("2026-12-20T22:00+01:00", "Pacific/Noumea", "2026-12-21T10:00+11:00"),
        ("2026-03-06T20:00-03:00", "America/Miquelon", "2026-03-09T10:00-02:00"),  # their summer
    ],
)
def test_the_next_slot_overseas(now: str, zone: str, slot: str) -> None:
    found = calendar.next_slot(datetime.fromisoformat(now), Zone.named(zone))
    assert found == datetime.fromisoformat(slot)
    assert found.utcoffset() == datetime.fromisoformat(slot).utcoffset()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES).map(Zone.named),
)
def test_nothing_lawful_lies_before_the_next_slot(now: datetime, zone: Zone) -> None:
    slot = calendar.next_slot(now, zone)
    assert slot.tzinfo is zone.lead
    assert calendar.is_lawful(slot, zone)
    assert now <= slot.astimezone(UTC) <= now + timedelta(days=6)
    assert (slot.minute % 15, slot.second, slot.microsecond) == (0, 0, 0)
    earlier = slot.astimezone(UTC) - QUARTER
    while earlier >= now:
        assert not calendar.is_lawful(earlier, zone)
        earlier -= QUARTER


@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.sampled_from(ZONES).map(Zone.named),
    st.integers(0, 95),
)
def test_the_intervals_of_a_day_say_what_is_lawful(day: date, zone: Zone, quarter: int) -> None:
    wall = (datetime.combine(day, time()) + quarter * QUARTER).time()
    listed = any(start <= wall < end for start, end in calendar.intervals(day, zone))
    assert calendar.is_lawful(datetime.combine(day, wall, zone.lead), zone) is listed
    assert listed <= (calendar.closed(day, zone) is None)


def test_a_group_over_the_date_line_shares_the_days_that_are_open_in_both() -> None:
    line = Zone.named("Etc/GMT-12 Etc/GMT+12")  # the same clock, a day apart
    assert calendar.intervals(MONDAY, line) == ()  # Sunday on the other side
    assert calendar.closed(MONDAY, line) == "hours"
    assert calendar.intervals(MONDAY + timedelta(1), line) == HOURS


def test_hours_that_open_between_quarters_begin_with_the_next() -> None:
    odd = Calendar(replace(calendar.rules, hours=((time(10, 10), time(13)),)))
    assert odd.next_slot(paris("2026-12-22T08:00")) == paris("2026-12-22T10:15")


def test_rules_that_never_open_raise() -> None:
    never = Calendar(replace(calendar.rules, weekdays=frozenset()))
    with pytest.raises(LookupError):
        never.next_slot(paris("2026-12-21T10:00"))
    apart = Zone.named("Etc/GMT+6 Etc/GMT-6")
    assert calendar.closed(MONDAY, apart) == "hours"
    with pytest.raises(LookupError):
        calendar.next_slot(paris("2026-12-21T10:00"), apart)


def test_five_minutes_are_the_least() -> None:
    now = paris("2026-12-22T10:00")
    assert timedelta(minutes=5) == SOONEST
    assert is_too_soon(now - timedelta(days=1), now)
    assert is_too_soon(now + timedelta(minutes=4, seconds=59), now)
    assert not is_too_soon(now + timedelta(minutes=5), now)


@pytest.mark.parametrize(
    ("naive", "zone", "offsets"),
    [
        ("2026-12-22T10:15", "Europe/Paris", ["+01:00"]),
        ("2026-10-25T01:59", "Europe/Paris", ["+02:00"]),
        ("2026-10-25T02:00", "Europe/Paris", ["+02:00", "+01:00"]),
        ("2026-10-25T02:30", "Europe/Paris", ["+02:00", "+01:00"]),
        ("2026-10-25T03:00", "Europe/Paris", ["+01:00"]),
        ("2027-03-28T01:59", "Europe/Paris", ["+01:00"]),
        ("2027-03-28T02:00", "Europe/Paris", []),
        ("2027-03-28T02:30", "Europe/Paris", []),
        ("2027-03-28T03:00", "Europe/Paris", ["+02:00"]),
        ("2026-11-01T01:30", "America/Miquelon", ["-02:00", "-03:00"]),
        ("2026-03-08T02:30", "America/Miquelon", []),
        ("2027-03-28T02:30", "Indian/Reunion", ["+04:00"]),
        ("2026-10-25T02:30", "Pacific/Noumea", ["+11:00"]),
    ],
)
def test_what_a_wall_time_may_mean(naive: str, zone: str, offsets: list[str]) -> None:
    wall = datetime.fromisoformat(naive)
    found = resolve(wall, ZoneInfo(zone))
    assert [moment.isoformat()[-6:] for moment in found] == offsets
    assert all(moment.replace(tzinfo=None, fold=0) == wall for moment in found)


@pytest.mark.parametrize(
    ("naive", "zone", "before", "after"),
    [
        ("2027-03-28T02:30", "Europe/Paris", "2027-03-28T01:30+01:00", "2027-03-28T03:30+02:00"),
        ("2027-03-28T02:00", "Europe/Paris", "2027-03-28T01:00+01:00", "2027-03-28T03:00+02:00"),
        (
            "2026-03-08T02:15",
            "America/Miquelon",
            "2026-03-08T01:15-03:00",
            "2026-03-08T03:15-02:00",
        ),
    ],
)
def test_what_is_proposed_for_an_hour_that_is_left_out(
    naive: str, zone: str, before: str, after: str
) -> None:
    found = shifted(datetime.fromisoformat(naive), ZoneInfo(zone))
    assert [moment.isoformat(timespec="minutes") for moment in found] == [before, after]


@pytest.mark.parametrize(
    ("night", "slots"),
    [
        # The hour from 2 to 3 comes twice, each quarter in the order of time.
        (
            "2026-10-25T01:40+02:00",
            "01:45+02:00 02:00+02:00 02:15+02:00 02:30+02:00 02:45+02:00"
            " 02:00+01:00 02:15+01:00 02:30+01:00 02:45+01:00 03:00+01:00",
        ),
        ("2027-03-28T01:40+01:00", "01:45+01:00 03:00+02:00 03:15+02:00"),
    ],
)
def test_slots_in_the_nights_of_the_change(night: str, slots: str) -> None:
    always = frozenset(range(1, 8))
    nightly = Calendar(replace(calendar.rules, weekdays=always, hours=((time(1, 30), time(4)),)))
    moment, found = datetime.fromisoformat(night), []
    for _ in slots.split():
        slot = nightly.next_slot(moment.astimezone(PARIS))
        assert nightly.is_lawful(slot)
        found.append(slot.isoformat(timespec="minutes")[-11:])
        moment = slot.astimezone(UTC) + timedelta(minutes=1)
    assert found == slots.split()
