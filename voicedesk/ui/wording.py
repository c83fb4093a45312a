"""The words for what the core says in codes. Free of Qt: the commands use it too."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import language, mark, tr
from voicedesk.ui.sentences import NOTICES, SENTENCES
from voicedesk.ui.sound_sentences import FINDINGS

_A_MINUTE_AND_A_HALF = 90  # longer is told in minutes and seconds
_FRENCH, _IN_PAIRS = 12, "1234567"  # characters of a French E.164; lines written in pairs
_UNITS = {"dbfs": "dBFS", "lufs": "LUFS", "db": "dB", "hz": "Hz"}

# What a person calls the kinds that can be brought.
_CONTAINERS = {
    "mp4": "M4A",
    "asf": "WMA",
    "matroska": "WebM",
    "w64": "Wave64",
    "mp1": "MPEG Layer I",
    "mp2": "MPEG Layer II",
}

_CONTACTS: dict[str, tuple[str, str]] = {
    "empty": (mark("No number"), mark("Nothing is typed in the number's cell.")),
    "not_a_number": (mark("Not a number"), mark("What is typed is not a phone number.")),
    "not_assigned": (mark("Not assigned"), mark("No such number is given out.")),
    "too_short": (mark("Too short"), mark("Digits are missing.")),
    "too_long": (mark("Too long"), mark("There are too many digits.")),
    "two_numbers": (mark("Two numbers"), mark("One cell holds two numbers.")),
    "excel_scientific": (
        mark("Digits lost (Excel)"),
        mark("Excel rounded the number: go back to the original file."),
    ),
    "overseas_number": (
        mark("Overseas number"),
        mark("An overseas number written as at home."),
    ),
    "excel_lost_zero": (mark("Zero lost (Excel)"), mark("Understood without its zero.")),
    "double_zero_prefix": (mark("00 prefix"), mark("Sent with a + instead.")),
    "wrong_type_for_media": (
        mark("Not on this channel"),
        mark("This kind of number cannot be reached on this channel."),
    ),
    "duplicate": (mark("Duplicate"), mark("The number stands in the list already.")),
    "no_consent": (
        mark("No consent"),
        mark("Prospecting calls only people whose consent is recorded."),
    ),
    "consent_expired": (
        mark("Consent expired"),
        mark("The consent is past its last day: ask for a new one."),
    ),
    "consent_old": (
        mark("Consent too old"),
        mark("The consent is older than the rules allow: ask for a new one."),
    ),
    "stop_list": (mark("Stop list"), mark("This person asked not to be called.")),
    "opted_out": (mark("Opted out"), mark("This person asked during a call to be left alone.")),
    "refused_by_platform": (
        mark("Refused by the platform"),
        mark("The platform does not take this number."),
    ),
    "outside_frequency": (
        mark("Called too often"),
        mark("One more call would be more than the rules allow in that time."),
    ),
    "refused_recently": (
        mark("Refused recently"),
        mark("This person refused to be called, too short a time ago."),
    ),
}

_STATES = {
    "draft": mark("Draft"),
    "approved": mark("Approved"),
    "holding": mark("Leaving soon"),
    "sending": mark("Sending"),
    "posted": mark("Calls in progress"),
    "done": mark("Finished"),
    "paused": mark("Paused"),
    "needs_decision": mark("Decision awaited"),
    "cancelled": mark("Cancelled"),
}

_PAUSES = {
    "person": mark("Paused by you."),
    "interrupted": mark("Sending was interrupted. Nothing more leaves until you continue."),
    "unreachable": mark("The platform cannot be reached."),
    "not_connected": mark("The platform cannot be reached."),
    "credentials": mark("The platform does not accept the credentials."),
    "refused": mark("The platform refused a batch."),
    "outside_hours": mark("It is outside the hours in which people may be called."),
    "weekend": mark("It is a day of the week on which people may not be called."),
    "holiday": mark("It is a public holiday, on which people may not be called."),
    "outside_frequency": mark("People would be called more often than the rules allow."),
    "refused_recently": mark("People refused to be called, too short a time ago."),
    "no_consent": mark("People have not consented to be called."),
    "consent_expired": mark("The consents of people have expired."),
    "consent_old": mark("The consents of people are older than the rules allow."),
    "stop_list": mark("People are on the stop list."),
    "optouts_unknown": mark("People of these lists opted out, and nobody knows who."),
    "date_passed": mark("The date has passed: nothing more is sent."),
    "decided": mark("Your decision is recorded. Continue when you are ready."),
    "replaced": mark("The refused batch is planned anew. Continue when you are ready."),
    "all_refused": mark("The platform refused every batch: nobody is called."),
    "already_there": mark("The platform already had what was still planned here. Look at it."),
    "found_late": mark("The missing batch has turned up: it was sent. Continue when ready."),
    "no_answer": mark("The platform broke off without an answer."),
    "deadline": mark("The platform did not answer in time."),
    "unreadable_answer": mark("The answer was not the platform's."),
    "filter_ignored": mark("Nothing can be verified on the platform."),
    "mailing_name_taken": mark("The platform already has sendings of this name."),
}

_CHUNKS = {
    "planned": mark("Not sent"),
    "sending": mark("Being sent"),
    "unknown": mark("Being looked up"),
    "accepted": mark("Sent"),
    "rejected": mark("Refused"),
    "needs_decision": mark("To decide"),
    "abandoned": mark("Abandoned"),
    "cancelled": mark("Called off"),  # of a batch: another word than of a campaign
}

_CALLS = {
    "ok": mark("Delivered"),
    "ko": mark("Not delivered"),
    "no": mark("Unknown"),
    "on": mark("In progress"),
    "wait": mark("Waiting"),
    "ask": mark("To decide"),
    "plan": mark("Not sent"),
}

# The platform's descriptions, in lower case; others are shown as they are.
_DESCRIPTIONS = {
    "waiting to be sent": mark("Waiting to be called"),
    "being sent": mark("Call in progress"),
    "voice delivered": mark("Message heard"),
    "voicemail delivered": mark("Message left on the voicemail"),
    "voice busy": mark("Line busy"),
    "no answer": mark("No answer"),
    "voicemail full": mark("Voicemail full"),
    "not in service": mark("Number not in service"),
    "outcome not known": mark("The platform does not know the outcome"),
    "opted out": mark("Opted out"),
}

_WORK = {
    "read": mark("Reading"),
    "check": mark("Checking"),
    "decode": mark("Reading"),
    "edit": mark("Editing"),
    "save": mark("Saving"),
    "measure": mark("Measuring"),
    "upload": mark("Uploading the message"),
    "holding": mark("Leaving soon"),
    "sending": mark("Sending"),
    "looking": mark("Being looked up"),
    "export": mark("Writing"),
    "map": mark("Reading"),
    "approve": mark("Freezing the people"),
    "stop_list": mark("Saving"),
    "consent": mark("Saving"),
}

_STEPS = {
    "imported": mark("Imported"),
    "valid": mark("Valid"),
    "unique": mark("Unique"),
    "consented": mark("Consent given"),
    "not_stopped": mark("Not on the stop list"),
    "allowed": mark("May be called again"),
    "reachable": mark("Reachable on this channel"),
    "will_call": mark("Will be called"),
}


@dataclass(frozen=True)
class Words:
    """What is wrong, and what to do about it."""

    message: str
    fix: str


def sentence(error: VoicedeskError) -> str:
    """The one clear sentence for an expected failure."""
    found = SENTENCES.get(f"{error.code}/{error.details.get('cause')}", SENTENCES.get(error.code))
    if found is not None:
        return tr(found, **error.details)
    if error.code in FINDINGS:
        words = audio_problem(error.code, error.details)
        message, fix = words.message, words.fix
        if "file" not in error.details:  # a sound that was edited has none
            return f"{message[:1].upper()}{message[1:]}. {fix}".rstrip()
        return tr("{file}: {message}. {fix}", file=error.details["file"], message=message, fix=fix)
    return tr("This did not work ({code}).", code=error.code)


def notice(code: str, values: Mapping[str, Any]) -> str:
    """What should be known of a file of contacts that was read, as a sentence."""
    return tr(NOTICES[code], **values) if code in NOTICES else code


def audio_problem(code: str, values: Mapping[str, Any] | None = None) -> Words:
    """The words for a problem of a sound file, with its figures where ``values`` has them all."""
    found = FINDINGS.get(code)
    if found is None:
        return Words(code, "")
    known = values or {}
    wanted = {name for _, name, _, _ in Formatter().parse(found.figures) if name}
    if not wanted or not wanted <= known.keys():
        return Words(tr(found.message), tr(found.fix))
    figures = {name: _figure(name, known[name]) for name in wanted}
    return Words(tr(found.figures, **figures), tr(found.fix))


def _figure(name: str, value: float | str) -> str:
    """A value with its unit, which the end of its name says."""
    if isinstance(value, str):
        return _CONTAINERS.get(value, value.upper()) if name == "container" else value
    unit = name.rpartition("_")[2]
    if unit == "s":
        return duration(value) if value >= _A_MINUTE_AND_A_HALF else seconds(value)
    if unit == "bytes":
        tenths = math.ceil(value / 100_000)  # a byte above 20 MB must not read as 20 MB
        return tr("{size}\u00a0MB", size=_decimal(tenths / 10))
    if unit == "percent":
        return percent(value)
    if unit in _UNITS:
        return f"{value:.0f}".replace("-", "−") + f"\u00a0{_UNITS[unit]}"
    return count(round(value))


def audio_badge(code: str) -> str:
    """A sound file's problem in one or two words."""
    return tr(FINDINGS[code].badge) if code in FINDINGS else code


