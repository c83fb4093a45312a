"""Finding out, by reading only, whether a batch whose answer was lost is on the platform."""

from dataclasses import dataclass
from enum import Enum

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ApiError, CredentialsError
from voicedesk.api.models import Mailing
from voicedesk.base.errors import PlatformError
from voicedesk.base.jobs import Job
from voicedesk.campaigns.clock import Patience
from voicedesk.campaigns.outbox import Chunk

_WAITS = (5.0, 10.0, 20.0, 40.0, 60.0)


class Outcome(Enum):
    """What the reading showed."""

    FOUND = "found"  # exactly one new mailing, with exactly these recipients
    ABSENT = "absent"  # none until the deadline
    MISFIT = "misfit"  # one new, but not ours as far as can be seen
    DUPLICATE = "duplicate"  # two or more new: an incident


@dataclass(frozen=True)
class Finding:
    """The outcome with its evidence; ``readings`` is how often was looked."""

    outcome: Outcome
    mailing_ids: tuple[str, ...]
    readings: int


def mailings_named(client: VoiceClient, name: str) -> list[Mailing]:
    """All mailings of that name. Raises ``filter_ignored`` if the platform returned others."""
    found = list(client.mailings(name=name))
    if any(mailing.name != name for mailing in found):
        raise PlatformError("filter_ignored")
    return found


def people_of(client: VoiceClient, mailing_id: str) -> list[str]:
    """The numbers that a mailing calls, as its messages have them."""
    return [message.recipient for message in client.messages(mailing_id=mailing_id)]


def look_for(
    client: VoiceClient,
    name: str,
    chunk: Chunk,
    numbers: tuple[str, ...],
    patience: Patience,
    job: Job,
) -> Finding:
    """Read until the batch is found or the patience has run out.

    Found means: one mailing that was not known before the attempt, whose total is the number
    posted *and* whose messages go to exactly these numbers. The total alone would take a late
    arrival of another batch of the same size for this one. Raises the error of the last reading
    where that failed: "absent" is only said of what was looked for at the end.
    """
    look = Looking(client, name, chunk, frozenset(numbers))
    seen: Finding | None = None
    while True:
        # What was seen once is not absent, even if later readings fail or lag behind: "absent"
        # invites a person to send again.
        seen = look.once() or seen
        if seen is not None and seen.outcome in (Outcome.FOUND, Outcome.DUPLICATE):
            return seen
        left = patience.left()
        if left <= 0:
            return seen or look.absent()
        job.report(look.readings, None, "looking")
        job.wait(min(_wait(look.attempts, left), left))


class Looking:
    """The readings for one batch; a failed reading counts as an attempt, not as a reading."""

    def __init__(
        self, client: VoiceClient, name: str, chunk: Chunk, numbers: frozenset[str]
    ) -> None:
        self.readings = 0
        self.attempts = 0
        self._failure: ApiError | None = None  # of the last reading
        self._client = client
        self._name = name
        self._chunk = chunk
        self._numbers = numbers

    def once(self) -> Finding | None:
        """One reading; None when nothing new is there or the platform could not be read."""
        self.attempts += 1
        self._failure = None
        try:
            new = [m for m in mailings_named(self._client, self._name) if self._is_new(m)]
            fits = len(new) == 1 and self._fits(new[0])
        except CredentialsError:
            raise
        except ApiError as error:
            self._failure = error
            return None  # to be read again until the deadline
        self.readings += 1
        if not new:
            return None
        ids = tuple(mailing.id for mailing in new)
        if len(new) > 1:
            return Finding(Outcome.DUPLICATE, ids, self.readings)
        return Finding(Outcome.FOUND if fits else Outcome.MISFIT, ids, self.readings)

    def absent(self) -> Finding:
        """That nothing is there; raises the error of the last reading where it failed."""
        if self._failure is not None:
            raise self._failure
        return Finding(Outcome.ABSENT, (), self.readings)

    def _is_new(self, mailing: Mailing) -> bool:
        return mailing.id not in self._chunk.known_ids

    def _fits(self, mailing: Mailing) -> bool:
        """Whether it can be seen that the mailing is this batch."""
        if mailing.stats is None or mailing.stats.total != self._chunk.posted_size:
            return False
        called = people_of(self._client, mailing.id)
        return len(called) == self._chunk.posted_size and frozenset(called) == self._numbers


def _wait(attempts: int, remaining: float) -> float:
    """5, 10, 20, 40, 60, 60… seconds, but several looks even in a short time."""
    return min(_WAITS[min(attempts, len(_WAITS)) - 1], max(remaining / 4, 0.05))
