"""Whose clocks count for a number: home, every prefix overseas, and abroad."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import parse
from phonenumbers.timezone import time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_DATA

from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.rules import have_common_hours
from voicedesk.campaigns.zones import Zone, zones_of

RULES = calling_rules.load()
PARIS = ZoneInfo("Europe/Paris")


WRITTEN_AS_AT_HOME = ("33262", "33263", "33269", "33508", "33590", "33594", "33596")


def zone_of(number: int) -> Zone:
    codes, table = zones_of(np.array([number], np.int64), RULES)
    return table[int(codes[0])]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (33199000001, "Europe/Paris"),
        (33261910001, "Europe/Paris"),
        (33353010001, "Europe/Paris"),
        (33600000001, "Europe/Paris"),
        (33700000001, "Europe/Paris"),
        (33900000001, "Europe/Paris"),
        # Written as at home, though their prefixes are overseas: anyone of both may be called.
        (33508410001, "Europe/Paris America/Miquelon"),
        (33596596001, "Europe/Paris America/Martinique"),
        (33262260001, "Europe/Paris Indian/Reunion"),
        (33263260001, "Europe/Paris Indian/Reunion"),
        (33269610001, "Europe/Paris Indian/Mayotte"),
        (262262000001, "Indian/Reunion Indian/Mayotte"),
        (262692000001, "Indian/Reunion Indian/Mayotte"),
        (262269000001, "Indian/Reunion Indian/Mayotte"),  # phonenumbers is surer: Mayotte
        (262639000001, "Indian/Reunion Indian/Mayotte"),
        (508410001, "America/Miquelon"),
        (508708410001, "America/Miquelon"),
        (590590000001, "America/Guadeloupe"),
        (594594000001, "America/Cayenne"),
        (596596000001, "America/Martinique"),
        (687200001, "Pacific/Noumea"),
        (68940000001, "Pacific/Tahiti Pacific/Marquesas Pacific/Gambier"),
        (681820001, "Pacific/Wallis"),
        (4930000000001, "Europe/Paris"),  # the clocks of Berlin go as those of Paris
        (34910000001, "Europe/Paris"),  # all of Spain but the Canary Islands
        (12125550100, "America/New_York"),
        (18085550100, "Pacific/Honolulu"),
        (442079460001, "Europe/London"),
        (447700900001, "Europe/London"),  # or Guernsey, Jersey, Man: the same clocks
        (358500000001, "Europe/Helsinki"),
        (351912000001, "Atlantic/Azores Europe/Lisbon"),
        (81312340001, "Asia/Tokyo"),
    ],
)
def test_the_zone_of_a_number(number: int, name: str) -> None:
    zone = zone_of(number)
    assert zone.name == name
    assert zone.known
    assert zone == Zone.named(name)
    assert zone.lead is ZoneInfo(name.split(" ", maxsplit=1)[0])


@pytest.mark.parametrize("number", [0, 18005550100, 80012345678, 870773000001, 999000000001])
def test_where_nobody_knows_home_stands_in_and_says_so(number: int) -> None:
    assert zone_of(number) == Zone("Europe/Paris", (PARIS,), known=False)


def test_home_comes_first_even_where_nobody_lives_there() -> None:
    assert zones_of(np.empty(0, np.int64), RULES)[1] == (Zone("Europe/Paris", (PARIS,)),)
    codes, table = zones_of(np.array([687200001, 33600000001, 687200002], np.int64), RULES)
    assert codes.tolist() == [1, 0, 1]
    assert codes.dtype == np.uint8
    assert [zone.name for zone in table] == ["Europe/Paris", "Pacific/Noumea"]


def test_every_prefix_of_the_rules_is_decided_by_them() -> None:
    territories = {"262", "508", "590", "594", "596", "687", "689"}
    assert set(RULES.zones) == {"33", *WRITTEN_AS_AT_HOME, *territories}
    for prefix, zones in RULES.zones.items():
        inside = [key for key in TIMEZONE_DATA if key.startswith(prefix)] + [prefix]
        for key in inside:
            assert zone_of(int(key.ljust(12, "1"))).zones == zones


def test_a_longer_prefix_ends_where_its_numbers_end() -> None:
    edges = {
        "33262": "33263",
        "33269": "33269",
        "33508": "33508",
        "33590": "33590",
        "33596": "33596",
    }
    for first, last in edges.items():
        inside = int(first.ljust(11, "0")), int(last.ljust(11, "9"))
        assert PARIS in zone_of(inside[0]).zones
        assert zone_of(inside[0]).zones == RULES.zones[first]
        assert zone_of(inside[1]).zones == RULES.zones[last]
        assert zone_of(inside[0] - 1) == zone_of(inside[1] + 1) == Zone.home(RULES)


@pytest.mark.parametrize("prefix", WRITTEN_AS_AT_HOME)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_number_written_as_at_home_is_called_where_all_its_clocks_allow_it(
    prefix: str, month: int
) -> None:
    calendar = Calendar(RULES)
    zone = zone_of(int(prefix.ljust(11, "1")))
    assert len(zone.zones) == 2
    assert have_common_hours(zone.zones, RULES.hours)
    slot = calendar.next_slot(datetime(2026, month, 10, tzinfo=UTC), zone)
    quarters = [slot + timedelta(minutes=15 * n) for n in range(96)]
    lawful = [at for at in quarters if calendar.is_lawful(at, zone)]
    assert len(lawful) >= 8  # two hours of that day
    for at in lawful:
        assert all(10 <= at.astimezone(one).hour < 20 for one in zone.zones)
        assert all(at.astimezone(one).hour != 13 for one in zone.zones)


def test_a_prefix_that_a_person_adds_counts() -> None:
    tokyo = replace(RULES, zones={**RULES.zones, "33699": (ZoneInfo("Asia/Tokyo"),)})
    codes, table = zones_of(np.array([33698999999, 33699000000, 33699999999, 337], np.int64), tokyo)
    assert [table[code].name for code in codes] == [
        "Europe/Paris",
        "Asia/Tokyo",
        "Asia/Tokyo",
        "Europe/Paris",
    ]


def test_home_is_where_the_rules_are() -> None:
    reunion = replace(RULES, zone=ZoneInfo("Indian/Reunion"))
    codes, table = zones_of(np.array([0, 262692000001, 33600000001], np.int64), reunion)
    assert table[0].name == "Indian/Reunion"
    assert table[codes[0]] == Zone("Indian/Reunion", (ZoneInfo("Indian/Reunion"),), known=False)
    assert table[codes[2]].name == "Europe/Paris"


@given(st.sampled_from(sorted(TIMEZONE_DATA)), st.integers(0, 10**6 - 1))
def test_abroad_is_where_phonenumbers_says(prefix: str, rest: int) -> None:
    number = int(f"{prefix}{rest:06}"[:15])
    found = zone_of(number)
    known = TIMEZONE_DATA.get(_longest(str(number)), ())
    if str(number).startswith(tuple(RULES.zones)):
        assert found.known
    elif not found.known:
        assert not have_common_hours([ZoneInfo(name) for name in known], RULES.hours)
    elif found != Zone.home(RULES):
        assert {zone.key for zone in found.zones} <= set(known)


def _longest(digits: str) -> str:
    return next((digits[:n] for n in range(9, 0, -1) if digits[:n] in TIMEZONE_DATA), "")


@pytest.mark.parametrize("number", [12125550100, 442079460001, 81312340001, 61290000001])
def test_the_reading_is_phonenumbers_own(number: int) -> None:
    theirs = time_zones_for_number(parse(f"+{number}"))
    assert zone_of(number).name in theirs


def test_all_zones_of_the_world_fit_the_table() -> None:
    numbers = [int(prefix.ljust(12, "5")) for prefix in TIMEZONE_DATA]
    codes, table = zones_of(np.array(numbers, np.int64), RULES)
    assert len(set(table)) == len(table) <= 256
    assert table[0] == Zone.home(RULES)
    for number, code in zip(numbers[::50], codes[::50].tolist(), strict=True):
        assert zone_of(number) in (table[code], *(zone for zone in table if not zone.known))


def test_a_name_that_no_computer_knows() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        Zone.named("Europe/Paris Indian/Nowhere")
