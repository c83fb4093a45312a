"""Every badge of the table of contacts, painted in both themes and read aloud."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Scene
from tests.ui.contacts_desk import STATE, SUGGESTION, SheetDesk
from voicedesk.base.jobs import Job
from voicedesk.contacts.consent import Consents
from voicedesk.contacts.phones.verdicts import MEANINGS
from voicedesk.contacts.stop_list import StopList
from voicedesk.ui import look
from voicedesk.ui.look import Scheme
from voicedesk.ui.parts.badge import INK, SOFT, Kind, badge_width
from voicedesk.ui.parts.brush import breadth
from voicedesk.ui.parts.cell import action_rect

_ICON = (19, 33)  # pixels of a cell at its left between which a badge has its icon


@dataclass(frozen=True)
class Badge:
    """A typed number, what its badge says, and what is suggested beside it (with its link)."""

    number: str
    kind: Kind
    words: str
    suggestion: str = ""
    link: str = ""


BADGES = (
    Badge("06 00 00 12 04", "ok", "Mobile"),
    Badge("01 99 00 14 73", "ok", "Fixed line"),
    Badge("08 99 70 00 00", "neutral", "Special number", "Never called"),
    Badge("600001235", "ok", "Mobile · 0 restored", "06 00 00 12 35"),
    Badge("0033 6 00 00 71 45", "ok", "Mobile · 00 read", "06 00 00 71 45"),
    Badge("00 33 1 99 00 63 20", "ok", "Fixed line · 00 read", "01 99 00 63 20"),
    Badge("06.00.00.O3.88", "warn", "Stray word or letter", "06 00 00 03 88", "Correct"),
    Badge("06 00 00 12 34 port.", "warn", "Stray word or letter", "06 00 00 12 34", "Correct"),
    Badge("06 00 00 12 34 / 01 99 00 12 34", "warn", "Two numbers", "2 rows", "Split"),
    Badge("6.00001234E8", "warn", "Written by Excel", "06 00 00 12 34", "Correct"),
    Badge("0692 00 00 12", "warn", "Overseas number", "+262 692 00 00 12", "Correct"),
    Badge("600001299.0", "warn", "Odd marks", "06 00 00 12 99", "Correct"),
    Badge("6,12E+08", "err", "Digits lost (Excel)", "Go back to the original file"),
    Badge("06 00 00 7", "err", "Too short", "Digits are missing"),
    Badge("06 00 00 12 34 56", "err", "Too long", "Too many digits"),
    Badge("07 00 00 00 00", "err", "Not assigned", "Nothing to suggest"),
    Badge("voir le mari", "err", "Not a number", "Nothing to suggest"),
    Badge("", "err", "No number", "Nothing is typed"),
    Badge("+33 6 00 00 12 04", "neutral", "Duplicate of row 2", "Called once only", "Compare"),
    Badge("06 00 00 55 01", "neutral", "Stop list", "Never called"),
)
CONSENTS = {"06 00 00 12 04": "Given", "01 99 00 14 73": "Expired", "600001235": "None"}


@pytest.fixture(params=["light", "dark"])
def scheme(
    request: pytest.FixtureRequest, lonely_scene: Scene, qapp: QApplication, no_wish: None
) -> Iterator[Scheme]:
    look.apply(qapp, request.param)
    yield request.param
    look.apply(qapp, "light")


@pytest.fixture
def desk(lonely_scene: Scene, scheme: Scheme) -> SheetDesk:
    """A list with every badge, all of its rows to be seen."""
    made = SheetDesk(lonely_scene, 1420, 1120)
    rows = "".join(f"Personne {at:02d};{badge.number}\n" for at, badge in enumerate(BADGES))
    made.open_text("Nom;Téléphone\n" + rows, "badges.csv")
    space = lonely_scene.workspace
    StopList(space.database).add(["06 00 00 55 01"], "Accueil")
    for number, last in ((33600001204, None), (33199001473, date(2024, 5, 1))):
        numbers = np.array([number], np.int64)
        given = date(2023, 5, 1)
        Consents(space.database, space.folder).record(
            numbers, "Salon", "J'accepte", given, last, None, Job()
        )
    made.sheet.refresh_standing()
    made.at_rest()
    made.until(lambda: "Consent" in made.titles())
    return made


def picture(desk: SheetDesk) -> QImage:
    return desk.table.viewport().grab().toImage()


def near(image: QImage, rect: QRectF, wanted: QColor) -> bool:
    """Whether some pixel within has this colour; an icon's lines are thin and smoothed."""
    for y in range(int(rect.top()), int(rect.bottom())):
        for x in range(int(rect.left()), int(rect.right())):
            found = image.pixelColor(x, y)
            distance = max(
                abs(found.red() - wanted.red()),
                abs(found.green() - wanted.green()),
                abs(found.blue() - wanted.blue()),
            )
            if distance <= 40:
                return True
    return False


