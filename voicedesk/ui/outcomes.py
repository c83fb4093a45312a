"""A campaign's people by what became of their call, in the terms of the charts."""

from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.ui.parts.fill import Outcome


def outcomes(status: CampaignStatus) -> dict[Outcome, int]:
    """People by outcome; together the campaign's recipients."""
    stats = status.stats
    return {
        "delivered": stats.ok,
        "not_delivered": stats.ko,
        "unknown": stats.no,
        "in_progress": stats.on,
        "waiting": stats.wait,
        "to_decide": status.undecided_people,
        "not_sent": status.not_sent,
    }
