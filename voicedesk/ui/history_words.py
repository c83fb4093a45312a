"""What happened to a campaign, in words: one line for each entry of its history. Free of Qt."""

from collections.abc import Callable, Mapping
from typing import Any

from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.history import Event
from voicedesk.ui import rule_words, wording

Details = Mapping[str, Any]

_PLAIN = {
    "changed": mark("Changed"),
    "sending": mark("Sending"),
    "posted": mark("Everything has been handed over"),
    "done": mark("Finished"),
    "needs_decision": mark("A person must decide"),
    "late_watch_over": mark("No longer looked for: what was given up or sent again"),
    "unknown_asked_again": mark("Batch {batch}: asked again about unknown outcomes"),
    "chunk_planned": mark("Batch {batch} planned again"),
    "chunk_unknown": mark("Batch {batch}: nobody knows whether it was sent"),
    "chunk_rejected": mark("Batch {batch} refused by the platform"),
    "chunk_needs_decision": mark("Batch {batch} waits for a person's decision"),
    "chunk_abandoned": mark("Batch {batch} abandoned"),
    "chunk_cancelled": mark("Batch {batch} called off"),
}

# A person's deeds: without a name where nobody noted one, and with it.
_DEEDS = {
    "created": (mark("Created"), mark("Created by {by}")),
    "template_created": (mark("Template made"), mark("Template made by {by}")),
    "deleted": (mark("Deleted"), mark("Deleted by {by}")),
    "archived": (mark("Put into the archive"), mark("Put into the archive by {by}")),
    "unarchived": (mark("Taken out of the archive"), mark("Taken out of the archive by {by}")),
    "pause_asked": (mark("Pause asked for"), mark("Pause asked for by {by}")),
    "cancel_asked": (mark("Cancelling asked for"), mark("Cancelling asked for by {by}")),
    "resumed": (mark("Resumed"), mark("Resumed by {by}")),
    "send_asked": (mark("Sending asked for"), mark("Sending asked for by {by}")),
    "test_asked": (mark("Test call asked for"), mark("Test call asked for by {by}")),
}
_DIGITS = 16  # of a fingerprint, as many as two groups on the review that was signed


def event_words(event: Event) -> str:
    """One line: "Approved by Claire for 37 people"; the code of one that has no words."""
    if event.event in _WORDS:
        return _WORDS[event.event](event.details, event.chunk)
    if event.event in _DEEDS:
        nameless, named = _DEEDS[event.event]
        by = str(event.details.get("by") or "")
        return tr(named, by=by) if by else tr(nameless)
    if event.event in _PLAIN:
        return tr(_PLAIN[event.event], batch=event.chunk)
    return event.event


def _people(details: Details, key: str = "people") -> int:
    return int(details.get(key) or 0)


def _sentences(*parts: str) -> str:
    """One line of several sentences, without those that say nothing."""
    return ". ".join(part.rstrip(".") for part in parts if part)


def _reasons(counts: Mapping[str, int]) -> str:
    """By reason, the most frequent first: "Too short 2, Stop list 1"."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(
        f"{wording.contact_problem(code).message} {wording.count(n)}" for code, n in ordered
    )


def _approved(details: Details, _batch: int | None) -> str:
    n = _people(details, "recipients")
    approved = ntr(
        "Approved by {by} for {count} person",
        "Approved by {by} for {count} people",
        n,
        by=details.get("by", ""),
        count=wording.count(n),
    )
    warnings = [_warning(one["code"], one["people"]) for one in details.get("warnings") or ()]
    excluded = details.get("excluded") or {}
    digits = str(details.get("fingerprint") or "")[:_DIGITS]
    grouped = " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))
    return _sentences(
        approved,
        tr("Warnings accepted: {what}", what=" ".join(warnings)) if warnings else "",
        tr("Not called: {what}", what=_reasons(excluded)) if excluded else "",
        rule_words.looser(details.get("looser") or ()),
        tr("Fingerprint of the review: {digits}…", digits=grouped) if digits else "",
    )


def _warning(code: str, people: int) -> str:
    """A warning as a sentence; 0 people: nobody noted how many."""
    return rule_words.against_going_on(code, people) or code


def _acknowledged(details: Details, _batch: int | None) -> str:
    what = _warning(str(details.get("code", "")), 0)
    return tr("Warning accepted by {by}: {what}", by=details.get("by", ""), what=what).rstrip(".")


def _optouts_stopped(details: Details, _batch: int | None) -> str:
    n = _people(details)
    return ntr(
        "{count} person who opted out was put on the stop list",
        "{count} people who opted out were put on the stop list",
        n,
        count=wording.count(n),
    )


def _optouts_dealt_with(details: Details, _batch: int | None) -> str:
    n = _people(details)
    told = ntr(
        "{by} has dealt with {count} opt-out without a name",
        "{by} has dealt with {count} opt-outs without a name",
        n,
        by=details.get("by", ""),
        count=wording.count(n),
    )
    return _noted(told, details)


def _noted(told: str, details: Details) -> str:
    """With the note that the person left."""
    note = str(details.get("note") or "").strip()
    return tr("{what}: “{note}”", what=told, note=note) if note else told


def _message_deleted(details: Details, _batch: int | None) -> str:
    name = details.get("name")
    if not name:
        return tr("Its message was deleted")
    return tr("Its message “{name}” was deleted", name=name)


def _withdrawn(details: Details, _batch: int | None) -> str:
    why = {
        "changed": tr("Approval withdrawn: the campaign was changed"),
        "content_changed": tr("Approval withdrawn: what was approved is not what is there now"),
        "date_passed": tr("Approval withdrawn: the date has passed"),
    }
    return why.get(str(details.get("why")), tr("Approval withdrawn"))


def _paused(details: Details, _batch: int | None) -> str:
    # Only what the rules say is noted with how many it is about.
    reason = rule_words.against_going_on(str(details.get("why", "")), _people(details))
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
    told = known.get(str(details.get("decision")), tr("Decided by {by}", by=by))
    return _noted(told, details)


def _excluded(details: Details, batch: int | None) -> str:
    n = _people(details)
    told = ntr(
        "Batch {batch}: {count} person left out",
        "Batch {batch}: {count} people left out",
        n,
        batch=batch,
        count=wording.count(n),
    )
    counts = {code: people for code, people in details.items() if code != "people"}
    return tr("{what} ({reasons})", what=told, reasons=_reasons(counts)) if counts else told


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
    "warning_acknowledged": _acknowledged,
    "optouts_stopped": _optouts_stopped,
    "optouts_dealt_with": _optouts_dealt_with,
    "message_deleted": _message_deleted,
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
