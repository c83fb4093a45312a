"""What stands around the pages: the side bar with its four places, and what is said above them."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import tr
from voicedesk.ui import wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.practice_band import PracticeBand
from voicedesk.ui.parts.side_bar import Place, SideBar


class Frame(QWidget):
    """``pages`` with the ``side_bar`` beside them, a banner and, in practice, the band above."""

    leave_wanted = Signal()  # the practice platform, for the real account

    def __init__(self, context: Context, pages: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.side_bar = SideBar(
            [
                Place("messages", tr("Messages"), "audio-lines"),
                Place("contacts", tr("Contacts"), "users"),
                Place("campaigns", tr("Campaigns"), "megaphone"),
                Place("results", tr("Results"), "chart-column"),
            ],
            parent=self,
        )
        self._banner = Banner("err", "", closable=True, parent=self)
        self._banner.closed.connect(self._banner.hide)
        self._banner.hide()
        self.show_workspace()
        self._show_platform()
        self._arrange(pages)

    def show_workspace(self) -> None:
        """Its name at the head of the side bar."""
        name = self._context.workspace.settings.workspace_name
        self.side_bar.set_workspace(name or tr("My business"))

    def show_notice(self, title: str, sentence: str) -> None:
        """Something that holds for the whole window."""
        self._say("warn", title, sentence)

    def show_failure(self, error: VoicedeskError) -> None:
        self._say("err", tr("This did not work"), wording.sentence(error))

    def show_crash(self) -> None:
        """A bug: said plainly, the report is already written."""
        path = self._context.workspace.logs_dir
        sentence = tr("Nothing is lost. A report lies in {path}", path=path)
        self._say("err", tr("An internal error occurred"), sentence)

    def _say(self, kind: Literal["warn", "err"], title: str, sentence: str) -> None:
        self._banner.set_words(kind, title, sentence)
        self._banner.show()

    def _show_platform(self) -> None:
        if self._context.practice:
            self.side_bar.set_platform("practice", tr("Practice platform"), "flask-conical")
        elif self._context.client is None:
            self.side_bar.set_platform("neutral", tr("No platform yet"), "cloud")
        else:
            self.side_bar.set_platform("ok", tr("Real account"), "circle-check")

    def _arrange(self, pages: QWidget) -> None:
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self._banner)
        content.addWidget(pages, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addLayout(content, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self._context.practice:
            band = PracticeBand(parent=self)
            band.leave_wanted.connect(self.leave_wanted)
            whole.addWidget(band)
        whole.addLayout(row, 1)
