"""Python's garbage collector, kept out of the way of an import."""

import ctypes
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

_AT_ONCE = 32_768  # texts


def let_go(lists: Iterable[list[str]]) -> None:
    """Empty long lists of texts, some at a time.

    Dropped as they are, those of a million rows would hold every thread for a tenth of a second.
    """
    for texts in lists:
        while texts:
            del texts[-_AT_ONCE:]
    if (trim := _trim()) is not None:
        trim(0)


def collect_frozen() -> None:
    """Free what died while it was frozen: each such object keeps a megabyte from being given back.

    For when no long list is left: there is little to walk then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's way to return what is free to the system; it keeps hundreds of MB otherwise."""
    if sys.platform != "linux":
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection meanwhile, and what was made is left out of all later ones.

    Walking the growing list again and again is 70 % of the time of reading a CSV. The one full
    collection comes first, when there is little to walk: after the import of a million rows it
    would hold the interpreter, and so the window, for 0.2 s.
    """
    if not gc.isenabled():
        yield
        return
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
