"""All that is known of a message, and what a person notes about it."""

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.audio.recording import LONGEST_NAME, Origin, Recording, Take, Use
from voicedesk.base.words import mark, ntr, tr
from voicedesk.ui import look, times, wording
from voicedesk.ui.message_model import UPLOADED_ICON, Entry
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.button import SMALL_HEIGHT, Button
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.parts.text_area import TextArea

_ORIGINS: dict[Origin, str] = {
    "imported": mark("imported"),
    "recorded": mark("recorded"),
    "spoken": mark("read out from a text"),
    "edited": mark("edited"),
}
_ROWS = 4  # of takes, or of campaigns, that are seen without scrolling
_WIDTH = 560


class MessageDetails(Dialog):
    """``kept`` carries id, name, description and tags; ``campaign_wanted`` a campaign's id and
    state, after the rest was kept."""

    kept = Signal(str, str, str, tuple)
    campaign_wanted = Signal(str, str)

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(
            "message-details",
            tr("Details of the message"),
            leave=tr("Leave unchanged"),
            deed=tr("Save the details"),
            width=_WIDTH,
            parent=parent,
        )
        self._recording = entry.recording
        self._name = Field(tr("Name of the message"), parent=self)
        self._description = TextArea(
            tr("Description"),
            lines=3,
            placeholder=tr("What is said, what it is for…"),
            parent=self,
        )
        self._tags = Field(
            tr("Tags, separated by commas"), placeholder=tr("winter, reminder"), parent=self
        )
        self._fill(entry.recording)
        for field in (self._name, self._description, self._tags):
            self.body.addWidget(field)
        self._tell(tr("Takes"), self._takes(entry.recording))
        self._tell(tr("File"), self._file(entry))
        self._tell(tr("Where it is used"), self._uses(entry.uses))
        self.deed.clicked.connect(self._keep)
        self._name.line.textChanged.connect(self._judge)

    def _fill(self, recording: Recording) -> None:
        self._name.line.setObjectName("details-name")
        self._name.line.setMaxLength(LONGEST_NAME)
        self._name.set_text(recording.name)
        self._name.line.selectAll()
        self._description.area.setObjectName("details-description")
        self._description.set_text(recording.description)
        self._tags.line.setObjectName("details-tags")
        self._tags.set_text(", ".join(recording.tags))

    def _tell(self, title: str, told: QWidget) -> None:
        block = QVBoxLayout()
        block.setSpacing(look.TIGHT)
        block.addWidget(Label(title, "small", "text2", 500, parent=self))
        block.addWidget(told)
        self.body.addLayout(block)

    def _takes(self, recording: Recording) -> QWidget:
        rows = QWidget(self)
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.BLOCK)
        grid.setVerticalSpacing(look.TIGHT)
        grid.setColumnStretch(1, 1)
        newest = len(recording.takes)
        for row, take in enumerate(reversed(recording.takes)):
            name = Label(tr("Take {n}", n=newest - row), weight=500, figures=True, parent=rows)
            grid.addWidget(name, row, 0)
            grid.addWidget(ElidedLabel(_came(take), role="text2", parent=rows), row, 1)
            if take == recording.take:
                grid.addWidget(Badge("accent", tr("In use"), "check", parent=rows), row, 2)
            length = wording.seconds(take.duration_s or 0)
            right = Qt.AlignmentFlag.AlignRight
            grid.addWidget(Label(length, figures=True, parent=rows), row, 3, right)
        return self._no_higher(rows, len(recording.takes))

    def _file(self, entry: Entry) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        file = ElidedLabel(_shape(entry.recording.take), figures=True, parent=line)
        file.setObjectName("details-file")
        row.addWidget(file, 1)
        if entry.uploaded:
            badge = Badge("ok", tr("Uploaded to the platform"), UPLOADED_ICON, parent=line)
        else:
            badge = Badge("neutral", tr("Not uploaded yet"), "cloud", parent=line)
        badge.setObjectName("details-upload")
        row.addWidget(badge)
        return line

    def _uses(self, uses: tuple[Use, ...]) -> QWidget:
        if not uses:
            return Label(tr("No campaign has it yet."), parent=self)
        rows = QWidget(self)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for use in uses:
            line = QHBoxLayout()
            link = Button(use.name, "link", height=SMALL_HEIGHT, flush=True, parent=rows)
            link.setObjectName(f"use-{use.campaign_id}")
            link.setProperty("use", use)
            link.setAutoDefault(False)
            link.setAccessibleDescription(tr("Open the campaign"))
            link.clicked.connect(self._open)
            line.addWidget(link)
            line.addStretch(1)
            line.addWidget(Label(wording.state(use.state), role="text2", parent=rows))
            column.addLayout(line)
        return self._no_higher(rows, len(uses))

    def _no_higher(self, rows: QWidget, count: int) -> QWidget:
        if count <= _ROWS:
            return rows
        area = scrolled(rows, self)
        area.setFixedHeight(rows.sizeHint().height() * _ROWS // count)
        return area

    @Slot()
    def _judge(self) -> bool:
        wrong = "" if self._name.text().strip() else tr("Give the message a name.")
        if wrong != self._name.error():
            self._name.set_error(wrong)
            self.fit()
        return not wrong

    @Slot()
    def _keep(self) -> bool:
        if not self._judge():
            self._name.setFocus()
            return False
        before = self._recording
        name, description = self._name.text().strip(), self._description.text().strip()
        tags = tuple(tag.strip() for tag in self._tags.text().split(",") if tag.strip())
        self.accept()
        if (name, description, tags) != (before.name, before.description, before.tags):
            self.kept.emit(before.id, name, description, tags)
        return True

    @Slot()
    def _open(self) -> None:
        use = self.sender().property("use")
        if self._keep():
            self.campaign_wanted.emit(use.campaign_id, use.state)


def _came(take: Take) -> str:
    """``edited · 9 Oct 2026, 10:20``"""
    at = take.created_at
    return f"{tr(_ORIGINS[take.origin])} · {times.day(at)}, {times.hour(at)}"


def _shape(take: Take) -> str:
    """What is sent: ``WAV · 16 kHz · mono · 0.4 MB``."""
    parts = [] if take.container is None else [take.container.upper()]
    if take.sample_rate:
        rate = QLocale().toString(take.sample_rate / 1000, "g", 4)
        parts.append(tr("{rate} kHz", rate=rate))
    if take.channels:
        sides = {1: tr("mono"), 2: tr("stereo")}
        other = ntr("{n} channel", "{n} channels", take.channels)
        parts.append(sides.get(take.channels, other))
    size = QLocale().toString(max(0.1, take.size_bytes / 1_000_000), "f", 1)
    parts.append(tr("{size} MB", size=size))
    return " · ".join(parts)
