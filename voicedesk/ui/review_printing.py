"""The review as a PDF to sign, from the head of the composer."""

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.ui import dialogs
from voicedesk.ui.context import Context
from voicedesk.ui.parts.button import Button
from voicedesk.ui.tasks import Lane


class ReviewPrinting(Button):
    """Asks for the file and writes it; refused while there is nothing to print."""

    written = Signal(str)  # the file's name
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(tr("Review to sign (PDF)…"), "default", "printer", parent=parent)
        self._context = context
        self._id = self._name = self._obstacle = ""
        self._writing = False
        self.setObjectName("print-review")
        self.clicked.connect(self._ask)

    def offer(self, campaign_id: str, name: str, obstacle: str) -> None:
        """Print this campaign's review from now on; ``obstacle`` says what is missing for it."""
        self._id, self._name, self._obstacle = campaign_id, name, obstacle
        self._judge()

    @Slot()
    def _ask(self) -> None:
        title = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", self._name).strip(" .")[:80]
        suggested = tr("Review – {name}.pdf", name=title)
        words = tr("PDF files (*.pdf)")
        dialogs.choose_target(self, tr("Save the review"), suggested, [words], self._write)

    def _write(self, path: Path) -> None:
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        self._writing = True
        self._judge()
        work = partial(_print, self._context.workspace, self._id, target)
        run = self._context.tasks.run
        run("print-review", work, self._done, failed=self._fail, lane=Lane.AUDIO, keep=True)

    def _done(self, name: str) -> None:
        self._writing = False
        self._judge()
        self.written.emit(name)

    def _fail(self, error: VoicedeskError) -> None:
        self._writing = False
        self._judge()
        self.failed.emit(error)

    def _judge(self) -> None:
        reason = tr("The review is being written.") if self._writing else self._obstacle
        if reason:
            self.refuse(reason)
        else:
            self.allow()


def _print(workspace: Workspace, campaign_id: str, path: Path, job: Job) -> str:
    from voicedesk.campaigns.review_sheet import read_review_sheet
    from voicedesk.ui.paper_review import paint_review

    paint_review(read_review_sheet(workspace, campaign_id, job), path, job)
    return path.name
