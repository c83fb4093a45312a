"""What the live page shows below the figures: everybody, the batches, the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from zoneinfo import ZoneInfo

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import optouts, roll, rules
from voicedesk.campaigns.course import Reading, course
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.roll import Roll
from voicedesk.ui.batches import Batch, batches
from voicedesk.ui.calls_model import CallList


@dataclass(frozen=True)
class Detail:
    """``optouts`` are those that nobody knows and nobody has dealt with.

    ``took`` is how long the reading took, in seconds.
    """

    calls: CallList
    batches: Sequence[Batch]
    course: list[Reading]
    optouts: int
    took: float

    @property
    def delivered(self) -> int:
        return self.calls.counts.get("delivered", 0)

    @property
    def refused(self) -> list[int]:
        """The batches that the platform refused, and that nothing replaces."""
        return [b.ordinal for b in self.batches if b.asks and b.state is ChunkState.REJECTED]


def read_detail(
    workspace: Workspace, campaign_id: str, job: Job, before: Roll | None = None
) -> Detail:
    """As it is stored; ``before`` are the calls of an earlier reading."""
    start, database = monotonic(), workspace.database
    chunks = Outbox(database, campaign_id).chunks()
    calls = roll.read(database, campaign_id, job, before)
    job.check()
    return Detail(
        calls=CallList.of(calls, {chunk.ordinal: chunk.state for chunk in chunks}),
        batches=batches(chunks, calls, _home(workspace)),
        course=course(database, campaign_id),
        optouts=optouts.pending(database, campaign_id),
        took=monotonic() - start,
    )


def _home(workspace: Workspace) -> ZoneInfo:
    """Rules that cannot be read are told where they are edited; people are shown all the same."""
    try:
        return rules.load(workspace).zone
    except InputError:
        return rules.shipped().zone
