"""Each person in exactly one group, and each group at a lawful hour on its own clocks."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contacts.tables import table_of
from voicedesk.api.models import Media
from voicedesk.base.settings import Settings
from voicedesk.campaigns.calendar import Calendar
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.groups import Group, grouped
from voicedesk.campaigns.review import Marks, Review, review
from voicedesk.campaigns.rows import Rows
from voicedesk.campaigns.rules import shipped
from voicedesk.campaigns.tariff import Tariff
from voicedesk.contacts.standing import EXPIRED, GIVEN, NONE

PARIS = ZoneInfo("Europe/Paris")
PRESENT = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday, 10:00 in Paris
MOBILE, FIXED = "06 00 00 00 01", "01 99 00 00 01"
REUNION, ANTILLES, TAHITI = "+262692000012", "+590690000012", "+68987000012"
FREE = Tariff.of(Settings())


def campaign(channel: Channel = Channel.VOICE, **more: object) -> Campaign:
    known = {"purpose": Purpose.CONTRACT, "recording_id": "r", "list_ids": ("a",), **more}
    return Campaign("c", "t", "Essai", State.DRAFT, PRESENT, channel=channel, **known)  # type: ignore[arg-type]


def rows_of(*lists: list[str]) -> Rows:
    """A list for each of these lists of cells."""
    return Rows(
        [
            table_of([("Personne", cell, "") for cell in cells], list_id=f"list{number}")
            for number, cells in enumerate(lists)
        ]
    )


def groups_of(numbers: list[str], asked: Campaign, present: datetime = PRESENT) -> list[Group]:
    rows = rows_of(numbers)
    return list(grouped(rows, np.arange(len(rows)), asked, shipped(), present))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_split_calls_fixed_lines_and_leaves_messages_for_mobiles() -> None:
    found = groups_of([MOBILE, FIXED, REUNION], campaign(Channel.SPLIT, date=PRESENT))
    assert [(g.media, g.zone.name, [p.e164 for p in g.people]) for g in found] == [
        (Media.VOICE, "Europe/Paris", ["+33199000001"]),
        (Media.VOICEMAIL, "Europe/Paris", ["+33600000001"]),
        (Media.VOICEMAIL, "Indian/Reunion Indian/Mayotte", ["+262692000012"]),
    ]


@pytest.mark.parametrize("media", list(Media))
def test_another_channel_is_one_for_all(media: Media) -> None:
    found = groups_of([MOBILE, TAHITI], campaign(Channel(media), date=PRESENT))
    assert [group.media for group in found] == [media, media]


@pytest.mark.parametrize(
    ("number", "chosen", "there"),
    [
        # The same wall time, on their own clocks.
        (REUNION, "2026-11-24 11:15", "2026-11-24 11:15+04:00"),
        (ANTILLES, "2026-11-24 10:15", "2026-11-24 10:15-04:00"),
        # Lawful in Paris and Réunion, not yet in Mayotte: both may be meant.
        (REUNION, "2026-11-24 10:15", "2026-11-24 11:00+04:00"),
        # It will be past there when it comes here.
        (REUNION, "2026-11-23 11:00", "2026-11-23 15:00+04:00"),
        # Not lawful at home is not lawful there: the next slot.
        (ANTILLES, "2026-11-28 11:00", "2026-11-30 10:00-04:00"),
        (ANTILLES, "2026-12-24 20:30", "2026-12-28 10:00-04:00"),
        (TAHITI, "2026-11-24 10:15", "2026-11-24 10:15-10:00"),
    ],
)
def test_people_overseas_are_called_by_their_own_clock(
    number: str, chosen: str, there: str
) -> None:
    asked = campaign(date=paris(chosen))
    home, overseas = groups_of([MOBILE, number], asked)
    assert home.date == asked.date
    assert overseas.date is not None
    assert overseas.date.isoformat(" ", "minutes") == there
    assert Calendar(shipped()).is_lawful(overseas.date, overseas.zone)


def test_at_once_is_at_once_only_where_that_is_lawful() -> None:
    present = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 12:30 in Réunion, 11:30 in Mayotte
    home, reunion, antilles = groups_of([MOBILE, REUNION, ANTILLES], campaign(), present)
    assert (home.date, reunion.date) == (None, None)
    assert antilles.date == datetime(2026, 11, 23, 14, tzinfo=UTC)  # 10:00 there


@pytest.mark.parametrize(
    ("present", "there"),
    [
        # Opens at 10:00 there, which is 14:00 UTC: in 31, 30, 29, 6 and 1 minutes.
        ("2026-11-23 13:29", "2026-11-23 10:00"),
        ("2026-11-23 13:30", "2026-11-23 10:00"),
        ("2026-11-23 13:31", "2026-11-23 10:15"),
        ("2026-11-23 13:54", "2026-11-23 10:30"),
        ("2026-11-23 13:59", "2026-11-23 10:30"),
        # After the midday break.
        ("2026-11-23 17:54", "2026-11-23 14:30"),
    ],
)
def test_a_slot_is_far_enough_for_what_leaves_before_it(present: str, there: str) -> None:
    """The guard of a batch wants five minutes: the hold and the home batches come first."""
    at = datetime.fromisoformat(present).replace(tzinfo=UTC)
    home, antilles = groups_of([MOBILE, ANTILLES], campaign(), at)
    assert home.date is None
    assert antilles.date is not None
    assert f"{antilles.date:%Y-%m-%d %H:%M}" == there
    assert Calendar(shipped()).is_lawful(antilles.date, antilles.zone)


@pytest.mark.parametrize(
    ("present", "there"),
    [
        ("2026-11-24 06:30", "2026-11-24 11:00"),  # UTC: half an hour before 11:00 in Réunion
        ("2026-11-24 06:54", "2026-11-24 11:30"),
    ],
)
def test_a_chosen_time_that_is_near_there_is_not_near_here(present: str, there: str) -> None:
    at = datetime.fromisoformat(present).replace(tzinfo=UTC)
    home, reunion = groups_of([MOBILE, REUNION], campaign(date=paris("2026-11-24 11:00")), at)
    assert home.date == paris("2026-11-24 11:00")
    assert reunion.date is not None
    assert f"{reunion.date:%Y-%m-%d %H:%M}" == there


def test_people_who_may_be_here_are_called_at_the_campaigns_own_near_date() -> None:
    asked = campaign(date=paris("2026-11-23 14:15"))
    at = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)  # ten minutes before it
    home, here_or_mayotte = groups_of([MOBILE, "02 69 61 00 12"], asked, at)
    assert home.date == here_or_mayotte.date == asked.date


@given(st.datetimes(datetime(2026, 11, 23), datetime(2027, 11, 23), timezones=st.just(UTC)))
def test_a_slot_is_lawful_and_far_enough_at_any_time(present: datetime) -> None:
    calendar = Calendar(shipped())
    for group in groups_of([REUNION, ANTILLES, TAHITI, "+508550012"], campaign(), present):
        assert calendar.is_lawful(group.date or present, group.zone)
        assert group.date is None or group.date - present >= timedelta(minutes=30)


def test_a_date_chosen_on_another_clock_keeps_its_wall_time() -> None:
    date = datetime(2026, 11, 24, 11, 30, tzinfo=ZoneInfo("America/Guadeloupe"))
    home, antilles = groups_of([MOBILE, ANTILLES], campaign(date=date, zone="America/Guadeloupe"))
    assert home.date == antilles.date == date


def test_dates_across_the_change_of_clocks_keep_their_wall_time() -> None:
    """Saint-Pierre changes its clocks a week after Paris does, in autumn."""
    asked = campaign(date=paris("2026-10-26 10:15"))
    early = datetime(2026, 10, 1, tzinfo=UTC)
    _, there = groups_of([MOBILE, "+508550012"], asked, early)
    assert there.date is not None
    assert there.date.isoformat(" ", "minutes") == "2026-10-26 10:15-02:00"


CELLS = st.sampled_from(
    [
        *(f"06 00 00 00 {n:02d}" for n in range(12)),
        *(f"01 99 00 00 {n:02d}" for n in range(8)),
        *(REUNION, ANTILLES, TAHITI, "+508550012", "+687750012", "0262 26 00 01"),
        *("", "06", "0899 00 00 00", "+447400000012", "0033600000003", "+33600000003"),
    ]
)
LISTS = st.lists(st.lists(CELLS, max_size=25), min_size=1, max_size=3)
DATES = st.none() | st.datetimes(
    datetime(2026, 11, 23, 10), datetime(2027, 6, 1), timezones=st.just(PARIS)
)


@st.composite
def reviews(draw: st.DrawFn) -> tuple[Rows, Review]:
    rows = rows_of(*draw(LISTS))
    size = len(rows)
    flags = st.lists(st.booleans(), min_size=size, max_size=size)
    consents = st.lists(st.sampled_from((NONE, GIVEN, EXPIRED)), min_size=size, max_size=size)
    marks = Marks(
        stopped=np.array(draw(flags), np.bool_),
        consent=np.array(draw(consents), np.uint8),
        frequent=np.array(draw(flags), np.bool_),
        refused=np.array(draw(flags), np.bool_),
        old=np.array(draw(flags), np.bool_),
    )
    asked = campaign(
        draw(st.sampled_from(list(Channel))),
        purpose=draw(st.sampled_from(list(Purpose))),
        date=draw(DATES),
    )
    return rows, review(rows, marks, asked, shipped(), FREE, PRESENT)


@given(reviews())
def test_everybody_is_in_one_group_or_excluded_with_one_reason(found: tuple[Rows, Review]) -> None:
    rows, sheet = found
    in_groups = [place for group in sheet.groups for place in group.people.places.tolist()]
    places = [*in_groups, *sheet.exclusions.places.tolist()]
    assert sorted(places) == list(range(len(rows)))
    assert sorted(in_groups) == sheet.recipients.places.tolist()
    called = Counter(person.e164 for group in sheet.groups for person in group.people)
    assert max(called.values(), default=1) == 1
    assert all(lost.code for lost in sheet.exclusions)
    # Whoever has a number is called by one of his rows, or none of them may be.
    assert sum(sheet.excluded.values()) == len(sheet.exclusions)
    assert sheet.steps[-1].left == len(sheet.recipients)
    assert sum(len(step.lost) for step in sheet.steps) == len(sheet.exclusions)


@given(reviews())
def test_every_duplicate_repeats_a_row_of_the_same_number(found: tuple[Rows, Review]) -> None:
    rows, sheet = found
    where = {(rows.list_id(i), int(rows.id[i])): i for i in range(len(rows))}
    for place, lost in zip(sheet.exclusions.places.tolist(), sheet.exclusions, strict=True):
        if lost.code == "duplicate":
            first = where[lost.repeats_list or "", lost.repeats if lost.repeats is not None else -1]
            assert first < place
            assert rows.e164[first] == rows.e164[place] > 0


@given(reviews())
def test_overseas_the_date_is_lawful_or_it_is_now(found: tuple[Rows, Review]) -> None:
    _, sheet = found
    calendar = Calendar(shipped())
    for group in sheet.groups:
        if group.zone.name != "Europe/Paris":
            assert calendar.is_lawful(group.date or PRESENT, group.zone)


def test_the_first_list_wins() -> None:
    rows = rows_of([MOBILE, FIXED], ["+33600000001", "06 00 00 00 02"])
    nobody = np.zeros(len(rows), np.bool_)
    marks = Marks(nobody, nobody.astype(np.uint8), nobody, nobody, nobody)
    sheet = review(rows, marks, campaign(date=PRESENT), shipped(), FREE, PRESENT)
    assert [(p.list_id, p.id) for p in sheet.recipients] == [
        *(("list0", 0), ("list0", 1), ("list1", 1))
    ]
    (lost,) = sheet.exclusions
    assert (lost.list_id, lost.id, lost.code) == ("list1", 0, "duplicate")
    assert (lost.repeats_list, lost.repeats, lost.repeats_row) == ("list0", 0, 2)


def test_the_cost_is_by_channel_and_unknown_without_its_price() -> None:
    groups = groups_of([MOBILE, FIXED, "06 00 00 00 02"], campaign(Channel.SPLIT, date=PRESENT))
    known = Tariff.of(Settings(tariff_voice=0.07, tariff_voicemail=0.1, tariff_currency="XPF"))
    cost = known.cost(groups)
    assert cost is not None
    assert (cost.amount, cost.currency) == (Decimal("0.27"), "XPF")
    assert Tariff.of(Settings(tariff_voice=0.07)).cost(groups) is None
    assert Tariff.of(Settings(tariff_voice=0.07)).cost(groups[:1]) is not None
    assert known.cost([]) is None


def test_the_day_of_a_call_is_that_of_the_rules() -> None:
    from voicedesk.campaigns.review import calling_day

    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert calling_day(late, shipped()) == date(2026, 11, 24)
