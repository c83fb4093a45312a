"""Contents: audio that was imported (voice-api.md, 4)."""

import json
import re
import secrets
import sqlite3

from voicedesk.base.errors import InputError
from voicedesk.sandbox.parameters import File, Parameters
from voicedesk.sandbox.refusal import Refused, Unchanged
from voicedesk.sandbox.resource import Attribute, Filter, Resource, created, read
from voicedesk.sandbox.update import counted, matching, set_columns, update
from voicedesk.sandbox.world import Answer, Call, World

BIGGEST_FILE = 20 * 2**20  # bytes
SHORTEST = 10  # seconds
WRITABLE = frozenset({"name", "description", "comment", "tags"})
MIME_TYPES = ("audio/mp3", "audio/wav")

CONTENTS = Resource(
    source="contents c",
    id="c.id",
    seen="c.created_at <= :now AND c.account = :account",
    attributes={
        "id": Attribute("c.id", str),
        "name": Attribute("c.name"),
        "description": Attribute("c.description"),
        "comment": Attribute("c.comment"),
        "filename": Attribute("c.filename"),
        "filesize": Attribute("c.filesize", str),
        "mimeType": Attribute("c.mime_type"),
        "duration": Attribute("c.duration"),
        "tags": Attribute("c.tags", json.loads),
        "url": Attribute(":origin || c.url"),
        "url_encoded": Attribute(":origin || c.url_encoded"),
    },
    filters={
        "id": Filter("c.id IN {values}", whole=True),
        "name": Filter("c.name IN {values}", by_name=True),
        "tags": Filter("EXISTS (SELECT 1 FROM json_each(c.tags) t WHERE t.value IN {values})"),
    },
)


def read_contents(world: World, call: Call) -> Answer:
    with world.store.reading() as db:
        return read(db, CONTENTS, call)


def create_content(world: World, call: Call) -> Answer:
    """Refused 417 if a parameter or the audio is wrong."""
    asked = call.parameters
    name = asked.text("name")
    file = asked.given.get("contentFile")
    if not name:
        raise Refused(417, "name is missing")
    if not isinstance(file, File):
        raise Refused(417, "contentFile is missing")
    if len(file.data) > BIGGEST_FILE:
        raise Refused(417, f"contentFile: {len(file.data)} bytes, at most {BIGGEST_FILE}")
    return _import(world, call, name, file)


def update_contents(world: World, call: Call) -> Answer:
    return update(world, call, CONTENTS, WRITABLE, _change)


def delete_contents(world: World, call: Call) -> Answer:
    """Removes contents and their files, but not what a mailing still plays. Unchanged if none."""
    with world.store.writing() as db:
        rows = [row for row in matching(db, CONTENTS, call) if not _played(db, row, call)]
        db.executemany("DELETE FROM contents WHERE id = ?", [(row["id"],) for row in rows])
        files = [(row[url],) for row in rows for url in ("url", "url_encoded")]
        db.executemany("DELETE FROM files WHERE path = ?", files)
    if not rows:
        raise Unchanged
    return counted(len(rows), call)


def _played(db: sqlite3.Connection, row: sqlite3.Row, call: Call) -> bool:
    folder = row["url"].rpartition("/")[0]
    found = db.execute(
        "SELECT 1 FROM mailings WHERE last_at > ? AND instr(link, ?) LIMIT 1", (call.now, folder)
    )
    return found.fetchone() is not None


def _change(db: sqlite3.Connection, row: sqlite3.Row, wanted: Parameters, _: Call) -> bool:
    values: dict[str, str | None] = {
        name: wanted.text(name) for name in wanted.given if name != "tags"
    }
    if "name" in values and not values["name"]:
        raise Refused(417, "name is missing")
    if "tags" in wanted.given:
        values["tags"] = json.dumps(_tags(wanted), ensure_ascii=False)
    return set_columns(db, "contents", row, values)


def _import(world: World, call: Call, name: str, file: File) -> Answer:
    from voicedesk.audio.phone import platform_audio

    try:
        audio = platform_audio(file.data)
    except InputError as error:
        raise Refused(417, f"contentFile: {error.code}") from error
    if audio.mime_type not in MIME_TYPES:
        raise Refused(417, f"contentFile is not mp3 or wav: {audio.mime_type}")
    if audio.frames < SHORTEST * audio.sample_rate:
        raise Refused(417, f"contentFile: {audio.duration_s:.3f} s, at least {SHORTEST} s")
    folder, plain = f"/datas/{secrets.token_hex(16)}", _plain(file.name)
    url, encoded = f"{folder}/{plain}", f"{folder}/{plain.rpartition('.')[0] or plain}.pcm"
    asked = call.parameters
    row = {
        "created_at": call.now,
        "account": call.account,
        "name": name,
        "description": asked.text("description"),
        "comment": asked.text("comment"),
        "filename": file.name,
        "filesize": len(file.data),
        "mime_type": audio.mime_type,
        "duration": int(audio.duration_s),
        "tags": json.dumps(_tags(asked), ensure_ascii=False),
        "url": url,
        "url_encoded": encoded,
    }
    files = [
        (url, audio.mime_type, audio.duration_s, file.data, call.account),
        (encoded, "application/octet-stream", audio.duration_s, audio.alaw, call.account),
    ]
    with world.store.writing() as db:
        db.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", files)
        columns, marks = ", ".join(row), ", ".join(f":{column}" for column in row)
        made = db.execute(f"INSERT INTO contents ({columns}) VALUES ({marks})", row).lastrowid or 0
        return created(db, CONTENTS, made, call)


def _tags(parameters: Parameters) -> list[str]:
    return list(dict.fromkeys(tag.strip() for tag in parameters.texts("tags") if tag.strip()))


def _plain(filename: str) -> str:
    """The name as it can stand in an address, never empty or only dots."""
    last = re.split(r"[/\\]", filename)[-1]
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", last).strip("._-")[-100:]
    # Not .pcm: that is the name of what will be heard.
    return plain if plain and not plain.endswith(".pcm") else f"{plain}_audio"