def rect_of(desk: SheetDesk, row: int, column: int) -> QRectF:
    return QRectF(desk.table.visualRect(desk.model.index(row, column)))


def test_every_badge_is_painted(desk: SheetDesk, scheme: Scheme, tmp_path: Path) -> None:
    folder = Path(os.environ.get("VOICEDESK_SHOTS", tmp_path))
    path = folder / f"contacts-badges-{scheme}.png"
    assert desk.window.grab().save(str(path))
    assert path.stat().st_size > 10_000
    image = picture(desk)
    for row, badge in enumerate(BADGES):
        rect, cell = rect_of(desk, row, STATE), desk.cell(row, STATE)
        assert (cell.badge, cell.text) == (badge.kind, badge.words)
        width = badge_width(badge.words)
        assert width <= rect.width() - 12, f"“{badge.words}” is cut"
        assert image.rect().contains(rect.toRect()), badge.words
        ground = image.pixelColor(round(rect.left() + 12 + width - 6), round(rect.center().y()))
        assert ground.name() == look.color(SOFT[badge.kind]).name(), badge.words
        icon = QRectF(rect.left() + _ICON[0], rect.top(), _ICON[1] - _ICON[0], rect.height())
        assert near(image, icon, look.color(INK[badge.kind])), badge.words


def test_suggestions_and_links_stand_beside_them(desk: SheetDesk, scheme: Scheme) -> None:
    image = picture(desk)
    for row, badge in enumerate(BADGES):
        cell = desk.cell(row, SUGGESTION)
        assert (cell.text, cell.action) == (badge.suggestion, badge.link)
        rect = rect_of(desk, row, SUGGESTION)
        end = QRectF(rect.right() - 60, rect.top(), 60, rect.height() - 3)
        assert near(image, end, look.color("accent")) == bool(badge.link), badge.words


def test_a_cell_says_state_reason_and_suggestion(desk: SheetDesk) -> None:
    for row, badge in enumerate(BADGES):
        index = desk.model.index(row, STATE)
        said = str(index.data(Qt.ItemDataRole.AccessibleTextRole)).split(", ")
        assert said[0] == badge.words
        if badge.kind in ("warn", "err"):
            assert len(said) >= 2, "the reason"
        if badge.kind == "warn" and badge.link == "Correct":
            assert said[-1].endswith(f": {badge.suggestion}")
    consent = desk.column("Consent")
    for number, words in CONSENTS.items():
        row = [badge.number for badge in BADGES].index(number)
        found = desk.cell(row, consent)
        assert found.text == words
        assert (found.icon is None) == (words == "None")
        if words == "Expired":
            assert "Consent expired" in desk.model.index(row, STATE).data(
                Qt.ItemDataRole.AccessibleTextRole
            )
            desk.table.scrollTo(desk.model.index(row, consent))
            assert near(picture(desk), rect_of(desk, row, consent), look.color("warn"))


def test_no_reason_lacks_its_badge(desk: SheetDesk) -> None:
    verdicts = [contact.verdict for contact in desk.stored()]
    assert {v.reason for v in verdicts} == {meaning.reason for meaning in MEANINGS}
    assert {v.note for v in verdicts} == {meaning.note for meaning in MEANINGS}
    assert {v.kind for v in verdicts} == {meaning.kind for meaning in MEANINGS}


@pytest.mark.parametrize("scheme", ["light"], indirect=True)
def test_where_room_lacks_the_suggested_number_stays_whole(desk: SheetDesk) -> None:
    """Its arrow goes before a digit of it does."""
    row = [badge.words for badge in BADGES].index("Overseas number")
    assert has_arrow(desk, row)
    desk.window.resize(900, 1120)
    desk.until(lambda: rect_of(desk, row, SUGGESTION).width() < 220)
    desk.table.scrollTo(desk.model.index(row, SUGGESTION))
    assert not has_arrow(desk, row)
    rect, cell = rect_of(desk, row, SUGGESTION), desk.cell(row, SUGGESTION)
    room = action_rect(rect, cell).left() - rect.left() - 12
    assert breadth(cell.text, look.font("body", cell.weight, figures=True)) < room
    short = [badge.words for badge in BADGES].index("Two numbers")
    assert has_arrow(desk, short)


def has_arrow(desk: SheetDesk, row: int) -> bool:
    rect = rect_of(desk, row, SUGGESTION)
    start = QRectF(rect.left() + 12, rect.top(), 16, rect.height() - 3)
    return near(picture(desk), start, look.color("accent"))
