"""FILE ROWS: a contact list as dirty as small businesses' lists are; made, never kept."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

TITLES = ("Nom", "Prénom", "Téléphone", "E-mail", "Ville", "Client")
PHONE = 2
_NAMES = ("Lefèvre", "Moreau", "Garnier", "Petit", "Haddad", "Nguyen", "Roux", "Da Silva", "Müller")
_FIRST = ("Amélie", "Frédéric", "Solène", "Jérôme", "Nour", "Lan", "Étienne", "Rui", "Inès", "Zoé")
_TOWNS = ("Tours", "Orléans", "Saint-Étienne", "Besançon", "Vernou-sur-Brenne", "Nîmes", "Évry")
_WRONG = ("", "inconnu", "06 00 00 7", "6,12E+08", "0639981204", "06 00 00 12 34 port.", "000000")


def write(path: Path, rows: int, seed: int = 1) -> None:
    """``;``, Windows-1252, CRLF: some 76 bytes a row."""
    with path.open("w", encoding="cp1252", newline="") as stream:
        stream.write(";".join(TITLES) + "\r\n")
        stream.writelines(";".join(row) + "\r\n" for row in people(rows, seed))


def people(rows: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Rows of :data:`TITLES`: 2 % wrong numbers, 3 % repeated ones, 1 % of other countries."""
    chance = random.Random(seed)
    for index in range(rows):
        name, first = chance.choice(_NAMES), chance.choice(_FIRST)
        whose = index if chance.random() > 0.03 else chance.randrange(index + 1)
        yield (
            f"{name}-{index % 9_973}",
            first,
            _number(chance, whose),
            f"client{index}@exemple.fr",
            chance.choice(_TOWNS),
            f"C{index:07d}",
        )


def _number(chance: random.Random, whose: int) -> str:
    kind = chance.random()
    if kind < 0.02:
        return chance.choice(_WRONG)
    if kind < 0.03:
        return f"+3247{whose % 10_000_000:07d}"
    mobile = f"06{whose:08d}" if whose % 3 else f"0199{whose % 1_000_000:06d}"
    if kind < 0.4:
        return " ".join(mobile[place : place + 2] for place in range(0, 10, 2))
    if kind < 0.5:
        return ".".join(mobile[place : place + 2] for place in range(0, 10, 2))
    if kind < 0.55:
        return mobile[1:]
    if kind < 0.6:
        return "+33 " + mobile[1:]
    if kind < 0.62:
        return "0033" + mobile[1:]
    return mobile


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"rows": int(sys.argv[2])}))
