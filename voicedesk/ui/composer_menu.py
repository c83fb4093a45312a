"""What is seldom wanted of the campaign that is composed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import ARCHIVABLE, EDITABLE
from voicedesk.ui.parts.more_button import MoreButton


class ComposerMenu(MoreButton):
    """Only what is possible is offered."""

    duplicate_wanted = Signal()
    template_wanted = Signal()
    history_wanted = Signal()
    archive_wanted = Signal()
    deletion_wanted = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tr("More about this campaign"), parent=parent)
        self.setObjectName("campaign-menu")
        self.add(tr("Duplicate the campaign"), self.duplicate_wanted.emit)
        self._template = self.add(tr("Save as a template"), self.template_wanted.emit)
        self._history = self.add(tr("History…"), self.history_wanted.emit)
        self._archive = self.add(tr("Archive the campaign"), self.archive_wanted.emit)
        self._deletion = self.add(tr("Delete the draft…"), self.deletion_wanted.emit)

    def show_campaign(self, campaign: Campaign) -> None:
        """A template has no history of sending, and is not put away: it is deleted."""
        own, archived = not campaign.is_template, campaign.archived_at is not None
        self._template.setVisible(own)
        self._history.setVisible(own)
        self._archive.setVisible(own and not archived and campaign.state in ARCHIVABLE)
        self._deletion.setVisible(campaign.state in EDITABLE)
