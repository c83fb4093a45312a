"""Batches that the platform has though this journal never sent them.

So it is after an older copy of the workspace was put back, or when a batch that a person sends
again arrives after all. Whoever is called by such a mailing must not be called by another.
"""

from voicedesk.api.client import VoiceClient
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox
from voicedesk.campaigns.reconciling import people_of


def recognise(outbox: Outbox, client: VoiceClient, read: list[str]) -> bool:
    """Hold what is still planned against mailings of the campaign's name; whether any met.

    A batch that is one of them exactly is accepted; one that shares people with them otherwise is
    handed to a person. Mailings that a batch's journal knows were judged before. Raises the errors
    of the client.
    """
    planned = [chunk for chunk in outbox.chunks() if chunk.state is ChunkState.PLANNED]
    accepted = set(outbox.mailing_ids())
    strange = [one for one in read if one not in accepted]
    strange = [one for one in strange if any(one not in chunk.known_ids for chunk in planned)]
    called = {one: people_of(client, one) for one in strange}
    met = False
    for chunk in planned if called else ():
        numbers = sorted(outbox.numbers(chunk.ordinal))
        found = _sharing(chunk, numbers, called)
        if len(found) == 1 and sorted(called[found[0]]) == numbers:
            outbox.recognise(chunk, client.account, found[0])
            met = True
        elif found:
            others = tuple(one for one in read if one not in found)
            evidence = {"outcome": "already_there", "mailings": found, "readings": 1}
            outbox.question(chunk, client.account, others, evidence)
            return True  # one question at a time
    return met


def _sharing(chunk: Chunk, numbers: list[str], called: dict[str, list[str]]) -> list[str]:
    """The mailings that call somebody of the batch, but for those it knew of before."""
    mine = set(numbers)
    new = ((one, people) for one, people in called.items() if one not in chunk.known_ids)
    return [one for one, people in new if not mine.isdisjoint(people)]
