"""The peer: what one writes in an afternoon with pandas and phonenumbers. FILE FOLDER → figures.

Reads, validates, finds the duplicates and splits the list into those to call and the others.
"""

import time

START = time.perf_counter()

import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import pandas as pd  # noqa: E402
import phonenumbers  # noqa: E402


def judge(text: str) -> tuple[str, int]:
    """E.164 and type; both empty for what is not valid."""
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return "", 99
    if not phonenumbers.is_valid_number(number):
        return "", 99
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, phonenumbers.number_type(number)


def main(file: Path, folder: Path) -> None:
    table = pd.read_csv(file, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    judged = [judge(text) for text in table["Téléphone"]]
    table["e164"] = [e164 for e164, _ in judged]
    table["type"] = [kind for _, kind in judged]
    valid = table["e164"] != ""
    first = ~table.duplicated("e164")
    table[valid & first].to_csv(folder / "valid.csv", sep=";", index=False)
    table[~(valid & first)].to_csv(folder / "others.csv", sep=";", index=False)
    figures = {
        "seconds": time.perf_counter() - START,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "valid": int(valid.sum()),
        "unique": int((valid & first).sum()),
    }
    print(json.dumps(figures))


main(Path(sys.argv[1]), Path(sys.argv[2]))
