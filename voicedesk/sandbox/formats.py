"""How an answer is written: the suffix of the path picks the format (voice-api.md, 3.7).

JSON, without a suffix or with ``.json``.
"""

import json
from collections.abc import Callable, Mapping

from starlette.responses import Response

from voicedesk.sandbox.refusal import Refused
from voicedesk.sandbox.world import Answer

# Exactly this, without a charset: a public client refuses any other.
JSON = "application/json"


def json_response(status: int, body: object) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, media_type=JSON)


def error_response(status: int, message: str) -> Response:
    return json_response(status, {"status": status, "message": message})


def _json(answer: Answer) -> Response:
    return json_response(answer.status, answer.body)


FORMATS: Mapping[str, Callable[[Answer], Response]] = {"": _json, "json": _json}


def split_format(path: str) -> tuple[str, Callable[[Answer], Response]]:
    """``mailings.json`` → ``mailings`` and its writer. Refused 404 for a format we do not offer."""
    name, _, suffix = path.partition(".")
    if suffix not in FORMATS:
        raise Refused(404, "unknown format")
    return name, FORMATS[suffix]
