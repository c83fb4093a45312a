"""The voices of Windows, by its speech interface SAPI 5, asked through PowerShell.

Both kinds are listed: those of the settings' page (OneCore) and the older desktop ones. The scripts
are constants; everything of the person's goes by files in the folder PowerShell works in, so that
nothing can be taken for a command. Source of the numbers: ``sapi.h``.
"""

import json
import math
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from voicedesk.audio.child import run
from voicedesk.audio.voice import Voice
from voicedesk.base.errors import NotAllowedError
from voicedesk.base.jobs import Job

ENGINE = "sapi"
_DEADLINE_S, _LIST_S = 120.0, 30.0
_SLOWEST, _FASTEST = -10, 10  # of SpVoice.Rate; each step is the tenth root of 3

_POWERSHELL = ["powershell", "-NoLogo", "-NoProfile", "-NonInteractive", "-Command"]
_START = (
    "$ErrorActionPreference = 'Stop'",
    "$here = (Get-Location).ProviderPath",
    "$utf8 = New-Object System.Text.UTF8Encoding $false",
)
_LIST = "; ".join(
    (
        *_START,
        "$found = @()",
        "foreach ($kind in 'Speech_OneCore', 'Speech') {"
        " $category = New-Object -ComObject SAPI.SpObjectTokenCategory;"
        " try { $category.SetId('HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\' + $kind + '\\Voices',"
        " $false) } catch { continue };"
        " foreach ($token in $category.EnumerateTokens()) {"
        " try { $found += @{ id = $token.Id; name = $token.GetAttribute('Name');"
        " language = $token.GetAttribute('Language') } } catch { continue } } }",
        "$json = ConvertTo-Json -Compress -InputObject @($found)",
        "[System.IO.File]::WriteAllText((Join-Path $here 'voices.json'), $json, $utf8)",
    )
)
# 22: 22 kHz, 16 bit, mono. 3: create for writing. 16: the text is not XML.
_SPEAK = "; ".join(
    (
        *_START,
        "$text = [System.IO.File]::ReadAllText((Join-Path $here 'text.txt'), $utf8)",
        "$asked = [System.IO.File]::ReadAllText((Join-Path $here 'voice.json'), $utf8)"
        " | ConvertFrom-Json",
        "$token = New-Object -ComObject SAPI.SpObjectToken",
        "$token.SetId($asked.id)",
        "$voice = New-Object -ComObject SAPI.SpVoice",
        "$voice.Voice = $token",
        "$voice.Rate = [int]$asked.rate",
        "$file = New-Object -ComObject SAPI.SpFileStream",
        "$file.Format.Type = 22",
        "$file.Open((Join-Path $here 'speech.wav'), 3)",
        "$voice.AudioOutputStream = $file",
        "[void]$voice.Speak($text, 16)",
        "$file.Close()",
    )
)
# The languages of the two kinds of voices are Windows' numbers, in hexadecimal.
_LANGUAGES = {
    0x40C: "fr-FR",
    0x80C: "fr-BE",
    0xC0C: "fr-CA",
    0x100C: "fr-CH",
    0x809: "en-GB",
    0x409: "en-US",
    0xC09: "en-AU",
    0x1009: "en-CA",
    0x1809: "en-IE",
    0x4009: "en-IN",
    0x407: "de-DE",
    0xC07: "de-AT",
    0x807: "de-CH",
    0xC0A: "es-ES",
    0x80A: "es-MX",
    0x410: "it-IT",
    0x413: "nl-NL",
    0x813: "nl-BE",
    0x416: "pt-BR",
    0x816: "pt-PT",
    0x403: "ca-ES",
    0x415: "pl-PL",
    0x401: "ar-SA",
    0x41F: "tr-TR",
}


def voices(job: Job) -> tuple[Voice, ...]:
    """Those installed whose language is known here; none where there is no PowerShell."""
    if shutil.which(_POWERSHELL[0]) is None:
        return ()
    with TemporaryDirectory(prefix="voicedesk-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        run([*_POWERSHELL, _LIST], job, engine=ENGINE, deadline_s=_LIST_S, folder=folder)
        try:
            listed = json.loads((folder / "voices.json").read_text("utf-8-sig"))
        except (OSError, ValueError) as error:
            raise NotAllowedError("speech_failed", engine=ENGINE, reason="refused") from error
    return _parsed(listed)


def speak(text: str, voice: Voice, pace: float, folder: Path, job: Job) -> Path:
    """The WAV file of the text spoken, in ``folder``. Raises as ``child.run``."""
    asked = {"id": voice.key, "rate": _rate(pace)}
    (folder / "voice.json").write_text(json.dumps(asked), "utf-8")
    (folder / "text.txt").write_text(text, "utf-8")
    run([*_POWERSHELL, _SPEAK], job, engine=ENGINE, deadline_s=_DEADLINE_S, folder=folder)
    return folder / "speech.wav"


def _rate(pace: float) -> int:
    return min(_FASTEST, max(_SLOWEST, round(10 * math.log(pace, 3))))


def _parsed(listed: Any) -> tuple[Voice, ...]:
    """A voice of both kinds is named once, by its newer kind, which is listed first."""
    found: dict[str, Voice] = {}
    for entry in listed if isinstance(listed, list) else [listed]:
        name = str(entry["name"]).removeprefix("Microsoft ").removesuffix(" Desktop")
        language = _language(str(entry["language"]))
        if language and name not in found:
            found[name] = Voice(f"{ENGINE}:{entry['id']}", name, language, ENGINE)
    return tuple(found.values())


def _language(attribute: str) -> str:
    """Of ``40C`` or, where a voice speaks several, ``409;9``."""
    try:
        return _LANGUAGES.get(int(attribute.split(";")[0], 16), "")
    except ValueError:
        return ""
