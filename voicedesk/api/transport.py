"""One HTTP call: connected or not, within its deadline, never redirected, never replayed by itself.

Two facts about a call that decide whether it may be repeated are not visible in requests: whether
the connection was ever made, and the moment just before the first byte leaves. The connection
classes here tell both to the :class:`_Call` in flight, which also carries the deadline of the
whole call (the read timeout of requests is per ``recv``).
"""

import contextvars
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from voicedesk.api.errors import (
    BY_STATUS,
    ApiError,
    CredentialsError,
    DeadlineError,
    NoAnswerError,
    NotConnectedError,
    UnreadableAnswerError,
)
from voicedesk.api.formats import read_csv, read_xml
from voicedesk.base.ids import new_id, now
from voicedesk.base.jobs import Job

log = logging.getLogger(__name__)

# urllib3 would log addresses with their filters: a number can stand there.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

CONNECT_SECONDS = 10.0
_PIECE = 16_384  # bytes of a download between two looks at whether it was cancelled

# What a call can fail with. requests wraps most of it, but not all: for a redirect that is not
# followed it still parses the address, which raises a ValueError when it is none.
_FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)

# A read may be tried again while no connection was made; everything else is decided above.
_READ_RETRY = urllib3.Retry(connect=3, read=0, status=0, other=0, redirect=0, backoff_factor=0.2)
_NO_RETRY = urllib3.Retry(0, connect=0, read=0, status=0, other=0, redirect=0)


