"""The folder of sound files: each is kept once, under the hash of its content.

A file appears there inside the database transaction that names it, and goes inside one that finds
nobody naming it: writers exclude each other, so that none takes away what another just put there.
"""

import hashlib
import logging
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from voicedesk.base.errors import InputError
from voicedesk.base.ids import new_id

log = logging.getLogger(__name__)

_BLOCK = 1 << 20  # bytes read at once
_RUN = new_id()  # the drafts of this process; others are left over from one that was killed
_KEPT = re.compile(r"[0-9a-f]{64}\.[a-z0-9]+")
_DRAFT = re.compile(r"([a-z0-9]+)-[a-z0-9]+\.partial(\.[a-z0-9]+)?")


class Shelf:
    """The files of one workspace, named by hash and suffix."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, filename: str) -> Path:
        return self._folder / filename

    @contextmanager
    def drafts(self, name: str) -> "Iterator[Drafts]":
        """A place for new files; those that were not kept when the block ends are gone.

        ``name`` is how a person knows what is being kept, for the errors.
        """
        drafts = Drafts(self._folder, name)
        try:
            yield drafts
        finally:
            drafts.discard()

    def sweep(self, named: Collection[str]) -> None:
        """Remove every sound nobody names, and what a killed process was writing.

        Only within a transaction that writes, which is where ``named`` was read.
        """
        for path in self._folder.iterdir():
            if _is_left_over(path.name, named):
                _remove(path)


def is_intact(path: Path, sha256: str) -> bool:
    """Whether the file is there and still has that content: a disk fails, a backup is put back."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


class Drafts:
    """Files on their way to the shelf."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._paths: list[Path] = []
        self._finished: dict[str, Path] = {}

    def copy(self, source: Path, suffix: str) -> str:
        """Copy a file; returns its name on the shelf.

        Raises :class:`InputError` ``unreadable_file`` or ``unwritable_file``.
        """
        draft = self.path(suffix)
        try:
            with draft.open("xb") as file:
                for block in _blocks(source):
                    file.write(block)
        except OSError as error:
            raise InputError("unwritable_file", file=self.name) from error
        return self.finish(draft)

    def path(self, suffix: str) -> Path:
        """A path to write a file to, which ends with :meth:`finish`."""
        made = self._folder / f"{_RUN}-{new_id()}.partial{suffix}"
        self._paths.append(made)
        return made

    def finish(self, draft: Path) -> str:
        """Have it safely on the disk; returns its name on the shelf."""
        digest = hashlib.sha256()
        try:
            with draft.open("r+b") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                os.fsync(file.fileno())
        except OSError as error:
            raise InputError("unwritable_file", file=self.name) from error
        filename = digest.hexdigest() + draft.suffix
        self._finished[filename] = draft
        return filename

    def keep(self) -> None:
        """Put what is finished on the shelf, within the transaction that names it."""
        for filename, draft in self._finished.items():
            target = self._folder / filename
            try:
                if not target.exists():  # no system replaces a file while it is played
                    draft.replace(target)
            except OSError as error:
                raise InputError("unwritable_file", file=self.name) from error

    def discard(self) -> None:
        for path in self._paths:
            _remove(path)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise InputError("unreadable_file", file=path.name) from error


def _is_left_over(name: str, named: Collection[str]) -> bool:
    """Whether a file of this name is ours and wanted by nobody; other people's files stay."""
    draft = _DRAFT.fullmatch(name)
    if draft is not None:
        return draft[1] != _RUN
    return _KEPT.fullmatch(name) is not None and name not in named


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:  # Windows keeps what is being played: the next sweep gets it
        log.info("a sound file stays for now: %s", type(error).__name__)
