"""Hands the page its words and, once, its ticket, without either ever standing in a URL."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWebEngineCore import QWebEngineScript, QWebEngineScriptCollection

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.ui.call.scheme import ORIGIN
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
_SETTING_SOURCE = """if (location.origin === %s) window.callSetting = Object.freeze(%s);"""


def set_page_words(scripts: QWebEngineScriptCollection) -> None:
    """Give the page its words; they stay for every load."""
    scripts.insert(_script(_SETTING, _SETTING_SOURCE % (json.dumps(ORIGIN), json.dumps(_setting()))))


def put_ticket(scripts: QWebEngineScriptCollection, ticket: CallTicket, *, renewed: bool) -> None:
    """Lay the ticket ready for the next load of the page."""
    take_back(scripts)
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
        "renewed": renewed,
    }
    scripts.insert(_script(_TICKET, _TICKET_SOURCE % (json.dumps(ORIGIN), json.dumps(content))))


def take_back(scripts: QWebEngineScriptCollection) -> None:
    """Remove the ticket once the page has it: a reload by the page finds none."""
    for script in scripts.find(_TICKET):
        scripts.remove(script)


def _setting() -> dict[str, object]:
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
    return {"words": page_words(), "colours": colours}


def _script(name: str, source: str) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName(name)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    script.setRunsOnSubFrames(False)
    script.setSourceCode(source)
    return script
