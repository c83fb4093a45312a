"""Sandboxes forked from one process that has already imported all they need.

A platform of its own for a test costs a third of a second of imports; forked, next to nothing. It
still is a process of its own, started by ``SandboxProcess``: only what that runs is replaced.

    python -m tests.sandbox_fork SOCKET   the process they come from, until its input ends

Each connection brings the file descriptors 0, 1 and 2 and, as JSON, arguments, folder and
environment; it gets the exit code back.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
_MOST = 262_144  # bytes of a request: an environment

# Without site and packages it starts in a fiftieth of a second.
_CLIENT = """
import array, json, os, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect(sys.argv[1])
    wish = json.dumps([sys.argv[2:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(there, [len(wish).to_bytes(4, "big")], [0, 1, 2])
    there.sendall(wish)
    sys.exit((there.recv(1) or b"\\1")[0])
"""


@contextmanager
def forking(folder: Path) -> Iterator[list[str]]:
    """The command that starts a sandbox while the block runs; more arguments are the sandbox's."""
    place = str(folder / "s")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox_fork", place],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield [sys.executable, "-I", "-S", "-c", _CLIENT, place]
        process.stdin.close()


def main(place: str) -> None:
    import av  # noqa: F401  # what it reads files with
    import numpy as np  # noqa: F401

    from voicedesk.audio import checks  # noqa: F401
    from voicedesk.sandbox import __main__  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(64)
        os.write(1, b"ready\n")
        while True:
            waiting, _, _ = select.select([0, door.fileno()], [], [])
            if 0 in waiting:
                return
            caller, _ = door.accept()
            with caller:
                if os.fork() == 0:
                    door.close()
                    _become_a_sandbox(caller)


def _become_a_sandbox(caller: socket.socket) -> None:
    """Does not return."""
    code = 70
    try:
        code = _sandbox(caller)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(bytes([code]))
        os._exit(code)


def _sandbox(caller: socket.socket) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, descriptors, _, _ = socket.recv_fds(caller, 4, 3)
    for mine, given in enumerate(descriptors):
        os.dup2(given, mine)
        os.close(given)
    wish = b""
    while len(wish) < int.from_bytes(head, "big"):
        wish += caller.recv(_MOST)
    arguments, folder, environment = json.loads(wish)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    from voicedesk.sandbox.__main__ import main as sandbox

    return sandbox(arguments)


if __name__ == "__main__":
    main(sys.argv[1])
