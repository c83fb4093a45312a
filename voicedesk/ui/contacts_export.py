"""Writing the rows of a stored list to a file, as it stands now."""

from pathlib import Path
from typing import Literal

from voicedesk.base.jobs import Job
from voicedesk.contacts.export import write_rows
from voicedesk.contacts.lists import ContactLists

Part = Literal["valid", "rejected"]


def export(lists: ContactLists, list_id: str, part: Part, path: Path, job: Job) -> int:
    """``valid``: each number once, with ``e164`` and ``kind``; ``rejected``: with the ``row`` of
    the file, ``reason`` and ``suggestion``. Returns the rows; raises as
    :func:`~voicedesk.contacts.export.write_rows`, and ``unknown_list``.
    """
    info, rows = lists.info(list_id), lists.rows(list_id)
    job.check()
    if part == "valid":
        good = (
            (*row.cells, row.verdict.e164, row.verdict.kind.value)
            for row in rows
            if row.verdict.e164 and row.verdict.kind and row.duplicate_of is None
        )
        return write_rows((*info.columns, "e164", "kind"), good, path)
    bad = (
        (str(row.row or ""), *row.cells, row.verdict.reason or "", row.verdict.repair or "")
        for row in rows
        if not row.verdict.valid
    )
    return write_rows(("row", *info.columns, "reason", "suggestion"), bad, path)
