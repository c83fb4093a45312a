"""A recording while it is made: a WAV file that a crash cannot take away.

The file is ``<time>-<id>.recording`` while it grows and ``<time>-<id>.wav`` once it is finished:
the 44-byte header of Microsoft's RIFF/WAVE, then 16-bit samples. A thread of its own writes, so
that whoever brings the samples never waits for a disk. Every second header and samples are forced
to the disk: a killed program loses no more than what was still on its way to the thread, a power
cut no more than the last second. The file's length says how much there is, so :func:`recover`
makes a sound file of whatever is found.
"""

import logging
import os
import struct
import threading
import weakref
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Literal

from voicedesk.audio.checks import LARGEST_BYTES
from voicedesk.audio.sound import Samples
from voicedesk.base.errors import InputError
from voicedesk.base.ids import new_id, now
from voicedesk.base.workspace import Workspace

log = logging.getLogger(__name__)

LONGEST_S = 300.0
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_BYTES = 2  # a sample
_SYNC_S = 1.0
_GROWING, _WHOLE = ".recording", ".wav"

# What this process records now is nobody's to recover.
_live: set[Path] = set()


def captures_folder(workspace: Workspace) -> Path:
    """Where this workspace's recordings are until they are in its library."""
    return workspace.recordings_dir / "captures"


def longest_s(sample_rate: int, channels: int = 1) -> float:
    """Five minutes, or less where that does not fit the platform's 20 MB: 208 s at 48 kHz mono."""
    fitting = (LARGEST_BYTES - _HEADER.size) // (_BYTES * channels)
    return min(round(LONGEST_S * sample_rate), fitting) / sample_rate


class Capture:
    """A recording of ``channels`` at ``sample_rate`` Hz into ``folder``, which is made if need be.

    What is appended beyond :func:`longest_s` is dropped. Only :meth:`finish` waits for the disk.
    Ends with :meth:`finish` or :meth:`discard`; one that is merely forgotten stays to be recovered.
    """

    def __init__(self, folder: Path, sample_rate: int, channels: int = 1) -> None:
        if sample_rate <= 0 or channels not in (1, 2):
            raise ValueError("a rate above 0, and 1 or 2 channels")
        self.sample_rate, self.channels = sample_rate, channels
        self._block = _BYTES * channels
        self._most = round(longest_s(sample_rate, channels) * sample_rate)
        self._frames = 0
        name = f"{now():%Y%m%dT%H%M%S}-{new_id()}{_GROWING}"
        self._writer = _Writer(folder / name, sample_rate, channels)
        # The writer must not outlive us, nor keep us alive.
        self._forgotten = weakref.finalize(self, self._writer.close)
        self._writer.start()

    @property
    def duration_s(self) -> float:
        """What was taken so far."""
        return self._frames / self.sample_rate

    @property
    def full(self) -> bool:
        return self._frames >= self._most

    @property
    def failure(self) -> InputError | None:
        """Why the disk takes no more (``recording_unwritable``); what it has is kept."""
        error = self._writer.error
        return None if error is None else InputError("recording_unwritable", reason=error.strerror)

    def append(self, samples: bytes | Samples) -> None:
        """Whole frames: little-endian 16-bit bytes, or samples of shape (frames, channels)."""
        data = samples if isinstance(samples, bytes) else samples.astype("<i2").tobytes()
        if len(data) % self._block:
            raise ValueError("whole frames only")
        data = data[: (self._most - self._frames) * self._block]
        self._frames += len(data) // self._block
        if data:
            self._writer.queue.put(data)

    def finish(self) -> Path:
        """Wait until all is on the disk; the WAV file's path.

        Raises InputError: ``recording_unwritable`` where not even a beginning could be kept,
        ``nothing_recorded`` where nothing was taken.
        """
        self._writer.then = "keep"
        self._forgotten()
        self._writer.join()
        if self._writer.whole is None:
            raise self.failure or InputError("nothing_recorded")
        return self._writer.whole

    def discard(self) -> None:
        """Delete it, soon and without waiting."""
        self._writer.then = "discard"
        self._forgotten()


