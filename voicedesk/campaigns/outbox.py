"""The outbox: the durable journal of every batch, one row each, one legal way from state to state.

What is settled stays so, but for one step: an abandoned batch that arrived after all is accepted
when a person says so (:func:`adopt`).

Every step is one transaction that first checks the state it starts from, so that no two hands can
take it, and writes the history with it. Nothing here talks to the platform.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from voicedesk.api.models import Media
from voicedesk.base.database import Database
from voicedesk.base.ids import moment, stamp
from voicedesk.base.schema import campaigns, chunks, recipients
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.history import record


class ChunkState(StrEnum):
    """The states of a batch; see the transitions of :class:`Outbox`."""

    PLANNED = "planned"
    SENDING = "sending"  # the intent is on disk: bytes may have left
    UNKNOWN = "unknown"  # no usable answer: being looked up
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEEDS_DECISION = "needs_decision"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"


SETTLED = frozenset(
    {ChunkState.ACCEPTED, ChunkState.REJECTED, ChunkState.ABANDONED, ChunkState.CANCELLED}
)


# A batch of which nobody knows where it is: while there is one, nothing is created.
_OPEN = (ChunkState.SENDING, ChunkState.UNKNOWN, ChunkState.NEEDS_DECISION)


class WithheldError(Exception):
    """Nothing may be created now: a person stopped it, or another batch is not settled."""


class BrokenOutboxError(Exception):
    """A step was taken from a state that does not allow it: a bug, never a person's doing."""


@dataclass(frozen=True)
class Chunk:
    """One batch of at most 1,000 recipients; ``ordinal`` counts from 1.

    ``size`` is without those who were excluded at posting.
    """

    ordinal: int
    state: ChunkState
    media: Media
    date: datetime | None
    zone: str  # the name of a voicedesk.campaigns.zones.Zone
    size: int
    posted_size: int | None
    attempt: int
    known_ids: tuple[str, ...]
    sent_at: datetime | None
    deadline: datetime | None
    mailing_id: str | None
    answer_status: int | None
    answer: str | None = field(repr=False)  # may quote a number
    replaces: int | None = None


