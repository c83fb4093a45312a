"""Python's garbage collector, kept out of the way of an import."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection meanwhile.

    The rows of a file and the searches for repairs are a great many short-lived lists: to walk
    them, and all else that is there, would take as long as the half of the reading, and hold the
    interpreter, and so the window, for 70 ms at a time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
