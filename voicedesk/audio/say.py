"""The voices of macOS, by its command ``say``.

Source: ``man say``. The text goes by a file, never in the command line.
"""

import re
import shutil
from pathlib import Path

from voicedesk.audio.child import run
from voicedesk.audio.voice import Voice
from voicedesk.base.jobs import Job

ENGINE = "say"
WORDS_PER_MINUTE = 175
_DEADLINE_S, _LIST_S = 120.0, 20.0

# "Amelie              fr_CA    # Bonjour, je m’appelle Amelie."
_LINE = re.compile(r"^(?P<name>\S.*?)\s+(?P<language>[a-z]{2,3}[_-][A-Za-z0-9]+)\s+#")
# Made for amusement; a customer would take them for a prank.
_ODD = re.compile(
    "Albert|Bad News|Bahh|Bells|Boing|Bubbles|Cellos|Deranged|Good News|Hysterical|Jester|Junior"
    "|Organ|Pipe Organ|Superstar|Trinoids|Whisper|Wobble|Zarvox"
)
_ROBOTIC = frozenset(["Eddy", "Flo", "Grandma", "Grandpa", "Reed", "Rocko", "Sandy", "Shelley"])


def voices(job: Job) -> tuple[Voice, ...]:
    """Those installed, the most natural first; none where there is no ``say``."""
    if shutil.which("say") is None:
        return ()
    listed = run(["say", "-v", "?"], job, engine=ENGINE, deadline_s=_LIST_S)
    return tuple(sorted(_parsed(listed.decode("utf-8", "replace")), key=_rank))


def speak(text: str, voice: Voice, pace: float, folder: Path, job: Job) -> Path:
    """The WAV file of the text spoken, in ``folder``. Raises as ``child.run``."""
    source, target = folder / "text.txt", folder / "speech.wav"
    # "[[" begins a command to the voice.
    source.write_text(text.replace("[[", "[ ["), "utf-8")
    command = ["say", "-v", voice.key, "-r", str(round(WORDS_PER_MINUTE * pace))]
    command += ["-f", str(source), "-o", str(target)]
    command += ["--file-format=WAVE", "--data-format=LEI16@22050"]
    run(command, job, engine=ENGINE, deadline_s=_DEADLINE_S)
    return target


def _parsed(listing: str) -> list[Voice]:
    found = []
    for line in listing.splitlines():
        match = _LINE.match(line)
        if match is not None and not _ODD.fullmatch(match["name"]):
            language = match["language"].replace("_", "-")
            found.append(Voice(f"{ENGINE}:{match['name']}", match["name"], language, ENGINE))
    return found


def _rank(voice: Voice) -> int:
    """The names tell: ``Audrey (Premium)``, ``Thomas (Enhanced)``, ``Eddy (French (France))``."""
    if "(Premium)" in voice.name:
        return 0
    if "(Enhanced)" in voice.name:
        return 1
    return 3 if voice.name.split(" (")[0] in _ROBOTIC else 2
