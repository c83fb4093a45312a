"""A text spoken by a voice of this computer.

The voices are the system's own (Windows: :mod:`.sapi`, macOS: :mod:`.say`) and, everywhere, the
robotic ones of :mod:`.espeak` where that is installed.
"""

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from voicedesk.audio import espeak, sapi, say
from voicedesk.audio.decode import decode
from voicedesk.audio.sound import Sound
from voicedesk.audio.speech_text import spoken_form
from voicedesk.audio.voice import Voice
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.jobs import Job
from voicedesk.base.words import language

__all__ = ["LONGEST_S", "ROBOTIC", "Voice", "estimated_s", "speak", "voices"]

log = logging.getLogger(__name__)

LONGEST_S = 300.0
ROBOTIC = frozenset([espeak.ENGINE])  # whoever hears them knows at once that it is a machine
_SLOWEST, _FASTEST = 0.5, 2.0
# Seconds for a character, a digit and a pause: espeak-ng measured on seven messages a language,
# all met within a tenth.
_SECONDS = {"fr": (0.0425, 0.125, 0.38), "en": (0.0525, 0.235, 0.275)}
_PAUSE = re.compile(r"[,.;:!?…](?=\s|$)")
_DIGIT = re.compile(r"\d")
_ANY_WAY_TOO_LONG = 30_000  # characters: estimated at each key, so not read through then


class Engine(Protocol):
    """What each of the modules ``espeak``, ``sapi`` and ``say`` is."""

    ENGINE: str

    def voices(self, job: Job) -> tuple[Voice, ...]: ...

    def speak(self, text: str, voice: Voice, pace: float, folder: Path, job: Job) -> Path: ...


def engines() -> tuple[Engine, ...]:
    """Those of this system, the most natural first."""
    of_system: dict[str, tuple[Engine, ...]] = {"win32": (sapi,), "darwin": (say,)}
    return (*of_system.get(sys.platform, ()), espeak)


def voices(job: Job) -> tuple[Voice, ...]:
    """Those of the person's language first, and of each language the most natural first.

    Raises NotAllowedError ``no_voice`` with the ``engines`` that were asked; CancelledError.
    """
    found = [voice for engine in engines() for voice in _voices_of(engine, job)]
    if not found:
        raise NotAllowedError("no_voice", engines=tuple(engine.ENGINE for engine in engines()))
    return tuple(sorted(found, key=_distance))


def speak(text: str, voice: Voice, *, pace: float = 1.0, job: Job) -> Sound:
    """The text as the voice speaks it, ``pace`` times as fast as it usually does (0.5 to 2).

    Raises InputError ``no_text`` (nothing that can be said) or ``text_too_long`` (``seconds``
    estimated, ``limit_s``); NotAllowedError ``no_voice`` where the voice's engine is not this
    system's, ``speech_failed`` with the ``engine`` and the ``reason``; CancelledError.
    """
    if not any(character.isalnum() for character in text):
        raise InputError("no_text")
    seconds = estimated_s(text, voice.language, pace)
    if seconds > LONGEST_S:
        raise InputError("text_too_long", seconds=seconds, limit_s=LONGEST_S)
    job.report(0, None, "speak")
    said = spoken_form(text, voice.language)
    with TemporaryDirectory(prefix="voicedesk-", ignore_cleanup_errors=True) as folder:
        try:
            made = _engine(voice).speak(said, voice, _bounded(pace), Path(folder), job)
            return decode(made.read_bytes(), job)
        except (OSError, InputError) as error:  # no file, or nothing in it
            raise NotAllowedError(
                "speech_failed", engine=voice.engine, reason="no_sound"
            ) from error


def estimated_s(text: str, voice_language: str, pace: float = 1.0) -> float:
    """About how long the text takes, in seconds; voices differ by a fifth either way."""
    letter_s, digit_s, pause_s = _SECONDS.get(voice_language.split("-")[0], _SECONDS["en"])
    if len(text) > _ANY_WAY_TOO_LONG:
        return len(text) * letter_s / _bounded(pace)
    said = spoken_form(text, voice_language)
    digits, pauses = len(_DIGIT.findall(said)), len(_PAUSE.findall(said))
    seconds = (len(said) - digits) * letter_s + digits * digit_s + pauses * pause_s
    return seconds / _bounded(pace)


def _bounded(pace: float) -> float:
    return min(_FASTEST, max(_SLOWEST, pace))


def _engine(voice: Voice) -> Engine:
    for engine in engines():
        if voice.engine == engine.ENGINE:
            return engine
    raise NotAllowedError("no_voice", engines=tuple(engine.ENGINE for engine in engines()))


def _voices_of(engine: Engine, job: Job) -> Iterator[Voice]:
    """An engine that fails leaves the others' voices."""
    try:
        yield from engine.voices(job)
    except NotAllowedError as error:
        log.info("no voices of %s: %s", engine.ENGINE, error.details.get("reason"))


def _distance(voice: Voice) -> tuple[int, str]:
    """The person's language as spoken at its home first, then it elsewhere, then the others."""
    home = {"fr": "fr-FR", "en": "en-GB"}[language()]
    if voice.language == home:
        return 0, ""
    near = voice.language.split("-")[0] == language()
    return (1 if near else 2), voice.language
