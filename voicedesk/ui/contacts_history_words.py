"""What was done to a contact list, in words: one line for each kind of change."""

from collections.abc import Callable, Mapping

from voicedesk.base.words import mark, ntr, tr
from voicedesk.contacts.journal import Entry
from voicedesk.ui.parts.figures import count

Details = Mapping[str, str | int]

# With the name of the column that is meant.
_COLUMNS = {
    "column_added": mark("Column {column} added"),
    "column_removed": mark("Column {column} removed"),
    "column_moved": mark("Column {column} moved"),
    "column_shown": mark("Column {column} shown"),
    "column_hidden": mark("Column {column} hidden"),
    "phone_column": mark("Numbers are in {column}"),
}
# Where lists are made of lists; the source says of which.
_MADE = {
    "duplicate": mark("Copied from {source}"),
    "union": mark("Made of several lists"),
    "intersection": mark("Made of what two lists share"),
    "difference": mark("Made of what one list has more"),
    "sample": mark("Sample of a list"),
    "split": mark("Part of a list"),
    "follow_up": mark("People of {source} who were not reached"),
}


def entry_words(entry: Entry) -> str:
    """One line: "27 rows deleted"."""
    kind, details = entry.kind, entry.details
    if kind in _COLUMNS:
        return tr(_COLUMNS[kind], column=details.get("column", ""))
    if kind in _MADE and "source" in details:
        return tr(_MADE[kind], source=details["source"])
    if kind in _WORDS:
        return _WORDS[kind](details)
    return tr("List changed")


def _number(details: Details, key: str = "n") -> int:
    found = details.get(key, 0)
    return found if isinstance(found, int) else 0


def _import(details: Details) -> str:
    n, file = _number(details, "rows"), details.get("file", "")
    return ntr(
        "Import {file}, {count} row", "Import {file}, {count} rows", n, count=count(n), file=file
    )


def _edit(details: Details) -> str:
    n, column, row = _number(details), details.get("column"), details.get("row")
    if column is None:
        return _cells(details)
    if row is not None:
        return tr("{column} changed, row {row}", column=column, row=row)
    if n <= 1:
        return tr("{column} changed", column=column)
    return ntr(
        "{column} changed in {count} row",
        "{column} changed in {count} rows",
        n,
        count=count(n),
        column=column,
    )


def _cells(details: Details) -> str:
    n = _number(details)
    return ntr("{count} cell changed", "{count} cells changed", n, count=count(n))


def _clear(details: Details) -> str:
    n = _number(details)
    return ntr("{count} cell emptied", "{count} cells emptied", n, count=count(n))


def _fill(details: Details) -> str:
    n = _number(details)
    return ntr("{count} cell filled", "{count} cells filled", n, count=count(n))


def _paste(details: Details) -> str:
    n, rows = _number(details), _number(details, "rows")
    if n == 0 and rows and not details.get("cut"):
        return ntr("{count} row pasted", "{count} rows pasted", rows, count=count(rows))
    parts = [ntr("{count} cell pasted", "{count} cells pasted", n, count=count(n))]
    if rows:
        parts.append(ntr("{count} new row", "{count} new rows", rows, count=count(rows)))
    if cut := _number(details, "cut"):
        words = ntr("{count} column too many", "{count} columns too many", cut, count=count(cut))
        parts.append(words)
    return ", ".join(parts)


def _replace(details: Details) -> str:
    n = _number(details)
    return ntr("Replaced in {count} cell", "Replaced in {count} cells", n, count=count(n))


def _insert(details: Details) -> str:
    n = _number(details)
    return ntr("{count} row added", "{count} rows added", n, count=count(n))


def _delete(details: Details) -> str:
    n = _number(details)
    return ntr("{count} row deleted", "{count} rows deleted", n, count=count(n))


def _correct(details: Details) -> str:
    n = _number(details)
    return ntr("{count} number corrected", "{count} numbers corrected", n, count=count(n))


def _split(details: Details) -> str:
    n = _number(details)
    return ntr("{count} row split in two", "{count} rows split in two", n, count=count(n))


def _restore(details: Details) -> str:
    n = _number(details)
    return ntr("{count} cell as imported", "{count} cells as imported", n, count=count(n))


def _merge(details: Details) -> str:
    n = _number(details)
    return ntr("{count} duplicate merged", "{count} duplicates merged", n, count=count(n))


def _renamed(details: Details) -> str:
    old, new = details.get("old", ""), details.get("column", "")
    return tr("Column {old} is called {new} now", old=old, new=new)


def _labels(details: Details) -> str:
    if column := details.get("column"):
        return tr("Name taken from {column}", column=column)
    return tr("No column with a name")


_WORDS: dict[str, Callable[[Details], str]] = {
    "import": _import,
    "append": _import,
    "edit": _edit,
    "clear": _clear,
    "fill": _fill,
    "paste": _paste,
    "replace": _replace,
    "insert": _insert,
    "delete": _delete,
    "correct": _correct,
    "split": _split,
    "restore": _restore,
    "merge": _merge,
    "column_renamed": _renamed,
    "labels": _labels,
}
