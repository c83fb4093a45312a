"""Both languages are whole: each text translated, placeholders kept, the catalogue current."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from voicedesk.base import words

SCRIPT = Path(__file__).parents[2] / "packaging" / "translations.py"


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def french() -> Iterator[None]:
    words.set_language("fr")
    yield
    words.set_language("en")


def test_every_text_is_translated(translations: ModuleType) -> None:
    catalogue = translations.updated()
    assert len(catalogue) > 300
    assert translations.faults(catalogue) == []


def test_the_compiled_catalogue_is_that_of_the_source(translations: ModuleType) -> None:
    assert translations.MO.read_bytes() == translations.compiled(translations.stored())


def test_a_missing_translation_or_placeholder_is_found(translations: ModuleType) -> None:
    catalogue = translations.Catalog(domain="voicedesk", locale="fr")
    catalogue.add("Send {n} now", "Envoyer {m}")
    catalogue.add("Stay")
    catalogue.add(("{n} row", "{n} rows"), ("une ligne", "{n} lignes"))
    catalogue.add("The call", "L'appel")
    assert translations.faults(catalogue) == [
        "placeholders differ: Send {n} now",
        "not translated: Stay",
        "the apostrophe is ’: L'appel",
    ]


def test_french_is_spoken_with_its_plurals(french: None) -> None:
    assert words.tr("Contacts") == "Contacts"
    assert words.tr("Results") == "Résultats"
    one, many = "In {n} place", "In {n} places"
    assert words.ntr(one, many, 0) == "À 0 endroit"
    assert words.ntr(one, many, 2) == "À 2 endroits"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"VOICEDESK_LANGUAGE": "fr"}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "VOICEDESK_LANGUAGE": "en"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_systems_language(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VOICEDESK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert words.system_language() == language
