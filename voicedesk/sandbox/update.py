"""Changing resources: ``metaData`` says what, the filters say where (voice-api.md, 3.5)."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from voicedesk.sandbox.parameters import Parameters, json_of
from voicedesk.sandbox.refusal import Refused, Unchanged
from voicedesk.sandbox.resource import Resource, filters, where
from voicedesk.sandbox.world import Answer, Call, World

# Changes one row of its resource and says whether that made a difference.
Change = Callable[[sqlite3.Connection, sqlite3.Row, Parameters, Call], bool]


def update(
    world: World, call: Call, resource: Resource, writable: frozenset[str], change: Change
) -> Answer:
    """``count`` of the resources the filters match, all of them changed or none.

    Refused 400 without a filter, 417 if an attribute is not ``writable`` or its value is wrong;
    Unchanged if no resource differs afterwards.
    """
    wanted = _wanted(call.parameters, writable)
    with world.store.writing() as db:
        rows = matching(db, resource, call)
        # A list, not a generator: every row is changed, also after the first difference.
        changed = [change(db, row, wanted, call) for row in rows]
    if not any(changed):
        raise Unchanged
    return counted(len(rows), call)


def counted(count: int, call: Call) -> Answer:
    """The answer of an update or delete."""
    return Answer(204 if call.switches.no_content else 200, {"count": count})


def matching(db: sqlite3.Connection, resource: Resource, call: Call) -> list[sqlite3.Row]:
    """The rows an update or delete is about. Refused 400 if no filter is given: not all by
    mistake."""
    if not filters(resource, call.parameters):
        raise Refused(400, "a filter is required")
    condition, values = where(resource, call)
    found = db.execute(f"SELECT * FROM {resource.source} WHERE {condition}", values)
    return found.fetchall()


def set_columns(
    db: sqlite3.Connection, table: str, row: sqlite3.Row, values: Mapping[str, Any]
) -> bool:
    """Write the columns that differ; False if none does."""
    different = {name: value for name, value in values.items() if row[name] != value}
    if different:
        columns = ", ".join(f"{name} = :{name}" for name in different)
        db.execute(f"UPDATE {table} SET {columns} WHERE id = :id", different | {"id": row["id"]})
    return bool(different)


def _wanted(asked: Parameters, writable: frozenset[str]) -> Parameters:
    value = asked.given.get("metaData")
    if isinstance(value, str):
        try:
            value = json_of(value)
        except ValueError:
            raise Refused(417, "metaData is not a JSON object") from None
    if not isinstance(value, dict) or not value:
        raise Refused(417, "metaData is missing or not a JSON object")
    for name in value:
        if name not in writable:
            raise Refused(417, f"metaData: {name[:80]} cannot be set")
    return Parameters(value)
