"""How a file is read: its encoding, separator, sheet and header, each to be chosen otherwise."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.contacts.sheet import ReadOptions
from voicedesk.ui import import_words, look
from voicedesk.ui.import_source import Look, Pasted, Wish
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.tick import Tick


class ImportOptions(QWidget):
    """Shows only what the kind of file lets be chosen; ``changed`` comes with each choice."""

    changed = Signal()

    def __init__(self, wish: Wish, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = wish.options
        self._is_file = not isinstance(wish.source, Pasted)
        self._encoding = Combo(tr("Encoding"), parent=self)
        self._encoding.setObjectName("import-encoding")
        self._delimiter = Combo(tr("Separator"), parent=self)
        self._delimiter.setObjectName("import-delimiter")
        self._sheet = Combo(tr("Sheet"), parent=self)
        self._sheet.setObjectName("import-sheet")
        self._header = Tick(tr("The first row names the columns"), parent=self)
        self._header.setObjectName("import-header")
        self._captions: dict[Combo, QWidget] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.GROUP)
        for combo in (self._encoding, self._delimiter, self._sheet):
            row.addWidget(self._captioned(combo))
            combo.activated.connect(self._choose)
        row.addLayout(_at_the_foot(self._header))
        row.addStretch(1)
        self._header.clicked.connect(self._choose)
        self.show_none()

    def options(self) -> ReadOptions:
        """What was chosen; None is what is still found out."""
        return self._options

    def show_look(self, found: Look) -> None:
        sheet = found.sheet
        if sheet.encoding is not None:
            _fill(self._encoding, import_words.ENCODINGS, sheet.encoding, import_words.encoding)
        chosen = self._options.delimiter or sheet.delimiter or ""
        _fill(self._delimiter, import_words.DELIMITERS, chosen, import_words.delimiter)
        _fill(self._sheet, found.sheets, sheet.sheet or "", str)
        is_table = self._is_file and not sheet.titled  # of a card nothing is to be chosen
        is_text = is_table and sheet.encoding is not None
        separated = sheet.delimiter is not None or self._options.delimiter is not None
        self._captions[self._encoding].setVisible(is_text)
        self._captions[self._delimiter].setVisible(is_text and separated)
        self._captions[self._sheet].setVisible(len(found.sheets) > 1)
        self._header.setChecked(sheet.header)
        self._header.setVisible(is_table)

    def show_none(self) -> None:
        """The file cannot be read as it was wished: what may mend that stays to be chosen."""
        text = self._is_file and not self._sheet.count()
        if text and not self._encoding.count():
            wished = self._options.encoding or "utf-8"
            _fill(self._encoding, import_words.ENCODINGS, wished, import_words.encoding)
            sign = self._options.delimiter or ""
            _fill(self._delimiter, import_words.DELIMITERS, sign, import_words.delimiter)
        self._captions[self._encoding].setVisible(text)
        self._captions[self._delimiter].setVisible(text)
        self._captions[self._sheet].setVisible(self._sheet.count() > 1)
        self._header.hide()

    def _captioned(self, combo: Combo) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        label = Label(combo.accessibleName(), "small", "text2", 500, parent=part)
        label.setBuddy(combo)
        column.addWidget(label)
        column.addWidget(combo)
        self._captions[combo] = part
        return part

    @Slot()
    def _choose(self) -> None:
        asked = self.sender()
        if asked is self._encoding:
            self._options = replace(self._options, encoding=self._encoding.currentData())
        elif asked is self._delimiter:
            self._options = replace(self._options, delimiter=self._delimiter.currentData())
        elif asked is self._sheet:
            self._options = replace(self._options, sheet=self._sheet.currentData())
        else:
            self._options = replace(self._options, header=self._header.isChecked())
        self.changed.emit()


def _fill(combo: Combo, codes: tuple[str, ...], chosen: str, words: Callable[[str], str]) -> None:
    known = codes if chosen in codes or not chosen else (chosen, *codes)
    combo.clear()
    for code in known:
        combo.addItem(words(code), code)
    combo.setCurrentIndex(combo.findData(chosen))


def _at_the_foot(part: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addStretch(1)
    column.addWidget(part)
    column.setContentsMargins(0, 0, 0, 5)
    return column