def recover(folder: Path) -> list[Path]:
    """The sound files a killed program left in ``folder``, oldest first.

    Unfinished ones are mended and named as finished; what holds no sound is deleted. The files stay
    in the folder until whoever takes them into the library deletes them there. One that cannot be
    mended now is logged and left for the next time.
    """
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in (_GROWING, _WHOLE) or path in _live:
            continue
        try:
            whole = _mend(path)
        except OSError as error:
            log.warning("a recording cannot be recovered yet: %s", error.strerror)
            continue
        if whole is not None:
            found.append(whole)
    return found


class _Writer(threading.Thread):
    """Owns the file. It dies with the program, whose recording is then recovered."""

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        super().__init__(name="voicedesk-capture", daemon=True)
        self.queue: SimpleQueue[bytes | None] = SimpleQueue()
        self.error: OSError | None = None
        self.then: Literal["leave", "keep", "discard"] = "leave"  # once nothing more comes
        self.whole: Path | None = None
        self._path, self._rate, self._channels = path, sample_rate, channels
        _live.add(path)

    def close(self) -> None:
        self.queue.put(None)

    def run(self) -> None:
        try:
            self._attempt(self._write_file)
            if self.then != "leave":
                self._attempt(self._conclude)
        finally:
            _live.discard(self._path)

    def _attempt(self, step: Callable[[], None]) -> None:
        """A full disk does not keep the next step from saving what is there."""
        try:
            step()
        except OSError as error:
            self.error = self.error or error

    def _conclude(self) -> None:
        if self.then == "discard":
            self._path.unlink(missing_ok=True)
        else:
            self.whole = _mend(self._path)

    def _write_file(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what was written survives the process at once.
        with self._path.open("x+b", buffering=0) as file:
            _write_all(file, _header(self._rate, self._channels, 0))
            os.fsync(file.fileno())
            _sync_folder(self._path.parent)
            self._write_samples(file)
            if self.then == "leave":
                self._sync(file)

    def _write_samples(self, file: FileIO) -> None:
        synced, dirty = monotonic(), False
        while True:
            try:
                data = self.queue.get(timeout=_SYNC_S)
            except Empty:
                data = b""
            if data is None:
                return
            if data:
                _write_all(file, data)
                dirty = True
            if dirty and monotonic() - synced >= _SYNC_S:
                self._sync(file)
                synced, dirty = monotonic(), False

    def _sync(self, file: FileIO) -> None:
        """Header and samples may reach the disk in any order: the file's length is what counts."""
        end = file.seek(0, os.SEEK_END)
        file.seek(0)
        _write_all(file, _header(self._rate, self._channels, end - _HEADER.size))
        file.seek(end)
        os.fsync(file.fileno())


def _mend(path: Path) -> Path | None:
    """Cut to whole frames, let the header say how many, name it finished.

    None where there is no sound in it (it is deleted), or where it is no recording of ours (it is
    left alone: a header is on the disk before any sample).
    """
    with path.open("r+b", buffering=0) as file:
        head = file.read(_HEADER.size)
        size = file.seek(0, os.SEEK_END) - _HEADER.size
        if size > 0:
            fields = _HEADER.unpack(head)
            rate, channels = fields[7], fields[6]
            if (fields[0], fields[11], channels > 0) != (b"RIFF", b"data", True):
                log.warning("a file among the recordings is none: %s", path.name)
                return None
            size -= size % (_BYTES * channels)
            file.truncate(_HEADER.size + size)
            file.seek(0)
            _write_all(file, _header(rate, channels, size))
            os.fsync(file.fileno())
    if size <= 0:
        path.unlink()
        return None
    whole = path.with_suffix(_WHOLE)
    path.replace(whole)
    _sync_folder(path.parent)
    return whole


def _header(rate: int, channels: int, size: int) -> bytes:
    """44 bytes: linear 16-bit samples, ``size`` bytes of them."""
    block = _BYTES * channels
    fmt = (16, 1, channels, rate, rate * block, block, 8 * _BYTES)
    return _HEADER.pack(b"RIFF", 36 + size, b"WAVE", b"fmt ", *fmt, b"data", size)


def _write_all(file: FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _sync_folder(folder: Path) -> None:
    """So that the file's name survives a power cut too; Windows has no such thing to do."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
