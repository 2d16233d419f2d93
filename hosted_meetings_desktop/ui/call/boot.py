"""Hands the page its words and, once each, its tickets, without either ever standing in a URL."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWebEngineCore import QWebEngineScript, QWebEngineScriptCollection

from hosted_meetings_desktop.domain.call import CallTicket, WayOut
from hosted_meetings_desktop.ui.call.scheme import ORIGIN
from hosted_meetings_desktop.ui.call.sharing import system_asks
from hosted_meetings_desktop.ui.call.words import page_words
from hosted_meetings_desktop.ui.theme.tokens import DARK

_TICKET = "call-ticket"
_SETTING = "call-setting"

# The ticket is a function that answers once and is gone: no later script of the page finds it.
_TICKET_SOURCE = """(() => {
  if (location.origin !== %s) return;
  let ticket = %s;
  Object.defineProperty(window, "takeTicket", { configurable: true, value() {
    const once = ticket;
    ticket = null;
    delete window.takeTicket;
    return once;
  } });
})();"""
_GO_ON = """%s
dispatchEvent(new Event("ticket"));"""
_SETTING_SOURCE = """if (location.origin === %s) window.callSetting = Object.freeze(%s);"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else the page is told with a ticket.

    Attributes:
        renewed: Whether this is not the first ticket.
        rung: The rung of the ladder it is for: empty, ``fresh``, ``reload`` or ``audio``.
        devices: The remembered devices, by kind, each with ``label`` and ``id``.
        last_seat: The id of the place that this window had in the room before its page died.
    """

    renewed: bool = False
    rung: str = ""
    devices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last_seat: str = ""


def set_page_words(scripts: QWebEngineScriptCollection, way_out: WayOut | None = None) -> None:
    """Give the page its words; they stay for every load."""
    setting = _setting(way_out or WayOut())
    scripts.insert(_script(_SETTING, _SETTING_SOURCE % (json.dumps(ORIGIN), json.dumps(setting))))


def put_ticket(
    scripts: QWebEngineScriptCollection,
    ticket: CallTicket,
    *,
    renewed: bool = False,
    circumstances: Circumstances | None = None,
) -> None:
    """Lay the ticket ready for the next load of the page."""
    take_back(scripts)
    scripts.insert(_script(_TICKET, _source(ticket, circumstances or Circumstances(renewed=renewed))))


def go_on_source(ticket: CallTicket, circumstances: Circumstances) -> str:
    """Return the script that hands a ticket to a page that is loaded already."""
    return _GO_ON % _source(ticket, circumstances)


def _source(ticket: CallTicket, circumstances: Circumstances) -> str:
    content: dict[str, Any] = {
        "kit": ticket.kit.value,
        "token": ticket.token,
        "name": ticket.display_name,
        "title": ticket.meeting_title,
        "baseUri": ticket.base_uri,
        "edgeUrl": ticket.edge_url,
        "audio": ticket.audio,
        "video": ticket.video,
        "showSetup": ticket.show_setup,
        "presence": ticket.presence,
        "renewed": circumstances.renewed,
        "rung": circumstances.rung,
        "devices": {kind: dict(device) for kind, device in circumstances.devices.items()},
        "lastSeat": circumstances.last_seat,
    }
    return _TICKET_SOURCE % (json.dumps(ORIGIN), json.dumps(content))


def take_back(scripts: QWebEngineScriptCollection) -> None:
    """Remove the ticket once the page has it: a reload by the page finds none."""
    for script in scripts.find(_TICKET):
        scripts.remove(script)


def _setting(way_out: WayOut) -> dict[str, object]:
    colours = {
        "page": DARK.canvas,
        "raised": DARK.surface,
        "hover": DARK.hover,
        "line": DARK.line,
        "edge": DARK.edge,
        "text": DARK.text,
        "muted": DARK.muted,
        "accent": DARK.accent,
        "accent-hover": DARK.accent_hover,
        "accent-text": DARK.accent_text,
        "success": DARK.live,
        "warning": DARK.wait,
        "danger": DARK.danger,
        "rail": DARK.rail,
    }
    return {
        "words": page_words(),
        "colours": colours,
        "wayOut": {"browser": way_out.browser, "phone": way_out.phone},
        "systemAsks": system_asks(os.environ),
    }


def _script(name: str, source: str) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName(name)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    script.setRunsOnSubFrames(False)
    script.setSourceCode(source)
    return script
