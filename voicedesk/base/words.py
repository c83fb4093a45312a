"""Every string a person sees, in their language.

Sources are English; catalogues are ``resources/locale/<language>/LC_MESSAGES/voicedesk.mo``.
"""

import gettext
import locale
import os

from voicedesk.base.resources import resource

DOMAIN = "voicedesk"
LANGUAGES = ("fr", "en")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def system_language() -> str:
    """``fr`` or ``en``, as ``VOICEDESK_LANGUAGE`` or else the system's language has it."""
    wished = os.environ.get("VOICEDESK_LANGUAGE") or ""
    if not wished:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            wished = wished or os.environ.get(name, "")
        wished = wished or locale.getlocale()[0] or ""
    return "fr" if wished.lower().startswith("fr") else "en"


def set_language(language: str) -> None:
    """Choose the catalogue of :func:`tr` for the whole process; an unknown language is English."""
    global _catalogue, _language
    _language = language if language in LANGUAGES else "en"
    _catalogue = gettext.translation(
        DOMAIN, str(resource("locale")), languages=[_language], fallback=True
    )


def language() -> str:
    """The language in force, one of :data:`LANGUAGES`."""
    return _language


def tr(text: str, **values: object) -> str:
    """The text in the language in force, its ``{names}`` filled from ``values``."""
    found = _catalogue.gettext(text)
    return found.format(**values) if values else found


def ntr(one: str, many: str, n: int, **values: object) -> str:
    """Like :func:`tr` for a count: ``n`` chooses the form; fill it with ``{n}`` or ``values``."""
    return _catalogue.ngettext(one, many, n).format(**{"n": n, **values})


def mark(text: str) -> str:
    """Marks a text of a table for the catalogue; :func:`tr` translates it where it is shown."""
    return text
