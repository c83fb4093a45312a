"""The campaigns of a workspace: create, find, change, and the states a person sets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import new_id, stamp
from voicedesk.base.schema import campaigns, chunks, exclusions, recipients, recordings
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.history import record, signed_in

EDITABLE = frozenset({State.DRAFT, State.APPROVED})
STOPPABLE = frozenset({State.HOLDING, State.SENDING, State.PAUSED, State.NEEDS_DECISION})
ARCHIVABLE = frozenset({State.DRAFT, State.POSTED, State.DONE, State.CANCELLED})


class Campaigns:
    """The campaigns table. Raises :class:`NotAllowedError` ``unknown_campaign`` for a wrong id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, **choices: Any) -> Campaign:
        """A new draft; ``choices`` as in :meth:`change`."""
        with self._database.write() as connection:
            campaign_id = add(connection, name, **choices)
            record(connection, campaign_id, "created", by=signed_in())
        return self.get(campaign_id)

    def duplicate(self, campaign_id: str, name: str) -> Campaign:
        """A new draft with the same choices but the date, which belongs to one sending."""
        return self.create(name, **_lasting(self.get(campaign_id)))

    def save_as_template(self, campaign_id: str, name: str) -> Campaign:
        """A template with the same choices but the date; it is changed like a draft."""
        with self._database.write() as connection:
            chosen = _lasting(get(connection, campaign_id))
            template_id = add(connection, name, is_template=True, **chosen)
            record(connection, template_id, "template_created", source=campaign_id, by=signed_in())
        return self.get(template_id)

    def from_template(self, template_id: str, name: str) -> Campaign:
        """A new draft with what the template has; raises ``not_a_template``."""
        template = self.get(template_id)
        if not template.is_template:
            raise NotAllowedError("not_a_template", name=template.name)
        return self.create(name, **_lasting(template))

    def get(self, campaign_id: str) -> Campaign:
        with self._database.read() as connection:
            return get(connection, campaign_id)

    def all(self) -> list[Campaign]:
        """Newest first, the archived among them; neither templates nor tests."""
        return self._where(~campaigns.c.is_template & ~campaigns.c.is_test)

    def templates(self) -> list[Campaign]:
        """Newest first."""
        return self._where(campaigns.c.is_template)

    def tests(self) -> list[Campaign]:
        """The calls to the person's own telephone, newest first."""
        return self._where(campaigns.c.is_test)

    def _where(self, condition: ColumnElement[bool]) -> list[Campaign]:
        wanted = select(campaigns).where(condition).order_by(campaigns.c.created_at.desc())
        with self._database.read() as connection:
            return [Campaign.of_row(row) for row in connection.execute(wanted)]

    def change(self, campaign_id: str, **choices: Any) -> Campaign:
        """Change ``name notes purpose channel recording_id list_ids date zone ping_url``.

        An approved campaign becomes a draft again, unless only its notes change. Raises
        ``not_editable`` once it was sent (notes can be changed always), and ``unknown_recording``
        for a message that was deleted meanwhile.
        """
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if not choices.keys() <= _UNBOUND:
                _become_draft(connection, campaign)
            _check_recording(connection, choices)
            _put(connection, campaign_id, **_stored(choices))
        return self.get(campaign_id)

    def delete(self, campaign_id: str) -> None:
        """Delete a draft; what was sent once stays."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in EDITABLE:
                raise NotAllowedError("not_editable", name=campaign.name, state=campaign.state)
            connection.execute(delete(campaigns).where(campaigns.c.id == campaign_id))
            record(connection, campaign_id, "deleted", name=campaign.name, by=signed_in())

    def archive(self, campaign_id: str) -> Campaign:
        """Out of the way; raises ``still_running`` for one that is approved or under way."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in ARCHIVABLE:
                raise NotAllowedError("still_running", name=campaign.name, state=campaign.state)
            if campaign.archived_at is None:
                _put(connection, campaign_id, archived_at=stamp())
                record(connection, campaign_id, "archived", by=signed_in())
        return self.get(campaign_id)

    def unarchive(self, campaign_id: str) -> Campaign:
        """Back among the others."""
        with self._database.write() as connection:
            if get(connection, campaign_id).archived_at is not None:
                _put(connection, campaign_id, archived_at=None)
                record(connection, campaign_id, "unarchived", by=signed_in())
        return self.get(campaign_id)

    def ask(self, campaign_id: str, wish: str) -> Campaign:
        """Leave ``pause`` or ``cancel`` for the sender, which obeys between two creates."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in STOPPABLE:
                raise NotAllowedError("not_running", name=campaign.name, state=campaign.state)
            _put(connection, campaign_id, asked=wish)
            record(connection, campaign_id, f"{wish}_asked", by=signed_in())
        return self.get(campaign_id)

    def resume(self, campaign_id: str) -> Campaign:
        """Take back a person's pause, so that sending may go on; a wish to cancel stays."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state is not State.PAUSED:
                raise NotAllowedError("not_paused", name=campaign.name, state=campaign.state)
            paused = campaigns.c.asked == "pause"
            this = update(campaigns).where(campaigns.c.id == campaign_id)
            connection.execute(this.where(paused).values(asked=None))
            set_state(connection, campaign_id, State.SENDING)
            record(connection, campaign_id, "resumed", by=signed_in())
        return self.get(campaign_id)


