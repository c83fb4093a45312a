"""The folder in which everything of one business lives, and the lock on it."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout
from platformdirs import user_data_dir

from voicedesk.base import settings as settings_file
from voicedesk.base.database import Database
from voicedesk.base.errors import WorkspaceError
from voicedesk.base.settings import Settings


def default_folder() -> Path:
    """``VOICEDESK_HOME``, else the user's *local* application data: never a synchronised folder."""
    given = os.environ.get("VOICEDESK_HOME")
    return (
        Path(given) if given else Path(user_data_dir("Voicedesk", appauthor=False, roaming=False))
    )


class Workspace:
    """One workspace: ``database``, ``settings`` and the folders beside them.

    ``writing`` takes the lock, which dies with the process; who only reads runs beside the holder.
    Raises :class:`WorkspaceError`: ``in_use`` (with ``holder``, a process id), ``newer``,
    ``damaged`` or ``not_writable``.
    """

    def __init__(self, folder: Path, *, writing: bool = True) -> None:
        self.folder = folder
        self._lock = FileLock(str(folder / "workspace.lock"), thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.recordings_dir.mkdir(exist_ok=True)
        except OSError as error:
            raise WorkspaceError("not_writable", path=str(folder)) from error
        self.database = Database(folder / "workspace.db")
        try:
            if writing or not self.database.is_current():
                self._take()
            self.database.migrate()
        except BaseException:
            self.close()
            raise
        if not writing:
            self._lock.release()

    @property
    def recordings_dir(self) -> Path:
        """Sound files, named by the hash of their content."""
        return self.folder / "recordings"

    @property
    def logs_dir(self) -> Path:
        return self.folder / "logs"

    @property
    def settings(self) -> Settings:
        return settings_file.load(self.folder / "settings.json")

    def change_setting(self, key: str, value: str) -> None:
        """Store one setting for good; :class:`InputError` where key or value cannot be."""
        self.change_settings({key: value})

    def change_settings(self, values: Mapping[str, str]) -> None:
        """Store several in one step: after a crash all of them hold, or none."""
        path = self.folder / "settings.json"
        stored = settings_file.load(path, environment={})
        for key, value in values.items():
            stored = settings_file.changed(stored, key, value)
        settings_file.save(stored, path)

    def _take(self) -> None:
        holder = self.folder / "workspace.holder"
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            found = holder.read_text("utf-8") if holder.exists() else ""
            raise WorkspaceError("in_use", path=str(self.folder), holder=found) from error
        holder.write_text(str(os.getpid()), "utf-8")

    def close(self) -> None:
        self.database.close()
        self._lock.release()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
