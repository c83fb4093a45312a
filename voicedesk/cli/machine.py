"""What the machine refused: room on the disk, a place to write in, or the disk altogether.

A full disk comes up anywhere, as an :class:`OSError` or as SQLite's, and at times behind an error
that says less or worse: that the workspace is damaged, and a backup were to be put over it.
"""

import errno
import sqlite3
from collections.abc import Iterator

from voicedesk.base.errors import VoicedeskError, WorkspaceError
from voicedesk.base.words import tr

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def refusal(error: BaseException) -> str | None:
    """What the person is told instead of the error's own sentence; None where that is right."""
    if any(map(_is_full, _causes(error))):
        return tr("The disk is full: what was being written is not kept. Make room and try again.")
    if isinstance(error, VoicedeskError) and not _is_damaged(error):
        return None
    if any(map(_is_closed, _causes(error))):
        return tr(
            "The workspace cannot be written: its disk or its folder is write-protected. Change"
            " that, or choose another folder with --workspace."
        )
    if any(map(_is_failing, _causes(error))):
        return tr(
            "The workspace cannot be read or written: the disk is full, or does not answer. Make"
            " room or connect it again; if that does not help, restore a backup."
        )
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_damaged(error: VoicedeskError) -> bool:
    return isinstance(error, WorkspaceError) and error.code == "damaged"


def _is_full(error: BaseException) -> bool:
    return _sqlite(error) == sqlite3.SQLITE_FULL or (
        isinstance(error, OSError) and error.errno in _FULL
    )


def _is_closed(error: BaseException) -> bool:
    return _sqlite(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) or (
        isinstance(error, OSError) and error.errno in _CLOSED
    )


def _is_failing(error: BaseException) -> bool:
    return _sqlite(error) == sqlite3.SQLITE_IOERR


def _sqlite(error: BaseException) -> int | None:
    """The primary code of SQLite's; its extended ones say where, not what."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    return None if code is None else code & 0xFF
