"""Fingerprints of numbers: enough to recognise a number again, not enough to read it.

A fingerprint is the keyed BLAKE2b of the E.164. What that protects from: who gets the database
alone, a copy of a list, a log or an export cannot read the numbers, nor compare them with those of
another workspace. What it does not: there are few telephone numbers, so whoever has the key as well
finds every number by trying them all, in minutes. The key is a file of its own beside the database.
"""

import os
import secrets
from hashlib import blake2b
from pathlib import Path

from voicedesk.base.errors import WorkspaceError

_KEY_BYTES = 32
_PRINT_BYTES = 16  # of a million numbers, two would be taken for one once in 10^26 workspaces


class Fingerprints:
    """The fingerprints of one workspace, made with the key in ``stop-list.key``.

    Without its key nothing is recognised any more, and people who said no would be called: a
    missing or broken key is :class:`WorkspaceError` ``stop_list_key_missing``.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def stored(cls, folder: Path) -> "Fingerprints":
        """Those of the workspace in ``folder``, which has some."""
        path = _path(folder)
        try:
            key = bytes.fromhex(path.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise WorkspaceError("stop_list_key_missing", path=str(path)) from error
        if len(key) != _KEY_BYTES:
            raise WorkspaceError("stop_list_key_missing", path=str(path))
        return cls(key)

    @classmethod
    def begun(cls, folder: Path) -> "Fingerprints":
        """The same for the first fingerprint of a workspace: the key is made, and on disk."""
        path = _path(folder)
        if not path.exists():
            unfinished = path.with_suffix(".new")
            with unfinished.open("w", encoding="ascii") as file:
                unfinished.chmod(0o600)
                file.write(secrets.token_bytes(_KEY_BYTES).hex())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        return cls.stored(folder)

    def of(self, e164: int) -> str:
        """32 hexadecimal digits."""
        return blake2b(str(e164).encode(), digest_size=_PRINT_BYTES, key=self._key).hexdigest()


def _path(folder: Path) -> Path:
    return folder / "stop-list.key"
