"""How a recording reads: where its file is, what may be done with it, how long it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import RecordingRow
from hosted_meetings_desktop.domain.retention import RetentionLevel, clock_of
from hosted_meetings_desktop.ui.panes.recordings.download import Download
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import ICON_ALONE_WIDTH, Column
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    clock_text,
    date_text,
    isolated,
    moment_text,
    one_or_many,
    size_text,
)
from hosted_meetings_desktop.ui.theme.icons import icon

WARN_BEFORE = timedelta(days=3)
LAST_DAY = timedelta(hours=24)

Running = Callable[[RecordingRow], Download | None]


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("RecordingRow", text, comment, n)


# ---- what is there
def gone(row: RecordingRow, now: datetime) -> bool:
    """Return whether the provider has deleted the file and it is not kept."""
    if row.item is not None and row.item.state is ItemState.LOST:
        return True
    leaves = row.leaves_at
    return leaves is not None and leaves <= now


def can_fetch(row: RecordingRow, now: datetime) -> bool:
    """Return whether there is a file to bring into the archive."""
    if row.status is not RecordingStatus.UPLOADED or row.kept:
        return False
    if row.item is not None:
        return row.item.state in {ItemState.WAITING, ItemState.REFUSED, ItemState.LOST} and not gone(row, now)
    return not gone(row, now)


def can_play(row: RecordingRow, now: datetime) -> bool:
    """Return whether there is something to play."""
    elsewhere = row.item is not None and row.item.state is ItemState.ELSEWHERE and bool(row.item.place)
    return row.partly_kept or elsewhere or can_fetch(row, now)


def expires_soon(row: RecordingRow, now: datetime, *, within: timedelta = WARN_BEFORE) -> bool:
    """Return whether the provider deletes the file within that time, and it is not kept."""
    leaves = row.leaves_at
    return can_fetch(row, now) and leaves is not None and leaves - now < within


def left_text(expires: datetime, now: datetime) -> str:
    """Return in how long the provider deletes the file: "in 2 days", "in 5 hours"."""
    hours = int((expires - now).total_seconds() // 3600)
    if hours < 1:
        return _tr("within the hour")
    if hours < 48:
        return one_or_many(hours, _tr("in 1 hour"), _tr("in %n hours", "", hours))
    return _tr("in %n days", "", hours // 24)


def expiry_sentence(row: RecordingRow, now: datetime) -> str:
    """Return when the provider deletes the file, empty when that does not matter."""
    if row.kept or (row.leaves_at is None and not gone(row, now)):
        return ""
    if row.partly_kept and gone(row, now):
        return _tr("The video service deleted some of the voices before they were kept. The others can be heard.")
    if gone(row, now) or row.leaves_at is None:
        return _tr("The video service has deleted this recording, and it was not kept.")
    left = left_text(row.leaves_at, now)
    return _tr("The video service deletes it %1. Keep it before.").replace("%1", left)


# ---- its state in a word
_KINDS = {
    ItemState.KEPT: "saved",
    ItemState.LOST: "cancelled",
    ItemState.REFUSED: "attention",
    ItemState.NOTHING: "over",
    ItemState.ELSEWHERE: "info",
    ItemState.DELETED: "cancelled",
}
_MAKING_KINDS = {
    RecordingStatus.INVOKED: "recording",
    RecordingStatus.RECORDING: "recording",
    RecordingStatus.PAUSED: "recording",
    RecordingStatus.UPLOADING: "sending",
    RecordingStatus.ERRORED: "attention",
    RecordingStatus.UNKNOWN: "info",
}


def _item_words() -> dict[ItemState, str]:
    return {
        ItemState.KEPT: _tr("Kept"),
        ItemState.LOST: _tr("Lost"),
        ItemState.REFUSED: _tr("Not kept"),
        ItemState.NOTHING: _tr("Has no file"),
        ItemState.ELSEWHERE: _tr("In your own storage"),
        ItemState.DELETED: _tr("Deleted"),
    }


def status_kind(row: RecordingRow, now: datetime) -> str:
    """Return the badge of a recording."""
    if row.item is not None and row.item.state is not ItemState.WAITING:
        return _KINDS[row.item.state]
    if row.kept:
        return "saved"
    if row.status is RecordingStatus.UPLOADED:
        return _leaving_kind(row, now)
    return _MAKING_KINDS[row.status]


def _leaving_kind(row: RecordingRow, now: datetime) -> str:
    if gone(row, now):
        return "cancelled"
    if expires_soon(row, now, within=LAST_DAY):
        return "attention"
    return "waiting" if expires_soon(row, now) else "over"


def status_text(row: RecordingRow, now: datetime) -> str:
    """Return where a recording is, in a few words."""
    if row.partly_kept and row.item is not None and row.item.state in {ItemState.LOST, ItemState.REFUSED}:
        kept = sum(voice.kept for voice in row.voices)
        return _tr("%1 of %2 voices kept").replace("%1", str(kept)).replace("%2", str(len(row.voices)))
    if row.item is not None and row.item.state is not ItemState.WAITING:
        return _item_words()[row.item.state]
    if row.kept:
        return _item_words()[ItemState.KEPT]
    words = {
        RecordingStatus.INVOKED: _tr("Starting…"),
        RecordingStatus.RECORDING: _tr("Recording now"),
        RecordingStatus.PAUSED: _tr("Paused"),
        RecordingStatus.UPLOADING: _tr("Being prepared…"),
        RecordingStatus.ERRORED: _tr("Failed"),
        RecordingStatus.UNKNOWN: _tr("Unknown to this app"),
    }
    if row.status is not RecordingStatus.UPLOADED:
        return words[row.status]
    if gone(row, now):
        return _tr("Deleted by the provider")
    leaves = row.leaves_at
    if leaves is not None and leaves - now < WARN_BEFORE:
        return _tr("Gone %1", "in how long").replace("%1", left_text(leaves, now))
    return _tr("Not kept yet")


def status_tip(row: RecordingRow, now: datetime) -> str:
    """Return the status with all that is to be said about it."""
    if row.item is not None and row.item.state is ItemState.DELETED:
        return _tr("Deleted: %1").replace("%1", row.item.deleted_why)
    problem = row.item.problem if row.item is not None and not row.kept else ""
    return problem or expiry_sentence(row, now) or status_text(row, now)


def running_text(download: Download) -> str:
    """Return how far a download, or a copy that is being saved, is."""
    said = _tr("Saving a copy") if download.saved_as else _tr("Downloading")
    if not download.total:
        return _tr("%1…").replace("%1", said)
    percent = min(100, download.done * 100 // download.total)
    return _tr("%1 %2 %").replace("%1", said).replace("%2", QLocale().toString(percent))


# ---- how long it is kept
def retention_text(row: RecordingRow, now: datetime) -> str:
    """Return how long it is kept here, in a few words; a dash where it is not."""
    if row.item is None or row.item.state is not ItemState.KEPT:
        return DASH
    clock = clock_of(row.item, now)
    match clock.level:
        case RetentionLevel.ON_HOLD:
            return _tr("On hold")
        case RetentionLevel.FOR_EVER:
            return _tr("For ever")
        case RetentionLevel.OVER:
            return _tr("Time is over")
    days = clock.left.days if clock.left is not None else 0
    if clock.level is RetentionLevel.ENDING or clock.until is None:
        return one_or_many(days, _tr("1 day left"), _tr("%n days left", "", days))
    return _tr("Until %1").replace("%1", date_text(clock.until, now))


def retention_icon(row: RecordingRow, now: datetime) -> QIcon | None:
    """Return the sign of a clock that somebody should look at."""
    if row.item is None or row.item.state is not ItemState.KEPT:
        return None
    match clock_of(row.item, now).level:
        case RetentionLevel.ON_HOLD:
            return icon("lock-outline", "accent_text")
        case RetentionLevel.ENDING:
            return icon("clock-outline", "wait")
        case RetentionLevel.OVER:
            return icon("timer-sand-complete", "stop")
        case _:
            return None


# ---- facts
def voice_names(row: RecordingRow) -> list[str]:
    """Return whose voices a recording holds; those of whom nobody knows are numbered."""
    unnamed = _tr("Voice %1")
    return [voice.name or unnamed.replace("%1", str(number)) for number, voice in enumerate(row.voices, 1)]


def voices_text(row: RecordingRow) -> str:
    """Return how many voices a recording holds."""
    count = len(row.voices)
    return one_or_many(count, _tr("1 voice"), _tr("%n voices", "", count)) if count else _tr("Voices")


def listed_title(row: RecordingRow) -> str:
    """Return a recording's title, and what it is where it is no film."""
    return f"{isolated(row.recording.title)} · {_tr('Voices')}" if row.of_voices else row.recording.title


