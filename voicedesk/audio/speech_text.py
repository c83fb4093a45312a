"""A text as it must be written for a voice to say it right.

Only what was heard plainly wrong is rewritten. Heard from espeak-ng 1.52, French: the dots of
``06.00.00.12.34`` as "point", ``0600001234`` digit by digit and without a pause, ``10 h 30`` as
"dix hache trente", ``€`` as "éro", ``-20`` without its minus, ``n°`` and ``M.`` as letters, ``2e``
as "deux e", ``10 min`` as a word, ``MM.`` as millimetres. English: a date with its slashes, ``€12``
as "euros twelve", ``£12.50`` as "pound twelve point five zero".
"""

import re
import unicodedata
from collections.abc import Callable

_SPACE = "[ \u00a0\u202f]"
_GROUPED = r"(?<![\d,.])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d+)"
_PHONE = re.compile(
    rf"(?<![\d+])(?:(?:\+|00)33{_SPACE}?(?:\(0\){_SPACE}?)?|0{_SPACE}?)([1-9])"
    rf"((?:[ .\u00a0\u202f-]?\d\d){{4}})(?![\d])"
)
_FREEPHONE = re.compile(rf"(?<![\d+])0{_SPACE}?(8\d\d){_SPACE}(\d{{3}}){_SPACE}(\d{{3}})(?!\d)")
_DATE = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_ORDINALS = (
    "deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième"
    " douzième treizième quatorzième quinzième seizième dix-septième dix-huitième dix-neuvième"
    " vingtième"
)

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def spoken_form(text: str, language: str) -> str:
    """The text for a voice of this language (``fr-FR``, …); of others only numbers are split."""
    spoken = _printable(text)
    for pattern, replacement in (*_COMMON, *_RULES.get(language.split("-")[0], ())):
        spoken = pattern.sub(replacement, spoken)
    return spoken


def _printable(text: str) -> str:
    """Without control characters: to the library a NUL is the end."""
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs") and character != "\n" else character
        for character in text
    )


def _pairs(found: re.Match[str]) -> str:
    """``06, 00, 00, 12, 34``: by pairs, with a pause after each, as it is dictated."""
    digits = re.sub(r"\D", "", found[2])
    return ", ".join([f"0{found[1]}", *(digits[at : at + 2] for at in range(0, 8, 2))])


def _date(language: str) -> Callable[[re.Match[str]], str]:
    names = _MONTHS[language].split()

    def written(found: re.Match[str]) -> str:
        day, month = int(found[1]), int(found[2])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return found[0]
        first = "1er" if language == "fr" and day == 1 else str(day)
        return f"{first} {names[month - 1]} {found[3]}"

    return written


def _hour(found: re.Match[str]) -> str:
    hour, minutes = int(found[1]), found[2] or found[3] or "00"
    if hour > 24 or int(minutes) > 59:
        return found[0]
    named = {1: "une heure", 21: "vingt et une heures", 0: "zéro heure"}.get(hour)
    said = named or f"{hour} heures"
    return said if minutes == "00" else f"{said} {minutes}"


def _euros(found: re.Match[str]) -> str:
    whole, cents = found[1], (found[2] or found[3] or "").ljust(2, "0")
    units = f"{whole} {'euro' if whole in ('0', '1') else 'euros'}"
    if int(cents) == 0:
        return units
    small = f"{int(cents)} {'centime' if int(cents) == 1 else 'centimes'}"
    return small if whole == "0" else f"{units} et {small}"


def _ordinal(found: re.Match[str]) -> str:
    number, words = int(found[1]), _ORDINALS.split()
    return words[number - 2] if 2 <= number <= len(words) + 1 else found[0]


def _currency(found: re.Match[str]) -> str:
    one, many = {"€": ("euro", "euros"), "£": ("pound", "pounds")}[found[1]]
    units = f"{found[2]} {one if found[2] == '1' else many}"
    return units if found[3] in (None, "00") else f"{units} {int(found[3])}"


_COMMON: tuple[Rule, ...] = (
    (_PHONE, _pairs),
    (_FREEPHONE, r"0, \1, \2, \3"),
    # A paragraph ends as a sentence does: else it runs on into the next one.
    (re.compile(r"(?<=[^\s.,;:!?…])[ \t]*\n\s*\n"), ".\n\n"),
)
_RULES: dict[str, tuple[Rule, ...]] = {
    "fr": (
        (_DATE, _date("fr")),
        (re.compile(rf"(\d{_SPACE}?h(?:{_SPACE}?\d\d)?){_SPACE}?[-–]{_SPACE}?(?=\d)"), r"\1 à "),
        (
            re.compile(
                rf"(?<![\d:,.])(\d{{1,2}})(?:{_SPACE}?[hH](?:{_SPACE}?(\d\d))?|:(\d\d))(?![\w:])"
            ),
            _hour,
        ),
        (
            re.compile(rf"{_GROUPED}(?:,(\d{{1,2}}))?{_SPACE}?€(?:(\d\d)(?!\d))?"),
            _euros,
        ),
        (re.compile(rf"(?<=euros)/{_SPACE}?|(?<=euro)/{_SPACE}?"), " par "),
        (re.compile(rf"(?<=\d){_SPACE}?€"), " euros"),
        (re.compile(r"(?<=heures)/(?=24)"), " sur "),
        (re.compile(rf"\b7{_SPACE}?j/7\b"), "7 jours sur 7"),
        (re.compile(r"(?<![\w.,)])[-−](?=\d)"), "moins "),
        (re.compile(rf"\b[nN]{_SPACE}?[°º]{_SPACE}?(?=\d)"), "numéro "),
        (re.compile(rf"\bM\.{_SPACE}?(?=[A-ZÀ-Ý])"), "monsieur "),
        (re.compile(rf"\bMM\.{_SPACE}?(?=[A-ZÀ-Ý])"), "messieurs "),
        (re.compile(r"\b(\d{1,2})(?:e|è|ème|eme|ième)\b"), _ordinal),
        (re.compile(rf"(\d){_SPACE}?min\b\.?"), r"\1 minutes"),
    ),
    "en": (
        (_DATE, _date("en")),
        (re.compile(rf"([€£]){_SPACE}?(\d[\d,]*)(?:\.(\d\d))?(?!\d)"), _currency),
        (re.compile(r"\bNo\.\s?(?=\d)"), "number "),
        (re.compile(rf"(?<!\d)(\d{{1,2}})\.(\d\d)(?={_SPACE}?[ap]\.?m\b)"), r"\1:\2"),
    ),
}
