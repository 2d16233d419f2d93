"""Long work in Python beside the screens: it gives way, so that what is painted does not wait for it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hosted_meetings_desktop.services.people_sheet import Progress

_BREATH_S = 0.001


def paced(progress: Progress) -> Progress:
    """Return a ``progress`` that pauses a moment at every step.

    A thread that computes without end hands the interpreter over only every 5 ms, and a screen asks for it for every
    cell that it paints: while a file of 100,000 lines was read it stood still for up to 0.4 s, again and again.
    """

    def tell(done: int, total: int) -> None:
        time.sleep(_BREATH_S)
        progress(done, total)

    return tell


@contextmanager
def without_collecting() -> Iterator[None]:
    """Look for no reference cycles meanwhile.

    The hundred thousands of objects that a large file makes have none, and looking through all of them stops every
    thread for a quarter of a second, again and again as they become more.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
