"""Numbers as the reader's language writes them (the application sets QLocale's default)."""

from PySide6.QtCore import QLocale

_NO_BREAK = "\u00a0"


def count(number: int) -> str:
    """4 218 in French (U+202F), 4,218 in English."""
    return QLocale().toString(number)


def minus(number: int) -> str:
    """A loss: the minus sign, a thin no-break space, the number."""
    return f"−\u202f{count(number)}"


def percent(share: float, digits: int = 1) -> str:
    """0.887 → 88,7 % in French, 88.7% in English."""
    locale = QLocale()
    gap = _NO_BREAK if locale.language() == QLocale.Language.French else ""
    return f"{locale.toString(share * 100, 'f', digits)}{gap}%"


def clock(seconds: float) -> str:
    """9.67 s → 0:09,6 (French) or 0:09.6: rounded down, as every duration."""
    tenths = int(max(0.0, seconds) * 10 + 1e-6)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02d}{QLocale().decimalPoint()}{rest % 10}"
