"""Pictures for reports, painted without a screen where there is none."""

from pathlib import Path
from typing import TYPE_CHECKING

from voicedesk.ui import wording
from voicedesk.ui.paper import start_painting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from voicedesk.audio.library import Recording
    from voicedesk.campaigns.statistics import CampaignStatus

_WIDTH = 1000


def paint_result(found: "CampaignStatus", path: Path) -> None:
    """The outcome of a campaign as one bar with its figures, as PNG."""
    start_painting()
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
    start_painting()
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


def _save(card: "QWidget", path: Path) -> None:
    card.resize(_WIDTH, card.sizeHint().height())
    card.ensurePolished()
    card.grab().save(str(path), "PNG")
    card.deleteLater()