class _Call:
    """What is known of the call in flight on this thread."""

    def __init__(self, before_first_byte: Callable[[], None] | None, seconds: float) -> None:
        self.id = new_id()
        self._end = time.monotonic() + seconds
        self.connected = False
        self.late = False
        self.hook_error: BaseException | None = None
        self._before_first_byte = before_first_byte
        self._socket: socket.socket | None = None

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed, whoever noticed first: the watchdog or a timeout."""
        return self.late or time.monotonic() >= self._end

    def on_connected(self, sock: socket.socket) -> None:
        self._socket = sock
        if self.late:
            raise TimeoutError  # before anything was promised or sent
        if self._before_first_byte is not None:
            try:
                self._before_first_byte()
            except BaseException as error:
                self.hook_error = error
                raise
        self.connected = True

    def on_request(self, sock: socket.socket | None) -> None:
        if sock is not None:  # a kept-alive connection
            self._socket = sock
            self.connected = True

    def abort(self) -> None:
        """End the call from another thread: closing the session would not."""
        self.late = True
        if self._socket is not None:
            with suppress(OSError):  # it may just have ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


_in_flight: contextvars.ContextVar[_Call | None] = contextvars.ContextVar("call", default=None)


class _Watched:
    """Mixed into urllib3's connections: tells the call in flight what happens to it."""

    sock: Any

    def connect(self) -> None:
        call = _in_flight.get()
        if call is not None and call.late:
            raise TimeoutError  # no further try after the deadline
        super().connect()  # type: ignore[misc]
        if call is not None:
            call.on_connected(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        call = _in_flight.get()
        if call is not None:
            call.on_request(self.sock)
        super().request(*args, **kwargs)  # type: ignore[misc]


class _HTTPConnection(_Watched, HTTPConnection):
    pass


class _HTTPSConnection(_Watched, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class _Adapter(HTTPAdapter):
    """Watched connections, the system's certificates."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


@dataclass(frozen=True)
class Bearer(AuthBase):
    """Sets the token; being an ``AuthBase`` it keeps a ``.netrc`` from replacing it."""

    token: str | None = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token is not None:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Transport:
    """Sends single calls and reads their JSON; thread-safe as far as requests is.

    ``local``: the platform is on this machine, and the system's proxy is not asked.
    """

    def __init__(self, call_seconds: float, *, local: bool = False) -> None:
        self.call_seconds = call_seconds
        self._local = local
        self.clock_skew_s: float | None = None  # the platform's clock minus ours
        self._reads = _session(_READ_RETRY, local=local)

    def close(self) -> None:
        self._reads.close()

    def read(self, method: str, url: str, auth: AuthBase, **request: Any) -> Any:
        """A call that may safely be repeated while no connection was made."""
        return self._send(self._reads, method, url, auth, None, self.call_seconds, request)

    def write(
        self,
        method: str,
        url: str,
        auth: AuthBase,
        *,
        before_first_byte: Callable[[], None] | None = None,
        seconds: float | None = None,
        **request: Any,
    ) -> Any:
        """A call that is sent at most once, on a connection of its own.

        ``before_first_byte`` runs once the connection stands and before anything is sent on it; if
        it raises, nothing was sent and its error comes out. A dead kept-alive connection would
        look like a lost answer, so none is used.
        """
        with _session(_NO_RETRY, local=self._local) as session:
            limit = self.call_seconds if seconds is None else seconds
            return self._send(session, method, url, auth, before_first_byte, limit, request)

    def download(
        self, url: str, target: BinaryIO, limit_bytes: int, seconds: float, job: Job
    ) -> int:
        """Write the file at ``url`` to ``target``; how many bytes. Without a token.

        ``job`` sees bytes and can cancel. Raises :class:`UnreadableAnswerError` for anything but a
        whole file of at most ``limit_bytes``.
        """
        call = _Call(None, seconds)
        timeout = (min(CONNECT_SECONDS, seconds), seconds)
        written = 0
        try:
            with _flight(call, seconds):
                response = self._reads.get(
                    url, auth=Bearer(None), timeout=timeout, allow_redirects=False, stream=True
                )
                with response:
                    if response.status_code != 200:
                        raise UnreadableAnswerError("no_file", status=response.status_code)
                    claimed = response.headers.get("Content-Length", "")
                    size = int(claimed) if claimed.isdecimal() else None
                    if size is not None and size > limit_bytes:
                        raise UnreadableAnswerError("file_too_big", status=200)
                    for piece in response.iter_content(_PIECE):
                        written += len(piece)
                        job.report(written, size, "download")
                        if written > limit_bytes:
                            raise UnreadableAnswerError("file_too_big", status=200)
                        target.write(piece)
        except _FAILURES:
            raise _failure(call) from None
        return written

    def _send(
        self,
        session: requests.Session,
        method: str,
        url: str,
        auth: AuthBase,
        before_first_byte: Callable[[], None] | None,
        seconds: float,
        request: dict[str, Any],
    ) -> Any:
        call = _Call(before_first_byte, seconds)
        timeout = (min(CONNECT_SECONDS, seconds), seconds)
        with _named(call, method, url):
            try:
                with _flight(call, seconds):
                    response = session.request(
                        method, url, auth=auth, timeout=timeout, allow_redirects=False, **request
                    )
            except _FAILURES as error:
                if call.hook_error is not None:
                    raise call.hook_error from error
                # The cause may quote the address and its filters: a number could stand there.
                raise _failure(call) from None
            self._note_clock(response)
            return _answer(response)

    def _note_clock(self, response: requests.Response) -> None:
        # No Date, or not one: then nothing is known. It must never cost the answer.
        with suppress(KeyError, ValueError, OverflowError):
            theirs = parsedate_to_datetime(response.headers["Date"])
            if theirs.tzinfo is None:  # "-0000": UTC without saying where
                theirs = theirs.replace(tzinfo=UTC)
            self.clock_skew_s = (theirs - now()).total_seconds()


def _session(retry: urllib3.Retry, *, local: bool) -> requests.Session:
    session = requests.Session()
    session.trust_env = not local
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(max_retries=retry))
    session.headers["Accept"] = "application/json"
    session.headers["User-Agent"] = "Voicedesk"
    return session


@contextmanager
def _flight(call: _Call, seconds: float) -> Iterator[None]:
    watchdog = threading.Timer(seconds, call.abort)
    watchdog.daemon = True
    watchdog.start()
    token = _in_flight.set(call)
    try:
        yield
    finally:
        _in_flight.reset(token)
        watchdog.cancel()
        watchdog.join()


@contextmanager
def _named(call: _Call, method: str, url: str) -> Iterator[None]:
    """Gives an error the call's id, and logs both: never the query, nor anything that was sent."""
    try:
        yield
    except ApiError as error:
        error.call_id = call.id
        log.info("call %s: %s %s failed: %s", call.id, method, urlsplit(url).path, error.code)
        raise


def _failure(call: _Call) -> ApiError:
    if not call.connected:
        return NotConnectedError("not_connected")
    return DeadlineError("deadline") if call.is_over else NoAnswerError("no_answer")


def _answer(response: requests.Response) -> Any:
    """The JSON of a success; None where there is no body. Raises the error of anything else."""
    if response.status_code == 204:
        return None
    if response.status_code == 304:  # an update or delete that changed nothing; without a body
        return {"count": 0}
    try:
        body = _body(response)
    except (ValueError, IndexError, RecursionError):
        raise UnreadableAnswerError("unreadable_answer", status=response.status_code) from None
    if 200 <= response.status_code < 300:
        return body
    if not isinstance(body, Mapping):
        raise UnreadableAnswerError("unreadable_answer", status=response.status_code)
    raise _refusal(response.status_code, body)


def _body(response: requests.Response) -> Any:
    """The answer by its media type: JSON, or what JSON would have said."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type in ("application/xml", "text/xml"):
        return read_xml(response.content)
    if media_type == "text/csv":
        table = read_csv(response.content)
        return table if response.ok else table["list"][0]  # an error is a table of one row
    return json.loads(response.content, object_hook=_as_it_is)


def _as_it_is(found: dict[str, Any]) -> dict[str, Any]:
    """Called for each object of an answer, and Python's own code lets other threads in.

    Else a page of 5,000 messages would hold the interpreter, and so the window, for 20 ms.
    """
    return found


def _refusal(status: int, body: Mapping[str, Any]) -> ApiError:
    if status in (400, 401) and "error" in body:  # the token service's shape
        message = str(body.get("error_description") or body["error"])
        return CredentialsError(status=status, message=message)
    kind = BY_STATUS.get(status)
    # A gateway has error pages in JSON too: only the API repeats its status in the body.
    if kind is None or "message" not in body or str(body.get("status")) != str(status):
        return UnreadableAnswerError("unreadable_answer", status=status)
    return kind(status=status, message=str(body["message"]), reasons=_reasons(body))


def _reasons(body: Mapping[str, Any]) -> tuple[str, ...]:
    """``details`` beside the message, or in each of ``messages``: both were seen."""
    messages = body.get("messages")
    parts = [body, *(messages if isinstance(messages, list) else [])]
    found = [part.get("details") for part in parts if isinstance(part, Mapping)]
    return tuple(str(details) for details in found if details)
