"""The page of messages with a hand on it: real files in a real workspace, clicks and keys."""

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListView, QMenu
from sqlalchemy import insert, update

from tests.ui.conftest import Scene
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import campaigns, uploads
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.messages_page import MessagesPage
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.banner import Banner

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
RATE = 8_000


class MessageDesk:
    """``library`` is what the page shows; whatever is put there comes before :meth:`open`."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.folder = scene, folder
        self.library = Recordings(scene.workspace)
        self.page: Any = None

    def open(self, width: int = 1280, height: int = 800) -> "MessageDesk":
        self.page = MessagesPage(self.scene.context)
        self.scene.show(self.page, width, height)
        self.page.refresh()
        self.settle()
        return self

    # what is there

    def tone(self, name: str, seconds: float = 10.5, peak: float = 0.2) -> Path:
        """A WAV file with a plain tone; another name, another sound."""
        hertz = 300 + sum(name.encode()) % 400
        beat = np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
        path = self.folder / name
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "NONE"))
            file.writeframes(np.rint(beat * peak * 32_767).astype("<i2").tobytes())
        return path

    def message(self, name: str, seconds: float = 10.5, peak: float = 0.2) -> Recording:
        return self.library.add(self.tone(f"{name}.wav", seconds, peak), Job(), name)

    def use(self, recording: Recording, name: str, state: str) -> str:
        """A campaign that has the message; its id."""
        database = self.scene.workspace.database
        made = Campaigns(database).create(name, recording_id=recording.id)
        with database.write() as connection:
            this = update(campaigns).where(campaigns.c.id == made.id)
            connection.execute(this.values(state=state))
        return made.id

    def upload(self, recording: Recording, platform: str) -> None:
        """It is on that platform."""
        with self.scene.workspace.database.write() as connection:
            connection.execute(
                insert(uploads).values(
                    sha256=recording.sha256, platform=platform, content_id="1", url="u",
                    url_encoded="e", uploaded_at=stamp(),
                )
            )  # fmt: skip

    # what is seen

    @property
    def view(self) -> QListView:
        found = self.scene.part("messages")
        assert isinstance(found, QListView)
        return found

    def names(self) -> list[str]:
        model = self.view.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def entries(self) -> list[str]:
        """What a screen reader says of each message: name, line, badge."""
        model, role = self.view.model(), Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]

    def badges(self) -> dict[str, str]:
        """The visible badges: text → kind."""
        found = self.page.findChildren(Badge)
        return {badge.text(): badge.kind for badge in found if badge.isVisible()}

    def banner(self, name: str = "messages-banner") -> str:
        """What the banner says, empty while it is not shown."""
        found = self.scene.part(name)
        assert isinstance(found, Banner)
        if not found.isVisible():
            return ""
        return f"{found.accessibleName()} {found.accessibleDescription()}"

    def dialog(self, name: str) -> Any:
        """The open dialog of that name, once it is there."""
        self.until(lambda: bool(self._open_dialogs(name)))
        (found,) = self._open_dialogs(name)
        return found

    # what is done

    def until(self, holds: Callable[[], bool]) -> None:
        self.scene.until(holds)

    def settle(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: not self.scene.tasks._running)

    def ready(self, name: str) -> None:
        """Until this message is open and can be played."""
        self.until(
            lambda: (
                self.scene.part("message-name").text() == name
                and self.scene.part("play-message").isEnabled()
            )
        )

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Pressed while the library has the focus."""
        QTest.keyClick(self.view, key, modifier)

    def choose(self, row: int) -> None:
        where = self.view.visualRect(self.view.model().index(row, 0)).center()
        QTest.mouseClick(self.view.viewport(), LEFT, pos=where)

    def menu(self, words: str) -> None:
        """Open the menu of the chosen message and click the entry that begins so."""
        where = self.view.visualRect(self.view.currentIndex()).center()
        by = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(by, where, self.view.viewport().mapToGlobal(where))
        QApplication.sendEvent(self.view.viewport(), event)
        self.take(words)

    def take(self, words: str) -> None:
        """Click the entry of the open menu that begins so."""
        (menu,) = [menu for menu in self.page.findChildren(QMenu) if menu.isVisible()]
        (action,) = [action for action in menu.actions() if action.text().startswith(words)]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def _open_dialogs(self, name: str) -> list[QDialog]:
        found = self.page.window().findChildren(QDialog, name)
        return [dialog for dialog in found if dialog.isVisible()]
