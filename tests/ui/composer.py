"""A hand on the composer: the page with one campaign, used by clicks and keys."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMenu

from tests.ui.conftest import Scene
from voicedesk.campaigns.campaign import Campaign, Channel
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.ui.channel_choice import ChannelChoice
from voicedesk.ui.composer_page import ComposerPage
from voicedesk.ui.list_tag import ListTag
from voicedesk.ui.parts.badge import Badge
from voicedesk.ui.parts.funnel import Funnel
from voicedesk.ui.parts.segmented import Segmented
from voicedesk.ui.parts.tick import Tick
from voicedesk.ui.remark import Remark


class Composer:
    """Waits until the campaign is shown; ``stored`` is what the database has of it."""

    def __init__(self, scene: Scene, campaign: Campaign) -> None:
        self.scene, self.id = scene, campaign.id
        self.page = ComposerPage(scene.context, scene.dispatch)
        scene.show(self.page, 1280, 800)
        self.page.show_campaign(campaign.id)
        scene.until(lambda: self.page.title() == campaign.name and self.name.isEnabled())

    @property
    def stored(self) -> Campaign:
        return Campaigns(self.scene.workspace.database).get(self.id)

    @property
    def name(self) -> Any:
        return self.scene.part("campaign-name")

    @property
    def remark(self) -> str:
        """What the review says where it has no figures."""
        found = self.scene.part("review-remark")
        assert isinstance(found, Remark)
        return found.text() if found.isVisible() else ""

    @property
    def schedule_remark(self) -> str:
        found = self.scene.part("campaign-date-remark")
        assert isinstance(found, Remark)
        return found.text() if found.isVisible() else ""

    def pick(self, name: str, text: str) -> None:
        """Choose the entry that begins like this, with the keyboard alone."""
        combo = self.scene.part(name)
        assert isinstance(combo, QComboBox)
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText().startswith(text):
                return
            QTest.keyClick(combo, Qt.Key.Key_Down)
        raise AssertionError(f"{text} cannot be chosen")

    def press(self, name: str, key: str) -> None:
        """Click a segment, or a card of the channels."""
        choice = self.scene.part(name)
        assert isinstance(choice, Segmented | ChannelChoice)
        if isinstance(choice, Segmented):
            QTest.mouseClick(choice.segment(key), Qt.MouseButton.LeftButton)
        else:
            QTest.mouseClick(choice.radio(Channel(key)), Qt.MouseButton.LeftButton)

    def add_list(self, name: str) -> None:
        """Add the list that begins so, from the menu of its button."""
        self.scene.click("campaign-list")
        (menu,) = [menu for menu in self.page.findChildren(QMenu) if menu.isVisible()]
        (action,) = [action for action in menu.actions() if action.text().startswith(name)]
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def drop_list(self, name: str) -> None:
        """Click the cross of that list."""
        tags = [tag for tag in self.page.findChildren(ListTag) if tag.isVisible()]
        (tag,) = [tag for tag in tags if tag.accessibleName().startswith(name)]
        cross = tag.findChild(QAbstractButton, "remove-list")
        assert cross is not None
        QTest.mouseClick(cross, Qt.MouseButton.LeftButton)

    def asked(self, people: int) -> None:
        """Wait until the review says how many will be called."""
        funnel = self.scene.part("review-funnel")
        assert isinstance(funnel, Funnel)

        def says() -> bool:
            return (
                funnel.isVisible()
                and funnel.row("will_call").accessibleName() == f"Will be called: {people} left"
                and "being made" not in self.scene.part("approve").toolTip()
            )

        self.scene.until(says)

    def see_warnings(self) -> None:
        """Tick each warning of the rules that is shown."""
        for tick in self.page.findChildren(Tick):
            if tick.isVisible() and not tick.isChecked():
                QTest.mouseClick(tick, Qt.MouseButton.LeftButton)

    def badge(self, text: str) -> bool:
        return any(b.text() == text and b.isVisible() for b in self.page.findChildren(Badge))

    def choose_date(self, moment: datetime) -> None:
        self.scene.part("campaign-date").setDate(QDate(moment.year, moment.month, moment.day))
        self.scene.part("campaign-time").setTime(QTime(moment.hour, moment.minute))
