"""How an answer is written: the suffix of the path picks the format (voice-api.md, 3.7).

=============  ====================================================================================
none, .json    JSON
.xml           ``<response>`` with an element for each attribute; a list's elements are ``<item>``,
               the resources ``<resource>``; null is an empty element
.csv           a header, then a row for each resource; nested attributes joined by a dot
               (``stats.ok``), several texts in a cell joined by commas, null an empty cell
.js            JSONP: ``callback({…});`` for the parameter ``callback``
=============  ====================================================================================

Errors, and the counts of updates and deletes, are written in the same format.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from starlette.responses import Response

from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.refusal import Refused
from voicedesk.sandbox.world import Answer

# Exactly this, without a charset: a public client refuses any other.
JSON = "application/json"
BODILESS = (204, 304)  # HTTP allows these none

_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*"
_CALLBACK = re.compile(rf"{_NAME}(\.{_NAME}){{0,9}}")
_LONGEST_CALLBACK = 128
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Format:
    """``text`` writes an answer's body; its second argument is JSONP's callback."""

    media_type: str
    text: Callable[[Answer, str], str]


def _json(answer: Answer, _: str) -> str:
    return json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))


def _jsonp(answer: Answer, callback: str) -> str:
    # Only ASCII: a page may be in any encoding, and U+2028 ends a line of a script.
    return f"{callback}({json.dumps(answer.body, separators=(',', ':'))});"


def _xml(answer: Answer, _: str) -> str:
    content = _content(answer.body, "resource")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{content}</response>'


def _content(value: object, item: str = "item") -> str:
    if isinstance(value, dict):
        # The resources are in the envelope's list; their own lists hold items.
        return "".join(
            f"<{name}>{_content(each, item if name == 'list' else 'item')}</{name}>"
            for name, each in value.items()
        )
    if isinstance(value, list):
        return "".join(f"<{item}>{_content(each)}</{item}>" for each in value)
    text = "" if value is None else str(value)
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _csv(answer: Answer, _: str) -> str:
    body = answer.body
    assert isinstance(body, dict)
    resources = body.get("list", [body])
    rows = [dict(_cells(each)) for each in resources]
    columns = dict.fromkeys(answer.columns) | {name: None for row in rows for name in row}
    written = io.StringIO()
    table = csv.DictWriter(written, columns)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _cells(resource: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in resource.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{before}{name}.")
        else:
            yield before + name, _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, list):
        flat = all(isinstance(each, str) for each in value)
        return ",".join(value) if flat else json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


FORMATS: Mapping[str, Format] = {
    "": Format(JSON, _json),
    "json": Format(JSON, _json),
    "xml": Format("application/xml", _xml),
    "csv": Format("text/csv", _csv),
    "js": Format("application/javascript", _jsonp),
}


def split_format(path: str) -> tuple[str, str]:
    """``mailings.json`` → ``mailings``, ``json``. Refused 404 for a format we do not offer."""
    name, dot, suffix = path.partition(".")
    if suffix not in FORMATS or (dot and not suffix):
        raise Refused(404, "unknown format")
    return name, suffix


def callback_of(suffix: str, asked: Parameters) -> str:
    """What JSONP calls, "" for the other formats. Refused 400 unless a plain dotted identifier."""
    if suffix != "js":
        return ""
    given = asked.given.get("callback")
    if not isinstance(given, str) or not _is_callback(given):
        raise Refused(400, "callback is a plain dotted identifier")
    return given


def response(answer: Answer, suffix: str = "", callback: str = "") -> Response:
    """The answer in the format of ``suffix``."""
    if answer.status in BODILESS:
        return Response(status_code=answer.status)
    chosen = FORMATS[suffix]
    text = chosen.text(answer, callback)
    return Response(text.encode(), answer.status, media_type=chosen.media_type)


def json_response(status: int, body: object) -> Response:
    return response(Answer(status, body))


def error_response(status: int, message: str, path: str = "", callback: object = None) -> Response:
    """``{status, message}`` in the format the path's suffix asks for, else in JSON."""
    suffix = path.rpartition("/")[2].partition(".")[2]
    answer = Answer(status, {"status": status, "message": message})
    if suffix == "js":
        known = isinstance(callback, str) and _is_callback(callback)
        return response(answer, "js", str(callback)) if known else response(answer)
    return response(answer, suffix if suffix in FORMATS else "")


def _is_callback(text: str) -> bool:
    return len(text) <= _LONGEST_CALLBACK and _CALLBACK.fullmatch(text) is not None
