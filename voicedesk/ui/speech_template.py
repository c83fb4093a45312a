"""The text a spoken message starts from, in the language of the voice, not of the window.

It says at once who calls, and at the end how to object: both are asked of every automatic call.
What the person has to fill in stands in brackets.
"""

import re

_TEXTS = {
    "fr": (
        "Bonjour, ici {business}.\n\n"
        "[Votre message, en une ou deux phrases.]\n\n"
        "Pour nous joindre, appelez le [votre numéro]. Pour ne plus recevoir nos messages,"
        " dites-le-nous à ce même numéro.\n\n"
        "Merci, et bonne journée."
    ),
    "en": (
        "Hello, this is {business}.\n\n"
        "[Your message, in one or two sentences.]\n\n"
        "To reach us, call [your number]. If you no longer wish to receive our messages, tell us"
        " at the same number.\n\n"
        "Thank you, and have a good day."
    ),
}
_NO_BUSINESS = {"fr": "[nom de votre entreprise]", "en": "[name of your business]"}
_GAP = re.compile(r"\[[^\[\]]*\]")
_NAME_LENGTH = 40


def template(language: str, business: str) -> str:
    """For a voice of this language (``fr-FR``, …); of one without a text of its own, English."""
    spoken = language.split("-")[0]
    spoken = spoken if spoken in _TEXTS else "en"
    return _TEXTS[spoken].format(business=business.strip() or _NO_BUSINESS[spoken])


def gap(text: str) -> tuple[int, int] | None:
    """Where the first thing to fill in stands: start and end; None where all is filled in."""
    found = _GAP.search(text)
    return found.span() if found else None


def name_of(text: str) -> str:
    """What a message of this text may be called: its first words, cut between two of them."""
    first = " ".join(text.split())
    if len(first) <= _NAME_LENGTH:
        return first.rstrip(" .,;:!?")
    return first[: _NAME_LENGTH + 1].rsplit(" ", 1)[0][:_NAME_LENGTH].rstrip(" .,;:!?") + "…"
