"""Whether anybody has written to the workspace since: what was read of it may be old."""

from types import TracebackType

from voicedesk.base.database import Database


class Stillness:
    """SQLite's own count of what others commit (``PRAGMA data_version``), on one connection."""

    def __init__(self, database: Database) -> None:
        self._connection = database.engine.raw_connection()

    def mark(self) -> int:
        """Another number than before after any commit but this connection's own, which has none."""
        cursor = self._connection.cursor()
        try:
            found: int = cursor.execute("PRAGMA data_version").fetchone()[0]
        finally:
            cursor.close()
        return found

    def __enter__(self) -> "Stillness":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
