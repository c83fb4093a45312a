"""Requests nobody would write: no 500, no hang, no memory kept, whatever is asked."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contract.wire import FORM, MULTIPART, Answer, Wire, multipart
from voicedesk.sandbox.process import SandboxProcess

STATUSES = {200, 201, 204, 304, 400, 401, 403, 404, 405, 414, 417}
GROWTH = 1.1  # memory at the end by that after the first third

NASTY = [
    "", " ", "0", "-1", "1", "50001", "1001", "1000001", "9" * 30, "1e999", "NaN", "true", "null",
    "id", "id ASC", "stats DESC", "DEFAULT", "DEFAULT,-id", "DEFAULT,contacts", "-id,-name", ",,,",
    "\x00", "\x0b", "\ud7ff", "\u2028", "𝄞", "é" * 300, "%", "%00", "'", '"', "';--", "a.b", "f",
    "a\r\nb", "[]", "{}", "[[[[", '{"name": "x"}', '{"tags": [1, null]}', '{"name": "\\ud800"}',
    '{"date": "9999-12-31T23:59:59Z"}', '{"name": NaN}', '[{"recipient": "+33600000001"}]',
    '[{"recipient": "\\ud800"}]', '[{"recipient": 6}]', "[null]", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2090-01-01T10:00:00Z", "VOICE", "VOICEMAIL", "wav", "vxml",
    "http://[", "http://127.0.0.1/x.vxml", "http://127.0.0.1:1/#id#", "http://[::1", "read",
    "create", "update", "delete",
]  # fmt: skip
NAMES = [
    "action", "limit", "offset", "sort", "total", "properties", "callback", "metaData", "id",
    "name", "tags", "mailingId", "mailingName", "status", "recipient", "link", "media", "type",
    "date", "contacts", "pingUrl", "description", "comment", "contentFile", "grant_type",
    "client_id", "client_secret", "id[0]", "id[x][y]", "contacts[0][recipient]", "contacts[0]",
    "properties[]", "[]", "tags[1]", "id[", "advance", "rules", "switches", "seed",
]  # fmt: skip
MAILING = [
    ("media", "VOICE"), ("type", "vxml"), ("link", "http://127.0.0.1/x.vxml"),
    ("contacts", '[{"recipient": "+33600000001"}]'), ("pingUrl", "http://127.0.0.1:9/#ids#"),
]  # fmt: skip
RESOURCES = ["/rest/mailings", "/rest/messages", "/content/rest/contents"]
PATHS = [
    "/rest/shoes", "/rest/mailings.exe", "/token", "/datas/0/x.wav", "/sandbox/ledger",
    "/sandbox/faults", "/sandbox/clock", "/", "/rest/",
    "/rest/mailings/1", "/rest/mailings.", "//rest/mailings", "/rest/../rest/mailings", "*",
]  # fmt: skip

texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.sampled_from(NAMES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
pairs = st.lists(st.tuples(names, texts), max_size=6)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
bodies = st.one_of(
    st.just((b"", "")),
    pairs.map(lambda given: (form(given).encode(), FORM)),
    # A good mailing but for what was drawn.
    pairs.map(lambda given: (form([*MAILING, *given]).encode(), FORM)),
    pairs.map(lambda given: (multipart(clean(given), []), MULTIPART)),
    st.tuples(pairs, st.binary(max_size=200)).map(
        lambda both: (multipart(clean(both[0]), [("contentFile", "x.wav", both[1])]), MULTIPART)
    ),
    st.dictionaries(names, anything, max_size=5).map(
        lambda given: (json.dumps(given).encode(), "application/json")
    ),
    st.tuples(
        st.binary(max_size=300),
        st.sampled_from([FORM, MULTIPART, "multipart/form-data", "application/json", "x", "a/b;="]),
    ),
)
suffixes = st.sampled_from(["", ".json", ".xml", ".csv", ".js"])
paths = st.tuples(st.sampled_from(RESOURCES), suffixes).map("".join)
odd = st.sampled_from(PATHS) | texts.map(lambda text: "/rest/" + quote(text))
requests = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(["GET", "POST", "PUT", "DELETE", "GET", "POST", "PATCH"]),
        # Mostly what leads somewhere: a tenth of the paths and tokens is odd.
        "path": st.integers(0, 9).flatmap(lambda n: odd if n == 5 else paths),
        "query": pairs,
        "body": bodies,
        "token": st.integers(0, 9).flatmap(
            lambda n: st.sampled_from([None, "x", "a.b.c", "1.1.é"]) if n == 5 else st.just("")
        ),
    }
)


def form(given: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in given)


def clean(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.replace('"', "%22").replace("\r\n", ""), value) for name, value in given]


def ask(wire: Wire, request: dict[str, Any]) -> Answer:
    body, kind = request["body"]
    path, token = request["path"], request["token"]
    if path.startswith("/sandbox/") and token == "":
        token = wire.platform.admin_token
    target = f"{path}?{form(request['query'])}" if request["query"] else path
    return wire.call(request["verb"], target, body, kind, token)


def check(answer: Answer) -> None:
    assert answer.status in STATUSES, (answer.status, answer.body)
    assert b"Traceback" not in answer.body
    if answer.kind == "application/json":
        assert isinstance(answer.json, dict)
    if answer.status in (204, 304):
        assert answer.body == b""


def fuzz(wire: Wire, count: int, after: Callable[[int], None] = lambda _: None) -> None:
    """So many requests; ``after`` is told how many were made."""
    made = 0
    seen: set[int] = set()

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def one(request: dict[str, Any]) -> None:
        nonlocal made
        answer = ask(wire, request)
        check(answer)
        seen.add(answer.status)
        made += 1
        after(made)

    one()
    assert made >= count * 0.9
    assert seen >= {200, 400, 401, 404, 405, 417}, "the requests reached too little"
    assert wire.call("GET", "/rest/mailings?limit=1").status == 200
    assert wire.admin("GET", "/sandbox/ledger")["violations"] == []


def test_300_requests(start: Callable[..., Wire], wav: bytes) -> None:
    own = start(speed=0)
    own.upload(wav)
    fuzz(own, 300)


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_5000_requests_keep_no_memory(start: Callable[..., Wire], wav: bytes) -> None:
    own = start(speed=0)
    own.upload(wav)
    figures: dict[int, int] = {}

    def after(made: int) -> None:
        if made in (1_666, 4_990):
            figures[made] = memory(own.platform)

    fuzz(own, 5_000, after)
    assert figures[4_990] <= GROWTH * figures[1_666], figures


def memory(platform: SandboxProcess) -> int:
    """KiB the process holds."""
    lines = Path(f"/proc/{platform.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
