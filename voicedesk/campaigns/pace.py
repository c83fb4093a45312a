"""How fast this account's calls go, measured on the campaigns that are over."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment
from voicedesk.base.schema import campaigns, readings
from voicedesk.campaigns.campaign import State

_LATEST = 5  # campaigns: the platform's lines may be more or fewer than a year ago


@dataclass(frozen=True)
class Pace:
    """``people`` were called within ``span``, over some campaigns."""

    people: int
    span: timedelta

    def needed(self, people: int) -> timedelta:
        """How long so many calls will take at about."""
        return self.span * (people / self.people)


def pace(database: Database) -> Pace | None:
    """By the latest campaigns that are over; None before the first one.

    A campaign's span goes from the last reading before its first call to the one that found
    nothing under way any more. Calls to oneself do not count.
    """
    with database.read() as connection:
        begun = readings.c.total > readings.c.wait
        over = begun & (readings.c.wait == 0) & (readings.c.on == 0)
        at = readings.c.at
        rows = connection.execute(
            select(
                func.max(readings.c.total).label("people"),
                func.max(at).filter(~begun).label("still"),
                func.min(at).filter(begun).label("began"),
                func.min(at).filter(over).label("ended"),
            )
            .join(campaigns, campaigns.c.id == readings.c.campaign_id)
            .where(campaigns.c.state == State.DONE, ~campaigns.c.is_test)
            .group_by(readings.c.campaign_id)
            .order_by(func.max(at).desc())
            .limit(_LATEST)
        ).all()
    known = [row for row in rows if row.ended is not None and row.people]
    span = sum((_span(row.still or row.began, row.ended) for row in known), timedelta())
    return Pace(sum(row.people for row in known), span) if span else None


def _span(began: str, ended: str) -> timedelta:
    return max(moment(ended) - moment(began), timedelta())
