"""Plays a message in its versions, the original and the telephone's, at one position.

QtMultimedia is imported at the first play: it takes a quarter of a second and is often not needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, QUrl, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

Version = Literal["original", "phone", "platform"]

_TICK_MS = 40
_END_S = 0.05  # nearer to the end than this, playing starts over


class Player(QObject):
    """All versions are open at once, so that changing from one to another is not heard as a gap.

    A third version, the file the platform will play, comes when it was downloaded.

    Without a sound device it runs all the same, in real time.
    """

    moved = Signal(float)  # seconds
    playing_changed = Signal(bool)
    failed = Signal()  # the system cannot play it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: dict[Version, Path] = {}
        self._tracks: dict[Version, QMediaPlayer] = {}
        self._version: Version = "phone"
        self._duration = 0.0
        self._until: float | None = None  # where playing ends before the sound does
        self._at = 0.0  # where it stands, or stood at the last report of the track
        self._reported = -1  # milliseconds, the track's last report
        self._since = QElapsedTimer()  # since that report; invalid before the first one
        self._playing = False
        self._waiting = False  # for the track to be loaded
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        return self._playing

    @property
    def version(self) -> Version:
        return self._version

    @property
    def position(self) -> float:
        """Seconds from the start. The track reports ten times a second: between, time is added."""
        if not self._playing or not self._since.isValid():
            return self._at
        end = self._duration if self._until is None else self._until
        return min(end, self._at + self._since.elapsed() / 1000)

    def load(self, original: Path, phone: Path, duration_s: float) -> None:
        """Take these two WAV files of one length, and stand at their start."""
        self.unload()
        self._files = {"original": original, "phone": phone}
        self._duration = duration_s

    def add_platform(self, file: Path) -> None:
        """The platform's own file, a WAV that was decoded, becomes the third version."""
        self._files["platform"] = file
        if self._playing:
            self._open()

    def remove_platform(self) -> None:
        """Let go of that file; the telephone's version is heard instead."""
        if self._version == "platform":
            self.choose("phone")
        self._files.pop("platform", None)
        track = self._tracks.get("platform")
        if track is not None:
            track.stop()
            track.setSource(QUrl())

    def unload(self) -> None:
        """Stop, and let go of the files."""
        self.pause()
        for track in self._tracks.values():
            track.stop()
            track.setSource(QUrl())
        self._files = {}
        if self._version == "platform":
            self._version = "phone"
        self._duration = self._at = 0.0

    def toggle(self) -> None:
        if self._playing:
            self.pause()
        else:
            self.play()

    def play(self, until: float | None = None) -> None:
        """Go on from where it stands, to the second ``until`` or to the end."""
        if not self._files:
            return
        self._until = None if until is None else min(until, self._duration)
        if self._playing:
            return
        if self._at >= self._duration - _END_S:
            self._at = 0.0
        self._open()
        self._playing = True
        self._start()
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        if not self._playing:
            return
        self._at = self.position
        self._rest()
        self.playing_changed.emit(False)

    def seek(self, seconds: float) -> None:
        self._at = min(self._duration, max(0.0, seconds))
        if self._until is not None and self._at >= self._until:
            self._until = None  # the person has left the stretch
        if self._playing:
            self._start()

    def choose(self, version: Version) -> None:
        """Hear this version from now on, at the same place."""
        if version == self._version or (self._files and version not in self._files):
            return
        at, former = self.position, self._tracks.get(self._version)
        self._version, self._at = version, at
        if self._playing:
            if former is not None:
                former.pause()
            self._start()

    def _open(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        for version, path in self._files.items():
            if version not in self._tracks:
                track = QMediaPlayer(self)
                track.setAudioOutput(self._output(track))
                track.mediaStatusChanged.connect(self._follow)
                track.errorOccurred.connect(self._give_up)
                self._tracks[version] = track
            source = QUrl.fromLocalFile(str(path))
            if self._tracks[version].source() != source:
                self._tracks[version].setSource(source)

    def _output(self, track: "QMediaPlayer") -> "QAudioOutput":
        from PySide6.QtMultimedia import QAudioOutput

        made = QAudioOutput(track)
        # FFmpeg's thread ends by disconnecting from this object. PySide looks then, once and under
        # Python's lock, whether Python overrides disconnectNotify; but stop() and setSource() hold
        # that lock and wait for the thread: for ever, about one time in ten. It looks now instead.
        made.mutedChanged.connect(self._follow)
        made.mutedChanged.disconnect(self._follow)
        return made

    def _start(self) -> None:
        """Set the track going where we stand, now or as soon as it is loaded."""
        from PySide6.QtMultimedia import QMediaPlayer

        track = self._tracks[self._version]
        self._since.invalidate()
        self._waiting = track.mediaStatus() is QMediaPlayer.MediaStatus.LoadingMedia
        if not self._waiting:
            track.setPosition(round(self._at * 1000))
            self._reported = track.position()
            track.play()

    def _rest(self) -> None:
        self._playing = self._waiting = False
        self._until = None
        self._timer.stop()
        self._tracks[self._version].pause()

    @Slot()
    def _tick(self) -> None:
        found = self._tracks[self._version].position()
        if not self._waiting and found != self._reported:
            self._reported = found
            self._at = min(self._duration, found / 1000)
            self._since.restart()
        at = self.position
        self.moved.emit(at)
        if self._until is not None and at >= self._until:
            self.pause()

    @Slot()
    def _follow(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        if not self._playing:
            return
        status = self._tracks[self._version].mediaStatus()
        if self._waiting and status is QMediaPlayer.MediaStatus.LoadedMedia:
            self._start()
        elif status is QMediaPlayer.MediaStatus.EndOfMedia:
            self._at = self._duration
            self._rest()
            self.moved.emit(self._at)
            self.playing_changed.emit(False)

    @Slot()
    def _give_up(self) -> None:
        if self._playing:
            self.pause()
            self.failed.emit()
