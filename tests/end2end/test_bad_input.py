"""Bad input answers with one clear line and its exit code, and never with a traceback."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace

MESSAGE = resource("samples", "message-fr.mp3")


def test_a_text_file_named_mp3(program: Any, tmp_path: Path) -> None:
    path = tmp_path / "annonce.mp3"
    path.write_text("Bonjour, ceci est un texte.\n")
    program("audio", "check", path).assert_one_clear_line(1, "annonce.mp3", "not a sound file")
    created = program(
        "campaign", "create", "--name", "X", "--audio", path,
        "--contacts", resource("samples", "clients-atelier.csv"), "--media", "VOICE",
    )  # fmt: skip
    created.assert_one_clear_line(1, "annonce.mp3")


def test_an_empty_list(quick: Any, tmp_path: Path) -> None:
    path = tmp_path / "vide.csv"
    path.write_bytes(b"")
    quick("contacts", "check", path).assert_one_clear_line(1, "vide.csv", "empty")


def test_a_binary_list(quick: Any, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(bytes(range(256)) * 40)
    quick("contacts", "check", path).assert_one_clear_line(1, "photo.csv")


@pytest.mark.parametrize("command", [("audio", "check"), ("contacts", "check")])
def test_a_missing_file(quick: Any, tmp_path: Path, command: tuple[str, str]) -> None:
    quick(*command, tmp_path / "nulle-part.wav").assert_one_clear_line(1, "nulle-part.wav")


def test_too_short_a_message(quick: Any) -> None:
    checked = quick("audio", "check", resource("samples", "too-short.mp3"))
    checked.assert_one_clear_line(1, "too-short.mp3", "10.0")


def test_an_output_of_another_kind(quick: Any, tmp_path: Path) -> None:
    source = resource("samples", "clients-atelier.csv")
    checked = quick("contacts", "check", source, "--valid", tmp_path / "out.doc")
    checked.assert_one_clear_line(1, "out.doc")


def approved(quick: Any, contacts: Path) -> str:
    created = quick(
        "campaign", "create", "--name", "X", "--audio", MESSAGE, "--contacts", contacts,
        "--media", "VOICE", "--json",
    )  # fmt: skip
    campaign_id: str = created.json()["id"]
    assert quick("campaign", "approve", campaign_id, "--yes").code == 0
    return campaign_id


def test_a_wrong_secret(quick: Any, platform: Any, contacts_file: Callable[[int], Path]) -> None:
    campaign_id = approved(quick, contacts_file(2))
    quick.platform = platform
    send = ("campaign", "send", campaign_id, "--yes")
    refused = quick(*send, VOICEDESK_CLIENT_SECRET="wrong")
    refused.assert_one_clear_line(3, "credentials")
    assert quick(*send).code == 0


def test_no_network(quick: Any, platform: Any, contacts_file: Callable[[int], Path]) -> None:
    campaign_id = approved(quick, contacts_file(2))
    quick.platform = platform
    platform.process.stop()
    send = quick("campaign", "send", campaign_id, "--yes")
    send.assert_one_clear_line(3, "cannot be reached")


def test_no_platform_at_all(quick: Any, contacts_file: Callable[[int], Path]) -> None:
    campaign_id = approved(quick, contacts_file(2))
    quick("campaign", "send", campaign_id, "--yes").assert_one_clear_line(3, "--platform")


@pytest.mark.parametrize(
    "arguments",
    [
        ("campaign", "status", "nosuch"),
        ("campaign", "approve", "nosuch", "--yes"),
        ("campaign", "pause", "nosuch"),
    ],
)
def test_an_unknown_campaign(quick: Any, arguments: tuple[str, ...]) -> None:
    quick(*arguments).assert_one_clear_line(2, "nosuch")


def test_nobody_left_to_call(quick: Any, tmp_path: Path) -> None:
    path = tmp_path / "invalides.csv"
    path.write_text("Nom;Téléphone\nA;06 39 98 12 04\n")
    created = quick(
        "campaign", "create", "--name", "X", "--audio", MESSAGE, "--contacts", path,
        "--media", "VOICE", "--json",
    )  # fmt: skip
    assert created.code == 1
    assert created.json()["review"]["will_call"] == 0
    assert len(created.err.strip().splitlines()) == 1


def test_a_wrong_date(quick: Any) -> None:
    created = quick(
        "campaign", "create", "--name", "X", "--audio", MESSAGE, "--list", "L", "--media", "VOICE",
        "--date", "demain",
    )  # fmt: skip
    created.assert_one_clear_line(1, "demain")


def test_a_workspace_in_use(quick: Any) -> None:
    with Workspace(quick.folder):
        created = quick(
            "campaign", "create", "--name", "X", "--audio", MESSAGE, "--list", "L",
            "--media", "VOICE",
        )  # fmt: skip
    created.assert_one_clear_line(5, "open in another window")


def test_a_damaged_workspace(quick: Any) -> None:
    quick.folder.mkdir()
    (quick.folder / "workspace.db").write_bytes(b"x" * 5000)
    quick("campaign", "status", "a").assert_one_clear_line(5, "damaged")


def test_a_folder_instead_of_a_file_has_a_name(quick: Any) -> None:
    quick("audio", "check", "/").assert_one_clear_line(1, "/: ")


def test_an_output_over_its_own_list(quick: Any, contacts_file: Callable[[int], Path]) -> None:
    source = contacts_file(2)
    before = source.read_bytes()
    quick("contacts", "check", source, "--valid", source).assert_one_clear_line(1, "2.csv")
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--date", "2020-01-01T10:00"),
        ("--date", "9999-12-31T23:59-12:00"),
        ("--ping-url", "nowhere"),
        ("--ping-url", "http://[broken"),
    ],
)
def test_a_value_refused_before_anything_is_stored(quick: Any, option: str, value: str) -> None:
    created = quick(
        "campaign", "create", "--name", "X", "--audio", MESSAGE, "--list", "L", "--media", "VOICE",
        option, value,
    )  # fmt: skip
    created.assert_one_clear_line(1, value)


def test_an_empty_name(quick: Any) -> None:
    created = quick(
        "campaign", "create", "--name", " ", "--audio", MESSAGE, "--list", "L", "--media", "VOICE"
    )
    created.assert_one_clear_line(1, "name is empty")


def test_a_file_for_the_folder_of_a_command(quick: Any, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("x")
    quick("demo", "--out", path).assert_one_clear_line(1, "note.txt")
    quick("sandbox", "--data", path).assert_one_clear_line(5, "note.txt")


def test_a_sandbox_that_cannot_start(program: Any, platform: Any, tmp_path: Path) -> None:
    missing = program("sandbox", "--faults", tmp_path / "none.json")
    missing.assert_one_clear_line(1, "none.json")
    port = platform.process.url.rpartition(":")[2]
    program("sandbox", "--port", port).assert_one_clear_line(3, port)


def test_two_sandboxes_in_one_folder(program: Any, tmp_path: Path) -> None:
    with FileLock(tmp_path / "sandbox.lock"):
        program("sandbox", "--data", tmp_path).assert_one_clear_line(5, str(tmp_path))
