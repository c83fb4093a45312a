"""Mailings: one audio for up to 1,000 recipients (voice-api.md, 5 and 8)."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from voicedesk.sandbox.clock import moment_of, written
from voicedesk.sandbox.delivery import OPTED_OUT, Fate, fates
from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.pings import schedule
from voicedesk.sandbox.recipients import recipients
from voicedesk.sandbox.refusal import Refused, Unchanged
from voicedesk.sandbox.resource import Attribute, Filter, Resource, created, read
from voicedesk.sandbox.update import counted, matching, set_columns, update
from voicedesk.sandbox.world import Answer, Call, World

MEDIA = ("VOICE", "VOICEMAIL")
WRITABLE = frozenset({"name", "date", "pingUrl"})
TYPES = ("vxml", "wav")
STATS = ("total", "wait", "on", "ok", "ko", "no", "optout")
_VXML_SECONDS = 20.0  # of a document that is not ours to read

_STATS = f"""CASE
WHEN m.last_at <= :now THEN json_object('total', m.total + m.rejected, 'wait', 0, 'on', 0,
    'ok', m.ok, 'ko', m.ko, 'no', m.no, 'optout', m.optout)
WHEN m.first_at > :now THEN json_object('total', m.total + m.rejected, 'wait', m.total, 'on', 0,
    'ok', 0, 'ko', 0, 'no', 0, 'optout', 0)
ELSE (SELECT json_object('total', COUNT(*) + m.rejected,
    'wait', TOTAL(s.on_at > :now), 'on', TOTAL(s.on_at <= :now AND s.final_at > :now),
    'ok', TOTAL(s.final_at <= :now AND s.outcome = 'ok'),
    'ko', TOTAL(s.final_at <= :now AND s.outcome = 'ko'),
    'no', TOTAL(s.final_at <= :now AND s.outcome = 'no'),
    'optout', TOTAL(s.final_at <= :now AND s.description = '{OPTED_OUT}'))
    FROM messages s WHERE s.mailing_id = m.id)
END"""


def _stats(text: str) -> dict[str, int]:
    return {name: int(count) for name, count in json.loads(text).items()}


def _contacts(text: str) -> list[dict[str, str]]:
    return [{"recipient": recipient} for recipient in json.loads(text)]


MAILINGS = Resource(
    source="mailings m",
    id="m.id",
    seen="m.created_at <= :now AND m.account = :account",
    attributes={
        "id": Attribute("m.id", str),
        "name": Attribute("m.name"),
        "media": Attribute("m.media"),
        "type": Attribute("m.type"),
        "link": Attribute("m.link"),
        "date": Attribute("m.starts_at", written),
        "status": Attribute(
            "CASE WHEN m.first_at > :now THEN 'wait' "
            "WHEN m.last_at > :now THEN 'on' ELSE 'done' END"
        ),
        "pingUrl": Attribute("m.ping_url"),
        "stats": Attribute(_STATS, _stats, parts=STATS),
        "contacts": Attribute(
            "(SELECT json_group_array(recipient) FROM "
            "(SELECT recipient FROM messages WHERE mailing_id = m.id ORDER BY id))",
            _contacts,
            default=False,
        ),
    },
    filters={
        "id": Filter("m.id IN {values}", whole=True),
        "name": Filter("m.name IN {values}", by_name=True),
    },
)


def read_mailings(world: World, call: Call) -> Answer:
    with world.store.reading() as db:
        return read(db, MAILINGS, call)


def create_mailing(world: World, call: Call) -> Answer:
    """All of it or nothing: Refused 417 if a parameter is wrong, 403 if the audio is another
    account's."""
    asked = call.parameters
    media = (asked.text("media") or "").upper()
    if media not in MEDIA:
        raise Refused(417, f"media is VOICE or VOICEMAIL, not: {media[:80]}")
    type_ = _type(asked, media)
    starts_at = max(_date(asked.text("date"), call.now), call.now)
    link, ping_url = asked.text("link") or "", _ping_url(asked.text("pingUrl"))
    rejections = call.switches.rejections
    numbers, bad = recipients(asked.given.get("contacts"), media, rejections != "refuse")
    with world.store.writing() as db:
        heard = _seconds(db, link, media, type_, call.account)
        row = {
            "created_at": call.now,
            "account": call.account,
            "rejected": bad if rejections == "count" else 0,
            "name": asked.text("name"),
            "media": media,
            "type": type_,
            "link": link,
            "ping_url": ping_url,
            "starts_at": starts_at,
        }
        made = _insert(db, row)
        seed = f"{world.seed}:{made}"
        _deliver(db, made, fates(numbers, media, starts_at, heard, world.speed, seed))
        schedule(db, made)
        return created(db, MAILINGS, made, call)


