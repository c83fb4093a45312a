"""Credential stores for tests: one in memory, one that outlives its process (never a real one)."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class MemoryKeyring(KeyringBackend):
    """For this process; ``locked`` behaves as when the person does not unlock it."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[str, str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.entries[username]

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked("dismissed")


class FileKeyring(KeyringBackend):
    """For end-to-end tests: ``PYTHON_KEYRING_BACKEND=tests.keyrings.FileKeyring``."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service}:{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._read(), f"{service}:{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        entries = self._read()
        del entries[f"{service}:{username}"]
        self._write(entries)

    @property
    def _path(self) -> Path:
        return Path(os.environ["VOICEDESK_TEST_KEYRING"])

    def _read(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return found

    def _write(self, entries: dict[str, str]) -> None:
        self._path.write_text(json.dumps(entries))


class ReadableKeyring(MemoryKeyring):
    """One that keeps secrets where anybody can read them: keyring does not recommend it."""

    priority = 0.5  # type: ignore[assignment]


class BrokenKeyring(MemoryKeyring):
    """One whose errors are its own, and quote what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")
