"""Texts spoken by espeak-ng, for real, and everything that can go wrong on the way."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from voicedesk.audio import child, espeak, speech
from voicedesk.audio.hearing import hear
from voicedesk.audio.loudness import loudness_lufs
from voicedesk.audio.speech import Voice, estimated_s, speak, voices
from voicedesk.base import words
from voicedesk.base.errors import InputError, NotAllowedError, VoicedeskError
from voicedesk.base.jobs import CancelledError, Job

TEXT = "Bonjour, ici le garage Morel. Vos pneus sont prêts : appelez le 01 99 00 12 34."
FRENCH = Voice("espeak:fr", "eSpeak NG", "fr-FR", "espeak")
real_espeak = pytest.mark.skipif(
    espeak._library() is None, reason="the extra “speech” (espeakng-loader) is not installed"
)
posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are scripts")


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; nothing may be left in it."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def french() -> Iterator[None]:
    words.set_language("fr")
    yield
    words.set_language("en")


def cancelled_after(seconds: float) -> Job:
    job = Job()
    timer = threading.Timer(seconds, job.cancel)
    timer.start()
    return job


def refused(work: Callable[[], object]) -> VoicedeskError:
    with pytest.raises(VoicedeskError) as caught:
        work()
    return caught.value


# espeak-ng itself


@real_espeak
@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_a_text_is_spoken_loud_enough_and_about_as_long_as_said(language: str) -> None:
    voice = next(voice for voice in voices(Job()) if voice.language == language)
    sound = speak(TEXT, voice, job=Job())
    assert (sound.channels, sound.sample_rate) == (1, 22_050)
    assert sound.duration_s == pytest.approx(estimated_s(TEXT, language), rel=0.25)
    levels = hear(sound, Job()).levels
    assert levels.clipped_runs == 0
    loudness = loudness_lufs(sound, Job())
    assert loudness is not None
    assert -26 < loudness < -14


@real_espeak
def test_the_pace_is_kept_and_bounded() -> None:
    seconds = [
        speak(TEXT, FRENCH, pace=pace, job=Job()).duration_s for pace in (0.01, 0.85, 1.0, 1.2)
    ]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[1] / seconds[3] == pytest.approx(1.2 / 0.85, rel=0.1)
    assert seconds[0] < 3 * seconds[2]


@real_espeak
def test_every_voice_that_is_offered_speaks() -> None:
    offered = espeak.voices(Job())
    assert len({voice.id for voice in offered}) == len(offered) >= 10
    for voice in offered:
        assert speak("Taxi 12", voice, job=Job()).duration_s > 0.3, voice


@real_espeak
def test_a_number_sounds_the_same_however_it_is_written() -> None:
    dictated = speak("06, 00, 00, 12, 34", FRENCH, job=Job()).samples
    for written in ("0600001234", "+33 6 00 00 12 34"):
        assert np.array_equal(speak(written, FRENCH, job=Job()).samples, dictated)


@real_espeak
@pytest.mark.parametrize(
    "text",
    [
        "-v en --help oui",
        '"; touch spoken; echo "',
        "$(touch spoken) `touch spoken` oui",
        "oui\0non",
        "[[nothing]] <speak>oui</speak>",
        "été 😀 数 \ud800 oui",
        "a" * 3_000,
    ],
)
def test_no_text_is_taken_for_a_command(text: str, tmp_path: Path) -> None:
    assert speak(text, FRENCH, job=Job()).duration_s > 0.2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scratch"]


@real_espeak
def test_a_voice_that_is_not_there_is_said() -> None:
    for key in ("xx", "../fr", "fr+whisper"):
        voice = Voice(f"espeak:{key}", "", "fr-FR", "espeak")
        error = refused(partial(speak, TEXT, voice, job=Job()))
        assert (error.code, error.details["engine"]) == ("speech_failed", "espeak")


@real_espeak
def test_the_program_speaks_for_a_bundle(tmp_path: Path) -> None:
    """The command a bundle gives itself, run as the program runs."""
    folder = tmp_path / "été [1]"
    folder.mkdir()
    (folder / "text.txt").write_text("Bonjour.", "utf-8")
    command = [sys.executable, "-m", "voicedesk", "espeak", str(folder), "fr", "165"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (folder / "speech.wav").stat().st_size > 10_000


def test_a_bundle_gives_itself_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(espeak, "_library", lambda: ("", ""))
    command = espeak._command(tmp_path, "fr", "165")
    assert command == [sys.executable, "espeak", str(tmp_path), "fr", "165"]


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no program espeak-ng here")
def test_the_systems_program_does_where_the_library_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(espeak, "_library", lambda: None)
    assert [voice for voice in voices(Job()) if voice == FRENCH]
    sound = speak("Bonjour, été comme hiver.", FRENCH, job=Job())
    assert 0.8 < sound.duration_s < 4


# What can go wrong


def test_no_voice_at_all_names_who_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "_library", lambda: None)
    monkeypatch.setenv("PATH", "")
    for system, asked in (("linux", ("espeak",)), ("win32", ("sapi", "espeak"))):
        monkeypatch.setattr(sys, "platform", system)
        error = refused(lambda: voices(Job()))
        assert (type(error), error.code) == (NotAllowedError, "no_voice")
        assert error.details == {"engines": asked}


def test_a_voice_of_another_system_is_refused() -> None:
    error = refused(lambda: speak(TEXT, Voice("say:Thomas", "Thomas", "fr-FR", "say"), job=Job()))
    assert error.code == "no_voice"


@pytest.mark.parametrize("text", ["", "  \n", "…?!", "[ ]", "\0"])
def test_nothing_to_say_is_refused(text: str) -> None:
    error = refused(lambda: speak(text, FRENCH, job=Job()))
    assert (type(error), error.code) == (InputError, "no_text")


def test_more_than_five_minutes_are_refused_unspoken() -> None:
    start = monotonic()
    for times in (100, 100_000):
        error = refused(partial(speak, TEXT * times, FRENCH, job=Job()))
        assert (type(error), error.code) == (InputError, "text_too_long")
        assert float(str(error.details["seconds"])) > float(str(error.details["limit_s"])) == 300
    assert monotonic() - start < 2


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@posix
def test_a_crash_in_the_library_is_an_error_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real segmentation fault, in the process that would speak."""
    crash = python("import ctypes; ctypes.string_at(0)")
    monkeypatch.setattr(espeak, "_command", lambda folder, key, rate: crash)
    error = refused(lambda: speak(TEXT, FRENCH, job=Job()))
    assert error.code == "speech_failed"
    assert error.details == {"engine": "espeak", "reason": "exit", "exit_code": -11}


