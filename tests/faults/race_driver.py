"""A process in which two processes a race reach for one workspace and send the same campaign.

Run by ``test_races.py``. One line of JSON a race: the campaign's name and the two exit codes: 0
sent, 5 the workspace was in use, 2 there was nothing left to send.
"""

import json
import os
import sys
from pathlib import Path

from tests.faults.kill_driver import PEOPLE, SETTINGS
from tests.faults.simulated import make_approved
from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base.errors import NotAllowedError, WorkspaceError
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import approval
from voicedesk.campaigns.sender import Sender


def race(folder: Path, campaign_id: str, client: VoiceClient, start: int) -> int:
    """One of the two: waits for the other, then reaches for the workspace."""
    os.read(start, 1)
    try:
        with Workspace(folder) as workspace:
            Sender(workspace, client, campaign_id).send(Job())
    except WorkspaceError as error:
        return 5 if error.code == "in_use" else 70
    except NotAllowedError:
        return 2
    return 0


def main(folder: Path, url: str, client_id: str, races: int) -> None:
    approval.CHUNK = 2
    secret = os.environ["VOICEDESK_CLIENT_SECRET"]
    message = resource("samples", "message-fr.mp3")
    with Workspace(folder) as workspace:
        workspace.change_settings(SETTINGS)
    for _ in range(races):
        with Workspace(folder) as workspace:
            campaign = make_approved(workspace, PEOPLE, message)
        start, go = os.pipe()
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                client = VoiceClient(Endpoints.of_origin(url), client_id, secret, call_seconds=5)
                os._exit(race(folder, campaign.id, client, start))
            children.append(child)
        os.write(go, b"!!")
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        os.close(start)
        os.close(go)
        line = {"name": campaign.mailing_name, "codes": sorted(codes)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
