"""The line below the workshop: what was done to the take, and back or forward one step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from voicedesk.audio.library import Recording
from voicedesk.base.words import tr
from voicedesk.ui import edit_words, icons, look
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import ElidedLabel


class TakeFoot(QWidget):
    """``row`` takes what else belongs at its right end, with all the room that is left."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done = ElidedLabel("", "small", "text2", parent=self)
        self._done.setObjectName("take-done")
        self._done.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.undo = Button(tr("Undo"), "link", "undo-2", height=SMALL_HEIGHT, parent=self)
        self.undo.setObjectName("undo-edit")
        self.redo = Button(tr("Redo"), "link", "redo-2", height=SMALL_HEIGHT, parent=self)
        self.redo.setObjectName("redo-edit")
        self.undo.clicked.connect(self.undo_wanted)
        self.redo.clicked.connect(self.redo_wanted)
        line = QHBoxLayout()
        line.setSpacing(look.NEAR)
        line.addWidget(Icon("history", "text2", icons.MEDIUM, parent=self))
        for part in (self._done, self.undo, self.redo):
            line.addWidget(part)
        line.addStrut(look.tall(SMALL_HEIGHT))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.NEAR)
        self.row.addLayout(line)
        self.row.setAlignment(line, Qt.AlignmentFlag.AlignTop)

    def show_recording(self, recording: Recording) -> None:
        take = recording.take
        place = [found.ordinal for found in recording.takes].index(take.ordinal) + 1
        done = edit_words.done(take.edits.in_force) or tr("as it came in")
        self._done.setText(tr("Take {n}: {done}", n=place, done=done))
        self._done.updateGeometry()
        self.undo.setVisible(take.edits.can_undo)
        self.redo.setVisible(take.edits.can_redo)

    def set_idle(self, idle: bool) -> None:
        """Nothing is undone while an edit runs."""
        self.undo.setEnabled(idle)
        self.redo.setEnabled(idle)