def contact_problem(code: str) -> Words:
    """A contact problem's badge (one to three words) and its explanation."""
    badge, explanation = _CONTACTS.get(code, (code, ""))
    return Words(tr(badge), tr(explanation) if explanation else "")


def state(code: str) -> str:
    """A campaign's state in one to three words."""
    return tr(_STATES[code])


def pause_reason(code: str | None) -> str:
    """Why a campaign is paused, as a sentence."""
    found = _PAUSES.get(code or "") or SENTENCES.get(code or "", "")
    return tr(found) if found else ""


def chunk_state(code: str) -> str:
    return tr(_CHUNKS[code])


def call_status(code: str | None) -> str:
    """A message's state; None is one that was not sent."""
    source = _CALLS[code or "plan"]
    return tr(source)


def description(text: str) -> str:
    """The platform's description of an outcome, in the person's language where known."""
    known = _DESCRIPTIONS.get(text.strip().lower())
    return tr(known) if known else text


def step(code: str) -> str:
    """What a long piece of work is at, in two or three words."""
    found = _WORK.get(code, "")
    return tr(found) if found else ""


def funnel_step(name: str) -> str:
    return tr(_STEPS[name])


def kind(code: str | None) -> str:
    """A number's kind, as a badge."""
    words = {"mobile": tr("Mobile"), "fixed": tr("Fixed line"), "other": tr("Special number")}
    return words.get(code or "", "")


