"""Which files of a folder are opened, by whomever: Python, FFmpeg, another process."""

import ctypes
import os
import struct
from pathlib import Path

_OPENED = 0x20  # IN_OPEN of inotify(7)
_EVENT = struct.Struct("iIII")


class Watch:
    """The kernel's own record (inotify, Linux): what reads through C is seen too."""

    def __init__(self, folder: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._handle = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._handle < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        if self._libc.inotify_add_watch(self._handle, os.fsencode(folder), _OPENED) < 0:
            raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def opened(self) -> set[str]:
        """The names since the last question."""
        names: set[str] = set()
        while True:
            try:
                events = os.read(self._handle, 65_536)
            except BlockingIOError:
                return names
            at = 0
            while at < len(events):
                *_, length = _EVENT.unpack_from(events, at)
                at += _EVENT.size
                names.add(os.fsdecode(events[at : at + length].rstrip(b"\0")))
                at += length

    def close(self) -> None:
        os.close(self._handle)
