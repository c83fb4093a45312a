"""What is said when recording goes wrong."""

from voicedesk.base.words import mark, tr

# What went wrong: title, sentence.
_TROUBLE = {
    "no_microphone": (
        mark("No microphone is connected"),
        mark("Connect one: it appears here at once. A phone's recording can be imported instead."),
    ),
    "microphone_denied": (
        mark("Voicedesk may not use the microphone"),
        mark("Allow it in the system's privacy settings, then open this window again."),
    ),
    "microphone_refused": (
        mark("The microphone cannot be used"),
        mark("Another program may have it: close that one, or choose another microphone."),
    ),
    "microphone_lost": (
        mark("The microphone is gone"),
        mark("Connect it again, or choose another one."),
    ),
    "recording_unwritable": (
        mark("The recording cannot be saved"),
        mark("The disk is full or write-protected. Make room, then record again."),
    ),
    "nothing_recorded": (
        mark("Nothing was recorded"),
        mark("No sound came from the microphone. Record again."),
    ),
}
# Why a recording ended before the person ended it.
_KEPT = {
    "full": mark("The longest possible recording is reached. All of it is kept."),
    "microphone_lost": mark("The microphone is gone. What was recorded until then is kept."),
    "recording_unwritable": mark("The disk takes no more. What was recorded until then is kept."),
}


def trouble(code: str) -> tuple[str, str]:
    """Title and sentence of what keeps somebody from recording."""
    title, sentence = _TROUBLE[code]
    return tr(title), tr(sentence)


def kept(code: str) -> str:
    """Why a recording ended before the person ended it."""
    return tr(_KEPT[code])