def media(code: str | None) -> str:
    """A channel's name."""
    words = {"VOICE": tr("Call"), "VOICEMAIL": tr("Voicemail"), "SPLIT": tr("Call and voicemail")}
    return words.get(code or "", "")


def count(n: int) -> str:
    """A whole number with its thousands apart, as the language writes it."""
    separator = "\u202f" if language() == "fr" else ","
    return f"{n:,}".replace(",", separator)


def percent(value: float | None) -> str:
    """One decimal and the sign, as the language writes it; a dash where there is none."""
    if value is None:
        return "–"
    return _decimal(value) + ("\u00a0%" if language() == "fr" else "%")


def _decimal(value: float) -> str:
    """One decimal, as the language writes it."""
    text = f"{value:.1f}"
    return text.replace(".", ",") if language() == "fr" else text


def duration(seconds: float) -> str:
    """``0:09,6`` or ``0:09.6``, rounded down so that what is too short never reads as enough."""
    tenths = int(seconds * 10)
    comma = "," if language() == "fr" else "."
    return f"{tenths // 600}:{tenths // 10 % 60:02d}{comma}{tenths % 10}"


def seconds(value: float) -> str:
    """``23,8 s``, rounded down."""
    tenths = int(value * 10)
    comma = "," if language() == "fr" else "."
    return f"{tenths // 10}{comma}{tenths % 10}\u00a0s"


def phone(e164: str) -> str:
    """A French number as at home (06 00 00 12 34), any other with its code, in groups."""
    if e164[:3] == "+33" and len(e164) == _FRENCH and e164[3] in _IN_PAIRS:
        digits = f"0{e164[3:]}"  # as phonenumbers has it, which takes a third of a millisecond
        return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    parsed = phonenumbers.parse(e164)
    at_home = parsed.country_code == 33
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))
