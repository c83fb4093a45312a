"""What Voicedesk does with a million contacts, each in a process of its own: figures as JSON.

import FILE HOME      read, judge, find duplicates, keep durably
reopen HOME           the list again, ready to be shown
operate HOME          what a person does at the table
repeat FILE HOME      ten imports, each list closed again: the memory after each
"""

import time

START = time.perf_counter()

import json  # noqa: E402
import resource  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402

from voicedesk.base.jobs import Job  # noqa: E402
from voicedesk.base.workspace import Workspace  # noqa: E402
from voicedesk.contacts.check import check  # noqa: E402
from voicedesk.contacts.lists import ContactLists  # noqa: E402
from voicedesk.contacts.sheet import read_sheet  # noqa: E402

JOB = Job()
ROUNDS = 5
PASTED = 10_000


def import_(file: Path, home: Path) -> dict[str, float]:
    """Seconds since the process began, and the most memory it had, in MB."""
    with Workspace(home) as workspace:
        checked = check(read_sheet(file, JOB), "FR", JOB)
        lists = ContactLists(workspace.database)
        info = lists.save(lists.free_name(file.stem), file.name, "FR", checked, JOB)
        seconds = time.perf_counter() - START
        summary = checked.summary()
    return {
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": info.rows,
        "valid": summary.valid,
        "unique": summary.valid - summary.duplicates,
    }


def reopen(home: Path) -> dict[str, float]:
    with Workspace(home) as workspace:
        lists = ContactLists(workspace.database)
        table = lists.open(lists.all()[0].id, JOB)
        rows = len(table)
        return {"seconds": time.perf_counter() - START, "rows": rows}


def operate(home: Path) -> dict[str, float]:
    """Medians in milliseconds of what the core does for each deed."""
    from voicedesk.contacts import editing
    from voicedesk.contacts.view import Filter, Order, View

    with Workspace(home) as workspace:
        lists = ContactLists(workspace.database)
        table = lists.open(lists.all()[0].id, JOB)
        view = View(table)
        name, phone = table.shape.columns[0].key, table.shape.phone
        middle = int(table.order[len(table) // 2])
        found = {
            "sort by name": timed(lambda: view.rows(Filter(), Order(name), JOB)),
            "sort by number": timed(lambda: view.rows(Filter(), Order("number"), JOB)),
            "filter": timed(lambda: view.rows(Filter("exclude"), None, JOB)),
            "search": timed(lambda: view.rows(Filter(search="lefevre etienne"), None, JOB)),
            "counts": timed(view.tally),
        }

        def edit_and_undo() -> None:
            change = editing.edit(table, middle, phone, "06 00 00 99 99")
            assert change is not None
            lists.commit(table, change, JOB)
            lists.undo(table, JOB)

        def paste_and_undo() -> None:
            block = [[f"06 00 {n // 100 % 100:02d} {n % 100:02d} 77"] for n in range(PASTED)]
            at = len(table.order) - PASTED // 2  # half over what is there, half new rows
            change = editing.paste(table, table.order, at, (phone,), block)
            assert change is not None
            lists.commit(table, change, JOB)
            lists.undo(table, JOB)

        found["edit and undo"] = timed(edit_and_undo)
        found["paste 10,000 and undo"] = timed(paste_and_undo)
        return found


def timed(work: Callable[[], object]) -> float:
    """The median of some rounds, in milliseconds; the first, which fills caches, is left out."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


JOBS: dict[str, Callable[..., object]] = {
    "import": import_,
    "reopen": reopen,
    "operate": operate,
}

if __name__ == "__main__":
    print(json.dumps(JOBS[sys.argv[1]](*map(Path, sys.argv[2:]))))
