"""Typed settings: file, environment, and clear refusals."""

from pathlib import Path

import pytest

from voicedesk.base import settings
from voicedesk.base.errors import InputError


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "none.json", environment={}) == settings.Settings()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    wished = settings.changed(settings.Settings(), "sending.hold_seconds", "2.5")
    settings.save(wished, path)
    assert settings.load(path, environment={}).sending_hold_seconds == 2.5
    assert [found.name for found in tmp_path.iterdir()] == ["settings.json"]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings.save(settings.changed(settings.Settings(), "sending.settle_seconds", "30"), path)
    environment = {"VOICEDESK_SENDING_SETTLE_SECONDS": "10"}
    assert settings.load(path, environment).sending_settle_seconds == 10.0


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("sending.hold_seconds", "soon", "bad_setting"),
        ("sending.hold_seconds", "-1", "bad_setting"),
        ("sending.call_seconds", "inf", "bad_setting"),
        ("sending.call_seconds", "nan", "bad_setting"),
        ("sending.no_such", "1", "unknown_setting"),
    ],
)
def test_a_wrong_setting_is_refused(key: str, value: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        settings.changed(settings.Settings(), key, value)
    assert refused.value.code == code


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{")
    with pytest.raises(InputError) as refused:
        settings.load(path, environment={})
    assert refused.value.code == "bad_settings"


def test_keys_are_as_documented() -> None:
    assert {"sending.settle_seconds", "sending.hold_seconds", "sending.pace_seconds"} <= set(
        settings.keys()
    )
