"""The platform's memory: one SQLite file in the data folder.

Times are milliseconds since 1970 of the world's clock. A commit is on the disk before the answer
leaves (WAL with ``synchronous=FULL``), so an acknowledged create survives a kill or a power cut.
"""

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from voicedesk.base.errors import WorkspaceError

# A mailing holds the counts its messages will end with: once the last is final (``last_at``), and
# until the first leaves ``wait`` (``first_at``), its statistics need no look at the messages.
_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE files (
    path TEXT PRIMARY KEY,               -- /datas/<hash>/<file>
    mime_type TEXT NOT NULL,
    seconds REAL NOT NULL,
    data BLOB NOT NULL
);

CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL, description TEXT, comment TEXT,
    filename TEXT NOT NULL, filesize INTEGER NOT NULL, mime_type TEXT NOT NULL,
    duration INTEGER NOT NULL,           -- whole seconds, rounded down
    tags TEXT NOT NULL,                  -- a JSON list
    url TEXT NOT NULL REFERENCES files, url_encoded TEXT NOT NULL REFERENCES files
);
CREATE INDEX contents_by_name ON contents (name);

CREATE TABLE mailings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL,
    name TEXT, media TEXT NOT NULL, type TEXT, link TEXT NOT NULL, ping_url TEXT,
    starts_at INTEGER NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
    total INTEGER NOT NULL, ok INTEGER NOT NULL, ko INTEGER NOT NULL, no INTEGER NOT NULL,
    optout INTEGER NOT NULL
);
CREATE INDEX mailings_by_name ON mailings (name);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailing_id INTEGER NOT NULL REFERENCES mailings,
    recipient TEXT NOT NULL,             -- E.164
    on_at INTEGER NOT NULL,              -- leaves `wait`: the phone rings, the call counts
    final_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,               -- the final shortKey: ok, ko or no
    description TEXT NOT NULL            -- of the final status
);
CREATE INDEX messages_by_mailing ON messages (mailing_id);
CREATE INDEX messages_by_recipient ON messages (recipient);

-- Ids of different kinds do not overlap, so that a client that mixes them up finds nothing.
INSERT INTO sqlite_sequence (name, seq)
VALUES ('contents', 1000), ('mailings', 50000), ('messages', 1000000);
"""

# Several accounts, each seeing its own; and pings, a row for each that is still to be sent.
_ACCOUNTS_AND_PINGS = """
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE, client_secret TEXT NOT NULL
);
INSERT INTO accounts (client_id, client_secret)
SELECT c.value, s.value FROM settings c, settings s
WHERE c.name = 'client_id' AND s.name = 'client_secret';
DELETE FROM settings WHERE name = 'client_secret';

ALTER TABLE files ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
ALTER TABLE contents ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mailings ADD COLUMN account INTEGER NOT NULL DEFAULT 1;
-- Contacts left out though the total counts them.
ALTER TABLE mailings ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;

CREATE TABLE pings (
    id INTEGER PRIMARY KEY,
    mailing_id INTEGER NOT NULL REFERENCES mailings,
    message_id INTEGER NOT NULL,
    final INTEGER NOT NULL,              -- 0: the message is being sent, 1: it has ended
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0     -- that failed
);
CREATE INDEX pings_due ON pings (due_at, final);
CREATE INDEX pings_by_mailing ON pings (mailing_id);
"""

_STEPS = (_SCHEMA, _ACCOUNTS_AND_PINGS)
VERSION = len(_STEPS)


class Store:
    """Opens (or makes) ``folder/sandbox.db``. Thread-safe: a connection per thread, one writer.

    Raises WorkspaceError ``newer`` if a later program made the file, ``damaged`` if SQLite cannot
    read it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sandbox.db"
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        try:
            # SQLite's other files take over its permissions; the secrets are in there.
            self._path.touch(mode=0o600)
            self._prepare()
        except sqlite3.DatabaseError as error:
            self.close()
            raise WorkspaceError("damaged", path=str(self._path)) from error
        except WorkspaceError:
            self.close()
            raise

    def _prepare(self) -> None:
        db = self._connection()
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise WorkspaceError("newer", path=str(self._path))
        if version < VERSION:
            steps = ";".join(_STEPS[version:])
            db.executescript(f"BEGIN;{steps};PRAGMA user_version={VERSION};COMMIT;")

    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            # Closed by close(), on whichever thread that runs.
            db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._opened.append(db)
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA foreign_keys=ON")
            if sys.platform == "darwin":
                db.execute("PRAGMA fullfsync=1")
                db.execute("PRAGMA checkpoint_fullfsync=1")
            self._local.db = db
        return db

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """All statements inside see one state of the database."""
        db = self._connection()
        db.execute("BEGIN")
        try:
            yield db
        finally:
            db.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when the block has ended, undone when it raises."""
        db = self._connection()
        with self._writing:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def setting(self, name: str, default: Callable[[], str]) -> str:
        """The stored value; the first time, ``default()`` is stored."""
        with self.writing() as db:
            row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
            if row is not None:
                return str(row["value"])
            value = default()
            db.execute("INSERT INTO settings VALUES (?, ?)", (name, value))
            return value

    def set_setting(self, name: str, value: str) -> None:
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Call when no other thread works with the store any more."""
        while self._opened:
            self._opened.pop().close()
