"""The composer over a real workspace: chosen by clicks and keys, kept, reviewed, approved."""

from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.audio.library import Recordings
from voicedesk.base.ids import now
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.campaigns import drafts, rules, statistics
from voicedesk.campaigns.calendar import SOONEST, Calendar
from voicedesk.campaigns.campaign import Campaign, Channel, Purpose, State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.contacts import editing
from voicedesk.contacts.lists import ContactLists
from voicedesk.ui.channel_choice import ChannelChoice
from voicedesk.ui.exclusions_dialog import ExclusionsDialog

MIXED = ["06 00 00 00 01", "06 00 00 00 01", "01 99 00 14 73", "06 00", "pas de tel"]


@pytest.fixture
def draft(lonely_scene: Scene) -> Campaign:
    """Complete, with three people to call."""
    return lonely_scene.campaign("Open days", approved=False)


def test_from_an_empty_draft_to_the_approval(lonely_scene: Scene) -> None:
    scene = lonely_scene
    other = scene.campaign("Other", people=3, approved=False)  # brings a message and a list
    empty = Campaigns(scene.workspace.database).create("New campaign")
    composer = Composer(scene, empty)
    assert "purpose" in composer.remark
    scene.type("campaign-name", "Portes ouvertes")
    composer.pick("campaign-purpose", "Information for customers")
    scene.until(lambda: "channel" in composer.remark)
    composer.press("campaign-media", Channel.VOICE)
    scene.until(lambda: "message" in composer.remark)
    composer.pick("campaign-message", "message-fr")
    scene.until(lambda: "contact list" in composer.remark)
    composer.add_list("list1")
    composer.asked(3)
    composer.see_warnings()
    stored = composer.stored
    assert (stored.name, stored.purpose, stored.channel) == (
        "Portes ouvertes",
        Purpose.CONTRACT,
        Channel.VOICE,
    )
    assert (stored.recording_id, stored.list_ids) == (other.recording_id, other.list_ids)
    scene.type("approve-count", "3")
    with scene.bot.waitSignal(composer.page.approved) as approved:
        scene.click("approve")
    assert approved.args == [empty.id]
    assert composer.stored.state is State.APPROVED
    assert composer.stored.approved_by == "Claire Morel"
    assert statistics.status(scene.workspace.database, empty.id).recipients == 3
    assert composer.badge("Approved")


