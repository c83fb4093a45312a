"""The columns of the table of contacts: the list's own, and what is said of each number."""

from dataclasses import dataclass, field
from typing import Literal

from voicedesk.base.words import tr
from voicedesk.contacts.changes import Shape
from voicedesk.contacts.view import By

ColumnKind = Literal["name", "number", "state", "suggestion", "consent", "row", "cell"]

_WIDTHS: dict[ColumnKind, int] = {
    "name": 168,
    "number": 150,
    "state": 192,
    "suggestion": 216,
    "consent": 104,
    "cell": 150,
    "row": 70,
}


@dataclass(frozen=True)
class TableColumn:
    """``key`` is that of the list's column that is edited in it; None where nothing is."""

    kind: ColumnKind
    title: str = field(repr=False)
    key: int | None = None

    @property
    def sorted_by(self) -> By:
        """What :class:`voicedesk.contacts.view.Order` calls it."""
        if self.kind == "cell":
            assert self.key is not None
            return self.key
        return self.kind

    @property
    def name(self) -> str | int:
        """What it is known by while the list is open."""
        return self.kind if self.key is None else self.key

    @property
    def width(self) -> int:
        """In pixels of the design."""
        return _WIDTHS[self.kind]

    @property
    def is_movable(self) -> bool:
        return self.kind == "cell"


def columns_of(shape: Shape, *, consent: bool) -> tuple[TableColumn, ...]:
    """Name, number, state and suggestion; ``consent`` where it is wished; then the other columns
    that are shown, in their order, and the number of the row.

    A name of several cells is shown as one and edited in its own columns, further right.
    """
    name = TableColumn("name", tr("Name"))
    if len(shape.labels) == 1:
        name = TableColumn("name", shape.column(shape.labels[0]).name, shape.labels[0])
    others = [
        TableColumn("cell", column.name, column.key)
        for column in shape.columns
        if column.shown and not is_pinned(shape, column.key)
    ]
    said = [TableColumn("consent", tr("Consent"))] if consent else []
    return (
        name,
        TableColumn("number", tr("Number as typed"), shape.phone),
        TableColumn("state", tr("State")),
        TableColumn("suggestion", tr("Suggestion")),
        *said,
        *others,
        TableColumn("row", tr("Row")),
    )


def is_pinned(shape: Shape, key: int) -> bool:
    """The numbers and the one name stand in front, always to be seen: they say who is called."""
    return key == shape.phone or shape.labels == (key,)
