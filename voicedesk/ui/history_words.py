"""What happened to a campaign, in words: one line for each entry of its history. Free of Qt."""

from collections.abc import Callable, Mapping
from typing import Any

from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.history import Event
from voicedesk.ui import wording

Details = Mapping[str, Any]

_PLAIN = {
    "created": mark("Created"),
    "template_created": mark("Template made"),
    "changed": mark("Changed"),
    "deleted": mark("Deleted"),
    "archived": mark("Put into the archive"),
    "unarchived": mark("Taken out of the archive"),
    "pause_asked": mark("Pause asked for"),
    "cancel_asked": mark("Cancelling asked for"),
    "resumed": mark("Resumed"),
    "send_asked": mark("Sending asked for"),
    "sending": mark("Sending"),
    "posted": mark("Everything has been handed over"),
    "done": mark("Finished"),
    "needs_decision": mark("A person must decide"),
    "message_deleted": mark("Its message was deleted"),
    "warning_acknowledged": mark("A warning of the calling rules was accepted"),
    "optouts_stopped": mark("Whoever opted out was put on the stop list"),
    "optouts_dealt_with": mark("The opt-outs without a name were dealt with"),
    "late_watch_over": mark("No longer looked for: what was given up or sent again"),
    "unknown_asked_again": mark("Batch {batch}: asked again about unknown outcomes"),
    "chunk_planned": mark("Batch {batch} planned again"),
    "chunk_unknown": mark("Batch {batch}: nobody knows whether it was sent"),
    "chunk_rejected": mark("Batch {batch} refused by the platform"),
    "chunk_needs_decision": mark("Batch {batch} waits for a person's decision"),
    "chunk_abandoned": mark("Batch {batch} abandoned"),
    "chunk_cancelled": mark("Batch {batch} called off"),
}


def event_words(event: Event) -> str:
    """One line: "Approved by Claire for 37 people"; the code of one that has no words."""
    if event.event in _WORDS:
        return _WORDS[event.event](event.details, event.chunk)
    if event.event in _PLAIN:
        return tr(_PLAIN[event.event], batch=event.chunk)
    return event.event


def _people(details: Details, key: str = "people") -> int:
    return int(details.get(key) or 0)


def _approved(details: Details, _batch: int | None) -> str:
    n = _people(details, "recipients")
    by = details.get("by", "")
    return ntr(
        "Approved by {by} for {count} person",
        "Approved by {by} for {count} people",
        n,
        by=by,
        count=wording.count(n),
    )


def _withdrawn(details: Details, _batch: int | None) -> str:
    why = {
        "changed": tr("Approval withdrawn: the campaign was changed"),
        "content_changed": tr("Approval withdrawn: what was approved is not what is there now"),
        "date_passed": tr("Approval withdrawn: the date has passed"),
    }
    return why.get(str(details.get("why")), tr("Approval withdrawn"))


def _paused(details: Details, _batch: int | None) -> str:
    reason = wording.pause_reason(str(details.get("why", "")))
    return tr("Paused. {reason}", reason=reason).rstrip()


def _left(details: Details, batch: int | None) -> str:
    n = _people(details)
    return ntr(
        "Batch {batch} leaves, {count} person",
        "Batch {batch} leaves, {count} people",
        n,
        batch=batch,
        count=wording.count(n),
    )


def _accepted(details: Details, batch: int | None) -> str:
    return tr("Batch {batch} sent as {id}", batch=batch, id=details.get("mailing", ""))


def _arrived(details: Details, batch: int | None) -> str:
    n = _people(details)
    return ntr(
        "Batch {batch} turned up on the platform late as {id}, {count} person",
        "Batch {batch} turned up on the platform late as {id}, {count} people",
        n,
        batch=batch,
        id=details.get("mailing", ""),
        count=wording.count(n),
    )


def _adopted(details: Details, batch: int | None) -> str:
    by = details.get("by", "")
    return tr("Batch {batch}: {by} has its late calls followed", batch=batch, by=by)


def _decided(details: Details, batch: int | None) -> str:
    by = details.get("by", "")
    known = {
        "sent": tr("Batch {batch}: {by} says it was sent", batch=batch, by=by),
        "send_again": tr("Batch {batch}: {by} has it sent again", batch=batch, by=by),
        "abandon": tr("Batch {batch}: {by} leaves it", batch=batch, by=by),
    }
    return known.get(str(details.get("decision")), tr("Decided by {by}", by=by))


def _excluded(details: Details, batch: int | None) -> str:
    n = _people(details)
    return ntr(
        "Batch {batch}: {count} person left out",
        "Batch {batch}: {count} people left out",
        n,
        batch=batch,
        count=wording.count(n),
    )


def _cancelled(details: Details, _batch: int | None) -> str:
    n = _people(details, "chunks")
    words = ntr("{count} batch called off", "{count} batches called off", n, count=wording.count(n))
    return tr("Cancelled: {what}", what=words)


def _followed_up(details: Details, _batch: int | None) -> str:
    n = _people(details)
    return ntr(
        "Followed up: a list of {count} person",
        "Followed up: a list of {count} people",
        n,
        count=wording.count(n),
    )


def _called_off(details: Details, batch: int | None) -> str:
    by = details.get("by", "")
    if details.get("gone"):
        return tr("Batch {batch}: {by} called it off on the platform", batch=batch, by=by)
    return tr("Batch {batch}: {by} could not call it off any more", batch=batch, by=by)


def _replaced(details: Details, batch: int | None) -> str:
    by = details.get("by", "")
    if not details.get("left_out"):
        return tr("Batch {batch}: {by} has the same people sent again", batch=batch, by=by)
    return tr("Batch {batch}: {by} has it sent again without one number", batch=batch, by=by)


def _rescheduled(details: Details, _batch: int | None) -> str:
    return tr("{by} chose another date for what has not left", by=details.get("by", ""))


_WORDS: dict[str, Callable[[Details, int | None], str]] = {
    "approved": _approved,
    "approval_withdrawn": _withdrawn,
    "paused": _paused,
    "chunk_sending": _left,
    "chunk_accepted": _accepted,
    "arrived_late": _arrived,
    "adopted_late": _adopted,
    "decided": _decided,
    "excluded_at_posting": _excluded,
    "cancelled": _cancelled,
    "followed_up": _followed_up,
    "calling_off": _called_off,
    "rescheduled": _rescheduled,
    "replaced": _replaced,
}
