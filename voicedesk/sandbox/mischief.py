"""The faults of faults.py, done to a call: on the socket where they are the socket's."""

import asyncio
import math
import socket
import struct
import sys

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from voicedesk.sandbox.faults import Rule
from voicedesk.sandbox.formats import JSON
from voicedesk.sandbox.refusal import Refused

_SECONDS = 5.0
_PAGE = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
# l_onoff 1, l_linger 0: the connection ends with a reset.
_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_DRIPS = 50  # writes of a dripping answer, at most


class Cut(Response):
    """No answer: the connection ends, with ``reset`` abruptly."""

    def __init__(self, reset: bool) -> None:
        super().__init__()
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope["state"]["transport"]
        if self._reset:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
        await _gone(receive)


class Truncated(Response):
    """Half of the body of another answer under its whole Content-Length."""

    def __init__(self, whole: Response) -> None:
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whole = self._whole
        await send(_start(whole))
        half = bytes(whole.body)[: len(whole.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        scope["state"]["transport"].close()
        await _gone(receive)


class Dripping(Response):
    """Another answer, little by little over ``seconds``."""

    def __init__(self, whole: Response, seconds: float, stopping: asyncio.Event) -> None:
        super().__init__()
        self._whole = whole
        self._seconds = seconds
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytes(self._whole.body)
        step = max(1, math.ceil(len(body) / _DRIPS))
        await send(_start(self._whole))
        for at in range(0, len(body), step):
            await _pause(self._seconds / math.ceil(len(body) / step), self._stopping)
            part = {"type": "http.response.body", "body": body[at : at + step], "more_body": True}
            await send(part)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def before(rule: Rule, request: Request, stopping: asyncio.Event) -> Response | None:
    """After the call was read: the answer if the fault leaves the call undone, else None.

    Refused where the fault is an answer of the API's own.
    """
    match rule.fault:
        case "delay":
            # The call is done also for a client that has gone; but not while the platform stops.
            seconds = _SECONDS if rule.seconds is None else rule.seconds
            return Cut(reset=True) if await _pause(seconds, stopping) else None
        case "hang":
            await _pause(rule.seconds, stopping)
            return Cut(reset=False)
        case "reset_before":
            return Cut(reset=True)
        case "expire":
            raise Refused(401, "Authenticate failed")
        case "status":
            raise Refused(rule.status or 500, "Unidentified error")
        case "html":
            return Response(_PAGE, rule.status or 502, media_type="text/html")
        case "redirect":
            return Response(b"", rule.status or 302, {"Location": str(request.url)})
    return None


def after(rule: Rule, answer: Response, stopping: asyncio.Event) -> Response:
    """After the call was done: what leaves in place of its answer."""
    match rule.fault:
        case "reset_after":
            return Cut(reset=True)
        case "truncate":
            return Truncated(answer)
        case "garbage":
            return Response(b'\x00{"size":1,"li\xff', answer.status_code, media_type=JSON)
        case "drip":
            return Dripping(answer, _SECONDS if rule.seconds is None else rule.seconds, stopping)
    return answer


def lag(rule: Rule | None) -> int:
    """Milliseconds by which a read is behind."""
    if rule is None or rule.fault != "read_lag":
        return 0
    return round((_SECONDS if rule.seconds is None else rule.seconds) * 1000)


async def _pause(seconds: float | None, stopping: asyncio.Event) -> bool:
    """Wait, without ``seconds`` for ever; True at once when the platform stops."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _start(answer: Response) -> dict[str, object]:
    headers, status = answer.raw_headers, answer.status_code
    return {"type": "http.response.start", "status": status, "headers": headers}
