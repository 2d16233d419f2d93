"""Opens call windows: one per meeting and person, at once; fetches their tickets and says which calls are open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QTimer, Signal

from hosted_meetings_desktop.domain.call import CallPerson, WayOut
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision
from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.call.mini_offer import MiniWatch
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.seat import Seat
from hosted_meetings_desktop.ui.call.switchboard import Switchboard
from hosted_meetings_desktop.ui.call.tickets import PresenceTickets, Tickets
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.call.window import CallWindow


class CallDesk(QObject):
    """Holds the open calls. The web engine is loaded with the first of them.

    Signals:
        opened(CallWindow): A call window was opened; its ticket is asked for next. What goes wrong from here on, the
            window says itself.
        seated(Seat, CallWindow): Whose place that window is; right after ``opened``.
        failed(AppError): No window can be opened on this PC.
        changed(): Somebody joined or left through one of the windows: the lists may be asked again.
        waiting_changed(MeetingId, tuple): Who waits to be let into a meeting, the longest first, each as
            ``(participant id, name)``; told also when a window of ours begins to see the waiting room, and when none
            does any more: nobody then, which ``can_admit`` tells apart.
        people_changed(MeetingId, tuple): Who else is in a meeting's room, each a ``CallPerson``.
        stage_changed(MeetingId, StageTold): The stage of a webinar is like this now; None where no window of ours is
            at one of that meeting any more.
        media_changed(): Something was switched in one of the calls, or another one speaks; see ``media`` and ``now``.
        mini_offered(CallWindow): The person turned to the main window: the call would help in a small one.
        browser_wanted(MeetingId, object): Somebody wants to go on in the system's browser: the invitee's id, or None
            for the host.
        diary_written(MeetingId, CallDiary): What happened in a call up to now, without names and secrets.
    """

    opened = Signal(object)
    seated = Signal(object, object)
    failed = Signal(object)
    changed = Signal()
    waiting_changed = Signal(object, tuple)
    people_changed = Signal(object, tuple)
    stage_changed = Signal(object, object)
    media_changed = Signal()
    mini_offered = Signal(object)
    browser_wanted = Signal(object, object)
    diary_written = Signal(object, object)

    def __init__(
        self,
        tickets: Tickets,
        calls: Calls,
        settings: QSettings,
        parent: QObject | None = None,
        *,
        presence_tickets: PresenceTickets | None = None,
        way_out: Callable[[], WayOut] = WayOut,
        is_patient: Callable[[MeetingId, CallPerson], bool] | None = None,
    ) -> None:
        """Make the desk.

        Args:
            tickets: What lets people in.
            calls: Runs what takes time.
            settings: Where answers and devices are remembered.
            parent: As for every object.
            presence_tickets: What lets the front desk stand by; None where it cannot.
            way_out: What is offered when a call cannot be had, asked for with each window.
            is_patient: Whether somebody in a meeting is a patient; without it their preset decides.
        """
        super().__init__(parent)
        self._tickets = tickets
        self._calls = calls
        self._settings = settings
        self._presence_tickets = presence_tickets
        self._way_out = way_out
        self._is_patient = is_patient
        self._windows: dict[Seat, CallWindow] = {}
        self._fetching: dict[Seat, Call] = {}
        self._waiting: dict[MeetingId, tuple[tuple[str, str], ...]] = {}  # of the meetings whose waiting room is seen
        self._again: dict[Seat, str] = {}  # asked for while they were being left
        self.preferences = CallPreferences(settings)
        self._switchboard = Switchboard(self._windows, self)
        self._switchboard.changed.connect(self.media_changed)
        self._mini_watch = MiniWatch(self._switchboard.speaking, self.preferences, self)
        self._mini_watch.offered.connect(self.mini_offered)

    def join(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None, title: str = "") -> None:
        """Open the call of a meeting, or bring its window to the front.

        While another call is under way the person is asked first: that one is held or left, or nothing happens.

        Args:
            meeting_id: Which meeting.
            invitee_id: Who joins; None for the host.
            title: The meeting's title where the caller knows it: the window shows it until the ticket is there.
        """
        seat = Seat(meeting_id, invitee_id)
        self._switchboard.clear_way(seat, title, lambda: self._open_or_raise(seat, title))

    def open_presence(self, meeting_id: MeetingId, title: str = "") -> None:
        """Let the front desk stand by in a meeting's room, in sight of everybody, or bring its window to the front.

        Raises:
            AppError: The front desk has no way in.
        """
        if self._presence_tickets is None:
            raise AppError(
                say("The front desk cannot stand by in this room"),
                say("Open the call instead; people can be let in from there."),
            )
        self._open_or_raise(Seat(meeting_id, presence=True), title)

    def has_presence(self, meeting_id: MeetingId) -> bool:
        """Return whether the front desk stands by in a meeting's room, or is on its way in."""
        return Seat(meeting_id, presence=True) in self._windows

    def can_admit(self, meeting_id: MeetingId) -> bool:
        """Return whether a window of ours can let people into a meeting now."""
        return self._doorkeeper(meeting_id) is not None

    def waiting(self, meeting_id: MeetingId) -> tuple[tuple[str, str], ...]:
        """Return who waits, the longest first, as ``(participant id, name)``, as far as a window of ours knows."""
        return self._waiting.get(meeting_id, ())

    def patients_besides(self, meeting_id: MeetingId, participant_id: str) -> tuple[CallPerson, ...]:
        """Return the patients inside whom this patient would meet when admitted: ask before that."""
        keeper = self._doorkeeper(meeting_id)
        return keeper.patients_besides(participant_id) if keeper is not None else ()

    def admit(self, meeting_id: MeetingId, participant_id: str) -> None:
        """Let somebody in who waits; whoever calls this has asked the person at the desk already.

        Raises:
            AppError: No window of ours is in the room as its host, or it has lost the room for the moment.
            ValueError: That is no participant's id.
        """
        self._keeper(meeting_id).admit(participant_id)

    def deny(self, meeting_id: MeetingId, participant_id: str) -> None:
        """Turn somebody away who waits.

        Raises:
            AppError: As for ``admit``.
            ValueError: That is no participant's id.
        """
        self._keeper(meeting_id).deny(participant_id)

    def decide_on_stage(self, meeting_id: MeetingId, participant_id: str, decision: StageDecision) -> None:
        """Let somebody on the stage of a webinar, keep them off or send them off it.

        Raises:
            AppError: No window of ours is in the room as its presenter.
            ValueError: That is no participant's id.
        """
        windows = [window for seat, window in self._windows.items() if seat.meeting_id == meeting_id]
        found = [window for window in windows if window.stage is not None and window.stage.decides]
        if not found:
            raise NoPresenterInside
        found[0].decide_on_stage(participant_id, decision)

    def media(self) -> frozenset[str] | None:
        """Return what is on in the call that speaks: ``microphone``, ``camera``.

        None where nobody is in a call, or all calls are on hold.
        """
        window = self._speaking()
        return window.media if window is not None else None

    def now(self) -> CallNow | None:
        """Return the call that speaks, or one on hold where none does; None where nobody is in a call."""
        window = self._switchboard.of_now()
        return None if window is None else CallNow(window.title, window.media, window.held, window.shares)

    def toggle_microphone(self) -> None:
        """Switch the microphone of the call under way; harmless without one."""
        if (window := self._speaking()) is not None:
            window.toggle_microphone()

    def toggle_camera(self) -> None:
        """Switch the camera of the call under way; harmless without one."""
        if (window := self._speaking()) is not None:
            window.toggle_camera()

    def resume(self) -> None:
        """Go on with the call of now, where it is on hold."""
        if (window := self._switchboard.of_now()) is not None:
            window.resume()

    def stop_sharing(self) -> None:
        """Stop sharing the screen in the call of now; harmless without."""
        if (window := self._switchboard.of_now()) is not None:
            window.stop_sharing()

    def bring_forward(self) -> None:
        """Show the window of the call of now before all others."""
        if (window := self._switchboard.of_now()) is not None:
            window.bring_to_front()

    def ask_to_leave(self) -> None:
        """Ask in its window whether to leave the call of now."""
        if (window := self._switchboard.of_now()) is not None:
            window.bring_to_front()
            window.ask_to_leave()

    def open_titles(self) -> tuple[str, ...]:
        """Return the titles of the calls that are under way, from being opened to being left."""
        return tuple(window.title for window in self._windows.values() if window.under_way)

    def open_meetings(self) -> frozenset[MeetingId]:
        """Return the meetings that have a call window, whatever its state."""
        return frozenset(seat.meeting_id for seat in self._windows)

    def raise_all(self) -> None:
        """Bring the windows of the calls that are under way to the front."""
        for window in tuple(self._windows.values()):
            if window.under_way:
                window.bring_to_front()

    def close_all(self) -> None:
        """Leave every call."""
        for window in tuple(self._windows.values()):
            window.close()
        self._again.clear()

    def drop_all(self) -> None:
        """Take the windows away without leaving first: the program ends now.

        Deleted in this order the page goes before its profile; left to the interpreter's end, Chromium crashes.
        """
        for seat in tuple(self._fetching):
            self._stop_fetching(seat)
        windows = dict(self._windows)
        self._windows.clear()
        self._again.clear()
        for window in windows.values():
            window.hide()
            window.deleteLater()
        for _window_then_page_then_profile in range(3 if windows else 0):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # ---- windows

    def _open_or_raise(self, seat: Seat, title: str) -> None:
        window = self._windows.get(seat)
        if window is None:
            self._open(seat, title)
        elif window.state == "leaving":
            # It goes in a moment, and would take along what is asked for now.
            self._again[seat] = title or window.title
        else:
            window.bring_to_front()

    def _open_again(self, seat: Seat, title: str) -> None:
        if seat.presence:
            self._open_or_raise(seat, title)
        else:
            self.join(seat.meeting_id, seat.invitee_id, title)

    def _open(self, seat: Seat, title: str) -> None:
        try:
            window = self._make(seat, title)
        except ImportError as problem:
            advice = say("Copy the details for your IT: they name what is missing. Everything else goes on working.")
            self.failed.emit(AppError(say("This PC lacks what is needed for calls"), advice, details=str(problem)))
            return
        self._windows[seat] = window
        self._switchboard.add(seat, window)
        self._mini_watch.add(window)
        window.closed.connect(lambda: self._closed(seat))
        window.ticket_wanted.connect(lambda: self._fetch(seat))
        window.ticket_unwanted.connect(lambda: self._stop_fetching(seat))
        window.joined.connect(self.changed)
        window.left.connect(lambda _reason: self.changed.emit())
        window.joined.connect(lambda: self._look_at_waiting(seat.meeting_id))
        window.left.connect(lambda _reason: self._look_at_waiting(seat.meeting_id))
        window.waiting_changed.connect(lambda _waiting: self._look_at_waiting(seat.meeting_id))
        window.people_changed.connect(lambda people: self.people_changed.emit(seat.meeting_id, people))
        window.stage_changed.connect(lambda _told: self._look_at_stage(seat.meeting_id))
        window.media_changed.connect(lambda _media: self.media_changed.emit())
        window.sharing_changed.connect(lambda _shares: self.media_changed.emit())
        window.browser_wanted.connect(lambda: self.browser_wanted.emit(seat.meeting_id, seat.invitee_id))
        window.diary_written.connect(lambda diary: self.diary_written.emit(seat.meeting_id, diary))
        window.show()
        self.opened.emit(window)
        self.seated.emit(seat, window)
        window.begin()

    def _make(self, seat: Seat, title: str) -> CallWindow:
        from hosted_meetings_desktop.ui.call.devices import SettingsDevicePolicy
        from hosted_meetings_desktop.ui.call.people import has_patients_preset
        from hosted_meetings_desktop.ui.call.permissions import SettingsMediaPolicy
        from hosted_meetings_desktop.ui.call.presence import PresenceWindow
        from hosted_meetings_desktop.ui.call.window import CallWindow

        known = self._is_patient
        return (PresenceWindow if seat.presence else CallWindow)(
            title,
            media_policy=SettingsMediaPolicy(self._settings),
            device_policy=SettingsDevicePolicy(self._settings),
            way_out=WayOut() if seat.presence else self._way_out(),
            is_patient=has_patients_preset if known is None else lambda person: known(seat.meeting_id, person),
            preferences=self.preferences,
        )

    def _fetch(self, seat: Seat) -> None:
        self._stop_fetching(seat)
        window = self._windows[seat]
        presence = self._presence_tickets if seat.presence else None
        self._fetching[seat] = self._calls.run(
            window,
            lambda: (
                self._tickets.ticket(seat.meeting_id, seat.invitee_id)
                if presence is None
                else presence.presence_ticket(seat.meeting_id)
            ),
            window.take_ticket,
            lambda error: window.refuse_ticket(error.title, error.advice, error.details),
        )

    def _stop_fetching(self, seat: Seat) -> None:
        if (call := self._fetching.pop(seat, None)) is not None:
            call.cancel()

    def _closed(self, seat: Seat) -> None:
        self._stop_fetching(seat)
        self._windows.pop(seat, None)
        self._look_at_waiting(seat.meeting_id)
        self._look_at_stage(seat.meeting_id)
        self.changed.emit()
        if (title := self._again.pop(seat, None)) is not None:
            # Not before the window that goes has gone.
            QTimer.singleShot(0, self, partial(self._open_again, seat, title))

    # ---- the waiting room

    def _doorkeeper(self, meeting_id: MeetingId) -> CallWindow | None:
        """Return the window that lets people in: the host's before the front desk's."""
        seats = (Seat(meeting_id), Seat(meeting_id, presence=True))
        found = (self._windows.get(seat) for seat in seats)
        return next((window for window in found if window is not None and window.inside), None)

    def _keeper(self, meeting_id: MeetingId) -> CallWindow:
        keeper = self._doorkeeper(meeting_id)
        if keeper is None:
            raise AppError(
                say("Nobody can be let in from here now"),
                say("Only a host who is in the room lets people in. Join the call, or let the front desk stand by."),
            )
        if keeper.state != "joined":
            raise AppError(
                say("Nobody can be let in at this moment"),
                say("The call window is on its way back into the room. Try again when it is there."),
            )
        return keeper

    def _look_at_stage(self, meeting_id: MeetingId) -> None:
        """Say how a stage is: by the word of a presenter's window before a viewer's."""
        told = [window.stage for seat, window in self._windows.items() if seat.meeting_id == meeting_id]
        known = [one for one in told if one is not None]
        self.stage_changed.emit(meeting_id, max(known, key=lambda one: one.decides, default=None))

    def _look_at_waiting(self, meeting_id: MeetingId) -> None:
        keeper, before = self._doorkeeper(meeting_id), self._waiting.get(meeting_id)
        if keeper is None:
            self._waiting.pop(meeting_id, None)
        else:
            self._waiting[meeting_id] = tuple((one.person.id, one.person.name) for one in keeper.waiting)
        if before != self._waiting.get(meeting_id):
            self.waiting_changed.emit(meeting_id, self.waiting(meeting_id))

    def _speaking(self) -> CallWindow | None:
        return self._switchboard.speaking()
