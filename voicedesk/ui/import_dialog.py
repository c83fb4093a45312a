"""An import with its choices: how the file is read, what its columns are, where the rows go."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from voicedesk.base.errors import VoicedeskError
from voicedesk.base.words import tr
from voicedesk.contacts.lists import ListInfo
from voicedesk.contacts.phones.number import Kind
from voicedesk.contacts.phones.verdicts import MEANINGS
from voicedesk.ui import import_words, look, wording
from voicedesk.ui.cell_rows import CellRows
from voicedesk.ui.context import Context
from voicedesk.ui.import_columns import ImportColumns
from voicedesk.ui.import_options import ImportOptions
from voicedesk.ui.import_source import Look, Pasted, Sample, Wish, look_at, sample
from voicedesk.ui.parts.banner import Banner
from voicedesk.ui.parts.card import Card
from voicedesk.ui.parts.cell import Cell
from voicedesk.ui.parts.dialog import Dialog
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.page import scrolled
from voicedesk.ui.parts.segmented import Choice, Segmented
from voicedesk.ui.parts.table import Column, Table
from voicedesk.ui.remark import Remark
from voicedesk.ui.tasks import Lane

_LOOK, _SAMPLE = "import.look", "import.sample"
_WIDTH, _HEIGHT = 940, 640
_COLUMNS_WIDTH, _CELL_WIDTH = 300, 130


class ImportDialog(Dialog):
    """``wanted`` carries the :class:`Wish` as it was chosen. ``into`` is the open list, if any."""

    wanted = Signal(object)

    def __init__(
        self, context: Context, wish: Wish, into: ListInfo | None, parent: QWidget
    ) -> None:
        super().__init__(
            "import",
            _title(wish),
            leave=tr("Do not import"),
            deed=tr("Import the contacts"),
            width=_WIDTH,
            height=_HEIGHT,
            parent=parent,
        )
        self._context, self._tasks = context, context.tasks
        self._wish, self._into = wish, into
        self._look: Look | None = None
        self._begun = False  # the first rows were shown
        self._options = ImportOptions(wish, self)
        self._columns = ImportColumns(self)
        self._several = Segmented(
            [Choice("first", tr("The first valid one")), Choice("rows", tr("A row for each"))],
            "first",
            name=tr("A contact with several numbers"),
            parent=self,
        )
        self._problem = Banner("err", "", parent=self)
        self._notices = Remark(parent=self)
        self._rows = CellRows((), self)
        self._caption = Label("", weight=600, parent=self)
        self._table = Table(row=look.ROW_DENSE, parent=self)
        self._table.setTabKeyNavigation(False)
        self._place = Segmented(
            [Choice("new", tr("A new list")), Choice("open", tr("The open list"))],
            "new",
            name=tr("Where the contacts go"),
            parent=self,
        )
        self._name = Field(tr("Name of the list"), parent=self)
        self._several_part = QWidget(self)
        self._name_parts()
        self._arrange()
        self._connect()
        self._read()

    def done(self, result: int) -> None:
        """Closing leaves nothing that would still report."""
        for name in (_LOOK, _SAMPLE):
            self._tasks.cancel(name)
        super().done(result)

    # building

    def _name_parts(self) -> None:
        self._several.setObjectName("import-several")
        self._problem.setObjectName("import-problem")
        self._problem.hide()
        self._options.setHidden(isinstance(self._wish.source, Pasted))
        self._notices.setObjectName("import-notices")
        self._table.setObjectName("import-preview")
        self._table.setAccessibleName(tr("The first rows"))
        self._table.setModel(self._rows)
        self._place.setObjectName("import-place")
        self._name.line.setObjectName("import-name")
        self._name.line.setMaxLength(120)
        self._name.set_text(self._wish.name or self._suggested())
        self._place.setVisible(self._into is not None and self._wish.instead is None)
        if self._wish.into is not None:
            self._place.set_current("open")
        self.deed.refuse(tr("The file is being read"))

    def _suggested(self) -> str:
        source = self._wish.source
        return self._wish.file if isinstance(source, Pasted) else source.stem

    def _arrange(self) -> None:
        self.body.addWidget(self._options)
        self.body.addWidget(self._problem)
        self._sides = self._column_part(), self._preview_part()
        middle = QHBoxLayout()
        middle.setSpacing(look.BLOCK)
        middle.addWidget(self._sides[0])
        middle.addWidget(self._sides[1], 1)
        self.body.addLayout(middle, 1)
        self.body.addLayout(self._place_part())

    def _column_part(self) -> QWidget:
        part = QWidget(self)
        part.setFixedWidth(look.tall(_COLUMNS_WIDTH))
        several = QVBoxLayout(self._several_part)
        several.setContentsMargins(0, 0, 0, 0)
        several.setSpacing(5)
        words = tr("A contact with several numbers")
        several.addWidget(Label(words, "small", "text2", 500, parent=self))
        several.addWidget(self._several, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(Label(tr("Its columns"), weight=600, parent=self))
        column.addWidget(scrolled(self._columns, self), 1)
        column.addWidget(self._several_part)
        return part

    def _preview_part(self) -> QWidget:
        card = Card(margins=(2, 4, 2, 4), parent=self)
        card.body.addWidget(self._table)
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        column.addWidget(self._caption)
        column.addWidget(card, 1)
        column.addWidget(self._notices)
        return part

    def _place_part(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.GROUP)
        row.addWidget(self._place, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._name, 1)
        self._said = Label("", role="text2", wrap=True, parent=self)
        row.addWidget(self._said, 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _connect(self) -> None:
        self._options.changed.connect(self._read)
        self._columns.changed.connect(self._judge)
        self._several.chosen.connect(self._choose_several)
        self._place.chosen.connect(self._show_place)
        self._name.line.textChanged.connect(self._show_place)
        self.deed.clicked.connect(self._want)
        self._show_place()

    # reading and showing

    @Slot()
    def _read(self) -> None:
        self._wish = replace(self._wish, options=self._options.options())
        work = partial(look_at, self._context.workspace, self._wish)
        self._tasks.run(_LOOK, work, self._show_look, failed=self._fail, lane=Lane.AUDIO)

    def _show_look(self, found: Look) -> None:
        mapping = found.mapping
        if self._look is None and self._wish.mapping is not None:
            mapping = self._wish.mapping
        elif self._look is not None and self._look.sheet.columns == found.sheet.columns:
            mapping = self._columns.mapping()
        self._look = found
        self._show_sides(True)
        self._options.show_look(found)
        self._columns.show_sheet(found.sheet, mapping)
        self._several.set_current(mapping.several)
        said = import_words.notices(found.notices)
        if found.remembered:
            known = tr("The columns are as you chose them for such a file.")
            said = tr("{one} {other}", one=said, other=known) if said else known
        self._notices.say("neutral", said)
        self._judge()
        if not self._begun:
            self._begun = True
            self.focus_first()

    @Slot(str)
    def _choose_several(self, several: str) -> None:
        self._columns.set_several(several)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        found, mapping = self._look, self._columns.mapping()
        if found is None:
            return
        self._several_part.setVisible(len(mapping.phones) > 1)
        if not mapping.phones:
            self._tasks.cancel(_SAMPLE)
            self._show_cells(found)
            sentence = tr("Say at the left which column has the numbers to call.")
            self._refuse(tr("No column of it looks like phone numbers."), sentence)
            return
        region = self._context.workspace.settings.calling_country
        work = partial(sample, found, mapping, region)
        self._tasks.run(_SAMPLE, work, self._show_sample, failed=self._fail, lane=Lane.AUDIO)

    def _show_sample(self, made: Sample) -> None:
        self._problem.hide()
        self.deed.allow()
        sheet, phone = made.mapped.sheet, made.mapped.phone
        others = [index for index in range(len(sheet.columns)) if index != phone]

        def cell(row: int, column: int) -> Cell:
            if column == 0:
                return Cell(sheet.cells[phone][row], weight=500)
            if column == 1:
                return _badge(made, row)
            return Cell(sheet.cells[others[column - 2]][row])

        titles = (sheet.columns[phone], tr("State"), *(sheet.columns[index] for index in others))
        self._caption.setText(tr("The first rows, as they will be in the list"))
        self._rows.show(len(made.judged.code), cell, titles)
        self._table.set_columns([Column(140), Column(150), *_rest(len(others))])

    def _show_cells(self, found: Look) -> None:
        """As they are in the file: nobody knows the numbers yet."""
        sheet = found.sheet

        def cell(row: int, column: int) -> Cell:
            return Cell(sheet.cells[column][row])

        self._caption.setText(tr("The first rows of the file"))
        self._rows.show(len(sheet.row_numbers), cell, sheet.columns)
        self._table.set_columns(_rest(len(sheet.columns)))

    def _fail(self, error: VoicedeskError) -> None:
        self._look = None
        self._rows.show(0, _no_cell, ())
        self._show_sides(False)
        self._options.show_none()
        self._notices.say("neutral", "")
        self._refuse(tr("The file cannot be read like this"), wording.sentence(error))

    def _show_sides(self, shown: bool) -> None:
        for side in self._sides:
            side.setVisible(shown)

    def _refuse(self, title: str, sentence: str) -> None:
        self._problem.set_words("err", title, sentence)
        self._problem.show()
        self.deed.refuse(sentence)

    @Slot()
    def _show_place(self) -> None:
        new = self._place.current() == "new"
        self._name.setVisible(new)
        self._said.setVisible(not new)
        if self._into is not None:
            words = tr("The contacts come at the end of “{name}”.", name=self._into.name)
            self._said.setText(words)
        named = bool(self._name.text().strip()) or not new
        self._name.set_error("" if named else tr("Give the list a name."))

    @Slot()
    def _want(self) -> None:
        new = self._place.current() == "new"
        name = self._name.text().strip()
        if new and not name:
            self._name.setFocus()
            return
        into = None if new or self._into is None else self._into.id
        mapping = self._columns.mapping()
        wish = replace(self._wish, mapping=mapping, into=into, name=name if new else "")
        self.accept()
        self.wanted.emit(wish)


def _title(wish: Wish) -> str:
    if isinstance(wish.source, Pasted):
        return tr("Import the pasted contacts")
    return tr("Import {file}", file=wish.file)


def _badge(made: Sample, row: int) -> Cell:
    meaning = MEANINGS[made.judged.code[row]]
    if meaning.kind is Kind.OTHER:
        return Cell(wording.kind(meaning.kind), badge="neutral", icon="ban")
    if meaning.kind is not None:
        return Cell(wording.kind(meaning.kind), badge="ok")
    words = wording.contact_problem(meaning.reason or "").message
    return Cell(words, badge="warn" if meaning.mendable else "err")


def _rest(columns: int) -> list[Column]:
    """The last one takes what room is left."""
    return [*(Column(_CELL_WIDTH) for _ in range(columns - 1)), Column(least=_CELL_WIDTH)]


def _no_cell(_row: int, _column: int) -> Cell:
    return Cell()
