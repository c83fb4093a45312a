"""A stored list judged again: what a new phonenumbers says of all its numbers."""

from dataclasses import replace

from sqlalchemy import Connection

from voicedesk.base.jobs import Job
from voicedesk.contacts import journal
from voicedesk.contacts.changes import Change, Reshape, Shape
from voicedesk.contacts.foresight import foresee, judged
from voicedesk.contacts.table import ContactTable


def rejudge(connection: Connection, list_id: str, region: str, shape: Shape, job: Job) -> None:
    """Store other verdicts with every change of a list, undone ones too; ``shape`` is its own.

    It goes through the whole past once more, within the caller's transaction.
    """
    shape = journal.first_shape(connection, list_id) or shape
    table = ContactTable(list_id, region, shape)
    for seq in range(1, journal.last(connection, list_id) + 1):
        ((change, _),) = journal.read(connection, list_id, range(seq, seq + 1), job)
        change = _rejudged(change, table)
        if change.segment is not None:
            table.add(change.segment)
        verdicts = foresee(table, change).verdicts
        journal.replace(connection, list_id, seq, change, verdicts, job)
        table.apply(change, verdicts=verdicts)


def _rejudged(change: Change, table: ContactTable) -> Change:
    if change.segment is None:
        return change
    shapes = [step.new for step in change.steps if isinstance(step, Reshape)]
    phone = (shapes or [table.shape])[-1].phone
    numbers = change.segment.cells.get(phone) or [""] * len(change.segment)
    return replace(change, segment=replace(change.segment, judged=judged(numbers, table.region)))