class Outbox:
    """The journal of one campaign."""

    def __init__(self, database: Database, campaign_id: str) -> None:
        self._database = database
        self.campaign_id = campaign_id

    def chunks(self) -> list[Chunk]:
        with self._database.read() as connection:
            wanted = select(chunks).where(chunks.c.campaign_id == self.campaign_id)
            return [_chunk(row) for row in connection.execute(wanted.order_by(chunks.c.ordinal))]

    def chunk(self, ordinal: int) -> Chunk | None:
        mine = (chunks.c.campaign_id == self.campaign_id) & (chunks.c.ordinal == ordinal)
        with self._database.read() as connection:
            row = connection.execute(select(chunks).where(mine)).first()
            return None if row is None else _chunk(row)

    def next_planned(self) -> Chunk | None:
        """The first batch that is still to be sent."""
        planned = select(chunks).where(
            chunks.c.campaign_id == self.campaign_id, chunks.c.state == ChunkState.PLANNED
        )
        with self._database.read() as connection:
            row = connection.execute(planned.order_by(chunks.c.ordinal).limit(1)).first()
            return None if row is None else _chunk(row)

    def people(self) -> tuple[int, int]:
        """How many are in accepted batches, and how many in all."""
        mine = select(chunks.c.state, func.sum(chunks.c.size)).where(
            chunks.c.campaign_id == self.campaign_id
        )
        with self._database.read() as connection:
            rows = connection.execute(mine.group_by(chunks.c.state)).all()
        found = {row[0]: int(row[1]) for row in rows}
        return found.get(ChunkState.ACCEPTED, 0), sum(found.values())

    def numbers(self, ordinal: int) -> tuple[str, ...]:
        """The E.164 numbers of a batch, in a fixed order."""
        wanted = (
            select(recipients.c.e164)
            .where(recipients.c.campaign_id == self.campaign_id)
            .where(recipients.c.chunk == ordinal)
            .where(recipients.c.excluded.is_(None))
            .order_by(recipients.c.position)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(wanted))

    def mailing_ids(self) -> list[str]:
        """The mailings of the accepted batches."""
        return [chunk.mailing_id for chunk in self.chunks() if chunk.mailing_id is not None]

    # transitions

    def intend(
        self,
        chunk: Chunk,
        *,
        platform: str,
        link: str,
        payload_hash: str,
        posted_size: int,
        known_ids: list[str],
    ) -> None:
        """planned → sending. Returns once the intent is on disk: only then may a byte leave.

        Raises :class:`WithheldError` unless the campaign is sending, nobody asked to stop it, and
        no other batch is open: that is decided in the transaction of the intent.
        """
        attempt = chunk.attempt + 1
        with self._database.write() as connection:
            self._check_may_create(connection)
            move(
                connection,
                self.campaign_id,
                chunk.ordinal,
                (ChunkState.PLANNED,),
                ChunkState.SENDING,
                attempt=attempt,
                platform=platform,
                link=link,
                payload_hash=payload_hash,
                posted_size=posted_size,
                known_ids=known_ids,
                sent_at=stamp(),
                deadline=None,
                answer_status=None,
                answer=None,
            )
            noted = {"attempt": attempt, "people": posted_size}
            record(connection, self.campaign_id, "chunk_sending", chunk.ordinal, **noted)

    def _check_may_create(self, connection: Connection) -> None:
        asked = select(campaigns.c.asked).where(campaigns.c.id == self.campaign_id)
        if (
            drafts.get(connection, self.campaign_id).state is not State.SENDING
            or connection.scalar(asked) is not None
            or states(connection, self.campaign_id) & set(_OPEN)
        ):
            raise WithheldError

    def accept(self, ordinal: int, mailing_id: str, found: str) -> None:
        """sending, unknown, needs_decision → accepted as ``mailing_id``; ``found`` says how."""
        with self._database.write() as connection:
            accept(connection, self.campaign_id, ordinal, mailing_id, found)

    def reject(self, ordinal: int, status: int, message: str) -> None:
        """sending → rejected: certain that nothing was created."""
        self._move(
            ordinal,
            (ChunkState.SENDING,),
            ChunkState.REJECTED,
            {"status": status},
            answer_status=status,
            answer=message,
        )

    def doubt(self, ordinal: int, why: str, deadline: datetime) -> None:
        """sending → unknown, to be looked up until ``deadline``."""
        self._move(
            ordinal,
            (ChunkState.SENDING,),
            ChunkState.UNKNOWN,
            {"why": why},
            deadline=stamp(deadline),
            answer=why,
        )

    def replan(self, ordinal: int, why: str) -> None:
        """sending → planned, where it is proved that nothing was created (a 401)."""
        self._move(ordinal, (ChunkState.SENDING,), ChunkState.PLANNED, {"why": why})

    def recognise(self, chunk: Chunk, platform: str, mailing_id: str) -> None:
        """planned → accepted: the platform has it, though this journal never sent it.

        So it is after an older copy of the workspace was put back.
        """
        with self._database.write() as connection:
            _found_there(connection, self.campaign_id, chunk, platform, ())
            accept(connection, self.campaign_id, chunk.ordinal, mailing_id, "already_there")

    def question(
        self, chunk: Chunk, platform: str, known_ids: tuple[str, ...], evidence: dict[str, Any]
    ) -> None:
        """planned → needs_decision: the platform already calls some of these people.

        ``known_ids`` are the mailings that call none of them.
        """
        with self._database.write() as connection:
            _found_there(connection, self.campaign_id, chunk, platform, known_ids)
            self._ask(connection, chunk.ordinal, ChunkState.SENDING, evidence)

    def hand_over(self, ordinal: int, evidence: dict[str, Any]) -> None:
        """unknown → needs_decision: reading could not settle it, a person must.

        The campaign needs the decision from the same moment: a crash must not let it go on.
        """
        with self._database.write() as connection:
            self._ask(connection, ordinal, ChunkState.UNKNOWN, evidence)

    def _ask(
        self, connection: Connection, ordinal: int, origin: ChunkState, evidence: dict[str, Any]
    ) -> None:
        target, why = ChunkState.NEEDS_DECISION, str(evidence["outcome"])
        move(connection, self.campaign_id, ordinal, (origin,), target)
        record(connection, self.campaign_id, f"chunk_{target}", ordinal, **evidence)
        drafts.set_state(connection, self.campaign_id, State.NEEDS_DECISION, why)
        record(connection, self.campaign_id, State.NEEDS_DECISION)

    def _move(
        self,
        ordinal: int,
        origins: tuple[ChunkState, ...],
        target: ChunkState,
        details: dict[str, Any],
        **values: Any,
    ) -> None:
        """One step with its entry in the history."""
        with self._database.write() as connection:
            move(connection, self.campaign_id, ordinal, origins, target, **values)
            record(connection, self.campaign_id, f"chunk_{target}", ordinal, **details)


