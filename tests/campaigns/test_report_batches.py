"""The batches' sheet of the report, as a spreadsheet reads it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from tests.campaigns.ending import BUSY, OUT, UNKNOWN, end
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import chunks
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.report import Kind, read_report
from voicedesk.campaigns.report_batches import COLUMNS, batch_leaf
from voicedesk.contacts.export import write_workbook

Make = Callable[..., Campaign]
LEFT = datetime(2026, 10, 9, 8, 20, tzinfo=UTC)


class Codes:
    """Every word is its code."""

    def title(self, name: str) -> str:
        return name

    def status(self, code: str | None) -> str:
        return f"<{code}>"

    def channel(self, code: str | None) -> str:
        return code or ""

    def reason(self, kind: Kind, code: str) -> str:
        return f"{kind}:{code}"

    def color(self, code: str) -> str:
        raise AssertionError(code)  # there is no chart


def set_batch(workspace: Workspace, campaign: Campaign, ordinal: int, **values: object) -> None:
    mine = (chunks.c.campaign_id == campaign.id) & (chunks.c.ordinal == ordinal)
    with workspace.database.write() as connection:
        connection.execute(update(chunks).where(mine).values(**values))


def test_every_batch_has_its_own_figures(
    workspace: Workspace, make_approved: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "CHUNK", 4)
    campaign = make_approved(9)
    end(workspace, campaign, None, BUSY, OUT, UNKNOWN, None, None)
    set_batch(workspace, campaign, 1, mailing_id="0042", sent_at=stamp(LEFT))
    set_batch(workspace, campaign, 2, mailing_id="0043", date=stamp(LEFT))
    set_batch(workspace, campaign, 3, state="planned", sent_at=None)
    leaf = batch_leaf(read_report(workspace.database, campaign.id), Codes())
    path = tmp_path / "report.xlsx"
    write_workbook([leaf], path, Job())
    rows: list[list[Any]] = (
        CalamineWorkbook.from_path(path).get_sheet_by_name("batches").to_python()
    )
    wall = LEFT.astimezone().replace(tzinfo=None)
    assert rows == [
        [*COLUMNS, "<ok>", "<ko>", "<no>", "optout", "delivery_rate"],
        [1, "VOICE", wall, "batch:accepted", "0042", 4, 1, 2, 1, 1, 25],
        [2, "VOICE", wall, "batch:accepted", "0043", 4, 2, 0, 0, 0, 100],
        [3, "VOICE", "", "batch:planned", "", 1, "", "", "", "", ""],
    ]
