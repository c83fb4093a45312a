"""What stands in a column of the table of contacts, for many rows at once."""

import numpy as np

from voicedesk.contacts.changes import Ids
from voicedesk.contacts.phones.number import Kind
from voicedesk.contacts.phones.verdicts import MEANINGS
from voicedesk.contacts.table import ContactTable
from voicedesk.ui import wording
from voicedesk.ui.contact_cells import consent_cell, state_cell, suggestion_cell
from voicedesk.ui.contacts_columns import TableColumn


def column_texts(table: ContactTable, column: TableColumn, ids: Ids) -> list[str]:
    """By index in ``ids``; give some thousand at a time."""
    if column.key is not None:
        return table.texts(column.key, ids)
    if column.kind == "name":
        return [table.label(row) for row in ids.tolist()]
    if column.kind == "row":
        return [str(row or "") for row in table.row[ids].tolist()]
    if column.kind == "consent":
        return [consent_cell(table.contact(row)).text for row in ids.tolist()]
    return _said(table, ids, suggestion=column.kind == "suggestion")


def _said(table: ContactTable, ids: Ids, *, suggestion: bool) -> list[str]:
    """The state or the suggestion. Of a plain number its kind says everything: nearly of all."""
    codes, plain = table.code[ids].tolist(), _PLAIN[table.code[ids]]
    plain = (plain & (table.first[ids] < 0) & ~table.stopped[ids]).tolist()
    kinds = {code: "" if suggestion else wording.kind(MEANINGS[code].kind) for code in _CODES}
    return [
        kinds[code] if easy else _text(table, row, suggestion=suggestion)
        for row, code, easy in zip(ids.tolist(), codes, plain, strict=True)
    ]


def _text(table: ContactTable, row: int, *, suggestion: bool) -> str:
    contact = table.contact(row)
    if suggestion:
        return suggestion_cell(contact).text
    first = None if contact.duplicate_of is None else int(table.row[contact.duplicate_of])
    return state_cell(contact, first).text


_CODES = [
    code
    for code, meaning in enumerate(MEANINGS)
    if meaning.kind in (Kind.MOBILE, Kind.FIXED) and meaning.note is None
]
_PLAIN = np.isin(np.arange(256), _CODES)
