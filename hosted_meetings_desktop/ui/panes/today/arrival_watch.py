"""Notices that somebody came, whatever is shown: tells it once, and with a soft sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from hosted_meetings_desktop.domain.upcoming import Arrival
from hosted_meetings_desktop.ui.panes.today.services import WhoWaits
from hosted_meetings_desktop.ui.runtime.calls import Calls

_REMEMBERED = 2_000
_Who = tuple[str, str, datetime]


class ArrivalWatch(QObject):
    """Asks who waits whenever that changed, and compares.

    Signals:
        arrived(str, str, object): Somebody came to wait: the meeting's id, their name, since when (aware UTC).
        arrival(Arrival): The same, with the meeting's titles and host, for a notification.
        left(str, str): Somebody waits no more: the meeting's id, their name.
        over(Arrival): The same, for the notification: it is true no more.
        returned(Arrival): Somebody who was told of and was gone for a moment waits again.
    """

    arrived = Signal(str, str, object)
    arrival = Signal(object)
    left = Signal(str, str)
    over = Signal(object)
    returned = Signal(object)

    def __init__(
        self, desk: WhoWaits, calls: Calls, ring: Callable[[], object], parent: QObject | None = None
    ) -> None:
        """Make it; connect :meth:`follow` to what tells of changes.

        Args:
            desk: Tells who waits.
            calls: Runs that.
            ring: Makes the sound.
            parent: The owner.
        """
        super().__init__(parent)
        self._desk = desk
        self._calls = calls
        self._ring = ring
        self._known: dict[_Who, Arrival] = {}
        self._told: dict[_Who, Arrival] = {}
        self._asking = False
        self._again = False
        self.sounds = True

    @Slot(object)
    def follow(self, topics: frozenset[str]) -> None:
        """Look again if ``topics`` says that somebody came or went."""
        if "arrivals" in topics:
            self.look()

    @Slot(bool)
    def set_sounds(self, on: bool) -> None:  # noqa: FBT001 (a slot)
        """Make a sound when somebody comes, or none."""
        self.sounds = on

    def look(self) -> None:
        """Ask who waits; once more afterwards where that is asked for meanwhile."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._calls.run(self, self._desk.arrivals_now, self._take, lambda _error: self._done())

    def _take(self, waiting: tuple[Arrival, ...]) -> None:
        now = {(str(each.meeting), each.name, each.since): each for each in waiting}
        # Whose window was gone for a moment was told of before: theirs is the same wait.
        fresh = [each for key, each in now.items() if key not in self._told]
        back = [self._told[key] for key in now if key in self._told and key not in self._known]
        gone = [self._told.get(key, each) for key, each in self._known.items() if key not in now]
        self._known = now
        self._told |= {key: now[key] for key in now if key not in self._told}
        for oldest in list(self._told)[: max(0, len(self._told) - _REMEMBERED)]:
            del self._told[oldest]
        for each in gone:
            self.left.emit(each.meeting, each.name)
            self.over.emit(each)
        for each in fresh:
            self.arrived.emit(each.meeting, each.name, each.since)
            self.arrival.emit(each)
        for each in back:
            self.returned.emit(each)
        if fresh and self.sounds:
            self._ring()
        self._done()

    def _done(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.look()
