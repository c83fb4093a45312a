"""Sound files by command: prepared, kept, spoken; one document or one clear line."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.audio.voices import joined, metered, pause, voice
from tests.end2end.conftest import Quick
from voicedesk.audio.checks import inspect
from voicedesk.audio.decode import decode
from voicedesk.audio.phone import alaw, sound_of_alaw
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource

MESSAGE = resource("samples", "message-fr.mp3")
SHORT = resource("samples", "too-short.mp3")
RATE = 16_000


@pytest.fixture
def faint(tmp_path: Path) -> Path:
    """Stereo, quiet, with 2 s of silence on both sides of 9 s."""
    said = joined(pause(2, RATE), voice(9, RATE, peak=0.05), pause(2, RATE))
    path = tmp_path / "faible.wav"
    write_wav(Sound(np.repeat(said.samples, 2, axis=1), RATE), path)
    return path


def test_prepare_mends_what_is_asked(program: Any, faint: Path, tmp_path: Path) -> None:
    before, out = faint.read_bytes(), tmp_path / "prêt.wav"
    out.write_bytes(b"an older one")
    done = program(
        "audio", "prepare", faint, "--out", out, "--trim", "--normalise", "--pad", "--json"
    )
    document = done.json()
    assert (done.code, document["ok"]) == (0, True)
    assert [edit["edit"] for edit in document["edits"]] == ["silences", "level", "pad"]
    assert (document["file"], document["out"]) == (str(faint), str(out))
    assert (document["container"], document["codec"]) == ("wav", "pcm_s16le")
    assert (document["sample_rate"], document["channels"]) == (RATE, 1)
    assert document["size_bytes"] == out.stat().st_size
    found = inspect(out, Job())
    assert found.sound is not None
    assert found.duration_s == document["duration_s"] == 10.5
    loudness, peak = metered(found.sound)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -0.9
    assert faint.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faible.wav", "prêt.wav"]


def test_prepare_alone_only_writes_it_as_wav(quick: Quick, tmp_path: Path) -> None:
    out = tmp_path / "message.wav"
    quick("audio", "prepare", MESSAGE, "--out", out).assert_one_clear_line(0, "can be sent")
    made, source = decode(out.read_bytes()), decode(MESSAGE.read_bytes())
    assert np.array_equal(made.samples, source.mono().samples)


@pytest.mark.parametrize("suffix", [".wav", ".pcm", ".AL"])
def test_the_phones_sound(quick: Quick, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"telephone{suffix}"
    done = quick("audio", "prepare", MESSAGE, "--out", out, "--phone", "--json")
    document = done.json()
    assert (done.code, document["codec"], document["sample_rate"]) == (0, "pcm_alaw", 8_000)
    assert document["container"] == ("wav" if suffix == ".wav" else "raw")
    coded = alaw(decode(MESSAGE.read_bytes()))
    if suffix == ".wav":
        assert np.array_equal(decode(out.read_bytes()).samples, sound_of_alaw(coded).samples)
    else:
        assert out.read_bytes() == coded
    assert document["duration_s"] == len(coded) / 8_000


def test_what_stays_wrong_is_written_and_told(quick: Quick, tmp_path: Path) -> None:
    out = tmp_path / "court.wav"
    done = quick("audio", "prepare", SHORT, "--out", out)
    done.assert_one_clear_line(1, "court.wav", "10.0")
    assert out.is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["{source}", "--out", "{source}"], 1, "named twice"),
        (["{source}", "--out", "{folder}/x.mp3"], 1, ".wav"),
        (["{source}", "--out", "{folder}/x.pcm"], 1, ".wav"),
        (["{source}", "--out", "{folder}/none/x.wav"], 1, "cannot be written"),
        (["{folder}/none.wav", "--out", "{folder}/x.wav"], 1, "none.wav"),
        (["{text}", "--out", "{folder}/x.wav"], 1, "not a sound file"),
        (["{source}"], 2, "--out"),
    ],
)
def test_prepare_refuses_in_one_line(
    quick: Quick, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    source, text = tmp_path / "source.wav", tmp_path / "lettre.mp3"
    write_wav(voice(1, 8_000), source)
    text.write_text("Bonjour, ceci est un texte.\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    places = {"source": source, "folder": tmp_path, "text": text}
    given = [argument.format(**places) for argument in arguments]
    quick("audio", "prepare", *given).assert_one_clear_line(code, words)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_messages_are_kept_and_listed(quick: Quick) -> None:
    assert quick("audio", "list", "--json").json() == []
    kept = quick("audio", "import", MESSAGE, "--name", "Portes ouvertes", "--json").json()
    assert (kept["name"], kept["ok"], kept["origin"]) == ("Portes ouvertes", True, "imported")
    assert kept["sha256"] == hashlib.sha256(MESSAGE.read_bytes()).hexdigest()
    short = quick("audio", "import", SHORT, "--json")
    assert (short.code, short.json()["ok"]) == (1, False)
    assert [problem["code"] for problem in short.json()["problems"]] == ["too_short"]
    assert quick("audio", "list", "--json").json() == [short.json(), kept]
    assert "Portes ouvertes" in quick("audio", "list").out


def test_what_is_no_sound_is_not_kept(quick: Quick, tmp_path: Path) -> None:
    text = tmp_path / "lettre.mp3"
    text.write_text("Bonjour, ceci est un texte.\n")
    quick("audio", "import", text).assert_one_clear_line(1, "lettre.mp3", "not a sound file")
    assert quick("audio", "list", "--json").json() == []


TEXT = (
    "Bonjour, ici le garage. Votre voiture est prête, vous pouvez venir la chercher avant ce soir."
    " Notre atelier est ouvert jusqu'à dix-neuf heures. Merci et à bientôt. Au revoir."
)


def test_a_text_is_spoken(quick: Quick, tmp_path: Path) -> None:
    pytest.importorskip("espeakng_loader", reason="no voice: the extra “speech” is not installed")
    voices = quick("audio", "voices", "--json").json()
    french = next(found for found in voices if found["language"] == "fr-FR")
    out, text = tmp_path / "dit.wav", tmp_path / "texte.txt"
    text.write_text(TEXT, "utf-8")
    done = quick("audio", "speak", "--file", text, "--voice", french["id"], "--out", out)
    done.assert_one_clear_line(0, "dit.wav")
    said = inspect(out, Job())
    assert (said.container, said.ok) == ("wav", True)
    kept = quick(
        "audio", "speak", "--text", TEXT, "--voice", french["name"], "--pace", "0.8",
        "--name", "Voiture prête", "--json",
    ).json()  # fmt: skip
    assert (kept["origin"], kept["description"]) == ("spoken", TEXT)
    assert kept["duration_s"] > (said.duration_s or 0) * 1.1
    assert quick("audio", "list", "--json").json() == [kept]


def test_the_text_may_come_from_standard_input(program: Any, tmp_path: Path) -> None:
    pytest.importorskip("espeakng_loader", reason="no voice: the extra “speech” is not installed")
    out = tmp_path / "dit.wav"
    command, environment = program.command("audio", "speak", "--file", "-", "--out", out)
    done = subprocess.run(
        command, input=TEXT.encode(), env=environment, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, inspect(out, Job()).ok) == (0, True), done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system has voices itself")
def test_without_a_voice_one_sentence_says_what_to_do(
    quick: Quick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the extra nor the program espeak-ng is there."""
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    for arguments in (["voices"], ["speak", "--text", TEXT, "--out", tmp_path / "x.wav"]):
        done = quick("audio", *arguments)
        done.assert_one_clear_line(2, "no voice", "voicedesk[speech]")
    assert not (tmp_path / "x.wav").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--text", "Bonjour"], 2, "--out"),
        (["--text", "Bonjour", "--out", "x.wav", "--name", "x"], 2, "--name"),
        (["--out", "x.wav"], 2, "--text"),
        (["--file", "nulle-part.txt", "--name", "x"], 1, "nulle-part.txt"),
        (["--text", "Bonjour", "--voice", "Personne", "--name", "x"], 2, "Personne"),
        (["--text", "Bonjour", "--pace", "9", "--name", "x"], 2, "--pace"),
        (["--text", " … ", "--name", "x"], 1, "nothing to say"),
    ],
)
def test_speak_refuses_in_one_line(
    quick: Quick, arguments: list[str], code: int, words: str
) -> None:
    pytest.importorskip("espeakng_loader", reason="no voice: the extra “speech” is not installed")
    quick("audio", "speak", *arguments).assert_one_clear_line(code, words)
