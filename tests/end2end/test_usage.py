"""A command line that cannot be understood: one sentence, exit 2, in the person's language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import voicedesk
from voicedesk.api.models import Stats
from voicedesk.base import words
from voicedesk.base.ids import now
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.cli import main
from voicedesk.cli.help import texts
from voicedesk.cli.main import group
from voicedesk.cli.printing import print_status
from voicedesk.ui.sentences import SENTENCES


def no_window(_folder: Path | None, _practice: bool) -> int:
    raise AssertionError("the window was opened")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICEDESK_LANGUAGE", "en")
    monkeypatch.setenv("VOICEDESK_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("telephone", "no command “telephone”"),
        ("--nope", "no option --nope"),
        ("campaign --workspace x status y", "--workspace stands before the command"),
        ("campaign create", "--name is missing"),
        ("contacts check", "FILE is missing"),
        ("contacts check a.csv --media SMS", "--media must be one of VOICE, VOICEMAIL"),
        ("campaign decide a --chunk x", "--chunk must be a whole number"),
        ("campaign approve a --recipients", "--recipients needs a value"),
        ("sandbox --speed fast", "--speed must be a number"),
        ("contacts combine sample a --rows 1 --seed -1 --as b", "--seed cannot be used"),
        ("demo x", "a word too many"),
        ("--practice demo", "takes no command"),
        ("campaign create --name N --audio A --media VOICE", "--contacts FILE or --list"),
        ("campaign decide a --chunk 1", "--sent-as"),
        ("campaign decide a --chunk 1 --sent-as x --abandon", "--sent-as"),
        (
            "--platform nowhere --client-id c campaign status --watch a",
            "“nowhere” is not an address",
        ),
    ],
)
def test_one_sentence(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(no_window, line.split()) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1), err
    assert words in err


def test_a_group_alone_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(no_window, ["campaign"]) == 2
    assert "approve" in capsys.readouterr().err


def shown(command: click.Command, *path: str) -> Iterator[tuple[list[str], click.Command]]:
    """The command and all below it that are shown, with what is typed for each."""
    yield [*path], command
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from shown(below, *path, name)


def test_every_command_and_option_says_what_it_does() -> None:
    for path, command in shown(group):
        assert command.help, path
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help, (path, option.opts)


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VOICEDESK_LANGUAGE", "fr")
    yield
    words.set_language("en")


def page(path: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What ``--help`` prints, its lines joined."""
    assert main(no_window, [*path, "--help"]) == 0
    return " ".join(capsys.readouterr().out.split())


def unbroken(text: str) -> str:
    """Lines are broken after hyphens, too."""
    return "".join(text.split())


def test_the_help_is_french_in_france(french: None, capsys: pytest.CaptureFixture[str]) -> None:
    told = page(["campaign"], capsys)
    assert told.startswith("Utilisation : voicedesk campaign [OPTIONS] COMMANDE [ARGUMENTS]...")
    assert "Options : -h, --help Affiche cette aide." in told
    assert "Commandes : approve Approuve un brouillon après sa relecture." in told
    assert "[obligatoire]" in page(["stats"], capsys)


def test_every_text_of_the_help_is_said_in_french(
    french: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, command in shown(group):
        if isinstance(command, click.Group):
            continue
        told = unbroken(page(path, capsys))
        for text in texts(command):
            assert unbroken(text) not in told, path
            assert unbroken(words.tr(text)) in told, path


def test_the_list_of_commands_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    told = page(["campaign"], capsys)
    assert "whether it was sent, or that was refused." in told
    assert "it first" not in told  # the first sentence says what the command does


@pytest.mark.parametrize("arguments", [[], ["--practice"], ["--workspace", "somewhere"]])
def test_without_a_screen_it_says_so_and_names_demo(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(no_window, arguments) == 2
    assert "demo" in capsys.readouterr().err


def test_a_bug_is_reported_wherever_that_is_possible(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(no_window, []) == 70
    report = Path(capsys.readouterr().err.strip().rpartition(": ")[2])
    assert "the window was opened" in report.read_text("utf-8")


def test_every_sentence_gets_its_details() -> None:
    """What the commands raise has a sentence, and all that stands in its braces."""
    for path in (Path(voicedesk.__file__).parent / "cli").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            first = call.args[0] if call.args else None
            if call.func.id.endswith("Error") and isinstance(first, ast.Constant):
                wanted = re.findall(r"\{(\w+)", SENTENCES[str(first.value)])
                assert set(wanted) <= {keyword.arg for keyword in call.keywords}, first.value


def test_a_status_says_what_waits_for_a_decision(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words.set_language("en")
    campaign = Campaign("a", "t", "Noël", State.NEEDS_DECISION, now())
    stats = Stats(total=0, wait=0, on=0, ok=0, ko=0, no=0, optout=0)
    found = CampaignStatus(campaign, 2, stats, {"needs_decision": 1}, (1,))
    with Workspace(tmp_path) as workspace:
        print_status(workspace.database, found, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "Noël (a): Decision awaited.",
        "Batch 1 waits for a person's decision.",
    ]
