"""Batches that turn up on the platform after all: while a person is still to decide about them, or
after one had given them up or sent them again."""

from collections import Counter
from collections.abc import Sequence
from time import monotonic

from sqlalchemy import Connection, select

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Mailing, Message, Stats
from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import now
from voicedesk.base.schema import recipients
from voicedesk.campaigns import arrivals, drafts, optouts, outbox
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import record
from voicedesk.campaigns.inquiry import Inquiry
from voicedesk.campaigns.outbox import SETTLED, ChunkState, Outbox
from voicedesk.campaigns.reconciling import Looking, Outcome, mailings_named
from voicedesk.campaigns.refusal import is_optout

FOUND_LATE = "found_late"
ADOPTED = "adopted_late"  # in the history
EVERY_S = 60.0  # between two looks at a campaign

_AT_ONCE = 1_000  # numbers in a question to the database


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


class LateArrivals:
    """The mailings of one campaign that no batch is, once a person has decided about a batch.

    Each is recorded. It is never adopted here, but whoever opts out in it goes on the stop list,
    now, as long as its figures move, and while the platform has not named all it counts.
    """

    def __init__(self, database: Database, client: VoiceClient, campaign_id: str) -> None:
        self._database, self._client, self._id = database, client, campaign_id
        self._name = Campaigns(database).get(campaign_id).mailing_name
        self._inquiry = Inquiry(client, self._name)
        self._outbox = Outbox(database, campaign_id)
        self._read: dict[str, Stats] = {}  # by mailing: its figures when its people were read
        self._unnamed: dict[str, int] = {}
        self._looked: float | None = None

    def unnamed(self) -> int:
        """The opt-outs that the platform counts in them without saying whose they are."""
        found = {one: people for one, people in self._unnamed.items() if people}
        accepted = self._outbox.mailing_ids() if found else ()  # meanwhile: they count there
        return sum(people for one, people in found.items() if one not in accepted)

    def look_when_due(self) -> None:
        """:meth:`look`, but once a minute at most, whether or not that works."""
        if self._looked is None or monotonic() - self._looked >= EVERY_S:
            self._looked = monotonic()
            self.look()

    def look(self) -> None:
        """One reading, where anything can have arrived. Raises the errors of the client, and
        ``filter_ignored``."""
        with self._database.read() as connection:
            if not arrivals.is_doubtful(connection, self._id):
                return
        read = mailings_named(self._client, self._name)
        taken = set(self._outbox.mailing_ids())  # after the reading: one may be accepted meanwhile
        strange = {mailing.id: mailing for mailing in read if mailing.id not in taken}
        self._unnamed = {one: n for one, n in self._unnamed.items() if one in strange}
        moved = [one.id for one in strange.values() if self._has_moved(one)]
        for mailing_id, messages in self._inquiry.everybody(moved):
            self._take(strange[mailing_id], messages)
        if not any(one.stats and one.stats.wait + one.stats.on for one in strange.values()):
            with self._database.write() as connection:
                arrivals.end_when_due(connection, self._id, now())

    def _has_moved(self, mailing: Mailing) -> bool:
        if mailing.stats is None or self._unnamed.get(mailing.id):
            return True
        return mailing.stats != self._read.get(mailing.id)

    def _take(self, mailing: Mailing, messages: Sequence[Message]) -> None:
        said_no = {one.recipient for one in messages if is_optout(one.description)}
        with self._database.write() as connection:
            batch_of = _batches(connection, self._id, [one.recipient for one in messages])
            optouts.stop(self._database, connection, self._id, said_no)
            is_settled = not batch_of or self._note(connection, mailing.id, batch_of)
        stats = mailing.stats
        if stats is None:
            return
        self._unnamed[mailing.id] = max(stats.optout - len(said_no), 0)
        if is_settled and len(messages) >= stats.total:
            self._read[mailing.id] = stats  # else it is read again, however its figures stand

    def _note(self, connection: Connection, mailing_id: str, batch_of: dict[str, int]) -> bool:
        """Record it, unless its batch may still be accepted as this mailing; whether it was.

        A listing may lag: what calls more people than it did at first is recorded once more.
        """
        [(ordinal, _)] = Counter(batch_of.values()).most_common(1)
        state = outbox.state_of(connection, self._id, ordinal)
        if state not in SETTLED:
            return False
        platform = drafts.get(connection, self._id).platform
        known = {a.mailing_id: a.people for a in arrivals.arrivals(connection, self._id)}
        people = len(batch_of)
        if people > known.get(mailing_id, 0) and not outbox.is_taken(
            connection, platform, mailing_id
        ):
            noted = {"mailing": mailing_id, "people": people}
            record(connection, self._id, arrivals.ARRIVED, ordinal, **noted)
        return True


def adopt(
    database: Database, client: VoiceClient, campaign_id: str, ordinal: int, *, by: str
) -> Campaign:
    """A person has the calls of an abandoned batch that arrived late followed: it is accepted.

    A campaign that was done is posted again. Raises :class:`NotAllowedError` ``not_undecided``
    where the batch is not abandoned or nothing of it has arrived, ``other_platform``,
    ``unknown_mailing`` where the platform has it no more, ``mailing_taken``; and the errors of the
    client.
    """
    campaign = Campaigns(database).get(campaign_id)
    if not campaign.belongs_to(client.account):
        raise NotAllowedError("other_platform", name=campaign.name, platform=campaign.platform)
    there = {mailing.id for mailing in mailings_named(client, campaign.mailing_name)}
    with database.write() as connection:
        campaign = drafts.get(connection, campaign_id)
        found = [
            one.mailing_id
            for one in arrivals.arrivals(connection, campaign_id)
            if one.chunk == ordinal and one.is_given_up
        ]
        if not found:
            raise NotAllowedError("not_undecided", name=campaign.name, chunk=ordinal)
        mailing_id = next((one for one in found if one in there), None)
        if mailing_id is None:
            raise NotAllowedError("unknown_mailing", mailing=found[0])
        if outbox.is_taken(connection, campaign.platform, mailing_id):
            raise NotAllowedError("mailing_taken", mailing=mailing_id)
        record(connection, campaign_id, ADOPTED, ordinal, by=by, mailing=mailing_id)
        outbox.adopt(connection, campaign_id, ordinal, mailing_id)
        if campaign.state is State.DONE:
            drafts.set_state(connection, campaign_id, State.POSTED)
    return Campaigns(database).get(campaign_id)


def _batches(connection: Connection, campaign_id: str, numbers: Sequence[str]) -> dict[str, int]:
    """The batch of each of these who are of the campaign, left out of it or not."""
    found: dict[str, int] = {}
    wanted = select(recipients.c.e164, recipients.c.chunk).where(
        recipients.c.campaign_id == campaign_id
    )
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        rows = connection.execute(wanted.where(recipients.c.e164.in_(part)))
        found.update({row.e164: row.chunk for row in rows})
    return found