def move(
    connection: Connection,
    campaign_id: str,
    ordinal: int,
    origins: tuple[ChunkState, ...],
    target: ChunkState,
    **values: Any,
) -> None:
    """Change the state within a transaction, only from one of ``origins``."""
    moved = connection.execute(
        update(chunks)
        .where(chunks.c.campaign_id == campaign_id)
        .where(chunks.c.ordinal == ordinal)
        .where(chunks.c.state.in_(origins))
        .values(state=target, **values)
    )
    if moved.rowcount != 1:
        raise BrokenOutboxError(ordinal, target)


def _found_there(
    connection: Connection,
    campaign_id: str,
    chunk: Chunk,
    platform: str,
    known_ids: tuple[str, ...],
) -> None:
    """planned → sending without an intent of ours: when it left is not known, only that it did."""
    move(
        connection,
        campaign_id,
        chunk.ordinal,
        (ChunkState.PLANNED,),
        ChunkState.SENDING,
        platform=platform,
        posted_size=chunk.size,
        known_ids=list(known_ids),
        sent_at=stamp(),
    )


def states(connection: Connection, campaign_id: str) -> set[ChunkState]:
    """The states in which the campaign has batches."""
    found = select(chunks.c.state).where(chunks.c.campaign_id == campaign_id).distinct()
    return {ChunkState(state) for state in connection.scalars(found)}


def state_of(connection: Connection, campaign_id: str, ordinal: int) -> ChunkState | None:
    """The state of one batch within a transaction; None where there is none."""
    wanted = select(chunks.c.state).where(
        chunks.c.campaign_id == campaign_id, chunks.c.ordinal == ordinal
    )
    found = connection.scalar(wanted)
    return None if found is None else ChunkState(found)


def is_taken(connection: Connection, platform: str | None, mailing_id: str) -> bool:
    """Whether a batch, of whichever campaign, is that mailing of the platform."""
    wanted = select(chunks.c.ordinal).where(
        chunks.c.platform == platform, chunks.c.mailing_id == mailing_id
    )
    return connection.execute(wanted).first() is not None


def cancel_planned(connection: Connection, campaign_id: str) -> None:
    """planned → cancelled, for all that have not left."""
    found = connection.execute(
        update(chunks)
        .where(chunks.c.campaign_id == campaign_id)
        .where(chunks.c.state == ChunkState.PLANNED)
        .values(state=ChunkState.CANCELLED)
    )
    record(connection, campaign_id, "cancelled", chunks=found.rowcount)


def accept(
    connection: Connection, campaign_id: str, ordinal: int, mailing_id: str, found: str
) -> None:
    """The step to accepted, for :class:`Outbox` and for a person's decision."""
    _accept(connection, campaign_id, ordinal, _OPEN, mailing_id, found)


def adopt(connection: Connection, campaign_id: str, ordinal: int, mailing_id: str) -> None:
    """abandoned → accepted: it arrived after all, and a person has its calls followed."""
    _accept(connection, campaign_id, ordinal, (ChunkState.ABANDONED,), mailing_id, "adopted")


def _accept(
    connection: Connection,
    campaign_id: str,
    ordinal: int,
    origins: tuple[ChunkState, ...],
    mailing_id: str,
    found: str,
) -> None:
    move(connection, campaign_id, ordinal, origins, ChunkState.ACCEPTED, mailing_id=mailing_id)
    connection.execute(
        update(recipients)
        .where(recipients.c.campaign_id == campaign_id)
        .where(recipients.c.chunk == ordinal)
        .where(recipients.c.excluded.is_(None))
        .values(status="wait")
    )
    record(connection, campaign_id, "chunk_accepted", ordinal, mailing=mailing_id, found=found)


def _chunk(row: Row[Any]) -> Chunk:
    def at(text: str | None) -> datetime | None:
        return None if text is None else moment(text)

    return Chunk(
        ordinal=row.ordinal,
        state=ChunkState(row.state),
        media=Media(row.media),
        date=at(row.date),
        zone=row.zone,
        size=row.size,
        posted_size=row.posted_size,
        attempt=row.attempt,
        known_ids=tuple(row.known_ids or ()),
        sent_at=at(row.sent_at),
        deadline=at(row.deadline),
        mailing_id=row.mailing_id,
        answer_status=row.answer_status,
        answer=row.answer,
        replaces=row.replaces,
    )
