"""A power cut under SQLite: only what was synced is left of its files.

SQLite's own file layer is wrapped (its VFS, by ctypes): each ``xSync`` notes the file's content at
that moment, and :meth:`Power.cut` puts these contents back. Needs ``libsqlite3`` as a shared
library, the one that Python's own module uses; :data:`AVAILABLE` says so.
"""

import ctypes
import ctypes.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_void_p,
)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_METHODS = 19  # words of sqlite3_io_methods, version 3, its number first
_AT_SYNC = 5  # xSync among them


class _Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs."""

    _fields_: ClassVar[Any] = [
        ("version", ctypes.c_int),
        ("size", ctypes.c_int),
        ("longest", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", _OPEN),
    ]


def _library() -> Any:
    import _sqlite3

    if sys.platform != "linux" or getattr(_sqlite3, "__file__", None) is None:
        return None
    name = ctypes.util.find_library("sqlite3")
    maps = Path("/proc/self/maps").read_text("utf-8")
    return None if name is None or "libsqlite3" not in maps else ctypes.CDLL(name)


class Power:
    """The files under ``folder`` as a power cut would leave them. For a process of its own: the
    wrapping stays."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._synced: dict[str, bytes] = {}
        self._left: dict[str, bytes] = {}
        self._kept: list[Any] = []  # what SQLite points to must live
        self._paths: dict[int, str] = {}
        library = _library()
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        self._vfs = library.sqlite3_vfs_find(None).contents
        self._first: Callable[..., int] = _OPEN(
            ctypes.cast(self._vfs.open, ctypes.c_void_p).value or 0
        )
        wrapped = _OPEN(self._open)
        self._kept.append(wrapped)
        self._vfs.open = wrapped

    def note_cut(self) -> None:
        """The power goes now: what is synced from here on, by closing, never was."""
        self._left = dict(self._synced)

    def cut(self) -> None:
        """Put back what was synced, once nobody has the files open; what never was is gone."""
        for path in Path(self._folder).glob("*.db*"):
            path.unlink()
        for name, content in self._left.items():
            if name.endswith((".db", "-wal")):
                Path(name).write_bytes(content)

    def _open(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        code = self._first(vfs, name, file, flags, out)
        path = ctypes.cast(name, ctypes.c_char_p).value.decode() if name else ""  # type: ignore[union-attr]
        methods = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
        if code == 0 and path.startswith(self._folder) and methods[0]:
            self._paths[file] = path
            words = (ctypes.c_void_p * _METHODS).from_buffer_copy(
                ctypes.string_at(methods[0], _METHODS * ctypes.sizeof(ctypes.c_void_p))
            )
            first = _SYNC(words[_AT_SYNC] or 0)

            def sync(file: int, flags: int) -> int:
                done: int = first(file, flags)
                path = self._paths[file]
                self._synced[path] = Path(path).read_bytes()
                return done

            wrapped = _SYNC(sync)
            words[_AT_SYNC] = ctypes.cast(wrapped, ctypes.c_void_p).value
            self._kept += [words, wrapped]
            methods[0] = ctypes.addressof(words)
        return code


AVAILABLE = _library() is not None
