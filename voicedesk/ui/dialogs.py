"""The system's dialogs, opened without blocking: the answer comes to a bound method."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(
    parent: QWidget, title: str, filters: list[str], chosen: Callable[[Path], None]
) -> None:
    """Ask for one existing file; ``chosen`` is not called when the person changes their mind."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # sounds have thirty suffixes
    dialog.setNameFilters(filters)
    dialog.fileSelected.connect(_as_path(chosen))
    dialog.open()


def choose_target(
    parent: QWidget, title: str, suggested: str, filters: list[str], chosen: Callable[[Path], None]
) -> None:
    """Ask where to save a file, with the system's own question before one is overwritten."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    dialog.selectFile(suggested)
    dialog.fileSelected.connect(_as_path(chosen))
    dialog.open()


def _as_path(chosen: Callable[[Path], None]) -> Callable[[str], None]:
    def selected(name: str) -> None:
        chosen(Path(name))

    return selected
