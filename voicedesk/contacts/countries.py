"""Which country a number is of, by its calling code, for whole columns of numbers."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

_POWERS = 10 ** np.arange(17, dtype=np.int64)
_LEADING = 3  # digits: no calling code has more, and none begins with another one


def calling_codes_of(e164: NDArray[np.int64]) -> NDArray[np.int16]:
    """The calling code of each number; 0 where there is none."""
    digits = np.searchsorted(_POWERS, e164, "right")
    codes: NDArray[np.int16] = _by_lead()[e164 // _POWERS[np.maximum(digits - _LEADING, 0)]]
    return codes


def calling_codes(e164: NDArray[np.int64]) -> dict[int, int]:
    """How many numbers there are of each calling code."""
    found = np.bincount(calling_codes_of(e164), minlength=1)
    return {code: int(found[code]) for code in np.flatnonzero(found).tolist() if code}


@cache
def _by_lead() -> NDArray[np.int16]:
    """The calling code by the first three digits of a number."""
    codes = np.zeros(10**_LEADING, np.int16)
    for code in COUNTRY_CODE_TO_REGION_CODE:
        spread = 10 ** (_LEADING - len(str(code)))
        codes[code * spread : (code + 1) * spread] = code
    return codes
