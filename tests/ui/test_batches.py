"""The batches of a campaign: the figures of each, its number on the platform, its people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.campaigns import ending
from tests.campaigns.ending import BUSY, OUT, end
from tests.ui.stage import shown
from voicedesk.api.models import Media, Stats
from voicedesk.base.words import set_language
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.roll import Roll
from voicedesk.ui import look
from voicedesk.ui.batches import (
    DELIVERED,
    FAILED,
    OPTOUTS,
    PEOPLE,
    RATE,
    STATE,
    UNKNOWN,
    WHEN,
    Batch,
    BatchesModel,
)
from voicedesk.ui.batches_card import BatchesCard
from voicedesk.ui.calls_model import BATCH, NAME, CallList, Wish, arrange
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.parts.brush import breadth

FIGURES = (PEOPLE, DELIVERED, FAILED, UNKNOWN, OPTOUTS, RATE)


@pytest.fixture
def french() -> Iterator[None]:
    before = QLocale()
    set_language("fr")
    QLocale.setDefault(QLocale("fr_FR"))
    yield
    set_language("en")
    QLocale.setDefault(before)


def open_page(scene: Any, campaign_id: str) -> LivePage:
    page = LivePage(scene.context, scene.dispatch)
    scene.show(page)
    page.show_campaign(campaign_id)
    return page


def names(scene: Any) -> list[str]:
    model = scene.part("calls").model()
    return sorted(model.index(row, NAME).data() for row in range(model.rowCount()))


def put(scene: Any, row: int) -> Any:
    """The table of batches with the cursor on a row."""
    table = scene.part("batches")
    scene.until(lambda: table.model().rowCount() > row)
    table.setCurrentIndex(table.model().index(row, 0))
    return table


def pick(scene: Any, row: int, words: str) -> None:
    """Choose an action from the menu of a batch."""
    table = put(scene, row)
    place = table.visualRect(table.model().index(row, 1)).center()
    table.customContextMenuRequested.emit(place)
    menu: QMenu = scene.part("batch-menu")
    action = next(one for one in menu.actions() if one.text() == words)
    assert action.isVisible()
    action.trigger()
    menu.close()


def chart_of(page: LivePage) -> QWidget:
    found = page._timeline.parentWidget()
    assert found is not None
    return found


def is_above(page: LivePage) -> bool:
    """The chart, above the batches; else it is beside them."""
    return chart_of(page).geometry().bottom() < page._batches.geometry().top()


def is_whole(page: LivePage, part: QWidget) -> bool:
    """Whether the page shows it to its lower end."""
    return part.mapTo(page, QPoint(0, part.height())).y() <= page.height()


def many(number: int) -> list[Batch]:
    """Large figures and long words, as they may be at once."""
    states = (ChunkState.ACCEPTED, ChunkState.NEEDS_DECISION, ChunkState.PLANNED)
    place = ZoneInfo("Europe/Paris")
    return [
        Batch(
            ordinal=ordinal,
            state=states[ordinal % 3],
            size=1_000,
            stats=Stats(total=1_000, on=1, ok=999),
            mailing_id=str(4_000 + ordinal),
            media=(Media.VOICE, Media.VOICEMAIL)[ordinal % 2],
            date=datetime(2026, 12, 22, 10, 15, tzinfo=place),
        )
        for ordinal in range(1, number + 1)
    ]


def cells(model: BatchesModel, row: int) -> dict[int, str]:
    return {column: model.index(row, place).data() for place, column in enumerate(model.columns)}


def test_each_batch_tells_its_figures(scene: Any, small_batches: None) -> None:
    campaign = scene.campaign(people=5)
    end(scene.workspace, campaign, None, BUSY, OUT, ending.UNKNOWN)
    open_page(scene, campaign.id)
    model = scene.part("batches").model()
    scene.until(lambda: model.rowCount() == 3)
    found = [[cells(model, row)[column] for column in FIGURES] for row in range(3)]
    assert found == [
        ["2", "1", "1", "0", "0", "50.0%"],
        ["2", "0", "1", "1", "1", "0.0%"],
        ["1", "0", "0", "0", "0", "–"],
    ]


def test_a_batch_nobody_knows_of_has_no_figures() -> None:
    model = BatchesModel()
    model.set_batches(many(3))
    assert [cells(model, 1)[column] for column in FIGURES] == ["1,000", *["–"] * 5]
    assert cells(model, 2)[RATE] == "99.9%"


def test_what_is_the_same_for_all_is_said_once(dressed: None, qtbot: QtBot) -> None:
    card = BatchesCard()
    qtbot.addWidget(card)
    card.set_batches(many(3))
    assert WHEN not in card._model.columns
    assert card._shared.text() == "Tue 22 Dec, 10:15"
    card.set_batches([replace(many(1)[0], place="Réunion"), *many(3)[1:]])
    assert WHEN in card._model.columns
    assert card._shared.text() == ""
    card.set_batches([])
    assert card._shared.text() == ""


@pytest.mark.parametrize("way", ["enter", "double click", "menu"])
def test_a_batch_opens_its_people(scene: Any, small_batches: None, way: str) -> None:
    campaign = scene.campaign(people=5)
    end(scene.workspace, campaign, None, BUSY, OUT, ending.UNKNOWN)
    open_page(scene, campaign.id)
    scene.until(lambda: len(names(scene)) == 5)
    scene.type("find-person", "0005")
    scene.until(lambda: names(scene) == ["Personne 0005"])
    assert not scene.seen("only-batch")
    table = put(scene, 1)
    if way == "enter":
        QTest.keyClick(table, Qt.Key.Key_Return)
    elif way == "double click":
        place = table.visualRect(table.model().index(1, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        pick(scene, 1, "Show these people")
    scene.until(lambda: names(scene) == ["Personne 0003", "Personne 0004"])
    model = scene.part("calls").model()
    assert {model.index(row, BATCH).data() for row in range(2)} == {"2"}
    chip = scene.part("only-batch")
    assert (chip.isVisible(), chip.text(), chip.isChecked()) == (True, "Only batch 2", True)
    assert scene.part("chip-all").accessibleName() == "All, 2"
    assert scene.part("chip-delivered").isHidden()
    scene.click("chip-unknown")
    scene.until(lambda: names(scene) == ["Personne 0004"])
    scene.click("only-batch")
    scene.until(lambda: not scene.seen("only-batch"))
    assert scene.part("chip-all").accessibleName() == "All, 5"
    scene.click("chip-all")
    scene.until(lambda: len(names(scene)) == 5)


def test_a_figure_of_the_campaign_is_not_kept_to_a_batch(scene: Any, small_batches: None) -> None:
    campaign = scene.campaign(people=4)
    end(scene.workspace, campaign, BUSY, None, BUSY, None)
    page = open_page(scene, campaign.id)
    scene.until(lambda: len(names(scene)) == 4)
    QTest.keyClick(put(scene, 0), Qt.Key.Key_Return)
    scene.until(lambda: names(scene) == ["Personne 0001", "Personne 0002"])
    page._standing.opened.emit("not_delivered")
    scene.until(lambda: names(scene) == ["Personne 0001", "Personne 0003"])
    assert not scene.seen("only-batch")


def test_another_campaign_is_shown_whole(scene: Any, small_batches: None) -> None:
    first, second = scene.campaign("First", people=4), scene.campaign("Second", people=3)
    page = open_page(scene, first.id)
    scene.until(lambda: len(names(scene)) == 4)
    pick(scene, 1, "Show these people")
    scene.until(lambda: len(names(scene)) == 2)
    page.show_campaign(second.id)
    scene.until(lambda: len(names(scene)) == 3)
    assert not scene.seen("only-batch")


def test_the_number_of_a_sending_can_be_copied(
    scene: Any, platform: Any, small_batches: None
) -> None:
    campaign = scene.campaign(people=3)
    open_page(scene, campaign.id)
    model = scene.part("batches").model()
    scene.until(lambda: model.rowCount() == 2)
    assert "sending" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    scene.click("send")
    outbox = Outbox(scene.workspace.database, campaign.id)
    scene.until(lambda: len(outbox.mailing_ids()) == 2)
    mailing = outbox.mailing_ids()[1]
    told = f"sending {mailing}"
    scene.until(lambda: model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).endswith(told))
    pick(scene, 1, "Copy the number of the sending")
    assert QGuiApplication.clipboard().text() == mailing


def test_what_was_not_sent_has_no_number_to_copy(dressed: None, qtbot: QtBot) -> None:
    card = BatchesCard()
    shown(qtbot, card)
    [sent, *_] = many(1)
    card.set_batches([Batch(1, ChunkState.PLANNED, 2, Stats()), sent])
    card._table.customContextMenuRequested.emit(QPoint(5, 5))
    assert not card._copy.isVisible()
    card._menu.close()


@pytest.mark.parametrize("dated", [True, False])
def test_no_column_is_cut_at_the_least_width(
    scene: Any, french: None, small_batches: None, dated: bool
) -> None:
    """The page of a window of 1024 pixels, beside the side bar."""
    campaign = scene.campaign(people=4)
    page = open_page(scene, campaign.id)
    scene.until(lambda: scene.part("batches").model().rowCount() == 2)
    page.resize(820, 660)
    found = many(99)
    if dated:
        found = [replace(batch, place=("", "Réunion")[batch.ordinal % 2]) for batch in found]
    page._batches.set_batches(found)
    page._middle.arrange()
    table = scene.part("batches")
    scene.until(lambda: not table.verticalScrollBar().isHidden())
    header = table.horizontalHeader()
    assert header.length() <= table.viewport().width()
    assert page._middle.width() <= 820
    for section, column in enumerate(table.model().columns):
        assert header.sectionSize(section) >= header.sectionSizeHint(section)
        texts = {cells(table.model(), row)[column] for row in range(3)}
        if column == STATE:
            hints = [table.sizeHintForIndex(table.model().index(row, section)) for row in range(3)]
            assert header.sectionSize(section) >= max(hint.width() for hint in hints)
        elif column != WHEN:
            widest = max(breadth(text, look.font(figures=True)) for text in texts)
            assert header.sectionSize(section) >= widest + 24, column
    assert table.viewport().height() >= 3 * table.rowHeight(0)
    assert is_above(page)


def test_there_is_room_beside_the_chart(scene: Any, french: None) -> None:
    """The page of a window of 1280 pixels, whatever a batch is just about to do."""
    page = open_page(scene, scene.campaign(people=4).id)
    scene.until(lambda: scene.part("batches").model().rowCount() == 1)
    page.resize(1_076, 735)
    for state in (ChunkState.PLANNED, ChunkState.UNKNOWN, ChunkState.ACCEPTED):
        page._batches.set_batches([replace(batch, state=state) for batch in many(99)])
        page._middle.arrange()
        QTest.qWait(50)
        assert not is_above(page)
        assert chart_of(page).width() >= 230
        table = scene.part("batches")
        assert table.horizontalHeader().length() <= table.viewport().width()


def test_the_people_come_into_view(scene: Any, small_batches: None) -> None:
    page = open_page(scene, scene.campaign(people=4).id)
    page.resize(820, 560)
    scene.until(lambda: is_above(page) and len(names(scene)) == 4)
    QTest.qWait(200)  # the page has taken its places
    table = scene.part("calls")
    assert not is_whole(page, table)
    pick(scene, 1, "Show these people")
    scene.until(lambda: names(scene) == ["Personne 0003", "Personne 0004"])
    scene.until(lambda: is_whole(page, table))
    assert table.height() >= table.minimumHeight()
    header = table.horizontalHeader()
    assert header.length() <= table.viewport().width()


def test_people_are_sorted_and_kept_to_a_batch_at_once() -> None:
    people = 98_973
    everybody = Roll.of([("Ana", f"+336{i:08d}", 1 + i // 1_000) for i in range(people)])
    found = CallList.of(everybody, {})
    rest = arrange(found, Wish(column=BATCH))
    assert np.all(np.diff(everybody.chunk[rest]) <= 0)
    mine = arrange(found, Wish(batch=99, column=BATCH, descending=False))
    assert mine.tolist() == list(range(98_000, people))
    assert sum(found.counts_in(99).values()) == 973
    assert found.counts_in(None) == found.counts
    assert len(arrange(found, Wish(batch=99, outcome="delivered"))) == 0
    # What the window itself does takes a small part of what its task takes.
    counting, sorting = found.counts_in, partial(arrange, found, Wish(column=BATCH))
    assert _least_s(partial(counting, 99)) < _least_s(sorting)


def _least_s(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(5):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)
