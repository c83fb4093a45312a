"""Nothing English is left in the French window: by the source, and by what every page shows."""

import ast
import gettext
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

import voicedesk
from voicedesk.base import words
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet
from voicedesk.ui.main_window import MainWindow
from voicedesk.ui.parts.cell import CELL, Cell

SOURCES = Path(voicedesk.__file__).parent


@cache
def french() -> gettext.NullTranslations:
    return gettext.translation("voicedesk", str(resource("locale")), languages=["fr"])


def texts(source: str) -> Iterator[str]:
    """Every text given to ``tr``, ``ntr`` or ``mark``, however deep in another call."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("tr", "ntr", "mark") and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield text.value


def test_every_text_of_the_source_is_in_the_catalogue() -> None:
    known = {
        key[0] if isinstance(key, tuple) else key
        for key in french()._catalog  # type: ignore[attr-defined]
    }
    found = {
        (path.name, text)
        for path in SOURCES.rglob("*.py")
        for text in texts(path.read_text("utf-8"))
    }
    assert len(found) > 500
    assert [(name, text) for name, text in sorted(found) if text not in known] == []


@pytest.fixture
def french_window(scene: Any) -> Iterator[MainWindow]:
    words.set_language("fr")
    QLocale.setDefault(QLocale("fr_FR"))
    made = MainWindow(scene.context, scene.dispatch)
    scene.show(made, 1280, 800)
    yield made
    made.close()
    words.set_language("en")
    QLocale.setDefault(QLocale("en_GB"))


def test_no_page_shows_an_english_text(
    scene: Any, french_window: MainWindow, clients: Callable[[], str]
) -> None:
    window, found = french_window, set[str]()
    for place in ("messages", "contacts", "campaigns", "results"):
        window.show_place(place)
        found |= look_around(scene, window)
    finished = scene.campaign("Pneus hiver", list_ids=[clients()])
    campaign = scene.campaign("Portes ouvertes", approved=False, list_ids=finished.list_ids)
    for place in ("messages", "contacts", "campaigns"):
        window.show_place(place)
        found |= look_around(scene, window)
    window.open_campaign(campaign.id, campaign.state)
    found |= look_around(scene, window)
    window.show_live(finished.id)
    found |= look_around(scene, window)
    scene.dispatch.send(finished.id)
    over = {"posted", "done"}  # by the hour, people abroad are called tomorrow
    scene.until(lambda: Campaigns(scene.workspace.database).get(finished.id).state in over)
    found |= look_around(scene, window)
    window.show_place("results")
    found |= look_around(scene, window)
    assert len(found) > 200, "the pages were not there yet"
    assert english(found) == set()


def test_an_english_text_would_be_found(scene: Any, french_window: MainWindow) -> None:
    french_window.campaigns.set_title("Results")
    assert english(look_around(scene, french_window)) == {"Results"}


@pytest.fixture
def clients(scene: Any) -> Callable[[], str]:
    """The sample list, which has every kind of bad number."""

    def save() -> str:
        path = resource("samples", "clients-atelier.csv")
        checked = check(read_sheet(path, Job()), "FR", Job())
        lists = ContactLists(scene.workspace.database)
        return lists.save("Clients", path.name, "FR", checked, Job()).id

    return save


def english(found: set[str]) -> set[str]:
    """Those which the catalogue has another text for."""
    catalogue = french()
    return {text for text in found if text and catalogue.gettext(text) != text}


def look_around(scene: Any, window: MainWindow) -> set[str]:
    """Whatever can be read in the window once all of it is loaded."""
    scene.until(lambda: not scene.tasks._running)
    scene.bot.wait(50)
    return {text for widget in window.findChildren(QWidget) for text in read(widget)}


def read(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.isVisible():
        yield from cells(widget)


def cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for column in range(model.columnCount() if isinstance(view, QTableView) else 1):
        yield str(model.headerData(column, Qt.Orientation.Horizontal))
        for row in range(model.rowCount()):
            index = model.index(row, column)
            cell = index.data(CELL)
            yield from (cell.text, cell.action) if isinstance(cell, Cell) else (str(index.data()),)
