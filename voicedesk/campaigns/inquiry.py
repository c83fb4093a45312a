"""Asking the platform what has changed, in as few bytes as it allows.

Figures first (:meth:`Inquiry.figures`), then only the messages of which they say that they moved
(:meth:`Inquiry.news`), by their ids and the states they can have come to: each message is so read
three times in its life, however often is asked. Where a platform ignores those filters or refuses
them, and to learn the ids, a mailing is read whole (:meth:`Inquiry.everybody`).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import CredentialsError, RefusedError, ServerError
from voicedesk.api.models import Message, Stats, Status
from voicedesk.base.errors import PlatformError
from voicedesk.campaigns.followed import Followed

# Ids in one question: their text is about as long as a create's 1,000 contacts, which a platform
# takes; a hundred thousand calls are twenty questions.
BLOCK = 5_000

_SHORT = "id,currentStatus"
_ENDS = (Status.OK, Status.KO, Status.NO)


class Inquiry:
    """The questions about the campaign whose mailings are all named ``name``."""

    def __init__(self, client: VoiceClient, name: str) -> None:
        self._client = client
        self._name = name
        self._figures_work = True
        self._ids_work = True
        self._mailing_ids_work = True

    def figures(self, mailing_ids: Sequence[str]) -> dict[str, Stats]:
        """The statistics by mailing; a mailing of which the platform says nothing is not there."""
        found: dict[str, Stats] = {}
        if not mailing_ids or not self._figures_work:
            return found
        wanted = frozenset(mailing_ids)
        for mailing in self._client.mailings(ids=mailing_ids, properties="id,stats"):
            if mailing.id not in wanted:
                self._figures_work = False
                break
            if mailing.stats is not None:
                found[mailing.id] = mailing.stats
        return found

    def news(self, moved: Sequence[tuple[Followed, Stats]]) -> Iterator[list[Message]]:
        """The messages that have moved, in blocks; nothing where it cannot be asked so."""
        # Listed before the first answer: storing that changes who waits and who is being called.
        left = [i for one, stats in moved if one.has_left(stats) for i in one.waiting]
        ended = [i for one, stats in moved if one.has_ended(stats) for i in one.calling]
        yield from self._by_ids(left, (Status.ON, *_ENDS))
        yield from self._by_ids(ended, _ENDS)

    def of(self, message_ids: Iterable[str]) -> Iterator[list[Message]]:
        """These messages, whatever became of them."""
        yield from self._by_ids(message_ids, ())

    def _by_ids(
        self, message_ids: Iterable[str], states: tuple[Status, ...]
    ) -> Iterator[list[Message]]:
        rest = iter(message_ids)
        while self._ids_work and (block := list(islice(rest, BLOCK))):
            wanted = frozenset(block)
            found = []
            try:
                for message in self._client.messages(
                    ids=block, statuses=states, properties=_SHORT, page=BLOCK
                ):
                    if message.id not in wanted:
                        self._ids_work = False
                        break
                    found.append(message)
            except (CredentialsError, ServerError):
                raise
            except RefusedError:
                self._ids_work = False
            yield found

    def everybody(self, mailing_ids: Sequence[str]) -> Iterator[tuple[str, list[Message]]]:
        """All messages of these mailings, one after the other."""
        for mailing_id in mailing_ids:
            if not self._mailing_ids_work:
                break
            found = []
            for message in self._client.messages(mailing_id=mailing_id):
                if message.mailing_id != mailing_id:
                    self._mailing_ids_work = False
                    break
                found.append(message)
            else:
                yield mailing_id, found
        if mailing_ids and not self._mailing_ids_work:
            yield from self._by_name(frozenset(mailing_ids))

    def _by_name(self, mailing_ids: frozenset[str]) -> Iterator[tuple[str, list[Message]]]:
        properties = "id,mailingId,mailingName,recipient,currentStatus"
        messages = self._client.messages(mailing_name=self._name, properties=properties)
        by_mailing: dict[str, list[Message]] = {mailing_id: [] for mailing_id in mailing_ids}
        for message in messages:
            if message.mailing_name != self._name:
                raise PlatformError("filter_ignored")
            if message.mailing_id in by_mailing:
                by_mailing[message.mailing_id].append(message)
        yield from by_mailing.items()
