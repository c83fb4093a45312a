"""A command line that cannot be understood: one sentence, exit 2, in the person's language."""

import ast
import re
from pathlib import Path

import pytest

import voicedesk
from voicedesk.api.models import Stats
from voicedesk.base import words
from voicedesk.base.ids import now
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.statistics import CampaignStatus
from voicedesk.cli import main
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
