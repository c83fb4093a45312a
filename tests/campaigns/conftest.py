"""A workspace with a message and a list of invented mobiles, ready to be sent."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.review import review_of
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet

FAST = {
    "sending.hold_seconds": "0",
    "sending.settle_seconds": "1",
    "sending.call_seconds": "3",
    "watching.poll_seconds": "0.05",
}


@pytest.fixture
def workspace(tmp_path: Path, known_sample: None) -> Iterator[Workspace]:
    with Workspace(tmp_path / "workspace") as opened:
        for key, value in FAST.items():
            opened.change_setting(key, value)
        yield opened


@pytest.fixture
def make_list(workspace: Workspace, tmp_path: Path) -> Callable[[list[str]], str]:
    """Stores a list of these numbers and returns its id."""

    def make(numbers: list[str]) -> str:
        path = tmp_path / "list.csv"
        rows = "".join(f"Personne {i};{number}\r\n" for i, number in enumerate(numbers))
        path.write_text("Nom;Téléphone\r\n" + rows, "utf-8")
        checked = check(read_sheet(path, Job()), "FR", Job())
        lists = ContactLists(workspace.database)
        return lists.save(lists.free_name("liste"), path.name, "FR", checked, Job()).id

    return make


@pytest.fixture
def make_draft(
    workspace: Workspace, make_list: Callable[[list[str]], str]
) -> Callable[..., Campaign]:
    """A complete draft; ``people`` are generated mobiles unless ``numbers`` are given."""

    def make(people: int = 3, numbers: list[str] | None = None, **choices: object) -> Campaign:
        recording = Recordings(workspace).add(resource("samples", "message-fr.mp3"), Job())
        given = numbers if numbers is not None else [f"06{i:08d}" for i in range(people)]
        complete = {
            "purpose": "contract",
            "channel": "VOICE",
            "recording_id": recording.id,
            "list_ids": [make_list(given)],
            **choices,
        }
        return Campaigns(workspace.database).create("Soldes, d'hiver", **complete)

    return make


@pytest.fixture
def make_approved(
    workspace: Workspace, make_draft: Callable[..., Campaign]
) -> Callable[..., Campaign]:
    def make(*arguments: object, **choices: object) -> Campaign:
        draft = make_draft(*arguments, **choices)
        people = len(review_of(workspace, draft).recipients)
        return approve(workspace, draft.id, people, "Claire", Job())

    return make
