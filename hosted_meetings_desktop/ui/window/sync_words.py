"""How we stand with the video service, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.live import Standing
from hosted_meetings_desktop.ui.text.format import ago_text, day_text, one_or_many, time_text

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.live import Progress, SyncStatus


_OVERDUE = timedelta(minutes=10)


def _tr(text: str, n: int = -1, comment: str = "") -> str:
    return QCoreApplication.translate("SyncStatus", text, comment, n)


def overdue(status: SyncStatus, now: datetime) -> bool:
    """Return whether the lists should have been refreshed by now, although there is a connection."""
    return bool(status.online) and status.refreshed_at is not None and now - status.refreshed_at > _OVERDUE


def connection_text(status: SyncStatus, now: datetime) -> str:
    """Return the words of the status strip."""
    if status.online is None:
        return _tr("Connecting…")
    if status.progress is not None and not status.paused:
        return _progress_text(status.progress)
    if status.standing is not Standing.ONLINE:
        return _since_text(status, now)
    if status.refreshed_at is None:
        return _tr("Connected")
    return _tr("Connected, refreshed %1").replace("%1", ago_text(status.refreshed_at, now))


def _progress_text(progress: Progress) -> str:
    """Return how far reading what the account holds is."""
    if progress.total is None:
        return _tr("Reading your account: %1").replace("%1", str(progress.done))
    return _tr("Reading your account: %1 of %2").replace("%1", str(progress.done)).replace("%2", str(progress.total))


def _since_text(status: SyncStatus, now: datetime) -> str:
    """Return what is wrong since when, and how old what is shown is."""
    said = _wrong(status.standing)
    if status.since is not None:
        said = _tr("%1 since %2", comment="no connection since when").replace("%1", said)
        said = said.replace("%2", _clock(status.since, now))
    if status.refreshed_at is None:
        return said
    age = _tr("list from %1").replace("%1", _clock(status.refreshed_at, now))
    return (
        _tr("%1 · %2", comment="no connection since when, how old the list is").replace("%1", said).replace("%2", age)
    )


def _wrong(standing: Standing) -> str:
    match standing:
        case Standing.INTERCEPTED:
            return _tr("This network wants a sign-in or blocks the service")
        case Standing.REFUSED:
            return _tr("Sign-in refused")
        case Standing.TROUBLED:
            return _tr("The video service has trouble")
        case _:
            return _tr("No connection")


def waiting_text(status: SyncStatus) -> str:
    """Return "3 not online yet", empty when nothing waits."""
    if not status.waiting:
        return ""
    return one_or_many(status.waiting, _tr("1 not online yet"), _tr("%n not online yet", status.waiting))


def attention_text(status: SyncStatus) -> str:
    """Return "1 meeting needs you", empty when none does."""
    if not status.attention:
        return ""
    return one_or_many(status.attention, _tr("1 meeting needs you"), _tr("%n meetings need you", status.attention))


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
    elif status.online and not status.attention:
        said.append(_tr("Everything you planned is online."))
    if status.refreshed_at is not None:
        said.append(_tr("The lists were refreshed %1.").replace("%1", ago_text(status.refreshed_at, now)))
    elif status.online is False:
        said.append(_tr("The lists have not been refreshed yet."))
    return said


def _waiting_sentence(status: SyncStatus, now: datetime) -> str:
    n = status.waiting
    what = one_or_many(n, _tr("1 meeting is not online yet"), _tr("%n meetings are not online yet", n))
    then = one_or_many(n, _tr("It goes online by itself."), _tr("They go online by themselves."))
    if status.online is False and status.since is not None:
        why = _tr("%1: no connection since %2. %3")
        return why.replace("%1", what).replace("%2", _clock(status.since, now)).replace("%3", then)
    return _tr("%1. %2", comment="what is not online yet, what happens").replace("%1", what).replace("%2", then)


def _clock(at: datetime, now: datetime) -> str:
    """Return the time alone for today, else with its day."""
    same_day = at.astimezone().date() == now.astimezone().date()
    return time_text(at) if same_day else f"{day_text(at, now)} {time_text(at)}"
