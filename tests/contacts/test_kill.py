"""A process killed in the middle of an import, or after an edit."""

import subprocess
import sys
from pathlib import Path

from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.lists import ContactLists

PROGRAM = """
import sys, time
from pathlib import Path
import numpy as np
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.changes import Cells, Change
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet

workspace, what, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
lists = ContactLists(Workspace(workspace).database)

def wait():
    print("now", flush=True)
    time.sleep(60)

def progress(state):
    if state.step == "save" and state.done == 2:
        wait()

checked = check(read_sheet(file, Job()), "FR", Job())
if what == "import":
    lists.save("Clients", file.name, "FR", checked, Job(progress))
table = lists.open(lists.find("Clients").id, Job())
if what == "append":
    lists.append(table, checked, Job(progress))
old = [table.text(5, 1)]
lists.commit(table, Change("edit", {}, (Cells(1, np.array([5]), old, ["rien"]),)), Job())
print("now", flush=True)
time.sleep(60)
"""


def killed(workspace: Path, what: str) -> None:
    """Run the program up to the moment in question, and no further."""
    file = workspace.with_name("liste.csv")
    if not file.exists():
        lines = [f"Contact {n};06 00 00 {n * 7 % 100:02} {n // 100:02}" for n in range(5_000)]
        file.write_text("\n".join(["Nom;Tel", *lines]), "utf-8")
    command = [sys.executable, "-c", PROGRAM, str(workspace), what, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()


def test_an_import_is_whole_or_not_there_and_an_edit_stays(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    killed(folder, "import")
    with Workspace(folder) as workspace:
        lists = ContactLists(workspace.database)
        assert lists.all() == []
        with workspace.database.read() as connection:
            for name in ("contact_changes", "contact_blocks"):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() == 0
        assert connection.closed

    with Workspace(folder) as workspace:
        from voicedesk.contacts.check import check
        from voicedesk.contacts.sheet import read_sheet

        checked = check(read_sheet(tmp_path / "liste.csv", Job()), "FR", Job())
        info = ContactLists(workspace.database).save("Clients", "liste.csv", "FR", checked, Job())

    killed(folder, "append")
    with Workspace(folder) as workspace:
        lists = ContactLists(workspace.database)
        assert lists.info(info.id) == info
        assert len(lists.open(info.id, Job())) == 5_000

    killed(folder, "edit")
    with Workspace(folder) as workspace:
        lists = ContactLists(workspace.database)
        table = lists.open(info.id, Job())
        assert table.number(5) == "rien"
        assert lists.info(info.id).valid == 4_999
        assert lists.undo(table, Job()) is not None
        assert table.number(5) == "06 00 00 35 00"
