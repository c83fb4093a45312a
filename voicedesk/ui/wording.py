"""The words for what the core says in codes. Free of Qt: the commands use it too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import language, tr


def mark(text: str) -> str:
    """Marks a text for the catalogue; :func:`tr` translates it where it is shown."""
    return text


_SENTENCES = {
    # the platform
    "not_connected": mark(
        "The platform cannot be reached. Check the internet connection, then try again."
    ),
    "no_answer": mark("The platform broke off without an answer. Try again in a minute."),
    "deadline": mark("The platform did not answer in time. Try again in a minute."),
    "unreadable_answer": mark(
        "The answer is not the platform's (status {status}). A proxy or a wrong address may be in"
        " the way: check the platform's address."
    ),
    "refused": mark("The platform refused (status {status}): {message}"),
    "credentials": mark(
        "The platform does not accept these credentials. Check the client id and the secret."
    ),
    "filter_ignored": mark(
        "The platform returned batches that were not asked for, so nothing can be verified there."
        " Nothing more is sent. Ask the platform's support."
    ),
    "mailing_name_taken": mark(
        "The platform already has batches named “{name}”, which this workspace does not know."
        " Nothing was sent. Duplicate the campaign to send it under a new name."
    ),
    "insecure_platform": mark(
        "The address {address} would carry the secret unencrypted. Give one that begins with"
        " https://."
    ),
    "no_account": mark(
        "No account is set. Set one with “account set”, or give --platform and --client-id."
    ),
    "no_platform": mark(
        "No platform is chosen. Set the account at the foot of the side bar, or practise without"
        " calling anyone."
    ),
    "no_secret": mark(
        "The credential store has no secret for “{client_id}”. Type it on the account page, give it"
        " to “account set”, or put it in VOICEDESK_CLIENT_SECRET."
    ),
    "no_credential_store": mark(
        "This system has no credential store, so the secret is not known. Type it on the account"
        " page, or put it in VOICEDESK_CLIENT_SECRET."
    ),
    "store_locked": mark(
        "The system's credential store is locked. Unlock it, then try again, or put the secret in"
        " VOICEDESK_CLIENT_SECRET."
    ),
    "empty_client_id": mark("The client id is missing. You find it beside the secret."),
    "empty_secret": mark("The secret is empty. Type it, or give it as one line of standard input."),
    "two_addresses": mark("Give either --platform, or --token-url, --content-url and --rest-url."),
    "unreachable_address": mark(
        "{address} cannot be reached. Check the internet connection and this address, then try"
        " again."
    ),
    "not_the_platform": mark(
        "What answers at {address} is not the platform (status {status}). Check this address; a"
        " proxy may also be in the way."
    ),
    "token_refused": mark(
        "Signing in worked, but {address} does not let this account in. Check that the addresses"
        " belong together; else ask the platform's support to open the Voice API for this account."
    ),
    "sandbox_not_started": mark("The practice platform did not start. Try again."),
    "bad_platform": mark("“{url}” is not an address of a platform such as https://example.org."),
    "platform_in_use": mark(
        "Another practice platform uses the folder {path}. Stop it first, or choose another folder."
    ),
    # usage
    "no_screen": mark(
        "There is no screen here for the window. The main job runs without one, with the command"
        " demo."
    ),
    "practice_alone": mark("--practice opens the window and takes no command."),
    "file_or_list": mark("Give either --contacts FILE or --list NAME."),
    "one_decision": mark("Give one of --sent-as, --send-again and --abandon."),
    # campaigns
    "incomplete": mark(
        "“{name}” is not complete: choose its purpose, channel, message and contact list."
    ),
    "nobody_left": mark("Nobody is left to call in “{name}”: every contact is excluded."),
    "count_differs": mark("{given} was typed, but {expected} people will be called. Look again."),
    "unusable_recording": mark("The message “{name}” cannot be sent as it is. Mend it first."),
    "not_a_draft": mark("“{name}” is already approved or sent."),
    "not_editable": mark("“{name}” was sent and can no longer be changed. Duplicate it."),
    "not_running": mark("“{name}” is not being sent."),
    "not_paused": mark("“{name}” is not paused."),
    "unknown_campaign": mark("There is no campaign “{id}”."),
    "unknown_recording": mark("There is no message “{id}”."),
    "unknown_list": mark("There is no contact list “{id}”."),
    "recording_in_use": mark("The message “{name}” is used by a campaign and stays."),
    "approval_withdrawn": mark(
        "“{name}” changed after it was approved, so the approval no longer holds."
        " Review and approve it again."
    ),
    "paused_by_person": mark("“{name}” was paused by a person. Resume it first."),
    "not_sendable": mark("“{name}” is not approved. Review and approve it first."),
    "already_sent": mark(
        "“{name}” has nothing left to send. See how it went with campaign status."
    ),
    "was_cancelled": mark("“{name}” was cancelled: nothing more of it is sent."),
    "other_platform": mark(
        "“{name}” was begun on another platform ({platform}) and must end there."
    ),
    "chunk_undecided": mark(
        "Batch {chunk} of “{name}” may or may not have been sent. Nothing more is sent until a"
        " person decides."
    ),
    "date_passed": mark(
        "The date of “{name}” is past or less than five minutes away: the platform would call at"
        " once. Nothing was sent. Choose another date and approve again."
    ),
    "confirmation_needed": mark(
        "Nobody is at a terminal to confirm. Look at the review, then repeat with --yes."
    ),
    "not_undecided": mark("Batch {chunk} of “{name}” does not wait for a decision."),
    "mailing_taken": mark(
        "The sending {mailing} of the platform already belongs to another batch."
    ),
    "mailing_unnamed": mark("Give the id under which the platform has this sending."),
    # the workspace
    "in_use": mark("The workspace is open in another window (process {holder}). Close it first."),
    "newer": mark("The workspace {path} was made by a newer Voicedesk. Update this one."),
    "damaged": mark("The workspace {path} is damaged. Restore it from a backup."),
    "not_writable": mark("The folder {path} cannot be written. Choose another one."),
    "bad_settings": mark("The settings file {path} cannot be read. Mend or delete it."),
    "bad_setting": mark("“{value}” is not a value for {key}."),
    "unknown_setting": mark("There is no setting {key}."),
    # messages
    "no_room": mark(
        "“{file}” cannot be prepared for listening: the disk is full or write-protected."
    ),
    # files of contacts
    "unreadable_file": mark("{file} cannot be read. Check that it exists and may be opened."),
    "empty_file": mark("{file} is empty. Choose a list with at least one row."),
    "binary_file": mark("{file} is not a table of contacts. Save it as CSV or XLSX."),
    "not_a_table": mark("{file} is not a table of contacts. Save it as CSV or XLSX."),
    "file_too_big": mark("{file} is too big. Split it into smaller files."),
    "broken_workbook": mark("{file} is a damaged workbook. Save it again, or as CSV."),
    "no_phone_column": mark("No column holds phone numbers. Name the column with --column."),
    "unknown_column": mark("There is no column “{column}”."),
    "unsupported_output": mark("{file} can be written as .csv or .xlsx only."),
    "name_taken": mark("There is already a contact list “{name}”. Choose another name."),
    "empty_name": mark("The name is empty. Type one."),
    "unknown_contact": mark("This contact is no longer in the list."),
    "unknown_region": mark("“{region}” is not a country code such as FR or BE."),
    "unwritable_file": mark(
        "{file} cannot be written. Check that its folder exists and that no other program has it"
        " open."
    ),
    "unknown_suffix": mark("{file} can be written as .csv or .xlsx only."),
    "too_many_rows": mark("{file} holds at most {most} rows. Write a .csv instead."),
    "cell_too_long": mark("A cell of row {row} is too long for {file}. Write a .csv instead."),
    "bad_date": mark("“{value}” is not a date such as 2026-12-22T10:15 or 2026-12-22T10:15+01:00."),
    "date_too_soon": mark(
        "“{value}” is past or less than five minutes away. Choose a later date, or none to call as"
        " soon as it is sent."
    ),
    "bad_address": mark("“{value}” is not a web address such as https://example.org/calls."),
    "named_twice": mark("{file} is named twice. Give each file a name of its own."),
    "not_confirmed": mark("Not confirmed: nothing was done."),
    "bad_speed": mark("The speed must be 0 or more."),
    "bad_faults": mark("The file of faults is not accepted (“{reason}”). Mend it."),
    "port_unavailable": mark("Port {port} cannot be used. Choose another one, or 0 for any."),
    "bad_delimiter": mark("The delimiter must be one character."),
    "unknown_sheet": mark("{file} has no sheet “{sheet}”."),
}

_AUDIO: dict[str, tuple[str, str]] = {
    "unreadable": (
        mark("the file cannot be read"),
        mark("Check that it exists and may be opened."),
    ),
    "not_audio": (
        mark("the file is not a sound file"),
        mark("Choose an MP3 or WAV file."),
    ),
    "empty": (mark("the file is empty"), mark("Choose another file.")),
    "truncated": (
        mark("the file is cut off"),
        mark("Export it again from where it comes."),
    ),
    "unsupported": (
        mark("this kind of sound cannot be read"),
        mark("Save it as MP3 or WAV."),
    ),
    "too_big": (
        mark("the file is larger than the platform takes (20 MB)"),
        mark("Save it as MP3, or shorten it."),
    ),
    "too_short": (
        mark("the message is shorter than 10 seconds"),
        mark("Record a longer message."),
    ),
    "too_long": (
        mark("the message is too long to be handled"),
        mark("Shorten it."),
    ),
    "silent": (mark("the message is silent"), mark("Record it again.")),
    "clipped": (
        mark("the sound is clipped: it crackles"),
        mark("Record it again, at a lower level."),
    ),
    "quiet": (
        mark("the sound is faint: it will be hard to hear on a phone"),
        mark("Record it again, closer to the microphone."),
    ),
    "header_lies": (
        mark("the file says another duration than it has"),
        mark("Nothing to do: what is really in it counts."),
    ),
    "wrong_suffix": (
        mark("the file's name does not fit its kind"),
        mark("Nothing to do: it is kept under the right name."),
    ),
    "antiphase": (
        mark("left and right cancel each other on a phone"),
        mark("Save it as mono from the left channel."),
    ),
}

_AUDIO_BADGES = {
    "unreadable": mark("Not readable"),
    "not_audio": mark("Not a sound"),
    "empty": mark("Empty"),
    "truncated": mark("Cut off"),
    "unsupported": mark("Unknown kind"),
    "too_big": mark("Too big"),
    "too_short": mark("Too short"),
    "too_long": mark("Too long"),
    "silent": mark("Silent"),
    "clipped": mark("Crackles"),
    "quiet": mark("Faint"),
    "header_lies": mark("Wrong duration"),
    "wrong_suffix": mark("Misnamed file"),
    "antiphase": mark("Cancels out"),
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
    "stop_list": (mark("Stop list"), mark("This person asked not to be called.")),
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
    "date_passed": mark("The date has passed: nothing more is sent."),
    "decided": mark("Your decision is recorded. Continue when you are ready."),
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
    "save": mark("Saving"),
    "measure": mark("Measuring"),
    "upload": mark("Uploading the message"),
    "holding": mark("Leaving soon"),
    "sending": mark("Sending"),
    "looking": mark("Being looked up"),
}

_STEPS = {
    "imported": mark("Imported"),
    "valid": mark("Valid"),
    "unique": mark("Unique"),
    "consented": mark("Consent given"),
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
    if error.code in _SENTENCES:
        return tr(_SENTENCES[error.code], **error.details)
    if error.code in _AUDIO and "file" in error.details:
        words = audio_problem(error.code)
        message, fix = words.message, words.fix
        return tr("{file}: {message}. {fix}", file=error.details["file"], message=message, fix=fix)
    return tr("This did not work ({code}).", code=error.code)


def audio_problem(code: str, values: Mapping[str, Any] | None = None) -> Words:
    """The words for a problem of a sound file."""
    message, fix = _AUDIO.get(code, (code, ""))
    return Words(tr(message, **(values or {})), tr(fix) if fix else "")


def audio_badge(code: str) -> str:
    """A sound file's problem in one or two words."""
    return tr(_AUDIO_BADGES[code]) if code in _AUDIO_BADGES else code


def contact_problem(code: str) -> Words:
    """A contact problem's badge (one to three words) and its explanation."""
    badge, explanation = _CONTACTS.get(code, (code, ""))
    return Words(tr(badge), tr(explanation) if explanation else "")


def state(code: str) -> str:
    """A campaign's state in one to three words."""
    return tr(_STATES[code])


def pause_reason(code: str | None) -> str:
    """Why a campaign is paused, as a sentence."""
    found = _PAUSES.get(code or "") or _SENTENCES.get(code or "", "")
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
    return {"VOICE": tr("Call"), "VOICEMAIL": tr("Voicemail")}.get(code or "", "")


def count(n: int) -> str:
    """A whole number with its thousands apart, as the language writes it."""
    separator = "\u202f" if language() == "fr" else ","
    return f"{n:,}".replace(",", separator)


def percent(value: float | None) -> str:
    """One decimal and the sign, as the language writes it; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.1f}"
    return text.replace(".", ",") + "\u00a0%" if language() == "fr" else text + "%"


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
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    parsed = phonenumbers.parse(e164)
    at_home = parsed.country_code == 33
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))
