"""What was given up, or sent again, and is called after all: a banner for each way of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.campaigns.arrivals import Arrival
from voicedesk.ui import look
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.figures import count


class LateNotice(QWidget):
    """Of the batches given up the first is shown, until a person has its calls followed."""

    follow_wanted = Signal(object)  # Arrival

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: Arrival | None = None
        self._given_up = self._banner("late-given-up", tr("Follow these calls…"))
        self._given_up.action.setObjectName("follow-late")
        self._given_up.acted.connect(self._follow)
        self._second = self._banner("late-second")
        self._unsent = self._banner("late-unsent")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GROUP)
        for banner in (self._given_up, self._second, self._unsent):
            column.addWidget(banner)
        self.show_arrivals(())

    def show_arrivals(self, found: Sequence[Arrival]) -> None:
        """Nothing of it takes room where nothing arrived late."""
        given_up = [one for one in found if one.is_given_up]
        second = [one for one in found if one.is_second]
        unsent = [one for one in found if not (one.is_given_up or one.is_second)]
        self._first = next(iter(given_up), None)
        if self._first is not None:
            self._say_given_up(self._first)
        if second:
            self._say(self._second, _twice(_people(second)), second)
        if unsent:
            self._say(self._unsent, _unsent(_people(unsent)), unsent)
        self._given_up.setVisible(bool(given_up))
        self._second.setVisible(bool(second))
        self._unsent.setVisible(bool(unsent))
        self.setVisible(bool(found))

    def _say_given_up(self, one: Arrival) -> None:
        self._given_up.set_words(
            "warn",
            ntr(
                "Batch {batch} left after all: {count} person is called",
                "Batch {batch} left after all: {count} people are called",
                one.people,
                batch=one.chunk,
                count=count(one.people),
            ),
            tr(
                "It was given up, and has turned up on the platform since. Whoever opts out goes on"
                " the stop list; nothing else of these calls is followed."
            ),
            icon="octagon-alert",
        )

    def _say(self, banner: Banner, title: str, found: Sequence[Arrival]) -> None:
        banner.set_words("warn", title, _of_platform(found), icon="octagon-alert")

    def _banner(self, name: str, action: str = "") -> Banner:
        made = Banner("warn", "", "", action, parent=self)
        made.setObjectName(name)
        return made

    @Slot()
    def _follow(self) -> None:
        assert self._first is not None  # else there is no button
        self.follow_wanted.emit(self._first)


def _people(found: Sequence[Arrival]) -> int:
    return sum(one.people for one in found)


def _twice(people: int) -> str:
    return ntr(
        "{count} person is called twice",
        "{count} people are called twice",
        people,
        count=count(people),
    )


def _unsent(people: int) -> str:
    return ntr(
        "{count} person listed as not sent is called",
        "{count} people listed as not sent are called",
        people,
        count=count(people),
    )


def _of_platform(found: Sequence[Arrival]) -> str:
    batches = sorted({one.chunk for one in found})
    return ntr(
        "The platform has a sending of batch {batches} beside what is followed here. Whoever opts"
        " out in it goes on the stop list.",
        "The platform has sendings of the batches {batches} beside what is followed here. Whoever"
        " opts out in them goes on the stop list.",
        len(batches),
        batches=", ".join(map(str, batches)),
    )
