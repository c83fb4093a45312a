"""A batch that waits for a person's decision and turns up on the platform after all."""

from voicedesk.api.client import VoiceClient
from voicedesk.base.database import Database
from voicedesk.campaigns import drafts, outbox
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.reconciling import Looking, Outcome

FOUND_LATE = "found_late"


def look_again(database: Database, client: VoiceClient, campaign_id: str, ordinal: int) -> bool:
    """One reading for an undecided batch; whether it was found, and so needs no decision.

    Found, it is accepted and the campaign is paused: nothing more is created until a person
    continues. Whatever else the reading shows changes nothing. Raises
    :class:`~voicedesk.api.errors.CredentialsError` and ``filter_ignored``.
    """
    journal = Outbox(database, campaign_id)
    chunk = journal.chunk(ordinal)
    if chunk is None or chunk.state is not ChunkState.NEEDS_DECISION:
        return False
    name = Campaigns(database).get(campaign_id).mailing_name
    finding = Looking(client, name, chunk, frozenset(journal.numbers(ordinal))).once()
    if finding is None or finding.outcome is not Outcome.FOUND:
        return False
    with database.write() as connection:
        # A person may have decided while the platform answered: then that holds.
        state = outbox.state_of(connection, campaign_id, ordinal)
        if state is not ChunkState.NEEDS_DECISION:
            return False
        outbox.accept(connection, campaign_id, ordinal, finding.mailing_ids[0], "late_reading")
        drafts.set_state(connection, campaign_id, State.PAUSED, FOUND_LATE)
    return True
