"""One notification as the notifier keeps it, and how it reads on the desktop and in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import Arrival, Upcoming
from hosted_meetings_desktop.ui.window.notifications import words
from hosted_meetings_desktop.ui.window.notifications.card import CardLine
from hosted_meetings_desktop.ui.window.notifications.ways import Message


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notifications", text)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that needs somebody and is no meeting.

    Attributes:
        action: The word on its button.
        act: Does it.
    """

    title: str
    note: str
    action: str
    act: Callable[[], None]


@dataclass(slots=True, eq=False)
class Notice:
    """One notification.

    Attributes:
        number: Ours, by which the desktop's answers name it.
        starting: The meetings in it; empty for an arrival or a test.
        warned: What needs somebody else.
        tested: Takes whether the desktop showed it (None: it does not say); of a test alone.
        on_desktop: Whether the desktop was asked to show it and has not said no.
        in_window: Whether the card shows it.
        quiet: Whether the desktop was not asked, as a call was under way.
    """

    number: int
    starting: tuple[Upcoming, ...] = ()
    arrival: Arrival | None = None
    warned: Warned | None = None
    tested: Callable[[bool | None], None] | None = None
    on_desktop: bool = False
    in_window: bool = False
    quiet: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is left to tell."""
        return not self.starting and not (self.arrival or self.warned or self.tested)

    @property
    def meetings(self) -> tuple[MeetingId, ...]:
        """The meetings it is about."""
        if self.arrival is not None:
            return (self.arrival.meeting,)
        return tuple(each.start.meeting for each in self.starting)

    def title_of(self, meeting: MeetingId) -> str:
        """Return the title of one of its meetings, as its host planned it."""
        told: tuple[Upcoming | Arrival, ...] = (self.arrival,) if self.arrival is not None else self.starting
        ids = self.meetings
        return told[ids.index(meeting)].title if meeting in ids else ""

    def message(self, now: datetime, *, names: bool) -> Message:
        """Return it as the desktop shows it."""
        join, click = _tr("Join"), _tr("Click to join.")
        if self.arrival is not None:
            title, line = (
                words.arrival_title(self.arrival, names=names),
                words.arrival_line(self.arrival, names=names),
            )
            return Message(title, (line,), join, click, urgent=True)
        if self.warned is not None:
            return Message(
                self.warned.title, (self.warned.note,), self.warned.action, _tr("Click to show them."), urgent=True
            )
        if not self.starting:
            return Message(
                _tr("Notifications work"), (_tr("This is how the start of a meeting is told."),), _tr("Open"),
                _tr("Click to open the window."),
            )  # fmt: skip
        if len(self.starting) > 1:
            join, click = _tr("Choose"), _tr("Click to choose one.")
        title = words.starting_title(self.starting, now, names=names)
        return Message(title, words.starting_lines(self.starting, names=names), join, click)

    def lines(self, now: datetime, *, names: bool) -> Iterator[CardLine]:
        """Yield it as the card shows it, a line for each meeting."""
        join = _tr("Join")
        if self.arrival is not None:
            title, line = (
                words.arrival_title(self.arrival, names=names),
                words.arrival_line(self.arrival, names=names),
            )
            yield CardLine(self.key(self.arrival.meeting), title, line, join, urgent=True)
        elif self.warned is not None:
            yield CardLine(
                self.key(MeetingId("")), self.warned.title, self.warned.note, self.warned.action, urgent=True
            )
        elif not self.starting:
            message = self.message(now, names=names)
            yield CardLine(self.key(MeetingId("")), message.title, message.lines[0], "")
        for each in self.starting:
            text, times = words.starting_text(each, now, names=names), words.starting_lines((each,), names=names)
            yield CardLine(self.key(each.start.meeting), text, times[0], join)

    def key(self, meeting: MeetingId) -> str:
        """Return what names one of its meetings on the card."""
        return f"{self.number} {meeting}"
