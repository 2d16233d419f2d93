"""The page's one line to the program: it reports, the program asks; both in short, checked words."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

logger = logging.getLogger(__name__)

_LIMIT = 20_000
_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class PageReport:
    """Something the page said. Whatever runs in the page could have said it, so nothing here is trusted.

    Attributes:
        what: ``taken``, ``state``, ``people``, ``media``, ``trouble``, ``ticket``, ``copy``, ``close``.
        value: The one word that goes with it: a state, a kind of trouble.
        detail: Longer text for IT, or the reason of a leave.
        names: Who else is in the room.
        flags: What is switched on: ``microphone``, ``camera``, ``sharing``.
    """

    what: str
    value: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)


def read_report(text: str) -> PageReport | None:
    """Return what a page message says, or None when it is not one of ours."""
    if len(text) > _LIMIT:
        return None
    try:
        raw: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("what"), str):
        return None
    return PageReport(
        what=raw["what"][:20],
        value=_text(raw.get("value")),
        detail=_text(raw.get("detail")),
        names=_texts(raw.get("names")),
        flags=frozenset(_texts(raw.get("flags"))),
    )


def _text(value: Any) -> str:
    return value[:_TEXT] if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value if isinstance(item, str)) if isinstance(value, list) else ()


class CallBridge(QObject):
    """What the page sees as ``host``.

    Signals:
        asked(str): To the page: ``join``, ``leave``, ``stop_sharing``, ``devices``.
        refused(str, str): To the page: no ticket can be had; title and advice.
        reported(PageReport): From the page.
    """

    asked = Signal(str)
    refused = Signal(str, str)
    reported = Signal(object)

    @Slot(str)
    def report(self, text: str) -> None:
        """Take one message of the page."""
        report = read_report(text)
        if report is None:
            logger.debug("The call page sent something unreadable (%d characters)", len(text))
            return
        self.reported.emit(report)
