"""A full disk, a disk that cannot be written: one clear line, and nothing stored is lost.

The disk is real where this process may mount one; else the limit of a file's size fills it, and
the error of a write-protected disk is raised by the system itself where it can be.
"""

import os
import resource as limits
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.end2end.conftest import Result
from voicedesk.cli.machine import refusal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the disk is made as Linux does")

KEPT = "Nom;Tel\nAna;0600000001\n"
MANY = "Nom;Tel\n" + "".join(f"Nom {n * 7919};06 00 {n % 1_000_000:06d}\n" for n in range(200_000))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this process may not mount a disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def run(home: Path, *arguments: object, most: int | None = None) -> Result:
    """``most``: bytes that a file of the process can have."""

    def limited() -> None:
        if most is not None:
            limits.setrlimit(limits.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-m", "voicedesk", "--workspace", home, *arguments]
    environment = {**os.environ, "VOICEDESK_LANGUAGE": "en"}
    return Result(
        subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            env=environment,
            preexec_fn=limited,
            check=False,
        )
    )


@pytest.fixture
def files(tmp_path: Path) -> SimpleNamespace:
    kept, many = tmp_path / "kept.csv", tmp_path / "many.csv"
    kept.write_text(KEPT, "utf-8")
    many.write_text(MANY, "utf-8")
    return SimpleNamespace(kept=kept, many=many)


def names(home: Path) -> list[str]:
    return [one["name"] for one in run(home, "contacts", "lists", "--json").json()]


def test_a_disk_that_fills_up_and_is_write_protected(disk: Path, files: SimpleNamespace) -> None:
    home = disk / "workspace"
    assert run(home, "contacts", "import", files.kept, "--list", "kept").code == 0
    full = run(home, "contacts", "import", files.many, "--list", "many")
    full.assert_one_clear_line(5, "disk is full")
    assert names(home) == ["kept"]
    fill = disk / "fill"
    subprocess.run(["dd", "if=/dev/zero", f"of={fill}", "bs=4k"], capture_output=True, check=False)
    assert os.statvfs(disk).f_bavail == 0
    # It cannot be opened now; who believed in damage would put an old copy over it.
    none = run(home, "stop-list", "add", "0600000009")
    none.assert_one_clear_line(5, "disk is full")
    for name in ("out.csv", "out.xlsx"):
        check = run(home, "contacts", "check", files.kept, "--valid", disk / name)
        check.assert_one_clear_line(1, "disk is full")
        assert not list(disk.glob("*out*"))
    fill.unlink()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    closed = run(home, "stop-list", "add", "0600000009")
    closed.assert_one_clear_line(5, "write-protected")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert names(home) == ["kept"]


@pytest.mark.parametrize("part", [3, 4, 5, 6])
def test_what_is_said_to_be_lost_is_not_there(disk: Path, tmp_path: Path, part: int) -> None:
    """Also where the disk fills up just after the list is safe, while the log is emptied."""
    home, path = disk / "workspace", tmp_path / "some.csv"
    path.write_text(MANY[: MANY.index("\n", len(MANY) * part // 20) + 1], "utf-8")
    done = run(home, "contacts", "import", path, "--list", "some")
    assert names(home) == (["some"] if done.code == 0 else []), done.err


def test_a_file_that_may_not_grow(tmp_path: Path, files: SimpleNamespace) -> None:
    home = tmp_path / "workspace"
    assert run(home, "contacts", "import", files.kept, "--list", "kept").code == 0
    full = run(home, "contacts", "import", files.many, "--list", "many", most=1_000_000)
    full.assert_one_clear_line(5, "disk is full")
    assert names(home) == ["kept"]


def test_a_bug_is_no_matter_of_the_machine() -> None:
    assert refusal(ValueError("x")) is None
    assert refusal(FileNotFoundError(2, "x")) is None
