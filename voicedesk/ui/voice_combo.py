"""The voices of this computer to choose from, the person's language first."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from voicedesk.audio.speech import Voice
from voicedesk.base.words import tr
from voicedesk.ui.parts.combo import Combo


class VoiceCombo(Combo):
    """A line between two languages; a voice is named after its language."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tr("Voice"), parent=parent)

    def set_voices(self, voices: Sequence[Voice], wished: str = "") -> None:
        """In this order; the one of id ``wished`` is chosen, else the first."""
        self.clear()
        former, chosen = "", 0
        for voice in voices:
            spoken = voice.language.split("-")[0]
            if former and spoken != former:
                self.insertSeparator(self.count())
            former = spoken
            self.addItem(title(voice), voice)
            if voice.id == wished:
                chosen = self.count() - 1
        self.setCurrentIndex(chosen)  # with a placeholder Qt chooses none by itself

    def voice(self) -> Voice | None:
        found = self.currentData()
        return found if isinstance(found, Voice) else None


def title(voice: Voice) -> str:
    """``Français (Suisse) – eSpeak NG``: in its own language, so that its speakers find it."""
    locale = QLocale(voice.language.replace("-", "_"))
    language, place = locale.nativeLanguageName(), locale.nativeTerritoryName()
    if locale.language() is QLocale.Language.C or not language:
        return f"{voice.language} – {voice.name}"
    return f"{language[:1].upper()}{language[1:]} ({place}) – {voice.name}"
