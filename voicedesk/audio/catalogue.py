"""The tables of the messages, read and written within a transaction of the caller."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from voicedesk.audio.edits import EditList, as_stored, of_stored
from voicedesk.audio.problem import Problem
from voicedesk.audio.recording import Origin, Recording, Take, Use
from voicedesk.audio.rendition import Rendition, problems_of_row
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import moment, stamp
from voicedesk.base.schema import campaigns, history, recordings, renditions, takes

# Renditions kept on either side of the cursor; what is further away is made again when wanted.
_STEPS_KEPT = 8


def all_of(connection: Connection, folder: Path) -> list[Recording]:
    """Every message, newest first; ``folder`` has their files."""
    wanted = select(recordings).order_by(recordings.c.created_at.desc(), recordings.c.id)
    found = _takes(connection, folder)
    return [_recording(row, found[row.id]) for row in connection.execute(wanted)]


def get(connection: Connection, folder: Path, recording_id: str) -> Recording:
    """Raises :class:`NotAllowedError` ``unknown_recording``."""
    row = connection.execute(select(recordings).where(recordings.c.id == recording_id)).first()
    if row is None:
        raise NotAllowedError("unknown_recording", id=recording_id)
    return _recording(row, _takes(connection, folder, recording_id)[recording_id])


def _recording(row: Row[Any], found: tuple[Take, ...]) -> Recording:
    return Recording(
        id=row.id,
        name=row.name,
        description=row.description,
        tags=tuple(row.tags),
        created_at=moment(row.created_at),
        takes=found,
        take=next(take for take in found if take.ordinal == row.current),
    )


def _takes(
    connection: Connection, folder: Path, recording_id: str | None = None
) -> dict[str, tuple[Take, ...]]:
    """The takes of one message, or of all, each as it is with the edits in force."""
    as_it_is = (
        (renditions.c.recording_id == takes.c.recording_id)
        & (renditions.c.take == takes.c.ordinal)
        & (renditions.c.done == takes.c.done)
    )
    wanted = select(takes, renditions).join(renditions, as_it_is).order_by(takes.c.ordinal)
    if recording_id is not None:
        wanted = wanted.where(takes.c.recording_id == recording_id)
    found: dict[str, tuple[Take, ...]] = defaultdict(tuple)
    for row in connection.execute(wanted):
        found[row.recording_id] += (_take(row, folder),)
    return found


def _take(row: Row[Any], folder: Path) -> Take:
    return Take(
        ordinal=row.ordinal,
        origin=row.origin,
        edits=EditList(tuple(tuple(map(of_stored, deed)) for deed in row.edits), row.done),
        source=folder / row.source,
        created_at=moment(row.created_at),
        path=folder / row.filename,
        sha256=row.sha256,
        container=row.container,
        codec=row.codec,
        sample_rate=row.sample_rate,
        channels=row.channels,
        duration_s=row.duration_s,
        size_bytes=row.size_bytes,
        problems=problems_of_row(row),
        usable=row.usable,
    )


# messages and takes


def add(connection: Connection, recording_id: str, name: str, description: str) -> None:
    """A message without takes: :func:`add_take` is to follow in the same transaction."""
    connection.execute(
        insert(recordings).values(
            id=recording_id,
            name=name,
            description=description,
            tags=[],
            current=1,
            created_at=stamp(),
        )
    )


def change(connection: Connection, recording_id: str, **values: Any) -> None:
    """Set columns of the message itself."""
    this = update(recordings).where(recordings.c.id == recording_id)
    connection.execute(this.values(**values))


def add_take(connection: Connection, recording_id: str, origin: Origin, source: str) -> int:
    """A take without edits, current from now on; returns its ordinal."""
    last = select(func.max(takes.c.ordinal)).where(takes.c.recording_id == recording_id)
    ordinal = (connection.scalar(last) or 0) + 1
    connection.execute(
        insert(takes).values(
            recording_id=recording_id,
            ordinal=ordinal,
            origin=origin,
            source=source,
            edits=[],
            done=0,
            created_at=stamp(),
        )
    )
    change(connection, recording_id, current=ordinal)
    return ordinal


def branch(connection: Connection, recording_id: str, take: Take) -> int:
    """An edited take that begins where this one stands; returns its ordinal."""
    ordinal = add_take(connection, recording_id, "edited", take.source.name)
    columns = [column for column in renditions.c if column.name != "take"]
    for row in connection.execute(select(*columns).where(_is_of(recording_id, take.ordinal))).all():
        connection.execute(insert(renditions).values(take=ordinal, **row._mapping))
    return ordinal


def delete_take(connection: Connection, recording_id: str, ordinal: int) -> None:
    """Its ordinal may come again: a campaign that is over no longer names it."""
    of_it = (campaigns.c.recording_id == recording_id) & (campaigns.c.take == ordinal)
    connection.execute(update(campaigns).where(of_it).values(take=None))
    this = (takes.c.recording_id == recording_id) & (takes.c.ordinal == ordinal)
    connection.execute(delete(takes).where(this))


def delete_recording(connection: Connection, recording_id: str) -> None:
    """With its takes; no campaign may have it any more."""
    connection.execute(delete(recordings).where(recordings.c.id == recording_id))


# edits and what they make


def set_edits(
    connection: Connection, recording_id: str, ordinal: int, before: EditList, after: EditList
) -> None:
    """Store the list; what was rendered of dropped edits, or far from the cursor, goes."""
    this = (takes.c.recording_id == recording_id) & (takes.c.ordinal == ordinal)
    edits = [[as_stored(edit) for edit in deed] for deed in after.deeds]
    connection.execute(update(takes).where(this).values(edits=edits, done=after.done))
    still_true = before.done if before.deeds != after.deeds else len(after.deeds)
    done = renditions.c.done
    far = (done < after.done - _STEPS_KEPT) | (done > after.done + _STEPS_KEPT)
    gone = or_(done > still_true, (done > 0) & far)
    connection.execute(delete(renditions).where(_is_of(recording_id, ordinal), gone))


def put_rendition(
    connection: Connection, recording_id: str, ordinal: int, done: int, made: Rendition
) -> None:
    """Keep what the take is after ``done`` of its edits."""
    this = _is_of(recording_id, ordinal), renditions.c.done == done
    connection.execute(delete(renditions).where(*this))
    key = {"recording_id": recording_id, "take": ordinal, "done": done}
    connection.execute(insert(renditions).values(**key, **made.columns()))


def rendition(
    connection: Connection, recording_id: str, ordinal: int, done: int
) -> Row[Any] | None:
    """What the take is after ``done`` of its edits, if that was rendered and kept."""
    this = _is_of(recording_id, ordinal), renditions.c.done == done
    return connection.execute(select(renditions).where(*this)).first()


def source_problems(connection: Connection, recording_id: str, ordinal: int) -> tuple[Problem, ...]:
    """The problems the take has without any edit."""
    row = rendition(connection, recording_id, ordinal, 0)
    assert row is not None  # the first one is always kept
    return problems_of_row(row)


def files(connection: Connection) -> frozenset[str]:
    """The names of all files that some take needs."""
    sources = connection.scalars(select(takes.c.source))
    return frozenset(sources) | frozenset(connection.scalars(select(renditions.c.filename)))


def _is_of(recording_id: str, ordinal: int) -> ColumnElement[bool]:
    return (renditions.c.recording_id == recording_id) & (renditions.c.take == ordinal)


# the campaigns


def uses(connection: Connection, recording_id: str, ordinal: int | None = None) -> tuple[Use, ...]:
    """The campaigns that have the message, or were approved with this take; newest first."""
    wanted = select(campaigns).where(campaigns.c.recording_id == recording_id)
    if ordinal is not None:
        wanted = wanted.where(campaigns.c.take == ordinal)
    rows = connection.execute(wanted.order_by(campaigns.c.created_at.desc()))
    return tuple(Use(row.id, row.name, row.state) for row in rows)


def is_bound(connection: Connection, recording_id: str, ordinal: int) -> bool:
    """Whether a campaign was approved with this take, so that it must stay what it is."""
    return bool(uses(connection, recording_id, ordinal))


def take_away(connection: Connection, campaign_id: str, name: str) -> None:
    """The campaign has no message any more; its history says which it had."""
    this = update(campaigns).where(campaigns.c.id == campaign_id)
    connection.execute(this.values(recording_id=None, take=None))
    connection.execute(
        insert(history).values(
            at=stamp(), campaign_id=campaign_id, event="message_deleted", details={"name": name}
        )
    )
