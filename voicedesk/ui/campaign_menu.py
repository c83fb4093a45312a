"""What can be done with a campaign of the table, or with a template."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign
from voicedesk.campaigns.drafts import ARCHIVABLE, EDITABLE
from voicedesk.ui.campaign_deeds import CampaignDeeds


class CampaignMenu(QMenu):
    """Only what is possible is offered."""

    duplicate_wanted = Signal(str, str)  # id and name
    from_template_wanted = Signal(str)
    history_wanted = Signal(str, str)  # id and name

    def __init__(self, deeds: CampaignDeeds, parent: QWidget) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._campaign: Campaign | None = None
        self.setObjectName("row-menu")
        self._new = self.addAction(tr("New campaign from this template"))
        self._copy = self.addAction(tr("Duplicate the campaign"))
        self._keep = self.addAction(tr("Save as a template"))
        self._history = self.addAction(tr("History…"))
        self.addSeparator()
        self._away = self.addAction(tr("Archive the campaign"))
        self._back = self.addAction(tr("Bring back from the archive"))
        self._delete = self.addMenu(tr("Delete"))
        self._sure = self._delete.addAction(tr("Delete for good"))
        self._new.triggered.connect(self._make)
        self._copy.triggered.connect(self._duplicate)
        self._keep.triggered.connect(self._save)
        self._history.triggered.connect(self._show_history)
        self._away.triggered.connect(self._archive)
        self._back.triggered.connect(self._unarchive)
        self._sure.triggered.connect(self._remove)

    def drop(self, campaign: Campaign, place: QPoint) -> None:
        """Open for this one, at a place of the screen."""
        self._campaign = campaign
        template, archived = campaign.is_template, campaign.archived_at is not None
        self._new.setVisible(template)
        self._copy.setVisible(not template)
        self._keep.setVisible(not template)
        self._history.setVisible(not template)
        self._away.setVisible(not template and not archived and campaign.state in ARCHIVABLE)
        self._back.setVisible(archived)
        self._delete.menuAction().setVisible(campaign.state in EDITABLE)
        self.popup(place)

    @Slot()
    def _make(self) -> None:
        if self._campaign is not None:
            self.from_template_wanted.emit(self._campaign.id)

    @Slot()
    def _duplicate(self) -> None:
        if self._campaign is not None:
            self.duplicate_wanted.emit(self._campaign.id, self._campaign.name)

    @Slot()
    def _save(self) -> None:
        if self._campaign is not None:
            self._deeds.save_template(self._campaign)

    @Slot()
    def _show_history(self) -> None:
        if self._campaign is not None:
            self.history_wanted.emit(self._campaign.id, self._campaign.name)

    @Slot()
    def _archive(self) -> None:
        if self._campaign is not None:
            self._deeds.archive(self._campaign)

    @Slot()
    def _unarchive(self) -> None:
        if self._campaign is not None:
            self._deeds.unarchive(self._campaign)

    @Slot()
    def _remove(self) -> None:
        if self._campaign is not None:
            self._deeds.delete(self._campaign)
