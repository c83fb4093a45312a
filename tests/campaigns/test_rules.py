"""The calling rules as data: what is shipped, what a person changes, and what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from voicedesk.base.errors import InputError
from voicedesk.base.resources import resource
from voicedesk.base.workspace import Workspace
from voicedesk.campaigns import looseness
from voicedesk.campaigns import rules as calling_rules
from voicedesk.campaigns.campaign import Purpose
from voicedesk.campaigns.rules import ENFORCED, HOLIDAYS, LIMITS, Rules, Strength

CONTRACT, PROSPECTING = Purpose.CONTRACT, Purpose.PROSPECTING
IGNORE, WARN, FORBID = Strength.IGNORE, Strength.WARN, Strength.FORBID

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def shipped() -> Rules:
    return calling_rules.load()


def document() -> Any:
    return json.loads(resource("rules", "fr.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "FR"),
        ("zone", ZoneInfo("Europe/Paris")),
        ("weekdays", frozenset({1, 2, 3, 4, 5})),
        ("hours", ((time(10), time(13)), (time(14), time(20)))),
        ("holidays", HOLIDAYS),
        ("frequency_calls", 4),
        ("frequency_days", 30),
        ("refusal_days", 60),
        ("consent_days", 365),
        ("voicemail_like_calls", True),
    ],
)
def test_the_values_of_the_rules(shipped: Rules, field: str, value: object) -> None:
    assert getattr(shipped, field) == value


def test_the_holidays_are_eleven() -> None:
    assert len(HOLIDAYS) == 11


@pytest.mark.parametrize(
    ("rule", "source", "since", "to_check"),
    [
        ("days_hours", "2022-1313", "2023-03-01", False),
        ("holidays", "L. 3133-1", "2023-03-01", False),
        ("frequency", "D. 223-9", "2023-03-01", False),
        ("refusal", "D. 223-9", "2023-03-01", False),
        ("express_consent", "D. 223-9", "2023-03-01", False),
        ("consent", "L. 223-1", "2026-08-11", False),
        ("consent_validity", "2026-662", None, True),
        ("automated_calls", "L. 34-5", None, False),
        ("message", "CNIL", None, False),
        ("stop_list", "CNIL", None, False),
        ("retention", "CNIL", None, False),
        ("bloctel", "Press", None, True),
        ("caller_number", "ARCEP", None, False),
        ("voicemail", "Not settled", None, True),
    ],
)
def test_every_row_says_where_it_comes_from(
    shipped: Rules, rule: str, source: str, since: str | None, to_check: bool
) -> None:
    row = shipped.rule(rule)
    assert source in row.source
    assert row.since == (None if since is None else date.fromisoformat(since))
    assert row.to_check is to_check
    assert row.since is None or row.since <= shipped.checked


def test_no_row_is_forgotten(shipped: Rules) -> None:
    assert len(shipped.rules) == 14
    assert {rule.name for rule in shipped.rules} >= set(ENFORCED)
    assert shipped.rule("retention").values == {"years": 3}
    assert shipped.rule("stop_list").values == {"years": 3}
    assert shipped.rule("consent_validity").values == {"proof_years": 3}


@pytest.mark.parametrize(
    ("rule", "purpose", "consented", "strength"),
    [
        ("days_hours", CONTRACT, False, WARN),
        ("days_hours", CONTRACT, True, WARN),
        ("days_hours", PROSPECTING, False, FORBID),
        ("days_hours", PROSPECTING, True, WARN),
        ("holidays", CONTRACT, False, WARN),
        ("holidays", PROSPECTING, False, FORBID),
        ("holidays", PROSPECTING, True, WARN),
        ("frequency", CONTRACT, False, WARN),
        ("frequency", PROSPECTING, False, FORBID),
        ("frequency", PROSPECTING, True, FORBID),
        ("refusal", CONTRACT, False, WARN),
        ("refusal", PROSPECTING, True, FORBID),
        ("consent", CONTRACT, False, IGNORE),
        ("consent", PROSPECTING, False, FORBID),
        ("stop_list", CONTRACT, True, FORBID),
        ("stop_list", PROSPECTING, True, FORBID),
    ],
)
def test_how_strong_a_rule_is(
    shipped: Rules, rule: str, purpose: Purpose, consented: bool, strength: Strength
) -> None:
    assert shipped.strength_of(rule, purpose, consented=consented) is strength
    if not consented:
        assert shipped.strength[rule][purpose] is strength


def test_consent_never_makes_a_rule_stronger(shipped: Rules) -> None:
    weak = replace(shipped.rule("days_hours"), strength={CONTRACT: IGNORE, PROSPECTING: IGNORE})
    rules = replace(shipped, rules=(weak,))
    assert rules.strength_of("days_hours", CONTRACT, consented=True) is IGNORE


def test_a_workspace_without_its_own_has_the_shipped(workspace: Workspace, shipped: Rules) -> None:
    assert calling_rules.load(workspace) is shipped


def test_what_is_saved_is_loaded(workspace: Workspace, shipped: Rules) -> None:
    calling_rules.save(workspace, shipped)
    assert calling_rules.load(workspace) == shipped
    changed = replace(
        shipped,
        checked=date(2027, 1, 4),
        weekdays=frozenset({1, 2, 3, 4}),
        hours=((time(9, 30), time(16)),),
        holidays=HOLIDAYS - {"whit_monday"},
        frequency_calls=2,
        refusal_days=90,
        voicemail_like_calls=False,
        zones={**shipped.zones, "681": (ZoneInfo("Pacific/Wallis"),)},
    )
    calling_rules.save(workspace, changed)
    assert calling_rules.load(workspace) == changed
    assert calling_rules.load() == shipped
    assert [path.name for path in workspace.folder.glob("rules.json*")] == ["rules.json"]


def test_an_export_reads_as_the_shipped_file(tmp_path: Path, shipped: Rules) -> None:
    path = tmp_path / "rules.json"
    calling_rules.export(shipped, path)
    written, original = json.loads(path.read_text("utf-8")), document()
    assert written["rules"].keys() == original["rules"].keys()
    written["rules"]["holidays"]["days"] = original["rules"]["holidays"]["days"]  # no order there
    assert written == original


def test_an_export_into_nowhere_is_told(tmp_path: Path, shipped: Rules) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "missing" / "rules.json", tmp_path / "folder"):
        with pytest.raises(InputError) as refused:
            calling_rules.export(shipped, path)
        assert refused.value.code == "unwritable_file"
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


def test_rules_that_could_not_be_read_again_are_not_written(
    workspace: Workspace, shipped: Rules
) -> None:
    with pytest.raises(InputError) as refused:
        calling_rules.save(workspace, replace(shipped, weekdays=frozenset()))
    assert (refused.value.code, refused.value.details["place"]) == (
        "bad_rules",
        "rules.days_hours.weekdays",
    )
    assert calling_rules.load(workspace) is shipped


def test_a_workspace_goes_back_to_the_shipped_rules(workspace: Workspace, shipped: Rules) -> None:
    assert not calling_rules.are_own(workspace)
    calling_rules.reset(workspace)  # nothing to take away
    calling_rules.save(workspace, replace(shipped, refusal_days=90))
    assert calling_rules.are_own(workspace)
    calling_rules.reset(workspace)
    assert not calling_rules.are_own(workspace)
    assert calling_rules.load(workspace) is shipped


def test_rules_that_cannot_be_read_are_given_up_too(workspace: Workspace, shipped: Rules) -> None:
    (workspace.folder / "rules.json").write_text("{", "utf-8")
    calling_rules.reset(workspace)
    assert calling_rules.load(workspace) is shipped


def test_rules_that_cannot_be_given_up_are_told(workspace: Workspace) -> None:
    (workspace.folder / "rules.json").mkdir()
    with pytest.raises(InputError) as refused:
        calling_rules.reset(workspace)
    assert refused.value.code == "unwritable_file"


def with_rule(rules: Rules, name: str, **changes: Any) -> Rules:
    """The rules with another row ``name``."""
    rows = (replace(row, **changes) if row.name == name else row for row in rules.rules)
    return replace(rules, rules=tuple(rows))


@pytest.mark.parametrize(
    ("changes", "looser"),
    [
        ({"weekdays": frozenset({1, 2})}, set()),
        ({"weekdays": frozenset({1, 6})}, {"days_hours"}),
        ({"hours": ((time(10), time(12)), (time(14), time(20)))}, set()),
        ({"hours": ((time(10), time(20)),)}, {"days_hours"}),
        ({"hours": ((time(9, 59), time(13)),)}, {"days_hours"}),
        ({"holidays": HOLIDAYS - {"christmas"}}, {"holidays"}),
        ({"frequency_calls": 3, "frequency_days": 31}, set()),
        ({"frequency_calls": 5}, {"frequency"}),
        ({"frequency_days": 29}, {"frequency"}),
        ({"refusal_days": 61}, set()),
        ({"refusal_days": 59, "consent_days": 366}, {"refusal", "consent_validity"}),
        ({"consent_days": 100}, set()),
    ],
)
def test_what_asks_less_than_the_shipped_rules_is_known(
    shipped: Rules, changes: dict[str, Any], looser: set[str]
) -> None:
    assert set(looseness.looser(replace(shipped, **changes), shipped)) == looser


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        (Purpose.CONTRACT, ("days_hours", "stop_list")),
        # For contracts nobody needs a consent: it may be as old as it likes.
        (Purpose.PROSPECTING, ("days_hours", "consent_validity", "stop_list")),
    ],
)
def test_what_asks_less_of_one_purpose_is_known(
    shipped: Rules, purpose: Purpose, names: tuple[str, ...]
) -> None:
    off = with_rule(shipped, "stop_list", strength=dict.fromkeys(Purpose, IGNORE))
    loose = replace(off, weekdays=frozenset(range(1, 8)), consent_days=400)
    assert looseness.looser(loose, shipped, [purpose]) == names


def test_a_weaker_rule_is_a_looser_one(shipped: Rules) -> None:
    strict_consent = with_rule(shipped, "consent", strength=dict.fromkeys(Purpose, FORBID))
    assert set(looseness.looser(strict_consent, shipped)) == set()
    assert set(looseness.looser(shipped, strict_consent)) == {"consent"}
    off = with_rule(shipped, "holidays", with_consent=IGNORE)
    assert set(looseness.looser(off, shipped)) == {"holidays"}
    bound = with_rule(shipped, "holidays", with_consent=FORBID)
    assert set(looseness.looser(bound, shipped)) == set()


@pytest.mark.parametrize("attribute", LIMITS)
def test_figures_within_their_limits_are_kept(
    workspace: Workspace, shipped: Rules, attribute: str
) -> None:
    place, least, most = LIMITS[attribute]
    for figure in (least, most):
        changed: dict[str, Any] = {attribute: figure}
        calling_rules.save(workspace, replace(shipped, **changed))
        assert getattr(calling_rules.load(workspace), attribute) == figure
    for figure in (least - 1, most + 1):
        changed = {attribute: figure}
        with pytest.raises(InputError) as refused:
            calling_rules.save(workspace, replace(shipped, **changed))
        assert refused.value.details["place"] == place


def put(value: object, *keys: str) -> Change:
    def change(found: dict[str, Any]) -> None:
        for key in keys[:-1]:
            found = found[key]
        found[keys[-1]] = value

    return change


def drop(*keys: str) -> Change:
    def change(found: dict[str, Any]) -> None:
        for key in keys[:-1]:
            found = found[key]
        del found[keys[-1]]

    return change


HOURS = ("rules", "days_hours", "hours")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (drop("country"), "country"),
        (put("DE", "country"), "country"),
        (put("Europe/Nowhere", "zone"), "zone"),
        (put("../etc/passwd", "zone"), "zone"),
        (put("Europe", "zone"), "zone"),
        (put("yesterday", "checked"), "checked"),
        (put("yes", "voicemail_like_calls"), "voicemail_like_calls"),
        (drop("rules", "refusal"), "rules.refusal"),
        (drop("rules", "refusal", "source"), "rules.refusal.source"),
        (put([], "rules", "refusal"), "rules.refusal"),
        (put(True, "rules", "refusal", "days"), "rules.refusal.days"),
        (put(-1, "rules", "refusal", "days"), "rules.refusal.days"),
        (put("60", "rules", "refusal", "days"), "rules.refusal.days"),
        (put(0, "rules", "frequency", "calls"), "rules.frequency.calls"),
        (put([8], "rules", "days_hours", "weekdays"), "rules.days_hours.weekdays[0]"),
        (put([], "rules", "days_hours", "weekdays"), "rules.days_hours.weekdays"),
        (put([], *HOURS), "rules.days_hours.hours"),
        (put([["10:00"]], *HOURS), "rules.days_hours.hours[0]"),
        (put([["13:00", "10:00"]], *HOURS), "rules.days_hours.hours[0]"),
        (put([["10:00", "25:00"]], *HOURS), "rules.days_hours.hours[0][1]"),
        (put([["10:00", "12:00:30"]], *HOURS), "rules.days_hours.hours[0][1]"),
        (put([["10:00+01:00", "12:00"]], *HOURS), "rules.days_hours.hours[0][0]"),
        (put([["10:00", "13:00"], ["12:00", "20:00"]], *HOURS), "rules.days_hours.hours[1]"),
        (put(["mardi_gras"], "rules", "holidays", "days"), "rules.holidays.days"),
        (put([1], "rules", "holidays", "days"), "rules.holidays.days"),
        (
            put("harsh", "rules", "consent", "strength", "contract"),
            "rules.consent.strength.contract",
        ),
        (drop("rules", "stop_list", "strength"), "rules.stop_list.strength"),
        (
            drop("rules", "stop_list", "strength", "prospecting"),
            "rules.stop_list.strength.prospecting",
        ),
        (put("soon", "rules", "consent", "since"), "rules.consent.since"),
        (put([], "zones"), "zones"),
        (put([], "zones", "262"), "zones.262"),
        (put(["Indian/Nowhere"], "zones", "262"), "zones.262[0]"),
        (put(["Europe/Paris"], "zones", "+33"), "zones.+33"),
        (put(["Asia/Kamchatka", "Europe/Kaliningrad"], "zones", "7"), "zones.7"),
        # Paris and Saint-Pierre are never open at the same time then.
        (put([["10:00", "14:00"]], *HOURS), "zones.33508"),
    ],
)
def test_a_bad_file_names_the_place(workspace: Workspace, change: Change, place: str) -> None:
    found = document()
    change(found)
    path = workspace.folder / "rules.json"
    path.write_text(json.dumps(found), "utf-8")
    with pytest.raises(InputError) as refused:
        calling_rules.load(workspace)
    assert refused.value.code == "bad_rules"
    assert refused.value.details == {"path": str(path), "place": place}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000])
def test_a_file_that_is_no_rules(workspace: Workspace, content: bytes) -> None:
    (workspace.folder / "rules.json").write_bytes(content)
    with pytest.raises(InputError) as refused:
        calling_rules.load(workspace)
    assert refused.value.code == "bad_rules"
