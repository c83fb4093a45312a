"""Where a campaign stands, as the person before the window has to see it."""

from enum import Enum

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.sender import ALL_REFUSED
from voicedesk.ui import wording
from voicedesk.ui.parts.badge import Kind
from voicedesk.ui.state_badge import STATE_BADGES


class Situation(Enum):
    """The campaign's state, told apart by whether a sender of this program is at work."""

    DRAFT = "draft"
    READY = "ready"
    HOLDING = "holding"
    SENDING = "sending"
    INTERRUPTED = "interrupted"
    PAUSED = "paused"
    UNDECIDED = "undecided"
    POSTED = "posted"
    DONE = "done"
    CANCELLED = "cancelled"


_BY_STATE = {
    State.DRAFT: Situation.DRAFT,
    State.APPROVED: Situation.READY,
    State.HOLDING: Situation.HOLDING,
    State.SENDING: Situation.SENDING,
    State.PAUSED: Situation.PAUSED,
    State.NEEDS_DECISION: Situation.UNDECIDED,
    State.POSTED: Situation.POSTED,
    State.DONE: Situation.DONE,
    State.CANCELLED: Situation.CANCELLED,
}


def situation(campaign: Campaign, *, sending: bool) -> Situation:
    """``sending``: a sender of this program is at work on it."""
    found = _BY_STATE[campaign.state]
    if sending and found in (Situation.READY, Situation.PAUSED):
        return Situation.SENDING  # it has begun, and has not stored so yet
    if not sending and found in (Situation.HOLDING, Situation.SENDING):
        return Situation.INTERRUPTED
    return found


def badge(campaign: Campaign, found: Situation) -> tuple[Kind, str, str]:
    """Kind, words and icon of the badge beside the campaign's name."""
    if found is Situation.INTERRUPTED:
        return "warn", tr("Interrupted"), "pause"
    if found is Situation.DONE and campaign.reason == ALL_REFUSED:
        return "err", tr("All refused"), "circle-x"
    state = State.SENDING if found is Situation.SENDING else campaign.state
    kind, icon = STATE_BADGES[state]
    return kind, wording.state(state), icon
