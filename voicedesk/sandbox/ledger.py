"""Who was called, how often and by which mailing; and whether the platform's books are in order."""

import sqlite3

from voicedesk.sandbox.world import World

# Each finds rows that must not exist.
_INVARIANTS = {
    "message {} belongs to no mailing": (
        "SELECT s.id FROM messages s LEFT JOIN mailings m ON m.id = s.mailing_id WHERE m.id IS NULL"
    ),
    "message {} left before its mailing's date": (
        "SELECT s.id FROM messages s JOIN mailings m ON m.id = s.mailing_id "
        "WHERE s.on_at < m.starts_at"
    ),
    "message {} ended before it left": "SELECT id FROM messages WHERE final_at < on_at",
    "mailing {} left before it was created": (
        "SELECT id FROM mailings WHERE starts_at < created_at"
    ),
    "mailing {} has other messages than its statistics": (
        "SELECT m.id FROM mailings m LEFT JOIN messages s ON s.mailing_id = m.id GROUP BY m.id "
        "HAVING m.total <> COUNT(s.id) OR m.ok <> TOTAL(s.outcome = 'ok') "
        "OR m.ko <> TOTAL(s.outcome = 'ko') OR m.no <> TOTAL(s.outcome = 'no')"
    ),
}


def ledger(world: World) -> dict[str, object]:
    """``calls`` counts messages that left ``wait``; ``by_mailing`` holds every message."""
    with world.store.reading() as db:
        called = db.execute(
            "SELECT recipient, COUNT(*) AS n FROM messages WHERE on_at <= ? GROUP BY recipient",
            (world.clock.now(),),
        )
        return {
            "calls": {row["recipient"]: row["n"] for row in called},
            "by_mailing": _by_mailing(db),
            "messages": db.execute("SELECT COUNT(*) FROM messages").fetchone()[0],
            "mailings": db.execute("SELECT COUNT(*) FROM mailings").fetchone()[0],
            "violations": _violations(db),
        }


def _by_mailing(db: sqlite3.Connection) -> dict[str, dict[str, object]]:
    held: dict[int, dict[str, int]] = {}
    for row in db.execute("SELECT mailing_id, recipient FROM messages"):
        recipients = held.setdefault(row["mailing_id"], {})
        recipients[row["recipient"]] = recipients.get(row["recipient"], 0) + 1
    return {
        str(row["id"]): {"name": row["name"], "recipients": held.get(row["id"], {})}
        for row in db.execute("SELECT id, name FROM mailings ORDER BY id")
    }


def _violations(db: sqlite3.Connection) -> list[str]:
    return [
        text.format(row[0]) for text, broken in _INVARIANTS.items() for row in db.execute(broken)
    ]
