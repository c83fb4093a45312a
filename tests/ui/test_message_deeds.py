"""What the page of messages does for the workshop: edits, takes, undoing, and cancelling."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import Scene
from tests.ui.message_desk import MessageDesk
from voicedesk.audio.edits import Edit, Level
from voicedesk.audio.library import Recordings
from voicedesk.audio.recording import Recording
from voicedesk.base.jobs import Job

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(lonely_scene: Scene, tmp_path: Path) -> MessageDesk:
    made = MessageDesk(lonely_scene, tmp_path)
    made.message("Faint", peak=0.01)
    made.open()
    made.ready("Faint")
    return made


def the_only(desk: MessageDesk) -> Recording:
    (found,) = desk.library.all()
    return found


def test_a_badge_is_mended_and_the_mending_taken_back_by_keys(desk: MessageDesk) -> None:
    desk.scene.click("fix-quiet")
    desk.until(lambda: desk.entries() == ["Faint, 10 s · take 2 · today, Ready"])
    assert the_only(desk).take.edits.in_force == (Level(),)
    desk.ready("Faint")
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.until(lambda: desk.entries() == ["Faint, 10 s · take 2 · today, Faint"])
    desk.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    desk.until(lambda: desk.entries() == ["Faint, 10 s · take 2 · today, Ready"])
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.until(lambda: not the_only(desk).take.edits.in_force)
    desk.settle()
    desk.key(Qt.Key.Key_Y, CONTROL)
    desk.until(lambda: the_only(desk).take.edits.in_force == (Level(),))


def test_takes_are_put_in_place_and_deleted(desk: MessageDesk) -> None:
    desk.scene.click("fix-quiet")
    desk.until(lambda: len(the_only(desk).takes) == 2)
    desk.settle()
    recording = the_only(desk)
    workshop = desk.page._workshop
    workshop.take_wanted.emit(recording.id, 1)
    desk.until(lambda: desk.entries() == ["Faint, 10 s · take 1 · today, Faint"])
    workshop.take_deletion_wanted.emit(recording.id, 2)
    desk.until(lambda: desk.entries() == ["Faint, 10 s · today, Faint"])
    assert [take.ordinal for take in the_only(desk).takes] == [1]


def test_a_long_change_can_be_cancelled_and_says_so(
    desk: MessageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()
    edit = Recordings.edit

    def slowly(self: Recordings, id_: str, edits: Sequence[Edit], job: Job) -> Recording:
        begun.set()
        job.wait(30)
        return edit(self, id_, edits, job)

    monkeypatch.setattr(Recordings, "edit", slowly)
    desk.scene.click("fix-quiet")
    desk.until(begun.is_set)
    desk.until(lambda: desk.scene.seen("cancel-edit"))
    assert not desk.scene.part("fix-quiet").isEnabled()
    desk.scene.click("cancel-edit")
    assert "The change was cancelled" in desk.banner()
    assert not desk.scene.seen("cancel-edit")
    assert desk.scene.part("fix-quiet").isEnabled()
    assert len(the_only(desk).takes) == 1


def test_a_change_that_fails_is_told_and_the_message_stays(desk: MessageDesk) -> None:
    the_only(desk).take.source.unlink()
    desk.scene.click("fix-quiet")
    desk.until(lambda: "cannot be read" in desk.banner())
    assert len(the_only(desk).takes) == 1
