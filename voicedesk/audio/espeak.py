"""The voices of espeak-ng: robotic, small, and the same on every system.

The library comes with the extra ``speech`` (package ``espeakng-loader``, GPL-3, hence not with the
program); without it, a program ``espeak-ng`` of the system does. The library works in a process of
its own, a copy of this module: a wrong call crashed it here (segmentation fault), and the window
must outlive that. The process costs 0.15 s, each minute of speech another 0.15 s.

Source of the constants: espeak-ng's ``speak_lib.h``.
"""

import ctypes
import shutil
import sys
import wave
from pathlib import Path

from voicedesk.audio.child import run
from voicedesk.audio.voice import Voice
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job

ENGINE = "espeak"
TEXT, SPEECH = "text.txt", "speech.wav"
WORDS_PER_MINUTE = 165  # a little slower than espeak-ng's own 175: it is heard by telephone
_DEADLINE_S = 60.0

# What is in every release of espeak-ng, among the languages around France.
_VOICES = {
    "fr": "fr-FR",
    "fr-be": "fr-BE",
    "fr-ch": "fr-CH",
    "en": "en-GB",
    "en-us": "en-US",
    "de": "de-DE",
    "es": "es-ES",
    "it": "it-IT",
    "nl": "nl-NL",
    "pt": "pt-PT",
}

_SYNCHRONOUS, _RATE, _UTF8, _DONE, _DO_NOT_EXIT = 2, 1, 1, 0, 0x8000
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def voices(job: Job) -> tuple[Voice, ...]:
    """One voice a language; none where neither the library nor the program is there."""
    if _library() is None and shutil.which("espeak-ng") is None:
        return ()
    return tuple(
        Voice(f"{ENGINE}:{key}", "eSpeak NG", language, ENGINE) for key, language in _VOICES.items()
    )


def speak(text: str, voice: Voice, pace: float, folder: Path, job: Job) -> Path:
    """The WAV file of the text spoken, in ``folder``. Raises as ``child.run``."""
    (folder / TEXT).write_text(text, "utf-8")
    if voice.key not in _VOICES:
        raise NotAllowedError("speech_failed", engine=ENGINE, reason="missing")
    command = _command(folder, voice.key, str(round(WORDS_PER_MINUTE * pace)))
    run(command, job, engine=ENGINE, deadline_s=_DEADLINE_S)
    return folder / SPEECH


def _command(folder: Path, key: str, rate: str) -> list[str]:
    if _library() is None:
        files = ["-f", str(folder / TEXT), "-w", str(folder / SPEECH)]
        return ["espeak-ng", "-b", "1", "-v", key, "-s", rate, *files]
    if getattr(sys, "frozen", False):  # there is no python to give a module to, but the program
        return [sys.executable, "espeak", str(folder), key, rate]
    return [sys.executable, "-m", "voicedesk.audio.espeak", str(folder), key, rate]


def _library() -> tuple[str, str] | None:
    """The library's file and the folder of its data, where the extra is installed."""
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (ImportError, RuntimeError):
        return None
    return (library, data) if Path(library).is_file() else None


def speak_alone(folder: Path, key: str, words_per_minute: int) -> None:
    """What the process of its own does: ``text.txt`` of the folder becomes ``speech.wav``.

    Files, because a windowed bundle has no standard input and output.
    Raises NotAllowedError ``speech_failed``.
    """
    found = _library()
    if found is None:
        raise NotAllowedError("speech_failed", engine=ENGINE, reason="missing")
    library = ctypes.CDLL(found[0])
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, found[1].encode(), _DO_NOT_EXIT)
    if sample_rate <= 0 or library.espeak_SetVoiceByName(key.encode()):
        raise NotAllowedError("speech_failed", engine=ENGINE, reason="missing")
    library.espeak_SetParameter(_RATE, words_per_minute, 0)
    samples = _samples(library, (folder / TEXT).read_text("utf-8"))
    with wave.open(str(folder / SPEECH), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(samples)
    library.espeak_Terminate()


def _samples(library: ctypes.CDLL, text: str) -> bytes:
    pieces = bytearray()

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count:
            pieces.extend(ctypes.string_at(samples, 2 * count))
        return _DONE

    callback = _CALLBACK(take)
    library.espeak_SetSynthCallback(callback)
    coded = text.encode() + b"\0"
    size = ctypes.c_size_t(len(coded))
    if library.espeak_Synth(coded, size, 0, 0, 0, _UTF8, None, None):
        raise NotAllowedError("speech_failed", engine=ENGINE, reason="refused")
    return bytes(pieces)


if __name__ == "__main__":
    speak_alone(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
