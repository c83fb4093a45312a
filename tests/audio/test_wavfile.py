"""What is written can be read back, by this program and by others; and what is loaded when."""

import subprocess
import sys
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicedesk.audio.decode import decode
from voicedesk.audio.phone import alaw_blocks, phone_sound
from voicedesk.audio.probe import probe
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_alaw_wav, write_wav
from voicedesk.base.resources import resource

if TYPE_CHECKING:
    from tests.audio.conftest import Studio


@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_holds_the_very_samples(studio: "Studio", tmp_path: Path, channels: int) -> None:
    sound = Sound(studio.tone(4, 22_050, channels=channels), 22_050)  # more than a block
    write_wav(sound, tmp_path / "tone.wav")
    read = decode((tmp_path / "tone.wav").read_bytes())
    assert read.sample_rate == 22_050
    assert np.array_equal(read.samples, sound.samples)
    with wave.open(str(tmp_path / "tone.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getnframes()) == (
            channels,
            2,
            88_200,
        )


@pytest.mark.parametrize("frames", [8_000, 7_999])
def test_an_alaw_wav_sounds_like_the_phone(studio: "Studio", tmp_path: Path, frames: int) -> None:
    sound = Sound(studio.tone(1, 8_000)[:frames], 8_000)
    write_alaw_wav(alaw_blocks(sound), tmp_path / "phone.wav")
    data = (tmp_path / "phone.wav").read_bytes()
    assert len(data) % 2 == 0
    assert probe(data).codec == "pcm_alaw"
    assert np.array_equal(decode(data).samples, phone_sound(sound).samples)


def test_the_script_makes_the_samples_that_are_shipped(tmp_path: Path) -> None:
    pytest.importorskip("espeakng_loader")
    script = resource("samples", "make_samples.py")
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=60)
    made = sorted(path.name for path in tmp_path.iterdir())
    shipped = [p.name for p in resource("samples").iterdir() if p.suffix in (".mp3", ".wav")]
    assert made == sorted(shipped)
    for name in made:
        # Not byte by byte: another system's arithmetic may round a sample differently.
        ours = decode(resource("samples", name).read_bytes())
        again = decode((tmp_path / name).read_bytes())
        assert again.duration_s == pytest.approx(ours.duration_s, rel=0.02)


def test_the_samples_are_small() -> None:
    recordings = [p for p in resource("samples").iterdir() if p.suffix in (".mp3", ".wav")]
    assert 0 < sum(path.stat().st_size for path in recordings) < 1_200_000


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    """And what is loaded then does not warn, even where warnings are errors."""
    code = (
        "import sys, voicedesk.audio.checks, voicedesk.audio.wavfile\n"
        "early = {'av', 'pydub', 'soxr'} & set(sys.modules)\n"
        "import voicedesk.audio.oldaudio\n"
        "sys.exit(', '.join(early) or 0)"
    )
    run = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
