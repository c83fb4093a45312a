"""What a calling rule says besides how strong it is, to be changed: days, hours, figures."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.rules import HOLIDAYS, LIMITS
from voicedesk.ui import icons, look, rule_words, wording
from voicedesk.ui.hours_text import hours_of, hours_text
from voicedesk.ui.parts.chip import ChipRow, ChipSpec
from voicedesk.ui.parts.field import Field
from voicedesk.ui.parts.icon import Icon
from voicedesk.ui.parts.label import Label
from voicedesk.ui.parts.tick import Tick

_FIGURE = 150  # px: a label above some digits


class RuleValue(QWidget):
    """One field of the rules; ``places``: with what the places in the file begin that are about it.

    ``changed`` comes when a person changed it.
    """

    changed = Signal()
    places: tuple[str, ...] = ()

    def __init__(self, attribute: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.attribute = attribute
        self.setObjectName(f"rule-value-{attribute}")
        self.changed.connect(self._mended)

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def value(self) -> Any:
        """What is shown, None where it cannot be read: :meth:`refusal` says why."""
        raise NotImplementedError

    def refusal(self, place: str = "") -> str:
        """Why what is shown is no good; ``place`` is where the rules refused it."""
        raise NotImplementedError

    def set_error(self, sentence: str) -> None:
        raise NotImplementedError

    @Slot()
    def _mended(self) -> None:
        """What was wrong is being corrected."""
        self.set_error("")


class FigureValue(RuleValue):
    """A whole number."""

    def __init__(self, attribute: str, label: str, parent: QWidget) -> None:
        super().__init__(attribute, parent)
        place, self._least, self._most = LIMITS[attribute]
        self.places = (place,)
        self._field = _field(label, self)
        self._field.setMinimumWidth(look.tall(_FIGURE))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_value(self, value: int) -> None:
        self._field.set_text(str(value))

    def value(self) -> int | None:
        typed = self._field.text().strip()
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None

    def refusal(self, place: str = "") -> str:
        least, most = wording.count(self._least), wording.count(self._most)
        return tr("Give a whole number from {least} to {most}.", least=least, most=most)

    def set_error(self, sentence: str) -> None:
        self._field.set_error(sentence)


class HoursValue(RuleValue):
    """The spans of a day, typed."""

    places = ("rules.days_hours.hours", "zones.")

    def __init__(self, parent: QWidget) -> None:
        super().__init__("hours", parent)
        self._field = _field(tr("Hours"), self)

    def show_value(self, value: Any) -> None:
        self._field.set_text(hours_text(value))

    def value(self) -> Any:
        return hours_of(self._field.text())

    def refusal(self, place: str = "") -> str:
        if place.startswith("zones."):
            prefix = place.removeprefix("zones.").partition("[")[0]
            return tr(
                "With these hours, people with numbers that begin with +{prefix} could never be"
                " called: they live on several clocks. Choose longer hours.",
                prefix=prefix,
            )
        if place:
            return tr("Each span ends after it begins, and begins after the one before has ended.")
        return tr("Give hours such as {example}.", example="10:00–13:00, 14:00–20:00")

    def set_error(self, sentence: str) -> None:
        self._field.set_error(sentence)


class ChosenValue(RuleValue):
    """Some of a set, each with a chip."""

    def __init__(
        self, attribute: str, label: str, words: Mapping[Any, str], place: str, parent: QWidget
    ) -> None:
        super().__init__(attribute, parent)
        self.places = (place,)
        self._keys = {str(key): key for key in words}
        title = Label(label, "small", "text2", 500, parent=self)
        specs = [ChipSpec(str(key), said) for key, said in words.items()]
        self._chips = ChipRow(specs, exclusive=False, parent=self)
        self._chips.setAccessibleName(label)
        self._chips.changed.connect(self.changed)
        for key in self._keys:
            self._chips.chip(key).setObjectName(f"rule-{attribute}-{key}")
        self.setFocusProxy(self._chips.chip(next(iter(self._keys))))
        self._error = Label("", "small", "err", 500, wrap=True, parent=self)
        self._sign = Icon("circle-x", "err", icons.SMALL, parent=self)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._sign)
        below.addWidget(self._error, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(title)
        column.addWidget(self._chips)
        column.addLayout(below)
        self.set_error("")

    def show_value(self, value: Any) -> None:
        self._chips.set_checked(*map(str, value))

    def value(self) -> Any:
        return frozenset(self._keys[key] for key in self._chips.checked())

    def refusal(self, place: str = "") -> str:
        return tr("Choose at least one day.")

    def set_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._sign.setVisible(bool(sentence))
        self._chips.setAccessibleDescription(sentence)


class TickValue(RuleValue):
    """Yes or no: it cannot be wrong."""

    def __init__(self, attribute: str, words: str, parent: QWidget) -> None:
        super().__init__(attribute, parent)
        self._tick = Tick(words, parent=self)
        self._tick.setObjectName(f"rule-{attribute}")
        self._tick.clicked.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._tick)

    def show_value(self, value: bool) -> None:
        self._tick.setChecked(value)

    def value(self) -> bool:
        return self._tick.isChecked()

    def refusal(self, place: str = "") -> str:
        return ""

    def set_error(self, sentence: str) -> None:
        return


def values_of(rule: str, parent: QWidget) -> list[RuleValue]:
    """What can be changed of the rule of that name, as widgets of ``parent``."""
    match rule:
        case "days_hours":
            return [_weekdays(parent), HoursValue(parent)]
        case "holidays":
            return [_holidays(parent)]
        case "frequency":
            calls = FigureValue("frequency_calls", tr("Calls at most"), parent)
            return [calls, FigureValue("frequency_days", tr("In so many days"), parent)]
        case "refusal":
            return [FigureValue("refusal_days", tr("Days without a call"), parent)]
        case "consent_validity":
            return [FigureValue("consent_days", tr("Days it holds"), parent)]
        case "voicemail":
            words = tr("Voicemails keep to the same days and hours as calls")
            return [TickValue("voicemail_like_calls", words, parent)]
    return []


def _weekdays(parent: QWidget) -> ChosenValue:
    words = {day: _titled(QLocale().standaloneDayName(day)) for day in range(1, 8)}
    return ChosenValue("weekdays", tr("Days"), words, "rules.days_hours.weekdays", parent)


def _holidays(parent: QWidget) -> ChosenValue:
    # In the order of the year.
    known = [name for name in rule_words.HOLIDAYS if name in HOLIDAYS]
    words = {name: _titled(rule_words.holiday(name)) for name in known}
    return ChosenValue("holidays", tr("Days"), words, "rules.holidays.days", parent)


def _titled(name: str) -> str:
    return name[:1].upper() + name[1:]


def _field(label: str, value: RuleValue) -> Field:
    """A line in ``value``, filled by it, that tells its changes."""
    field = Field(label, parent=value)
    field.line.setObjectName(f"rule-{value.attribute}")
    field.line.textChanged.connect(value.changed)
    column = QVBoxLayout(value)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(field)
    value.setFocusProxy(field)
    return field
