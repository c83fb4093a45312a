"""What painted parts say of themselves to a screen reader: a role, and a value in words."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Part = TypeVar("Part", bound=type[QWidget])

_ROLES: dict[type[QWidget], QAccessible.Role] = {}


def speaks_as(role: QAccessible.Role) -> Callable[[Part], Part]:
    """Give the class this role; its ``spoken()``, where it has one, is the value that is read."""

    def register(part: Part) -> Part:
        _ROLES[part] = role
        _install()
        return part

    return register


class _Voice(QAccessibleWidget):
    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role)

    def text(self, kind: QAccessible.Text) -> str:
        widget = self.widget()
        if kind == QAccessible.Text.Value and hasattr(widget, "spoken"):
            return str(widget.spoken())
        return super().text(kind)


@cache
def _install() -> None:
    QAccessible.installFactory(_voice)


def _voice(key: str, thing: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(type(thing)) if isinstance(thing, QWidget) else None
    return None if role is None or not isinstance(thing, QWidget) else _Voice(thing, role)
