"""What goes wrong on purpose: rules that pick calls and a fault for each.

``{"seed": 1, "rules": [{"on": …, "fault": …, "nth": …, "probability": …, "after": …,
"seconds": …, "status": …}], "switches": {…}}``. The switches are those of switches.py. ``on`` is
one of :data:`CALLS`; a rule with ``nth`` strikes once, at the nth call it matches since it was set;
with ``probability`` by chance (seeded); with neither, always. With ``after``, one of the calls too,
it matches only what comes after the first of those. The first rule that strikes decides; how often
each one did is told while it is in force.

==============  ==================================================================================
refuse          closes the connection before the body is read
delay           ``seconds`` (5) later; the call is done even if the client has gone meanwhile
hang            does nothing and answers nothing for ``seconds`` (without: for ever), then closes
reset_before    reads the call, does nothing, resets the connection
reset_after     does the call, resets the connection without an answer
truncate        does the call, closes the connection in the middle of the answer
garbage         does the call, answers what is not JSON
drip            does the call, answers byte by byte over ``seconds`` (5)
status          does nothing, answers ``status`` (500)
html            does nothing, answers a proxy's page, ``status`` (502)
redirect        does nothing, answers ``status`` (302) to the same address
expire          the call's token has expired: 401
read_lag        reads see the world as it was ``seconds`` (5) ago
lost_ping       ``on`` is ``ping`` or ``*``: the ping is not sent, and not tried again
==============  ==================================================================================
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from voicedesk.base.errors import InputError
from voicedesk.sandbox.switches import Switches, switches

CALLS = (
    "token",
    "contents.create",
    "contents.read",
    "contents.update",
    "contents.delete",
    "mailings.create",
    "mailings.read",
    "mailings.update",
    "mailings.delete",
    "messages.read",
    "files.read",
    "ping",
    "*",  # any of them; the last
)
FAULTS = (
    "refuse",
    "delay",
    "hang",
    "reset_before",
    "reset_after",
    "truncate",
    "garbage",
    "drip",
    "status",
    "html",
    "redirect",
    "expire",
    "read_lag",
    "lost_ping",
)
_RANGES = {
    "nth": (1, 10**9),
    "probability": (0, 1),
    "seconds": (0, 86_400),
    "status": (200, 599),
}
_KEYS = {"on", "fault", "nth", "probability", "after", "seconds", "status"}


@dataclass(frozen=True)
class Rule:
    """One line of the rules; None where not given."""

    on: str
    fault: str
    nth: int | None = None
    probability: float | None = None
    after: str | None = None
    seconds: float | None = None
    status: int | None = None


class Faults:
    """The rules and switches in force. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.set({"rules": []})

    def set(self, content: object) -> int:
        """Replace the rules; returns their number. InputError ``bad_faults`` (``reason``) and
        nothing changed if the content is none."""
        seed, rules, switched = parsed(content)
        with self._lock:
            self._switches = switched
            self._random = Random(seed)
            self._rules = [(rule, _Count()) for rule in rules]
            self._seen: set[str] = set()  # the kinds of call since then
        return len(rules)

    @property
    def switches(self) -> Switches:
        with self._lock:
            return self._switches

    @property
    def struck(self) -> list[int]:
        """How often each rule struck since it was set, in their order."""
        with self._lock:
            return [count.strikes for _, count in self._rules]

    def draw(self, call: str) -> Rule | None:
        """The fault that strikes this call, or None. Counts the call."""
        struck = None
        with self._lock:
            for rule, count in self._rules:
                if self._matches(rule, call):
                    count.calls += 1
                    if self._strikes(rule, count.calls) and struck is None:
                        struck = rule
                        count.strikes += 1
            self._seen.add(call)
        return struck

    def _matches(self, rule: Rule, call: str) -> bool:
        if rule.after is not None and rule.after not in self._seen:
            return False
        return rule.on in (call, "*") and (rule.fault == "lost_ping") == (call == "ping")

    def _strikes(self, rule: Rule, calls: int) -> bool:
        if rule.nth is not None:
            return calls == rule.nth
        return rule.probability is None or self._random.random() < rule.probability


class _Count:
    calls = 0
    strikes = 0


def from_file(path: Path) -> object:
    """The JSON content of a faults file. InputError ``unreadable`` or ``bad_faults``."""
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError("unreadable", path=str(path)) from error
    except ValueError as error:
        raise InputError("bad_faults", reason="not JSON") from error


def parsed(content: object) -> tuple[int, list[Rule], Switches]:
    """The seed (1 if not given), the rules and the switches."""
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        raise InputError("bad_faults", reason="an object with a list `rules` is required")
    seed = content.get("seed", 1)
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise InputError("bad_faults", reason="seed is not a whole number")
    rules = [_rule(given) for given in content["rules"]]
    return seed, rules, switches(content.get("switches", {}))


def _rule(given: object) -> Rule:
    if not isinstance(given, dict) or not set(given) <= _KEYS:
        raise InputError("bad_faults", reason=f"a rule has only {', '.join(sorted(_KEYS))}")
    rule = Rule(**{"on": "", "fault": "", **given})
    if rule.on not in CALLS:
        raise InputError("bad_faults", reason=f"on is one of {' '.join(CALLS)}")
    if rule.after is not None and rule.after not in CALLS[:-1]:
        raise InputError("bad_faults", reason=f"after is one of {' '.join(CALLS[:-1])}")
    if rule.fault not in FAULTS:
        raise InputError("bad_faults", reason=f"fault is one of {' '.join(FAULTS)}")
    if rule.on != "*" and (rule.on == "ping") != (rule.fault == "lost_ping"):
        raise InputError("bad_faults", reason="lost_ping is the fault of ping, and its only one")
    _check_numbers(given)
    return rule


def _check_numbers(given: Mapping[str, Any]) -> None:
    for name, (least, most) in _RANGES.items():
        value = given.get(name)
        if value is None:
            continue
        whole = name in ("nth", "status")
        number = isinstance(value, int) or (isinstance(value, float) and not whole)
        if isinstance(value, bool) or not number or not least <= value <= most:
            raise InputError("bad_faults", reason=f"{name} is a number from {least:g} to {most:g}")
