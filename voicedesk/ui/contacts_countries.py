"""The filter by country: a chip that drops the countries of a list, with their counts."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from voicedesk.base.words import mark, tr
from voicedesk.ui.parts.chip import Chip
from voicedesk.ui.parts.figures import count

# By calling code. Others go by the name Qt knows.
_NAMES = {
    "1": mark("United States, Canada"),
    "7": mark("Russia, Kazakhstan"),
    "20": mark("Egypt"),
    "27": mark("South Africa"),
    "30": mark("Greece"),
    "31": mark("Netherlands"),
    "32": mark("Belgium"),
    "33": mark("France"),
    "34": mark("Spain"),
    "36": mark("Hungary"),
    "39": mark("Italy"),
    "40": mark("Romania"),
    "41": mark("Switzerland"),
    "43": mark("Austria"),
    "44": mark("United Kingdom"),
    "45": mark("Denmark"),
    "46": mark("Sweden"),
    "47": mark("Norway"),
    "48": mark("Poland"),
    "49": mark("Germany"),
    "55": mark("Brazil"),
    "61": mark("Australia"),
    "81": mark("Japan"),
    "86": mark("China"),
    "90": mark("Turkey"),
    "91": mark("India"),
    "212": mark("Morocco"),
    "213": mark("Algeria"),
    "216": mark("Tunisia"),
    "221": mark("Senegal"),
    "225": mark("Ivory Coast"),
    "230": mark("Mauritius"),
    "237": mark("Cameroon"),
    "261": mark("Madagascar"),
    "262": mark("Réunion, Mayotte"),
    "351": mark("Portugal"),
    "352": mark("Luxembourg"),
    "353": mark("Ireland"),
    "358": mark("Finland"),
    "376": mark("Andorra"),
    "377": mark("Monaco"),
    "420": mark("Czechia"),
    "508": mark("Saint Pierre and Miquelon"),
    "590": mark("Guadeloupe"),
    "594": mark("French Guiana"),
    "596": mark("Martinique"),
    "687": mark("New Caledonia"),
    "689": mark("French Polynesia"),
}


def country_name(code: str) -> str:
    """The country of a calling code, or the code itself: "Belgium", "+888"."""
    if code in _NAMES:
        return tr(_NAMES[code])
    # Half a megabyte of tables: they are there once a list was checked.
    from phonenumbers import region_code_for_country_code

    territory = QLocale.codeToTerritory(region_code_for_country_code(int(code)))
    if territory == QLocale.Country.AnyCountry:
        return f"+{code}"
    return QLocale.territoryToString(territory)


class CountryChip(Chip):
    """Shown where a list has numbers of several countries; ``chosen`` is a calling code or ""."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Country"), None, "chevron-down", parent=parent)
        self.setObjectName("country")
        self.code = ""
        self._counts: dict[str, int] = {}
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._chosen)
        self.clicked.connect(self._drop)
        self.hide()

    def set_tally(self, tally: Mapping[str, int]) -> None:
        """The counts by ``country:<calling code>``."""
        keys = (key for key in tally if key.startswith("country:"))
        self._counts = {key.removeprefix("country:"): tally[key] for key in keys}
        self._show()

    def choose(self, code: str) -> None:
        """Without a signal; "" is every country."""
        self.code = code
        self._show()

    def _show(self) -> None:
        self.setText(country_name(self.code) if self.code else tr("Country"))
        self.setChecked(bool(self.code))
        self.set_count(self._counts.get(self.code, 0) if self.code else None)
        self.setVisible(len(self._counts) > 1 or bool(self.code))

    @Slot()
    def _drop(self) -> None:
        self.setChecked(bool(self.code))
        self._menu.clear()
        self._add("", tr("All countries"))
        self._menu.addSeparator()
        for code, n in sorted(self._counts.items(), key=lambda found: -found[1]):
            self._add(code, f"{country_name(code)}  +{code}\t{count(n)}")
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _add(self, code: str, words: str) -> None:
        action = self._menu.addAction(words)
        action.setData(code)
        action.setCheckable(True)
        action.setChecked(code == self.code)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        self.choose(str(action.data()))
        self.changed.emit()
