"""What was found out about a message: a badge for each check, beside it what mends it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.checks import Inspection, Problem, Severity
from voicedesk.audio.edits import Edit
from voicedesk.audio.library import Recording
from voicedesk.audio.remedies import remedies
from voicedesk.ui import icons, look, wording
from voicedesk.ui.message_checks import Advice, Check, advice, checks, fix
from voicedesk.ui.parts.badge import ICON, INK, Badge
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.flow import Flow
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label


class Findings(QWidget):
    """Errors, which forbid sending, and what nothing here mends have their sentence below."""

    fix_wanted = Signal(object)  # tuple[Edit, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badges = Flow(spacing=6)
        self._advice = QVBoxLayout()
        self._advice.setSpacing(6)
        holder = QWidget(self)
        holder.setLayout(self._badges)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(holder)
        column.addLayout(self._advice)

    def show_findings(self, recording: Recording, inspection: Inspection | None) -> None:
        """``inspection`` is of the sound as it is heard; None while it is being measured."""
        for row in (self._badges, self._advice):
            while (item := row.takeAt(0)) is not None:
                _discard(item.widget())
        loudness = None if inspection is None else inspection.loudness_lufs
        mended = set()
        for check in checks(recording, loudness):
            ways = _ways(check.problem, inspection)
            if ways and check.problem is not None:
                mended.add(check.problem.code)
            self._badges.addWidget(self._finding(check, ways))
        for told in _in_words(recording, mended):
            self._advice.addWidget(_AdviceLine(told, self))

    def set_idle(self, idle: bool) -> None:
        for button in self.findChildren(Button):
            button.setEnabled(idle)

    def _finding(self, check: Check, ways: Sequence[tuple[Edit, ...]]) -> QWidget:
        badge = Badge(check.kind, check.text, parent=self)
        badge.setToolTip(_hover(check))
        if not ways or check.problem is None:
            return badge
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(look.NEAR)
        row.addWidget(badge)
        for number, edits in enumerate(ways):
            mend = Button(fix(edits), "link", height=look.BADGE, flush=True, parent=group)
            mend.setObjectName(f"fix-{check.problem.code}" + (f"-{number}" if number else ""))
            mend.setAccessibleDescription(_hover(check))
            mend.clicked.connect(partial(self.fix_wanted.emit, edits))
            row.addWidget(mend)
        return group


class _AdviceLine(QWidget):
    def __init__(self, told: Advice, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(look.NEAR)
        icon = Icon(ICON[told.kind], INK[told.kind], icons.MEDIUM, parent=self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(told.sentence, wrap=True, parent=self), 1)


def _ways(problem: Problem | None, inspection: Inspection | None) -> tuple[tuple[Edit, ...], ...]:
    if problem is None or inspection is None:
        return ()
    return remedies(problem, inspection)


def _hover(check: Check) -> str:
    """The limit that holds, or what is wrong, in a sentence."""
    if check.problem is None:
        return check.limit
    words = wording.audio_problem(check.problem.code, check.problem.values)
    told = words.message[:1].upper() + words.message[1:]
    return f"{told} ({check.limit})." if check.limit else f"{told}."


def _in_words(recording: Recording, mended: set[str]) -> list[Advice]:
    """The advice that a badge with its remedy does not give already."""
    found = []
    for told in advice(recording):
        problem = told.problem
        if problem.severity is Severity.error or problem.code not in mended:
            found.append(told)
    return found


def _discard(widget: QWidget | None) -> None:
    if widget is not None:
        widget.hide()
        widget.deleteLater()
