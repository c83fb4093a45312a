"""Makes the sample recordings next to this file: `python make_samples.py [FOLDER]`.

Speech by espeak-ng (from the package espeakng-loader), MP3 by PyAV. The same versions make the same
bytes. The texts are invented, like the garage and its number, which is from a range kept for
fiction.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import espeakng_loader
import numpy as np
import soxr
from numpy.typing import NDArray

from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav

MESSAGES = {
    "message-fr": (
        "fr",
        "Bonjour, ici le garage Morel. L'hiver approche : pensez à faire monter vos pneus hiver "
        "avant les premiers froids. Pour prendre rendez-vous, appelez-nous au zéro un, "
        "quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre. Pour ne plus recevoir nos "
        "messages, dites-le-nous à ce même numéro. Merci, et bonne route.",
    ),
    "message-en": (
        "en",
        "Hello, this is Garage Morel. Winter is coming: remember to have your winter tyres fitted "
        "before the first frost. To make an appointment, call us on zero one, ninety-nine, double "
        "zero, twelve, thirty-four. If you no longer wish to receive our messages, tell us at the "
        "same number. Thank you, and drive safely.",
    ),
}
TOO_SHORT = ("fr", "Bonjour, ici le garage Morel. Merci de nous rappeler.")

WAV_RATE = 11_025
MP3_BITS_PER_SECOND = 32_000
WORDS_PER_MINUTE = 165
PEAK = 0.7

# espeak-ng's speak_lib.h
_SYNCHRONOUS, _RATE, _UTF8, _DONE = 2, 1, 1, 0
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

Samples = NDArray[np.float32]


class Speech:
    """espeak-ng, held open."""

    def __init__(self, library: ctypes.CDLL, sample_rate: int) -> None:
        self._library = library
        self.sample_rate = sample_rate

    def speak(self, language: str, text: str) -> Samples:
        """The text spoken, mono, between −0.7 and 0.7."""
        pieces: list[bytes] = []

        def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
            if samples and count:
                pieces.append(ctypes.string_at(samples, 2 * count))
            return _DONE

        callback = _CALLBACK(take)
        self._library.espeak_SetSynthCallback(callback)
        if self._library.espeak_SetVoiceByName(language.encode()):
            raise RuntimeError(f"espeak-ng has no voice {language}")
        self._library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)
        coded = text.encode() + b"\0"
        failed = self._library.espeak_Synth(
            coded, ctypes.c_size_t(len(coded)), 0, 0, 0, _UTF8, None, None
        )
        if failed:
            raise RuntimeError("espeak-ng failed")
        spoken = np.frombuffer(b"".join(pieces), dtype=np.int16).astype(np.float32)
        return spoken * np.float32(PEAK / np.abs(spoken).max())


@contextmanager
def espeak() -> Iterator[Speech]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(espeakng_loader.get_data_path()).encode()
    sample_rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    if sample_rate <= 0:
        raise RuntimeError("espeak-ng does not start")
    try:
        yield Speech(library, sample_rate)
    finally:
        library.espeak_Terminate()


def write_mp3(sound: Sound, path: Path) -> None:
    with av.open(str(path), "w", format="mp3", options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("libmp3lame", rate=sound.sample_rate)
        stream.bit_rate = MP3_BITS_PER_SECOND
        stream.layout = "mono"
        stream.time_base = Fraction(1, sound.sample_rate)
        frame = av.AudioFrame.from_ndarray(
            sound.samples.reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate = sound.sample_rate
        file.mux([*stream.encode(frame), *stream.encode(None)])


def as_sound(samples: Samples, sample_rate: int) -> Sound:
    whole = np.rint(samples * 32_767).astype(np.int16)
    return Sound(whole.reshape(-1, 1), sample_rate)


def make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with espeak() as speech:
        rate = speech.sample_rate
        for name, (language, text) in MESSAGES.items():
            spoken = speech.speak(language, text)
            write_mp3(as_sound(spoken, rate), folder / f"{name}.mp3")
            small = soxr.resample(spoken, rate, WAV_RATE)
            write_wav(as_sound(small, WAV_RATE), folder / f"{name}.wav")
        write_mp3(as_sound(speech.speak(*TOO_SHORT), rate), folder / "too-short.mp3")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
