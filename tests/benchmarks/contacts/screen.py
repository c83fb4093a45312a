"""The contacts page with a million rows, in a process of its own: figures as JSON.

    gaps FILE HOME        how long the window stands still, deed by deed
    imports FILE HOME     ten imports, each list deleted again: the memory after each, in MB

A timer beats every few milliseconds; the longest time between two beats is the longest time in
which the window could not have answered. Offscreen, so that it runs anywhere.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from voicedesk.base.workspace import Workspace
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui import look
from voicedesk.ui.contacts_page import ContactsPage
from voicedesk.ui.contacts_sheet import ContactsSheet
from voicedesk.ui.contacts_table import ContactsTable
from voicedesk.ui.context import Context
from voicedesk.ui.tasks import Tasks

BEAT_MS = 2
IDLE_SECONDS = 3.0
DEADLINE = 180.0
FRAMES = 60
IMPORTS = 10


class Heart(QObject):
    """Beats on the window's thread and remembers the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.perf_counter()
        self._longest = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def longest_ms(self, done: Callable[[], bool]) -> float:
        """Let the window live until ``done``; the longest pause meanwhile."""
        self._last, self._longest = time.perf_counter(), 0.0
        until = self._last + DEADLINE
        while not done():
            if time.perf_counter() > until:
                raise TimeoutError("the window did not come to an end")
            QApplication.processEvents()
            time.sleep(0.0005)
        self._beat()
        return self._longest * 1000

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


class Person:
    """A hand on the page."""

    def __init__(self, page: ContactsPage, tasks: Tasks, workspace: Workspace) -> None:
        self._page, self._tasks = page, tasks
        self._lists = ContactLists(workspace.database)
        sheet, table = page.findChild(ContactsSheet), page.findChild(ContactsTable)
        assert sheet is not None
        assert table is not None
        self._sheet, self._table = sheet, table

    def import_(self, file: Path, rows: int) -> Callable[[], bool]:
        self._page.import_file(file)
        return lambda: self.rows() == rows and self._is_quiet()

    def delete_list(self) -> Callable[[], bool]:
        table = self._sheet.table()
        assert table is not None
        self._lists.delete(table.list_id)
        self._page.refresh()
        return lambda: self.rows() == -1 and self._is_quiet()

    def sort(self) -> Callable[[], bool]:
        self._table.sort_by(0, Qt.SortOrder.DescendingOrder)
        return self._is_quiet

    def unsort(self) -> Callable[[], bool]:
        self._table.sort_by(-1, Qt.SortOrder.AscendingOrder)
        return self._is_quiet

    def filter(self, chip: str) -> Callable[[], bool]:
        button = self._page.findChild(QWidget, chip)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return self._is_quiet

    def select_all(self) -> Callable[[], bool]:
        self._key(Qt.Key.Key_A)
        return self._is_quiet

    def delete(self) -> Callable[[], bool]:
        self._key(Qt.Key.Key_Minus)
        return lambda: self.rows() == 0 and self._is_quiet()

    def undo(self, rows: int) -> Callable[[], bool]:
        self._page.undo()
        return lambda: self.rows() == rows and self._is_quiet()

    def rest(self) -> Callable[[], bool]:
        return self._is_quiet

    def frame_ms(self) -> float:
        """The median of a scroll and the painting it makes."""
        bar, seconds = self._table.verticalScrollBar(), []
        for index in range(FRAMES):
            started = time.perf_counter()
            bar.setValue(bar.maximum() * index // FRAMES)
            self._table.viewport().repaint()
            seconds.append(time.perf_counter() - started)
        return statistics.median(seconds) * 1000

    def rows(self) -> int:
        table = self._sheet.table()
        return -1 if table is None else len(table)

    def _key(self, key: Qt.Key) -> None:
        self._table.setFocus()
        QTest.keyClick(self._table, key, Qt.KeyboardModifier.ControlModifier)

    def _is_quiet(self) -> bool:
        return self._sheet.is_settled() and not self._tasks._running


def gaps(heart: Heart, person: Person, file: Path, rows: int) -> dict[str, object]:
    """Milliseconds: an idle window's longest pause, that of each deed, and a scrolled frame."""
    started = time.perf_counter()
    idle = heart.longest_ms(lambda: time.perf_counter() - started > IDLE_SECONDS)
    found = {"import": heart.longest_ms(person.import_(file, rows))}
    frame = person.frame_ms()
    found["sort"] = heart.longest_ms(person.sort())
    found["filter"] = heart.longest_ms(person.filter("exclude"))
    found["unfilter"] = heart.longest_ms(person.filter("all"))
    found["select all"] = heart.longest_ms(person.select_all())
    found["delete all"] = heart.longest_ms(person.delete())
    found["undo"] = heart.longest_ms(person.undo(rows))
    return {"idle_ms": idle, "gaps_ms": found, "frame_ms": frame}


def imports(heart: Heart, person: Person, file: Path, rows: int) -> dict[str, object]:
    after = []
    for _ in range(IMPORTS):
        heart.longest_ms(person.import_(file, rows))
        heart.longest_ms(person.delete_list())
        QApplication.processEvents()  # what is free is given back last of all
        heart.longest_ms(person.rest())
        gc.collect()
        after.append(resident_mb())
    return {"after_mb": after}


def resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as figures:
        pages = int(figures.read().split()[1])
    return pages * resource.getpagesize() / 2**20


def main(
    measure: Callable[[Heart, Person, Path, int], dict[str, object]], file: Path, home: Path
) -> dict[str, object]:
    """Open the page on an empty workspace and measure."""
    app = QApplication([])
    look.apply(app)
    with file.open("rb") as stream:
        rows = sum(1 for _ in stream) - 1
    with Workspace(home) as workspace:
        tasks = Tasks()
        page = ContactsPage(Context(workspace, tasks, None, practice=True))
        page.resize(1076, 772)
        page.show()
        page.refresh()
        gc.collect()
        gc.freeze()  # as the program does, once its window is shown
        found = measure(Heart(), Person(page, tasks, workspace), file, rows)
        tasks.close()
        page.deleteLater()
        app.processEvents()
    return found


MEASURES = {"gaps": gaps, "imports": imports}

if __name__ == "__main__":
    print(json.dumps(main(MEASURES[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))))
