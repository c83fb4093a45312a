"""Campaigns that have ended, without a platform: what the watcher would have stored."""

from sqlalchemy import update

from voicedesk.base.ids import stamp
from voicedesk.base.schema import chunks, recipients
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.refusal import OPTED_OUT
from voicedesk.campaigns.statistics import Reason

BUSY, NO_ANSWER, OUT = (
    Reason("ko", "voice busy"),
    Reason("ko", "no answer"),
    Reason("ko", OPTED_OUT),
)
UNKNOWN = Reason("no", "outcome not known")


def end(workspace: Workspace, campaign: Campaign, *outcomes: Reason | None) -> Campaign:
    """Have the platform's answer for each person; None: delivered."""
    with workspace.database.write() as connection:
        batch = update(chunks).where(chunks.c.campaign_id == campaign.id)
        connection.execute(batch.values(state="accepted", sent_at=stamp()))
        for position, reason in enumerate(outcomes):
            status, text = ("ok", "voice delivered")
            if reason is not None:
                status, text = reason.status, reason.description
            mine = update(recipients).where(recipients.c.campaign_id == campaign.id)
            one = mine.where(recipients.c.position == position)
            connection.execute(one.values(status=status, description=text, status_at=stamp()))
    return campaign
