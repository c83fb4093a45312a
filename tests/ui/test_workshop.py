"""The workshop on a real message: what a person does to it on the screen, and what they hear."""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Scene
from tests.ui.stage import shown
from tests.ui.workbench import LEFT, RATE, Bench, at, drag, faint, good, kept, speech, until
from voicedesk.audio.edits import Cut, Fade, Level, Silences, Trim
from voicedesk.audio.library import Recordings
from voicedesk.audio.probe import probe
from voicedesk.audio.sound import Sound
from voicedesk.audio.wavfile import write_wav
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.ui.context import Context
from voicedesk.ui.messages_page import MessagesPage
from voicedesk.ui.parts.button import Button
from voicedesk.ui.rendition import draw, render
from voicedesk.ui.tasks import Tasks
from voicedesk.ui.time_field import seconds_of
from voicedesk.ui.workshop import Workshop


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace(tmp_path_factory.mktemp("workshop") / "workspace") as opened:
        yield opened


@pytest.fixture
def bench(qtbot: QtBot, dressed: None, workspace: Workspace, tmp_path: Path) -> Iterator[Bench]:
    tasks = Tasks()
    crashes: list[BaseException] = []
    tasks.crashed.connect(crashes.append)
    shop = Workshop(Context(workspace, tasks, None, True))
    window = shown(qtbot, shop, 800, 720)
    yield Bench(workspace, shop, tmp_path)
    shop.take_away()
    window.close()
    tasks.close()
    assert not crashes


def test_a_message_is_trimmed_by_its_handles(bench: Bench) -> None:
    bench.show(kept(bench, speech(16), name="Tyres"))
    assert not bench.button("edit-trim").isEnabled()
    assert "drag a handle" in bench.button("edit-trim").toolTip()
    drag(bench.wave, 0, 2)
    drag(bench.wave, 16, 14)
    assert bench.text("selection-start") in ("0:01.9", "0:02.0")
    assert bench.text("selection-end") in ("0:13.9", "0:14.0")
    bench.click("edit-trim")
    (edit,) = bench.recording.take.edits.in_force
    assert isinstance(edit, Trim)
    assert (edit.start_s, edit.end_s) == pytest.approx((2, 14), abs=0.1)
    assert bench.recording.duration_s == pytest.approx(12, abs=0.1)
    assert bench.wave.duration() == pytest.approx(12, abs=0.1)
    assert bench.wave.selects_all()
    assert bench.text("take-done") == "Take 2: trimmed"
    assert bench.text("message-takes") == "Take 2 of 2"
    first, second = bench.recording.takes
    assert first.edits.in_force == ()
    assert first.source == second.source  # the original is untouched


def test_a_stretch_in_the_middle_is_cut_by_its_times(bench: Bench) -> None:
    bench.show(kept(bench, speech(6), speech(3, peak=0.1), speech(6), name="Tyres"))
    bench.type("selection-start", "0:06")
    bench.type("selection-end", "9")
    assert bench.wave.selection() == (6.0, 9.0)
    bench.click("edit-cut")
    assert bench.recording.take.edits.in_force == (Cut(6.0, 9.0),)
    assert bench.recording.duration_s == pytest.approx(12, abs=0.05)
    assert bench.text("take-done") == "Take 2: cut"


