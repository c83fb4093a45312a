"""What the dialog that reads a text out says of lengths, of voices and of failures."""

import sys

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import mark, tr
from voicedesk.ui import wording
from voicedesk.ui.parts.badge import Kind

# What to do for a (better) voice, by sys.platform; Linux's is the last.
_GET_VOICE = {
    "win32": mark(
        "In the Windows settings, Time and language, Speech: add a voice of your language."
    ),
    "darwin": mark(
        "In the system settings, Accessibility, Spoken content, System voice, Manage voices:"
        " download a voice of your language."
    ),
    "": mark(
        "Install the program espeak-ng with your system's package manager, or Voicedesk with its"
        " extra “speech”: pip install voicedesk[speech]."
    ),
}
_MARGIN = 1.2  # voices are faster or slower than estimated by a fifth
_PROBLEMS = {
    "no_text": (mark("There is nothing to say"), mark("Type what is to be said.")),
    "text_too_long": (
        mark("The text is too long"),
        mark("Shorten it: a call is rarely heard beyond half a minute."),
    ),
    "speech_failed": (
        mark("The voice did not speak"),
        mark("Try again, or choose another voice. The text stays."),
    ),
}


def problem(error: VoicedeskError) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    if error.code == "no_voice":
        return tr("This computer has no voice yet"), get_voice()
    if error.code not in _PROBLEMS:
        return tr("The voice did not speak"), wording.sentence(error)
    title, sentence = _PROBLEMS[error.code]
    return tr(title), tr(sentence)


def get_voice() -> str:
    return tr(_GET_VOICE.get(sys.platform, _GET_VOICE[""]))


def no_voice_of_language() -> str:
    none = tr("No voice here speaks your language.")
    return f"{none} {get_voice()}"


def length(seconds: float, exact: bool, shortest_s: float, longest_s: float) -> tuple[Kind, str]:
    """How long the message is, or about how long, against what the platform takes."""
    whole = max(0, int(seconds))
    shown = wording.seconds(seconds) if exact else f"{whole // 60}:{whole % 60:02d}"
    said = tr("{length} long.", length=shown) if exact else tr("About {length}.", length=shown)
    if seconds > longest_s:
        limit = f"{longest_s / 60:g}\u00a0min"
        most = tr("Too long: at most {limit} are read out.", limit=limit)
        return "err", f"{said} {most}"
    if seconds < shortest_s:
        limit = f"{shortest_s:g}\u00a0s"
        least = tr("Too short: the platform takes messages of at least {limit}.", limit=limit)
        return "warn", f"{said} {least}"
    sure = exact or seconds >= shortest_s * _MARGIN
    return "ok" if sure else "neutral", said
