"""Who did what when: append-only, written in the transaction of what it tells."""

import getpass
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import moment, stamp
from voicedesk.base.schema import campaigns, history

MESSAGE_DELETED = "message_deleted"  # written by the library of messages


@dataclass(frozen=True)
class Event:
    """One entry. ``details`` never hold a phone number."""

    at: datetime
    event: str
    chunk: int | None
    details: dict[str, Any]


def record(
    connection: Connection,
    campaign_id: str,
    event: str,
    chunk: int | None = None,
    **details: Any,
) -> None:
    """Append one entry, to be committed with what it tells of."""
    connection.execute(
        insert(history).values(
            at=stamp(), campaign_id=campaign_id, chunk=chunk, event=event, details=details
        )
    )


def signed_in() -> str:
    """Who works at this machine, for what nobody gave a name for; empty where it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def lost_message(database: Database, campaign_id: str) -> str | None:
    """The name of the message that was last taken away from the campaign, if any ever was."""
    lost = [e.details["name"] for e in events(database, campaign_id) if e.event == MESSAGE_DELETED]
    return str(lost[-1]) if lost else None


def events(database: Database, campaign_id: str, chunk: int | None = None) -> list[Event]:
    """The entries of a campaign (or of one of its chunks), oldest first."""
    wanted = select(history).where(history.c.campaign_id == campaign_id).order_by(history.c.id)
    if chunk is not None:
        wanted = wanted.where(history.c.chunk == chunk)
    with database.read() as connection:
        return [
            Event(moment(row.at), row.event, row.chunk, row.details)
            for row in connection.execute(wanted)
        ]


def told(database: Database, campaign_id: str) -> list[Event]:
    """The entries of a campaign, a deleted one's too; ``unknown_campaign`` where there never was
    one.
    """
    found = events(database, campaign_id)
    with database.read() as connection:
        there = connection.scalar(select(campaigns.c.id).where(campaigns.c.id == campaign_id))
    if not found and there is None:
        raise NotAllowedError("unknown_campaign", id=campaign_id)
    return found


def document(campaign_id: str, entries: list[Event]) -> dict[str, Any]:
    """The history as JSON: codes, and moments in UTC."""
    return {
        "id": campaign_id,
        "events": [
            {"at": stamp(e.at), "event": e.event, "chunk": e.chunk, "details": e.details}
            for e in entries
        ],
    }


def export(
    database: Database,
    campaign_id: str,
    path: Path,
    titles: tuple[str, str, str, str],
    say: Callable[[Event], str],
) -> int:
    """Write the history to ``path``; returns the entries.

    ``.json`` is :func:`document`. ``.csv`` has a line an entry under ``titles``: the time here,
    what happened as ``say`` words it, the batch, and the details as they are stored. Raises
    ``unknown_campaign`` and :class:`InputError` as :func:`write_rows`.
    """
    entries = told(database, campaign_id)
    if path.suffix.lower() == ".json":
        text = json.dumps(document(campaign_id, entries), ensure_ascii=False, indent=1)
        try:
            path.write_text(text + "\n", "utf-8")
        except OSError as error:
            raise InputError("unwritable_file", file=path.name, why=error.strerror) from error
        return len(entries)
    from voicedesk.contacts.export import write_rows  # not by everything that writes the history

    rows = (
        (
            f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            say(entry),
            "" if entry.chunk is None else str(entry.chunk),
            json.dumps(entry.details, ensure_ascii=False) if entry.details else "",
        )
        for entry in entries
    )
    return write_rows(titles, rows, path)
