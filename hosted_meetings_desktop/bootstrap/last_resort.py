"""What nobody caught: written to the log and told to the person, from whichever thread it comes."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType

from hosted_meetings_desktop.support.redaction import redact

log = logging.getLogger(__name__)

_QUIET_SECONDS = 60.0
"""The same failure is told again after this time: one that happens with each paint must not bury everything."""
_MOST_PLACES = 100


class LastResort:
    """Takes the place of Python's three hooks for failures that nobody caught.

    PySide6 hands what fails in a slot to ``sys.excepthook``, which writes to a terminal that a frozen build has not.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Make it; :meth:`install` puts it in place.

        Args:
            tell: Takes what IT needs to know, free of secrets; called in the thread in which it happened.
        """
        self._tell = tell
        self._busy = threading.local()
        self._told: dict[str, float] = {}

    def install(self) -> None:
        """Take every hook."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        sys.unraisablehook = self._unraisable

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.take("a failure that nobody caught", kind, error, trace)

    def _uncaught_in_thread(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_type is not SystemExit:
            self.take("a thread ended with a failure", what.exc_type, what.exc_value, what.exc_traceback)

    def _unraisable(self, what: sys.UnraisableHookArgs) -> None:
        self.take("a failure where none can be raised", what.exc_type, what.exc_value, what.exc_traceback)

    def take(
        self, what: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log a failure and tell it, once a minute for each place; never raises, whatever else is broken."""
        if getattr(self._busy, "now", False) or sys.is_finalizing():
            return  # the failure of what follows here is not taken again
        self._busy.now = True
        try:
            self._take(what, kind, error, trace)
        except Exception:  # noqa: BLE001, S110 - there is nobody left to say it to
            pass
        finally:
            self._busy.now = False

    def _take(
        self, what: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        told = f"{kind.__name__} {place(trace)}".strip()
        now = time.monotonic()
        if now - self._told.get(told, -_QUIET_SECONDS) < _QUIET_SECONDS:
            return
        if len(self._told) >= _MOST_PLACES:
            self._told.clear()
        self._told[told] = now
        log.error("%s", what, exc_info=(kind, error or kind(), trace))
        _write(what, kind, error, trace)
        self._tell(told)


def place(trace: TracebackType | None) -> str:
    """Return where it happened, as ``file.py:12``: that names no patient, as the failure's own text may."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"{file}:{trace.tb_lineno}"


def _write(what: str, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Write it to the terminal, where there is one."""
    if sys.stderr is None:
        return
    import traceback

    lines = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(redact(f"{what}:\n{lines}"))
