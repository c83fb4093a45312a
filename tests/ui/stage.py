"""A window for one part under test."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

# qtbot holds its widgets weakly: a window that only it knows would be gone at once.
WINDOWS: list[QWidget] = []


def shown(qtbot: QtBot, part: QWidget, width: int = 640, height: int = 300) -> QWidget:
    """The part in an active window, with another place for the focus to go to."""
    window = QWidget()
    WINDOWS.append(window)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(12, 12, 12, 12)
    column.addWidget(part)
    column.addWidget(QLineEdit(window))
    window.resize(width, height)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
