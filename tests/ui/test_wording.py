"""Words for what comes from elsewhere: the platform's descriptions, figures, numbers."""

from collections.abc import Iterator

import pytest

from voicedesk.base import words
from voicedesk.base.errors import DecisionError, InputError
from voicedesk.campaigns import rules
from voicedesk.campaigns.acceptance import ACCEPTABLE
from voicedesk.sandbox import delivery, messages
from voicedesk.ui import rule_words, wording


@pytest.fixture
def french() -> Iterator[None]:
    words.set_language("fr")
    yield
    words.set_language("en")


def test_every_description_of_the_practice_platform_has_its_words(french: None) -> None:
    drawn = [outcome for media in delivery._OUTCOMES.values() for outcome in media]
    descriptions = {text for _status, text in (*drawn, *delivery._DELIVERED.values())}
    descriptions |= {"waiting to be sent", "being sent"}
    for text in descriptions:
        assert wording.description(text) != text, text
    for text in ("waiting to be sent", "being sent"):
        assert text in messages._DESCRIPTION


def test_an_unknown_description_is_shown_as_it_is() -> None:
    assert wording.description("Ligne en dérangement") == "Ligne en dérangement"


def test_figures_as_the_language_writes_them(french: None) -> None:
    assert wording.count(4218) == "4\u202f218"
    assert wording.percent(88.7) == "88,7\u00a0%"
    assert wording.percent(None) == "–"
    assert wording.duration(9.6999) == "0:09,6"
    assert wording.seconds(9.9995) == "9,9\u00a0s"


def test_a_number_at_home_and_abroad() -> None:
    assert wording.phone("+33600001204") == "06 00 00 12 04"
    assert wording.phone("+442079460123").startswith("+44 ")


def test_an_error_without_words_still_says_something() -> None:
    assert "no_such_code" in wording.sentence(InputError("no_such_code"))


@pytest.mark.parametrize("code", sorted(ACCEPTABLE))
def test_what_a_rule_warns_of_has_its_words(code: str) -> None:
    reason = wording.pause_reason(code)
    assert reason
    assert rule_words.against_going_on(code, 0) == reason
    said = wording.sentence(DecisionError(code, name="Winter tyres", chunk=2))
    assert "Winter tyres" in said
    assert f"({code})" not in said
    for sentence in (reason, said):
        assert "{" not in sentence
    known = rules.shipped()
    name, _, source = rule_words.source(rule_words.rule_of(code), known).partition(": ")
    assert name != rule_words.rule_of(code)
    assert source == known.rule(rule_words.rule_of(code)).source


def test_as_many_as_are_noted_would_be_called() -> None:
    said = rule_words.against_going_on("outside_frequency", 2)
    assert said == "2 people would be called more often than the rules allow."
    assert "public holiday" in rule_words.against_going_on("holiday", 2)
