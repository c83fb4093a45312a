"""The people of an accepted batch whose message is not final, as the watcher last heard of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from voicedesk.api.models import FINAL, Message, Stats, Status
from voicedesk.base.ids import stamp
from voicedesk.base.schema import recipients

# How far a message has come; it never goes back, whatever a reading that lags behind says.
_RANK = {Status.WAIT: 0, Status.ON: 1, Status.OK: 2, Status.KO: 2, Status.NO: 2}


@dataclass(frozen=True)
class Step:
    """What became of one person's message; ``told`` is False where only its id is news."""

    e164: str = field(repr=False)
    message_id: str
    status: Status
    description: str
    told: bool = True


class Followed:
    """One batch. ``waiting`` and ``calling`` are the E.164 by message id.

    ``unnamed`` are those whose message's id is not known yet. Counts compared with the platform's
    figures say whether anything can have changed: a message only goes forward, so equal counts of
    those who wait and those who are being called mean that each stands where it stood.
    """

    def __init__(self, ordinal: int, mailing_id: str) -> None:
        self.ordinal = ordinal
        self.mailing_id = mailing_id
        self.waiting: dict[str, str] = {}
        self.calling: dict[str, str] = {}
        self.unnamed: dict[str, Status] = {}

    @classmethod
    def stored(
        cls, connection: Connection, campaign_id: str, ordinal: int, mailing_id: str
    ) -> "Followed":
        """As the workspace has it."""
        found = cls(ordinal, mailing_id)
        wanted = (
            select(recipients.c.e164, recipients.c.message_id, recipients.c.status)
            .where(recipients.c.campaign_id == campaign_id, recipients.c.chunk == ordinal)
            .where(recipients.c.status.in_((Status.WAIT, Status.ON)))
        )
        for e164, message_id, status in connection.execute(wanted):
            if message_id is None:
                found.unnamed[e164] = Status(status)
            else:
                found._place(message_id, e164, Status(status))
        return found

    def __repr__(self) -> str:
        return f"Followed({self.ordinal})"

    @property
    def open(self) -> int:
        """People whose message is not final."""
        return len(self.waiting) + len(self.calling) + len(self.unnamed)

    def has_left(self, stats: Stats) -> bool:
        """Whether the platform has begun more calls than are known here."""
        unnamed = sum(status is Status.WAIT for status in self.unnamed.values())
        return stats.wait < len(self.waiting) + unnamed

    def has_ended(self, stats: Stats) -> bool:
        """Whether the platform has ended more calls than are known here."""
        return stats.wait + stats.on < self.open

    def has(self, message_id: str) -> bool:
        """Whether it is the message of somebody here."""
        return message_id in self.waiting or message_id in self.calling

    def ids(self) -> Iterator[str]:
        """The messages that are known by their id."""
        yield from self.waiting
        yield from self.calling

    def is_behind(self, stats: Stats) -> bool:
        return self.has_left(stats) or self.has_ended(stats)

    def steps(self, messages: Iterable[Message]) -> list[Step]:
        """What is news among the messages; those of others are passed over."""
        found = []
        for message in messages:
            known = self._known(message)
            if known is None:
                continue
            e164, status = known
            if _RANK[message.status] > _RANK[status]:
                found.append(Step(e164, message.id, message.status, message.description))
            elif e164 in self.unnamed:
                found.append(Step(e164, message.id, status, "", told=False))
        return found

    def apply(self, steps: Iterable[Step]) -> None:
        """Keep in mind what was stored."""
        for step in steps:
            self.unnamed.pop(step.e164, None)
            self.waiting.pop(step.message_id, None)
            self.calling.pop(step.message_id, None)
            if step.status not in FINAL:
                self._place(step.message_id, step.e164, step.status)

    def missing(self, messages: Iterable[Message]) -> list[Step]:
        """Whoever has no message though ``messages`` are all of the mailing.

        The platform left these people out: of them it will never say anything.
        """
        listed = {message.recipient for message in messages}
        gone = [e164 for e164 in self.unnamed if e164 not in listed]
        return [Step(e164, "", Status.NO, "") for e164 in gone]

    def _known(self, message: Message) -> tuple[str, Status] | None:
        if (e164 := self.waiting.get(message.id)) is not None:
            return e164, Status.WAIT
        if (e164 := self.calling.get(message.id)) is not None:
            return e164, Status.ON
        if (status := self.unnamed.get(message.recipient)) is not None:
            return message.recipient, status
        return None

    def _place(self, message_id: str, e164: str, status: Status) -> None:
        (self.waiting if status is Status.WAIT else self.calling)[message_id] = e164


def store(connection: Connection, campaign_id: str, steps: Iterable[Step]) -> None:
    """Write the steps; a final state is never left again.

    By the driver: through SQLAlchemy five thousand rows hold the interpreter three times as long.
    """
    at = stamp()
    told, named = [], []
    for step in steps:
        if step.told:
            row = (step.message_id or None, step.status, step.description, at)
            told.append((*row, campaign_id, step.e164))
        else:
            named.append((step.message_id, campaign_id, step.e164))
    this = "WHERE campaign_id = ? AND e164 = ?"
    if told:
        connection.exec_driver_sql(
            "UPDATE recipients SET message_id = ?, status = ?, description = ?, status_at = ? "
            f"{this} AND status IN ('wait', 'on')",
            told,
        )
    if named:
        connection.exec_driver_sql(f"UPDATE recipients SET message_id = ? {this}", named)
