"""What came of one campaign, or of all sendings of one name that the platform has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Stats, Status
from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError, PlatformError
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.course import course
from voicedesk.campaigns.outbox import Outbox
from voicedesk.campaigns.statistics import by_campaign, consolidated, reasons
from voicedesk.ui.look import Role


@dataclass(frozen=True)
class Result:
    """``campaign`` None: ``mailings`` of that name on the platform, whoever sent them, with the
    ``reasons`` (people by the platform's words) read with them.

    ``sent_at`` is when the first batch left (None: none has, or nobody here knows), ``read_at``
    when the platform last told the figures (None: never).
    """

    name: str
    stats: Stats
    campaign: Campaign | None = None
    sent_at: datetime | None = None
    mailings: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    read_at: datetime | None = None

    @property
    def id(self) -> str:
        """Unique among results."""
        return f"name:{self.name}" if self.campaign is None else self.campaign.id

    @property
    def share(self) -> float | None:
        """Delivered of called, 0 to 1."""
        return self.stats.ok / self.stats.total if self.stats.total else None

    @property
    def is_archived(self) -> bool:
        return self.campaign is not None and self.campaign.archived_at is not None

    @property
    def is_moving(self) -> bool:
        """Whether the platform has calls of it that may have gone on since they were read."""
        over = self.campaign is None or self.campaign.state in (State.DONE, State.CANCELLED)
        return not over and self.sent_at is not None

    def is_since(self, since: datetime | None) -> bool:
        """Whether it belongs to a period. What never left is of the day it was made, and what was
        sent elsewhere of every period: its day is not known."""
        if since is None or self.campaign is None:
            return True
        return (self.sent_at or self.campaign.created_at) >= since


@dataclass(frozen=True)
class Series:
    """A compared result: delivered share by minutes since departure, and reasons by share.

    Without a course (it was not watched from here) ``points`` are empty and ``share`` is the end.
    """

    name: str
    role: Role
    points: Sequence[tuple[float, float]]
    reasons: Mapping[str, float]
    share: float


def read_results(database: Database) -> list[Result]:
    """Every campaign that was sent, newest first."""
    found = []
    for status in by_campaign(database):
        chunks = Outbox(database, status.campaign.id).chunks()
        moments = [chunk.sent_at for chunk in chunks if chunk.sent_at is not None]
        sent_at = min(moments, default=None)
        last = course(database, status.campaign.id, most=2)[-1:]
        read_at = last[0].at if last else None
        campaign = status.campaign
        found.append(Result(campaign.name, status.stats, campaign, sent_at, read_at=read_at))
    return found


def read_at(results: Sequence[Result]) -> datetime | None:
    """Since when these figures may be out of date: the oldest reading of calls that go on, or,
    where none do, the last of all. None where the platform has not been heard of them."""
    moving = [result.read_at for result in results if result.is_moving]
    if moving:
        known = [moment for moment in moving if moment is not None]
        return min(known) if len(known) == len(moving) else None
    return max((result.read_at for result in results if result.read_at is not None), default=None)


def read_named(client: VoiceClient, name: str) -> Result:
    """What the platform has under exactly that name. Raises ``no_such_sending`` and the errors of
    the client."""
    found = consolidated(client, name)
    if not found.mailings:
        raise NotAllowedError("no_such_sending", name=name)
    return Result(name, found.stats, mailings=found.mailings, reasons=_reasons(client, name))


def read_series(database: Database, result: Result, role: Role) -> Series:
    """The course and the reasons of one result."""
    total, share = max(1, result.stats.total), result.share or 0.0
    if result.campaign is None:
        shares = {text: people / total for text, people in result.reasons.items()}
        return Series(result.name, role, (), shares, share)
    readings = course(database, result.id)
    start = result.sent_at or (readings[0].at if readings else None)
    points = [
        (max(0.0, (reading.at - start).total_seconds() / 60), reading.stats.ok / total)
        for reading in readings
        if start is not None
    ]
    shares = {text: people / total for text, people in reasons(database, result.id)}
    return Series(result.name, role, points, shares, share)


def _reasons(client: VoiceClient, name: str) -> dict[str, int]:
    """People not delivered, by the platform's words."""
    if "," in name:  # it would split the filter: rather none than those of others
        return {}
    counts: Counter[str] = Counter()
    wanted = "id,mailingName,currentStatus"
    for message in client.messages(mailing_name=name, statuses=(Status.KO,), properties=wanted):
        if message.mailing_name != name:
            raise PlatformError("filter_ignored")
        if message.status is Status.KO:
            counts[message.description] += 1
    return dict(counts)
