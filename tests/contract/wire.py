"""HTTP by hand: the bytes of a request, and those of its answer, over a socket of our own."""

import json
import re
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from voicedesk.sandbox.process import SandboxProcess

DEADLINE = 20.0
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----boundary7f3a9c"


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body.decode("utf-8"))

    @property
    def list(self) -> Any:
        return self.json["list"]

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "")


class Wire:
    """One platform, one token; every call is one connection, written as it is said here."""

    def __init__(self, platform: SandboxProcess) -> None:
        self.platform = platform
        parts = urlsplit(platform.url)
        self.address = (str(parts.hostname), int(parts.port or 0))
        self.host = parts.netloc
        self.token = self.sign_in().json["access_token"]

    def sign_in(self, **changes: str) -> Answer:
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.platform.client_id,
            "client_secret": self.platform.client_secret,
        } | changes
        given = {name: value for name, value in fields.items() if value}
        return self.call("POST", "/token", urlencode(given), token=None)

    def call(
        self,
        verb: str,
        target: str,
        body: str | bytes = b"",
        kind: str = FORM,
        token: str | None = "",
        *headers: str,
    ) -> Answer:
        """``token`` "": our own; None: no Authorization at all."""
        sent = body.encode() if isinstance(body, str) else body
        lines = [f"{verb} {target} HTTP/1.1", f"Host: {self.host}", "Connection: close", *headers]
        if token is not None:
            lines.append(f"Authorization: Bearer {token or self.token}")
        if sent:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(sent)}"]
        return self.raw("\r\n".join([*lines, "", ""]).encode() + sent)

    def raw(self, request: bytes, segment: int = 0) -> Answer:
        """The answer to these bytes; in pieces of ``segment`` bytes, each a packet of its own."""
        with socket.create_connection(self.address, timeout=DEADLINE) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(0, len(request), segment or len(request)):
                connection.sendall(request[at : at + (segment or len(request))])
                if segment:
                    time.sleep(0.005)
            return parsed(received(connection))

    def read(self, target: str, **query: str) -> Any:
        answer = self.call("GET", f"{target}?{urlencode(query)}" if query else target)
        assert answer.status == 200, answer.body
        return answer.list

    def upload(self, audio: bytes, *parts: tuple[str, str], name: str = "message.wav") -> Answer:
        """A content; ``parts`` are further fields, in their order."""
        body = multipart([("name", "Message"), *parts], [("contentFile", name, audio)])
        return self.call("POST", "/content/rest/contents", body, MULTIPART)

    def create(self, **fields: str) -> Answer:
        return self.call("POST", "/rest/mailings", urlencode(fields))

    def admin(self, verb: str, path: str, content: object = None) -> Any:
        body = b"" if content is None else json.dumps(content).encode()
        answer = self.call(verb, path, body, "application/json", self.platform.admin_token)
        assert answer.status == 200, answer.body
        return answer.json

    def advance(self, seconds: float) -> None:
        self.admin("POST", "/sandbox/clock", {"advance": seconds})
        self.token = self.sign_in().json["access_token"]


MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> bytes:
    """Fields, and files as (field, file name, bytes)."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields
    ]
    for field, name, data in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data)
    between = f"--{BOUNDARY}\r\n".encode()
    return b"".join(between + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def received(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    pieces = []
    while piece := connection.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


def parsed(answer: bytes) -> Answer:
    """One answer and nothing behind it; a body is as long as its Content-Length says."""
    head, end, body = answer.partition(b"\r\n\r\n")
    assert end, f"no whole answer: {answer[:200]!r}"
    first, *lines = head.decode("latin-1").split("\r\n")
    match = re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", first)
    assert match, first
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        assert name.lower() not in headers, f"twice: {name}"
        headers[name.lower()] = value.strip()
    if "content-length" in headers:
        assert int(headers["content-length"]) == len(body)
    return Answer(int(match[1]), headers, body)
