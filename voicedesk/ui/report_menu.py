"""The forms in which a campaign's report can be saved, as a menu."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.base.words import mark, tr

_FORMS = {
    ".xlsx": mark("As a workbook (XLSX)…"),
    ".csv": mark("As a table (CSV)…"),
    ".pdf": mark("As a document (PDF)…"),
}


class ReportMenu(QMenu):
    """Opened with ``popup()``."""

    chosen = Signal(str)  # the suffix of the file

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("report-menu")
        for suffix, words in _FORMS.items():
            self.addAction(tr(words)).setData(suffix)
        self.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
