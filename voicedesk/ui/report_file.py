"""A campaign's report and its history as files, in the reader's language; the suffix decides."""

from pathlib import Path

from voicedesk.base.database import Database
from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.campaigns import history
from voicedesk.campaigns.report import TABLE, WORKBOOK, read_report, write_report
from voicedesk.ui.history_words import event_words
from voicedesk.ui.report_words import ReportWords

PAPER = ".pdf"
REPORTS = (TABLE, WORKBOOK, PAPER)
HISTORIES = (".csv", ".json")


def save_report(database: Database, campaign_id: str, path: Path, job: Job) -> int:
    """Write the report; returns how many people are in it.

    Raises ``unknown_campaign``, :class:`InputError` ``unknown_suffix`` and as
    :func:`~voicedesk.contacts.export.write_rows`.
    """
    report = read_report(database, campaign_id)
    if path.suffix.lower() != PAPER:
        return write_report(report, path, ReportWords(), job)
    from voicedesk.ui.paper_report import paint_report  # Qt: only where something is painted

    paint_report(report, path, job)
    return len(report.people)


def save_history(database: Database, campaign_id: str, path: Path) -> int:
    """Write the history; returns its entries. Raises as :func:`save_report`."""
    if path.suffix.lower() not in HISTORIES:
        raise InputError("unknown_suffix", file=path.name, suffixes=HISTORIES)
    titles = (tr("Time"), tr("What happened"), tr("Batch"), tr("Details"))
    return history.export(database, campaign_id, path, titles, event_words)
