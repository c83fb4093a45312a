"""How a file was read, in words: encodings, separators, and what is odd about it."""

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.grid import Notice
from voicedesk.ui.import_source import Reading
from voicedesk.ui.parts.figures import count

ENCODINGS = (
    "utf-8",
    "windows-1252",
    "iso-8859-15",
    "cp850",
    "mac-roman",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "utf-16",
)
DELIMITERS = (";", ",", "\t", "|")

_NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "windows-1252": "Windows-1252",
    "windows-1250": "Windows-1250",
    "windows-1251": "Windows-1251",
    "windows-1253": "Windows-1253",
    "windows-1254": "Windows-1254",
    "iso-8859-15": "ISO 8859-15",
    "cp850": "MS-DOS (850)",
    "mac-roman": "Mac Roman",
}


def encoding(code: str) -> str:
    """With where it is usual, so that a person can choose."""
    where = {
        "utf-8": tr("usual today"),
        "windows-1252": tr("Excel, Western Europe"),
        "windows-1250": tr("Excel, Central Europe"),
        "windows-1251": tr("Excel, Cyrillic"),
        "windows-1253": tr("Excel, Greek"),
        "windows-1254": tr("Excel, Turkish"),
        "cp850": tr("old programs"),
        "mac-roman": tr("old Macs"),
    }.get(code, "")
    name = short_encoding(code)
    return tr("{name} – {where}", name=name, where=where) if where else name


def short_encoding(code: str) -> str:
    return _NAMES.get(code.lower(), code)


def short_delimiter(sign: str) -> str:
    return tr("tab") if sign == "\t" else tr("“{sign}”", sign=sign)


def delimiter(sign: str) -> str:
    return {
        ";": tr("Semicolon ;"),
        ",": tr("Comma ,"),
        "\t": tr("Tab"),
        "|": tr("Bar |"),
    }.get(sign, sign)


def notice(found: Notice) -> str:
    """What a person should know of the file; empty for what needs no word."""
    details = found.details
    match found.code:
        case "hidden_rows":
            n = _whole(details.get("n"))
            return ntr(
                "{count} hidden row is read too", "{count} hidden rows are read too", n,
                count=count(n),
            )  # fmt: skip
        case "hidden_sheet":
            return tr("the sheet {sheet} is hidden", sheet=details.get("sheet", ""))
        case "merged_cells":
            return tr("merged cells: only the first of each has the text")
        case "empty_formulas":
            n = _whole(details.get("n"))
            return ntr(
                "{count} formula has no result in the file", "{count} formulas have no result in"
                " the file", n, count=count(n),
            )  # fmt: skip
        case "broken_cards":
            n = _whole(details.get("n"))
            return ntr(
                "{count} card cannot be read", "{count} cards cannot be read", n, count=count(n)
            )
        case "lines_without_number":
            n = _whole(details.get("n"))
            return ntr(
                "{count} line without a number is left out",
                "{count} lines without a number are left out",
                n,
                count=count(n),
            )
    return ""


def notices(found: tuple[Notice, ...]) -> str:
    """All of them as one sentence, or nothing."""
    words = list(filter(None, map(notice, found)))
    if not words:
        return ""
    line = "; ".join(words)
    return tr("{sentence}.", sentence=line[0].upper() + line[1:])


def reading(done: Reading) -> str:
    """One line: how the file was read, and which columns are the numbers."""
    checked, parts = done.checked, list[str]()
    if checked.encoding:
        sign = checked.delimiter
        code = short_encoding(checked.encoding)
        if sign:
            sign = short_delimiter(sign)
            parts.append(tr("read as {encoding}, {sign}", encoding=code, sign=sign))
        else:
            parts.append(tr("read as {encoding}", encoding=code))
    if checked.sheet:
        parts.append(tr("sheet {sheet}", sheet=checked.sheet))
    phones = ", ".join(done.phones)
    if len(done.phones) == 1:
        parts.append(tr("numbers from {columns}", columns=phones))
    elif done.mapping.several == "rows":
        parts.append(tr("a row for each number of {columns}", columns=phones))
    else:
        parts.append(tr("the first valid number of {columns}", columns=phones))
    parts += filter(None, map(notice, checked.notices))
    return tr("{file}: {parts}", file=done.wish.file, parts=" · ".join(parts))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
