"""How we stand with the video service, in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.ui.text.format import ago_text, day_text, one_or_many, time_text

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.live import SyncStatus


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("SyncStatus", text, "", n)


def connection_text(status: SyncStatus, now: datetime) -> str:
    """Return the words of the status strip."""
    if status.online is None:
        return _tr("Connecting…")
    if not status.online:
        if status.since is None:
            return _tr("No connection")
        return _tr("No connection since %1").replace("%1", _clock(status.since, now))
    if status.refreshed_at is None:
        return _tr("Connected")
    return _tr("Connected, refreshed %1").replace("%1", ago_text(status.refreshed_at, now))


def waiting_text(status: SyncStatus) -> str:
    """Return "3 not sent yet", empty when nothing waits."""
    if not status.waiting:
        return ""
    return one_or_many(status.waiting, _tr("1 not sent yet"), _tr("%n not sent yet", status.waiting))


def attention_text(status: SyncStatus) -> str:
    """Return "1 needs you", empty when nothing does."""
    if not status.attention:
        return ""
    return one_or_many(status.attention, _tr("1 needs you"), _tr("%n need you", status.attention))


def sentences(status: SyncStatus, now: datetime) -> list[str]:
    """Return what the popover says, most important first."""
    said: list[str] = []
    if status.problem:
        said.append(status.problem)
    if status.attention:
        said.append(
            one_or_many(
                status.attention,
                _tr("1 meeting needs you: open it in Meetings to see why."),
                _tr("%n meetings need you: open them in Meetings to see why.", status.attention),
            )
        )
    if status.waiting:
        said.append(_waiting_sentence(status, now))
    elif status.online:
        said.append(_tr("Everything you planned has been sent."))
    if status.refreshed_at is not None:
        said.append(_tr("The lists were refreshed %1.").replace("%1", ago_text(status.refreshed_at, now)))
    elif status.online is False:
        said.append(_tr("The lists have not been refreshed yet."))
    return said


def _waiting_sentence(status: SyncStatus, now: datetime) -> str:
    what = one_or_many(
        status.waiting,
        _tr("1 meeting is not sent yet"),
        _tr("%n meetings are not sent yet", status.waiting),
    )
    if status.online is False and status.since is not None:
        why = _tr("%1: no connection since %2. They are sent by themselves.")
        return why.replace("%1", what).replace("%2", _clock(status.since, now))
    return _tr("%1. They are sent by themselves.").replace("%1", what)


def _clock(at: datetime, now: datetime) -> str:
    """Return the time alone for today, else with its day."""
    same_day = at.astimezone().date() == now.astimezone().date()
    return time_text(at) if same_day else f"{day_text(at, now)} {time_text(at)}"
