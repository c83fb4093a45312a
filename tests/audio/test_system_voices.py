"""The voices of Windows and macOS, by stand-ins: there is no Windows and no macOS here.

The stand-ins are programs on PATH that take the real command lines and write what those systems'
programs write. What PowerShell makes of the script, and how ``say`` understands its options, is not
proved by them. The list of ``say`` is in the form macOS 13 prints.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicedesk.audio import espeak, sapi, say, speech
from voicedesk.audio.speech import Voice, speak, voices
from voicedesk.base import words
from voicedesk.base.jobs import Job

FRENCH = Voice("espeak:fr", "eSpeak NG", "fr-FR", "espeak")
posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are scripts")


@pytest.fixture
def french() -> Iterator[None]:
    words.set_language("fr")
    yield
    words.set_language("en")


SAY_LIST = """\
Amélie              fr_CA    # Bonjour! Je m’appelle Amélie.
Bad News            en_US    # Hello! My name is Bad News.
Daniel              en_GB    # Hello! My name is Daniel.
Eddy (English (UK)) en_GB    # Hello! My name is Eddy.
Eddy (French (France)) fr_FR    # Bonjour, je m’appelle Eddy.
Jacques             fr_FR    # Bonjour, je m’appelle Jacques.
Audrey (Enhanced)   fr_FR    # Bonjour, je m’appelle Audrey.
Aurélie (Premium)   fr_FR    # Bonjour, je m’appelle Aurélie.
Zarvox              en_US    # Hello! My name is Zarvox.
"""
_TOKENS = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Speech…\\Voices\\Tokens\\"
SAPI_LIST = [
    {"id": _TOKENS + key, "name": f"Microsoft {name}", "language": language}
    for key, name, language in (
        ("MSTTS_V110_frFR_HortenseM", "Hortense", "40C"),
        ("MSTTS_V110_enGB_HazelM", "Hazel", "809"),
        ("TTS_MS_FR-FR_HORTENSE_11.0", "Hortense Desktop", "40C"),
        ("TTS_MS_EN-US_ZIRA_11.0", "Zira Desktop", "409;9"),
        ("ODD", "Odd", "klingon"),
    )
]

_STAND_IN = """\
#!{python}
import json, pathlib, sys, wave
record = pathlib.Path({record!r})
record.write_text(json.dumps(sys.argv[1:]))
def speech(path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(b"\\0\\1" * 22050)
{body}
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Puts a program of that name on PATH; returns where it records its arguments."""

    def put(name: str, body: str) -> Path:
        folder, record = tmp_path / "bin", tmp_path / f"{name}.json"
        folder.mkdir(exist_ok=True)
        program = folder / name
        program.write_text(
            _STAND_IN.format(python=sys.executable, record=str(record), body=body), "utf-8"
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
        return record

    return put


SAY = f"""
sys.stdout.reconfigure(encoding="utf-8")
if sys.argv[1:] == ["-v", "?"]:
    print({SAY_LIST!r})
else:
    given = dict(zip(sys.argv[1:-2:2], sys.argv[2:-2:2]))
    pathlib.Path({{heard!r}}).write_text(pathlib.Path(given["-f"]).read_text("utf-8"), "utf-8")
    speech(given["-o"])
"""
POWERSHELL = f"""
if "voices.json" in sys.argv[-1]:
    pathlib.Path("voices.json").write_text(json.dumps({SAPI_LIST!r}), "utf-8-sig")
else:
    heard = "".join(pathlib.Path(name).read_text("utf-8") for name in ("voice.json", "text.txt"))
    pathlib.Path({{heard!r}}).write_text(heard, "utf-8")
    speech("speech.wav")
"""


@posix
def test_the_voices_of_macos(
    stand_in: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    french: None,
) -> None:
    heard = tmp_path / "heard"
    record = stand_in("say", SAY.replace("{heard!r}", repr(str(heard))))
    monkeypatch.setattr(speech, "engines", lambda: (say, espeak))
    found = voices(Job())
    of_system = [voice.name for voice in found if voice.engine == "say"]
    assert of_system == [
        "Aurélie (Premium)",
        "Audrey (Enhanced)",
        "Jacques",
        "Eddy (French (France))",
        "Amélie",
        "Daniel",
        "Eddy (English (UK))",
    ]
    assert [voice.language for voice in found][:4] == ["fr-FR"] * 4
    assert found[0].id == "say:Aurélie (Premium)"
    sound = speak("Été : [[rate 500]] 12 €", found[0], pace=1.2, job=Job())
    assert sound.duration_s == 1.0
    assert heard.read_text("utf-8") == "Été : [ [rate 500]] 12 euros"
    arguments = json.loads(record.read_text("utf-8"))
    assert arguments[:4] == ["-v", "Aurélie (Premium)", "-r", "210"]
    assert arguments[-2:] == ["--file-format=WAVE", "--data-format=LEI16@22050"]
    assert not any("Été" in argument for argument in arguments)


@posix
def test_the_voices_of_windows(
    stand_in: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    french: None,
) -> None:
    heard = tmp_path / "heard"
    record = stand_in("powershell", POWERSHELL.replace("{heard!r}", repr(str(heard))))
    monkeypatch.setattr(speech, "engines", lambda: (sapi, espeak))
    found = [voice for voice in voices(Job()) if voice.engine == "sapi"]
    assert [(voice.name, voice.language) for voice in found] == [
        ("Hortense", "fr-FR"),
        ("Hazel", "en-GB"),
        ("Zira", "en-US"),
    ]
    assert "V110" in found[0].id
    text = "Été'; Remove-Item *; '"
    assert speak(text, found[0], pace=0.85, job=Job()).duration_s == 1.0
    asked = json.dumps({"id": SAPI_LIST[0]["id"], "rate": -1})
    assert heard.read_text("utf-8") == asked + text
    arguments = json.loads(record.read_text("utf-8"))
    assert arguments[:4] == ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command"]
    assert arguments[4] == sapi._SPEAK
    assert len(arguments) == 5


@posix
@pytest.mark.parametrize(
    "body", ["sys.exit(1)", "pass", "pathlib.Path('voices.json').write_text('{')"]
)
def test_a_system_whose_voices_cannot_be_asked_leaves_the_others(
    body: str, stand_in: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = stand_in("powershell", body)
    monkeypatch.setattr(speech, "engines", lambda: (sapi, espeak))
    monkeypatch.setattr(espeak, "voices", lambda job: (FRENCH,))
    assert voices(Job()) == (FRENCH,)
    assert asked.exists()


def test_the_scripts_for_powershell_are_whole() -> None:
    """What can be said of them without PowerShell."""
    for script in (sapi._LIST, sapi._SPEAK):
        for opened, closed in ("()", "{}", "[]"):
            assert script.count(opened) == script.count(closed)
        assert script.count("'") % 2 == 0
        assert '"' not in script, "the command line is put between these"
        assert "\n" not in script


@pytest.mark.parametrize(("pace", "rate"), [(1, 0), (0.85, -1), (1.2, 2), (3, 10), (0.01, -10)])
def test_windows_rate_is_a_power_of_three(pace: float, rate: int) -> None:
    assert sapi._rate(pace) == rate


def test_lines_that_name_no_voice_are_passed_over() -> None:
    listing = "\n\nThomas fr_FR # Bonjour\nno language\n  indented fr_FR # x\nYu-shu zh_CN # 你好\n"
    assert [voice.key for voice in say._parsed(listing)] == ["Thomas", "Yu-shu"]
