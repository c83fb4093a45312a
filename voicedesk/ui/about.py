"""Short dialogs that only tell something: help, about, and how a real account comes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

import voicedesk
from voicedesk.base.words import tr
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.label import Label


class _TellingDialog(QDialog):
    """A title, some paragraphs and one button that closes."""

    def __init__(self, title: str, paragraphs: list[str], parent: QWidget) -> None:
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
        close = Button(tr("Close this window"), "primary", parent=self)
        close.clicked.connect(self.accept)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


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


class AccountDialog(_TellingDialog):
    """How to come from practice to a real account."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            tr("A real account"),
            [
                tr(
                    "The account page is not part of this version. The commands can use a real"
                    " account: voicedesk --platform ADDRESS --client-id ID, with the secret in"
                    " VOICEDESK_CLIENT_SECRET or in the system's credential store."
                ),
                tr(
                    "You find the client id and the secret by signing in at app.digitaleo.com,"
                    " menu Parameters, tab API."
                ),
            ],
            parent,
        )