def test_the_button_waits_for_the_right_number_and_a_name(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    composer.see_warnings()
    approve = scene.part("approve")
    for typed, reason in (
        ("", "Type the number"),
        ("three", "Type the number"),
        ("2", "not the number"),
        ("33", "not the number"),
    ):
        scene.type("approve-count", typed)
        assert not approve.isEnabled()
        assert reason in approve.toolTip()
    scene.type("approve-count", "3")
    scene.type("approve-reviewer", " ")
    assert not approve.isEnabled()
    assert "who approves" in approve.toolTip()
    scene.type("approve-reviewer", "Paul Roux")
    assert approve.isEnabled()
    with scene.bot.waitSignal(composer.page.approved):
        QTest.keyClick(scene.part("approve-count"), Qt.Key.Key_Return)
    assert composer.stored.approved_by == "Paul Roux"


def test_thousands_may_be_set_apart(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", people=1204, approved=False))
    scene.until(scene.part("review-funnel").isVisible)
    composer.see_warnings()
    for typed in ("1 204", "1,204", "1\u202f204", "1204"):
        scene.part("approve-count").setText(typed)  # keys are ASCII only
        scene.until(scene.part("approve").isEnabled)
    scene.type("approve-count", "12040")
    assert not scene.part("approve").isEnabled()


def test_every_loss_opens_its_rows(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", numbers=MIXED, approved=False))
    composer.asked(2)
    funnel = scene.part("review-funnel")
    assert shown_rows(composer, funnel.row("valid")) == [
        ("Personne 0004", "06 00"),
        ("Personne 0005", "pas de tel"),
    ]
    assert shown_rows(composer, funnel.row("unique")) == [("Personne 0002", "06 00 00 00 01")]
    assert shown_rows(composer, scene.part("reason-duplicate")) == [
        ("Personne 0002", "06 00 00 00 01")
    ]
    composer.press("campaign-media", Channel.VOICEMAIL)
    composer.asked(1)
    assert shown_rows(composer, funnel.row("reachable")) == [("Personne 0003", "01 99 00 14 73")]


def shown_rows(composer: Composer, button: Any) -> list[tuple[str, str]]:
    """What the dialog behind the button lists; closes it again with Escape."""
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = composer.page.findChild(ExclusionsDialog)
    assert dialog is not None
    model = composer.scene.part("exclusions-table").model()
    found = [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]
    with composer.scene.bot.waitSignal(dialog.destroyed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    return found


def test_prospecting_without_consent_calls_nobody(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    composer.pick("campaign-purpose", "Prospecting")
    scene.until(lambda: "Nobody" in composer.remark)
    scene.type("approve-count", "0")
    assert not scene.part("approve").isEnabled()
    assert len(shown_rows(composer, scene.part("reason-no_consent"))) == 3


def test_a_change_withdraws_the_approval_and_says_so_before(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days"))
    banner = scene.part("composer-notice")
    scene.until(banner.isVisible)
    assert "approved" in banner.accessibleName()
    assert "withdraws" in banner.accessibleDescription()
    assert not scene.part("approve").isVisible()
    with scene.bot.waitSignal(composer.page.approved) as wanted:
        scene.click("composer-sending")
    assert wanted.args == [composer.id]
    assert str(composer.stored.state) == "approved"
    composer.press("campaign-media", Channel.VOICEMAIL)
    scene.until(lambda: "withdrawn" in banner.accessibleName())
    assert str(composer.stored.state) == "draft"
    composer.asked(3)
    assert scene.part("approve").isVisible()


def test_looking_at_an_approved_campaign_does_not_withdraw_it(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days"))
    scene.until(scene.part("review-funnel").isVisible)
    composer.name.setFocus()
    QTest.keyClick(composer.name, Qt.Key.Key_Return)
    composer.pick("campaign-purpose", "Information for customers")
    composer.page.hide()
    composer.page.refresh()
    scene.until(lambda: not scene.tasks.is_running("composer-load"))
    assert composer.stored.state is State.APPROVED


def test_quick_changes_of_several_fields_are_all_kept(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    scene.type("campaign-name", "Renamed")
    composer.press("campaign-media", Channel.VOICEMAIL)
    composer.press("campaign-media", Channel.VOICE)
    composer.press("campaign-media", Channel.VOICEMAIL)
    composer.pick("campaign-purpose", "Prospecting")
    scene.until(lambda: composer.stored.name == "Renamed")
    scene.until(lambda: composer.stored.channel is Channel.VOICEMAIL)
    assert composer.stored.purpose is Purpose.PROSPECTING
    assert composer.page.title() == "Renamed"


def test_a_name_being_typed_stays_with_its_campaign(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    campaigns = Campaigns(scene.workspace.database)
    other = campaigns.create("Other")
    composer = Composer(scene, draft)
    scene.type("campaign-name", "Half typ")
    composer.page.show_campaign(other.id)
    scene.until(lambda: composer.name.text() == "Other")
    scene.until(lambda: composer.stored.name == "Half typ")
    assert campaigns.get(other.id).name == "Other"


def test_an_empty_name_is_refused_and_the_old_one_stays(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    scene.type("campaign-name", "x")
    QTest.keyClick(composer.name, Qt.Key.Key_Backspace)
    assert "name" in composer.name.accessibleDescription()
    composer.page.hide()
    composer.page.refresh()
    scene.until(lambda: not scene.tasks.is_running("composer-load"))
    assert composer.stored.name == "Open days"


def test_unusable_messages_stand_there_with_their_reason(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    short = Recordings(scene.workspace).add(resource("samples", "too-short.mp3"), Job())
    composer = Composer(scene, draft)
    combo = scene.part("campaign-message")
    row = combo.findData(short.id)
    assert "the message lasts 3.0\xa0s" in combo.itemText(row)
    assert not combo.model().flags(combo.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled
    with pytest.raises(AssertionError, match="cannot be chosen"):
        composer.pick("campaign-message", "too-short")
    Campaigns(scene.workspace.database).change(draft.id, recording_id=short.id)
    composer.page.refresh()
    scene.until(lambda: "cannot be sent as it is" in composer.remark)


def test_a_list_that_is_gone_is_asked_for_again(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    ContactLists(scene.workspace.database).delete(draft.list_ids[0])
    composer.page.refresh()
    scene.until(lambda: "contact list" in composer.remark)
    assert not scene.part("review-funnel").isVisible()
    with scene.bot.waitSignal(composer.page.contacts_wanted):
        scene.click("campaign-import-list")


def test_contacts_corrected_meanwhile_count_at_the_next_look(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", numbers=MIXED, approved=False))
    composer.asked(2)
    lists = ContactLists(scene.workspace.database)
    table = lists.open(composer.stored.list_ids[0], Job())
    wrong = next(row for row in table.order.tolist() if table.number(row) == "06 00")
    change = editing.edit(table, wrong, table.shape.phone, "06 00 00 00 09")
    assert change is not None
    lists.commit(table, change, Job())
    composer.page.refresh()
    composer.asked(3)


def test_a_count_that_is_no_longer_true_is_told_and_reviewed_again(
    lonely_scene: Scene, draft: Campaign
) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    composer.see_warnings()
    scene.type("approve-count", "3")
    lists = ContactLists(scene.workspace.database)
    table = lists.open(draft.list_ids[0], Job())
    change = editing.insert(table, None, [{0: "Personne 0009", 1: "06 00 00 00 99"}])
    assert change is not None
    lists.commit(table, change, Job())
    scene.click("approve")
    banner = scene.part("composer-error")
    scene.until(banner.isVisible)
    assert "4 people" in banner.accessibleName()
    composer.asked(4)
    assert composer.stored.state is State.DRAFT


def test_what_was_sent_cannot_be_changed(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    with scene.workspace.database.write() as connection:
        drafts.set_state(connection, draft.id, State.SENDING)
    composer.press("campaign-media", Channel.VOICEMAIL)
    scene.until(scene.part("composer-error").isVisible)
    scene.until(lambda: not composer.name.isEnabled())
    assert composer.badge("Sending")
    media = scene.part("campaign-media")
    assert isinstance(media, ChannelChoice)
    assert media.current() is Channel.VOICE
    assert composer.stored.channel is Channel.VOICE


def test_the_wheel_changes_no_choice(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.press("campaign-when", "date")
    for name in ("campaign-purpose", "campaign-message", "campaign-date", "campaign-time"):
        part = scene.part(name)
        part.setFocus()
        middle = QPointF(part.rect().center())
        QApplication.sendEvent(
            part,
            QWheelEvent(
                middle,
                QPointF(part.mapToGlobal(middle)),
                QPoint(0, 0),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
    date = scene.part("campaign-date").date()
    assert composer.stored.purpose is Purpose.CONTRACT
    assert scene.part("campaign-purpose").currentIndex() == 0
    upcoming = Calendar(rules.load()).next_slot(now() + SOONEST)
    assert date == QDate(upcoming.year, upcoming.month, upcoming.day)


def test_a_new_name_needs_no_new_review(lonely_scene: Scene, draft: Campaign) -> None:
    scene = lonely_scene
    composer = Composer(scene, draft)
    composer.asked(3)
    composer.see_warnings()
    scene.type("approve-count", "3")
    scene.type("campaign-name", "Renamed")
    scene.until(lambda: composer.stored.name == "Renamed")
    assert not scene.tasks.is_running("composer-review")
    scene.until(scene.part("approve").isEnabled)


def test_nothing_chosen_of_nothing(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, Campaigns(scene.workspace.database).create("Empty"))
    assert not scene.part("campaign-message").isEnabled()
    with scene.bot.waitSignal(composer.page.messages_wanted):
        scene.click("campaign-import-message")
    with scene.bot.waitSignal(composer.page.back_wanted):
        QTest.mouseClick(composer.page._back, Qt.MouseButton.LeftButton)
    assert not scene.seen("campaign-list")
