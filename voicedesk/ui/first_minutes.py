"""The first minutes: what a person sees before there is a campaign, and the four steps to one."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from voicedesk.base.words import tr
from voicedesk.ui import icons, look
from voicedesk.ui.parts.brush import CENTER, box, painting, write
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.empty_state import EmptyState
from voicedesk.ui.parts.label import Label

_WIDEST, _CIRCLE = 904, 32


class FirstMinutes(QWidget):
    """``has_message``: the first step is done, and a campaign can be begun."""

    message_wanted = Signal()
    sample_wanted = Signal()
    campaign_wanted = Signal()
    dropped = Signal(list)  # list[str]: paths of local files

    def __init__(self, has_message: bool, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_message = has_message
        self._empty = EmptyState(
            tr("Your first campaign in five minutes"),
            tr("Your message is ready. Now say who hears it, and when.")
            if has_message
            else tr("Start with the message that your customers will hear."),
            tr("Create the campaign") if has_message else tr("Import a message…"),
            button_icon="plus" if has_message else "file-audio",
            second="" if has_message else tr("Try with the sample message"),
            second_icon="play",
            drop=tr("or drop an audio file or a contact list here"),
            size="hero",
            parent=self,
        )
        self._empty.setMaximumWidth(look.tall(_WIDEST))
        self._empty.button.setObjectName("first-button")
        self._empty.second.setObjectName("first-sample")
        acted = self.campaign_wanted if has_message else self.message_wanted
        self._empty.acted.connect(acted)
        self._empty.second_acted.connect(self.sample_wanted)
        self._empty.dropped.connect(self.dropped)
        self._arrange()

    def _arrange(self) -> None:
        steps = (
            (1, tr("A message"), tr("Import a sound file and hear it as on the phone.")),
            (2, tr("Some contacts"), tr("An Excel file as it is: it is corrected together.")),
            (2, tr("A review"), tr("Who will be called and when, and who will not.")),
            (1, tr("The departure"), tr("You see every call arrive.")),
        )
        here = 1 if self.has_message else 0
        cards = QHBoxLayout()
        cards.setSpacing(14)
        for number, (minutes, title, words) in enumerate(steps):
            done, current = number < here, number == here
            card = _StepCard(number + 1, minutes, title, words, done=done, current=current)
            cards.addWidget(card, 1)
        self._empty.between.addSpacing(look.NEAR)
        self._empty.between.addLayout(cards)
        self._empty.between.addSpacing(look.NEAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._empty, 100)
        row.addStretch(1)


class _StepCard(Card):
    def __init__(
        self, number: int, minutes: int, title: str, words: str, *, done: bool, current: bool
    ) -> None:
        super().__init__(edge="accent" if current else "line", margins=(16, 14, 16, 18))
        self.body.setSpacing(look.TIGHT)
        top = QHBoxLayout()
        top.addWidget(_Number(number, done, current, self))
        top.addStretch(1)
        time = tr("{n} min", n=minutes)
        top.addWidget(Label(time, "small", "text2", parent=self))
        self.body.addLayout(top)
        self.body.addSpacing(look.TIGHT)
        self.body.addWidget(Label(title, "lead", weight=600, wrap=True, parent=self))
        self.body.addWidget(Label(words, "small", "text2", wrap=True, parent=self))
        self.body.addStretch(1)
        state = tr("done") if done else time
        self.setAccessibleName(tr("Step {n}: {title}, {state}", n=number, title=title, state=state))


class _Number(QWidget):
    def __init__(self, number: int, done: bool, current: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._number, self._done, self._current = number, done, current
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(look.tall(_CIRCLE), look.tall(_CIRCLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        circle = QRectF(self.rect())
        radius = circle.width() / 2
        with painting(self) as painter:
            if self._done:
                box(painter, circle, radius, "ok_soft")
                size = icons.LARGE
                corner = QRectF(0, 0, size, size)
                corner.moveCenter(circle.center())
                icons.paint(painter, corner.topLeft(), "check", "ok", size)
                return
            if self._current:
                box(painter, circle, radius, "accent")
            else:
                box(painter, circle, radius, "surface", "line", 1.5)
            ink: look.Role = "on_accent" if self._current else "text2"
            write(painter, circle, str(self._number), ink, look.font("body", 600), CENTER)