@pytest.mark.parametrize("written", [None, b"", b"RIFF", b"no sound at all"])
def test_a_voice_that_wrote_nothing_usable_failed(
    written: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def command(folder: Path, key: str, rate: str) -> list[str]:
        if written is not None:
            (folder / "speech.wav").write_bytes(written)
        return python("pass")

    monkeypatch.setattr(espeak, "_command", command)
    error = refused(lambda: speak(TEXT, FRENCH, job=Job()))
    assert (error.code, error.details["reason"]) == ("speech_failed", "no_sound")


def test_the_text_is_in_no_error_and_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def command(folder: Path, key: str, rate: str) -> list[str]:
        seen.extend(real(folder, key, rate))
        return python(f"import sys; sys.stderr.write({TEXT!r}); sys.exit(3)")

    real = espeak._command
    monkeypatch.setattr(espeak, "_command", command)
    error = refused(lambda: speak(TEXT, FRENCH, job=Job()))
    assert seen
    assert not any("garage" in part for part in (*seen, str(error), repr(error)))
    assert error.details["exit_code"] == 3


def test_cancelling_ends_the_process_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr("voicedesk.audio.child.subprocess.Popen", Popen)
    sleep = python("import time; time.sleep(60)")
    monkeypatch.setattr(espeak, "_command", lambda folder, key, rate: sleep)
    start = monotonic()
    with pytest.raises(CancelledError):
        speak(TEXT, FRENCH, job=cancelled_after(0.3))
    assert monotonic() - start < 5
    (process,) = started
    assert process.returncode is not None
    with pytest.raises(CancelledError):
        speak(TEXT, FRENCH, job=cancelled_after(0))
    assert len(started) <= 2


def test_a_program_that_hangs_is_ended() -> None:
    start = monotonic()
    sleep = python("import time; time.sleep(60)")
    error = refused(lambda: child.run(sleep, Job(), engine="say", deadline_s=0.3))
    assert error.details == {"engine": "say", "reason": "too_slow"}
    assert monotonic() - start < 5


def test_a_program_that_is_not_there_is_said() -> None:
    error = refused(lambda: child.run(["no-such-program"], Job(), engine="say", deadline_s=5))
    assert error.details == {"engine": "say", "reason": "missing"}


def test_much_output_does_not_block() -> None:
    much = python("import sys; sys.stdout.write('x' * 3_000_000)")
    assert len(child.run(much, Job(), engine="say", deadline_s=20)) == 3_000_000


def test_the_persons_language_comes_first(monkeypatch: pytest.MonkeyPatch, french: None) -> None:
    made = {
        code: Voice(f"espeak:{code}", "", code, "espeak")
        for code in ("en-US", "de-DE", "fr-CA", "en-GB", "fr-FR", "fr-BE")
    }
    monkeypatch.setattr(espeak, "voices", lambda job: tuple(made.values()))
    order = [voice.language for voice in speech.voices(Job())]
    assert order == ["fr-FR", "fr-BE", "fr-CA", "de-DE", "en-GB", "en-US"]
    words.set_language("en")
    assert [voice.language for voice in speech.voices(Job())][:2] == ["en-GB", "en-US"]
