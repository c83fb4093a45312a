"""The workspace's SQLite file, opened so that a commit survives a power cut.

Errors of the environment (damaged file, newer program, full disk at opening) become
:class:`WorkspaceError`; what SQLAlchemy raises later is a bug or reaches the caller as it is.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError

from voicedesk.base.errors import WorkspaceError

REVISION = "0001"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One SQLite file. ``read()`` and ``write()`` open a transaction each, from any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _engine(path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the file, whoever writes meanwhile."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on disk when the block ends, or not there at all."""
        writing = self.engine.connect().execution_options(voicedesk_write=True)
        with writing as connection, connection.begin():
            yield connection

    def migrate(self) -> None:
        """Bring the file to this program's :data:`REVISION`; a newer file is refused."""
        if self.is_current():
            return
        found = self._revision()
        # Alembic takes a tenth of a second to import: only when there is something to do.
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise WorkspaceError("newer", path=str(self.path))
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, REVISION)

    def is_current(self) -> bool:
        """Whether the file already has the tables of this program."""
        return self._revision() == REVISION

    def _revision(self) -> str | None:
        try:
            with self.read() as connection:
                if connection.dialect.has_table(connection, "alembic_version"):
                    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
                    return str(found)
                return None
        except DatabaseError as error:
            raise WorkspaceError("damaged", path=str(self.path)) from error

    def give_back(self) -> None:
        """Return what a big write took: the log beside the file, unless somebody reads it, and the
        memory of the connections that rest.
        """
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        finally:
            raw.invalidate()  # so that nobody gets it with that short a patience
        self.engine.dispose()

    def close(self) -> None:
        self.engine.dispose()


def _engine(path: Path) -> Engine:
    # A failed statement would otherwise quote its values: names and numbers.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: sqlite3's own would come too late
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 10000")
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:
            cursor.close()
            connection.close()
            raise WorkspaceError("damaged", path=str(path)) from error
        # With NORMAL the intent of a sending was lost in 3 of 3 simulated power cuts.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        if sys.platform == "darwin":
            cursor.execute("PRAGMA fullfsync = 1")
            cursor.execute("PRAGMA checkpoint_fullfsync = 1")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A read that later wants to write could fail in the middle: writers say so at once.
        writes = connection.get_execution_options().get("voicedesk_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
