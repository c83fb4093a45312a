"""How fast the platform answers, and that reading a mailing does not slow with their number.

Prints a table; exit code 1 when the ratio of the reads is over its limit.
"""

import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from voicedesk.base.resources import resource
from voicedesk.sandbox.process import SandboxProcess

FEW, MANY = 100, 5_000  # mailings stored
PEOPLE = 1_000  # in the mailing that is read, and in each that the creates are timed with
CROWD = 100  # in the others
READS, CREATES, PAGES = 2_000, 40, 40
LIMIT = 1.3
BOUNDARY = "bench7f3a9c"


def main() -> int:
    """Two fresh platforms, one that stores few mailings and one that stores many."""
    with SandboxProcess(speed=0) as small, SandboxProcess(speed=0) as large:
        callers = Caller(small), Caller(large)
        reads = rate(READS, lambda: callers[0].get("/rest/mailings?limit=1"))
        creates = rate(CREATES, lambda: callers[0].create(PEOPLE))
        mailings = [caller.create(PEOPLE) for caller in callers]
        for caller, count in zip(callers, (FEW, MANY), strict=True):
            fill(caller, count)
        # In turn, so that whatever else this machine does meets both.
        seconds = [
            [page(caller, mailing) for caller, mailing in zip(callers, mailings, strict=True)]
            for _ in range(PAGES)
        ]
        for caller in callers:
            caller.close()
    few, many = (statistics.median(column) for column in zip(*seconds, strict=True))
    print(f"{'small reads':<32}{reads:>10.0f} /s   one connection")
    print(f"{'creates, 1,000 contacts':<32}{creates:>10.1f} /s   each on the disk")
    for count, median in ((FEW, few), (MANY, many)):
        print(f"{f'messages of one, {count:,} stored':<32}{median * 1000:>10.2f} ms  median")
    print(f"{'ratio':<32}{many / few:>10.2f}      limit {LIMIT}")
    return 0 if many / few < LIMIT else 1


class Caller:
    """One connection, kept open, with a token of the account and an audio to send."""

    def __init__(self, platform: SandboxProcess) -> None:
        parts = urlsplit(platform.url)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self._headers: dict[str, str] = {}
        fields = {
            "grant_type": "client_credentials",
            "client_id": platform.client_id,
            "client_secret": platform.client_secret,
        }
        form = "application/x-www-form-urlencoded"
        token = self._call("POST", "/token", urlencode(fields).encode(), form)["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._link = self._upload()["url_encoded"]

    def get(self, target: str) -> Any:
        return self._call("GET", target)

    def create(self, people: int) -> str:
        """The id of a mailing to so many."""
        given = {
            "media": "VOICEMAIL",
            "link": self._link,
            "contacts": [{"recipient": f"+336000{n:05}"} for n in range(people)],
        }
        made = self._call("POST", "/rest/mailings", json.dumps(given).encode(), "application/json")
        return str(made["list"][0]["id"])

    def stored(self) -> int:
        return int(self.get("/rest/mailings?limit=0&total=true")["total"])

    def close(self) -> None:
        self._connection.close()

    def _upload(self) -> Any:
        audio = resource("samples", "message-fr.mp3").read_bytes()
        head = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
        body = (
            f"--{BOUNDARY}\r\n{head.format('name', '')}Bench\r\n--{BOUNDARY}\r\n"
            + head.format("contentFile", '; filename="message.mp3"')
        ).encode()
        body += audio + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self._call("POST", "/content/rest/contents", body, kind)["list"][0]

    def _call(self, verb: str, target: str, body: bytes | None = None, kind: str = "") -> Any:
        headers = self._headers | ({"Content-Type": kind} if kind else {})
        self._connection.request(verb, target, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status in (200, 201), content
        return json.loads(content)


def rate(count: int, work: Callable[[], object]) -> float:
    """Times a second."""
    started = time.perf_counter()
    for _ in range(count):
        work()
    return count / (time.perf_counter() - started)


def fill(caller: Caller, count: int) -> None:
    for _ in range(count - caller.stored()):
        caller.create(CROWD)


def page(caller: Caller, mailing: str) -> float:
    """Seconds of reading the mailing's messages."""
    started = time.perf_counter()
    found = caller.get(f"/rest/messages?mailingId={mailing}&limit=1000&sort=id%20ASC")
    assert found["size"] == PEOPLE
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
