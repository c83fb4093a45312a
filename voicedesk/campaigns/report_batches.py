"""The batches in a campaign's report, each with what the platform counts as one sending."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from voicedesk.api.models import Stats
from voicedesk.campaigns.outbox import Chunk, ChunkState
from voicedesk.campaigns.statistics import stats_of
from voicedesk.contacts.chart import Cell
from voicedesk.contacts.export import Leaf

if TYPE_CHECKING:
    from voicedesk.campaigns.report import Report, Words

COLUMNS = ("batch", "channel", "date", "state", "mailing", "people")
"""Before the figures: delivered, not delivered, unknown, opt-outs and the delivery rate."""

_OUTCOMES = ("ok", "ko", "no")


def batch_leaf(report: "Report", words: "Words") -> Leaf:
    """The sheet ``batches``; the figures are empty where the platform did not take the batch.

    ``date`` is when its people are called, or when it left if that was at once, on this machine's
    clock. ``mailing`` is the platform's id, a text. The rate is in percent.
    """
    titles = [
        *map(words.title, COLUMNS),
        *map(words.status, _OUTCOMES),
        words.title("optout"),
        words.title("delivery_rate"),
    ]
    return Leaf(words.title("batches"), titles, list(_rows(report, words)))


def _rows(report: "Report", words: "Words") -> Iterator[tuple[Cell, ...]]:
    stats = _by_batch(report)
    for ordinal, chunk in sorted(report.batches.items()):
        yield (
            ordinal,
            words.channel(chunk.media),
            _date(chunk),
            words.reason("batch", chunk.state),
            chunk.mailing_id or "",
            chunk.size,
            *_figures(chunk, stats.get(ordinal, Stats())),
        )


def _by_batch(report: "Report") -> Mapping[int, Stats]:
    people = groupby(report.people, key=lambda call: call.chunk)  # they come batch by batch
    return {ordinal: stats_of(list(calls)) for ordinal, calls in people}


def _figures(chunk: Chunk, stats: Stats) -> tuple[Cell, ...]:
    if chunk.state is not ChunkState.ACCEPTED:
        return ("",) * (len(_OUTCOMES) + 2)
    rate = stats.delivery_rate
    return stats.ok, stats.ko, stats.no, stats.optout, "" if rate is None else rate


def _date(chunk: Chunk) -> datetime | str:
    """As this machine's clock shows it: a workbook knows no zones."""
    at = chunk.date or chunk.sent_at
    return "" if at is None else at.astimezone().replace(tzinfo=None)
