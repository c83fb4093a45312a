"""What is read before the approval: the rules, the cost, the PDF, and a call to oneself."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from tests.ui.composer import Composer
from tests.ui.conftest import Scene
from voicedesk.base.resources import resource
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.campaign import State
from voicedesk.campaigns.drafts import Campaigns
from voicedesk.campaigns.history import events
from voicedesk.campaigns.review import review_of
from voicedesk.ui import dialogs
from voicedesk.ui.finding_lines import FindingLines
from voicedesk.ui.parts.label import Label

SATURDAY = datetime(2030, 7, 6, 11, 0, tzinfo=ZoneInfo("Europe/Paris"))


def forbidding(scene: Scene) -> None:
    """From now on the workspace's own rules forbid what the shipped ones warn of."""
    document = json.loads(resource("rules", "fr.json").read_text("utf-8"))
    document["rules"]["days_hours"]["strength"]["contract"] = "forbid"
    (scene.workspace.folder / "rules.json").write_text(json.dumps(document), "utf-8")


def test_what_a_rule_forbids_cannot_be_ticked_away(lonely_scene: Scene) -> None:
    scene = lonely_scene
    forbidding(scene)
    draft = scene.campaign("Open days", approved=False, date=SATURDAY)
    composer = Composer(scene, draft)
    composer.asked(3)
    scene.type("approve-count", "3")
    composer.see_warnings()
    assert scene.seen("finding-weekend")
    assert not scene.seen("seen-weekend")
    assert not scene.part("approve").isEnabled()
    assert "3 people would be called on a day without calls" in scene.part("approve").toolTip()
    scene.click("finding-next-slot")
    scene.until(scene.part("approve").isEnabled)


