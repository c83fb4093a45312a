"""The report of a campaign: figures, reasons and every person, as a table or as a workbook.

It is put together from one reading of the people, so that its parts agree while calls go on. Words
come from outside (:class:`Words`); the PDF of it is painted by the window's side of the program.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Literal, Protocol

from sqlalchemy import select

from voicedesk.api.models import Stats
from voicedesk.base.database import Database
from voicedesk.base.ids import moment, now
from voicedesk.base.jobs import Job
from voicedesk.base.schema import exclusions, recordings
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.course import Reading, course
from voicedesk.campaigns.outbox import Chunk, Outbox
from voicedesk.campaigns.report_batches import batch_leaf
from voicedesk.campaigns.statistics import Call, CampaignStatus, Reason, calls, stats_of, status
from voicedesk.contacts.chart import Chart
from voicedesk.contacts.csvfile import as_text
from voicedesk.contacts.export import Leaf, write_rows, write_workbook

TABLE, WORKBOOK = ".csv", ".xlsx"

COLUMNS = ("name", "number", "channel", "status", "reason", "time", "batch")
"""Of the people."""

_OUTCOMES = ("ok", "ko", "no", "on", "wait")
_COURSE = ("ok", "ko", "no")  # what is told over time
_READINGS = 2_000  # at most, evenly apart
_MOST = 10  # reasons in the chart

Kind = Literal["said", "excluded", "batch"]
"""Who gives a reason: the platform, a rule at posting, or the state of the batch."""


class Words(Protocol):
    """What the report calls things in the reader's language."""

    def title(self, name: str) -> str:
        """Of a sheet, a column, a figure or a chart."""

    def status(self, code: str | None) -> str: ...
    def channel(self, code: str | None) -> str: ...
    def reason(self, kind: Kind, code: str) -> str: ...

    def color(self, code: str) -> str:
        """Of a status in a chart, as ``#rrggbb``."""


@dataclass(frozen=True)
class NotCalled:
    """A row that was left out at the approval: its number as the file has it, and why, by code."""

    label: str = field(repr=False)
    number: str = field(repr=False)
    code: str


@dataclass(frozen=True)
class Report:
    """What there is to tell; ``left_out`` are the rows left out at approval, in the lists' order.

    ``sent_at`` is when the first batch left (None: none has), ``message`` the recording's name.
    """

    status: CampaignStatus
    message: str
    made_at: datetime
    sent_at: datetime | None
    reasons: tuple[Reason, ...]
    left_out: tuple[NotCalled, ...] = field(repr=False)
    readings: tuple[Reading, ...] = field(repr=False)
    people: tuple[Call, ...] = field(repr=False)
    batches: Mapping[int, Chunk] = field(repr=False)

    @property
    def campaign(self) -> Campaign:
        return self.status.campaign

    @property
    def stats(self) -> Stats:
        return self.status.stats

    @property
    def not_called(self) -> dict[str, int]:
        """Counts of those left out at approval by code, the most frequent first."""
        found = Counter(row.code for row in self.left_out)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def why(self, call: Call) -> tuple[Kind, str]:
        """Why the person's call stands where it is."""
        if call.excluded is not None:
            return "excluded", call.excluded
        if call.status is None:
            return "batch", self.batches[call.chunk].state
        return "said", call.description


def read_report(database: Database, campaign_id: str) -> Report:
    """The report of a campaign as it stands; raises ``unknown_campaign``."""
    found = status(database, campaign_id)
    people = tuple(calls(database, campaign_id))
    batches = Outbox(database, campaign_id).chunks()
    return Report(
        status=replace(found, stats=stats_of(people)),
        message=_message(database, found.campaign),
        made_at=now(),
        sent_at=min((b.sent_at for b in batches if b.sent_at is not None), default=None),
        reasons=_reasons(people),
        left_out=_left_out(database, campaign_id),
        readings=tuple(course(database, campaign_id, _READINGS)),
        people=people,
        batches={batch.ordinal: batch for batch in batches},
    )


def write_report(report: Report, path: Path, words: Words, job: Job) -> int:
    """Write it by the suffix of ``path``: ``.csv`` has the people, ``.xlsx`` all of it.

    Those who were not called come last in a table, and have a sheet of their own in a workbook.
    Returns how many people there were to call. Raises :class:`InputError` as :func:`write_rows`.
    """
    titles = [words.title(name) for name in COLUMNS]
    if path.suffix.lower() != WORKBOOK:
        lines = chain(_rows(report, words, as_text), _left_out_rows(report, words))
        write_rows(titles, lines, path, job, total=len(report.people) + len(report.left_out))
        return len(report.people)
    rows = _rows(report, words, str)  # a text is a text there
    leaves = [
        _figures(report, words),
        batch_leaf(report, words),
        Leaf(words.title("people"), titles, rows),
        _reason_leaf(report, words),
    ]
    if report.readings:
        leaves.append(_course(report, words))
    if report.left_out:
        leaves.append(_left_out_leaf(report, words))
    write_workbook(leaves, path, job)
    return len(report.people)


