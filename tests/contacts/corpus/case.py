"""A dirty file and what must come of it: the right table, or one clear error."""

from collections.abc import Callable
from dataclasses import dataclass, field

Row = tuple[str, ...]
COLUMNS = ("Nom", "Téléphone")
ROWS: tuple[Row, ...] = (("Lefèvre", "06 00 00 12 34"), ("Roux", "01 99 00 12 34"))
TEXT = "Nom;Téléphone\nLefèvre;06 00 00 12 34\nRoux;01 99 00 12 34\n"


@dataclass(frozen=True)
class Case:
    """``content`` is made when it is needed; either ``rows`` or a ``code`` is expected."""

    name: str
    content: Callable[[], bytes] = field(repr=False)
    rows: tuple[Row, ...] | None = None
    columns: Row = COLUMNS
    code: str = ""
    cause: object = None
    notices: dict[str, object] = field(default_factory=dict)


def table(
    name: str,
    content: bytes | Callable[[], bytes],
    rows: tuple[Row, ...] = ROWS,
    columns: Row = COLUMNS,
    **notices: object,
) -> Case:
    """A file that is read."""
    return Case(name, _made(content), rows, columns, notices=notices)


def refused(
    name: str, content: bytes | Callable[[], bytes], code: str, cause: object = None
) -> Case:
    """A file that is not."""
    return Case(name, _made(content), code=code, cause=cause)


def _made(content: bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    return (lambda: content) if isinstance(content, bytes) else content
