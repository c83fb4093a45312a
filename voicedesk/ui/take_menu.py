"""Which take of a message is heard: a drop-down with all of them."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.audio.library import Recording, Take
from voicedesk.base.words import tr
from voicedesk.ui import edit_words
from voicedesk.ui.parts.button import Button
from voicedesk.ui.question import Question


class TakeMenu(Button):
    """Also deletes a take, and goes back to the original, whose next edit starts a new take."""

    take_wanted = Signal(int)  # ordinal
    deletion_wanted = Signal(int)  # ordinal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", parent=parent)
        self._recording: Recording | None = None
        menu = QMenu(self)
        menu.triggered.connect(self._choose)
        self.setMenu(menu)

    def show_recording(self, recording: Recording) -> None:
        self._recording = recording
        take, number = recording.take, len(recording.takes)
        self.setText(tr("Take {n} of {count}", n=_place(recording, take), count=number))
        self.setAccessibleDescription(edit_words.origin(take))
        self._fill(self.menu(), recording)

    def _fill(self, menu: QMenu, recording: Recording) -> None:
        menu.clear()
        for old in menu.findChildren(QActionGroup):
            old.deleteLater()
        group = QActionGroup(menu)
        for take in recording.takes:
            action = menu.addAction(_line(recording, take))
            action.setObjectName(f"take-{take.ordinal}")
            action.setCheckable(True)
            action.setChecked(take.ordinal == recording.take.ordinal)
            action.setData(("take", take.ordinal))
            group.addAction(action)
        menu.addSeparator()
        again = menu.addAction(tr("Start again from the original"))
        again.setObjectName("take-original")
        first = _original(recording)
        again.setData(("take", first.ordinal))
        again.setEnabled(first.ordinal != recording.take.ordinal)
        gone = menu.addAction(tr("Delete this take…"))
        gone.setObjectName("delete-take")
        gone.setData(("delete", recording.take.ordinal))
        gone.setEnabled(len(recording.takes) > 1)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        what, ordinal = action.data()
        if what == "delete":
            self._ask(ordinal)
        elif self._recording is not None and ordinal != self._recording.take.ordinal:
            self.take_wanted.emit(ordinal)

    def _ask(self, ordinal: int) -> None:
        question = Question(
            "take-deletion",
            tr("Delete this take?"),
            tr("What was done in it is lost. The other takes stay."),
            leave=tr("Keep the take"),
            deed=tr("Delete the take"),
            parent=self.window(),
        )
        question.accepted.connect(partial(self.deletion_wanted.emit, ordinal))
        question.open()


def _line(recording: Recording, take: Take) -> str:
    origin, done = edit_words.origin(take), edit_words.done(take.edits.in_force)
    place = _place(recording, take)
    if done:
        return tr("Take {n} · {origin}: {done}", n=place, origin=origin, done=done)
    return tr("Take {n} · {origin}", n=place, origin=origin)


def _place(recording: Recording, take: Take) -> int:
    """Counted from 1 among the takes that are still there."""
    ordinals = [found.ordinal for found in recording.takes]
    return ordinals.index(take.ordinal) + 1


def _original(recording: Recording) -> Take:
    """The take that came in, of which the one that is heard was made."""
    source = recording.take.source
    unedited = (t for t in recording.takes if t.source == source and t.origin != "edited")
    return next(unedited, recording.take)