def test_the_edit_is_what_is_heard_and_seen(bench: Bench) -> None:
    bench.show(kept(bench, speech(12), np.zeros(RATE), name="Tyres"))
    bench.type("selection-start", "1")
    bench.type("selection-end", "12.5")
    bench.click("edit-trim")
    made = bench.shop.rendition
    assert made is not None
    assert made.duration_s == pytest.approx(11.5)
    with wave.open(str(made.original)) as heard:
        assert heard.getnframes() == made.frames == round(11.5 * RATE)
        samples = np.frombuffer(heard.readframes(made.frames), np.int16)
    assert not samples[-RATE // 4 :].any()  # the half second of silence that was kept
    assert samples[: RATE // 4].any()
    low, high = made.columns(0, made.frames, 46)[-1]
    assert low == high == 0
    phone = probe(made.phone.read_bytes())
    assert (phone.codec, phone.sample_rate, phone.channels) == ("pcm_alaw", 8_000, 1)
    assert phone.seconds == pytest.approx(11.5)


def test_it_is_seen_before_it_is_heard(bench: Bench) -> None:
    recording = kept(bench, speech(12), name="Tyres")
    bench.shop.show_recording(recording)
    rendition = draw(recording, Job())
    bench.shop.draw(rendition)
    QTest.qWait(1)
    waveform = bench.part("waveform")
    assert waveform.isEnabled()
    assert not rendition.phone.exists()
    assert not bench.button("play-message").isEnabled()
    QTest.mouseClick(waveform, LEFT, pos=at(waveform, 5))
    bench.shop.give(rendition.write(Job()))
    assert bench.button("play-message").isEnabled()
    assert bench.shop.player.position == pytest.approx(waveform.position())
    assert waveform.position() == pytest.approx(5, abs=0.2)


def test_one_click_edits_and_undo_and_redo_go_back_and_forth(bench: Bench) -> None:
    bench.show(faint(bench))
    assert not bench.button("undo-edit").isVisible()
    for name in ("fade", "level", "silences"):
        bench.click(f"edit-{name}")
    kinds = [type(edit) for edit in bench.recording.take.edits.in_force]
    assert kinds == [Fade, Level, Silences]
    assert bench.text("take-done") == "Take 2: faded · level · silences"
    assert not bench.button("redo-edit").isVisible()
    for _ in kinds:
        bench.click("undo-edit")
    assert bench.text("take-done") == "Take 2: as it came in"
    assert not bench.button("undo-edit").isVisible()
    bench.shop.undo()  # the key, where there is nothing to undo
    bench.click("redo-edit")
    assert bench.text("take-done") == "Take 2: faded"
    assert [kind for kind, *_ in bench.wanted] == ["edit"] * 3 + ["undo"] * 3 + ["redo"]


def test_each_badge_has_its_mend_beside_it(bench: Bench) -> None:
    bench.show(faint(bench))
    assert any(text.startswith("Faint: −") for text in bench.badges())
    bench.click("fix-silence_inside")
    assert bench.recording.duration_s == pytest.approx(10.6, abs=0.1)
    bench.click("fix-quiet")
    assert set(bench.badges().values()) - {"neutral"} == {"ok"}
    assert "Level −16 LUFS" in bench.badges()


def test_a_message_that_is_too_short_is_mended_in_either_way(bench: Bench) -> None:
    recording = kept(bench, speech(7), name="Ready")
    bench.show(recording)
    assert "The message lasts 7.0" in bench.words()
    assert not bench.button("use-message").isEnabled()
    bench.click("fix-too_short")
    assert bench.button("use-message").isEnabled()
    assert bench.recording.duration_s == pytest.approx(10.5)
    bench.click("undo-edit")
    bench.click("fix-too_short-1")
    assert (bench.recording.duration_s or 0) >= 14


def test_improving_is_the_primary_action_until_nothing_is_left_to_mend(bench: Bench) -> None:
    bench.show(faint(bench))
    assert bench.button("improve-message").kind == "primary"
    assert bench.button("use-message").kind == "link"
    assert "→ −16 LUFS" in bench.text("improve-level")
    assert bench.text("improve-silence").endswith("→ 0.6\u00a0s")
    bench.click("improve-message")
    assert bench.button("use-message").kind == "primary"
    assert bench.button("improve-message").kind == "default"
    assert not bench.button("improve-message").isEnabled()
    assert bench.text("improve-level") == "already good"
    bench.show(kept(bench, speech(11), name="Loud enough"))  # better is possible, but not needed
    assert bench.button("use-message").kind == "primary"
    assert bench.button("improve-message").kind == "default"
    assert bench.button("improve-message").isEnabled()
    used: list[str] = []
    bench.shop.use_wanted.connect(used.append)
    bench.click("use-message")
    assert used == [bench.recording.id]


def test_takes_are_chosen_deleted_and_begun_anew(bench: Bench) -> None:
    bench.show(faint(bench))
    bench.click("edit-level")
    bench.choose("take-original")
    assert bench.text("message-takes") == "Take 1 of 2"
    assert bench.text("take-done") == "Take 1: as it came in"
    bench.click("edit-fade")
    assert bench.text("take-done") == "Take 3: faded"
    bench.choose("take-2")
    assert bench.recording.take.edits.in_force == (Level(),)
    bench.choose("delete-take")
    assert len(bench.recording.takes) == 3  # not before it was asked
    deed = bench.shop.window().findChild(Button, "take-deletion-deed")
    assert deed is not None
    QTest.mouseClick(deed, LEFT)
    QTest.qWait(1)
    assert [take.ordinal for take in bench.recording.takes] == [1, 3]
    assert "of 2" in bench.text("message-takes")


def test_while_an_edit_runs_no_other_is_wanted_and_the_keys_stay(bench: Bench) -> None:
    bench.show(faint(bench))
    bench.answers = False
    bench.button("edit-level").setFocus()
    QTest.keyClick(bench.button("edit-level"), Qt.Key.Key_Space)
    bench.shop.set_idle(False)
    for name in ("edit-level", "improve-message", "fix-quiet", "edit-silences"):
        assert not bench.button(name).isEnabled(), name
    assert not bench.part("selection-start").isEnabled()
    bench.shop.undo()
    bench.shop.set_idle(True)
    assert bench.button("edit-level").hasFocus()
    assert bench.button("fix-quiet").isEnabled()
    assert [kind for kind, *_ in bench.wanted] == ["edit"]


def test_the_place_and_the_focus_stay_over_an_edit(bench: Bench) -> None:
    bench.show(faint(bench))
    bench.wave.setFocus()
    QTest.mouseClick(bench.wave, LEFT, pos=at(bench.wave, 4))
    bench.shop.toggle_version()
    bench.click("edit-level")
    assert bench.player.position == pytest.approx(4, abs=0.05)
    assert bench.wave.position() == pytest.approx(4, abs=0.05)
    assert bench.player.version == "original"
    assert bench.button("edit-level").hasFocus() or bench.wave.hasFocus()


def test_a_stretch_is_played_to_its_end(bench: Bench) -> None:
    bench.show(kept(bench, speech(12), name="Tyres"))
    assert not bench.button("play-selection").isVisible()
    bench.type("selection-start", "3")
    bench.type("selection-end", "3,4")
    bench.click("play-selection")
    assert bench.player.is_playing
    assert bench.player.position == pytest.approx(3, abs=0.1)
    until(bench, lambda: not bench.player.is_playing)
    assert bench.player.position == pytest.approx(3.4)
    assert bench.wave.position() == pytest.approx(3.4)
    bench.click("play-message")  # on from there, and not only to the end of the stretch
    until(bench, lambda: bench.player.position > 3.6)
    bench.click("play-message")


def test_leaving_the_stretch_plays_on(bench: Bench) -> None:
    bench.show(kept(bench, speech(12), name="Tyres"))
    bench.wave.set_selection(1, 2)
    bench.shop.play_selection()
    QTest.mouseClick(bench.wave, LEFT, pos=at(bench.wave, 5))
    until(bench, lambda: bench.player.position > 5.2)
    assert bench.player.is_playing
    bench.shop.toggle_play()


def test_both_versions_stand_at_the_same_place(bench: Bench) -> None:
    bench.show(kept(bench, speech(12), name="Tyres"))
    QTest.mouseClick(bench.wave, LEFT, pos=at(bench.wave, 6))
    stood = bench.player.position
    bench.click("original-version")
    assert (bench.player.version, bench.player.position) == ("original", stood)
    QTest.keyClick(bench.wave, Qt.Key.Key_T)
    assert (bench.player.version, bench.player.position) == ("phone", stood)
    assert not bench.part("platform-version").isVisible()


def test_the_zoom_has_buttons(bench: Bench) -> None:
    bench.show(kept(bench, speech(12), name="Tyres"))
    assert not bench.button("zoom-out").isEnabled()
    bench.click("zoom-in")
    bench.click("zoom-in")
    assert bench.wave.view().span == pytest.approx(12 / 2.25)
    bench.click("zoom-out")
    assert bench.wave.view().span == pytest.approx(8)
    bench.click("zoom-all")
    assert not bench.wave.view().zoomed
    assert not bench.button("zoom-all").isEnabled()


def test_a_time_that_is_none_is_marked_and_changes_nothing(bench: Bench) -> None:
    bench.show(kept(bench, speech(12.345), name="Tyres"))
    line = bench.part("selection-end")
    assert line.text() == "0:12.3"
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)  # not written: not rounded
    assert bench.wave.selects_all()
    bench.type("selection-end", "soon")
    assert "1:02" in line.toolTip()
    assert bench.wave.selects_all()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "0:12.3"
    assert line.toolTip() == ""
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert bench.wave.selection() == pytest.approx((0, 12.2))
    bench.type("selection-start", "99")  # beyond the end: as far as there is sound
    start, end = bench.wave.selection()
    assert end - start == pytest.approx(0.05)
    assert end == pytest.approx(12.345)


def test_times_are_read_as_people_write_them() -> None:
    written = {
        "0:01,3": 1.3, "1.3": 1.3, "1:02": 62.0, " 1:02.5 s ": 62.5, ",5": 0.5, "90": 90.0,
        "1:00:01": 3601.0, "12": 12.0,
    }  # fmt: skip
    assert {text: seconds_of(text) for text in written} == written
    for text in ("", "1:75", "-1", "1:2:3:4", "soon", "1e3", "١"):
        assert seconds_of(text) is None, text


def test_another_message_takes_the_place_of_the_first(bench: Bench) -> None:
    first, second = faint(bench), good(bench)
    bench.show(first)
    files = bench.shop.rendition
    assert files is not None
    bench.wave.zoom_in()
    bench.show(second)
    assert not files.folder.exists()
    assert bench.text("message-name") == "Tyres"
    assert bench.wave.selects_all()
    assert not bench.wave.view().zoomed
    assert bench.button("use-message").kind == "primary"
    bench.shop.show_recording(first)  # before its sound is there nothing can be done to it
    assert bench.shop.rendition is None
    for name in ("play-message", "edit-level", "improve-message"):
        assert not bench.button(name).isEnabled(), name


def test_nothing_can_be_done_with_silence(bench: Bench) -> None:
    bench.show(kept(bench, np.zeros(12 * RATE), name="Nothing"))
    assert not bench.button("improve-message").isEnabled()
    assert "only another recording helps" in bench.words()
    assert not bench.button("use-message").isEnabled()


def test_the_platforms_own_file_is_the_third_version(scene: Scene) -> None:
    shop = Workshop(scene.context)
    scene.show(shop, 860, 720)
    recording = Recordings(scene.workspace).get(scene._recording())
    shop.show_recording(recording)
    shop.give(render(recording, Job()))
    assert not scene.seen("platform-version")
    scene.click("compare-platform")
    scene.until(lambda: scene.seen("platform-version"))
    QTest.mouseClick(scene.part("waveform"), LEFT, pos=at(scene.part("waveform"), 5))
    scene.click("platform-version")
    player = scene.part("player")
    assert player.version == "platform"
    shop.toggle_play()
    scene.until(lambda: bool(player.position > 5.3))
    assert player.is_playing
    shop.toggle_version()  # from the last to the first
    assert player.version == "original"
    shop.take_away()
    assert not scene.seen("platform-version")
    assert player.version != "platform"


def test_on_the_page_edits_run_beside_it_and_are_taken_back_by_keys(lonely_scene: Scene) -> None:
    library, path = Recordings(lonely_scene.workspace), lonely_scene.folder / "Tyres.wav"
    samples = np.rint(speech(12, peak=0.01) * 32_767).astype(np.int16).reshape(-1, 1)
    write_wav(Sound(samples, RATE), path)
    recording = library.add(path, Job())
    lonely_scene.show(MessagesPage(lonely_scene.context))
    lonely_scene.page.refresh()

    def stands(done: str) -> bool:
        ready = lonely_scene.part("play-message").isEnabled()
        return bool(ready and lonely_scene.part("take-done").text() == done)

    lonely_scene.until(lambda: stands("Take 1: as it came in"))
    lonely_scene.click("improve-message")
    assert not lonely_scene.part("edit-level").isEnabled()
    lonely_scene.until(lambda: stands("Take 2: level"))
    assert library.get(recording.id).take.edits.in_force == (Level(),)
    QTest.keyClick(lonely_scene.part("waveform"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    lonely_scene.until(lambda: stands("Take 2: as it came in"))
    QTest.keyClick(lonely_scene.part("waveform"), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    lonely_scene.until(lambda: stands("Take 2: level"))
