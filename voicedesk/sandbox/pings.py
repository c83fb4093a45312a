"""Pings: the address a mailing names is called when one of its messages changes (voice-api.md, 6).

Each message is pinged twice: when it is being sent, and when it has ended. What is still to be sent
is in the store, so a restart loses none (and may repeat the one it interrupted). A ping is a GET;
any 2xx ends it, else it is tried again after ``PAUSES``, then given up. Redirects are not followed.
``#ids#`` takes up to ``BATCH`` messages of one mailing.
"""

import asyncio
import logging
import re
import sqlite3
import ssl
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote, urlsplit

from voicedesk.sandbox.faults import Faults
from voicedesk.sandbox.world import World

PAUSES = (1.0, 4.0)  # seconds of the world before the second and the third try
BATCH = 100  # messages in one ping
AT_ONCE = 16  # pings under way
TIMEOUT = 3.0  # seconds for a whole ping
_IDLE = 0.1  # seconds between two looks for what is due

_ID = re.compile("#id#|%23id%23", re.IGNORECASE)
_IDS = re.compile("#ids#|%23ids%23", re.IGNORECASE)
_SUCCESS = re.compile(rb"HTTP/1\.[01] 2\d\d\b")
_log = logging.getLogger(__name__)


def schedule(db: sqlite3.Connection, mailing_id: int) -> None:
    """Plan the pings of a mailing none of whose messages has been pinged, in place of earlier
    plans."""
    db.execute("DELETE FROM pings WHERE mailing_id = ?", (mailing_id,))
    for final, moment in enumerate(("on_at", "final_at")):
        db.execute(
            "INSERT INTO pings (mailing_id, message_id, final, due_at) "
            f"SELECT s.mailing_id, s.id, ?, s.{moment} FROM messages s "
            "JOIN mailings m ON m.id = s.mailing_id "
            "WHERE s.mailing_id = ? AND m.ping_url IS NOT NULL ORDER BY s.id",
            (final, mailing_id),
        )


@dataclass(frozen=True)
class Due:
    """A change that is to be told: ``tries`` have failed."""

    id: int
    mailing_id: int
    message_id: int
    final: int
    tries: int
    url: str


class Pinger:
    """Sends what is due, for ever: run it as a task of the server's loop, and cancel it."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    async def run(self) -> None:
        while True:
            pings = batches(await asyncio.to_thread(self._due))[:AT_ONCE]
            told = await asyncio.gather(*(self._told(ping) for ping in pings))
            if pings:
                await asyncio.to_thread(self._settle, pings, told)
            else:
                await asyncio.sleep(_IDLE)

    def _due(self) -> list[Due]:
        with self._world.store.reading() as db:
            rows = db.execute(
                "SELECT p.id, p.mailing_id, p.message_id, p.final, p.tries, m.ping_url AS url "
                "FROM pings p CROSS JOIN mailings m ON m.id = p.mailing_id "
                "WHERE p.due_at <= ? ORDER BY p.due_at, p.final, p.id LIMIT ?",
                (self._world.clock.now(), AT_ONCE * BATCH),
            )
            return [Due(**row) for row in rows.fetchall()]

    async def _told(self, ping: list[Due]) -> bool:
        rule = self._faults.draw("ping")
        if rule is not None:
            return True  # lost on its way, and nobody knows
        try:
            async with asyncio.timeout(TIMEOUT):
                return await get(address(ping))
        except (OSError, TimeoutError, ValueError):
            return False

    def _settle(self, pings: list[list[Due]], told: list[bool]) -> None:
        """Strike out what was told or given up; the rest is due again later."""
        now = self._world.clock.now()
        ended: list[tuple[int]] = []
        again: list[tuple[int, int, int]] = []
        later: set[tuple[int, int]] = set()
        for ping, was_told in zip(pings, told, strict=True):
            for due in ping:
                if was_told or due.tries == len(PAUSES):
                    ended.append((due.id,))
                else:
                    pause = round(PAUSES[due.tries] * 1000)
                    again.append((due.tries + 1, now + pause, due.id))
            if not was_told:
                # Without the address: it may carry a secret of the receiver's.
                _log.info("mailing %d: a ping failed", ping[0].mailing_id)
                later.add((now + round(PAUSES[0] * 1000), ping[0].mailing_id))
        with self._world.store.writing() as db:
            db.executemany("DELETE FROM pings WHERE id = ?", ended)
            # A receiver that fails is left in peace for a while: the others have their turn.
            wait = "UPDATE pings SET due_at = MAX(due_at, ?) WHERE mailing_id = ?"
            db.executemany(wait, sorted(later))
            db.executemany("UPDATE pings SET tries = ?, due_at = ? WHERE id = ?", again)


def batches(due: list[Due]) -> list[list[Due]]:
    """What one GET tells each: one change, or with ``#ids#`` up to ``BATCH`` of a mailing, all of
    them that it is being sent or all that it has ended."""
    alike = attrgetter("mailing_id", "final", "tries")
    pings: list[list[Due]] = []
    # Beginnings before ends: where both are due, the receiver hears them in their order.
    for _, group in groupby(sorted(due, key=attrgetter("final", "mailing_id", "tries")), alike):
        changes = list(group)
        size = BATCH if _IDS.search(changes[0].url) else 1
        pings.extend(changes[at : at + size] for at in range(0, len(changes), size))
    return pings


def address(ping: list[Due]) -> str:
    """The mailing's address with the messages' ids in the place of its patterns."""
    ids = ",".join(str(due.message_id) for due in ping)
    return _ID.sub(str(ping[0].message_id), _IDS.sub(ids, ping[0].url))


async def get(url: str) -> bool:
    """True if a GET is answered with 2xx. OSError or ValueError if it cannot be asked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an address")
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure)
    try:
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        if parts.query:
            target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
        host = parts.netloc.rpartition("@")[2].encode("idna").decode("ascii")
        head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: voicedesk-sandbox\r\n"
        writer.write(f"{head}Accept: */*\r\nConnection: close\r\n\r\n".encode("ascii"))
        await writer.drain()
        return _SUCCESS.match(await reader.readline()) is not None
    finally:
        writer.close()
