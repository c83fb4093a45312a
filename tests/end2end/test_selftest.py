"""``voicedesk selftest``."""

import json

import av
import pytest

from tests.end2end.conftest import Quick
from tests.keyrings import MemoryKeyring
from voicedesk.contacts.phones import bulk

PARTS = ["audio", "phones", "credentials", "database", "sandbox"]


def test_a_whole_installation_passes(quick: Quick, store: MemoryKeyring) -> None:
    found = quick("selftest", "--json")
    document = json.loads(found.out)
    assert (found.code, document["ok"]) == (0, True)
    assert [check["name"] for check in document["checks"]] == PARTS
    assert all(check["ok"] and check["detail"] for check in document["checks"])
    lines = quick("selftest").out.splitlines()
    assert len(lines) == len(PARTS)
    assert all("works" in line for line in lines)


def test_what_does_not_work_is_named(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", av.codecs_available - {"mp3", "opus"})
    monkeypatch.setattr(bulk, "judge_all", lambda *_: 1 / 0)
    found = quick("selftest", "--json")
    checks = {check["name"]: check for check in json.loads(found.out)["checks"]}
    assert found.code == 1
    assert [name for name, check in checks.items() if check["ok"]] == ["database", "sandbox"]
    assert checks["audio"]["detail"].endswith("mp3, opus")
    assert checks["phones"]["detail"] == "ZeroDivisionError: division by zero"
    assert "no credential store" in checks["credentials"]["detail"]
