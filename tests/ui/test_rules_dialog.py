"""The calling rules on the screen: every row with its source, changed, refused, given back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from tests.ui.conftest import Scene
from voicedesk.base import words
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.campaign import Purpose
from voicedesk.campaigns.review import review_of
from voicedesk.campaigns.rules import HOLIDAYS, LIMITS, Strength
from voicedesk.ui import rule_words
from voicedesk.ui.hours_text import hours_of, hours_text
from voicedesk.ui.rules_dialog import RulesDialog
from voicedesk.ui.settings_dialog import SettingsDialog

INFORM = {"express_consent", "automated_calls", "message", "retention", "bloctel", "caller_number"}


@pytest.fixture
def scene(lonely_scene: Scene) -> Scene:
    return lonely_scene


@pytest.fixture
def dialog(scene: Scene) -> RulesDialog:
    return opened(scene)


def opened(scene: Scene) -> RulesDialog:
    owner = QWidget()
    scene.show(owner, 1024, 700)
    dialog = RulesDialog(scene.workspace, owner)
    dialog.open()
    return dialog


def choose(scene: Scene, name: str, how: Strength) -> None:
    combo = scene.part(name)
    combo.setCurrentIndex(combo.findData(how))
    combo.activated.emit(combo.currentIndex())


def save(scene: Scene, dialog: RulesDialog) -> None:
    with scene.bot.waitSignal(dialog.saved):
        scene.click("rules-deed")


def said(scene: Scene, name: str) -> str:
    return str(scene.part(name).text())


def test_every_row_says_what_it_means_and_where_it_is_written(
    scene: Scene, dialog: RulesDialog
) -> None:
    rules = calling_rules.shipped()
    meanings = set()
    for row in rules.rules:
        card = scene.part(f"rule-{row.name}")
        shown = [label.text() for label in card.findChildren(QLabel) if label.text()]
        assert card.accessibleName() == rule_words.rule(row.name) != row.name
        assert any(row.source in text for text in shown), row.name
        assert (card.findChild(QLabel, f"rule-{row.name}-to-check") is not None) is row.to_check
        meanings.add(said(scene, f"rule-{row.name}-meaning"))
    assert len(meanings) == len(rules.rules)
    assert "23 Nov 2026" in said(scene, "rules-origin")
    assert "4 times" in said(scene, "rule-frequency-meaning")
    assert "3 years" in said(scene, "rule-retention-meaning")
    since = [label.text() for label in scene.part("rule-consent").findChildren(QLabel)]
    assert any("11 Aug 2026" in text for text in since)


def test_every_strength_is_shown(scene: Scene, dialog: RulesDialog) -> None:
    for row in calling_rules.shipped().rules:
        for purpose, how in row.strength.items():
            assert scene.part(f"rule-{row.name}-{purpose}").currentData() == how
        if row.with_consent is not None:
            assert scene.part(f"rule-{row.name}-consented").currentData() == row.with_consent
        if row.name in INFORM:
            assert scene.part(f"rule-{row.name}").findChildren(QAbstractButton) == []


def test_a_changed_strength_is_seen_by_the_review(scene: Scene, dialog: RulesDialog) -> None:
    campaign = scene.campaign(people=3, approved=False, purpose="prospecting")
    assert len(review_of(scene.workspace, campaign).recipients) == 0
    choose(scene, "rule-consent-prospecting", Strength.WARN)
    save(scene, dialog)
    review = review_of(scene.workspace, campaign)
    assert len(review.recipients) == 3
    assert "no_consent" in {found.code for found in review.warnings}


def test_all_that_can_be_changed_is_saved(scene: Scene, dialog: RulesDialog) -> None:
    choose(scene, "rule-days_hours-contract", Strength.FORBID)
    choose(scene, "rule-holidays-consented", Strength.FORBID)
    scene.click("rule-weekdays-1")
    scene.click("rule-holidays-whit_monday")
    scene.click("rule-voicemail_like_calls")
    scene.type("rule-hours", "9h30-12, 14:00-18:15")
    for name, figure in (
        ("frequency_calls", 2),
        ("frequency_days", 45),
        ("refusal_days", 90),
        ("consent_days", 300),
    ):
        scene.type(f"rule-{name}", str(figure))
    save(scene, dialog)
    stored = calling_rules.load(scene.workspace)
    assert stored.strength_of("days_hours", Purpose.CONTRACT) is Strength.FORBID
    assert stored.rule("holidays").with_consent is Strength.FORBID
    assert stored.weekdays == {2, 3, 4, 5}
    assert stored.holidays == HOLIDAYS - {"whit_monday"}
    assert stored.hours == ((time(9, 30), time(12)), (time(14), time(18, 15)))
    assert stored.voicemail_like_calls is False
    figures = [getattr(stored, name) for name in LIMITS]
    assert figures == [2, 45, 90, 300]
    opened(scene)
    assert said(scene, "rule-hours") == "09:30–12:00, 14:00–18:15"
    assert "your own" in said(scene, "rules-origin")


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("hours", "in the morning", "Give hours"),
        ("hours", "", "Give hours"),
        ("hours", "10:00-25:00", "Give hours"),
        ("hours", "13:00-10:00", "Each span"),
        ("hours", "10:00-13:00, 12:00-20:00", "Each span"),
        ("hours", "10:00-14:00", "+33508"),
        ("frequency_calls", "0", "from 1 to 1,000"),
        ("frequency_calls", "some", "from 1 to 1,000"),
        ("frequency_days", "", "from 1 to 3,660"),
        ("refusal_days", "-1", "from 0 to 3,660"),
        ("consent_days", "36601", "from 1 to 36,600"),
    ],
)
def test_what_the_rules_refuse_is_said_beside_it(
    scene: Scene, dialog: RulesDialog, field: str, typed: str, why: str
) -> None:
    scene.type(f"rule-{field}", typed)
    scene.click("rules-deed")
    assert why in scene.part(f"rule-{field}").accessibleDescription()
    assert scene.part(f"rule-{field}").hasFocus()
    assert dialog.isVisible()
    assert not calling_rules.are_own(scene.workspace)
    QTest.keyClicks(scene.part(f"rule-{field}"), "1")
    assert scene.part(f"rule-{field}").accessibleDescription() == ""  # it is being corrected
    scene.click("rules-back")
    save(scene, dialog)
    assert not calling_rules.are_own(scene.workspace)


def test_a_week_without_a_day_is_refused(scene: Scene, dialog: RulesDialog) -> None:
    for day in range(1, 6):
        scene.click(f"rule-weekdays-{day}")
    scene.click("rules-deed")
    shown = [label.text() for label in scene.part("rule-days_hours").findChildren(QLabel)]
    assert "Choose at least one day." in shown
    assert not calling_rules.are_own(scene.workspace)


def test_what_is_looser_is_said_before_it_is_saved(scene: Scene, dialog: RulesDialog) -> None:
    assert not scene.seen("rules-warned")
    choose(scene, "rule-consent-prospecting", Strength.IGNORE)
    scene.type("rule-refusal_days", "10")
    assert scene.part("rule-refusal-looser").isVisibleTo(dialog)
    assert scene.part("rule-consent-looser").isVisibleTo(dialog)
    assert not scene.part("rule-frequency-looser").isVisibleTo(dialog)
    assert "After a refusal, Consent" in said(scene, "rules-warned")
    choose(scene, "rule-consent-prospecting", Strength.FORBID)
    scene.type("rule-refusal_days", "70")
    assert not scene.seen("rules-warned")


def test_the_meaning_follows_what_is_typed(scene: Scene, dialog: RulesDialog) -> None:
    scene.type("rule-frequency_calls", "1")
    assert "1 time at most" in said(scene, "rule-frequency-meaning")


def test_newer_shipped_rules_are_told(scene: Scene) -> None:
    old = replace(calling_rules.shipped(), checked=date(2026, 1, 5), refusal_days=90)
    calling_rules.save(scene.workspace, old)
    opened(scene)
    origin = said(scene, "rules-origin")
    assert "5 Jan 2026" in origin
    assert "23 Nov 2026" in origin


def test_the_stop_list_is_never_silent(scene: Scene, dialog: RulesDialog) -> None:
    combo = scene.part("rule-stop_list-contract")
    offered = [combo.itemData(row) for row in range(combo.count())]
    assert offered == [Strength.FORBID, Strength.WARN]


def test_back_to_the_shipped_rules(scene: Scene) -> None:
    shipped = calling_rules.shipped()
    calling_rules.save(scene.workspace, replace(shipped, refusal_days=90))
    dialog = opened(scene)
    assert said(scene, "rule-refusal_days") == "90"
    scene.click("rules-back")
    assert said(scene, "rule-refusal_days") == "60"
    assert calling_rules.load(scene.workspace).refusal_days == 90  # not before it is saved
    save(scene, dialog)
    assert not calling_rules.are_own(scene.workspace)
    opened(scene)
    assert not scene.part("rules-back").isEnabled()


def test_leaving_changes_nothing(scene: Scene, dialog: RulesDialog) -> None:
    scene.type("rule-refusal_days", "90")
    scene.click("rules-leave")
    assert not calling_rules.are_own(scene.workspace)


def test_a_file_that_cannot_be_read_is_told_and_mended(scene: Scene) -> None:
    (scene.workspace.folder / "rules.json").write_text("{", "utf-8")
    dialog = opened(scene)
    assert "rules.json" in said(scene, "rules-said")
    assert "shipped rules" in said(scene, "rules-said")
    save(scene, dialog)
    assert calling_rules.load(scene.workspace) is calling_rules.shipped()


def test_a_copy_is_what_is_shown(scene: Scene, dialog: RulesDialog, tmp_path: Path) -> None:
    scene.type("rule-refusal_days", "75")
    dialog.export(tmp_path / "copy")
    assert "copy.json" in said(scene, "rules-said")
    written = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    assert written["rules"]["refusal"]["days"] == 75
    assert not calling_rules.are_own(scene.workspace)
    dialog.export(tmp_path / "missing" / "copy.json")
    assert "copy.json" in said(scene, "rules-said")
    assert not (tmp_path / "missing").exists()


def test_a_row_a_person_wrote_into_the_file_is_shown_in_their_words(scene: Scene) -> None:
    shipped = calling_rules.shipped()
    row = replace(shipped.rule("message"), name="house", meaning="No calls at lunch", source="Us")
    told = replace(shipped.rule("bloctel"), meaning="It came back")
    rows = (*(told if one.name == "bloctel" else one for one in shipped.rules), row)
    calling_rules.save(scene.workspace, replace(shipped, rules=rows))
    dialog = opened(scene)
    assert said(scene, "rule-house-meaning") == "No calls at lunch"
    assert said(scene, "rule-bloctel-meaning") == "It came back"
    scene.type("rule-refusal_days", "61")
    save(scene, dialog)
    assert calling_rules.load(scene.workspace).rule("house") == row


def test_it_fits_the_smallest_window_and_tab_brings_everything_into_view(
    scene: Scene, dialog: RulesDialog
) -> None:
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    seen = set()
    for _ in range(80):
        here = dialog.focusWidget()
        assert here is not None
        corner = here.mapTo(dialog, here.rect().topLeft())
        assert 0 <= corner.y() <= dialog.height() - here.height(), here.objectName()
        assert 0 <= corner.x() <= dialog.width() - here.width(), here.objectName()
        text = here.text() if isinstance(here, QAbstractButton) else ""
        assert here.accessibleName() or text, here.objectName()
        seen.add(here.objectName())
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert {"rule-hours", "rule-stop_list-contract", "rule-voicemail_like_calls"} <= seen
    assert {"rules-deed", "rules-copy"} <= seen


def test_the_settings_have_the_door(scene: Scene) -> None:
    owner = QWidget()
    scene.show(owner)
    settings = SettingsDialog(scene.context, owner)
    settings.open()
    scene.click("settings-rules")
    scene.type("rule-refusal_days", "90")
    with scene.bot.waitSignal(settings.rules_changed):
        scene.click("rules-deed")
    assert calling_rules.load(scene.workspace).refusal_days == 90


@pytest.fixture
def french(qapp: QApplication) -> Iterator[None]:
    before, language = QLocale(), words.language()
    QLocale.setDefault(QLocale("fr_FR"))
    words.set_language("fr")
    yield
    words.set_language(language)
    QLocale.setDefault(before)


def test_no_text_is_cut_in_french(scene: Scene, french: None) -> None:
    dialog = opened(scene)
    area = scene.part("rule-days_hours").parentWidget()
    assert area.minimumSizeHint().width() <= dialog.width() - 2 * 24
    assert said(scene, "rule-frequency_calls") == "4"
    assert scene.part("rule-weekdays-1").text() == "Lundi"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10:00–13:00, 14:00–20:00", "10:00–13:00, 14:00–20:00"),
        ("9h-12h30 ; 14h à 18h", "09:00–12:30, 14:00–18:00"),
        ("9.30 to 16", "09:30–16:00"),
        ("13:00-10:00", "13:00–10:00"),  # the rules refuse it
        ("10:00", None),
        ("10:00–24:00", None),
        ("10:60–12:00", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: str | None) -> None:
    found = hours_of(text)
    assert (None if found is None else hours_text(found)) == hours
