"""Pings in the running program: what the platform tells is shown at once, without a question."""

import socket

from tests.ui.conftest import Scene
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns

_SELDOM = "600"  # seconds between two questions: within the test only pings bring news


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def can_be_reached(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return False
    return True


def wish_pings(scene: Scene, port: int) -> None:
    scene.workspace.change_setting("watching.ping_address", f"http://127.0.0.1:{port}")
    scene.workspace.change_setting("watching.ping_port", str(port))
    scene.dispatch.listen()


def test_a_campaign_ends_by_what_the_platform_tells(slow_scene: Scene) -> None:
    scene, port = slow_scene, free_port()
    scene.dispatch.start()
    assert not can_be_reached(port)
    scene.workspace.change_setting("watching.poll_seconds", _SELDOM)
    wish_pings(scene, port)
    campaign = scene.campaign(people=3)
    found = Campaigns(scene.workspace.database).get

    scene.dispatch.send(campaign.id)
    scene.until(lambda: found(campaign.id).state is State.POSTED)
    pause = scene.dispatch._runs[campaign.id]._next
    scene.until(lambda: pause.isActive() and pause.remainingTime() > 60_000)
    scene.platform.advance(120)
    scene.until(lambda: found(campaign.id).state is State.DONE)


def test_who_gives_pings_up_listens_no_more(slow_scene: Scene) -> None:
    scene, port = slow_scene, free_port()
    scene.dispatch.start()
    wish_pings(scene, port)
    assert can_be_reached(port)
    scene.workspace.change_setting("watching.ping_address", "")
    scene.dispatch.listen()
    assert not can_be_reached(port)
