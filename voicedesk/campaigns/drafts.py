"""The campaigns of a workspace: create, find, change, and the states a person sets."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from voicedesk.api.models import Media
from voicedesk.base.database import Database
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.ids import new_id, stamp
from voicedesk.base.schema import campaigns, chunks, exclusions, recipients
from voicedesk.campaigns.campaign import Campaign, Purpose, State
from voicedesk.campaigns.history import record

EDITABLE = frozenset({State.DRAFT, State.APPROVED})
STOPPABLE = frozenset({State.HOLDING, State.SENDING, State.PAUSED, State.NEEDS_DECISION})


class Campaigns:
    """The campaigns table. Raises :class:`NotAllowedError` ``unknown_campaign`` for a wrong id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, **choices: Any) -> Campaign:
        """A new draft; ``choices`` as in :meth:`change`."""
        campaign_id = new_id()
        with self._database.write() as connection:
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
            record(connection, campaign_id, "created")
        return self.get(campaign_id)

    def duplicate(self, campaign_id: str, name: str) -> Campaign:
        """A new draft with the same choices but the date, which belongs to one sending."""
        source = self.get(campaign_id)
        return self.create(
            name,
            purpose=source.purpose,
            media=source.media,
            recording_id=source.recording_id,
            list_id=source.list_id,
            ping_url=source.ping_url,
        )

    def get(self, campaign_id: str) -> Campaign:
        with self._database.read() as connection:
            return get(connection, campaign_id)

    def all(self) -> list[Campaign]:
        """Newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(campaigns).order_by(campaigns.c.created_at.desc()))
            return [Campaign.of_row(row) for row in rows]

    def change(self, campaign_id: str, **choices: Any) -> Campaign:
        """Change ``name purpose media recording_id list_id date ping_url``.

        An approved campaign becomes a draft again. Raises ``not_editable`` once it was sent.
        """
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in EDITABLE:
                raise NotAllowedError("not_editable", name=campaign.name, state=campaign.state)
            if campaign.state is State.APPROVED:
                withdraw_approval(connection, campaign_id, "changed")
            connection.execute(
                update(campaigns).where(campaigns.c.id == campaign_id).values(**_stored(choices))
            )
        return self.get(campaign_id)

    def delete(self, campaign_id: str) -> None:
        """Delete a draft; what was sent once stays."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in EDITABLE:
                raise NotAllowedError("not_editable", name=campaign.name, state=campaign.state)
            connection.execute(delete(campaigns).where(campaigns.c.id == campaign_id))
            record(connection, campaign_id, "deleted", name=campaign.name)

    def ask(self, campaign_id: str, wish: str) -> Campaign:
        """Leave ``pause`` or ``cancel`` for the sender, which obeys between two creates."""
        with self._database.write() as connection:
            campaign = get(connection, campaign_id)
            if campaign.state not in STOPPABLE:
                raise NotAllowedError("not_running", name=campaign.name, state=campaign.state)
            connection.execute(
                update(campaigns).where(campaigns.c.id == campaign_id).values(asked=wish)
            )
            record(connection, campaign_id, f"{wish}_asked")
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
            record(connection, campaign_id, "resumed")
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
    connection.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id)
        .values(state=state, reason=reason, **more)
    )


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
        asked=None,
        hold_until=None,
        platform=None,
    )
    record(connection, campaign_id, "approval_withdrawn", why=why)


def _stored(choices: dict[str, Any]) -> dict[str, Any]:
    """The choices as column values, each checked for its type."""
    read = {
        "name": str,
        "purpose": Purpose,
        "media": Media,
        "recording_id": str,
        "list_id": str,
        "ping_url": str,
        "date": _date,
    }
    return {
        key: None if value is None else read[key](value)  # type: ignore[operator]
        for key, value in choices.items()
    }


def _date(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a date without its offset")
    return value.isoformat(timespec="seconds")
