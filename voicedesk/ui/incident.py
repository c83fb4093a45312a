"""What happened to a batch of which nobody knows whether it left, in words a person can check."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voicedesk.base.errors import NotAllowedError
from voicedesk.base.words import ntr, tr
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import Event, events
from voicedesk.campaigns.outbox import Chunk, ChunkState, Outbox
from voicedesk.campaigns.statistics import calls
from voicedesk.ui import times, wording
from voicedesk.ui.look import Role
from voicedesk.ui.parts.figures import count


@dataclass(frozen=True)
class Person:
    """Somebody of the batch who can be asked; the number as a person writes it."""

    label: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True)
class Incident:
    """Everything the decision needs; ``mailings`` are new ids seen on the platform."""

    campaign: Campaign
    chunk: Chunk
    chunks: int
    events: Sequence[Event]
    person: Person | None
    mailings: tuple[str, ...]
    reviewer: str

    @property
    def is_open(self) -> bool:
        return self.chunk.state is ChunkState.NEEDS_DECISION


@dataclass(frozen=True)
class Fact:
    """One line of what happened."""

    at: datetime
    icon: str
    role: Role
    title: str
    text: str


def read_incident(workspace: Workspace, campaign_id: str, ordinal: int) -> Incident:
    """The batch with its history; raises ``unknown_campaign`` and ``not_undecided``."""
    database = workspace.database
    campaign = Campaigns(database).get(campaign_id)
    chunks = {chunk.ordinal: chunk for chunk in Outbox(database, campaign_id).chunks()}
    if ordinal not in chunks:
        raise NotAllowedError("not_undecided", name=campaign.name, chunk=ordinal)
    happened = events(database, campaign_id, ordinal)
    seen = [event for event in happened if event.event == "chunk_needs_decision"]
    somebody = (call for call in calls(database, campaign_id) if call.chunk == ordinal)
    first = next(somebody, None)
    return Incident(
        campaign=campaign,
        chunk=chunks[ordinal],
        chunks=len(chunks),
        events=happened,
        person=None if first is None else Person(first.label, wording.phone(first.e164)),
        mailings=tuple(seen[-1].details.get("mailings", ())) if seen else (),
        reviewer=reviewer(workspace),
    )


def reviewer(workspace: Workspace) -> str:
    """With which name a decision is recorded, unless the person gives another."""
    return workspace.settings.workspace_reviewer or _user()


def facts(incident: Incident) -> list[Fact]:
    """The history of the batch, oldest first, and at its end that it is for a person to decide."""
    found: list[Fact] = []
    doubted: datetime | None = None
    for event in incident.events:
        if event.event == "chunk_sending":
            found.append(_noted(event, incident))
        elif event.event == "chunk_planned":
            text = tr("The platform refused the access: nothing left.")
            found.append(Fact(event.at, "key-round", "text2", tr("Not taken"), text))
        elif event.event == "chunk_unknown":
            doubted = event.at
            found.append(_unanswered(event))
        elif event.event == "chunk_needs_decision":
            found += _searched(event, doubted or event.at, incident)
        elif event.event == "decided":
            by = str(event.details.get("by", ""))
            text = tr("Recorded with the name of {name}", name=by)
            found.append(Fact(event.at, "user", "text2", tr("Decided"), text))
        elif event.event == "chunk_accepted":
            text = tr("Sending number {id}", id=event.details.get("mailing", ""))
            found.append(Fact(event.at, "circle-check", "ok", tr("The batch was sent"), text))
    return found


def _noted(event: Event, incident: Incident) -> Fact:
    people = int(event.details.get("people", incident.chunk.size))
    text = ntr(
        "{count} person, batch {batch} of {total}",
        "{count} people, batch {batch} of {total}",
        people,
        count=count(people),
        total=incident.chunks,
        batch=incident.chunk.ordinal,
    )
    return Fact(event.at, "bookmark-check", "text2", tr("Departure noted before sending"), text)


def _unanswered(event: Event) -> Fact:
    titles = {
        "deadline": tr("No answer in time"),
        "no_answer": tr("The connection broke without an answer"),
        "unreadable_answer": tr("An answer nobody can read"),
        "refused": tr("The platform reported an error of its own"),
        "interrupted": tr("Sending was interrupted"),
    }
    title = titles.get(str(event.details.get("why")), tr("No usable answer"))
    text = tr("Impossible to know whether the batch was taken")
    return Fact(event.at, "wifi-off", "err", title, text)


def _searched(event: Event, since: datetime, incident: Incident) -> list[Fact]:
    readings = int(event.details.get("readings", 0))
    title = ntr(
        "{n} search in {span}",
        "{n} searches in {span}",
        readings,
        span=times.span((event.at - since).total_seconds()),
    )
    if not readings:
        title = tr("No search succeeded")
    mailings = event.details.get("mailings", ())
    texts = {
        "absent": tr("No new sending found"),
        "misfit": tr("One new sending found, but it does not match this batch"),
        "duplicate": tr("{n} new sendings found: perhaps a duplicate", n=len(mailings)),
    }
    text = texts.get(str(event.details.get("outcome")), "")
    asked = tr("The search goes on every minute while Voicedesk is open")
    if not incident.is_open:
        asked = ""
    return [
        Fact(event.at, "search", "text2", title, text),
        Fact(event.at, "octagon-alert", "warn", tr("It is for you to decide"), asked),
    ]


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name; KeyError before Python 3.13
        return ""
