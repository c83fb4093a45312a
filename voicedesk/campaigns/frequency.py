"""How often people were called and when they refused, over this workspace's own campaigns.

Called is who was in a batch that the platform accepted, or whose fate is not known: its phones may
have rung. A batch counts at its date, or when it was sent; what became of a call is not asked,
since an attempt counts too. Each time a person had it sent again one more counts, when that was
decided: the sending before may have rung. Tests on the person's own telephone do not count.

Two spans, both from the rules:

* calls count in any ``frequency_days`` times 24 hours; one exactly that old counts no more;
* a refusal binds until ``refusal_days`` full days have passed after its day, on the clocks of the
  rules' zone. Of 60, after 59 nobody may be called, after 60 they may: refused on 1 March at
  whatever time, called again from 0:00 on 1 May.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Connection, Select, cast, select

from voicedesk.base.database import Database
from voicedesk.base.ids import moment as stored_moment
from voicedesk.base.ids import stamp
from voicedesk.base.schema import campaigns, chunks, history, recipients, stop_numbers
from voicedesk.campaigns.decisions import Decision
from voicedesk.campaigns.outbox import ChunkState
from voicedesk.campaigns.refusal import said_no
from voicedesk.campaigns.rules import Rules

_MAY_HAVE_RUNG = (
    ChunkState.ACCEPTED,
    ChunkState.SENDING,
    ChunkState.UNKNOWN,
    ChunkState.NEEDS_DECISION,
    ChunkState.ABANDONED,
)
_FEW = 1_000  # numbers that are looked up one by one; of more, all that were called are read
_BLOCK = 16_384  # rows between two moments in which others may run
_BATCHES = 500  # in one statement
_NEVER = np.iinfo(np.int64).min
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_Numbers = NDArray[np.int64]
_NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True)
class _Calls:
    """By index: who was called (digits), and when (microseconds since 1970)."""

    numbers: _Numbers = field(repr=False)
    at: NDArray[np.int64] = field(repr=False)

    def counts(self, numbers: _Numbers, since: datetime, until: datetime) -> NDArray[np.int64]:
        """By index of ``numbers``: the calls after ``since``, through ``until``."""
        within = (self.at > _microseconds(since)) & (self.at <= _microseconds(until))
        unique, place = np.unique(numbers, return_inverse=True)
        called = self.numbers[within]
        found = np.minimum(np.searchsorted(unique, called), len(unique) - 1)
        known = found[unique[found] == called]
        return np.bincount(known, minlength=len(unique)).astype(np.int64)[place]


def attempts(
    database: Database,
    numbers: _Numbers,
    since: datetime,
    until: datetime,
    except_campaign: str | None = None,
) -> NDArray[np.int64]:
    """By index: how often each number (digits) is called after ``since``, through ``until``."""
    if not len(numbers):
        return _NOBODY.copy()
    calls = _calls(database, numbers, since, until, except_campaign)
    return calls.counts(numbers, since, until)


def too_frequent(
    database: Database,
    numbers: _Numbers,
    moment: datetime,
    rules: Rules,
    except_campaign: str | None = None,
) -> NDArray[np.bool_]:
    """By index: whether one more call at ``moment`` is more than the rules allow.

    What the platform already holds for later counts too: no span with this call in it may overflow.
    """
    found = np.zeros(len(numbers), np.bool_)
    if not len(numbers):
        return found
    span = timedelta(days=rules.frequency_days)
    calls = _calls(database, numbers, moment - span, moment + span, except_campaign)
    for end in _ends(calls, moment, span):
        found |= calls.counts(numbers, end - span, end) >= rules.frequency_calls
    return found


def refused_since(database: Database, since: datetime) -> _Numbers:
    """Who said no at ``since`` or later: sorted numbers (digits), each once.

    By a message that the platform describes as opted out, at the time that was read; or by an entry
    of the stop list that is not a fingerprint.
    """
    from_then = stamp(since)
    said = (
        select(cast(recipients.c.e164, BigInteger))
        .where(said_no())
        .where(recipients.c.status_at >= from_then)
    )
    listed = (
        select(stop_numbers.c.e164)
        .where(stop_numbers.c.e164.is_not(None))
        .where(stop_numbers.c.added_at >= from_then)
    )
    with database.read() as connection:
        found = [_read(connection, wanted, 1).ravel() for wanted in (said, listed)]
    return np.unique(np.concatenate(found))


def binding_since(moment: datetime, rules: Rules) -> datetime:
    """The earliest refusal that still forbids a call at ``moment``: the beginning of its day."""
    day = moment.astimezone(rules.zone).date() - timedelta(days=rules.refusal_days)
    return datetime.combine(day, time(), rules.zone)


def _ends(calls: _Calls, moment: datetime, span: timedelta) -> Iterator[datetime]:
    """Where the spans end that can be the fullest: at this call, and at each that is to come."""
    yield moment
    later = np.unique(calls.at[calls.at > _microseconds(moment)]).tolist()
    ends = (_EPOCH + at * _MICROSECOND for at in later)
    yield from (end for end in ends if end - span < moment)


def _calls(
    database: Database,
    numbers: _Numbers,
    since: datetime,
    until: datetime,
    except_campaign: str | None,
) -> _Calls:
    unique = np.unique(numbers)
    among = [f"+{number}" for number in unique.tolist()] if len(unique) <= _FEW else None
    found = [(_NOBODY, _NOBODY)]
    with database.read() as connection:
        for campaign_id, batches in _batches(connection, since, until, except_campaign).items():
            found += _people(connection, campaign_id, batches, among)
    called, at = zip(*found, strict=True)
    return _Calls(np.concatenate(called), np.concatenate(at))


def _batches(
    connection: Connection, since: datetime, until: datetime, except_campaign: str | None
) -> dict[str, dict[int, list[int]]]:
    """By campaign: the batches that may have rung in that time, and each time (microseconds)."""
    this = chunks.c
    wanted = (
        select(this.campaign_id, this.ordinal, this.state, this.date, this.sent_at, this.replaces)
        .join(campaigns)
        .where(campaigns.c.is_test.is_(False))
        .order_by(this.campaign_id, this.ordinal)
    )
    if except_campaign is not None:
        wanted = wanted.where(this.campaign_id != except_campaign)
    again = _sent_again(connection)
    found: dict[str, dict[int, list[int]]] = {}
    for row in connection.execute(wanted):
        mine = row.campaign_id, row.ordinal
        # One that is planned anew has the people of the one it replaces, which stands before it.
        times = again.get(mine, []) + again.get((row.campaign_id, row.replaces), [])
        if times:
            again[mine] = times
        if row.state in _MAY_HAVE_RUNG and row.sent_at is not None:
            times = [*times, stored_moment(row.sent_at)]
        if not times:
            continue
        date = None if row.date is None else stored_moment(row.date)
        rang = (time if date is None else max(time, date) for time in times)
        if within := [_microseconds(time) for time in rang if since < time <= until]:
            found.setdefault(row.campaign_id, {})[row.ordinal] = within
    return found


def _sent_again(connection: Connection) -> dict[tuple[str, int], list[datetime]]:
    """By campaign and batch: when a person decided that it be sent once more."""
    wanted = (
        select(history.c.campaign_id, history.c.chunk, history.c.at)
        .where(history.c.event == "decided")
        .where(history.c.details["decision"].as_string() == Decision.SEND_AGAIN)
    )
    found: dict[tuple[str, int], list[datetime]] = {}
    for row in connection.execute(wanted):
        found.setdefault((row.campaign_id, row.chunk), []).append(stored_moment(row.at))
    return found


def _people(
    connection: Connection, campaign_id: str, batches: dict[int, list[int]], among: list[str] | None
) -> Iterator[tuple[_Numbers, NDArray[np.int64]]]:
    """The numbers of these batches, and when each was called: once a time."""
    shape = max(map(len, batches.values())), max(batches) + 1
    times = np.full(shape, _NEVER, np.int64)
    for ordinal, rang in batches.items():
        times[: len(rang), ordinal] = rang
    wanted = (
        select(cast(recipients.c.e164, BigInteger), recipients.c.chunk)
        .where(recipients.c.campaign_id == campaign_id)
        .where(recipients.c.excluded.is_(None))
    )
    if among is not None:
        # Not those in a batch after the last of these: ``times`` has no column for it.
        few = wanted.where(recipients.c.e164.in_(among), recipients.c.chunk <= max(batches))
        yield from _calls_of(_read(connection, few, 2), times)
        return
    ordered = sorted(batches)
    for start in range(0, len(ordered), _BATCHES):
        some = recipients.c.chunk.in_(ordered[start : start + _BATCHES])
        yield from _calls_of(_read(connection, wanted.where(some), 2), times)


def _calls_of(
    people: NDArray[np.int64], times: NDArray[np.int64]
) -> Iterator[tuple[_Numbers, NDArray[np.int64]]]:
    """Numbers and their batches' calls; ``times`` has a row for each of these, a column a batch."""
    numbers, ordinals = people.T
    for one in times:
        at = one[ordinals]
        rang = at != _NEVER
        yield numbers[rang], at[rang]


def _read(connection: Connection, wanted: Select[Any], width: int) -> NDArray[np.int64]:
    """The rows of ``wanted``, so many integers wide."""
    cursor = connection.execute(wanted).cursor
    assert cursor is not None  # the driver's own: a row object for each takes longer than the read
    blocks = [_NOBODY]
    while rows := cursor.fetchmany(_BLOCK):
        blocks.append(np.fromiter(chain.from_iterable(rows), np.int64, width * len(rows)))
    return np.concatenate(blocks).reshape(-1, width)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
