"""When a recording was paused: written into the audit log as it is done, read where its time has to be told."""

from __future__ import annotations

from datetime import datetime

from hosted_meetings_desktop.domain.audit import AuditNote, Deed, audit_note
from hosted_meetings_desktop.domain.chapters import Pause
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.support.pc_user import pc_user


def note_pause(lib: Library, recording: RecordingId, at: datetime, *, paused: bool) -> None:
    """Write down that a recording was paused just now, or went on."""
    lib.audit.append(AuditNote(at, Deed.PAUSED if paused else Deed.RESUMED, recording, pc_user()))


def pauses_of(lib: Library, recording: RecordingId) -> tuple[Pause, ...]:
    """Return when a recording was paused by this clinic, the first time first; what others paused is not known."""
    pauses: list[Pause] = []
    since: datetime | None = None
    for entry in lib.audit.of_subject(recording):
        note = audit_note(entry)
        if note.deed is Deed.PAUSED and since is None:
            since = note.at
        elif note.deed is Deed.RESUMED and since is not None:
            pauses.append(Pause(since, note.at))
            since = None
    return (*pauses, Pause(since, None)) if since is not None else tuple(pauses)
