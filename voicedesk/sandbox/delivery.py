"""When each message of a mailing leaves, when it ends, and how.

All is decided at the creation, from the seed, the mailing's id and the number; the state at any
moment follows from the world's clock. A mailing calls ``CALLS_PER_SECOND``.

Numbers whose E.164 ends in ``99 0x`` have a fixed outcome, for tests and practice (for instance
``06 00 00 99 01`` is always busy); all others have realistic shares, about 88 % delivered:

======  =============================  =============================
ending  VOICE                          VOICEMAIL
======  =============================  =============================
99 00   ok  voice delivered            ok  voicemail delivered
99 01   ko  voice busy                 ko  voice busy
99 02   ko  no answer                  ko  no answer
99 03   ko  voicemail full             ko  voicemail full
99 04   ko  not in service             ko  not in service
99 05   ko  opted out                  ok  voicemail delivered
99 06   no  outcome not known          no  outcome not known
======  =============================  =============================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

CALLS_PER_SECOND = 50.0
OPTED_OUT = "opted out"

_BUSY = ("ko", "voice busy")
_NO_ANSWER = ("ko", "no answer")
_FULL = ("ko", "voicemail full")
_NOT_IN_SERVICE = ("ko", "not in service")
_OPTED_OUT = ("ko", OPTED_OUT)
_UNKNOWN = ("no", "outcome not known")
_DELIVERED = {"VOICE": ("ok", "voice delivered"), "VOICEMAIL": ("ok", "voicemail delivered")}

_FIXED = {
    "9901": _BUSY,
    "9902": _NO_ANSWER,
    "9903": _FULL,
    "9904": _NOT_IN_SERVICE,
    "9906": _UNKNOWN,
}
_OUTCOMES = {
    "VOICE": (_BUSY, _NO_ANSWER, _FULL, _NOT_IN_SERVICE, _OPTED_OUT, _UNKNOWN),
    "VOICEMAIL": (_BUSY, _NO_ANSWER, _FULL, _NOT_IN_SERVICE, _UNKNOWN),
}
# Percent of the messages, in the order of _OUTCOMES; what is left to 100 is delivered.
_SHARES = {"VOICE": (3.0, 4.5, 0.5, 2.0, 1.2, 0.8), "VOICEMAIL": (1.0, 1.0, 5.0, 4.0, 1.0)}

# Seconds between leaving `wait` and the end, without what is heard of the message.
_RING = {"VOICE": (5.0, 25.0), "VOICEMAIL": (3.0, 12.0)}


@dataclass(frozen=True)
class Fate:
    """What becomes of one message; moments in milliseconds, ``outcome`` ok, ko or no."""

    recipient: str
    on_at: int
    final_at: int
    outcome: str
    description: str


def fates(
    recipients: Sequence[str], media: str, start: int, heard: float, speed: float, seed: str
) -> list[Fate]:
    """One fate per recipient, in order.

    ``start`` is when the first may leave, ``heard`` the message's seconds, ``speed`` the simulated
    seconds per second (0: all is over at ``start``); equal seeds give equal fates.
    """
    random = Random(seed)
    return [
        _fate(recipient, media, start, n / CALLS_PER_SECOND, heard, speed, random)
        for n, recipient in enumerate(recipients)
    ]


def _fate(
    recipient: str,
    media: str,
    start: int,
    queued: float,
    heard: float,
    speed: float,
    random: Random,
) -> Fate:
    # Drawn for every number, so that a fixed one does not change its neighbours.
    drawn = _drawn(media, random)
    leaves = queued + random.uniform(0.0, 2.0)
    outcome, description = _fixed(recipient, media) or drawn
    ends = leaves + random.uniform(*_RING[media]) + (heard if outcome == "ok" else 0.0)
    pace = 1000 / speed if speed else 0.0
    on_at, final_at = start + round(leaves * pace), start + round(ends * pace)
    return Fate(recipient, on_at, final_at, outcome, description)


def _drawn(media: str, random: Random) -> tuple[str, str]:
    left = random.uniform(0.0, 100.0)
    for outcome, share in zip(_OUTCOMES[media], _SHARES[media], strict=True):
        left -= share
        if left < 0:
            return outcome
    return _DELIVERED[media]


def _fixed(recipient: str, media: str) -> tuple[str, str] | None:
    ending = recipient[-4:]
    if ending == "9905":
        return _OPTED_OUT if media == "VOICE" else _DELIVERED[media]
    return _DELIVERED[media] if ending == "9900" else _FIXED.get(ending)
