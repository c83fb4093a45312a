"""Keeping what is known of a campaign: its report and its history, as files."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.history import Event, told
from voicedesk.ui import dialogs, report_file
from voicedesk.ui.context import Context
from voicedesk.ui.history_dialog import HistoryDialog
from voicedesk.ui.tasks import Lane

REPORTS = {
    ".xlsx": mark("Workbook (*.xlsx)"),
    ".csv": mark("Table (*.csv)"),
    ".pdf": mark("PDF document (*.pdf)"),
}
_HISTORIES = {".csv": mark("Table (*.csv)"), ".json": mark("JSON document (*.json)")}
_UNFIT = '\\/:*?"<>|'  # for a file's name


class ReportDeeds(QObject):
    """Asks where, and writes. Dialogs belong to ``window``."""

    said = Signal(str, str)  # what was done, and the rest
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._window = context.tasks, window
        self._database = context.workspace.database

    def save_report(self, campaign_id: str, name: str, suffix: str) -> None:
        """Ask where, and write it there; ``suffix`` is one of :data:`REPORTS`."""
        write = partial(self._write_report, campaign_id, suffix)
        file = f"{_file_name(name)}{suffix}"
        filters = [tr(REPORTS[suffix])]
        dialogs.choose_target(self._window, tr("Save the report"), file, filters, write)

    def show_history(self, campaign_id: str, name: str) -> None:
        def work(_job: Job) -> list[Event]:
            return told(self._database, campaign_id)

        show = partial(self._show_history, campaign_id, name)
        self._tasks.run("history", work, show, failed=self._fail)

    def _write_report(self, campaign_id: str, suffix: str, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(suffix)

        def work(job: Job) -> int:
            return report_file.save_report(self._database, campaign_id, path, job)

        done = partial(self._report_written, path.name)
        self._tasks.run("report", work, done, failed=self._fail, lane=Lane.REPORTS, keep=True)

    def _report_written(self, file: str, people: int) -> None:
        rest = ntr("{n} person is in {file}.", "{n} people are in {file}.", people, file=file)
        self.said.emit(tr("The report is saved"), rest)

    def _show_history(self, campaign_id: str, name: str, events: list[Event]) -> None:
        dialog = HistoryDialog(name, events, self._window)
        dialog.save_wanted.connect(partial(self._ask_history, campaign_id, name))
        dialog.open()

    def _ask_history(self, campaign_id: str, name: str) -> None:
        title, file = tr("Save the history"), tr("{name} history", name=_file_name(name))
        filters = [tr(words) for words in _HISTORIES.values()]
        write = partial(self._write_history, campaign_id)
        dialogs.choose_target(self._window, title, f"{file}.csv", filters, write)

    def _write_history(self, campaign_id: str, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(".csv")

        def work(_job: Job) -> int:
            return report_file.save_history(self._database, campaign_id, path)

        done = partial(self._history_written, path.name)
        self._tasks.run("save-history", work, done, failed=self._fail, keep=True)

    def _history_written(self, file: str, entries: int) -> None:
        rest = ntr("{n} entry is in {file}.", "{n} entries are in {file}.", entries, file=file)
        self.said.emit(tr("The history is saved"), rest)

    def _fail(self, error: VoicedeskError) -> None:
        self.failed.emit(error)


def _file_name(name: str) -> str:
    return "".join("-" if sign in _UNFIT else sign for sign in name).strip() or tr("Report")
