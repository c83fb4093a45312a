"""The waveform of the workshop: selection, zoom, the value that is read, and what a frame costs."""

from time import thread_time

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.stage import shown
from voicedesk.audio.sound import Sound
from voicedesk.audio.waveform import Pyramid
from voicedesk.ui import look
from voicedesk.ui.parts.scroll_bar import ScrollBar
from voicedesk.ui.parts.waveform import Silence, Waveform
from voicedesk.ui.parts.waveform_view import CLOSEST_S, View

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SIDE = 7  # pixels left and right of the bars

pytestmark = pytest.mark.usefixtures("french_look")


class Counted:
    """A real picture of a sound that counts how often it is asked."""

    def __init__(self, seconds: float, rate: int = 8_000) -> None:
        noise = np.random.default_rng(7).integers(-9_000, 9_000, (round(seconds * rate), 1))
        self._pyramid = Pyramid(Sound(noise.astype(np.int16), rate))
        self.frames, self.sample_rate = self._pyramid.frames, rate
        self.asked: list[tuple[int, int]] = []

    def columns(self, start: int, end: int, count: int) -> NDArray[np.floating]:
        self.asked.append((start, end))
        return self._pyramid.columns(start, end, count)


@pytest.fixture
def wave(qtbot: QtBot) -> Waveform:
    """Twenty seconds on 654 − 14 = 640 pixels: 32 to the second."""
    made = Waveform(editable=True)
    made.set_sound(Counted(20))
    shown(qtbot, made, 678, 300)
    assert made.width() == 654
    return made


def at(wave: Waveform, second: float, y: int | None = None) -> QPoint:
    """Where that second is drawn, in the middle of the bars unless told."""
    view = wave.view()
    width = wave.width() - 2 * SIDE
    x = SIDE + (second - view.start) / view.span * width
    return QPoint(round(x), middle(wave) if y is None else y)


def middle(wave: Waveform) -> int:
    return (look.tall(24) + wave.height() - 36) // 2


