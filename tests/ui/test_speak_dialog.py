"""A text typed, listened to and kept, by clicks and keys; espeak-ng speaks for real."""

import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from tests.ui.conftest import Scene
from voicedesk.audio import espeak
from voicedesk.audio.sound import Sound
from voicedesk.audio.speech import Voice
from voicedesk.base import words
from voicedesk.base.errors import NotAllowedError
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.segmented import Segmented
from voicedesk.ui.player import Player
from voicedesk.ui.remark import Remark
from voicedesk.ui.speak_dialog import SpeakDialog

Key = Qt.Key
T = TypeVar("T")
TEXT = "Hello, this is Garage Morel. Your tyres are here."
pytestmark = pytest.mark.skipif(
    espeak._library() is None, reason="the extra “speech” (espeakng-loader) is not installed"
)


class Desk:
    """The dialog, a hand on it, and what it said."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.parent = QWidget()
        scene.bot.addWidget(self.parent)
        self.parent.show()
        self.kept: list[tuple[Sound, str, str]] = []
        self.closed = False
        self.dialog = SpeakDialog(scene.context, self.parent)
        self.dialog.spoken.connect(self._keep)
        self.dialog.finished.connect(self._close)
        scene.page = self.dialog
        self.dialog.open()
        self.dialog.activateWindow()
        scene.until(self.dialog.isActiveWindow)

    def ready(self) -> "Desk":
        self.until_idle()
        assert self.part("speak-voice", Combo).currentData() is not None
        return self

    def until_idle(self) -> None:
        tasks = self.scene.tasks
        self.scene.until(
            lambda: not any(tasks.is_running(name) for name in ("speak.voices", "speak.render"))
        )

    def part(self, name: str, kind: type[T]) -> T:
        found = self.scene.part(name)
        assert isinstance(found, kind)
        return found

    def text(self) -> str:
        return self.part("speak-text", QPlainTextEdit).toPlainText()

    def write(self, text: str) -> None:
        area = self.part("speak-text", QPlainTextEdit)
        area.setFocus()
        area.selectAll()
        QTest.keyClicks(area, text)

    def choose_voice(self, language: str) -> None:
        """As the person does it: by keys, down the list."""
        combo = self.part("speak-voice", Combo)
        combo.setFocus()
        QTest.keyClick(combo, Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentData().language == language:
                return
            QTest.keyClick(combo, Key.Key_Down)
        raise AssertionError(language)

    def words(self, name: str) -> str:
        return self.part(name, Remark).text()

    def problem(self) -> str:
        banner = self.part("speak-problem", Banner)
        assert banner.isVisible()
        return f"{banner.accessibleName()} {banner.accessibleDescription()}"

    def player(self) -> Player:
        (found,) = self.dialog.findChildren(Player)
        return found

    def _keep(self, sound: Sound, name: str, text: str) -> None:
        self.kept.append((sound, name, text))

    def _close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary files go; nothing may be left in it."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.glob("voicedesk-*")) == []


@pytest.fixture
def desk(lonely_scene: Scene) -> Iterator[Desk]:
    lonely_scene.workspace.change_setting("workspace.name", "Garage Morel")
    made = Desk(lonely_scene)
    yield made
    if not made.closed:
        made.dialog.done(0)
    lonely_scene.tasks.close()  # a process that was not ended would hold this up


def hang(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next voice never comes to an end by itself."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(espeak, "_command", lambda folder, key, rate: command)


def test_it_starts_from_a_text_that_says_who_calls_and_how_to_object(desk: Desk) -> None:
    assert desk.text().startswith("Hello, this is Garage Morel.")
    assert "no longer wish" in desk.text()
    QTest.keyClicks(desk.dialog.focusWidget(), "Your tyres are here.")
    assert "[Your message" not in desk.text(), "what is to be filled in is selected"
    assert "Your tyres are here." in desk.text()


def test_gaps_are_filled_in_before_it_is_kept(desk: Desk) -> None:
    desk.ready()
    desk.scene.click("speak-deed")
    area = desk.part("speak-text", QPlainTextEdit)
    assert "[brackets]" in area.accessibleDescription()
    assert area.textCursor().selectedText().startswith("[Your message")
    QTest.keyClicks(area, "Your tyres are here.")
    assert area.accessibleDescription() == ""
    desk.scene.click("speak-deed")
    assert area.textCursor().selectedText() == "[your number]"
    QTest.keyClicks(area, "01 99 00 12 34")
    desk.scene.click("speak-deed")
    desk.scene.until(lambda: desk.closed)
    ((sound, name, text),) = desk.kept
    assert sound.duration_s > 10
    assert name == "Hello, this is Garage Morel. Your tyres…"
    assert "01 99 00 12 34" in text


def test_voice_and_pace_are_remembered(desk: Desk) -> None:
    desk.ready()
    desk.write(TEXT)
    desk.choose_voice("en-US")
    pace = desk.part("speak-pace", Segmented)
    QTest.mouseClick(pace.segment("slow"), Qt.MouseButton.LeftButton)
    QTest.keyClick(pace.segment("slow"), Key.Key_Right)
    QTest.keyClick(pace.segment("normal"), Key.Key_Right)
    desk.scene.click("speak-deed")
    desk.scene.until(lambda: desk.closed)
    fast = desk.kept[0][0].duration_s
    settings = desk.scene.workspace.settings
    assert (settings.speech_voice, settings.speech_pace) == ("espeak:en-us", "fast")
    again = Desk(desk.scene).ready()
    assert again.part("speak-voice", Combo).currentData().language == "en-US"
    assert again.part("speak-pace", Segmented).current() == "fast"
    again.write(TEXT)
    QTest.mouseClick(again.part("speak-pace", Segmented).segment("slow"), Qt.MouseButton.LeftButton)
    again.scene.click("speak-deed")
    again.scene.until(lambda: again.closed)
    assert again.kept[0][0].duration_s > 1.2 * fast


def test_it_is_heard_as_the_telephone_will_carry_it(desk: Desk) -> None:
    desk.ready()
    desk.write(TEXT)
    listen = desk.part("speak-listen", QAbstractButton)
    desk.scene.click("speak-listen")
    assert listen.text() == "Stop"
    desk.scene.until(lambda: desk.player().is_playing)
    player = desk.player()
    assert player.version == "phone"
    with wave.open(str(player._files["phone"])) as file:
        assert (file.getframerate(), file.getnchannels()) == (8_000, 1)
    desk.scene.until(lambda: player.position > 0.2)
    assert "telephone" in desk.scene.part("speak-listening").text()
    assert "long" in desk.words("speak-length")
    desk.scene.click("speak-listen")
    assert not player.is_playing
    assert (listen.text(), player.position) == ("Listen", 0.0)
    desk.scene.click("speak-listen")
    assert player.is_playing, "what was prepared is not prepared again"


def test_what_is_changed_is_prepared_anew(desk: Desk) -> None:
    desk.ready()
    desk.write(TEXT)
    desk.scene.click("speak-listen")
    desk.scene.until(lambda: desk.player().is_playing)
    desk.write(TEXT + " Thank you, and have a good day.")
    assert not desk.player().is_playing
    assert desk.words("speak-length").startswith("About")
    desk.scene.click("speak-deed")
    desk.scene.until(lambda: desk.closed)
    ((sound, _name, text),) = desk.kept
    assert text.endswith("day.")
    assert sound.duration_s > 3.5


def test_preparing_is_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ready()
    desk.write(TEXT)
    hang(monkeypatch)
    desk.scene.click("speak-listen")
    assert desk.scene.part("speak-listening").text() == "The voice is being prepared…"
    desk.scene.click("speak-listen")
    assert not desk.scene.tasks.is_running("speak.render")
    assert desk.part("speak-listen", QAbstractButton).text() == "Listen"
    desk.scene.click("speak-deed")
    assert not desk.dialog.deed.isEnabled()
    desk.write("Another text")
    assert desk.dialog.deed.isEnabled(), "typing takes the wish to keep it back"
    assert not desk.scene.tasks.is_running("speak.render")


def test_closing_while_it_is_prepared_keeps_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    hang(monkeypatch)
    desk.scene.click("speak-listen")
    start = monotonic()
    QTest.keyClick(desk.dialog, Key.Key_Escape)
    assert desk.closed
    desk.scene.tasks.close()
    assert monotonic() - start < 5
    assert desk.kept == []


def test_what_was_typed_goes_only_after_a_question(desk: Desk) -> None:
    desk.ready()
    desk.write(TEXT)
    QTest.keyClick(desk.dialog, Key.Key_Escape)
    desk.scene.click("leave-text-leave")
    assert not desk.closed
    assert desk.text() == TEXT
    desk.scene.bot.waitUntil(lambda: not desk.dialog.findChildren(QWidget, "leave-text"))
    desk.scene.click("speak-leave")
    desk.scene.click("leave-text-deed")
    assert desk.closed
    assert desk.kept == []


def test_nothing_typed_nothing_asked(desk: Desk) -> None:
    QTest.keyClick(desk.dialog, Key.Key_Escape)
    assert desk.closed


def test_the_length_is_told_while_typing(desk: Desk) -> None:
    desk.ready()
    desk.write("Hello.")
    assert "at least 10" in desk.words("speak-length")
    desk.write(TEXT * 5)
    assert "at least" not in desk.words("speak-length")
    desk.part("speak-text", QPlainTextEdit).setPlainText(TEXT * 200)
    assert "at most 5" in desk.words("speak-length")
    assert desk.dialog.deed.toolTip() == "The text is too long."
    desk.write("... !")
    for name in ("speak-deed", "speak-listen"):
        button = desk.part(name, QAbstractButton)
        assert not button.isEnabled()
        assert button.toolTip() == "Type what is to be said."


def test_the_text_offered_speaks_the_voices_language(desk: Desk) -> None:
    desk.ready()
    assert "robotic" in desk.words("speak-about-voice")
    desk.choose_voice("fr-FR")
    assert desk.text().startswith("Bonjour, ici Garage Morel.")
    desk.choose_voice("de-DE")
    assert desk.text().startswith("Hello")
    desk.write(TEXT)
    desk.choose_voice("fr-FR")
    assert desk.text() == TEXT, "what was typed is never replaced"


def test_without_a_voice_it_says_what_to_do(
    lonely_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(espeak, "_library", lambda: None)
        patched.setenv("PATH", "")
        desk = Desk(lonely_scene)
        desk.until_idle()
        assert "espeak-ng" in desk.problem()
        assert desk.dialog.deed.toolTip() == "This computer has no voice."
        for system, place in (("win32", "Windows settings"), ("darwin", "Accessibility")):
            patched.setattr("voicedesk.ui.speak_words.sys.platform", system)
            desk.dialog._no_voices(NotAllowedError("no_voice"))
            assert place in desk.problem()
    desk.write(TEXT)
    desk.scene.click("speak-look-again")
    desk.ready()
    assert not desk.scene.seen("speak-problem")
    desk.scene.click("speak-deed")
    desk.scene.until(lambda: desk.closed)
    assert len(desk.kept) == 1


def test_no_voice_of_the_persons_language_is_said(
    lonely_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    dutch = Voice("espeak:nl", "eSpeak NG", "nl-NL", "espeak")
    monkeypatch.setattr(espeak, "voices", lambda job: (dutch,))
    desk = Desk(lonely_scene).ready()
    assert "No voice here speaks your language." in desk.words("speak-about-voice")
    desk.dialog.done(0)


def test_a_voice_that_fails_leaves_the_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ready()
    desk.write(TEXT)
    crash = [sys.executable, "-c", "import os; os.abort()"]
    with monkeypatch.context() as patched:
        patched.setattr(espeak, "_command", lambda folder, key, rate: crash)
        desk.scene.click("speak-deed")
        desk.until_idle()
    assert "The voice did not speak" in desk.problem()
    assert (desk.text(), desk.closed) == (TEXT, False)
    desk.scene.click("speak-deed")
    desk.scene.until(lambda: desk.closed)
    assert len(desk.kept) == 1


def test_a_computer_that_cannot_play_says_so(desk: Desk) -> None:
    desk.ready()
    desk.player().failed.emit()
    assert "cannot play" in desk.problem()
    assert desk.dialog.deed.isEnabled()


def test_every_part_has_a_name_and_tab_reaches_it(desk: Desk) -> None:
    desk.ready()
    passed: list[str] = []
    for _ in range(12):
        here = desk.dialog.focusWidget()
        assert here is not None
        text = here.text() if isinstance(here, QAbstractButton) else ""
        assert here.accessibleName() or text, here
        passed.append(here.objectName() or text)
        QTest.keyClick(here, Key.Key_Tab)
        if here.objectName() == "speak-deed":
            break
    paces = ("Slow", "Normal", "Fast")
    assert any(pace in passed for pace in paces)
    assert [part for part in passed if part not in paces] == [
        "speak-text",
        "speak-voice",
        "speak-listen",
        "speak-leave",
        "speak-deed",
    ]
    assert desk.dialog.height() <= 700


def test_in_french_french_voices_come_first(lonely_scene: Scene) -> None:
    words.set_language("fr")
    try:
        desk = Desk(lonely_scene).ready()
        combo = desk.part("speak-voice", Combo)
        assert combo.currentText() == "Français (France) – eSpeak NG"
        assert "[nom de votre entreprise]" in desk.text()
        languages = [
            combo.itemData(row).language[:2] if combo.itemData(row) else "|"
            for row in range(combo.count())
        ]
        assert languages[:5] == ["fr", "fr", "fr", "|", "de"]
        desk.dialog.done(0)
    finally:
        words.set_language("en")
