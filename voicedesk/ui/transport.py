"""The row below the waveform: play, where we are, how near we look, and which version is heard."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.ui.parts.button import LARGE_HEIGHT, SMALL_HEIGHT, Button
from voicedesk.ui.parts.figures import clock
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.segmented import Choice, Segmented

_VERSIONS = ("original", "phone", "platform")


class Transport(QWidget):
    """Says what is wanted; the workshop plays."""

    play_toggled = Signal()
    selection_played = Signal()
    version_chosen = Signal(str)  # "original", "phone" or "platform"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = Button("", "default", "play", height=LARGE_HEIGHT - 4, parent=self)
        self.play.setObjectName("play-message")
        self._at = Label("", "section", figures=True, parent=self)
        self._at.setObjectName("message-position")
        self._of = Label("", "body", "text2", figures=True, parent=self)
        self.zoom_out = self._zoom("zoom-out", tr("Show more of the message (−)"))
        self.zoom_in = self._zoom("zoom-in", tr("Look closer (+)"))
        self.show_all = self._zoom("move-horizontal", tr("Show the whole message (0)"))
        self.show_all.setObjectName("zoom-all")
        self._hint = Label(tr("Space: play · T: switch"), "small", "text2", parent=self)
        self._play_selection = Button(
            tr("Play the stretch"), "link", height=SMALL_HEIGHT, parent=self
        )
        self._play_selection.setObjectName("play-selection")
        self._play_selection.hide()
        choices = (
            Choice("original", tr("Original"), "headphones"),
            Choice("phone", tr("On the phone"), "phone"),
            Choice("platform", tr("Platform"), "cloud"),
        )
        self._version = Segmented(choices, "phone", name=tr("What is heard"), parent=self)
        self._version.setObjectName("version")
        for choice in choices:
            self._version.segment(choice.key).setObjectName(f"{choice.key}-version")
        self._version.segment("platform").hide()
        self.play.clicked.connect(self.play_toggled)
        self._play_selection.clicked.connect(self.selection_played)
        self._version.chosen.connect(self.version_chosen)
        self._arrange()
        self.set_playing(False)

    def set_position(self, seconds: float, duration: float) -> None:
        self._at.setText(clock(seconds))
        self._of.setText(tr("of {end}", end=clock(duration)))

    @Slot(bool)
    def set_playing(self, playing: bool) -> None:
        words = tr("Pause the message") if playing else tr("Play the message")
        self.play.set_icon("pause" if playing else "play")
        self.play.setAccessibleName(words)
        self.play.setToolTip(words)

    def versions(self) -> list[str]:
        """The keys of those that are there."""
        return [key for key in _VERSIONS if not self._version.segment(key).isHidden()]

    def set_version(self, version: str) -> None:
        self._version.set_current(version)

    def set_platform(self, there: bool) -> None:
        """Whether the platform's own file can be chosen."""
        self._version.segment("platform").setVisible(there)
        self._show_hint()

    def set_selection(self, partial: bool) -> None:
        """Whether a stretch is chosen that can be played by itself."""
        self._play_selection.setVisible(partial)
        self._show_hint()

    @Slot(bool)
    def set_zoomed(self, zoomed: bool) -> None:
        self.zoom_out.setEnabled(zoomed)
        self.show_all.setEnabled(zoomed)

    def _zoom(self, icon: str, words: str) -> Button:
        made = Button("", "quiet", icon, height=SMALL_HEIGHT, parent=self)
        made.setObjectName(icon)
        made.setToolTip(words)
        made.setAccessibleName(words)
        return made

    def _show_hint(self) -> None:
        """Where there is room for it: nothing else stands there."""
        crowded = not self._version.segment("platform").isHidden()
        self._hint.setVisible(not crowded and self._play_selection.isHidden())

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.play)
        row.addWidget(self._at)
        row.addWidget(self._of)
        zooms = QHBoxLayout()
        zooms.setSpacing(0)
        for zoom in (self.zoom_out, self.zoom_in, self.show_all):
            zooms.addWidget(zoom)
        row.addLayout(zooms)
        row.addStretch(1)
        row.addWidget(self._hint)
        row.addWidget(self._play_selection)
        row.addWidget(self._version)
        self.set_zoomed(False)
