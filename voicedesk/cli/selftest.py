"""``voicedesk selftest``: whether this installation has all it needs, looked at by using it."""

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from voicedesk.base import credentials
from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.words import tr
from voicedesk.base.workspace import Workspace
from voicedesk.cli import options
from voicedesk.cli.session import print_json
from voicedesk.ui import wording

log = logging.getLogger(__name__)

FAILED = 1  # the exit code


class BrokenPartError(Exception):
    """A part answers, and not as it must; the text says what was wrong."""


@dataclass(frozen=True)
class Finding:
    """What a check found: versions where all is well, else what failed."""

    name: str
    ok: bool
    detail: str


@click.command()
@options.as_json
@click.pass_context
def selftest(context: click.Context, as_json: bool) -> None:
    """Check this installation: sound, phone numbers, credential store, database, sandbox."""
    found = [_find(name, check) for name, check in CHECKS.items()]
    if as_json:
        print_json(_document(found))
    else:
        for one in found:
            state = tr("works") if one.ok else tr("does not work")
            part = _name(one.name)
            click.echo(tr("{part}: {state} ({detail})", part=part, state=state, detail=one.detail))
    if not all(one.ok for one in found):
        context.exit(FAILED)


def _find(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except VoicedeskError as error:
        return Finding(name, False, wording.sentence(error))
    except Exception as error:  # a broken installation fails in any way there is
        log.info("selftest of %s", name, exc_info=True)
        return Finding(name, False, f"{type(error).__name__}: {error}")


def _document(found: list[Finding]) -> dict[str, Any]:
    checks = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in found]
    return {"ok": all(one.ok for one in found), "checks": checks}


def _name(check: str) -> str:
    return {
        "audio": tr("Sound"),
        "phones": tr("Phone numbers"),
        "credentials": tr("Credential store"),
        "database": tr("Database"),
        "sandbox": tr("Practice platform"),
    }[check]


def _audio() -> str:
    """The shipped message is read, and sounds as on the phone; every codec we promise is there."""
    import av

    from voicedesk.audio.checks import inspect
    from voicedesk.audio.container import CONTAINERS
    from voicedesk.audio.decode import decode
    from voicedesk.audio.phone import alaw

    promised = {codec for container in CONTAINERS.values() for codec in container.codecs}
    decoders = {_decoder(codec) for codec in promised}
    if missing := sorted(decoders - av.codecs_available):
        raise BrokenPartError(", ".join(missing))
    message = resource("samples", "message-fr.mp3")
    if not inspect(message, Job()).ok:
        raise BrokenPartError(message.name)
    if not alaw(decode(message.read_bytes())):
        raise BrokenPartError(alaw.__name__)
    return tr("PyAV {version}, {count} codecs", version=av.__version__, count=len(decoders))


def _decoder(codec: str) -> str:
    """FFmpeg's name of what decodes it, where that differs from the codec's."""
    return {"amr_nb": "amrnb", "amr_wb": "amrwb"}.get(codec, codec)


def _phones() -> str:
    """An example of every country is read as phonenumbers reads it."""
    import phonenumbers

    from voicedesk.contacts.phones.bulk import judge_all

    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    examples = filter(None, map(phonenumbers.example_number, regions))
    written = [
        phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        for example in examples
    ]
    judged = judge_all(written, "FR")
    if [f"+{e164}" for e164 in judged.e164.tolist()] != written:
        raise BrokenPartError(phonenumbers.__name__)
    version = phonenumbers.__version__
    return tr("phonenumbers {version}, {count} countries", version=version, count=len(regions))


def _credentials() -> str:
    """A secret is kept, found again and forgotten."""
    return credentials.try_out()


def _database() -> str:
    """A workspace is made, written, closed and read again."""
    with tempfile.TemporaryDirectory(prefix="voicedesk-") as folder:
        with Workspace(Path(folder)) as made:
            made.change_setting("tariff.voice", "0.06")
            with made.database.read() as connection:
                version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
                kept = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        with Workspace(Path(folder), writing=False) as again:
            tariff = again.settings.tariff_voice
    if (kept, tariff) != (2, 0.06):
        raise BrokenPartError(f"SQLite {version}")
    return f"SQLite {version}"


def _sandbox() -> str:
    """The practice platform starts in a process of its own, and lets us in."""
    from voicedesk.api.client import VoiceClient
    from voicedesk.api.models import Endpoints
    from voicedesk.sandbox.process import SandboxProcess

    with (
        SandboxProcess() as process,
        VoiceClient(
            Endpoints.of_origin(process.url),
            process.client_id,
            process.client_secret,
            call_seconds=10,
        ) as client,
    ):
        client.sign_in()
        if list(client.mailings()):
            raise BrokenPartError(process.url)
        return process.url


CHECKS: dict[str, Callable[[], str]] = {
    "audio": _audio,
    "phones": _phones,
    "credentials": _credentials,
    "database": _database,
    "sandbox": _sandbox,
}
