"""A workspace in the window's terms: tasks, dispatch and real campaigns, and a hand on a page."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QObject, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import WINDOWS
from voicedesk.api.client import VoiceClient
from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.review import review_of
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.look import Scheme
from voicedesk.ui.tasks import Tasks

WAIT = 20_000
_QUICK = {
    "sending.hold_seconds": "0",
    "sending.settle_seconds": "0.3",
    "sending.call_seconds": "3",
    "watching.poll_seconds": "0.25",
    "workspace.reviewer": "Claire Morel",
}


class Scene:
    """One open workspace with its dispatch; ``page`` is the page under test."""

    def __init__(self, folder: Path, client: VoiceClient | None, bot: QtBot) -> None:
        self.folder, self.bot = folder, bot
        self.workspace = Workspace(folder / "workspace")
        for key, value in _QUICK.items():
            self.workspace.change_setting(key, value)
        self.tasks = Tasks()
        self.crashes: list[BaseException] = []
        self.tasks.crashed.connect(self.crashes.append)
        self.context = Context(self.workspace, self.tasks, client, practice=True)
        self.dispatch = Dispatch(self.context)
        self.page: Any = None
        self.platform: Any = None
        self._names = count(1)

    def show(self, page: QWidget, width: int = 1076, height: int = 772) -> None:
        self.page = page
        self.bot.addWidget(page)
        page.resize(width, height)
        page.show()

    def campaign(
        self,
        name: str = "Winter tyres",
        people: int = 3,
        numbers: list[str] | None = None,
        approved: bool = True,
        **choices: object,
    ) -> Campaign:
        """A complete campaign over invented mobiles, approved by a person."""
        complete = {
            "purpose": "contract",
            "channel": "VOICE",
            "recording_id": self._recording(),
            "list_ids": [self._list(numbers or [f"06{i:08d}" for i in range(people)])],
            **choices,
        }
        draft = Campaigns(self.workspace.database).create(name, **complete)
        if not approved:
            return draft
        called = len(review_of(self.workspace, draft).recipients)
        return approve(self.workspace, draft.id, called, "Claire Morel", Job())

    def part(self, name: str) -> Any:
        """The widget of that object name."""
        found = self.page.findChild(QObject, name)
        assert found is not None, name
        return found

    def seen(self, name: str) -> bool:
        return bool(self.part(name).isVisible())

    def click(self, name: str) -> None:
        widget = self.part(name)
        self.until(widget.isVisible)
        assert widget.isEnabled(), (name, widget.toolTip())
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def type(self, name: str, text: str) -> None:
        line = self.part(name)
        assert isinstance(line, QLineEdit)
        line.clear()
        QTest.keyClicks(line, text)

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=WAIT)

    def close(self) -> None:
        self.tasks.close()
        self.dispatch.end()  # its timers would start tasks that nobody runs any more
        QApplication.processEvents()
        self.tasks.deleteLater()
        self.workspace.close()
        assert not self.crashes

    def _recording(self) -> str:
        found = Recordings(self.workspace).all()
        if found:
            return found[0].id
        return Recordings(self.workspace).add(resource("samples", "message-fr.mp3"), Job()).id

    def _list(self, numbers: list[str]) -> str:
        path = self.folder / f"list{next(self._names)}.csv"
        rows = "".join(f"Personne {i:04d};{number}\r\n" for i, number in enumerate(numbers, 1))
        path.write_text("Nom;Téléphone\r\n" + rows, "utf-8")
        checked = check(read_sheet(path, Job()), "FR", Job())
        lists = ContactLists(self.workspace.database)
        return lists.save(path.stem, path.name, "FR", checked, Job()).id


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people a batch, so that a short list makes several."""
    monkeypatch.setattr(approval, "CHUNK", 2)


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    QLocale.setDefault(QLocale("en_GB"))
    look.apply(qapp, "light")


@pytest.fixture
def french_look(qapp: QApplication) -> Iterator[None]:
    """Light, with French figures; the windows of :mod:`tests.ui.stage` end with the test."""
    before = QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    look.apply(qapp, "light")
    yield
    WINDOWS.clear()
    QLocale.setDefault(before)


@pytest.fixture
def no_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own VOICEDESK_THEME would go before what is asked for here."""
    monkeypatch.delenv("VOICEDESK_THEME", raising=False)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication, no_wish: None) -> Iterator[Scheme]:
    scheme: Scheme = request.param
    font, locale = qapp.font(), QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    if "Inter" in QFontDatabase.families():
        qapp.setFont(QFont("Inter", 10))
    look.apply(qapp, scheme)
    yield scheme
    QLocale.setDefault(locale)
    qapp.setFont(font)
    look.apply(qapp, "light")


@pytest.fixture
def scene(
    tmp_path: Path, client: VoiceClient, qtbot: QtBot, dressed: None, known_sample: None
) -> Iterator[Scene]:
    """With a real platform beside it, on which calls end at once."""
    made = Scene(tmp_path, client, qtbot)
    yield made
    made.close()


@pytest.fixture
def slow_scene(
    tmp_path: Path,
    start_platform: Callable[..., Any],
    qtbot: QtBot,
    dressed: None,
    known_sample: None,
) -> Iterator[Scene]:
    """With a platform (``platform``) on which calls take as long as real ones."""
    platform = start_platform(speed=1.0)
    with platform.client() as client:
        made = Scene(tmp_path, client, qtbot)
        made.platform = platform
        yield made
        made.close()


@pytest.fixture
def lonely_scene(
    tmp_path: Path, qtbot: QtBot, dressed: None, known_sample: None
) -> Iterator[Scene]:
    """Without any platform."""
    made = Scene(tmp_path, None, qtbot)
    yield made
    made.close()
