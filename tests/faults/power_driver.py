"""A process that sends a batch, loses its power at once, and goes on: how often was it called?

Run by ``test_power.py`` with a folder and ``FULL`` or ``NORMAL``. Prints one line of JSON.
"""

import gc
import json
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from sqlalchemy import event

from tests.faults.power import Power
from tests.faults.simulated import FAST, CrashError, SimulatedPlatform, make_approved, sender
from voicedesk.base.errors import DecisionError
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns.drafts import Campaigns


def synchronise(workspace: Workspace, how: str) -> None:
    """Set it on every connection from now on, after the program has set its own."""

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous = {how}").close()

    engine = workspace.database.engine
    event.listen(engine, "connect", prepare)
    engine.dispose()


def main(folder: Path, synchronous: str) -> None:
    power = Power(folder)
    simulated = SimulatedPlatform()
    with Workspace(folder) as workspace:
        synchronise(workspace, synchronous)
        workspace.change_settings(FAST)
        campaign = make_approved(workspace, 2)
        workspace.database.give_back()  # all of it is in the file, and synced
        simulated.script.append("late_crash")  # it left, it will arrive, nobody sees it yet
        with suppress(CrashError):
            sender(workspace, simulated, campaign.id).send(Job())
        power.note_cut()
    gc.collect()
    power.cut()
    with Workspace(folder) as workspace:
        with suppress(DecisionError):
            sender(workspace, simulated, campaign.id).send(Job())
        state = Campaigns(workspace.database).get(campaign.id).state
    say = {"calls": max(simulated.calls.values()), "state": state}
    sys.stdout.write(json.dumps(say) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
