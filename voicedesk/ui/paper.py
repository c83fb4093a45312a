"""Pictures for reports, painted without a screen where there is none."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voicedesk.base.words import language
from voicedesk.ui import wording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from voicedesk.audio.library import Recording
    from voicedesk.campaigns.statistics import CampaignStatus

_WIDTH = 1000


def paint_result(found: "CampaignStatus", path: Path) -> None:
    """The outcome of a campaign as one bar with its figures, as PNG."""
    _painter()
    from voicedesk.ui.parts.card import Card
    from voicedesk.ui.parts.label import Label
    from voicedesk.ui.parts.stacked_bar import Share, StackedBar

    stats = found.stats
    shares = [
        Share("delivered", wording.call_status("ok"), stats.ok),
        Share("not_delivered", wording.call_status("ko"), stats.ko),
        Share("unknown", wording.call_status("no"), stats.no),
    ]
    card = Card(found.campaign.name)
    card.body.addWidget(Label(wording.percent(stats.delivery_rate), "hero"))
    bar = StackedBar()
    bar.set_shares(shares, ", ".join(f"{share.text} {share.count}" for share in shares))
    card.body.addWidget(bar)
    _save(card, path)


def paint_message(recording: "Recording", path: Path) -> None:
    """The waveform of a message, as PNG."""
    _painter()
    from voicedesk.audio.decode import decode
    from voicedesk.audio.waveform import Pyramid
    from voicedesk.base.jobs import Job
    from voicedesk.ui.parts.card import Card
    from voicedesk.ui.parts.waveform import Waveform

    sound = decode(recording.path.read_bytes(), Job())
    card = Card(recording.name)
    picture = Waveform()
    picture.set_sound(Pyramid(sound))
    picture.setMinimumHeight(220)
    card.body.addWidget(picture)
    _save(card, path)


_app: "QApplication | None" = None  # Qt allows one for the life of the process


def _painter() -> None:
    """The application that fonts and pixmaps need, without a screen where there is none."""
    global _app
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from voicedesk.ui import look

    if QApplication.instance() is not None:
        return
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _app = QApplication(["voicedesk"])
    QLocale.setDefault(QLocale("fr_FR" if language() == "fr" else "en_GB"))
    look.apply(_app, "light")


def _save(card: "QWidget", path: Path) -> None:
    card.resize(_WIDTH, card.sizeHint().height())
    card.ensurePolished()
    card.grab().save(str(path), "PNG")
    card.deleteLater()
