"""A campaign: what one business wants to say to the people of its lists, and how far that is."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from voicedesk.base.ids import moment


class State(StrEnum):
    """The states of a campaign, in the order in which a smooth one passes them."""

    DRAFT = "draft"
    APPROVED = "approved"
    HOLDING = "holding"  # sent by a person, nothing has left yet
    SENDING = "sending"
    POSTED = "posted"  # nothing left to create
    DONE = "done"  # nothing left to hear
    PAUSED = "paused"
    NEEDS_DECISION = "needs_decision"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """Why people are called; the rules follow from it."""

    CONTRACT = "contract"  # information for customers, about their contract
    PROSPECTING = "prospecting"


class Channel(StrEnum):
    """How people are reached."""

    VOICE = "VOICE"  # every telephone rings
    VOICEMAIL = "VOICEMAIL"  # a message on the voicemail: mobiles only
    SPLIT = "SPLIT"  # mobiles by voicemail, fixed lines by call


@dataclass(frozen=True)
class Campaign:
    """One campaign as stored. ``date`` None means at once; ``reason`` says why it is paused.

    ``zone`` is the IANA name of the clock on which the date was chosen (None: that of the rules).
    A template is never sent, a test calls the person's own telephone. ``acknowledged`` are the
    warnings a person said yes to (:attr:`~voicedesk.campaigns.finding.Finding.acceptance`).
    """

    id: str
    tag: str
    name: str
    state: State
    created_at: datetime
    purpose: Purpose | None = None
    channel: Channel | None = None
    recording_id: str | None = None
    take: int | None = None  # the message's take that was approved, and is sent
    list_ids: tuple[str, ...] = ()
    date: datetime | None = None
    zone: str | None = None
    notes: str = field(default="", repr=False)
    ping_url: str | None = field(default=None, repr=False)
    reason: str | None = None
    platform: str | None = None
    hold_until: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    approved_hash: str | None = None
    acknowledged: frozenset[str] = frozenset()
    is_template: bool = False
    is_test: bool = False
    archived_at: datetime | None = None

    def belongs_to(self, account: str) -> bool:
        """Whether it may be sent and read with that :attr:`VoiceClient.account`."""
        return self.platform in (None, account)

    @property
    def mailing_name(self) -> str:
        """The name all its mailings share on the platform: unique, and without commas.

        A comma would split the filter that finds them again.
        """
        title = re.sub(r"[,\s]+", " ", self.name).strip()[:60]
        return f"{title} [vd-{self.tag}]"

    @property
    def is_complete(self) -> bool:
        """Whether everything a review needs is chosen."""
        chosen = None not in (self.purpose, self.channel, self.recording_id)
        return chosen and bool(self.list_ids)

    @classmethod
    def of_row(cls, row: Row[Any]) -> "Campaign":
        def at(text: str | None) -> datetime | None:
            return None if text is None else moment(text)

        return cls(
            id=row.id,
            tag=row.tag,
            name=row.name,
            state=State(row.state),
            created_at=moment(row.created_at),
            purpose=None if row.purpose is None else Purpose(row.purpose),
            channel=None if row.channel is None else Channel(row.channel),
            recording_id=row.recording_id,
            take=row.take,
            list_ids=tuple(row.list_ids),
            date=at(row.date),
            zone=row.zone,
            notes=row.notes,
            ping_url=row.ping_url,
            reason=row.reason,
            platform=row.platform,
            hold_until=at(row.hold_until),
            approved_at=at(row.approved_at),
            approved_by=row.approved_by,
            approved_hash=row.approved_hash,
            acknowledged=frozenset(row.acknowledged),
            is_template=row.is_template,
            is_test=row.is_test,
            archived_at=at(row.archived_at),
        )
