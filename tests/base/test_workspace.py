"""One writer per workspace, readers beside it, and files that are not ours refused."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from voicedesk.base.errors import WorkspaceError
from voicedesk.base.schema import campaigns, metadata
from voicedesk.base.workspace import Workspace


def test_migrations_make_exactly_the_tables_of_the_program(tmp_path: Path) -> None:
    with Workspace(tmp_path) as workspace, workspace.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_commit_is_durable_and_journalled(tmp_path: Path) -> None:
    with Workspace(tmp_path) as workspace, workspace.database.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_second_writer_is_told_who_holds_the_workspace(tmp_path: Path) -> None:
    with Workspace(tmp_path):
        with pytest.raises(WorkspaceError) as refused:
            Workspace(tmp_path)
        assert refused.value.code == "in_use"
        assert refused.value.details["holder"] == str(os.getpid())
        with Workspace(tmp_path, writing=False) as reader, reader.database.read() as connection:
            assert connection.execute(select(campaigns)).all() == []
    with Workspace(tmp_path):
        pass


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from voicedesk.base.workspace import Workspace
        held = Workspace(Path(sys.argv[1]))
        print("held", flush=True)
        sys.stdin.read()
        """
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(WorkspaceError):
            Workspace(tmp_path)
        holder.kill()
    with Workspace(tmp_path):
        pass


def test_a_newer_workspace_is_refused(tmp_path: Path) -> None:
    with Workspace(tmp_path) as workspace, workspace.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WorkspaceError) as refused:
        Workspace(tmp_path)
    assert refused.value.code == "newer"


def test_a_damaged_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "workspace.db").write_bytes(b"not a database, but long enough to be one" * 100)
    with pytest.raises(WorkspaceError) as refused:
        Workspace(tmp_path)
    assert refused.value.code == "damaged"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError) as refused:
        Workspace(tmp_path / "file" / "home")
    assert refused.value.code == "not_writable"


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Workspace(tmp_path) as workspace:

        def half() -> None:
            with workspace.database.write() as connection:
                connection.execute(
                    campaigns.insert().values(
                        id="a", tag="t", name="n", state="draft", created_at="2026"
                    )
                )
                raise RuntimeError

        with pytest.raises(RuntimeError):
            half()
        with workspace.database.read() as connection:
            assert connection.execute(select(campaigns)).all() == []
