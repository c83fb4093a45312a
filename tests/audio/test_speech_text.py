"""Numbers, hours, sums and dates as a voice must be given them."""

from time import perf_counter

import pytest

from voicedesk.audio.speech_text import spoken_form


@pytest.mark.parametrize(
    "written",
    [
        "06 00 00 12 34",
        "06.00.00.12.34",
        "06-00-00-12-34",
        "0600001234",
        "06\u00a000\u202f00 12 34",
        "+33 6 00 00 12 34",
        "+33 (0)6 00 00 12 34",
        "0033600001234",
    ],
)
@pytest.mark.parametrize("language", ["fr-FR", "en-GB", "de-DE"])
def test_a_phone_number_is_said_by_pairs(written: str, language: str) -> None:
    assert spoken_form(f"le {written}.", language) == "le 06, 00, 00, 12, 34."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("01 99 00 12 34 ou 06 00 00 12 35", "01, 99, 00, 12, 34 ou 06, 00, 00, 12, 35"),
        ("0 800 12 34 56", "08, 00, 12, 34, 56"),
        ("0 800 123 456", "0, 800, 123, 456"),
        ("à 10 h 30", "à 10 heures 30"),
        ("à 10h30.", "à 10 heures 30."),
        ("à 10:30", "à 10 heures 30"),
        ("à 14h00", "à 14 heures"),
        ("à 1 h", "à une heure"),
        ("à 21 h 05", "à vingt et une heures 05"),
        ("9h-12h et 14h – 18h30", "9 heures à 12 heures et 14 heures à 18 heures 30"),
        ("24h/24, 7j/7", "24 heures sur 24, 7 jours sur 7"),
        ("12 €", "12 euros"),
        ("1 €", "1 euro"),
        ("12,50 €", "12 euros et 50 centimes"),
        ("12,5\u00a0€", "12 euros et 50 centimes"),
        ("12€50", "12 euros et 50 centimes"),
        ("0,50 €", "50 centimes"),
        ("0,01 €", "1 centime"),
        ("1 250 €", "1 250 euros"),
        ("1.250,00 €", "1.250 euros"),
        ("1000 €", "1000 euros"),
        ("50 €/mois", "50 euros par mois"),
        ("le 22/12/2026", "le 22 décembre 2026"),
        ("le 01.03.2026", "le 1er mars 2026"),
        ("-20 %", "moins 20 %"),
        ("M. Morel", "monsieur Morel"),
        ("MM. Morel et Petit", "messieurs Morel et Petit"),
        ("n° 12", "numéro 12"),
        ("le 2e étage, 3ème porte", "le deuxième étage, troisième porte"),
        ("dans 10 min.", "dans 10 minutes"),
        ("Titre\n\nSuite.\n\nFin", "Titre.\n\nSuite.\n\nFin"),
        ("un\0deux\x1btrois", "un deux trois"),
    ],
)
def test_french_is_mended(written: str, said: str) -> None:
    assert spoken_form(written, "fr-FR") == said


@pytest.mark.parametrize(
    "written",
    [
        "Bonjour, ici le garage Morel : 3 km, 5,5 %, 1 500 personnes en 1995.",
        "36 30 ou 3630",
        "le 31/13/2026",
        "à 25h",
        "10:75",
        "un ratio de 3:1",
        "de 9-12",
        "1er étage, 21e rang",
        "la réf. 06 00 00 12 3",
        "12345678901234",
        "une ligne\nl'autre",
        "rendez-vous au 5 bis",
    ],
)
def test_what_is_well_said_or_no_such_thing_stays(written: str) -> None:
    assert spoken_form(written, "fr-FR") == written


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("€12", "12 euros"),
        ("£1", "1 pound"),
        ("£12.50", "12 pounds 50"),
        ("£1,250.00.", "1,250 pounds."),
        ("22/12/2026", "22 December 2026"),
        ("at 10.30 am", "at 10:30 am"),
        ("No. 5. No. Never", "number 5. No. Never"),
    ],
)
def test_english_is_mended(written: str, said: str) -> None:
    assert spoken_form(written, "en-GB") == said


def test_a_text_of_any_make_takes_little_time() -> None:
    start = perf_counter()
    for piece in ("0 ", "06 00 ", "1 000 ", "9h-", "\n", "12,", "[[", "M. "):
        spoken_form(piece * 3_000, "fr-FR")
    assert perf_counter() - start < 4
