"""What is looked at again before every create: may the telephones ring when they would?"""

from datetime import timedelta

from voicedesk.api.client import VoiceClient
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.acceptance import moment_objections
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.clock import Clock
from voicedesk.campaigns.finding import Finding
from voicedesk.campaigns.outbox import Chunk

DATE_PASSED = "date_passed"

# Nearer than this the platform might take the date for the past, and send at once.
_MARGIN = timedelta(minutes=5)
# Clocks that differ by less agree about the rules.
_AGREE = timedelta(minutes=1)


class Guard:
    """The dates and the calling rules, for one run of a sender."""

    def __init__(self, workspace: Workspace, client: VoiceClient) -> None:
        self._workspace = workspace
        self._clock = Clock(client)

    def objections(self, campaign: Campaign, chunk: Chunk) -> tuple[Finding, ...]:
        """Why the batch must not be created now; none where it may.

        Of the batch's date, else of now by every clock that could be right.
        """
        earliest, latest = self._clock.earliest(), self._clock.latest()
        moments = [chunk.date or latest]
        if chunk.date is None and latest - earliest > _AGREE:
            moments.append(earliest)
        found = (moment_objections(self._workspace, campaign, chunk, at) for at in moments)
        return next((objections for objections in found if objections), ())

    def has_passed(self, chunk: Chunk) -> bool:
        """Whether the batch's date is past, or so near that the platform might send at once."""
        return chunk.date is not None and self._clock.latest() >= chunk.date - _MARGIN