def length_text(recording: Recording) -> str:
    """Return the length, a dash while it is not known."""
    return DASH if recording.seconds is None else clock_text(recording.seconds)


def begun_at(recording: Recording) -> datetime:
    """Return when it began."""
    return recording.started_at or recording.invoked_at


def patients_text(row: RecordingRow) -> str:
    """Return the patients, a dash where none was invited."""
    return ", ".join(isolated(name) for name in row.patients) or DASH


def recording_columns(clock: Clock, running: Running, chosen: Callable[[str], bool]) -> list[Column[RecordingRow]]:
    """Return the columns of the list.

    Args:
        clock: Tells the time.
        running: The download, or the copy that is being saved, of a recording; None where nothing runs.
        chosen: Whether the recording with an id is one of those that something is done to together.
    """

    def sign(row: RecordingRow) -> QIcon:
        return badge_icon("sending" if running(row) is not None else status_kind(row, clock()))

    def state(row: RecordingRow) -> str:
        download = running(row)
        return status_text(row, clock()) if download is None else running_text(download)

    def box(row: RecordingRow) -> QIcon:
        return icon("checkbox-marked", "accent_text") if chosen(row.id) else icon("checkbox-blank-outline")

    now = clock()
    day = width_for(*(moment_text(now - timedelta(days=days), now) for days in range(2, 9)))
    status = width_for(_tr("Downloading"), _tr("In your own storage"), _tr("Gone %1", "in how long"), icon=True)
    kept_for = width_for(_tr("Until %1").replace("%1", date_text(now + timedelta(days=3650), now)), icon=True)
    return [
        Column(
            "",
            lambda _row: "",
            tooltip=lambda row: _tr("Chosen") if chosen(row.id) else _tr("Choose (Space)"),
            icon=box,
            width=ICON_ALONE_WIDTH,
        ),
        Column(
            _tr("Meeting"),
            listed_title,
            stretch=True,
            tooltip=title_tip,
            icon=lambda r: icon("account-voice") if r.of_voices else None,
        ),
        Column(_tr("Patient"), patients_text, width=width_for("Fatima al-Zahra al-H"), optional=3),
        Column(_tr("Recorded"), lambda r: moment_text(begun_at(r.recording), clock()), width=day),
        Column(
            _tr("Length"),
            lambda r: length_text(r.recording),
            align_right=True,
            width=width_for("1:00:00"),
            optional=2,
        ),
        Column(_tr("Size"), lambda r: size_text(r.size), align_right=True, width=width_for("888.8 MB"), optional=4),
        Column(
            _tr("Kept"),
            lambda r: retention_text(r, clock()),
            icon=lambda r: retention_icon(r, clock()),
            width=kept_for,
            optional=1,
        ),
        Column(_tr("State"), state, tooltip=lambda r: status_tip(r, clock()), icon=sign, width=status),
    ]


def title_tip(row: RecordingRow) -> str:
    """Return the meeting, who held it, and whose voices it holds where it is no film."""
    said = [row.recording.title, row.host]
    if row.of_voices:
        names = ", ".join(map(isolated, voice_names(row)))
        said.append(_tr("Voices only: %1").replace("%1", names) if names else _tr("Voices only"))
    return "\n".join(filter(None, said))
