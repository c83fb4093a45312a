"""The menu bar of the window."""

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from voicedesk.base import words
from voicedesk.base.words import tr
from voicedesk.ui import look

_Shortcut = QKeySequence.StandardKey | str | None


class Menus(QMenuBar):
    """Emits what was wished for; ``theme`` is the one in force."""

    message_wanted = Signal()  # import one
    message_deed_wanted = Signal(str)  # see MessagesPage.act
    contacts_wanted = Signal()  # import a list
    list_deed_wanted = Signal(str)  # see ContactsPage.act
    campaign_wanted = Signal()
    settings_wanted = Signal()
    quit_wanted = Signal()
    place_wanted = Signal(str)
    theme_wanted = Signal(str)
    language_wanted = Signal(str)
    help_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, theme: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._build_file()
        self._build_view(theme)
        self._build_contacts()
        guide = self.addMenu(tr("&Help"))
        self._act(guide, tr("Keyboard and first steps"), self.help_wanted, "F1")
        self._act(guide, tr("About Voicedesk"), self.about_wanted)
        self._dress()
        look.current().changed.connect(self._dress)

    def _build_file(self) -> None:
        key, file = QKeySequence.StandardKey, self.addMenu(tr("&File"))
        self._act(file, tr("Import a message…"), self.message_wanted)
        for deed, text in (
            ("speak", tr("Have a text read…")),
            ("record", tr("Record a message…")),
            ("paste", tr("Paste sound files")),
        ):
            action = file.addAction(text)
            action.setProperty("deed", deed)
            action.triggered.connect(self._on_message_deed)
        file.addSeparator()
        self._act(file, tr("Import a contact list…"), self.contacts_wanted)
        self._act(file, tr("New campaign"), self.campaign_wanted, key.New)
        file.addSeparator()
        self._act(file, tr("Settings…"), self.settings_wanted, key.Preferences)
        self._act(file, tr("Quit"), self.quit_wanted, key.Quit)

    def _build_view(self, theme: str) -> None:
        view = self.addMenu(tr("&View"))
        places = {
            "messages": tr("Messages"),
            "contacts": tr("Contacts"),
            "campaigns": tr("Campaigns"),
            "results": tr("Results"),
        }
        group = QActionGroup(self)
        group.triggered.connect(self._on_place)
        for number, (place, text) in enumerate(places.items(), 1):
            action = view.addAction(text)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setData(place)
            group.addAction(action)
        view.addSeparator()
        themes = {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}
        self._choice(view, tr("Appearance"), themes, theme).triggered.connect(self._on_theme)
        languages = {"fr": "Français", "en": "English"}
        chosen = self._choice(view, tr("Language"), languages, words.language())
        chosen.triggered.connect(self._on_language)

    def _build_contacts(self) -> None:
        menu = self.addMenu(tr("&Contacts"))
        for deed, text in (
            ("import-choices", tr("Import with choices…")),
            ("paste", tr("Paste contacts…")),
            ("", ""),
            ("all-lists", tr("All lists…")),
            ("combine", tr("New lists from this one…")),
            ("duplicates", tr("Find duplicates…")),
            ("", ""),
            ("stop", tr("Never call the chosen rows again")),
            ("stop-list", tr("Stop list…")),
            ("", ""),
            ("consent", tr("Record a consent…")),
            ("withdraw", tr("Withdraw the consent of the chosen rows…")),
        ):
            if deed:
                menu.addAction(text).setData(deed)
            else:
                menu.addSeparator()
        menu.triggered.connect(self._on_list_deed)

    def _act(
        self, menu: QMenu, text: str, wanted: SignalInstance, shortcut: _Shortcut = None
    ) -> None:
        action = menu.addAction(text)
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(wanted)

    def _choice(
        self, menu: QMenu, title: str, choices: dict[str, str], current: str
    ) -> QActionGroup:
        group, inner = QActionGroup(self), menu.addMenu(title)
        for key, text in choices.items():
            action = inner.addAction(text)
            action.setCheckable(True)
            action.setChecked(key == current)
            action.setData(key)
            group.addAction(action)
        return group

    @Slot()
    def _on_message_deed(self) -> None:
        self.message_deed_wanted.emit(self.sender().property("deed"))

    @Slot(QAction)
    def _on_list_deed(self, action: QAction) -> None:
        self.list_deed_wanted.emit(action.data())

    @Slot(QAction)
    def _on_place(self, action: QAction) -> None:
        self.place_wanted.emit(action.data())

    @Slot(QAction)
    def _on_theme(self, action: QAction) -> None:
        self.theme_wanted.emit(action.data())

    @Slot(QAction)
    def _on_language(self, action: QAction) -> None:
        self.language_wanted.emit(action.data())

    @Slot()
    def _dress(self) -> None:
        """On the ground of the side bar, in either theme."""
        palette = self.palette()
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Button):
            palette.setColor(role, look.color("sidebar"))
        self.setPalette(palette)
