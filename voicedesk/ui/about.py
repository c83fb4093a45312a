"""Short dialogs that only tell something: help, about, and how to leave practice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

import voicedesk
from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import Label


class _TellingDialog(QDialog):
    """A title, some paragraphs, one button that closes; ``other`` names one that declines."""

    def __init__(
        self, title: str, paragraphs: list[str], parent: QWidget, action: str = "", other: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.EDGE, look.EDGE, look.EDGE, look.EDGE)
        layout.setSpacing(look.GROUP)
        layout.addWidget(Label(title, "section", weight=600, parent=self))
        for paragraph in paragraphs:
            text = Label(paragraph, wrap=True, parent=self)
            text.setMinimumWidth(420)
            layout.addWidget(text)
        row = QHBoxLayout()
        row.addStretch(1)
        if other:
            leave = Button(other, parent=self)
            leave.clicked.connect(self.reject)
            row.addWidget(leave)
        close = Button(action or tr("Close this window"), "primary", parent=self)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        layout.addLayout(row)


class HelpDialog(_TellingDialog):
    """First steps and keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            tr("First steps"),
            [
                tr("1. Messages: import what your customers will hear, and listen to it."),
                tr("2. Contacts: import your list as it is, and correct what is marked."),
                tr("3. Campaigns: choose both, read who will be called, and approve."),
                tr("4. Send, and watch each call arrive. Results keeps the figures."),
                tr("Keys: Ctrl+1 to 4 change place, Space plays, T switches to the phone's sound."),
                tr(
                    "In the table of contacts: F2 opens a cell, Alt+Enter takes the suggestion,"
                    " Ctrl+F finds, Ctrl+Z undoes, F6 leaves the table."
                ),
            ],
            parent,
        )


class AboutDialog(_TellingDialog):
    """Version and licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            tr("About Voicedesk"),
            [
                tr("Version {version}", version=voicedesk.__version__),
                tr("Free software under the MIT licence. Icons: Lucide (ISC licence)."),
            ],
            parent,
        )


class LeavePracticeDialog(_TellingDialog):
    """How to come from practice to the real account; accepted: the person wants to go there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            tr("The real account"),
            [
                tr(
                    "Practice ends, and Voicedesk opens with your own contacts and campaigns. From"
                    " then on the telephones of real people ring."
                ),
                tr(
                    "What you made while practising stays apart: nothing of it is ever sent with"
                    " the real account."
                ),
            ],
            parent,
            tr("Leave practice"),
            tr("Go on practising"),
        )
