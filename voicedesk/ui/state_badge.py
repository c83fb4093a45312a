"""The badge of a campaign's state: its kind and icon; the words are in ``wording.state``."""

from voicedesk.campaigns.campaign import State
from voicedesk.ui.parts.badge import Kind

STATE_BADGES: dict[State, tuple[Kind, str]] = {
    State.DRAFT: ("neutral", "pencil"),
    State.APPROVED: ("accent", "shield-check"),
    State.HOLDING: ("accent", "clock"),
    State.SENDING: ("accent", "send"),
    State.POSTED: ("accent", "phone-call"),
    State.DONE: ("ok", "circle-check"),
    State.PAUSED: ("warn", "pause"),
    State.NEEDS_DECISION: ("warn", "octagon-alert"),
    State.CANCELLED: ("neutral", "ban"),
}
