"""The parameters of a call, wherever they stand: query, form, multipart or JSON body.

For every verb, GET included; what the body says wins over the query. Names may be bracketed:
``id[0]=1&id[1]=2``, ``tags[]=a``, ``contacts[0][recipient]=…``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from voicedesk.sandbox.refusal import Refused

BIGGEST_BODY = 32 * 2**20
MOST_FIELDS = 20_000
BIGGEST_PART = 4 * 2**20

_BRACKETED = re.compile(r"([^\[\]]+)((?:\[[^\[\]]{0,64}\]){1,4})")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class File:
    """An uploaded file."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Parameters:
    """By name: text, a File, or what a JSON body says; a list of them, or a dict of them."""

    given: Mapping[str, Any]

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str) -> str | None:
        """The one value, the last if there are several; None if it is not given.

        Refused 417 if it is a file or a structure.
        """
        value = self.given.get(name)
        if isinstance(value, list):
            value = value[-1] if value else None
        if value is None:
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str | int | float):
            raise Refused(417, f"{name} is not a text")
        return str(value)

    def texts(self, name: str) -> list[str]:
        """All values; commas separate values too, also inside an element of a list."""
        value = self.given.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        found: list[str] = []
        for one in values:
            if not isinstance(one, str | int):
                raise Refused(400, f"{name} is not a list of texts")
            found.extend(part for part in str(one).split(",") if part)
        return found


async def parameters_of(request: Request) -> Parameters:
    """Reads the request to its end. Refused 400 if the body cannot be parsed, 414 if it is too
    large."""
    query = request.scope["query_string"].decode("latin-1")
    given = gathered(parse_qsl(query, keep_blank_values=True))
    return Parameters(given | await _body(Request(request.scope, _limited(request))))


def _limited(request: Request) -> Any:
    size = 0

    async def receive() -> Message:
        nonlocal size
        message = await request.receive()
        size += len(message.get("body", b""))
        if size > BIGGEST_BODY:
            raise Refused(414, "request too large")
        return message

    return receive


async def _body(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        return gathered(await _form(request))
    body = await request.body()
    if not body:
        return {}
    if kind == "application/json":
        return _json(body)
    raise Refused(400, "a body is a form, multipart or JSON")


async def _form(request: Request) -> list[tuple[str, str | File]]:
    try:
        async with request.form(
            max_fields=MOST_FIELDS, max_files=16, max_part_size=BIGGEST_PART
        ) as form:
            return [(name, await _plain(value)) for name, value in form.multi_items()]
    except (KeyError, ValueError) as error:
        # python-multipart: a malformed header of a part, or no boundary.
        raise Refused(400, "the body cannot be parsed") from error


async def _plain(value: str | UploadFile) -> str | File:
    if isinstance(value, str):
        return value
    return File(value.filename or "", await value.read())


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json_of(body.decode("utf-8"))
    except ValueError as error:
        raise Refused(400, "the body is not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "a JSON body is an object")
    return found


def json_of(text: str) -> Any:
    """What the JSON says; ValueError for what is none, or cannot be stored or written again."""
    try:
        found = json.loads(text)
        # NaN is not JSON; a lone surrogate, escaped, passes the parser, but no database.
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return found


class _Branch(dict[str, Any]):
    """What stood in brackets under one name."""


def gathered(pairs: Iterable[tuple[str, str | File]]) -> dict[str, Any]:
    """The pairs of a query or form as one dict; repeated and numbered names become lists."""
    tree = _Branch()
    for name, value in pairs:
        *branches, last = _keys(name)
        node = tree
        for key in branches:
            node = _branch(node, key or str(len(node)))
        _put(node, last or str(len(node)), value)
    return {name: _settled(value) for name, value in tree.items()}


def _keys(name: str) -> Iterator[str]:
    match = _BRACKETED.fullmatch(name)
    if match is None:
        yield name
        return
    yield match[1]
    yield from match[2][1:-1].split("][")


def _branch(node: _Branch, key: str) -> _Branch:
    if not isinstance(node.get(key), _Branch):
        node[key] = _Branch()
    branch: _Branch = node[key]
    return branch


def _put(node: _Branch, key: str, value: str | File) -> None:
    if key not in node or isinstance(node[key], _Branch):
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def _settled(value: Any) -> Any:
    if not isinstance(value, _Branch):
        return value
    if all(key.isdecimal() and len(key) < 10 for key in value):
        return [_settled(value[key]) for key in sorted(value, key=int)]
    return {key: _settled(each) for key, each in value.items()}
