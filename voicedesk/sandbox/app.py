"""The platform as an ASGI application: addresses, and the way of a call from request to answer."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicedesk.base.errors import InputError
from voicedesk.sandbox import mischief
from voicedesk.sandbox.access import Access
from voicedesk.sandbox.clock import http_date, written
from voicedesk.sandbox.contents import (
    create_content,
    delete_contents,
    read_contents,
    update_contents,
)
from voicedesk.sandbox.faults import Faults
from voicedesk.sandbox.formats import (
    callback_of,
    error_response,
    json_response,
    response,
    split_format,
)
from voicedesk.sandbox.ledger import ledger
from voicedesk.sandbox.mailings import (
    create_mailing,
    delete_mailings,
    read_mailings,
    update_mailings,
)
from voicedesk.sandbox.messages import read_messages
from voicedesk.sandbox.parameters import BIGGEST_BODY, Parameters, parameters_of
from voicedesk.sandbox.refusal import Refused, Unchanged
from voicedesk.sandbox.world import Answer, Call, World

LONGEST_LINE = 8_190  # bytes of the request line
PATIENCE = 2.0  # seconds for the rest of a request that is refused
VERBS = {"GET": "read", "POST": "create", "PUT": "update", "DELETE": "delete"}

Action = Callable[[World, Call], Answer]
RESOURCES: Mapping[str, Mapping[str, Mapping[str, Action]]] = {
    "/content/rest/": {
        "contents": {
            "read": read_contents,
            "create": create_content,
            "update": update_contents,
            "delete": delete_contents,
        }
    },
    "/rest/": {
        "mailings": {
            "read": read_mailings,
            "create": create_mailing,
            "update": update_mailings,
            "delete": delete_mailings,
        },
        "messages": {"read": read_messages},
    },
}

_HOST = re.compile(rb"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_log = logging.getLogger(__name__)


class Platform:
    """The application. ``stopping``, once set, ends the calls that wait on purpose."""

    def __init__(self, world: World, access: Access, faults: Faults) -> None:
        self.stopping = asyncio.Event()
        self._world = world
        self._access = access
        self._faults = faults
        every = [*VERBS, "HEAD", "PATCH"]
        routes = [
            Route("/token", self._token, methods=["POST"]),
            *(
                Route(base + "{path}", partial(self._rest, base), methods=every)
                for base in RESOURCES
            ),
            Route("/datas/{folder}/{file}", self._file, methods=["GET"]),
            Route("/sandbox/ledger", self._ledger, methods=["GET"]),
            Route("/sandbox/faults", self._struck, methods=["GET"]),
            Route("/sandbox/faults", self._set_faults, methods=["PUT"]),
            Route("/sandbox/clock", self._advance, methods=["POST"]),
        ]
        handlers = {
            Refused: _refused,
            Unchanged: _unchanged,
            ClientDisconnect: _left,
            HTTPException: _http,
            Exception: _bug,
        }
        self._app = Starlette(routes=routes, exception_handlers=handlers)
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _Front(self._app, self._world)(scope, receive, send)

    async def _token(self, request: Request) -> Response:
        async def do(asked: Parameters, *_: int) -> Response:
            answer = self._access.grant(asked)
            return json_response(answer.status, answer.body)

        return await self._carried(request, "token", do)

    async def _rest(self, base: str, request: Request) -> Response:
        name, suffix = split_format(request.path_params["path"])
        action = _action(request)
        actions = RESOURCES[base].get(name)
        if actions is None:
            raise Refused(404, "unknown resource")
        if action not in actions:
            raise Refused(405, f"{name} offers no {action}")

        async def do(asked: Parameters, lag: int, account: int) -> Response:
            _same_action(asked, action)
            callback = callback_of(suffix, asked)
            now = self._world.clock.now() - (lag if action == "read" else 0)
            origin = str(request.base_url).rstrip("/")
            call = Call(asked, now, origin, account, self._faults.switches)
            return await run_in_threadpool(
                lambda: response(actions[action](self._world, call), suffix, callback)
            )

        return await self._carried(request, f"{name}.{action}", do, self._access.check)

    async def _file(self, request: Request) -> Response:
        async def do(*_: object) -> Response:
            return await run_in_threadpool(_download, self._world, request.url.path)

        return await self._carried(request, "files.read", do)

    async def _carried(
        self,
        request: Request,
        name: str,
        do: Callable[[Parameters, int, int], Awaitable[Response]],
        check: Callable[[Request], int] = lambda _: 0,
    ) -> Response:
        """The call, and what the faults in force make of it.

        ``do`` is given the parameters, the lag of reads in milliseconds, and the account.
        """
        rule = self._faults.draw(name)
        if rule is None:
            account = check(request)
            return await do(await _read(request), 0, account)
        if rule.fault == "refuse":
            return mischief.Cut(reset=False)
        if rule.fault == "expire":
            self._access.forget(request)
        asked = await _read(request)
        instead = await mischief.before(rule, request, self.stopping)
        if instead is not None:
            return instead
        account = check(request)
        answer = await do(asked, mischief.lag(rule), account)
        return mischief.after(rule, answer, self.stopping)

    async def _ledger(self, request: Request) -> Response:
        self._access.check_admin(request)
        return json_response(200, await run_in_threadpool(ledger, self._world))

    async def _struck(self, request: Request) -> Response:
        self._access.check_admin(request)
        return json_response(200, {"struck": self._faults.struck})

    async def _set_faults(self, request: Request) -> Response:
        self._access.check_admin(request)
        try:
            return json_response(200, {"rules": self._faults.set(await _json_of(request))})
        except InputError as error:
            raise Refused(400, str(error.details["reason"])) from error

    async def _advance(self, request: Request) -> Response:
        self._access.check_admin(request)
        content = await _json_of(request)
        seconds = content.get("advance") if isinstance(content, dict) else None
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise Refused(400, "advance is a number of seconds")
        try:
            now = self._world.clock.advance(seconds)
        except (ValueError, OverflowError):
            raise Refused(400, "advance is out of range") from None
        return json_response(200, {"now": written(now)})


class _Front:
    """Before and after everything: the host's name, the line's length, the world's date."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        unread = True

        async def counted() -> Message:
            nonlocal unread
            message = await receive()
            unread = message.get("more_body", False)
            return message

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                if unread:
                    await _read_on(scope, receive)
                headers = MutableHeaders(scope=message)
                headers["Date"] = http_date(self._world.clock.now())
                headers["X-Content-Type-Options"] = "nosniff"
                took = (time.perf_counter() - started) * 1000
                # Without the query: it may name a recipient.
                _log.info("%s %s %d %.1f ms", method, scope["path"], message["status"], took)
            await send(message)

        method: str = scope["method"]
        refusal = _refusal(scope)
        await (refusal or self._app)(scope, counted, dated)


