"""New campaigns: empty, from another one, or from a template."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.context import Context


class CampaignMaking(QObject):
    """Each is made in a task; the last one asked for is told by ``made``."""

    made = Signal(object)  # Campaign

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def create(self, **choices: object) -> None:
        """An empty draft, or one with these choices."""
        name = tr("New campaign")
        self._make(lambda known: known.create(name, **choices))

    @Slot(str, str)
    def duplicate(self, campaign_id: str, name: str) -> None:
        """A draft with the choices of the campaign ``name``."""
        title = tr("{name} (copy)", name=name)
        self._make(lambda known: known.duplicate(campaign_id, title))

    @Slot(str)
    def from_template(self, template_id: str) -> None:
        name = tr("New campaign")
        self._make(lambda known: known.from_template(template_id, name))

    def _make(self, act: Callable[[Campaigns], Campaign]) -> None:
        database = self._context.workspace.database

        def work(_job: Job) -> Campaign:
            return act(Campaigns(database))

        self._context.tasks.run("new-campaign", work, self.made.emit)