def drag(wave: Waveform, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(wave, LEFT, PLAIN, start)
    QTest.mouseMove(wave, (start + end) / 2)
    QTest.mouseMove(wave, end)
    QTest.mouseRelease(wave, LEFT, PLAIN, end)


def wheel(wave: Waveform, notches: int, where: QPoint, modifier: Qt.KeyboardModifier) -> bool:
    """Whether the waveform took the turn of the wheel."""
    here = QPointF(where)
    turn = QWheelEvent(
        here, QPointF(wave.mapToGlobal(where)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    turn.ignore()
    wave.wheelEvent(turn)
    return turn.isAccepted()


def test_the_handles_are_dragged(wave: Waveform) -> None:
    told: list[tuple[float, float]] = []
    wave.selected.connect(lambda start, end: told.append((start, end)))
    assert wave.selection() == (0.0, 20.0)
    assert wave.selects_all()
    drag(wave, at(wave, 0) + QPoint(11, 0), at(wave, 5))  # 11 px off: as wide as a finger
    drag(wave, at(wave, 20) - QPoint(11, 0), at(wave, 15))
    assert wave.selection() == pytest.approx((5, 15), abs=0.05)
    assert told[-1] == wave.selection()
    assert not wave.selects_all()
    assert wave.position() == 0  # the playhead stayed
    drag(wave, at(wave, 5), at(wave, 18))  # never beyond the other handle
    start, end = wave.selection()
    assert end == pytest.approx(15, abs=0.05)
    assert 0 < end - start < 0.1
    drag(wave, at(wave, start), at(wave, 2))  # both are there: the nearer one, to its free side
    assert wave.selection() == pytest.approx((2, end), abs=0.1)


def test_between_the_handles_a_click_moves_the_playhead(wave: Waveform, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(wave.selected), qtbot.waitSignal(wave.sought) as seen:
        QTest.mouseClick(wave, LEFT, PLAIN, at(wave, 12.5))
    assert seen.args == [pytest.approx(12.5, abs=0.05)]
    QTest.mouseClick(wave, LEFT, PLAIN, at(wave, 0.25, 30))  # beside the line, above the knob
    assert wave.position() == pytest.approx(0.25, abs=0.05)


def test_a_stretch_is_swept_with_shift(wave: Waveform) -> None:
    QTest.mousePress(wave, LEFT, SHIFT, at(wave, 4))
    QTest.mouseMove(wave, at(wave, 9))
    QTest.mouseRelease(wave, LEFT, SHIFT, at(wave, 9))
    assert wave.selection() == pytest.approx((4, 9), abs=0.05)
    assert wave.position() == 0


def test_i_and_o_choose_at_the_playhead_and_alt_moves_finely(wave: Waveform) -> None:
    wave.set_position(3.0)
    QTest.keyClick(wave, Qt.Key.Key_I)
    wave.set_position(7.0)
    QTest.keyClick(wave, Qt.Key.Key_O)
    assert wave.selection() == (3.0, 7.0)
    QTest.keyClick(wave, Qt.Key.Key_Left, ALT)  # the handle that was moved last
    assert wave.selection() == pytest.approx((3.0, 6.99))
    QTest.keyClick(wave, Qt.Key.Key_Right, ALT | SHIFT)
    assert wave.selection() == pytest.approx((3.0, 7.09))
    drag(wave, at(wave, 3), at(wave, 2))
    QTest.keyClick(wave, Qt.Key.Key_Right, ALT)
    assert wave.selection()[0] == pytest.approx(2.01, abs=0.05)
    assert wave.position() == 7.0


def test_outside_the_selection_the_picture_is_grey(wave: Waveform) -> None:
    wave.set_selection(5, 15)
    wave.set_position(10)
    image = wave.grab().toImage()
    y = middle(wave)

    def inks(start: float, end: float) -> set[str]:
        columns = range(at(wave, start).x(), at(wave, end).x())
        return {image.pixelColor(x, y).name() for x in columns}

    assert look.color("control").name() in inks(1, 4)
    assert look.color("accent").name() in inks(6, 9)
    assert look.color("fill_in_progress").name() in inks(11, 14)
    assert look.color("control").name() in inks(16, 19)
    ground = image.pixelColor(at(wave, 2).x(), look.tall(24) + 4)
    assert ground != look.color("sel")
    assert image.pixelColor(at(wave, 8).x(), look.tall(24) + 4) == look.color("sel")


def test_a_silence_is_hatched_and_named(wave: Waveform) -> None:
    bare = wave.grab().toImage()
    wave.set_sound(Counted(20), [Silence(8, 12, "Silence 4,0 s")])
    named = wave.grab().toImage()
    y = wave.height() - 45  # below the name, above the ruler

    def changed(start: float, end: float) -> bool:
        columns = range(at(wave, start).x(), at(wave, end).x())
        return any(bare.pixelColor(x, y) != named.pixelColor(x, y) for x in columns)

    assert changed(8.1, 11.9)
    assert not changed(2, 7.9)
    badge = QPoint(at(wave, 10).x(), look.tall(24) + 12)
    assert named.pixelColor(badge) == look.color("warn_soft")


def test_ctrl_and_the_wheel_zoom_where_the_pointer_is(wave: Waveform) -> None:
    pointer = at(wave, 15)
    assert wheel(wave, 2, pointer, CONTROL)
    assert wave.view().span == pytest.approx(20 / 1.5**2)
    assert at(wave, 15).x() == pointer.x()
    for _ in range(40):
        wheel(wave, 2, pointer, CONTROL)
    assert wave.view().span == pytest.approx(CLOSEST_S)
    assert wave.view().start <= 15 <= wave.view().end
    for _ in range(40):
        wheel(wave, -2, pointer, CONTROL)
    assert wave.view() == View.whole(20.0)


def test_a_zoomed_view_scrolls_and_a_whole_one_leaves_the_wheel_to_the_page(
    wave: Waveform,
) -> None:
    pointer = at(wave, 10)
    bar = wave.findChild(ScrollBar)
    assert bar is not None
    assert not wheel(wave, -1, pointer, PLAIN)
    assert not bar.isVisible()
    wheel(wave, 4, pointer, CONTROL)
    assert bar.isVisible()
    before = wave.view().start
    assert wheel(wave, -1, pointer, PLAIN)
    assert wave.view().start > before
    assert wheel(wave, 1, pointer, SHIFT)
    assert wave.view().start == pytest.approx(before)
    bar.setValue(bar.maximum())
    assert wave.view().end == pytest.approx(20, abs=0.002)
    bar.setValue(0)
    assert wave.view().start == 0
    wave.show_all()
    assert not bar.isVisible()


def test_the_keys_zoom_around_the_playhead(wave: Waveform, qtbot: QtBot) -> None:
    wave.set_position(5)
    with qtbot.waitSignal(wave.zoomed) as seen:
        QTest.keyClick(wave, Qt.Key.Key_Plus)
    assert seen.args == [True]
    assert at(wave, 5).x() == pytest.approx(SIDE + 160, abs=1)
    QTest.keyClick(wave, Qt.Key.Key_Plus)
    QTest.keyClick(wave, Qt.Key.Key_Minus)
    assert wave.view().span == pytest.approx(20 / 1.5)
    QTest.keyClick(wave, Qt.Key.Key_0)
    assert wave.view() == View.whole(20.0)


def test_two_fingers_zoom(wave: Waveform) -> None:
    where = QPointF(at(wave, 10))
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2,
        where, where, QPointF(wave.mapToGlobal(where.toPoint())), 1.0, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(wave, pinch)
    assert wave.view() == View(20.0, 5.0, 10.0)


def test_the_view_follows_the_playhead(wave: Waveform) -> None:
    wave.set_selection(2, 4)
    wave.show_selection()
    assert wave.view().start == pytest.approx(1.9)
    assert wave.view().span == pytest.approx(2.2)
    wave.set_position(3.9)
    assert wave.view().start == pytest.approx(1.9)  # in sight: it stays
    wave.set_position(4.2)
    assert wave.view().start == pytest.approx(4.2 - 0.22)
    QTest.keyClick(wave, Qt.Key.Key_Home)
    assert wave.view().start == 0


def test_the_value_is_read_as_a_time(wave: Waveform) -> None:
    wave.set_position(9.679)
    interface = QAccessible.queryAccessibleInterface(wave)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Waveform"
    assert interface.text(QAccessible.Text.Value) == "0:09,6 of 0:20,0"


def test_the_small_picture_has_no_handles_and_no_zoom(qtbot: QtBot) -> None:
    small = Waveform(compact=True)
    small.set_sound(Counted(20))
    shown(qtbot, small)
    small.setFocus()
    QTest.keyClick(small, Qt.Key.Key_I)
    QTest.keyClick(small, Qt.Key.Key_Plus)
    assert not wheel(small, 3, QPoint(40, 10), CONTROL)
    assert small.selects_all()
    assert small.view() == View.whole(20.0)
    accent = look.color("accent")
    image = small.grab().toImage()
    assert all(image.pixelColor(2, y) != accent for y in range(image.height()))


def test_a_sound_of_nothing_is_shown(qtbot: QtBot) -> None:
    wave = Waveform(editable=True)
    shown(qtbot, wave)
    for action in (wave.zoom_in, wave.zoom_out, wave.show_all, wave.show_selection):
        action()
    wave.set_position(3)
    QTest.keyClick(wave, Qt.Key.Key_I)
    wave.grab()
    assert wave.selection() == (0.0, 0.0)
    wave.set_sound(Counted(20))
    assert wave.selection() == (0.0, 20.0)


def test_a_frame_of_twenty_minutes_costs_no_more_than_one_of_one(qtbot: QtBot) -> None:
    """Fifty repaints with a moving playhead; nothing is asked of the sound meanwhile."""
    waves = []
    for minutes in (1, 20):
        wave, sound = Waveform(editable=True), Counted(60 * minutes, 1_000)
        wave.set_sound(sound)
        shown(qtbot, wave, 760, 340)
        wave.set_position(0.5)
        wave.repaint()
        assert len(sound.asked) == 1
        waves.append((wave, sound))
    # In turn, and counted in this thread's own time: other work on the machine meets both.
    rounds = [[_frames(wave) for wave, _ in waves] for _ in range(6)]
    costs = [min(cost) for cost in zip(*rounds, strict=True)]
    assert costs[1] < 1.5 * costs[0]
    assert [len(sound.asked) for _, sound in waves] == [1, 1]


def _frames(wave: Waveform) -> float:
    start = thread_time()
    for number in range(50):
        wave.set_position(0.6 + number * 0.04)
        wave.repaint()
    return thread_time() - start


def test_a_view_stays_inside_the_sound() -> None:
    whole, some = View.whole(10), View(10, 2, 5)
    assert whole.nearer(2, 0) == View(10, 0, 5)
    assert whole.nearer(2, 10) == View(10, 5, 5)
    assert whole.nearer(0.5, 5) == whole
    assert whole.over(0, 10) == whole
    assert some.moved(-3) == View(10, 0, 5)
    assert some.moved(9) == View(10, 5, 5)
    assert View(10, 0, 2).following(9.9) == View(10, 8, 2)
    assert View.whole(0.1).nearer(2, 0) == View.whole(0.1)  # nearer than that is nothing to see
    assert View.whole(0).nearer(2, 0) == View.whole(0)
