"""Tells staff what starts next: on the desktop, and in the window where the desktop does not or must not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.upcoming import Arrival, News, Start, Upcoming, Wishes
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.settings.notification_preferences import NotificationPreferences
from hosted_meetings_desktop.ui.window.notifications.native import native_way
from hosted_meetings_desktop.ui.window.notifications.notices import Notice, Warned
from hosted_meetings_desktop.ui.window.notifications.ways import TrayDeeds, Way

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.ports import Clock
    from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
    from hosted_meetings_desktop.ui.window.main_window import MainWindow
    from hosted_meetings_desktop.ui.window.notifications.card import NoticeCard

_SETTLE_MS = 300
"""Changes come in bursts: they are looked at together."""
_AGAIN_MS = 30_000
"""When the meetings could not be read."""
_REWORD_MS = 10_000
"""How often the card says anew in how many minutes."""
_TEST_MS = 15_000
"""How long a test stays in the window."""


class UpcomingNews(Protocol):
    """What the notifier asks (``UpcomingService``)."""

    async def news(self, wishes: Wishes, told: frozenset[Start], shown: frozenset[Start] = frozenset()) -> News:
        """Wait until something has to be told or taken off the screen."""
        ...


def _nowhere() -> frozenset[MeetingId]:
    return frozenset()


class DesktopNotifier(QObject):
    """Made after the first paint; tells nothing before :meth:`begin`.

    Signals:
        join_wanted(str, str): Join that meeting, whose title is the second; the window was brought to the front.
        meeting_wanted(str): Show that meeting.
        join_next_wanted(): Join the next meeting, asked for in the tray.
    """

    join_wanted = Signal(str, str)
    meeting_wanted = Signal(str)
    join_next_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        upcoming: UpcomingNews,
        calls: Calls,
        settings: QSettings,
        *,
        in_call: Callable[[], bool],
        joined: Callable[[], frozenset[MeetingId]] = _nowhere,
        come_forward: Callable[[str], None] | None = None,
        find_way: Callable[[Calls, TrayDeeds, QObject], Way | None] = native_way,
        clock: Clock = utc_now,
    ) -> None:
        """Make it.

        Args:
            window: In which it tells what the desktop does not.
            upcoming: Says what starts.
            calls: Runs the asking.
            settings: Of this PC: what somebody wants to be told of, and what was told.
            in_call: Whether this person is in a call: the desktop stays quiet then, but for arrivals.
            joined: The meetings whose calls are open here: nobody needs to be told that they start.
            come_forward: Brings the window to the front, with the desktop's token for that.
            find_way: Finds how this system shows notifications.
            clock: Tells the time.
        """
        super().__init__(window)
        self._window = window
        self._upcoming = upcoming
        self._calls = calls
        self._preferences = NotificationPreferences(settings)
        self._in_call = in_call
        self._joined = joined
        self._come_forward = come_forward or self._raise_window
        self._find_way = find_way
        self._clock = clock
        self._asked: Call | None = None
        self._notices: dict[int, Notice] = {}
        self._told: frozenset[Start] = frozenset()
        self._last_number = 0
        self._ended = False
        self._with_names = self._preferences.names
        self._settling = self._timer(_SETTLE_MS, self._ask)
        self._later = self._timer(_AGAIN_MS, self._ask)
        self._rewording = self._timer(_REWORD_MS, self._show_card, once=False)

    def _timer(self, milliseconds: int, deed: Callable[[], None], *, once: bool = True) -> QTimer:
        timer = QTimer(self, singleShot=once, interval=milliseconds)
        timer.timeout.connect(deed)
        return timer

    # ---- when to tell
    def begin(self) -> None:
        """Tell from now on."""
        self._window.quit_requested.connect(self.end)
        self.follow_wishes()

    def note_changes(self, topics: frozenset[str]) -> None:
        """Look again when meetings changed; connect it to the broadcast."""
        # Not started anew while it runs: changes without end must not put it off without end.
        if "meetings" in topics and not self._settling.isActive():
            self._settling.start()

    def note_calls(self) -> None:
        """Take away what is told of meetings that were joined, and tell what a call kept quiet once that is over."""
        joined = self._joined()
        for notice in list(self._notices.values()):
            self._keep_only(notice, tuple(each for each in notice.starting if each.start.meeting not in joined))
        if self._in_call() or self._window.isActiveWindow() or not self._preferences.on:
            return
        for notice in [each for each in self._notices.values() if each.quiet]:
            self._tell(notice)

    def follow_wishes(self) -> None:
        """Heed what somebody wants to be told of, as it is kept now."""
        on, names = self._preferences.on, self._preferences.names
        if (on or "_way" in vars(self)) and self._way is not None:
            self._way.set_ready(ready=on)
        if names != self._with_names:
            self._with_names = names
            self._reword()
        self._ask()

    def end(self) -> None:
        """Take everything away and tell no more: the app ends, or its account is left."""
        self._ended = True
        self._stop_asking()
        for timer in (self._settling, self._later, self._rewording):
            timer.stop()
        self._notices.clear()
        if "_way" in vars(self) and self._way is not None:
            self._way.end()
        self._show_card()

    def _ask(self) -> None:
        self._stop_asking()
        if self._ended:
            return
        wishes = self._preferences.wishes()
        shown = frozenset(each.start for notice in self._notices.values() for each in notice.starting)
        if wishes.lead is None:
            self._end_starts(shown)
            return
        told = self._told | self._preferences.told()
        ask = partial(self._upcoming.news, wishes, told, shown)
        self._asked = self._calls.run(self, ask, self._take, self._miss)

    def _stop_asking(self) -> None:
        self._later.stop()
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.cancel()

    def _miss(self, _error: AppError) -> None:
        # That the meetings cannot be read is said where they are listed.
        self._later.start()

    def _take(self, found: News) -> None:
        self._asked = None
        self._end_starts(found.over)
        if found.starting:
            starts = {each.start for each in found.starting}
            self._told |= starts
            self._preferences.note_told(starts, self._clock())
            joined = self._joined()
            fresh = tuple(each for each in found.starting if each.start.meeting not in joined)
            if fresh:
                self._tell(Notice(self._next_number(), fresh), quiet=self._in_call())
        self._ask()

    # ---- what is told
    def tell_arrival(self, arrival: Arrival, *, quiet: bool = False) -> None:
        """Tell that somebody waits to be let in, also during a call; ``quiet``: in the window only."""
        if self._preferences.on and not self._ended:
            self._tell(Notice(self._next_number(), arrival=arrival), quiet=quiet)

    def take_back_arrival(self, arrival: Arrival) -> None:
        """Take that away again: somebody was let in or left."""
        for notice in list(self._notices.values()):
            if notice.arrival == arrival:
                self._drop(notice)

    def tell_warning(self, warned: Warned | None) -> None:
        """Tell of something that needs somebody, in the place of what was told so before; None when it is over.

        It is told in the window also where somebody wants nothing on the desktop, and during a call only there.
        """
        for notice in [each for each in self._notices.values() if each.warned is not None]:
            self._drop(notice)
        if warned is not None and not self._ended:
            quiet = self._in_call() or not self._preferences.on
            self._tell(Notice(self._next_number(), warned=warned), quiet=quiet)

    def show_test(self, tested: Callable[[bool | None], None]) -> None:
        """Show what a notification looks like.

        Args:
            tested: Takes whether the desktop showed it, None where it does not say. Where it did not, the window
                showed it.
        """
        self._tell(Notice(self._next_number(), tested=tested))

    def _next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def _tell(self, notice: Notice, *, quiet: bool = False) -> None:
        self._notices[notice.number] = notice
        notice.quiet = quiet
        if quiet:
            self._tell_in_window(notice)
        elif self._way is None:
            self._answer(notice.number, False)  # noqa: FBT003 (a signal's argument)
        else:
            notice.on_desktop = True
            self._send(notice)

    def _send(self, notice: Notice) -> None:
        if self._way is not None:
            self._way.show_message(notice.number, notice.message(self._clock(), names=self._preferences.names))

    def _send_anew(self, notice: Notice) -> None:
        """Let the desktop say what is true now, where that is no second ring."""
        if notice.on_desktop and notice.tested is None and self._way is not None and self._way.replaces:
            self._send(notice)

    @cached_property
    def _way(self) -> Way | None:
        """How this system shows notifications, looked for when the first may come."""
        deeds = TrayDeeds(lambda: self._come_forward(""), self.join_next_wanted.emit, self._end_app)
        way = self._find_way(self._calls, deeds, self)
        if way is not None:
            way.answered.connect(self._answer)
            way.chosen.connect(self._choose)
            way.closed.connect(self._closed)
        return way

    def _answer(self, number: int, shown: bool | None) -> None:  # noqa: FBT001 (a signal's argument)
        """Show in the window what the desktop does not show, or may not."""
        notice = self._notices.get(number)
        if notice is None:
            return
        notice.on_desktop = shown is not False
        if notice.tested is not None:
            notice.tested(shown)
        if shown is True:
            # The desktop was slow to answer, and the window told in its place meanwhile.
            notice.in_window = False
            self._show_card()
        elif notice.tested is None or shown is False:
            self._tell_in_window(notice)

    def _tell_in_window(self, notice: Notice) -> None:
        notice.in_window = True
        self._show_card()
        if notice.tested is not None:
            QTimer.singleShot(_TEST_MS, self, partial(self._drop, notice))
        elif not self._in_call() and not self._window.isActiveWindow():
            QApplication.alert(self._window)

    # ---- what somebody does about it
    def _choose(self, number: int, act: bool, token: str) -> None:  # noqa: FBT001 (a signal's argument)
        self._come_forward(token)
        notice = self._notices.get(number)
        if notice is None:
            return
        if notice.tested is not None:
            self._drop(notice)
        elif notice.warned is not None:
            self._heed(notice, notice.warned)
        elif act and len(notice.meetings) == 1:
            self._join(notice, notice.meetings[0])
        else:
            self._tell_in_window(notice)
            if len(notice.meetings) == 1:
                self.meeting_wanted.emit(notice.meetings[0])

    def _closed(self, number: int) -> None:
        notice = self._notices.get(number)
        if notice is None:
            return
        notice.on_desktop = False
        if not notice.in_window:
            self._drop(notice)

    def _join_by_card(self, key: str) -> None:
        for notice in self._notices.values():
            if notice.warned is not None and notice.key(MeetingId("")) == key:
                self._heed(notice, notice.warned)
                return
            for meeting in notice.meetings:
                if notice.key(meeting) == key:
                    self._join(notice, meeting)
                    return

    def _heed(self, notice: Notice, warned: Warned) -> None:
        self._drop(notice)
        warned.act()

    def _join(self, notice: Notice, meeting: MeetingId) -> None:
        title = notice.title_of(meeting)
        self._end_meeting(meeting)
        self.join_wanted.emit(meeting, title)

    def _put_off(self) -> None:
        for notice in [each for each in self._notices.values() if each.in_window]:
            self._drop(notice)

    # ---- what is over
    def _end_starts(self, starts: frozenset[Start]) -> None:
        for notice in list(self._notices.values()):
            self._keep_only(notice, tuple(each for each in notice.starting if each.start not in starts))

    def _end_meeting(self, meeting: MeetingId) -> None:
        for notice in list(self._notices.values()):
            if notice.arrival is not None and notice.arrival.meeting == meeting:
                self._drop(notice)
            else:
                self._keep_only(notice, tuple(each for each in notice.starting if each.start.meeting != meeting))

    def _keep_only(self, notice: Notice, starting: tuple[Upcoming, ...]) -> None:
        if starting == notice.starting:
            return
        notice.starting = starting
        if notice.empty:
            self._drop(notice)
            return
        self._send_anew(notice)
        self._show_card()

    def _drop(self, notice: Notice) -> None:
        if self._notices.pop(notice.number, None) is None:
            return
        if notice.on_desktop and self._way is not None:
            self._way.withdraw(notice.number)
        self._show_card()

    def _reword(self) -> None:
        """Say what stands there in other words: whether names may be read has changed."""
        for notice in self._notices.values():
            self._send_anew(notice)
        self._show_card()

    # ---- the window
    @cached_property
    def card(self) -> NoticeCard:
        """What tells in the window, made when it is first needed."""
        from hosted_meetings_desktop.ui.window.notifications.card import CardRow, NoticeCard, put_below

        card = NoticeCard(self._window.message_bar.close_button)
        put_below(self._window.bar_row, CardRow(card))
        card.chosen.connect(self._join_by_card)
        card.put_off.connect(self._put_off)
        return card

    def _show_card(self) -> None:
        now, names = self._clock(), self._preferences.names
        told = [each for each in self._notices.values() if each.in_window]
        lines = [line for each in told for line in each.lines(now, names=names)]
        lines.sort(key=lambda line: not line.urgent)  # not all may be named
        if lines or "card" in vars(self):
            self.card.show_lines(lines)
        if bool(lines) != self._rewording.isActive():
            self._rewording.start() if lines else self._rewording.stop()

    def _end_app(self) -> None:
        self._window.close()

    def _raise_window(self, _token: str) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
