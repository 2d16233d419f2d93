"""The page's one line to the program: it reports, the program asks; both in short, checked words."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.words import MOST_NAMED

logger = logging.getLogger(__name__)

_LIMIT = 60_000
"""Characters of one report: a list of as many people as the page names, each with a long name."""
_TEXT = 2_000
_NAME = 120
_ID = re.compile(r"[\w.:-]{1,80}")

WISHES = frozenset(
    {
        "join",
        "leave",
        "stop_sharing",
        "devices",
        "toggle_microphone",
        "toggle_camera",
        "admit_all",
        "awake",
        "settings",
        "hold",
        "resume",
        "mini",
        "whole",
    }
)
"""What can be asked of the page as it is."""
WISHES_ABOUT = frozenset({"admit", "deny", "use", "turn_on", "captions", "caption_size"}) | frozenset(StageDecision)
"""What can be asked about somebody or something: ``admit:<participant id>``, ``deny:<participant id>``,
``use:<kind of device>``, ``turn_on:<microphone or camera>``, ``captions:<on or off>``, ``caption_size:<size>``,
``<a decision about the stage>:<participant id>``."""


@dataclass(frozen=True, slots=True)
class PageReport:
    """Something the page said. Whatever runs in the page could have said it, so nothing here is trusted.

    Attributes:
        what: ``taken``, ``ready``, ``seat``, ``state``, ``step``, ``people``, ``waiting``, ``media``, ``device``,
            ``speaker``, ``captions``, ``missed``, ``trouble``, ``ticket``, ``browser``, ``copy``, ``close``; for the
            stage ``asking``, ``standing``, ``stage``; for recordings ``consent``, ``record``, ``recording``.
        value: The one word that goes with it: a state, a step, a kind of trouble or of device, a wish that came to
            nothing.
        detail: Longer text for IT, the reason of a leave, what happened to a device.
        names: Names of devices.
        flags: What is switched on: ``microphone``, ``camera``, ``sharing``.
        people: Who else is in the room, who waits, or whose picture the small window shows.
    """

    what: str
    value: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)
    people: tuple[CallPerson, ...] = ()


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
        people=_people(raw.get("people")),
    )


def is_id(text: str) -> bool:
    """Return whether a text can be an id of the provider: a word, not a sentence and no markup."""
    return _ID.fullmatch(text) is not None


def _text(value: Any) -> str:
    return value[:_TEXT] if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _people(value: Any) -> tuple[CallPerson, ...]:
    """Return everybody who has an id; a second entry with the same id is another window of the same person."""
    found: dict[str, CallPerson] = {}
    for item in value[:MOST_NAMED] if isinstance(value, list) else ():
        if isinstance(item, dict) and is_id(one := _text(item.get("id"))):
            found.setdefault(one, CallPerson(one, _text(item.get("name"))[:_NAME], _text(item.get("preset"))[:_NAME]))
    return tuple(found.values())


class CallBridge(QObject):
    """What the page sees as ``host``.

    Signals:
        asked(str): To the page: one of ``WISHES``, or one of ``WISHES_ABOUT`` with a colon and an id.
        refused(str, str): To the page: no ticket can be had; title and advice.
        reported(PageReport): From the page.
    """

    asked = Signal(str)
    refused = Signal(str, str)
    reported = Signal(object)

    def ask(self, wish: str) -> None:
        """Ask the page for something.

        Raises:
            ValueError: Nothing the page knows.
        """
        name, colon, about = wish.partition(":")
        if not (wish in WISHES or (name in WISHES_ABOUT and colon and is_id(about))):
            raise ValueError("not a wish of the call page")
        self.asked.emit(wish)

    @Slot(str)
    def report(self, text: str) -> None:
        """Take one message of the page."""
        report = read_report(text)
        if report is None:
            logger.debug("The call page sent something unreadable (%d characters)", len(text))
            return
        self.reported.emit(report)
