"""On which clock a date is chosen: home first, then the overseas territories, and this computer."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.rules import Rules
from voicedesk.ui import place_words
from voicedesk.ui.parts.combo import Combo


class ZoneCombo(Combo):
    """Its items' data are IANA names."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tr("Time zone"), parent=parent)

    def set_rules(self, rules: Rules) -> None:
        """Offer the zones of the rules, the home zone first; what was chosen stays."""
        chosen = self.currentData()
        abroad = [zone.key for zones in rules.zones.values() for zone in zones]
        self.clear()
        for key in dict.fromkeys((rules.zone.key, *abroad, *_own())):
            self.addItem(place_words.clock(key), key)
        self.set_zone(str(chosen or rules.zone.key))

    def set_zone(self, key: str) -> None:
        """Show this one, without a signal of ``activated``; one that is not offered is added."""
        if self.findData(key) < 0:
            self.addItem(place_words.clock(key), key)
        self.setCurrentIndex(self.findData(key))

    def zone(self) -> ZoneInfo:
        return ZoneInfo(str(self.currentData()))


def _own() -> tuple[str, ...]:
    """The zone of this computer, where it is a place."""
    key = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ()
    return (key,) if "/" in key and not key.startswith("Etc/") else ()
