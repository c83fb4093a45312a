"""A question before what cannot be undone: what goes, what stays, and two answers in words."""

from PySide6.QtWidgets import QWidget

from voicedesk.ui.parts.dialog import Dialog


class Question(Dialog):
    """``accepted`` is the answer that does it; the focus is on the other one."""

    def __init__(
        self, name: str, title: str, sentence: str, *, leave: str, deed: str, parent: QWidget
    ) -> None:
        super().__init__(name, title, sentence, leave=leave, deed=deed, width=440, parent=parent)
        self.deed.set_kind("danger")
        self.deed.setAutoDefault(False)
        self.deed.setDefault(False)
        self.deed.clicked.connect(self.accept)
        self.leave.setDefault(True)
        self.leave.setFocus()
