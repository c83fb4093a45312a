"""In the window: whoever approves, then changes one number of the list, sees the approval gone."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

from tests.ui.conftest import Scene
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.parts.cell import CELL
from voicedesk.ui.parts.tick import Tick

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(lonely_scene: Scene) -> Iterator[MainWindow]:
    scene = lonely_scene
    made = MainWindow(scene.context, scene.dispatch)
    scene.show(made, 1280, 800)
    yield made
    made.close()


def click(scene: Scene, widget: Any) -> None:
    scene.until(lambda: widget.isVisible() and widget.isEnabled())
    QTest.mouseClick(widget, LEFT)


def approve(scene: Scene, window: MainWindow) -> None:
    """Read the review, tick its warnings, type the number, approve."""
    scene.until(scene.part("review-funnel").isVisible)

    def is_ready() -> bool:
        """A review of other people, when it comes, takes the ticks of the one before away."""
        for tick in window.composer.findChildren(Tick):
            if tick.isVisible() and not tick.isChecked():
                QTest.mouseClick(tick, LEFT)
        if scene.part("approve-count").text() != "3":
            scene.type("approve-count", "3")
        return bool(scene.part("approve").isEnabled())

    scene.until(is_ready)
    click(scene, scene.part("approve"))


def place_of(view: QAbstractItemView, text: str) -> QModelIndex:
    model = view.model()
    cells = (
        model.index(row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    )
    return next(index for index in cells if index.data() == text)


def type_over(view: QAbstractItemView, old: str, new: str) -> None:
    """Click a cell, type over it, Enter."""
    place = view.visualRect(place_of(view, old)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    QTest.keyClick(view, Qt.Key.Key_F2)
    (editor,) = [line for line in view.findChildren(QLineEdit) if line.isVisible()]
    editor.selectAll()
    QTest.keyClicks(editor, new)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def seen(banner: QWidget, words: str) -> bool:
    return banner.isVisible() and words in banner.accessibleName()


def test_one_changed_number_takes_the_approval_away(
    lonely_scene: Scene, window: MainWindow
) -> None:
    scene = lonely_scene
    numbers = ["06 00 00 00 01", "06 00 00 00 02", "06 00 00 00 03"]
    draft = scene.campaign("Open days", numbers=numbers, approved=False)
    known = Campaigns(scene.workspace.database)
    window.open_campaign(draft.id, State.DRAFT)
    approve(scene, window)
    scene.until(lambda: known.get(draft.id).state is State.APPROVED)
    scene.until(lambda: not scene.tasks._running)

    # Nothing has changed: the approval stands wherever it is looked at.
    window.show_place("campaigns")
    table = scene.part("campaigns-table")
    scene.until(lambda: table.isVisible() and table.model().rowCount() == 1)
    scene.until(lambda: table.model().index(0, 1).data() == "Approved")
    assert not scene.seen("approval-gone")

    window.show_place("contacts")
    sheet = scene.part("contacts-table")
    scene.until(lambda: sheet.isVisible() and sheet.model().rowCount() == 3)
    type_over(sheet, "06 00 00 00 02", "06 00 00 00 52")
    scene.until(lambda: not scene.tasks._running)

    window.show_place("campaigns")
    scene.until(lambda: seen(scene.part("approval-gone"), "approval of “Open days” is withdrawn"))
    assert table.model().index(0, 1).data(CELL).text == "To approve again"
    assert known.get(draft.id).state is State.DRAFT
    gone = events(scene.workspace.database, draft.id)[-1]
    assert (gone.event, gone.details) == ("approval_withdrawn", {"why": "content_changed"})

    click(scene, scene.part("review-again"))
    scene.until(lambda: seen(scene.part("composer-notice"), "The approval is withdrawn"))
    assert "people of a list" in scene.part("composer-notice").accessibleDescription()
    scene.until(lambda: not scene.tasks._running)

    approve(scene, window)
    scene.until(lambda: known.get(draft.id).state is State.APPROVED)
    window.show_place("campaigns")
    scene.until(lambda: table.model().index(0, 1).data() == "Approved")
    scene.until(lambda: not scene.seen("approval-gone"))


def test_the_open_composer_sees_it_when_it_is_shown_again(
    lonely_scene: Scene, window: MainWindow
) -> None:
    scene = lonely_scene
    approved = scene.campaign("Open days", numbers=["06 00 00 00 01", "06 00 00 00 02"])
    window.open_campaign(approved.id, State.DRAFT)
    scene.until(lambda: seen(scene.part("composer-notice"), "is approved"))
    window.show_place("contacts")
    sheet = scene.part("contacts-table")
    scene.until(lambda: sheet.isVisible() and sheet.model().rowCount() == 2)
    type_over(sheet, "06 00 00 00 02", "06 00 00 00 52")
    scene.until(lambda: not scene.tasks._running)
    window.open_campaign(approved.id, State.DRAFT)
    scene.until(lambda: seen(scene.part("composer-notice"), "The approval is withdrawn"))
    scene.until(scene.part("approve").isVisible)
