"""What is done with a campaign as a whole: kept as a template, put away, brought back, deleted."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.jobs import Job
from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.context import Context


class CampaignDeeds(QObject):
    """Each deed is a task; ``done`` says which, and what it made or changed."""

    done = Signal(str, object)  # template, archive, unarchive, delete; Campaign
    failed = Signal(object)  # VoicedeskError

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def save_template(self, campaign: Campaign) -> None:
        title = tr("{name} (template)", name=campaign.name)
        self._do("template", lambda known: known.save_as_template(campaign.id, title))

    def archive(self, campaign: Campaign) -> None:
        self._do("archive", lambda known: known.archive(campaign.id))

    def unarchive(self, campaign: Campaign) -> None:
        self._do("unarchive", lambda known: known.unarchive(campaign.id))

    def delete(self, campaign: Campaign) -> None:
        def delete(known: Campaigns) -> Campaign:
            known.delete(campaign.id)
            return campaign

        self._do("delete", delete)

    def _do(self, deed: str, act: Callable[[Campaigns], Campaign]) -> None:
        database = self._context.workspace.database

        def work(_job: Job) -> tuple[str, Campaign]:
            return deed, act(Campaigns(database))

        self._context.tasks.run(f"campaign-{deed}", work, self._done, failed=self._fail, keep=True)

    def _done(self, found: tuple[str, Campaign]) -> None:
        self.done.emit(*found)

    def _fail(self, error: VoicedeskError) -> None:
        self.failed.emit(error)
