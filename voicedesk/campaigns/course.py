"""How a campaign's figures grew over time, as the watcher noted them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from voicedesk.api.models import Stats
from voicedesk.base.database import Database
from voicedesk.base.ids import moment
from voicedesk.base.schema import readings


@dataclass(frozen=True)
class Reading:
    """The figures at one moment."""

    at: datetime
    stats: Stats


def course(database: Database, campaign_id: str, most: int = 400) -> list[Reading]:
    """The readings, oldest first; of more than ``most`` only some, the first and last among them.

    A reading that says the same as those on both sides of it is kept: it proves that the platform
    was heard.
    """
    wanted = select(readings).where(readings.c.campaign_id == campaign_id).order_by(readings.c.at)
    with database.read() as connection:
        rows = connection.execute(wanted).all()
    names = ("total", "wait", "on", "ok", "ko", "no", "optout")
    found = rows if len(rows) <= most else [rows[i] for i in _spread(len(rows), most)]
    return [
        Reading(moment(row.at), Stats(**{name: getattr(row, name) for name in names}))
        for row in found
    ]


def _spread(count: int, most: int) -> list[int]:
    """``most`` indexes of ``count``, evenly apart, from the first to the last."""
    return [round(step * (count - 1) / (most - 1)) for step in range(most)]