def get(connection: Connection, campaign_id: str) -> Campaign:
    """The campaign within a transaction."""
    row = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id)).first()
    if row is None:
        raise NotAllowedError("unknown_campaign", id=campaign_id)
    return Campaign.of_row(row)


def set_state(
    connection: Connection, campaign_id: str, state: State, reason: str | None = None, **more: Any
) -> None:
    """Set the state (and ``more`` columns) within the transaction of what led to it."""
    _put(connection, campaign_id, state=state, reason=reason, **more)


def withdraw_approval(connection: Connection, campaign_id: str, why: str) -> None:
    """Back to a draft, as if never approved: the frozen recipients, batches, exclusions go too.

    Only before the first create.
    """
    for table in (recipients, chunks, exclusions):
        connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
    set_state(
        connection,
        campaign_id,
        State.DRAFT,
        approved_at=None,
        approved_by=None,
        approved_hash=None,
        acknowledged=[],
        take=None,
        asked=None,
        hold_until=None,
        platform=None,
    )
    record(connection, campaign_id, "approval_withdrawn", why=why)


def add(connection: Connection, name: str, **choices: Any) -> str:
    """Store a new draft and return its id; who adds it writes its history.

    ``choices`` as in :meth:`Campaigns.change`, and ``is_template`` or ``is_test``.
    """
    _check_recording(connection, choices)
    campaign_id = new_id()
    connection.execute(
        insert(campaigns).values(
            id=campaign_id,
            tag=new_id(6),
            name=name,
            state=State.DRAFT,
            created_at=stamp(),
            **_stored(choices),
        )
    )
    return campaign_id


_UNBOUND = frozenset({"notes"})  # what a person may change without approving anew


def _become_draft(connection: Connection, campaign: Campaign) -> None:
    if campaign.state not in EDITABLE:
        raise NotAllowedError("not_editable", name=campaign.name, state=campaign.state)
    if campaign.state is State.APPROVED:
        withdraw_approval(connection, campaign.id, "changed")


def _put(connection: Connection, campaign_id: str, **columns: Any) -> None:
    this = update(campaigns).where(campaigns.c.id == campaign_id)
    connection.execute(this.values(**columns))


def _lasting(campaign: Campaign) -> dict[str, Any]:
    """The choices that another campaign may take over."""
    names = ("purpose", "channel", "recording_id", "list_ids", "zone", "notes", "ping_url")
    return {name: getattr(campaign, name) for name in names}


def _check_recording(connection: Connection, choices: dict[str, Any]) -> None:
    wanted = choices.get("recording_id")
    if wanted is None:
        return
    if connection.scalar(select(recordings.c.id).where(recordings.c.id == wanted)) is None:
        raise NotAllowedError("unknown_recording", id=wanted)


def _stored(choices: dict[str, Any]) -> dict[str, Any]:
    """The choices as column values, each checked for its type."""
    read = {
        "name": str,
        "notes": str,
        "purpose": Purpose,
        "channel": Channel,
        "recording_id": str,
        "list_ids": _lists,
        "ping_url": str,
        "date": _date,
        "zone": _zone,
        "is_template": bool,
        "is_test": bool,
    }
    return {
        key: None if value is None else read[key](value)  # type: ignore[operator]
        for key, value in choices.items()
    }


def _lists(value: Sequence[str]) -> list[str]:
    if isinstance(value, str):
        raise TypeError("the ids of lists, not one id")
    return list(dict.fromkeys(value))


def _date(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a date without its offset")
    return value.isoformat(timespec="seconds")


def _zone(value: str) -> str:
    """An IANA name; raises :class:`KeyError` or :class:`ValueError` for what is none."""
    return ZoneInfo(value).key
