"""What is said at the head of a meeting's details: what it waits for, what needs somebody, what changed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Conflict, Meeting, SyncState
from hosted_meetings_desktop.ui.panes.meetings.mending import field_word, value_word
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.meeting_state import made_on
from hosted_meetings_desktop.ui.parts.notice import Notice, NoticeKind
from hosted_meetings_desktop.ui.text.format import (
    ago_text,
    day_text,
    duration_text,
    local,
    moment_text,
    span_text,
    time_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MeetingNotice", text, comment, n)


def without_looks(meeting: Meeting) -> Meeting:
    """Return ``meeting`` without what changes at every look of the background."""
    return replace(meeting, observed_at=None)


def subtitle_of(meeting: Meeting, now: datetime) -> str:
    """Return when a meeting is, and how long."""
    if meeting.made_elsewhere:
        return made_on(meeting, now)
    length = duration_text(meeting.schedule.duration)
    span = span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)
    return f"{day_text(meeting.schedule.starts_at, now)} {span} · {length}"


def cut_off(status: SyncStatus | None) -> bool:
    """Return whether it is known that the video service cannot be reached now."""
    return status is not None and status.standing in {Standing.OFFLINE, Standing.INTERCEPTED}


def standing_sentence(meeting: Meeting, status: SyncStatus | None, now: datetime) -> str:
    """Return what a meeting waits for, or what needs somebody, in a sentence or two; empty when it is online."""
    match meeting.sync:
        case SyncState.SYNCED | SyncState.AHEAD:
            return ""
        case SyncState.ATTENTION:
            if meeting.problem or not meeting.conflicts:
                return meeting.problem or _tr("It cannot go online as it is. Edit it to mend it.")
            words = ", ".join(field_word(one.field) for one in meeting.conflicts)
            return _tr("Changed in two places: %1. Choose below what holds.").replace("%1", words)
        case SyncState.SENDING:
            return meeting.problem or _tr("It is going online now.")
        case SyncState.WAITING:
            return _waiting_sentence(meeting, status, now)


def _waiting_sentence(meeting: Meeting, status: SyncStatus | None, now: datetime) -> str:
    if status is not None and cut_off(status):
        if status.since is None:
            return _tr("Not online yet: no connection; it goes online by itself.")
        since = _clock_text(status.since, now)
        return _tr("Not online yet: no connection since %1; it goes online by itself.").replace("%1", since)
    return meeting.problem or _tr("Not online yet; it goes online by itself.")


def can_be_sent_again(meeting: Meeting) -> bool:
    """Return whether sending it again, as it is, may help: it was refused, or waits for its next try."""
    refused = meeting.sync is SyncState.ATTENTION and bool(meeting.problem or not meeting.conflicts)
    return refused or (meeting.sync is SyncState.WAITING and meeting.next_try_at is not None)


def why_not_join(meeting: Meeting, status: SyncStatus | None) -> str:
    """Return why nobody can join now and when that changes; empty where it can be tried."""
    if meeting.room_id is not None:
        return ""
    if cut_off(status):
        return _tr("It can be joined once there is a connection: its room is not made yet.")
    if meeting.sync is SyncState.ATTENTION:
        return _tr("It can be joined once it is mended: its room is not made yet.")
    return ""


def next_try_text(at: datetime | None, now: datetime) -> str:
    """Return when a meeting is tried again by itself, empty when that is not set."""
    if at is None:
        return ""
    if at <= now:
        return _tr("Tried again now")
    return _tr("Tried again %1", "at what time").replace("%1", _clock_text(at, now))


def _clock_text(at: datetime, now: datetime) -> str:
    return time_text(at) if local(at).date() == local(now).date() else moment_text(at, now)


def standing_notice(meeting: Meeting, status: SyncStatus | None, now: datetime) -> Notice | None:
    """Return how a meeting stands to the video service, for the head of its details; None while all is well."""
    sentence = standing_sentence(meeting, status, now)
    if not sentence:
        return None
    kind: NoticeKind = "error" if meeting.sync is SyncState.ATTENTION else "waiting"
    note = next_try_text(meeting.next_try_at, now) if meeting.sync is SyncState.WAITING else ""
    return Notice(sentence, kind=kind, note=note)


class ConflictSection(QWidget):
    """Every setting that was changed here and at the video service, with the choice between the two.

    Signals:
        chosen(SharedField, bool): A setting shall be as it is there (True) or as it is here.
    """

    chosen = Signal(object, bool)

    def __init__(self, conflicts: tuple[Conflict, ...], now: datetime) -> None:
        super().__init__()
        self.notices: list[Notice] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        for conflict in conflicts:
            notice = Notice(conflict_text(conflict), kind="error", note=noticed_text(conflict, now))
            word = field_word(conflict.field)
            for text, named, theirs in (
                (_tr("Use theirs"), _tr("Use theirs: %1"), True),
                (_tr("Keep ours"), _tr("Keep ours: %1"), False),
            ):
                button = notice.add_way(plain_button(text))
                button.setAccessibleName(named.replace("%1", word))
                button.clicked.connect(partial(self._choose, conflict, theirs=theirs))
            column.addWidget(notice)
            self.notices.append(notice)

    def _choose(self, conflict: Conflict, *_checked: bool, theirs: bool) -> None:
        self.chosen.emit(conflict.field, theirs)


def conflict_text(conflict: Conflict) -> str:
    """Return what a setting is on both sides."""
    said = _tr("Changed in two places: %1. Here: %2. At the video service: %3.", "field, our value, their value")
    said = said.replace("%1", field_word(conflict.field))
    said = said.replace("%2", value_word(conflict.field, conflict.ours))
    return said.replace("%3", value_word(conflict.field, conflict.theirs))


def noticed_text(conflict: Conflict, now: datetime) -> str:
    """Return when it was noticed."""
    return _tr("Noticed %1. Ours is kept until you choose.").replace("%1", ago_text(conflict.at, now))


def elsewhere_notice(set_time: Callable[[], object]) -> Notice:
    """Return a note that another program made the room, with a way to ``set_time``."""
    sentence = _tr("Made with another program; its time is not known here.")
    notice = Notice(sentence, kind="info")
    button = notice.add_way(plain_button(_tr("Set a time…"), "calendar-clock-outline"))
    button.clicked.connect(partial(_call, set_time))
    return notice


def doubles_notice(doubles: tuple[Meeting, ...], show: Callable[[str], object], now: datetime) -> Notice:
    """Return a note that names the other meetings which somebody's retry may have made.

    Args:
        doubles: The others, at least one.
        show: Called with the id of the one to show.
        now: The time.
    """
    sentence = _tr(
        "Another meeting of this name was made at the same moment, so one of them may be there by mistake. "
        "Cancel the one that nobody has a link to."
    )
    moments = ", ".join(moment_text(one.schedule.starts_at, now) for one in doubles)
    notice = Notice(sentence, kind="warning", note=_tr("The other one: %1").replace("%1", moments))
    for number, other in enumerate(doubles, start=1):
        several = _tr("Show the other one (%1)").replace("%1", str(number))
        button = notice.add_way(link_button(_tr("Show the other one") if len(doubles) == 1 else several))
        button.clicked.connect(partial(_call, partial(show, other.id)))
    return notice


def _call(action: Callable[[], object], *_checked: bool) -> None:
    action()
