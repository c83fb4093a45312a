"""Extract the program's texts, update the French catalogue and compile it.

    python packaging/translations.py          # after a change of texts
    python packaging/translations.py --check  # says what is missing; exit 1

The catalogue's source is ``resources/locale/fr/LC_MESSAGES/voicedesk.po``; the compiled ``.mo``
beside it is what the program reads.
"""

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from voicedesk.cli.help import texts
from voicedesk.cli.main import group

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "fr" / "LC_MESSAGES" / "voicedesk.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"tr": None, "mark": None, "ntr": (1, 2)}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts give the same file
_PLACEHOLDER = re.compile(r"\{(\w+)")


def main(arguments: list[str]) -> int:
    """Update and compile, or only check; returns the exit code."""
    catalogue = updated()
    if "--check" not in arguments:
        save(catalogue)
    problems = faults(catalogue)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def updated() -> Catalog:
    """The stored catalogue with exactly the texts the program now has."""
    template = Catalog(domain="voicedesk")
    found = extract_from_dir(str(ROOT / "voicedesk"), keywords=KEYWORDS)
    for _file, _line, message, _comments, _context in sorted(found, key=lambda row: str(row[2])):
        template.add(message)
    for text in texts(group):
        template.add(text)
    catalogue = stored()
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def stored() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fr", domain="voicedesk")


def save(catalogue: Catalog) -> None:
    """Write ``.po`` and ``.mo``; without dates, so that the same texts give the same files."""
    text = BytesIO()
    write_po(text, catalogue, omit_header=False, width=100, sort_output=True)
    lines = text.getvalue().decode().splitlines(keepends=True)
    PO.write_text("".join(line for line in lines if "-Date:" not in line), "utf-8", newline="\n")
    MO.write_bytes(compiled(stored()))


def compiled(catalogue: Catalog) -> bytes:
    content = BytesIO()
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    write_mo(content, catalogue)
    return content.getvalue()


def faults(catalogue: Catalog) -> list[str]:
    """Texts without French, translations whose placeholders differ, typewriter's apostrophes."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        sources, translations = forms(message.id), forms(message.string)
        if message.fuzzy or not all(translations):  # a fuzzy one is not compiled
            found.append(f"not translated: {sources[0]}")
        elif any(placeholders(t) - placeholders(sources[-1]) for t in translations) or (
            placeholders(translations[-1]) != placeholders(sources[-1])
        ):
            found.append(f"placeholders differ: {sources[0]}")
        elif any("'" in translation for translation in translations):
            found.append(f"the apostrophe is ’: {translations[0]}")
    return found


def forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """The one or several forms (singular, plural) of a message."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
