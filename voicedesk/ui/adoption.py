"""Having the calls of a batch followed that was given up and arrived after all."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from voicedesk.base.errors import NotAllowedError, VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.campaigns import late
from voicedesk.campaigns.arrivals import Arrival
from voicedesk.ui.adoption_dialog import AdoptionDialog
from voicedesk.ui.context import Context
from voicedesk.ui.incident import reviewer
from voicedesk.ui.run import NO_PLATFORM
from voicedesk.ui.tasks import Lane


class Adoption(QObject):
    """Of the campaign of :meth:`set_campaign`; a dialog of ``window`` asks who wants it."""

    changed = Signal(str)  # campaign id: read it again
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._id = ""

    def set_campaign(self, campaign_id: str) -> None:
        self._id = campaign_id

    @Slot(object)
    def ask(self, arrival: Arrival) -> None:
        if self._context.client is None:
            self.failed.emit(NotAllowedError(NO_PLATFORM))
            return
        dialog = AdoptionDialog(arrival, reviewer(self._context.workspace), self._window)
        dialog.wanted.connect(partial(self._adopt, self._id, arrival.chunk))
        dialog.open()

    def _adopt(self, campaign_id: str, ordinal: int, by: str) -> None:
        database, client = self._context.workspace.database, self._context.client
        assert client is not None  # it was asked for with one

        def work(_job: Job) -> str:
            return late.adopt(database, client, campaign_id, ordinal, by=by).id

        self._context.tasks.run(
            "deed:adoption", work, self._done, failed=self._fail, lane=Lane.NETWORK, keep=True
        )

    @Slot(str)
    def _done(self, campaign_id: str) -> None:
        self.changed.emit(campaign_id)

    def _fail(self, error: VoicedeskError) -> None:
        self.failed.emit(error)
