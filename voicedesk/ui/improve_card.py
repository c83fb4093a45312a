"""“Improve in one click”: what would be done, and what is good already."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.remedies import Step
from voicedesk.base.words import tr
from voicedesk.ui import icons, look, wording
from voicedesk.ui.message_checks import lufs
from voicedesk.ui.parts.button import Button
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import ElidedLabel, Label

_LINES = 3  # the card's usual height: it must not jump while a message is measured


class ImproveCard(Card):
    """Its button is the page's primary one while something is to mend."""

    improve_wanted = Signal(object)  # tuple[Edit, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 12, 18, 12), parent=parent)
        self._steps: Sequence[Step] = ()
        self._lines = QWidget(self)
        self._grid = QGridLayout(self._lines)
        self._improve = Button(tr("Improve"), "default", "wand-sparkles", height=38, parent=self)
        self._improve.setObjectName("improve-message")
        self._improve.clicked.connect(self._want)
        self._arrange()
        self.show_steps(None)

    @property
    def helps(self) -> bool:
        """Whether there is anything to improve."""
        return any(step.edit is not None for step in self._steps)

    def show_steps(self, steps: Sequence[Step] | None) -> None:
        """None while the message is still being measured."""
        if not steps:
            prepared, silent = tr("The message is being prepared."), _nothing()
            self.say(prepared if steps is None else silent)
            return
        self._clear(steps)
        for row, step in enumerate(steps):
            self._write_step(row, step)

    def say(self, words: str) -> None:
        """Why there is nothing to improve."""
        self._clear(())
        told = ElidedLabel(words, role="text2", parent=self._lines)
        self._grid.addWidget(told, 0, 0, 1, 3)

    def set_idle(self, idle: bool) -> None:
        if self.helps and idle:
            self._improve.allow()
        else:
            self._improve.refuse("" if self.helps else tr("Nothing is left to mend."))

    def set_next(self, improve: bool) -> None:
        """Whether improving the message is the next right thing."""
        self._improve.set_kind("primary" if improve else "default")

    def _clear(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.set_idle(True)

    def _write_step(self, row: int, step: Step) -> None:
        todo = step.edit is not None
        icon = "arrow-right" if todo else "check"
        sign = Icon(icon, "accent" if todo else "ok", icons.MEDIUM, parent=self._lines)
        self._grid.addWidget(sign, row, 0)
        name = Label(_name(step), "body", "text", 600, parent=self._lines)
        self._grid.addWidget(name, row, 1)
        told = _change(step.key, step.values) if todo else _good(step.key)
        label = ElidedLabel(told, "body", "text2", parent=self._lines)
        label.setObjectName(f"improve-{step.key}")
        self._grid.addWidget(label, row, 2)

    def _arrange(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.NEAR)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(2, 1)
        title = Label(tr("Improve in one click"), "section", parent=self)
        self._lines.setMinimumHeight(_LINES * (title.sizeHint().height() + 1))
        left = QVBoxLayout()
        left.setSpacing(look.TIGHT)
        left.addWidget(title)
        left.addWidget(self._lines)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(look.NEAR)
        right.addWidget(self._improve)
        right.addWidget(Label(tr("The original is kept."), "small", "text2", parent=self))
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(look.BLOCK)
        row.addLayout(left, 1)
        row.addLayout(right)
        self.body.addLayout(row)

    @Slot()
    def _want(self) -> None:
        edits = tuple(step.edit for step in self._steps if step.edit is not None)
        self.improve_wanted.emit(edits)


def _nothing() -> str:
    return tr("Nothing can be heard: only another recording helps.")


def _name(step: Step) -> str:
    return {
        "side": tr("Side"),
        "centre": tr("Offset"),
        "level": tr("Level"),
        "silence": tr("Silence in the middle"),
        "ends": tr("Start and end"),
        "length": tr("Length"),
    }[step.key]


def _good(key: str) -> str:
    if key == "ends":
        return tr("already neat")
    return tr("short enough") if key == "silence" else tr("already good")


def _change(key: str, values: Mapping[str, float | str]) -> str:
    match key:
        case "side":
            left = values.get("side") == "left"
            return tr("the left one for both") if left else tr("the right one for both")
        case "centre":
            return tr("is taken away")
        case "level":
            return _level(values)
        case "ends":
            longest = max(float(values["start_s"]), float(values["end_s"]))
            return _from_to(wording.seconds(longest), wording.seconds(float(values["to_s"])))
    return _from_to(
        wording.seconds(float(values["from_s"])), wording.seconds(float(values["to_s"]))
    )


def _level(values: Mapping[str, float | str]) -> str:
    to, ceiling = lufs(float(values["to_lufs"])), lufs(float(values["ceiling_dbtp"]))
    if "from_lufs" in values:
        to = _from_to(lufs(float(values["from_lufs"])), to)
    return tr("{change} LUFS, peaks under {ceiling} dB", change=to, ceiling=ceiling)


def _from_to(before: str, after: str) -> str:
    return f"{before} → {after}"
