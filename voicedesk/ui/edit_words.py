"""The words of what is done to a message: each edit, and each step of an improvement."""

from collections.abc import Sequence

from voicedesk.audio.edits import (
    Centre,
    Cut,
    Edit,
    Fade,
    Level,
    OneSide,
    Pad,
    Repeat,
    Silences,
    Smaller,
    Trim,
)
from voicedesk.audio.library import Take
from voicedesk.base.words import mark, tr

_DONE: dict[type[Edit], str] = {
    Trim: mark("trimmed"),
    Cut: mark("cut"),
    Fade: mark("faded"),
    Level: mark("level"),
    Silences: mark("silences"),
    Pad: mark("padded with silence"),
    Repeat: mark("repeated"),
    Centre: mark("centred"),
    OneSide: mark("one side"),
    Smaller: mark("made smaller"),
}
_ORIGINS = {
    "imported": mark("imported"),
    "recorded": mark("recorded"),
    "spoken": mark("read aloud"),
    "edited": mark("edited"),
}


def done(edits: Sequence[Edit]) -> str:
    """What was done, in its order: ``trimmed · level``. The same twice running is told once."""
    told: list[str] = []
    for edit in edits:
        words = tr(_DONE[type(edit)])
        if not told or told[-1] != words:
            told.append(words)
    return " · ".join(told)


def origin(take: Take) -> str:
    """Where the take comes from, in one or two words."""
    return tr(_ORIGINS[take.origin])