def delete_mailings(world: World, call: Call) -> Answer:
    """Takes back the mailings none of whose messages has left. Unchanged if there is none."""
    with world.store.writing() as db:
        ids = [(row["id"],) for row in matching(db, MAILINGS, call) if row["first_at"] > call.now]
        for table in ("pings", "messages"):
            db.executemany(f"DELETE FROM {table} WHERE mailing_id = ?", ids)
        db.executemany("DELETE FROM mailings WHERE id = ?", ids)
    if not ids:
        raise Unchanged
    return counted(len(ids), call)


def update_mailings(world: World, call: Call) -> Answer:
    return update(world, call, MAILINGS, WRITABLE, _change)


def _change(db: sqlite3.Connection, row: sqlite3.Row, wanted: Parameters, call: Call) -> bool:
    for name in ("date", "pingUrl"):
        if name in wanted.given and row["first_at"] <= call.now:
            raise Refused(417, f"metaData: {name} cannot be set any more")
    values: dict[str, object] = {}
    if "name" in wanted.given:
        values["name"] = wanted.text("name")
    if "pingUrl" in wanted.given:
        values["ping_url"] = _ping_url(wanted.text("pingUrl"))
    if "date" in wanted.given:
        starts_at = max(_date(wanted.text("date"), call.now), call.now)
        values |= _moved(db, row, starts_at - row["starts_at"])
    changed = set_columns(db, "mailings", row, values)
    if changed and row["first_at"] > call.now:
        schedule(db, row["id"])
    return changed


def _moved(db: sqlite3.Connection, row: sqlite3.Row, by: int) -> dict[str, object]:
    """The mailing's moments, all its messages' having been moved ``by`` milliseconds."""
    db.execute(
        "UPDATE messages SET on_at = on_at + :by, final_at = final_at + :by WHERE mailing_id = :id",
        {"by": by, "id": row["id"]},
    )
    return {name: row[name] + by for name in ("starts_at", "first_at", "last_at")}


def _insert(db: sqlite3.Connection, row: dict[str, Any]) -> int:
    columns, marks = ", ".join(row), ", ".join(f":{column}" for column in row)
    made = db.execute(
        f"INSERT INTO mailings ({columns}, first_at, last_at, total, ok, ko, no, optout) "
        f"VALUES ({marks}, 0, 0, 0, 0, 0, 0, 0)",
        row,
    )
    return made.lastrowid or 0


def _deliver(db: sqlite3.Connection, mailing_id: int, messages: Sequence[Fate]) -> None:
    db.executemany(
        "INSERT INTO messages (mailing_id, recipient, on_at, final_at, outcome, description) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (mailing_id, fate.recipient, fate.on_at, fate.final_at, fate.outcome, fate.description)
            for fate in messages
        ],
    )
    ends = Counter(fate.outcome for fate in messages)
    db.execute(
        "UPDATE mailings SET first_at = ?, last_at = ?, total = ?, ok = ?, ko = ?, no = ?, "
        "optout = ? WHERE id = ?",
        (
            min(fate.on_at for fate in messages),
            max(fate.final_at for fate in messages),
            len(messages),
            ends["ok"],
            ends["ko"],
            ends["no"],
            sum(fate.description == OPTED_OUT for fate in messages),
            mailing_id,
        ),
    )


def _type(parameters: Parameters, media: str) -> str | None:
    type_ = parameters.text("type")
    if media == "VOICEMAIL" and not type_:
        return None
    if not type_ or type_.lower() not in TYPES:
        raise Refused(417, f"type is vxml or wav, not: {(type_ or '')[:80]}")
    return type_.lower()


def _date(text: str | None, now: int) -> int:
    if not text:
        return now
    try:
        return moment_of(text)
    except ValueError:
        raise Refused(417, f"date is not ISO 8601: {text[:80]}") from None


def _ping_url(text: str | None) -> str | None:
    if not text:
        return None
    if not _is_address(text):
        raise Refused(417, f"pingUrl is not an address: {text[:80]}")
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _seconds(
    db: sqlite3.Connection, link: str, media: str, type_: str | None, account: int
) -> float:
    """How long the message at ``link`` is heard. Only the path counts: bases differ by client."""
    if not _is_address(link):
        raise Refused(417, f"link is not an address: {link[:200]}")
    path = unquote(urlsplit(link).path)
    if media == "VOICE" and type_ == "vxml":
        if path.lower().endswith((".vxml", ".xml")):
            return _VXML_SECONDS
        raise Refused(417, f"link is not a VXML document: {link[:200]}")
    if path.endswith(".pcm") != (media == "VOICEMAIL"):
        wanted = "url_encoded" if media == "VOICEMAIL" else "url"
        raise Refused(417, f"link is not the {wanted} of a content: {link[:200]}")
    row = db.execute("SELECT seconds, account FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        raise Refused(417, f"link leads to no file: {link[:200]}")
    if row["account"] != account:
        raise Refused(403, "access to this location is prohibited")
    return float(row["seconds"])
