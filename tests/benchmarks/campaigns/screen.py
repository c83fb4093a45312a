"""The live page while a campaign is sent and watched to its end, in a process of its own.

    screen.py PEOPLE SPEED HOME        figures as JSON

A real platform simulates ``SPEED`` seconds a second; bytes and questions are counted in the
transport of the program's client. Offscreen, so that it runs anywhere.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

import requests
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.contacts.screen import Heart, resident_mb
from tests.faults.simulated import make_approved
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.sandbox.process import SandboxProcess
from voicedesk.ui import look
from voicedesk.ui.context import Context
from voicedesk.ui.dispatch import Dispatch
from voicedesk.ui.live_page import LivePage
from voicedesk.ui.tasks import Tasks

IDLE_SECONDS = 2.0


class Counter:
    """Questions and bytes (addresses, headers and bodies, both ways) of a client's readings."""

    def __init__(self, client: VoiceClient) -> None:
        self.requests = self.bytes = self.rounds = 0
        client._transport._reads.hooks["response"].append(self._count)

    def _count(self, answer: requests.Response, *_: Any, **__: Any) -> None:
        asked = answer.request
        body = asked.body or b""
        heads = [*asked.headers.items(), *answer.headers.items()]
        self.requests += 1
        self.rounds += "/mailings" in (asked.path_url or "")
        self.bytes += len(asked.path_url or "") + len(body) + len(answer.content)
        self.bytes += sum(len(name) + len(value) + 4 for name, value in heads)


def measured(
    workspace: Workspace, client: VoiceClient, campaign: Campaign, limit_s: float
) -> dict[str, Any]:
    """Milliseconds, MB, bytes: from the first create to the last message."""
    tasks = Tasks()
    dispatch = Dispatch(Context(workspace, tasks, client, practice=True))
    page = LivePage(dispatch._context, dispatch)
    page.resize(1076, 772)
    page.show()
    page.show_campaign(campaign.id)
    heart = Heart()
    started = time.perf_counter()
    heart.longest_ms(lambda: not tasks._running and time.perf_counter() - started > 1)
    gc.collect()
    gc.freeze()  # as the program does, once its window is shown
    started = time.perf_counter()
    idle = heart.longest_ms(lambda: time.perf_counter() - started > IDLE_SECONDS)
    counter, before, most = Counter(client), resident_mb(), [0.0]
    failures: list[str] = []
    dispatch.failed.connect(lambda _, error: failures.append(error.code))
    sampler = QTimer()
    sampler.timeout.connect(lambda: most.__setitem__(0, max(most[0], resident_mb())))
    sampler.start(500)
    state: list[State] = [State.APPROVED]
    dispatch.snapshot.connect(lambda found: state.__setitem__(0, found.status.campaign.state))
    started = time.perf_counter()
    dispatch.send(campaign.id)
    busy = heart.longest_ms(
        lambda: state[0] is State.DONE or time.perf_counter() - started > limit_s or bool(failures)
    )
    took = time.perf_counter() - started
    asked, carried, rounds = counter.requests, counter.bytes, counter.rounds
    whole = Counter(client)
    naively(client, workspace, campaign)
    found = {
        "state": state[0],
        "failures": failures,
        "seconds": took,
        "idle_ms": idle,
        "gap_ms": busy,
        "grown_mb": max(most[0], resident_mb()) - before,
        "rounds": rounds,
        "requests": asked,
        "bytes": carried,
        "naive_requests": whole.requests * rounds,
        "naive_bytes": whole.bytes * rounds,
    }
    page.hide()  # no more reading of its own
    tasks.close()
    dispatch.end()
    page.deleteLater()
    QApplication.processEvents()
    return found


def naively(client: VoiceClient, workspace: Workspace, campaign: Campaign) -> None:
    """One round as a script would do it: every message of every mailing."""
    from voicedesk.campaigns.outbox import Outbox

    for mailing_id in Outbox(workspace.database, campaign.id).mailing_ids():
        assert list(client.messages(mailing_id=mailing_id))


def main(people: int, speed: float, home: Path) -> dict[str, Any]:
    app = QApplication([])
    look.apply(app)
    with (
        Workspace(home / "workspace") as workspace,
        SandboxProcess(data=home / "platform", speed=speed) as platform,
    ):
        workspace.change_setting("sending.hold_seconds", "0")
        campaign = make_approved(workspace, people, resource("samples", "message-fr.mp3"))
        campaign = Campaigns(workspace.database).get(campaign.id)
        endpoints = Endpoints.of_origin(platform.url)
        with VoiceClient(endpoints, platform.client_id, platform.client_secret) as client:
            return measured(workspace, client, campaign, limit_s=200.0)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))))