async def _read_on(scope: Scope, receive: Receive) -> None:
    """The rest of the request, to nowhere: an answer amid a request is lost with the reset of the
    connection. Not for ever, and not if the client waits to be asked for its body."""
    if any(name == b"expect" for name, _ in scope["headers"]):
        return
    size = 0
    try:
        async with asyncio.timeout(PATIENCE):
            while size < 4 * BIGGEST_BODY:
                message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return


def _refusal(scope: Scope) -> Response | None:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        # Another name that leads here is a web page's trick (DNS rebinding).
        return _error(Request(scope), 403, "unknown host")
    line = len(scope["method"]) + len(scope["raw_path"]) + len(scope["query_string"])
    if line + len("  HTTP/1.1") + bool(scope["query_string"]) > LONGEST_LINE:
        return _error(Request(scope), 414, "request too large")
    return None


def _action(request: Request) -> str:
    """What the verb, or ``?action=`` of a GET or POST, asks for."""
    asked = request.query_params.getlist("action")
    action = asked[-1] if asked else VERBS.get(request.method)
    if action not in VERBS.values() or request.method not in VERBS:
        raise Refused(404, "unknown method")
    if request.method in ("PUT", "DELETE") and action != VERBS[request.method]:
        raise Refused(404, "unknown method")
    return str(action)


def _same_action(asked: Parameters, action: str) -> None:
    # The body may say the action again; what it must not do is turn a read into a create.
    if (asked.text("action") or action) != action:
        raise Refused(400, "the body asks for another action than the address")


def _download(world: World, path: str) -> Response:
    with world.store.reading() as db:
        row = db.execute("SELECT mime_type, data FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        raise Refused(404, "no such file")
    return Response(row["data"], 200, media_type=row["mime_type"])


async def _read(request: Request) -> Parameters:
    """The parameters; JSONP's callback is kept, since an error is written to it as well."""
    asked = await parameters_of(request)
    request.state.callback = asked.given.get("callback")
    return asked


async def _json_of(request: Request) -> object:
    asked = await parameters_of(request)
    return dict(asked.given)


def _error(request: Request, status: int, message: str) -> Response:
    """In the format that was asked for, if the path is one of the API's."""
    path = request.url.path
    if not path.startswith(tuple(RESOURCES)):
        return error_response(status, message)
    known = getattr(request.state, "callback", None) or request.query_params.get("callback")
    return error_response(status, message, path, known)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _error(request, error.status, error.message)


async def _unchanged(_: Request, error: Exception) -> Response:
    return Response(status_code=304)


async def _left(_: Request, error: Exception) -> Response:
    # The client went before its request was whole: nothing was done, nobody reads this.
    return error_response(400, "the request is incomplete")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(request, error.status_code, error.detail)


async def _bug(request: Request, error: Exception) -> Response:
    return _error(request, 500, "Unidentified error")
