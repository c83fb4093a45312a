"""What a spoken message starts from, and what it is called."""

import pytest

from voicedesk.ui.speech_template import gap, name_of, template


def test_a_message_is_named_after_its_first_words() -> None:
    assert name_of("  Hello,\n\nthere. ") == "Hello, there"
    assert name_of("Bonjour, ici le garage Morel. Vos pneus sont prêts.") == (
        "Bonjour, ici le garage Morel. Vos pneus…"
    )
    assert len(name_of("x" * 500)) <= 41


@pytest.mark.parametrize("language", ["fr-FR", "fr-CA", "en-US", "it-IT"])
def test_a_template_can_be_spoken_once_its_gaps_are_filled(language: str) -> None:
    text = template(language, "  ")
    filled = 0
    while (place := gap(text)) is not None:
        text = text[: place[0]] + "Morel" + text[place[1] :]
        filled += 1
    assert filled == 3
    assert sum(character.isalpha() for character in text) > 100
