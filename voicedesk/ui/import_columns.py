"""What each column of a file is: the number to call, a part of the name, kept, or left out."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import ntr, tr
from voicedesk.contacts.mapping import Mapping
from voicedesk.contacts.sheet import Sheet
from voicedesk.ui import look
from voicedesk.ui.parts.combo import Combo
from voicedesk.ui.parts.figures import count
from voicedesk.ui.parts.label import ElidedLabel, Label
from voicedesk.ui.wheel_guard import WheelGuard

_MOST = 60  # columns with a choice of their own; more are kept as they are
_AT_ONCE = 4  # lines made between two looks at the mouse
_ROLE_WIDTH = 128
_NAME, _KEEP, _SKIP = "name", "keep", "skip"


class ImportColumns(QWidget):
    """One line a column, those that have a role first; ``changed`` comes with a person's choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapping = Mapping((), ())
        self._sheet: Sheet | None = None
        self._lines: dict[int, _Line] = {}
        self._waiting: list[int] = []  # columns whose lines are still to be made
        self._slice = QTimer(self)
        self._slice.timeout.connect(self._build_some)
        self._more = Label("", "small", "text2", wrap=True, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, look.NEAR, 0)
        self._column.setSpacing(look.GROUP)
        self._column.addWidget(self._more)
        self._column.addStretch(1)

    def mapping(self) -> Mapping:
        return self._mapping

    def show_sheet(self, sheet: Sheet, mapping: Mapping) -> None:
        """Other columns, or the same with other contents."""
        others = self._sheet is None or self._sheet.columns != sheet.columns
        self._sheet, self._mapping = sheet, mapping
        if others:
            self._begin(len(sheet.columns))
        for index, line in self._lines.items():
            line.show_sample(_sample(sheet, index))
        self._show_roles()

    def set_several(self, several: str) -> None:
        self._mapping = replace(self._mapping, several="rows" if several == "rows" else "first")

    def _begin(self, columns: int) -> None:
        for line in self._lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {}
        by_role = sorted(range(columns), key=lambda i: _role(self._mapping, i) in (_KEEP, _SKIP))
        self._waiting = by_role[:_MOST]
        rest = columns - len(self._waiting)
        words = ntr(
            "{count} more column is kept as it is.",
            "{count} more columns are kept as they are.",
            rest,
            count=count(rest),
        )
        self._more.setText(words)
        self._more.setVisible(rest > 0)
        self._build_some()
        self._slice.start(0)

    @Slot()
    def _build_some(self) -> None:
        """A few lines, then whatever else the window has to do."""
        assert self._sheet is not None
        for index in self._waiting[:_AT_ONCE]:
            line = self._lines[index] = _Line(index, self._sheet.columns[index], self)
            line.chosen.connect(self._choose)
            line.show_sample(_sample(self._sheet, index))
            self._show_role(index)
            self._column.insertWidget(len(self._lines) - 1, line)
            line.show()  # now, not when the loop comes round: it may get the focus
        del self._waiting[:_AT_ONCE]
        if not self._waiting:
            self._slice.stop()

    def _show_roles(self) -> None:
        for index in self._lines:
            self._show_role(index)

    def _show_role(self, index: int) -> None:
        phones = self._mapping.phones
        places = len(phones) + (index not in phones)
        self._lines[index].show_role(_role(self._mapping, index), places)

    @Slot(int, str)
    def _choose(self, index: int, role: str) -> None:
        self._mapping = _with_role(self._mapping, index, role)
        self._show_roles()
        self.changed.emit()


class _Line(QWidget):
    chosen = Signal(int, str)  # index of the column, role

    def __init__(self, index: int, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._index = index
        self._sample = ElidedLabel("", "small", "text2", figures=True, parent=self)
        self._roles = Combo(tr("What the column {column} is", column=name), parent=self)
        self._roles.setObjectName(f"import-role-{index}")
        self._roles.setFixedWidth(look.tall(_ROLE_WIDTH))
        self._roles.activated.connect(self._tell)
        WheelGuard(self._roles)
        title = ElidedLabel(name, weight=500, parent=self)
        for label in (title, self._sample):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.NEAR)
        grid.setVerticalSpacing(1)
        grid.addWidget(title, 0, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self._sample, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._roles, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def show_sample(self, text: str) -> None:
        self._sample.setText(text or "–")

    def show_role(self, role: str, places: int) -> None:
        """``places`` are how many numbers a contact may then have."""
        roles = [(str(place), _number(place, places)) for place in range(places)]
        roles += [(_NAME, tr("Name")), (_KEEP, tr("Keep")), (_SKIP, tr("Leave out"))]
        if [self._roles.itemText(at) for at in range(self._roles.count())] != [w for _, w in roles]:
            self._roles.clear()
            for key, words in roles:
                self._roles.addItem(words, key)
        self._roles.setCurrentIndex(self._roles.findData(role))

    @Slot(int)
    def _tell(self, at: int) -> None:
        self.chosen.emit(self._index, str(self._roles.itemData(at)))


def _sample(sheet: Sheet, index: int) -> str:
    return next((cell for cell in sheet.cells[index] if cell.strip()), "")


def _number(place: int, places: int) -> str:
    return tr("Number") if places == 1 else tr("Number {n}", n=place + 1)


def _role(mapping: Mapping, index: int) -> str:
    if index in mapping.phones:
        return str(mapping.phones.index(index))
    if index in mapping.labels:
        return _NAME
    return _SKIP if index in mapping.skip else _KEEP


def _with_role(mapping: Mapping, index: int, role: str) -> Mapping:
    phones = [other for other in mapping.phones if other != index]
    labels = [other for other in mapping.labels if other != index]
    skip = mapping.skip - {index}
    if role == _NAME:
        labels.append(index)
    elif role == _SKIP:
        skip |= {index}
    elif role != _KEEP:
        phones.insert(int(role), index)
    return replace(mapping, phones=tuple(phones), labels=tuple(labels), skip=skip)
