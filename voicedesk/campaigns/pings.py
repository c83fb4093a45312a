"""Hearing at once that messages changed: the platform calls an address of ours (voice-api.md, 6).

For whoever can be reached from outside and says so in the settings: ``watching.ping_address`` is
how the platform reaches this machine, ``watching.ping_port`` where the program listens on it. What
is heard are ids only, which the watcher then reads. It goes on polling: pings may be lost, late or
somebody else's.

The address ends in a secret of the workspace, and whoever calls without it is not listened to. He
is answered like everybody, so that nothing can be learnt here: ``204``, whatever was asked.
"""

import asyncio
import logging
import re
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import update

from voicedesk.base.address import is_web_address
from voicedesk.base.errors import InputError
from voicedesk.base.schema import campaigns
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.drafts import EDITABLE

LONGEST_REQUEST = 16 * 1024  # bytes of its line and headers
MOST_AT_ONCE = 64  # connections; further ones are closed
MOST_IDS = 20_000  # kept until they are taken; further ones are for the next round to find
PER_SECOND = 2_000  # ids; what is more is for the next round, too
PATIENCE_S = 3.0  # with one connection
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PATTERN = "?ids=#ids#"
_ANSWER = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
_LINE = re.compile(rb"(?:GET|POST) (\S+) HTTP/1\.[01]\r\n")
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)

log = logging.getLogger(__name__)


class PingReceiver:
    """Listens from :meth:`start` to :meth:`close`, in a thread of its own.

    ``on_heard`` is called in that thread when there is something to :meth:`take`, once until it is
    taken. On an ``address`` of this machine nobody else can call.
    """

    def __init__(self, address: str, port: int, token: str, on_heard: Callable[[], None]) -> None:
        host = urlsplit(address).hostname or ""
        self._host = "127.0.0.1" if host in _LOOPBACK else ""
        self._port = port
        self._token = token.encode()
        self._on_heard = on_heard
        self._lock = Lock()
        self._ids: set[str] = set()
        self._allowed, self._allowed_at = float(PER_SECOND), monotonic()
        self._connections = 0
        self._thread = Thread(target=self._run, name="voicedesk-pings", daemon=True)
        self._listening: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    def __repr__(self) -> str:
        return f"PingReceiver(port={self._port})"

    @property
    def port(self) -> int:
        """Where it listens; given as 0, any that is free."""
        return self._port if self._listening is None else int(self._listening.getsockname()[1])

    def start(self) -> None:
        """Raises :class:`InputError` ``ping_port_unavailable``."""
        try:
            self._listening = socket.create_server((self._host, self._port), backlog=MOST_AT_ONCE)
        except (OSError, OverflowError) as error:
            raise InputError("ping_port_unavailable", port=self._port) from error
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def take(self) -> frozenset[str]:
        """The ids heard since the last time."""
        with self._lock:
            taken, self._ids = frozenset(self._ids), set()
        return taken

    def close(self) -> None:
        """Listen no more."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._loop = None

    def _run(self) -> None:
        assert self._loop is not None
        try:
            self._loop.run_until_complete(self._listen())
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        server = await asyncio.start_server(
            self._serve, sock=self._listening, limit=LONGEST_REQUEST
        )
        async with server:
            await self._stop.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections <= MOST_AT_ONCE:
                # Whoever goes away, dawdles or sends too much: there is nobody to tell.
                with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                    async with asyncio.timeout(PATIENCE_S):
                        await self._answer(reader, writer)
        finally:
            self._connections -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.LimitOverrunError):
            self._hear(await reader.readuntil(b"\r\n\r\n"))
        writer.write(_ANSWER)
        await writer.drain()

    def _hear(self, request: bytes) -> None:
        line = _LINE.match(request)
        if line is None:
            return
        path, _, query = line[1].partition(b"?")
        if not compare_digest(path.rstrip(b"/").rpartition(b"/")[2], self._token):
            return
        given = parse_qs(query.decode("latin-1"), max_num_fields=8).get("ids", [])
        ids = {one for text in given for one in text.split(",") if _ID.fullmatch(one)}
        with self._lock:
            was_empty = not self._ids
            room = min(self._allowance(len(ids)), MOST_IDS - len(self._ids))
            self._ids.update(list(ids)[:room])
            is_news = was_empty and bool(self._ids)
        if is_news:
            self._on_heard()

    def _allowance(self, wished: int) -> int:
        """How many of so many ids may be taken now; never more than ``PER_SECOND`` a second."""
        at = monotonic()
        filled = self._allowed + (at - self._allowed_at) * PER_SECOND
        self._allowed, self._allowed_at = min(filled, float(PER_SECOND)), at
        granted = min(wished, int(self._allowed))
        self._allowed -= granted
        return granted


def receiver(workspace: Workspace, on_heard: Callable[[], None]) -> PingReceiver | None:
    """The one the settings ask for, not started; None where they ask for none."""
    address = _address(workspace)
    if address is None:
        return None
    port = workspace.settings.watching_ping_port
    return PingReceiver(address, port, _token(workspace.folder), on_heard)


def ping_url(workspace: Workspace) -> str | None:
    """What a mailing names, with the platform's pattern for the ids; None: no pings are wished."""
    address = _address(workspace)
    return None if address is None else f"{address}/{_token(workspace.folder)}{_PATTERN}"


def is_ours(address: str) -> bool:
    """Whether it is that of :func:`ping_url`, and no person's own."""
    return address.endswith(_PATTERN)


def ask_for_pings(workspace: Workspace, campaign_id: str) -> None:
    """Have the campaign's mailings ping us, where pings are wished.

    Before its first create, and not where the person named an address of his own. No approval
    depends on it.
    """
    wished = ping_url(workspace)
    if wished is None:
        return
    ours = campaigns.c.ping_url.is_(None) | campaigns.c.ping_url.endswith(_PATTERN, autoescape=True)
    with workspace.database.write() as connection:
        connection.execute(
            update(campaigns)
            .where(campaigns.c.id == campaign_id, campaigns.c.state.in_(EDITABLE), ours)
            .values(ping_url=wished)
        )


def _address(workspace: Workspace) -> str | None:
    """Where pings are wished, without a slash at its end; raises :class:`InputError`."""
    settings = workspace.settings
    address = settings.watching_ping_address.rstrip("/")
    if not (address and settings.watching_ping_port):
        return None
    if not is_web_address(address):
        raise InputError("bad_address", value=address)
    return address


def _token(folder: Path) -> str:
    """The secret of this workspace, made at the first wish; mailings keep it for ever."""
    path = folder / "ping.token"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        with unfinished.open("w", encoding="ascii") as file:
            unfinished.chmod(0o600)
            file.write(secrets.token_urlsafe(24))
        unfinished.replace(path)
    return path.read_text("ascii").strip()
