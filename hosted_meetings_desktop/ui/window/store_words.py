"""Copies of the store and the ways out of its troubles, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.ui.text.format import moment_text, one_or_many, size_text


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Backups", text, "", n)


def reason_words(reason: Reason) -> str:
    """Return why a copy was made."""
    return {
        Reason.DAILY: _tr("Made by itself"),
        Reason.UPDATE: _tr("Before an update of the app"),
        Reason.ASKED: _tr("Made by hand"),
        Reason.REPLACED: _tr("What was there before a backup was put back"),
        Reason.SET_ASIDE: _tr("Set aside because it could not be opened"),
    }[reason]


def backup_words(backup: Backup, now: datetime) -> str:
    """Return a copy's day, time, size and reason."""
    parts = (moment_text(backup.made_at, now), size_text(backup.size), reason_words(backup.reason))
    return " · ".join(parts)


def kept_words(backups: Sequence[Backup], now: datetime) -> str:
    """Return how many copies there are, and from when the newest is."""
    if not backups:
        return _tr("There is no backup on this PC. Beginning anew reads what the video service knows.")
    n = len(backups)
    said = one_or_many(
        n,
        _tr("There is 1 backup on this PC, from %1."),
        _tr("There are %n backups on this PC, the newest from %1.", n),
    )
    return said.replace("%1", moment_text(backups[0].made_at, now))


def putting_back(backup: Backup, now: datetime) -> str:
    """Return what putting a copy back does, to be read before it is done."""
    said = _tr(
        "Your meetings go back to how they were %1. What is there now becomes a backup itself, so that you can come "
        "back to it. What the video service knows is read again by itself; plans made since then that are not online "
        "yet are in that new backup only."
    )
    return said.replace("%1", moment_text(backup.made_at, now))


def beginning_anew() -> tuple[str, ...]:
    """Return what beginning with an empty store does, a paragraph each."""
    return (
        _tr("The file that cannot be opened is not deleted: it is kept aside on this PC, among the backups."),
        _tr(
            "The app begins with an empty list and reads what the video service knows: rooms, sessions, recordings. "
            "Plans that are not online yet, planned times, hosts and your own titles are only in the old file and "
            "not in the new one."
        ),
    )
