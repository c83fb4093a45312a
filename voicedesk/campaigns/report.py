"""The report of a campaign: one row a person, for Excel as the business has it."""

from pathlib import Path

from voicedesk.base.database import Database
from voicedesk.campaigns.statistics import calls
from voicedesk.contacts.export import write_rows

COLUMNS = ("name", "number", "batch", "status", "description", "time")


def write_report(database: Database, campaign_id: str, path: Path) -> int:
    """Write every recipient with its outcome to ``path`` (.csv or .xlsx); how many rows.

    Raises :class:`InputError` like the export of contacts (unknown suffix, not writable).
    """
    rows = (
        (
            call.label,
            call.e164,
            str(call.chunk),
            call.status or "",
            call.description,
            call.status_at or "",
        )
        for call in calls(database, campaign_id)
    )
    return write_rows(COLUMNS, rows, path)
