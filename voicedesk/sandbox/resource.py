"""Reading a resource: filters, attributes, order and page become one SQL statement.

A resource's statements may use ``:now``, ``:origin`` and ``:account``, the Call's.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.refusal import Refused
from voicedesk.sandbox.world import Answer, Call

_LARGEST = 2**63 - 1  # SQLite's integer
# Parameters that are no filter.
_OTHERS = {"action", "limit", "offset", "sort", "total", "properties", "callback", "metaData"}


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Attribute:
    """``sql`` gives the value, ``shape`` turns it into what JSON shows."""

    sql: str
    shape: Callable[[Any], object] = _same
    default: bool = True
    parts: tuple[str, ...] = ()  # the names inside, of an object


@dataclass(frozen=True)
class Filter:
    """``sql`` is a condition with ``{values}`` in the place of the list that was asked for."""

    sql: str
    whole: bool = False  # values are numbers
    by_name: bool = False  # a switch makes reads ignore it


@dataclass(frozen=True)
class Resource:
    """``source`` is the FROM clause, ``seen`` the condition for what the call may see."""

    source: str
    id: str
    seen: str
    attributes: Mapping[str, Attribute]
    filters: Mapping[str, Filter]


def read(db: sqlite3.Connection, resource: Resource, call: Call) -> Answer:
    """The envelope ``{size, total, list}``; ``total`` is None unless it was asked for."""
    asked = call.parameters
    names = _properties(resource, asked)
    order, page = _order(resource, asked), _page(asked)
    condition, values = where(resource, call, call.switches.name_filter_ignored)
    rows = db.execute(
        f"SELECT {_columns(resource, names)} FROM {resource.source} "
        f"WHERE {condition} ORDER BY {order} {page}",
        values,
    ).fetchall()
    found = _shaped(resource, names, rows)
    total = None
    if _is_true(asked, "total"):
        counted = f"SELECT COUNT(*) FROM {resource.source} WHERE {condition}"
        total = db.execute(counted, values).fetchone()[0]
    body = {"size": len(found), "total": total, "list": found}
    return Answer(200, body, _dotted(resource, names))


def created(db: sqlite3.Connection, resource: Resource, id_: int, call: Call) -> Answer:
    """The envelope of the one resource that was just made, with its default attributes."""
    names = _default(resource)
    rows = db.execute(
        f"SELECT {_columns(resource, names)} FROM {resource.source} WHERE {resource.id} = :id",
        {"id": id_, "now": call.now, "origin": call.origin},
    ).fetchall()
    made = _shaped(resource, names, rows)
    body = made[0] if call.switches.bare_create else {"size": 1, "total": 1, "list": made}
    return Answer(201, body, _dotted(resource, names))


def where(
    resource: Resource, call: Call, ignore_names: bool = False
) -> tuple[str, dict[str, object]]:
    """The condition of the call's account and filters, and the values it needs."""
    conditions = [resource.seen]
    values: dict[str, object] = {"now": call.now, "origin": call.origin, "account": call.account}
    for name in filters(resource, call.parameters):
        asked = resource.filters[name]
        if asked.by_name and ignore_names:
            continue
        texts = call.parameters.texts(name)
        if len(texts) == 1 and not asked.whole:
            conditions.append(asked.sql.format(values=f"(:f_{name})"))
            values[f"f_{name}"] = texts[0]
        else:
            conditions.append(asked.sql.format(values=f"(SELECT value FROM json_each(:f_{name}))"))
            values[f"f_{name}"] = json.dumps(_whole(texts) if asked.whole else texts)
    return " AND ".join(conditions), values


def filters(resource: Resource, parameters: Parameters) -> list[str]:
    """The names of the filters that are given. Refused 400 for one the resource does not have."""
    given = [name for name in parameters.given if name not in _OTHERS]
    for name in given:
        if name not in resource.filters:
            raise Refused(400, f"unknown filter: {name[:80]}")
    return [name for name in given if name in parameters]


def _whole(texts: list[str]) -> list[int]:
    # What is no number is no id of ours, so it finds nothing.
    numbers = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20)
    return [number for number in numbers if number <= _LARGEST]


def _columns(resource: Resource, names: Sequence[str]) -> str:
    return ", ".join(f"{resource.attributes[name].sql} AS [{name}]" for name in names)


def _shaped(
    resource: Resource, names: Sequence[str], rows: Iterable[sqlite3.Row]
) -> list[dict[str, object]]:
    shapes = [(name, resource.attributes[name].shape) for name in names]
    return [{name: shape(row[name]) for name, shape in shapes} for row in rows]


def _dotted(resource: Resource, names: Sequence[str]) -> tuple[str, ...]:
    parts = ((name, resource.attributes[name].parts) for name in names)
    return tuple(
        f"{name}.{part}" if part else name for name, inner in parts for part in inner or ("",)
    )


def _default(resource: Resource) -> list[str]:
    return [name for name, attribute in resource.attributes.items() if attribute.default]


def _properties(resource: Resource, parameters: Parameters) -> list[str]:
    default = _default(resource)
    if "properties" not in parameters:
        return default
    chosen: list[str] = []
    left_out: set[str] = set()
    for text in parameters.texts("properties"):
        name = text.strip()
        if name == "DEFAULT":
            chosen.extend(default)
        elif name.removeprefix("-") not in resource.attributes:
            raise Refused(400, f"unknown property: {name[:80]}")
        elif name.startswith("-"):
            left_out.add(name[1:])
        else:
            chosen.append(name)
    wanted = [name for name in dict.fromkeys(chosen) if name not in left_out]
    if not wanted:
        raise Refused(400, "properties names no attribute")
    return wanted


def _order(resource: Resource, parameters: Parameters) -> str:
    terms = []
    for text in parameters.texts("sort"):
        name, _, direction = text.strip().partition(" ")
        direction = direction.strip().upper() or "ASC"
        if name not in resource.attributes or direction not in ("ASC", "DESC"):
            raise Refused(400, "sort is <attribute> ASC or <attribute> DESC")
        terms.append(
            f"{resource.id if name == 'id' else resource.attributes[name].sql} {direction}"
        )
    return ", ".join([*terms, resource.id])


def _page(parameters: Parameters) -> str:
    limit, offset = _count(parameters, "limit"), _count(parameters, "offset")
    return f"LIMIT {-1 if limit is None else limit} OFFSET {offset or 0}"


def _count(parameters: Parameters, name: str) -> int | None:
    text = parameters.text(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(400, f"{name} is not a number")
    return int(text)


def _is_true(parameters: Parameters, name: str) -> bool:
    return (parameters.text(name) or "").lower() in ("true", "1")
