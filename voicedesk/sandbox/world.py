"""What every call works with."""

from dataclasses import dataclass, field

from voicedesk.sandbox.clock import Clock
from voicedesk.sandbox.parameters import Parameters
from voicedesk.sandbox.store import Store
from voicedesk.sandbox.switches import Switches


@dataclass(frozen=True)
class World:
    """The platform's memory and time; ``speed`` and ``seed`` as delivery.py has them."""

    store: Store
    clock: Clock
    speed: float
    seed: str


@dataclass(frozen=True)
class Call:
    """One call, understood.

    ``now`` is the moment of the world the call sees (a read lag makes it older), ``origin`` where
    the client reached the platform: ``http://127.0.0.1:PORT``; ``account`` the id of whose token
    it carries.
    """

    parameters: Parameters
    now: int
    origin: str
    account: int = 1
    switches: Switches = field(default_factory=Switches)


@dataclass(frozen=True)
class Answer:
    """A status and the body before it is written in a format.

    ``columns``: the dotted names of the attributes, so that an empty table has its header too.
    """

    status: int
    body: object
    columns: tuple[str, ...] = ()
