"""The call window: one meeting, one ticket at a time, from opening to leaving, whatever happens between."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.call import CallTicket, CallTrouble, TroubleKind, WayOut
from hosted_meetings_desktop.domain.call_diary import CallDiary, Step
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.call.boot import Circumstances
from hosted_meetings_desktop.ui.call.clock import CallClock
from hosted_meetings_desktop.ui.call.devices import DevicePolicy
from hosted_meetings_desktop.ui.call.diary_book import DiaryBook
from hosted_meetings_desktop.ui.call.ear import IN_CALL, PageEar
from hosted_meetings_desktop.ui.call.frame import CallFrame
from hosted_meetings_desktop.ui.call.people import IsPatient, has_patients_preset
from hosted_meetings_desktop.ui.call.permissions import MediaPolicy
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.sleep_watch import SleepWatch
from hosted_meetings_desktop.ui.call.tickets import OPENING_PATIENCE_MS, PATIENCE_MS, TicketDesk
from hosted_meetings_desktop.ui.call.watchdog import LoadWatchdog
from hosted_meetings_desktop.ui.call.words import describe, spoken_words, step_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.copying import copy_text

logger = logging.getLogger(__name__)

LEAVE_PATIENCE_MS = 2_000
SECOND_CRASH_MS = 60_000

_UNDER_WAY = frozenset({"opening", "loading", "renewing", "setup"}) | IN_CALL


class CallWindow(CallFrame):
    """Holds one call. Closing it leaves the call first; then the window and its web view are gone.

    It is shown before there is a ticket: ``begin`` asks for the first one.

    Signals:
        joined(): The person is in the room.
        left(str): The person is out of the room; the reason is ``left`` or a kind of trouble.
        failed(CallTrouble): The call could not be opened or kept; the window says so already.
        closed(): The window is gone.
        diary_written(CallDiary): What happened up to now, worth keeping: without names and secrets.
        browser_wanted(): The person wants to go on in the system's browser; the program opens it.
        state_changed(str): ``opening``, ``loading``, ``renewing``, ``setup``, ``joining``, ``waiting``, ``joined``,
            ``reconnecting``, ``leaving``, ``left``, ``trouble`` or ``stopped``.
        ticket_wanted(): A ticket is needed: answer with ``take_ticket`` or ``refuse_ticket``.
        ticket_unwanted(): Nobody waits for that ticket any more: whoever fetches it can stop.
    """

    joined = Signal()
    left = Signal(str)
    failed = Signal(object)
    closed = Signal()
    diary_written = Signal(object)
    browser_wanted = Signal()
    state_changed = Signal(str)
    ticket_wanted = Signal()
    ticket_unwanted = Signal()

    def __init__(
        self,
        title: str,
        *,
        media_policy: MediaPolicy,
        device_policy: DevicePolicy | None = None,
        way_out: WayOut | None = None,
        is_patient: IsPatient = has_patients_preset,
        preferences: CallPreferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the window; ``CallFrame`` says what each argument is for."""
        super().__init__(
            title,
            media_policy=media_policy,
            device_policy=device_policy,
            way_out=way_out,
            is_patient=is_patient,
            preferences=preferences,
            parent=parent,
        )
        self._state = ""
        self._rung = ""
        self._seat = ""
        self._loaded = False
        self._inside = False
        self._returning = False
        self._closing = False
        self._last_crash = QElapsedTimer()
        self._tickets = TicketDesk(self)
        self._diary = DiaryBook(self)
        self._watchdog = LoadWatchdog(self)
        self._sleep = SleepWatch(self)
        self._clock = CallClock(self)
        self._ear = PageEar(self)
        self._leave_timer = QTimer(self, interval=LEAVE_PATIENCE_MS, singleShot=True)
        self._connect_ear()
        self._connect_rest()
        self._front.show_opening(title)
        self._become("opening")

    # ---- for the program around the window

    @property
    def state(self) -> str:
        """How the call stands now; see ``state_changed``."""
        return self._state

    @property
    def under_way(self) -> bool:
        """Whether closing the window would end something: false once the person left or the call failed."""
        return self._state in _UNDER_WAY or self._tickets.waiting

    @property
    def inside(self) -> bool:
        """Whether the person is in the room, be it that the connection is broken for the moment."""
        return self._inside

    @property
    def diary(self) -> CallDiary:
        """What happened up to now."""
        return self._diary.diary

    def begin(self) -> None:
        """Ask for the first ticket."""
        self._diary.begin(Step.TICKET)
        self._want_ticket()

    def take_ticket(self, ticket: CallTicket) -> None:
        """Open the call, or open it again; a ticket that nobody waits for (any more) is left alone."""
        if not self._tickets.arrived() or self._closing:
            return
        self._title = ticket.meeting_title
        self._show_title()
        if not self._loaded:
            self._media = frozenset({"microphone"} if ticket.audio else ()) | ({"camera"} if ticket.video else set())
            self._front.show_opening(self._title)
        if self._returning:
            # Back after a crash or a reload: straight in, as the person was.
            media = frozenset() if self.held else self._media
            audio, video = "microphone" in media, "camera" in media
            ticket = replace(ticket, show_setup=False, audio=audio, video=video)
        rung, self._rung = self._rung, ""
        around = Circumstances(self._loaded, rung, self._devices.for_page(), self._seat if self._returning else "")
        if rung in {"fresh", "audio"} and self._view.go_on(ticket, around):
            self._diary.begin(Step.START)
            return
        self._loaded = True
        self._become("loading")
        self._diary.begin(Step.LOAD)
        self._watchdog.watch()
        self._view.open(ticket, around)

    def refuse_ticket(self, title: str = "", advice: str = "", details: str = "") -> None:
        """Say that no ticket can be had; empty texts say so in the window's own words."""
        if not self._tickets.arrived() or self._closing:
            return
        trouble = describe(TroubleKind.NO_TICKET, details)
        self._do_without_ticket(replace(trouble, title=title or trouble.title, advice=advice or trouble.advice))

    def join_now(self) -> None:
        """Join from the set-up screen, as its button does."""
        self._view.ask("join")

    def _connect_ear(self) -> None:
        ear = self._ear
        self._view.stopped.connect(self._on_crash)
        self._view.bridge.reported.connect(ear.hear)
        ear.taken.connect(self._page_is_there)
        ear.ready.connect(self._kit_is_there)
        ear.seated.connect(self._note_seat)
        ear.stepped.connect(self._hear_step)
        ear.state_heard.connect(self._hear_state)
        ear.people_heard.connect(self._people.hear_inside)
        ear.waiting_heard.connect(self._people.hear_waiting)
        ear.media_heard.connect(self._hear_media)
        ear.device_heard.connect(self._devices.hear)
        self._extras.listen(ear)
        ear.trouble_heard.connect(lambda kind, details: self._end("trouble", describe(kind, details)))
        ear.ticket_wanted.connect(self._renew)
        ear.browser_wanted.connect(self._go_to_browser)
        ear.copy_wanted.connect(self._copy)
        ear.close_wanted.connect(self.close)

    def _connect_rest(self) -> None:
        self.people_changed.connect(self._say_state)
        self.held_changed.connect(self._say_state)
        self._diary.written.connect(self.diary_written)
        self._tickets.wanted.connect(self.ticket_wanted)
        self._tickets.unwanted.connect(self.ticket_unwanted)
        self._tickets.given_up.connect(self._give_up)
        self._watchdog.reload_wanted.connect(self._load_again)
        self._watchdog.given_up.connect(self._never_ready)
        self._sleep.woke.connect(lambda _seconds: self._view.ask("awake"))
        self._clock.ticked.connect(self._show_time)
        self._leave_timer.timeout.connect(self.close)
        self._front.again_wanted.connect(self._try_again)
        self._front.close_wanted.connect(self.close)
        self._front.browser_wanted.connect(self._go_to_browser)
        self._front.copy_wanted.connect(self._copy)

    # ---- tickets and loads

    def _want_ticket(self) -> None:
        if not self._closing:
            self._tickets.want(PATIENCE_MS if self._loaded else OPENING_PATIENCE_MS)

    def _renew(self, rung: str) -> None:
        self._rung = rung
        self._become("renewing")
        self._want_ticket()

    def _try_again(self) -> None:
        if self._loaded:
            self._front.show_returning()
            self._become("renewing")
        else:
            self._front.show_opening(self._title)
            self._become("opening")
        self._diary.begin(Step.TICKET)
        self._want_ticket()

    def _give_up(self) -> None:
        self._do_without_ticket(describe(TroubleKind.NO_TICKET if self._loaded else TroubleKind.SLOW))

    def _do_without_ticket(self, trouble: CallTrouble) -> None:
        self._front.show_trouble(trouble)
        self._view.bridge.refused.emit(trouble.title, trouble.advice)
        self._end("trouble", trouble)

    def _page_is_there(self) -> None:
        self._view.ticket_was_taken()
        self._stack.setCurrentWidget(self._view)

    def _kit_is_there(self) -> None:
        self._watchdog.rest()
        self._diary.begin(Step.START)

    def _load_again(self) -> None:
        self._diary.begin(Step.RELOAD, TroubleKind.NOT_READY.value)
        self._say_state()
        if self._view.load_again():
            self._watchdog.watch()
        else:
            self._want_ticket()

    def _never_ready(self) -> None:
        self._view.stop()
        self._stack.setCurrentWidget(self._front)
        trouble = describe(TroubleKind.NOT_READY)
        self._front.show_trouble(trouble)
        self._end("trouble", trouble)

    def _go_to_browser(self) -> None:
        self._diary.begin(Step.BROWSER)
        self._diary.close()
        self.browser_wanted.emit()

    def _copy(self, text: str) -> None:
        copy_text(redact(f"{text}\n\n{self.diary.text()}".strip()))

    # ---- what the page says

    def _note_seat(self, seat: str) -> None:
        self._seat = seat

    def _hear_step(self, step: Step, because: str) -> None:
        self._diary.begin(step, because)
        self._say_state()
        announce(self, step_words(step))

    def _hear_state(self, state: str, detail: str) -> None:
        if self._closing:
            if state in {"left", "trouble"}:
                self._end(state, None, detail)
                self.close()
            return
        if state in {"left", "trouble"}:
            self._end(state, None, detail)
            return
        if state == "renewing" and self._state in IN_CALL:
            # The kit reloaded the page in the middle of the call, or the page goes in anew by itself.
            self._returning = True
        self._become(state)
        if state == "joined":
            self._returning = False
            self._extras.set_page_up()
            if not self._inside:
                self._inside = True
                self._clock.start()
                self._sleep.start()
                self.joined.emit()

    def _end(self, state: str, trouble: CallTrouble | None, reason: str = "") -> None:
        """Note that the person is not in the room (any more)."""
        inside, self._inside = self._inside, False
        self._returning = False
        self._watchdog.rest()
        self._clock.stop()
        self._sleep.stop()
        self._show_time("")
        self._drop_questions()
        self._extras.hold.drop()
        self._people.clear()
        self._diary.close(trouble.kind.value if trouble is not None else "")
        self._become(state)
        if inside:
            self.left.emit(trouble.kind.value if trouble is not None else reason or state)
        if trouble is not None:
            logger.debug("The call failed: %s", trouble.kind)
            announce(self, f"{trouble.title}. {trouble.advice}", urgent=True)
            self.failed.emit(trouble)

    # ---- what the window shows

    def _become(self, state: str) -> None:
        if state == self._state:
            return
        before, self._state = self._state, state
        self._diary.follow(state)
        self._say_state()
        announce(self, spoken_words(before, state), urgent=state == "reconnecting")
        self.state_changed.emit(state)

    def _say_state(self) -> None:
        self._show_state(self._state, self.diary.step)
        if self._bars.leaving.asks:
            self._bars.leaving.ask(self.people)

    # ---- crash and close

    def _on_crash(self, _status: str) -> None:
        if self._closing:
            self._end("left", None)
            self.close()
            return
        again = self._last_crash.isValid() and self._last_crash.elapsed() < SECOND_CRASH_MS
        self._last_crash.restart()
        returning = self._returning or self._state in IN_CALL
        self._rung = ""
        self._watchdog.rest()
        self._full_screen.show(on=False)
        self._stack.setCurrentWidget(self._front)
        if again:
            trouble = describe(TroubleKind.VIEW_STOPPED)
            self._tickets.drop()
            self._front.show_trouble(trouble)
            self._end("stopped", trouble)
            self._returning = returning  # one click leads straight back in
        else:
            self._returning = returning
            self._drop_questions()
            self._front.show_returning()
            announce(self, f"{self._front.title}. {self._front.advice}", urgent=True)
            self._become("stopped")
            self._want_ticket()

    def ask_to_leave(self) -> bool:
        """Ask whether to leave a live call; returns whether that is asked now, and not asked already."""
        return self.talks and self._inside and not self._closing and self._ask_once()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the call first, for at most two seconds; then go for good.

        Who closes it by hand is asked. Whatever in the program closes it has asked, or does not wait for an answer.
        """
        if event.spontaneous() and self.ask_to_leave():
            event.ignore()
            return
        if self._state in IN_CALL:
            event.ignore()
            self._closing = True
            self._drop_questions()
            self._become("leaving")
            self._leave_timer.start()
            self._view.ask("leave")
            return
        if self._state == "leaving" and self._leave_timer.isActive():
            event.ignore()
            return
        super().closeEvent(event)
        self._closing = True
        self._leave_timer.stop()
        self._watchdog.rest()
        self._tickets.drop()
        self._sharing.drop()
        if self._inside:
            self._end("left", None)
        self._diary.break_off()
        self._clock.stop()
        # Deleting the window deletes the view, then its page, then (by the page's own signal) the profile.
        self.deleteLater()
        self.closed.emit()
