"""How many of a campaign's messages are where, and the object that commands and pages show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Stats
from voicedesk.base.database import Database
from voicedesk.base.schema import recipients
from voicedesk.campaigns.arrivals import Arrival, arrivals
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.refusal import is_optout, said_no


@dataclass(frozen=True)
class CampaignStatus:
    """A campaign's state in figures.

    ``recipients`` counts the people of the approved campaign without the ``excluded``, who said no
    after the approval and were left out at posting. ``arrived_late`` are mailings that no batch is.
    """

    campaign: Campaign
    recipients: int
    stats: Stats
    chunks: dict[str, int]
    undecided: tuple[int, ...]
    undecided_people: int = 0
    excluded: int = 0
    arrived_late: tuple[Arrival, ...] = ()

    @property
    def not_sent(self) -> int:
        """People of batches that have not reached the platform, nor wait for a decision."""
        return self.recipients - self.stats.total - self.undecided_people

    def json(self) -> dict[str, Any]:
        """The status object of the commands."""
        return {
            "id": self.campaign.id,
            "name": self.campaign.name,
            "state": str(self.campaign.state),
            "recipients": self.recipients,
            "stats": _document(self.stats),
            "chunks": self.chunks,
            "undecided": list(self.undecided),
            "arrived_late": [arrival.json() for arrival in self.arrived_late],
            "delivery_rate": self.stats.delivery_rate,
        }


@dataclass(frozen=True, slots=True)
class Call:
    """One recipient as the live page lists it."""

    label: str = field(repr=False)
    e164: str = field(repr=False)
    chunk: int
    status: str | None  # None: not sent
    description: str
    status_at: str | None
    excluded: str | None = None  # why this person was left out at posting


@dataclass(frozen=True)
class Reason:
    """Why calls did not arrive: ``status`` is ``ko``, or ``no`` where the outcome is not known.

    ``description`` is the platform's; two of the same status and description are the same reason.
    """

    status: str
    description: str
    people: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Consolidated:
    """All mailings of one name on the platform, added up, whoever sent them."""

    name: str
    mailings: int
    stats: Stats

    def json(self) -> dict[str, Any]:
        """The document of ``stats``."""
        return {
            "name": self.name,
            "mailings": self.mailings,
            "stats": _document(self.stats),
            "delivery_rate": self.stats.delivery_rate,
        }


def consolidated(client: VoiceClient, name: str) -> Consolidated:
    """The figures of every mailing of exactly that name; raises :class:`ApiError`."""
    # A comma would split the filter: then all are read, and sorted out here.
    found = client.mailings(name=None if "," in name else name)
    mine = [mailing.stats or Stats() for mailing in found if mailing.name == name]
    return Consolidated(name, len(mine), sum(mine, Stats()))


def status(database: Database, campaign_id: str) -> CampaignStatus:
    """The status of one campaign; raises ``unknown_campaign``."""
    campaign = Campaigns(database).get(campaign_id)
    batches = Outbox(database, campaign_id).chunks()
    counted: dict[str, int] = {}
    for batch in batches:
        counted[batch.state] = counted.get(batch.state, 0) + 1
    undecided = [batch for batch in batches if batch.state == "needs_decision"]
    with database.read() as connection:
        mine = select(func.count()).where(recipients.c.campaign_id == campaign_id)
        people = connection.scalar(mine.where(recipients.c.excluded.is_(None))) or 0
        excluded = connection.scalar(mine.where(recipients.c.excluded.is_not(None))) or 0
        by_status = connection.execute(
            select(recipients.c.status, func.count().label("people"))
            .where(recipients.c.campaign_id == campaign_id)
            .where(recipients.c.status.is_not(None))
            .group_by(recipients.c.status)
        )
        stats = _stats(by_status)
        arrived_late = arrivals(connection, campaign_id)
        optout = connection.scalar(mine.where(said_no())) or 0
    return CampaignStatus(
        campaign=campaign,
        recipients=people,
        stats=stats + Stats(optout=optout),
        chunks=counted,
        undecided=tuple(batch.ordinal for batch in undecided),
        undecided_people=sum(batch.size for batch in undecided),
        excluded=excluded,
        arrived_late=arrived_late,
    )


def by_campaign(database: Database) -> list[CampaignStatus]:
    """The campaigns that were sent, newest first."""
    waiting = (State.DRAFT, State.APPROVED)
    sent = [campaign for campaign in Campaigns(database).all() if campaign.state not in waiting]
    return [status(database, campaign.id) for campaign in sent]


def reasons(database: Database, campaign_id: str) -> list[tuple[str, int]]:
    """Why messages were not delivered, in the platform's words, most frequent first."""
    wanted = (
        select(recipients.c.description, func.count().label("people"))
        .where(recipients.c.campaign_id == campaign_id, recipients.c.status == "ko")
        .group_by(recipients.c.description)
        .order_by(func.count().desc())
    )
    with database.read() as connection:
        return [(row.description or "", row.people) for row in connection.execute(wanted)]


def calls(database: Database, campaign_id: str) -> list[Call]:
    """Every recipient with its state, in the order of the list."""
    here = recipients.c
    wanted = (
        select(
            here.label,
            here.e164,
            here.chunk,
            here.status,
            func.coalesce(here.description, ""),
            here.status_at,
            here.excluded,
        )
        .where(here.campaign_id == campaign_id)
        .order_by(here.chunk, here.position)
    )
    with database.read() as connection:
        return [Call(*row) for row in connection.execute(wanted)]


def stats_of(people: Sequence[Call]) -> Stats:
    """The figures of these calls; those that were not sent do not count."""
    counts = Counter(call.status for call in people if call.status is not None)
    optout = sum(is_optout(call.description) for call in people)
    return Stats(total=counts.total(), **counts) + Stats(optout=optout)


def _document(stats: Stats) -> dict[str, int]:
    names = ("total", "wait", "on", "ok", "ko", "no", "optout")
    return {name: getattr(stats, name) for name in names}


def _stats(rows: Iterable[Row[Any]]) -> Stats:
    counts = {row.status: row.people for row in rows}
    return Stats(total=sum(counts.values()), **counts)
