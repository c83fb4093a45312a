"""People who said no on the telephone: never called again, and never forgotten where unnamed.

The platform describes the message of whoever opted out as ``opted out``, and counts opt-outs in a
mailing's figures. Those it names go on the stop list in the transaction that stores their message.
Those it counts without naming are *unknown*: while there are some, nobody may prospect over the
same lists, until a person has dealt with them (read them in the platform's own pages, say).
"""

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func, select

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.schema import campaigns, history, readings, recipients
from voicedesk.campaigns import drafts
from voicedesk.campaigns.campaign import Campaign, Purpose
from voicedesk.campaigns.history import record
from voicedesk.campaigns.refusal import said_no
from voicedesk.contacts.stop_list import StopList

TAKEN_HOME = "optouts_stopped"
DEALT_WITH = "optouts_dealt_with"

_Numbers = NDArray[np.int64]


def stop(database: Database, connection: Connection, campaign_id: str, e164: Iterable[str]) -> int:
    """Put these on the stop list, within the transaction that stores their messages.

    Returns how many were not on it yet.
    """
    numbers = np.fromiter(map(int, e164), np.int64)
    if not len(numbers):
        return 0
    name = drafts.get(connection, campaign_id).name
    added = StopList(database).add_within(connection, numbers, f"campaign {name}")
    if added:
        record(connection, campaign_id, TAKEN_HOME, people=added)
    return added


def unknown(database: Database, campaign_id: str) -> int:
    """Opt-outs the platform counts and does not name, whether or not they were dealt with."""
    with database.read() as connection:
        return _unknown(connection, campaign_id)


def pending(database: Database, campaign_id: str) -> int:
    """Those of :func:`unknown` that no person has dealt with yet."""
    with database.read() as connection:
        return _unsettled(connection, campaign_id)


def dealt_with(database: Database, campaign_id: str, by: str, note: str) -> None:
    """Record that a person has dealt with the unknown opt-outs there are now; more may come.

    Raises ``unknown_campaign``, and ``no_unknown_optouts`` where there is nothing to deal with.
    """
    with database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        if not _unsettled(connection, campaign_id):
            raise NotAllowedError("no_unknown_optouts", name=campaign.name)
        people = _unknown(connection, campaign_id)
        record(connection, campaign_id, DEALT_WITH, people=people, by=by, note=note)


def check_optouts(database: Database, campaign: Campaign, e164: _Numbers | None = None) -> None:
    """Refuse to prospect where somebody opted out of whom nobody knows.

    That is over the same lists, and among the people who were called then, whatever list they are
    on now. ``e164`` (digits) are who would be called; None: those who were approved.

    Raises ``optouts_unknown`` with the ``name`` and ``id`` of the campaign it happened in, and how
    many ``people``.
    """
    if campaign.purpose is not Purpose.PROSPECTING:
        return
    with database.read() as connection:
        counted = select(readings.c.campaign_id).where(readings.c.optout > 0).distinct()
        wanted = select(campaigns.c.id, campaigns.c.name, campaigns.c.list_ids).where(
            campaigns.c.id.in_(counted), campaigns.c.id != campaign.id
        )
        for row in connection.execute(wanted.order_by(campaigns.c.created_at)):
            people = _unsettled(connection, row.id)
            if people and _meet(connection, row.id, row.list_ids, campaign, e164):
                raise NotAllowedError("optouts_unknown", name=row.name, id=row.id, people=people)


def _meet(
    connection: Connection,
    before: str,
    lists: Collection[str],
    campaign: Campaign,
    e164: _Numbers | None,
) -> bool:
    """Whether somebody of the campaign ``before``, over those ``lists``, would be called."""
    if set(lists) & set(campaign.list_ids):
        return True
    wished = _numbers(connection, campaign.id) if e164 is None else e164
    return bool(np.isin(wished, _numbers(connection, before)).any())


def _numbers(connection: Connection, campaign_id: str) -> _Numbers:
    """Of those who are called: digits."""
    wanted = select(cast(recipients.c.e164, BigInteger)).where(
        recipients.c.campaign_id == campaign_id, recipients.c.excluded.is_(None)
    )
    return np.fromiter(connection.scalars(wanted), np.int64)


def _unknown(connection: Connection, campaign_id: str) -> int:
    # The largest, not the latest: opt-outs do not go back, and a clock that was set may.
    counted = select(func.max(readings.c.optout)).where(readings.c.campaign_id == campaign_id)
    named = select(func.count()).select_from(recipients).where(_named(campaign_id))
    return max((connection.scalar(counted) or 0) - (connection.scalar(named) or 0), 0)


def _unsettled(connection: Connection, campaign_id: str) -> int:
    wanted = select(history.c.details).where(
        history.c.campaign_id == campaign_id, history.c.event == DEALT_WITH
    )
    done = (int(details["people"]) for details in connection.scalars(wanted))
    return max(_unknown(connection, campaign_id) - max(done, default=0), 0)


def _named(campaign_id: str) -> ColumnElement[bool]:
    return (recipients.c.campaign_id == campaign_id) & said_no()
