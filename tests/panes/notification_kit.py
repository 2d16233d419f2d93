"""A notifier over a desktop and a plan in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import Arrival, News, Start, Upcoming, Wishes
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier
from hosted_meetings_desktop.ui.window.notifications.ways import Message, TrayDeeds, Way
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls
from tests.panes.outbox_kit import spoken

PATIENT = "Fatima al-Zahra al-Hassani"
HALE = "In 5 minutes: Consultation with Dr. Hale"
ARRIVAL = Arrival(
    MeetingId("m1"), PATIENT, NOW - timedelta(minutes=3), f"Consultation: {PATIENT}", "Consultation", "Dr. Hale"
)


class FakeWay(Way):
    """A desktop in memory that answers as it is told to."""

    def __init__(self, answers: bool | None = True) -> None:
        super().__init__()
        self.answers: bool | None = answers
        self.slow = False
        self.shown: dict[int, Message] = {}
        self.history: list[tuple[int, Message]] = []
        self.withdrawn: list[int] = []
        self.ready: bool | None = None
        self.ended = False

    def show_message(self, number: int, message: Message) -> None:
        self.history.append((number, message))
        if self.answers is not False:
            self.shown[number] = message
        if not self.slow:
            self.answered.emit(number, self.answers)

    def withdraw(self, number: int) -> None:
        self.shown.pop(number, None)
        self.withdrawn.append(number)

    def set_ready(self, *, ready: bool) -> None:
        self.ready = ready

    def end(self) -> None:
        self.ended = True
        self.shown.clear()

    @property
    def titles(self) -> list[str]:
        return [message.title for message in self.shown.values()]


@dataclass
class FakeUpcoming:
    """Remembers what it was asked; the test hands the answer over."""

    asked: list[tuple[Wishes, frozenset[Start], frozenset[Start]]] = field(default_factory=list)
    next: News | Exception = field(default_factory=News)

    async def news(self, wishes: Wishes, told: frozenset[Start], shown: frozenset[Start] = frozenset()) -> News:
        self.asked.append((wishes, told, shown))
        if isinstance(self.next, Exception):
            raise self.next
        return self.next


class Rig:
    """A notifier in the main window, over a desktop and a plan in memory."""

    def __init__(self, window, settings, way):
        self.window, self.settings, self.way = window, settings, way
        self.now = NOW
        self.calls = HeldCalls()
        self.upcoming = FakeUpcoming()
        self.joined: set[MeetingId] = set()
        self.call = False
        self.came: list[str] = []
        self.joins: list[tuple[str, str]] = []
        self.shown_meetings: list[str] = []
        self.deeds: TrayDeeds | None = None
        self.preferences = NotificationPreferences(settings)
        self.notifier = self.make()

    def make(self) -> DesktopNotifier:
        def find_way(_calls, deeds, _parent):
            self.deeds = deeds
            return self.way

        made = DesktopNotifier(
            self.window, self.upcoming, self.calls, self.settings,
            in_call=lambda: self.call, joined=lambda: frozenset(self.joined), come_forward=self.came.append,
            find_way=find_way, clock=lambda: self.now,
        )  # fmt: skip
        made.join_wanted.connect(lambda *values: self.joins.append(values))
        made.meeting_wanted.connect(self.shown_meetings.append)
        return made

    def tell(self, *starting, over=()):
        """The service answers what it was asked."""
        self.upcoming.next = News(starting, frozenset(over))
        self.calls.release()

    @property
    def card(self):
        return self.notifier.card

    @property
    def lines(self):
        """What the card says, empty while it is not there."""
        if "card" not in vars(self.notifier) or not self.card.isVisible():
            return []
        return [row.text.text() for row in self.card.rows.values()]

    def everything(self) -> str:
        """Return every word that was shown or is spoken."""
        parts = [spoken(self.card)] if "card" in vars(self.notifier) else []
        for _number, message in self.way.history if self.way else ():
            parts += [message.title, *message.lines, message.action, message.click]
        return "\n".join(parts)


def upcoming(
    name: str = "m1",
    minutes: float = 5,
    host: str = "Dr. Hale",
    title: str = f"Consultation: {PATIENT}",
    at: datetime = NOW,
) -> Upcoming:
    """Return a meeting that starts so many minutes after the tests' now."""
    start = at + timedelta(minutes=minutes)
    return Upcoming(Start(start, MeetingId(name)), start + timedelta(minutes=30), title, "Consultation", host)
