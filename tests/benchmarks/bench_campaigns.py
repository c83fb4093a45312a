"""Sending exactly once, beside a bare loop that posts the same mailings without any durability;
and watching what was sent, beside reading all of it each time (``campaigns/watching.py``).

Prints a table; the figure that lasts is the ratio, since both ran beside each other here.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import requests

from tests.benchmarks.campaigns.watching import watching
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.approval import approve
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.sender import Sender
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet
from voicedesk.sandbox.process import SandboxProcess

PEOPLE = 98_973
MAILINGS = 99
ROUNDS = 3
LIMIT = 1.5


def main() -> int:
    """Run both in turn; exit code 1 when the ratio is over its limit."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with SandboxProcess(data=home / "platform", speed=0) as platform:
            for index in range(ROUNDS):
                ours.append(timed(prepared(home / f"workspace{index}", platform)))
                bare.append(timed(loop(platform)))
    ratio = statistics.median(ours) / statistics.median(bare)
    report("sent durably", ours)
    report("bare loop", bare)
    print(f"{'ratio':<24}{ratio:>10.2f}   limit {LIMIT}")
    watched = watching()
    return 0 if ratio <= LIMIT and watched else 1


def report(name: str, seconds: list[float]) -> None:
    shown = "  ".join(f"{value:.2f}" for value in seconds)
    print(f"{name:<24}{statistics.median(seconds):>8.2f} s   {MAILINGS} mailings: {shown}")


def timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def prepared(folder: Path, platform: SandboxProcess) -> Callable[[], None]:
    """An approved campaign of 98,973 people, ready to be sent."""
    with Workspace(folder) as workspace:
        workspace.change_setting("sending.hold_seconds", "0")
        recording = Recordings(workspace).add(resource("samples", "message-fr.mp3"), Job())
        path = folder / "list.csv"
        rows = "".join(f"P{i};06{i:08d}\r\n" for i in range(PEOPLE))
        path.write_text("Nom;Téléphone\r\n" + rows, "utf-8")
        checked = check(read_sheet(path, Job()), "FR", Job())
        lists = ContactLists(workspace.database)
        listed = lists.save("list", path.name, "FR", checked, Job())
        draft = Campaigns(workspace.database).create(
            "Bench",
            purpose="contract",
            channel="VOICE",
            recording_id=recording.id,
            list_ids=[listed.id],
        )
        approve(workspace, draft.id, PEOPLE, "bench", Job())

    def send() -> None:
        endpoints = Endpoints.of_origin(platform.url)
        with (
            Workspace(folder) as workspace,
            VoiceClient(endpoints, platform.client_id, platform.client_secret) as client,
        ):
            sent = Sender(workspace, client, draft.id).send(Job())
            assert sent.state is State.POSTED

    return send


def loop(platform: SandboxProcess) -> Callable[[], None]:
    """What a script would do: a token, an upload, and one request a mailing."""

    def post() -> None:
        with requests.Session() as session:
            token = session.post(
                f"{platform.url}/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": platform.client_id,
                    "client_secret": platform.client_secret,
                },
                timeout=60,
            ).json()["access_token"]
            session.headers["Authorization"] = f"Bearer {token}"
            with resource("samples", "message-fr.mp3").open("rb") as file:
                uploaded = session.post(
                    f"{platform.url}/content/rest/contents",
                    data={"name": "Bench"},
                    files={"contentFile": file},
                    timeout=60,
                ).json()["list"][0]
            for start in range(0, PEOPLE, 1_000):
                contacts = [
                    {"recipient": f"+336{i:08d}"} for i in range(start, min(start + 1_000, PEOPLE))
                ]
                form = {
                    "name": "Bare",
                    "link": uploaded["url"],
                    "media": "VOICE",
                    "type": "wav",
                    "contacts": json.dumps(contacts),
                }
                answer = session.post(f"{platform.url}/rest/mailings", data=form, timeout=60)
                assert answer.status_code == 201, answer.text

    return post


if __name__ == "__main__":
    sys.exit(main())
