"""The platform as a process: data folder, socket, signals."""

import asyncio
import json
import logging
import math
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from filelock import FileLock, Timeout
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from voicedesk.base.errors import InputError, PlatformError, WorkspaceError
from voicedesk.sandbox import faults
from voicedesk.sandbox.access import Access, Credentials, credentials
from voicedesk.sandbox.app import Platform
from voicedesk.sandbox.clock import Clock
from voicedesk.sandbox.pings import Pinger
from voicedesk.sandbox.store import Store
from voicedesk.sandbox.world import World

ADDRESS = "127.0.0.1"
# A token may have 50,000 characters; with all other headers this much.
BIGGEST_HEADERS = 128 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """``port`` 0: any; ``data`` None: a temporary folder, removed at the end; ``speed`` as in
    delivery.py; ``client_id`` and ``client_secret`` None: those kept in data, else random."""

    port: int = 0
    data: Path | None = None
    speed: float = 1.0
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    faults: Path | None = None
    verbose: bool = False
    stop_with_stdin: bool = False


def serve(options: Options) -> None:
    """Runs until SIGTERM, SIGINT or (``stop_with_stdin``) the end of standard input.

    The first line on standard output is ``{"url", "client_id", "client_secret", "admin_token"}``.
    Raises InputError ``bad_speed``, ``bad_faults`` or ``unreadable``; PlatformError
    ``port_unavailable``; WorkspaceError ``in_use``, ``newer`` or ``damaged``.
    """
    if not (math.isfinite(options.speed) and options.speed >= 0):
        raise InputError("bad_speed", speed=options.speed)
    _log_to_stderr(options.verbose)
    rules = faults.Faults()
    if options.faults is not None:
        rules.set(faults.from_file(options.faults))
    with ExitStack() as stack:
        store = stack.enter_context(_opened(options.data))
        known = credentials(store, options.client_id, options.client_secret)
        listening = stack.enter_context(_listening(options.port))
        _Server(store, known, rules, options, listening).run([listening])


@contextmanager
def _opened(data: Path | None) -> Iterator[Store]:
    """The store in its folder, which no other platform uses meanwhile."""
    with ExitStack() as stack:
        if data is None:
            made = stack.enter_context(tempfile.TemporaryDirectory(prefix="voicedesk-sandbox-"))
            folder = Path(made)
        else:
            folder = data
            folder.mkdir(parents=True, exist_ok=True)
        try:
            stack.enter_context(FileLock(folder / "sandbox.lock", timeout=0))
        except Timeout as error:
            raise WorkspaceError("in_use", path=str(folder)) from error
        store = Store(folder)
        stack.callback(store.close)
        yield store


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # With its protocol named: asyncio turns off Nagle's delay (40 ms an answer) only then.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        if sys.platform != "win32":
            # A restart on the same port need not wait for old connections to be forgotten.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except (OSError, OverflowError) as error:
            raise PlatformError("port_unavailable", port=port) from error
        yield listening


class _Protocol(HttpToolsProtocol):
    """uvicorn's, with the transport in the scope for faults on the socket, and a limit."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport
        self._header_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._count(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(name + value)
        super().on_header(name, value)

    def _count(self, data: bytes) -> None:
        self._header_bytes += len(data)
        if self._header_bytes > BIGGEST_HEADERS:
            self.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn's, which announces itself, ends promptly and returns after a signal."""

    def __init__(
        self,
        store: Store,
        known: Credentials,
        rules: faults.Faults,
        options: Options,
        listening: socket.socket,
    ) -> None:
        clock = Clock(store)
        seed = store.setting("seed", lambda: "1")
        world = World(store, clock, options.speed, seed)
        self._platform = Platform(world, Access(known, clock, rules), rules)
        self._pinger = Pinger(world, rules)
        self._pinging: asyncio.Task[None] | None = None
        self._known = known
        self._options = options
        self._url = f"http://{ADDRESS}:{listening.getsockname()[1]}"
        super().__init__(
            uvicorn.Config(
                self._platform,
                http=_Protocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._pinging = asyncio.create_task(self._pinger.run())
        _announce(self._url, self._known)
        if self._options.stop_with_stdin:
            threading.Thread(target=self._stop_with_stdin, daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._platform.stopping.set()
        await super().shutdown(sockets)
        if self._pinging is not None:
            self._pinging.cancel()
            with suppress(asyncio.CancelledError):
                await self._pinging

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again at the end, which would skip our cleaning up.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            wanted.append(signal.SIGBREAK)
        before = {each: signal.signal(each, self.handle_exit) for each in wanted}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _stop_with_stdin(self) -> None:
        if sys.stdin is not None:
            # Not sys.stdin.read(): its lock, held by this thread, would abort a late exit.
            with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as stdin:
                while stdin.read(1024):
                    pass
        self.should_exit = True


def _announce(url: str, known: Credentials) -> None:
    line = {
        "url": url,
        "client_id": known.client_id,
        "client_secret": known.client_secret,
        "admin_token": known.admin_token,
    }
    if sys.stdout is not None:  # None in a windowed build that was started without a pipe
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


class _Reticent(logging.Formatter):
    """An error's type and place, not its text: that may hold a number or a secret."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[Any, Any, Any],
    ) -> str:
        kind, _, place = ei
        return "".join(traceback.format_tb(place)) + str(getattr(kind, "__name__", kind))


def _log_to_stderr(verbose: bool) -> None:
    ours, others = ("voicedesk.sandbox", logging.INFO), ("uvicorn", "python_multipart")
    for name, level in (ours, *((other, logging.WARNING) for other in others)):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(level if verbose else logging.ERROR)
        if sys.stderr is not None and not logger.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(_Reticent("%(asctime)s %(name)s %(message)s"))
            logger.addHandler(handler)
