"""The question before a message is deleted: what would lose it, and what keeps it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording, Use
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.campaign import State
from voicedesk.ui import wording
from voicedesk.ui.context import Context
from voicedesk.ui.parts.banner import Banner


class MessageDeletion(Banner):
    """Hidden until :meth:`ask`.

    A message that a campaign is still to call with stays: which campaign is said instead of asked.
    """

    deleting = Signal(str)  # id: its files go, so nothing may play them any more
    ended = Signal()  # the library is to be read again, whether it was deleted or not
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, library: Recordings, parent: QWidget) -> None:
        super().__init__("warn", "", action=tr("Delete the message"), closable=True, parent=parent)
        self.setObjectName("confirm-deletion")
        self.action.setObjectName("delete-for-good")
        self._tasks, self._library = context.tasks, library
        self._doomed: Recording | None = None
        self.acted.connect(self._delete)
        self.hide()

    def ask(self, recording: Recording) -> None:
        """Find out who uses it, then ask."""
        self._doomed = recording
        self._tasks.run(
            "messages.uses",
            partial(_uses, self._library, recording.id),
            self._show,
            failed=self._fail,
        )

    def forget(self, but: str = "") -> None:
        """Another message is looked at than ``but``: the question has no object any more."""
        if self._doomed is not None and self._doomed.id != but:
            self._doomed = None
            self._tasks.cancel("messages.uses")
            self.hide()

    def _show(self, uses: tuple[Use, ...]) -> None:
        doomed = self._doomed
        if doomed is None:
            return
        keeping = [use for use in uses if use.holds]
        self.action.setVisible(not keeping)
        if keeping:
            title = tr("“{name}” stays", name=doomed.name)
            self.set_words("warn", title, _kept_by(keeping))
        else:
            title = tr("Delete “{name}”?", name=doomed.name)
            self.set_words("warn", title, _what_goes(uses), icon="trash-2")
        self.show()
        if not keeping:
            self.action.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _delete(self) -> None:
        self.hide()
        doomed, self._doomed = self._doomed, None
        if doomed is not None:
            self.deleting.emit(doomed.id)
            self._tasks.run(
                "messages.delete",
                partial(_delete, self._library, doomed.id),
                self._end,
                failed=self._fail,
                keep=True,
            )

    def _end(self, _nothing: None) -> None:
        self.ended.emit()

    def _fail(self, error: VoicedeskError) -> None:
        self.failed.emit(error)
        self.ended.emit()


def _kept_by(uses: Sequence[Use]) -> str:
    first = uses[0]
    told = tr(
        "The campaign “{campaign}” calls with it ({state}). Once it has ended, or is a draft"
        " again, the message can be deleted.",
        campaign=first.name,
        state=wording.state(first.state).lower(),
    )
    more = len(uses) - 1
    if not more:
        return told
    others = ntr("So does {n} other campaign.", "So do {n} other campaigns.", more)
    return f"{told} {others}"


def _what_goes(uses: Sequence[Use]) -> str:
    told = [tr("The message leaves the library for good. Your own file stays where it is.")]
    drafts = sum(use.state == State.DRAFT for use in uses)
    past = len(uses) - drafts
    if drafts:
        told.append(
            ntr("{n} draft will be without a message.", "{n} drafts will be without one.", drafts)
        )
    if past:
        told.append(
            ntr(
                "{n} past campaign keeps its figures.",
                "{n} past campaigns keep their figures.",
                past,
            )
        )
    return " ".join(told)


def _uses(library: Recordings, recording_id: str, job: Job) -> tuple[Use, ...]:
    return library.uses(recording_id)


def _delete(library: Recordings, recording_id: str, job: Job) -> None:
    library.delete(recording_id)
