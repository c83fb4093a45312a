"""Where people are and when they are called, on their clocks and on those at home."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from voicedesk.base import words
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import place_words

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 12, 22, 9, 0, tzinfo=UTC)  # 10:00 in Paris

pytestmark = pytest.mark.usefixtures("dressed")


def group(zone: str, date: datetime | None, people: int = 37) -> Any:
    return SimpleNamespace(zone=Zone.named(zone), date=date, people=range(people))


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "Paris"),
        ("Indian/Reunion Indian/Mayotte", "Réunion or Mayotte"),
        ("Pacific/Tahiti Pacific/Marquesas Pacific/Gambier", "Tahiti and around"),
        ("Europe/Paris America/Miquelon", "Paris or Saint Pierre and Miquelon"),
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)
def test_a_zone_is_a_place(zone: str, said: str) -> None:
    assert place_words.zone(Zone.named(zone)) == said


def test_a_city_has_its_french_name() -> None:
    before = words.language()
    words.set_language("fr")
    try:
        found = place_words.zone(Zone.named("Europe/London Europe/Brussels"))
        assert found == "Londres ou Bruxelles"
        found = place_words.zone(Zone.named("Europe/Paris America/Miquelon"))
        assert found == "Paris ou Saint-Pierre-et-Miquelon"
    finally:
        words.set_language(before)


def test_a_place_that_the_number_does_not_tell() -> None:
    assert place_words.zone(Zone("Europe/Paris", (PARIS,), known=False)) == "Place not known"


@pytest.mark.parametrize(
    ("zone", "date", "said"),
    [
        ("Europe/Paris", NOW, "Tue 22 Dec, 10:00"),
        ("Indian/Reunion", NOW, "Tue 22 Dec, 13:00 there – 10:00 here"),
        ("Pacific/Tahiti", NOW, "Mon 21 Dec, 23:00 there – Tue 22 Dec, 10:00 here"),
        ("Europe/Paris Indian/Mayotte", NOW, "Tue 22 Dec, 10:00"),
        ("Europe/Paris", None, "at once"),
        ("Europe/Berlin", None, "at once"),
        ("America/Martinique", None, "at once: 05:00 there"),
    ],
)
def test_both_clocks_where_they_differ(zone: str, date: datetime | None, said: str) -> None:
    assert place_words.when(group(zone, date), PARIS, NOW) == said


def test_one_person_and_several() -> None:
    assert place_words.group(group("America/Cayenne", NOW, 1), PARIS, NOW).startswith(
        "French Guiana: 1 person, "
    )
    assert "Guadeloupe: 2 people" in place_words.group(
        group("America/Guadeloupe", NOW, 2), PARIS, NOW
    )
