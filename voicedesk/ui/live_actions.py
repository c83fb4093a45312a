"""What can be done with the campaign that is watched: the buttons beside its name."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.ui import look
from voicedesk.ui.parts.button import Button, Kind
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.more_button import MoreButton
from voicedesk.ui.report_menu import ReportMenu
from voicedesk.ui.situation import Situation

_OVER = frozenset({Situation.POSTED, Situation.DONE, Situation.CANCELLED})
_STOPPABLE = frozenset({Situation.PAUSED, Situation.INTERRUPTED, Situation.UNDECIDED})


class LiveActions(QWidget):
    """Only what the situation allows is there."""

    send_wanted = Signal()
    pause_wanted = Signal()
    cancel_wanted = Signal()
    duplicate_wanted = Signal()
    report_wanted = Signal(str)  # the file's suffix
    history_wanted = Signal()
    calling_off_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.NEAR)
        self._cancel = self._button("cancel-rest", "circle-stop", tr("Cancel the rest…"))
        self._cancel.clicked.connect(self.cancel_wanted)
        self._duplicate = self._button("duplicate-campaign", "copy", tr("Duplicate the campaign"))
        self._duplicate.clicked.connect(self.duplicate_wanted)
        self._report = self._button("report", "file-text", tr("Report"))
        self._report.clicked.connect(self._drop_reports)
        self._reports = ReportMenu(self)
        self._reports.chosen.connect(self.report_wanted)
        self._more = MoreButton(tr("More about this campaign"), parent=self)
        self._more.setObjectName("more-of-campaign")
        history = self._more.add(tr("History…"), self.history_wanted.emit)
        history.setObjectName("show-history")
        self._calling_off = self._more.add(
            tr("Call off what waits on the platform…"), self.calling_off_wanted.emit
        )
        self._calling_off.setObjectName("call-off")
        self._row.addWidget(self._more)
        self._pause = self._button("pause", "pause", tr("Pause sending"))
        self._pause.clicked.connect(self.pause_wanted)
        self._send = self._button("send", "send", "", "primary")
        self._send.clicked.connect(self.send_wanted)

    def show_status(self, status: CampaignStatus, found: Situation, wish: str | None) -> None:
        """``wish`` is what was asked for and is not obeyed yet."""
        people = status.recipients
        self._send.setText(
            ntr("Call {count} person", "Call {count} people", people, count=count(people))
        )
        self._send.setVisible(found is Situation.READY)
        self._pause.setVisible(found is Situation.SENDING)
        self._cancel.setVisible(found in _STOPPABLE and status.not_sent > 0)
        self._duplicate.setVisible(found in _OVER)
        self._report.setVisible(status.stats.total > 0 or found in _OVER)
        self._calling_off.setEnabled(status.stats.wait > 0)
        for button in (self._pause, self._cancel):
            if wish is None:
                button.allow()
            else:
                button.refuse(tr("This takes effect before the next batch."))

    @Slot()
    def _drop_reports(self) -> None:
        self._reports.popup(self._report.mapToGlobal(self._report.rect().bottomLeft()))

    def _button(self, name: str, icon: str, text: str, kind: Kind = "default") -> Button:
        made = Button(text, kind, icon, parent=self)
        made.setObjectName(name)
        made.hide()
        self._row.addWidget(made)
        return made
