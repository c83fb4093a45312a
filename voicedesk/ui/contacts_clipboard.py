"""Blocks of cells on the clipboard, as spreadsheets write them: tabs, line breaks, quotes."""

import re
from collections.abc import Sequence

from voicedesk.base.errors import InputError
from voicedesk.base.jobs import Job
from voicedesk.contacts.changes import Ids
from voicedesk.contacts.table import ContactTable
from voicedesk.ui.contacts_columns import TableColumn
from voicedesk.ui.contacts_texts import column_texts

_BLOCK = 4_096  # rows between two looks at the job
_MOST = 16_000_000  # characters: with more the window would stand still while Qt copies them
# A cell in quotes, or a plain one, and what ends it. Quotes count around a whole cell only.
_CELL = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"(?=[\t\n]|\Z)|([^\t\n]*+))(\t|\n|\Z)')

Block = list[list[str]]


def parse(text: str) -> Block:
    """The cells of a text, line by line; a text without tab and line break is one cell."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.removesuffix("\n")
    if '"' not in lines:
        return [line.split("\t") for line in lines.split("\n")]
    return _quoted(lines)


def written(table: ContactTable, ids: Ids, columns: Sequence[TableColumn], job: Job) -> str:
    """The cells of these contacts as one text. Raises :class:`InputError` ``clipboard_too_big``."""
    parts: list[str] = []
    length = 0
    for start in range(0, len(ids), _BLOCK):
        job.check()
        some = ids[start : start + _BLOCK]
        texts = [list(map(_cell, column_texts(table, column, some))) for column in columns]
        parts.append("\n".join(map("\t".join, zip(*texts, strict=True))))
        length += len(parts[-1])
        if length > _MOST:
            raise InputError("clipboard_too_big")
    return "\n".join(parts)


def _quoted(text: str) -> Block:
    block: Block = [[]]
    for found in _CELL.finditer(text):
        quoted, plain, end = found.groups()
        block[-1].append(plain if quoted is None else quoted.replace('""', '"'))
        if end == "\n":
            block.append([])
        elif not end:
            break
    return block


def _cell(text: str) -> str:
    if "\t" in text or "\n" in text or "\r" in text or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text
