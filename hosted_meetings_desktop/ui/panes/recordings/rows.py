"""How a recording reads: state, what may be done with it, and when it will be gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.ui.panes.recordings.download import Download
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import DASH, clock_text, moment_text, one_or_many, size_text

WARN_BEFORE = timedelta(days=3)
LAST_DAY = timedelta(hours=24)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("RecordingRow", text, comment, n)


def kept_here(recording: Recording) -> bool:
    """Return whether we hold a copy."""
    return bool(recording.local_path)


def gone(recording: Recording, now: datetime) -> bool:
    """Return whether the provider has deleted the file and we hold no copy."""
    expires = recording.expires_at
    return not kept_here(recording) and expires is not None and expires <= now


def can_fetch(recording: Recording, now: datetime) -> bool:
    """Return whether there is a file to download."""
    return recording.status is RecordingStatus.UPLOADED and not kept_here(recording) and not gone(recording, now)


def can_play(recording: Recording, now: datetime) -> bool:
    """Return whether there is something to play."""
    return kept_here(recording) or can_fetch(recording, now)


def expires_soon(recording: Recording, now: datetime, *, within: timedelta = WARN_BEFORE) -> bool:
    """Return whether the provider deletes the file within that time, and we hold no copy."""
    expires = recording.expires_at
    return can_fetch(recording, now) and expires is not None and expires - now < within


def left_text(expires: datetime, now: datetime) -> str:
    """Return in how long the provider deletes the file: "in 2 days", "in 5 hours"."""
    hours = int((expires - now).total_seconds() // 3600)
    if hours < 1:
        return _tr("within the hour")
    if hours < 48:
        return one_or_many(hours, _tr("in 1 hour"), _tr("in %n hours", "", hours))
    return _tr("in %n days", "", hours // 24)


def expiry_sentence(recording: Recording, now: datetime) -> str:
    """Return when the provider deletes the file, empty when that does not matter."""
    if kept_here(recording) or recording.expires_at is None:
        return ""
    if gone(recording, now):
        return _tr("The video service has deleted this recording, and there is no copy on this PC.")
    left = left_text(recording.expires_at, now)
    return _tr("The provider deletes it %1. Download it to keep it.").replace("%1", left)


def status_kind(recording: Recording, now: datetime) -> str:
    """Return the badge of a recording."""
    if kept_here(recording):
        return "saved"
    match recording.status:
        case RecordingStatus.INVOKED | RecordingStatus.RECORDING | RecordingStatus.PAUSED:
            return "recording"
        case RecordingStatus.UPLOADING:
            return "sending"
        case RecordingStatus.ERRORED:
            return "attention"
        case RecordingStatus.UNKNOWN:
            return "info"
        case RecordingStatus.UPLOADED:
            if gone(recording, now):
                return "cancelled"
            if expires_soon(recording, now, within=LAST_DAY):
                return "attention"
            return "waiting" if expires_soon(recording, now) else "over"


def status_text(recording: Recording, now: datetime) -> str:
    """Return where a recording is, in a few words."""
    if kept_here(recording):
        return badge_word("saved")
    words = {
        RecordingStatus.INVOKED: _tr("Starting…"),
        RecordingStatus.RECORDING: _tr("Recording now"),
        RecordingStatus.PAUSED: _tr("Paused"),
        RecordingStatus.UPLOADING: _tr("Being prepared…"),
        RecordingStatus.ERRORED: _tr("Failed"),
        RecordingStatus.UNKNOWN: _tr("Unknown to this app"),
    }
    if recording.status is not RecordingStatus.UPLOADED:
        return words[recording.status]
    if gone(recording, now):
        return _tr("Deleted by the provider")
    expires = recording.expires_at
    if expires is not None and expires - now < WARN_BEFORE:
        return _tr("Gone %1", "in how long").replace("%1", left_text(expires, now))
    return _tr("Ready to download")


def status_tip(recording: Recording, now: datetime) -> str:
    """Return the status with all that is to be said about it."""
    return expiry_sentence(recording, now) or status_text(recording, now)


def running_text(download: Download) -> str:
    """Return how far a download, or a copy that is being saved, is."""
    said = _tr("Saving a copy") if download.saved_as else _tr("Downloading")
    if not download.total:
        return _tr("%1…").replace("%1", said)
    percent = min(100, download.done * 100 // download.total)
    return _tr("%1 %2 %").replace("%1", said).replace("%2", QLocale().toString(percent))


def length_text(recording: Recording) -> str:
    """Return the length, a dash while it is not known."""
    return DASH if recording.seconds is None else clock_text(recording.seconds)


def begun_at(recording: Recording) -> datetime:
    """Return when it began."""
    return recording.started_at or recording.invoked_at


def recording_columns(clock: Clock, running: Callable[[Recording], Download | None]) -> list[Column[Recording]]:
    """Return the columns of the list.

    Args:
        clock: Tells the time.
        running: The download, or the copy that is being saved, of a recording; None where nothing runs.
    """

    def icon(recording: Recording) -> QIcon:
        return badge_icon("sending" if running(recording) is not None else status_kind(recording, clock()))

    def state(recording: Recording) -> str:
        download = running(recording)
        return status_text(recording, clock()) if download is None else running_text(download)

    day = width_for(*(moment_text(clock() - timedelta(days=days), clock()) for days in range(2, 9)))
    status = width_for(_tr("Deleted by the provider"), icon=True)
    return [
        Column(_tr("Meeting"), lambda r: r.title, stretch=True),
        Column(_tr("Recorded"), lambda r: moment_text(begun_at(r), clock()), width=day),
        Column(_tr("Length"), length_text, align_right=True, width=width_for("1:00:00"), optional=1),
        Column(_tr("Size"), lambda r: size_text(r.size), align_right=True, width=width_for("888.8 MB"), optional=2),
        Column(
            _tr("State"),
            state,
            tooltip=lambda r: status_tip(r, clock()),
            icon=icon,
            width=status,
        ),
    ]
