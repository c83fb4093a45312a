"""The waveform and the time strip: seeking and choosing by keys and clicks."""

from datetime import date, datetime, time

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import (
    QPoint,
    Qt,
)
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import shown
from voicedesk.ui import look
from voicedesk.ui.parts.time_strip import Day, TimeStrip
from voicedesk.ui.parts.waveform import Waveform

LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.usefixtures("french_look")


def said(part: QWidget) -> tuple[QAccessible.Role, str]:
    interface = QAccessible.queryAccessibleInterface(part)
    return interface.role(), interface.text(QAccessible.Text.Name)


class Ramp:
    """Louder and louder; remembers what it was asked for."""

    frames, sample_rate = 219_200, 8000

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, int]] = []

    def columns(self, start: int, end: int, count: int) -> NDArray[np.floating]:
        self.asked.append((start, end, count))
        size = np.linspace(0, 1, count)
        return np.stack([-size, size], axis=1)


def test_waveform_seeks_by_keys_and_clicks(qtbot: QtBot) -> None:
    wave, sound = Waveform(), Ramp()
    shown(qtbot, wave)
    wave.set_sound(sound)
    wave.set_position(9.679)
    assert wave.spoken() == "0:09,6 of 0:27,4"
    assert said(wave) == (QAccessible.Role.Slider, "Waveform")
    keys = (
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.0),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 0.1),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 1.1),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 1.0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 27.4),
    )
    for key, modifier, expected in keys:
        with qtbot.waitSignal(wave.sought) as seen:
            QTest.keyClick(wave, key, modifier)
        assert seen.args == [pytest.approx(expected)]
    with qtbot.waitSignals([wave.playToggled, wave.soundToggled]):
        QTest.keyClick(wave, Qt.Key.Key_Space)
        QTest.keyClick(wave, Qt.Key.Key_T)
    with qtbot.waitSignal(wave.sought) as seen:
        QTest.mouseClick(wave, LEFT, pos=QPoint(wave.width() // 2, 40))
    assert seen.args[0] == pytest.approx(13.7, abs=0.1)
    with qtbot.assertNotEmitted(wave.sought):
        wave.set_position(3.0)


def test_waveform_draws_the_sound_and_asks_once(qtbot: QtBot) -> None:
    wave, sound = Waveform(), Ramp()
    shown(qtbot, wave)
    wave.set_sound(sound)
    for second in (1.0, 2.0, 14.0):
        wave.set_position(second)
        image = wave.grab().toImage()
    assert sound.asked == [(0, sound.frames, wave.width() // 4)]
    ground = look.color("sel")
    high = 16 + (wave.height() - 40) // 5
    line = [image.pixelColor(x, high) != ground for x in range(wave.width())]
    assert not any(line[: wave.width() // 3])
    assert any(line[-60:])
    wave.set_sound(None)
    assert wave.grab().toImage() != image


WEEK = [
    Day(date(2026, 12, 20), closed="Fermé"),
    Day(date(2026, 12, 21), ((time(10), time(13)), (time(14), time(20)))),
    Day(date(2026, 12, 22), ((time(10), time(13)), (time(14), time(20)))),
]


def test_time_strip_moves_by_keys(qtbot: QtBot) -> None:
    strip = TimeStrip()
    shown(qtbot, strip)
    strip.set_week(WEEK, datetime(2026, 12, 21, 12, 50, 30))
    moves = (
        (Qt.Key.Key_Home, datetime(2026, 12, 21, 14, 0)),
        (Qt.Key.Key_Right, datetime(2026, 12, 21, 14, 15)),
        (Qt.Key.Key_Down, datetime(2026, 12, 22, 14, 15)),
        (Qt.Key.Key_Left, datetime(2026, 12, 22, 14, 0)),
    )
    for key, expected in moves:
        with qtbot.waitSignal(strip.chosen) as seen:
            QTest.keyClick(strip, key)
        assert seen.args == [expected]
    with qtbot.assertNotEmitted(strip.chosen):
        QTest.keyClick(strip, Qt.Key.Key_Down)
    assert strip.choice() == datetime(2026, 12, 22, 14, 0)
    assert strip.spoken() == "mar. 22 décembre 2026, 14:00"
    interface = QAccessible.queryAccessibleInterface(strip)
    assert interface.text(QAccessible.Text.Value) == strip.spoken()
    assert strip.lawful(datetime(2026, 12, 22, 19, 45))
    assert not strip.lawful(datetime(2026, 12, 22, 20, 0))
    assert not strip.lawful(datetime(2026, 12, 20, 11, 0))


def test_time_strip_is_clicked_on_the_quarter(qtbot: QtBot) -> None:
    strip = TimeStrip()
    shown(qtbot, strip)
    strip.set_week(WEEK)
    strip.set_choice(datetime(2026, 12, 21, 10, 0), datetime(2026, 12, 21, 10, 50))
    left = strip._x(time(16, 30))
    with qtbot.waitSignal(strip.chosen) as seen:
        QTest.mouseClick(strip, LEFT, pos=QPoint(round(left) + 2, look.tall(20) + 60))
    assert seen.args == [datetime(2026, 12, 22, 16, 30)]
    image = strip.grab().toImage()
    assert image.pixelColor(round(left) + 8, look.tall(20) + 60) == look.color("accent")


def test_the_reason_of_a_closed_day_makes_room_for_the_choice(qtbot: QtBot) -> None:
    strip = TimeStrip()
    shown(qtbot, strip)
    strip.set_week(WEEK)
    middle = look.tall(20) + (look.tall(24) - 4) // 2
    usual, end = round(strip._x(time(10))) + 5, strip.width() - look.NEAR - 5
    for hour, place in ((18, usual), (10, end)):
        strip.set_choice(datetime(2026, 12, 20, hour, 15), datetime(2026, 12, 20, hour, 50))
        image = strip.grab().toImage()
        found = [x for x in (usual, end) if image.pixelColor(x, middle) == look.color("surface")]
        assert found == [place]
