"""How we stand with the video service, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from hosted_meetings_desktop.domain.live import Standing
from hosted_meetings_desktop.ui.text.format import ago_text, day_text, duration_text, one_or_many, time_text

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.live import Progress, SyncStatus


_OVERDUE = timedelta(minutes=10)
_COUNTED_DOWN = 90
"""Seconds; what is farther off is said in minutes."""
_LONG = 3_600


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
    done = QLocale().toString(progress.done)
    if progress.total is None:
        return _tr("Reading your account: %1").replace("%1", done)
    total = QLocale().toString(progress.total)
    return _tr("Reading your account: %1 of %2").replace("%1", done).replace("%2", total)


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


# ---- the Sync panel
def headline(status: SyncStatus) -> str:
    """Return how the connection stands, in one sentence."""
    match status.standing:
        case Standing.UNKNOWN:
            return _tr("Connecting to the video service")
        case Standing.ONLINE:
            return _tr("Connected to the video service")
        case Standing.INTERCEPTED:
            return _tr("Something on this network answers in the video service's place")
        case Standing.REFUSED:
            return _tr("The video service refuses this account's credentials")
        case Standing.TROUBLED:
            return _tr("The video service has trouble")
        case _:
            return _tr("No connection to the video service")


def explanation(status: SyncStatus) -> str:
    """Return what that means and what can be done; empty while all is well."""
    match status.standing:
        case Standing.OFFLINE:
            return _tr(
                "Planning, searching and everything kept on this PC goes on working, and what you plan goes online "
                "by itself. Calls need a connection: check this PC's network."
            )
        case Standing.INTERCEPTED:
            return _tr(
                "Often it is the sign-in page of a guest network: open a browser and sign in there. At a clinic it "
                "may be a proxy or a filter: ask your IT to let the video service through. Your plans are kept."
            )
        case Standing.REFUSED:
            return _tr(
                "They may have been changed or withdrawn. Your plans are kept and go online once the credentials are "
                "right again."
            )
        case Standing.TROUBLED:
            return _tr("It answers, but not as it should. Your plans are kept and go online by themselves.")
        case _:
            return ""


def since_sentence(status: SyncStatus, now: datetime) -> str:
    """Return since when it stands like this; empty where that is not known."""
    if status.since is None:
        return ""
    said = _tr("Since %1 (%2).", comment="since when and for how long")
    return said.replace("%1", _clock(status.since, now)).replace("%2", duration_text(now - status.since))


def age_sentence(status: SyncStatus, now: datetime) -> str:
    """Return how old what is shown is."""
    if status.refreshed_at is None:
        return "" if status.standing is Standing.UNKNOWN else _tr("The lists have not been refreshed yet.")
    said = _tr("What you see is from %1 (%2).", comment="when the lists were refreshed, how long ago")
    ago = ago_text(status.refreshed_at, now)
    return said.replace("%1", _clock(status.refreshed_at, now)).replace("%2", ago)


def next_try_text(at: datetime | None, now: datetime) -> str:
    """Return when something is tried again by itself, down to the second when it is soon; empty for None."""
    if at is None:
        return ""
    seconds = ceil((at - now).total_seconds())
    if seconds <= 0:
        return _tr("Tried again now")
    if seconds <= _COUNTED_DOWN:
        return _tr("Tried again in %1 s").replace("%1", str(seconds))
    if seconds < _LONG:
        return _tr("Tried again in %1 min").replace("%1", str(ceil(seconds / 60)))
    return _tr("Tried again %1", comment="day and time").replace("%1", _clock(at, now))


def import_sentence(progress: Progress, *, paused: bool) -> str:
    """Return how far reading what the account holds is, and that the rest works meanwhile."""
    if paused:
        return _tr("%1. Paused: older meetings are missing until you go on.").replace("%1", _progress_text(progress))
    return _tr("%1. You can work meanwhile.").replace("%1", _progress_text(progress))


def what_waits(status: SyncStatus) -> str:
    """Return the heading over what waits: "3 not online yet, 1 meeting needs you"."""
    said = [text for text in (attention_text(status), waiting_text(status)) if text]
    return _tr(", ").join(said)


def _clock(at: datetime, now: datetime) -> str:
    """Return the time alone for today, else with its day."""
    same_day = at.astimezone().date() == now.astimezone().date()
    return time_text(at) if same_day else f"{day_text(at, now)} {time_text(at)}"