def test_a_warning_that_was_seen_is_asked_again_for_other_people(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.campaign("Other", people=5, approved=False)
    composer = Composer(scene, scene.campaign("Open days", approved=False, date=SATURDAY))
    composer.asked(3)
    composer.see_warnings()
    composer.page.refresh()
    scene.until(lambda: not scene.tasks._running)
    assert scene.part("seen-weekend").isChecked()
    composer.add_list("list1")
    composer.asked(5)
    assert not scene.part("seen-weekend").isChecked()
    assert "warnings" in scene.part("approve").toolTip()


def test_a_warning_that_was_seen_is_asked_again_for_another_moment(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", approved=False, date=SATURDAY))
    composer.asked(3)
    composer.see_warnings()
    later = SATURDAY.replace(hour=15)  # the next lawful slot is the same
    composer.choose_date(later)
    scene.until(lambda: composer.page._last is not None and composer.page._last[0][3] == later)
    composer.asked(3)
    assert not scene.part("seen-weekend").isChecked()
    scene.click("seen-weekend")
    scene.type("approve-count", "3")
    scene.click("approve")
    scene.until(
        lambda: Campaigns(scene.workspace.database).get(composer.id).state is State.APPROVED
    )


def test_a_warning_that_was_seen_is_asked_again_for_as_many_others(lonely_scene: Scene) -> None:
    scene, rules = lonely_scene, calling_rules.load()
    others = [f"07{number:08d}" for number in range(3)]
    drafts = [
        scene.campaign("Open days", approved=False, date=SATURDAY),
        scene.campaign("Other people", numbers=others, approved=False, date=SATURDAY),
    ]
    some, as_many = (review_of(scene.workspace, draft) for draft in drafts)
    lines = FindingLines()
    scene.show(lines)
    lines.show_findings(some.findings, some.groups, rules)
    scene.click("seen-weekend")
    lines.show_findings(some.findings, some.groups, rules)
    assert lines.seen() == {some.findings[0].acceptance}
    lines.show_findings(as_many.findings, as_many.groups, rules)
    assert lines.seen() == frozenset()


def test_every_warning_of_a_night_at_the_weekend_is_ticked(lonely_scene: Scene) -> None:
    scene = lonely_scene
    night = SATURDAY.replace(hour=21)
    composer = Composer(scene, scene.campaign("Open days", approved=False, date=night))
    composer.asked(3)
    scene.type("approve-count", "3")
    scene.click("seen-weekend")
    assert not scene.part("approve").isEnabled()
    scene.click("seen-outside_hours")
    assert scene.part("approve").isEnabled()
    scene.click("approve")
    database = scene.workspace.database
    scene.until(lambda: Campaigns(database).get(composer.id).state is State.APPROVED)
    accepted = Campaigns(database).get(composer.id).acknowledged
    assert {one.partition(" ")[0] for one in accepted} == {"weekend", "outside_hours"}


def test_a_warning_shows_the_people_it_is_about(lonely_scene: Scene) -> None:
    scene = lonely_scene
    document = json.loads(resource("rules", "fr.json").read_text("utf-8"))
    document["rules"]["consent"]["strength"]["contract"] = "warn"
    (scene.workspace.folder / "rules.json").write_text(json.dumps(document), "utf-8")
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    composer.asked(3)
    scene.click("rows-no_consent")
    shown = scene.part("exclusions-table").model()
    assert shown.rowCount() == 3
    assert shown.index(0, 0).data() == "Personne 0001"
    texts = [label.text() for label in scene.part("exclusions").findChildren(Label)]
    assert "3 rows will be called once the warning is ticked" in texts
    scene.click("exclusions-close")
    scene.until(lambda: not scene.seen("exclusions-table"))


def test_looser_rules_are_said_above_the_figures(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    composer.asked(3)
    assert not scene.seen("review-looser")
    looser = replace(calling_rules.shipped(), frequency_calls=9)
    calling_rules.save(scene.workspace, looser)
    composer.page.refresh()
    scene.until(lambda: scene.seen("review-looser"))
    said = scene.part("review-looser").text()
    assert said == "Rules looser than the shipped ones: Number of calls"


def test_the_cost_follows_the_tariff(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", people=300, approved=False))
    composer.asked(300)
    assert scene.part("review-cost").accessibleName() == "Estimated cost: –"
    assert scene.part("review-time").accessibleName() == "Time needed: –"
    with scene.bot.waitSignal(composer.page.settings_wanted):
        scene.click("set-tariff")
    scene.workspace.change_setting("tariff.voice", "0.07")
    composer.page.refresh()
    scene.until(lambda: scene.part("review-cost").accessibleName() == "Estimated cost: €21.00")
    assert not scene.seen("set-tariff")


@pytest.fixture
def answer_save_dialog(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], list[str]]:
    """Whoever asks where to save is told this path; returns the names that were suggested."""

    def answer(path: Path) -> list[str]:
        suggested: list[str] = []

        def choose(
            _parent: QWidget,
            _title: str,
            name: str,
            _filters: list[str],
            chosen: Callable[[Path], None],
        ) -> None:
            suggested.append(name)
            chosen(path)

        monkeypatch.setattr(dialogs, "choose_target", choose)
        return suggested

    return answer


def test_the_review_is_printed(
    lonely_scene: Scene, tmp_path: Path, answer_save_dialog: Callable[[Path], list[str]]
) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open/days", approved=False))
    composer.asked(3)
    suggested = answer_save_dialog(tmp_path / "sheet")
    scene.click("print-review")
    scene.until(lambda: (tmp_path / "sheet.pdf").exists())
    scene.until(scene.part("print-review").isEnabled)
    assert suggested == ["Review – Open days.pdf"]
    document = QPdfDocument()
    assert document.load(str(tmp_path / "sheet.pdf")) is QPdfDocument.Error.None_
    assert "Open/days" in document.getAllText(0).text()
    document.close()
    document.deleteLater()


def dialog_of(composer: Composer) -> QDialog:
    found = composer.page.findChildren(QDialog, "own-number")
    return next(dialog for dialog in found if dialog.isVisible())


def test_a_call_to_oneself_asks_for_the_number_once(scene: Scene) -> None:
    draft = scene.campaign("Open days", approved=False)
    composer = Composer(scene, draft)
    composer.asked(3)
    scene.click("own-call")
    dialog = dialog_of(composer)
    scene.page = dialog
    scene.type("own-number-line", "06 00")
    scene.click("own-number-deed")
    assert "not one that can be called" in scene.part("own-number-line").accessibleDescription()
    scene.type("own-number-line", "06 00 00 00 77")
    QTest.keyClick(scene.part("own-number-line"), Qt.Key.Key_Return)
    scene.page = composer.page
    state = scene.part("own-call-state")
    scene.until(lambda: "06 00 00 00 77" in state.text())
    known = Campaigns(scene.workspace.database)
    (test,) = known.tests()
    scene.until(lambda: known.get(test.id).state is State.DONE)
    assert [found.id for found in known.all()] == [draft.id]
    assert scene.workspace.settings.workspace_own_number == "06 00 00 00 77"
    assert events(scene.workspace.database, test.id)[0].details["by"] == "Claire Morel"
    scene.until(scene.part("own-call").isEnabled)
    assert scene.part("own-call").text() == "Call me again"
    scene.click("own-call")  # asks no more
    scene.until(lambda: len(known.tests()) == 2)
    scene.until(lambda: all(test.state is State.DONE for test in known.tests()))


def test_without_a_platform_the_call_says_so(lonely_scene: Scene) -> None:
    scene = lonely_scene
    scene.workspace.change_setting("workspace.own_number", "06 00 00 00 77")
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    composer.asked(3)
    scene.click("own-call")
    banner = scene.part("composer-error")
    scene.until(banner.isVisible)
    assert "platform" in banner.accessibleName()


def test_the_message_is_heard_and_stops_with_the_page(lonely_scene: Scene) -> None:
    scene = lonely_scene
    composer = Composer(scene, scene.campaign("Open days", approved=False))
    button = scene.part("campaign-play")
    assert button.accessibleName() == "Listen as on the telephone"
    scene.click("campaign-play")
    scene.until(lambda: button.accessibleName() == "Stop listening")
    composer.page.hide()
    assert button.accessibleName() == "Listen as on the telephone"
    composer.page.show()
    scene.click("campaign-play")
    composer.page.hide()  # before it is ready
    assert button.isEnabled()