def _rows(report: Report, words: Words, number: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    """``number`` writes an E.164."""
    for call in report.people:
        batch = report.batches[call.chunk]
        yield (
            call.label,
            number(call.e164),
            words.channel(batch.media),
            words.status(call.status),
            words.reason(*report.why(call)),
            local(call.status_at),
            str(call.chunk),
        )


def _left_out_rows(report: Report, words: Words) -> Iterator[tuple[str, ...]]:
    """Under the columns of the people: not called, and why."""
    status = words.title("not_called")
    for row in report.left_out:
        yield row.label, row.number, "", status, words.reason("excluded", row.code), "", ""


def _left_out_leaf(report: Report, words: Words) -> Leaf:
    rows = ((row.label, row.number, words.reason("excluded", row.code)) for row in report.left_out)
    titles = [words.title(name) for name in ("name", "number", "reason")]
    return Leaf(words.title("not_called"), titles, rows)


def _figures(report: Report, words: Words) -> Leaf:
    facts, stats = list(_facts(report, words)), report.stats
    outcomes = [(words.status(code), getattr(stats, code)) for code in _OUTCOMES]
    rest: list[tuple[str, float]] = [(words.title("optout"), stats.optout)]
    if stats.delivery_rate is not None:
        rest.append((words.title("delivery_rate"), stats.delivery_rate))
    chart = Chart(
        kind="bars",
        title=words.title("outcomes"),
        names=0,
        values=(1,),
        rows=range(len(facts), len(facts) + len(outcomes)),
        colors=[words.color(code) for code in _OUTCOMES],
    )
    return Leaf(
        words.title("figures"),
        ("", words.title("people")),
        [*facts, *outcomes, *rest],
        chart if stats.messages else None,
    )


def _facts(report: Report, words: Words) -> Iterator[tuple[str, str | float]]:
    campaign = report.campaign
    yield words.title("campaign"), campaign.name
    yield words.title("channel"), words.channel(campaign.channel)
    yield words.title("message"), report.message
    yield words.title("sent_at"), local(report.sent_at)
    yield words.title("made_at"), local(report.made_at)
    yield words.title("recipients"), report.status.recipients
    yield words.title("called"), report.stats.total


def _reason_leaf(report: Report, words: Words) -> Leaf:
    shown = report.reasons[:_MOST]
    chart = Chart(
        kind="bars",
        title=words.title("why_not"),
        names=1,
        values=(2,),
        rows=range(len(shown)),
        colors=[words.color(reason.status) for reason in shown],
    )
    return Leaf(
        words.title("reasons"),
        [words.title(name) for name in ("status", "reason", "people")],
        _reason_rows(report, words),
        chart if shown else None,
    )


def _reason_rows(report: Report, words: Words) -> Iterator[tuple[str, str, float]]:
    for found in report.reasons:
        reason = words.reason("said", found.description) or "–"
        yield words.status(found.status), reason, found.people
    for code, people in report.not_called.items():
        yield words.title("not_called"), words.reason("excluded", code), people


def _course(report: Report, words: Words) -> Leaf:
    """The readings; a chart once there are two of them, and an outcome to draw."""
    readings = report.readings
    chart = Chart(
        kind="lines",
        title=words.title("course"),
        names=0,
        values=range(1, 1 + len(_COURSE)),
        rows=range(len(readings)),
        colors=[words.color(code) for code in _COURSE],
    )
    last = readings[-1].stats
    drawn = len(readings) > 1 and last.ok + last.ko + last.no > 0
    return Leaf(
        words.title("over_time"),
        (words.title("time"), *map(words.status, _COURSE)),
        [(_wall(r.at), *(getattr(r.stats, code) for code in _COURSE)) for r in readings],
        chart if drawn else None,
    )


def _wall(at: datetime) -> datetime:
    """As this machine's clock shows it: a workbook knows no zones."""
    return at.astimezone().replace(tzinfo=None)


def local(at: datetime | str | None) -> str:
    """``2026-10-09 10:31:04`` on this machine's clock; "" for None."""
    if at is None:
        return ""
    known = moment(at) if isinstance(at, str) else at
    return f"{known.astimezone():%Y-%m-%d %H:%M:%S}"


def _reasons(people: tuple[Call, ...]) -> tuple[Reason, ...]:
    """Of the calls that did not arrive, the most frequent first."""
    found = Counter((c.status, c.description) for c in people if c.status in ("ko", "no"))
    return tuple([Reason(status or "", text, n) for (status, text), n in found.most_common()])


def _left_out(database: Database, campaign_id: str) -> tuple[NotCalled, ...]:
    wanted = (
        select(exclusions.c.label, exclusions.c.number, exclusions.c.code)
        .where(exclusions.c.campaign_id == campaign_id)
        .order_by(exclusions.c.position)
    )
    with database.read() as connection:
        return tuple([NotCalled(*row) for row in connection.execute(wanted)])


def _message(database: Database, campaign: Campaign) -> str:
    wanted = select(recordings.c.name).where(recordings.c.id == campaign.recording_id)
    with database.read() as connection:
        return connection.scalar(wanted) or ""
