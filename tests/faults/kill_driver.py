"""A process that sends small campaigns and is killed at every durable commit and every send.

Run by ``test_kill_points.py``. For the n-th point a child is forked that kills itself there, as
``kill -9`` would; this process then goes on with the campaign as a person would. Half of the people
are called, the other half have it on their voicemail. One line of JSON a point: ``point, name,
state, asked``.
"""

import itertools
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tests.faults.simulated import make_approved
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base.database import Database
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.decisions import Decision, decide
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.outbox import ChunkState, Outbox
from voicedesk.campaigns.sender import Sender

PEOPLE = 4
SETTINGS = {"sending.hold_seconds": "0", "sending.settle_seconds": "0.4"}


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def kill_at(point: int) -> None:
    """Die at the n-th point from now on."""
    left = itertools.count(point - 1, -1)

    def reach(what: str) -> None:
        if next(left) == 0:
            say({"killed": what})
            os.kill(os.getpid(), signal.SIGKILL)

    write, send = Database.write, HTTPConnection.send

    @contextmanager
    def killing_write(self: Database) -> Iterator[Connection]:
        with write(self) as connection:
            yield connection
            reach("before a commit")
        reach("after a commit")

    def killing_send(self: HTTPConnection, data: Any) -> None:
        reach("before a send")
        send(self, data)
        reach("after a send")

    Database.write = killing_write  # type: ignore[method-assign]
    HTTPConnection.send = killing_send  # type: ignore[method-assign]


def send(folder: Path, campaign_id: str, make_client: Any) -> Campaign:
    with Workspace(folder) as workspace, make_client() as client:
        return Sender(workspace, client, campaign_id).send(Job())


def go_on(folder: Path, campaign_id: str, make_client: Any) -> tuple[Campaign, int]:
    """What a person does after the crash: send on; decide, having looked, where asked."""
    asked = 0
    for _ in range(5):
        with Workspace(folder) as workspace:
            campaign = Campaigns(workspace.database).get(campaign_id)
            if campaign.state is State.POSTED:
                return campaign, asked
        if send(folder, campaign_id, make_client).state is State.NEEDS_DECISION:
            asked += 1
            decide_to_send_again(folder, campaign_id)
    raise AssertionError("no end")


def decide_to_send_again(folder: Path, campaign_id: str) -> None:
    with Workspace(folder) as workspace:
        chunks = Outbox(workspace.database, campaign_id).chunks()
        chunk = next(c for c in chunks if c.state is ChunkState.NEEDS_DECISION)
        again = Decision.SEND_AGAIN
        decide(workspace.database, campaign_id, chunk.ordinal, again, by="Claire")


def main(folder: Path, url: str, client_id: str, secret: str) -> None:
    approval.CHUNK = 2

    def make_client() -> VoiceClient:
        return VoiceClient(Endpoints.of_origin(url), client_id, secret, call_seconds=5)

    template = folder / "template"
    with Workspace(template) as workspace:
        for key, value in SETTINGS.items():
            workspace.change_setting(key, value)
    for point in itertools.count(1):
        own = folder / f"point{point}"
        shutil.copytree(template, own)
        with Workspace(own) as workspace:
            message = resource("samples", "message-fr.mp3")
            campaign = make_approved(workspace, PEOPLE // 2, message, PEOPLE // 2, channel="SPLIT")
        child = os.fork()
        if child == 0:
            kill_at(point)
            send(own, campaign.id, make_client)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if not os.WIFSIGNALED(ended):
            assert os.waitstatus_to_exitcode(ended) == 0
            return  # every point was tried
        done, asked = go_on(own, campaign.id, make_client)
        found = {"point": point, "name": done.mailing_name, "state": done.state, "asked": asked}
        say(found)
        shutil.rmtree(own)


if __name__ == "__main__":
    _, given, url, client_id = sys.argv
    main(Path(given), url, client_id, os.environ["VOICEDESK_CLIENT_SECRET"])
