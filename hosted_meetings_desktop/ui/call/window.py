"""The call window: one meeting, one ticket at a time, from opening to leaving, whatever happens between."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEngineFullScreenRequest, QWebEnginePage
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallTicket, CallTrouble, TroubleKind
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import StatusRow
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.clock import CallClock
from hosted_meetings_desktop.ui.call.downloads import Downloads
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.look import darken
from hosted_meetings_desktop.ui.call.permissions import MediaPolicy, PermissionDesk
from hosted_meetings_desktop.ui.call.sharing import SharingDesk
from hosted_meetings_desktop.ui.call.tickets import OPENING_PATIENCE_MS, PATIENCE_MS, TicketDesk
from hosted_meetings_desktop.ui.call.view import CallView
from hosted_meetings_desktop.ui.call.words import describe, say, spoken_words, state_words
from hosted_meetings_desktop.ui.parts.announce import announce

logger = logging.getLogger(__name__)

LEAVE_PATIENCE_MS = 2_000
SECOND_CRASH_MS = 60_000

_IN_CALL = frozenset({"joining", "joined", "waiting", "reconnecting"})
_UNDER_WAY = frozenset({"opening", "loading", "renewing", "setup"}) | _IN_CALL
_STATES = frozenset({"loading", "renewing", "setup", "left", "trouble"}) | _IN_CALL
_TONES = {"joined": "live", "waiting": "wait", "reconnecting": "wait", "trouble": "stop", "stopped": "stop"}


class CallWindow(QMainWindow):
    """Holds one call. Closing it leaves the call first; then the window and its web view are gone.

    It is shown before there is a ticket: ``begin`` asks for the first one.

    Signals:
        joined(): The person is in the room.
        left(str): The person is out of the room; the reason is ``left`` or a kind of trouble.
        failed(CallTrouble): The call could not be opened or kept; the window says so already.
        closed(): The window is gone.
        presence_changed(tuple): The names of the others in the room.
        state_changed(str): ``opening``, ``loading``, ``renewing``, ``setup``, ``joining``, ``waiting``, ``joined``,
            ``reconnecting``, ``leaving``, ``left``, ``trouble`` or ``stopped``.
        ticket_wanted(): A ticket is needed: answer with ``take_ticket`` or ``refuse_ticket``.
        ticket_unwanted(): Nobody waits for that ticket any more: whoever fetches it can stop.
    """

    joined = Signal()
    left = Signal(str)
    failed = Signal(object)
    closed = Signal()
    presence_changed = Signal(tuple)
    state_changed = Signal(str)
    ticket_wanted = Signal()
    ticket_unwanted = Signal()

    def __init__(self, title: str, *, media_policy: MediaPolicy, parent: QWidget | None = None) -> None:
        """Make the window.

        Args:
            title: The meeting's title; empty where it is not known before the ticket.
            media_policy: Remembers what the person said about camera and microphone.
            parent: As for every widget.
        """
        super().__init__(parent)
        self._title = title
        self._state = ""
        self._loaded = False
        self._inside = False
        self._others: tuple[str, ...] = ()
        self._media: frozenset[str] = frozenset()
        self._returning = False
        self._closing = False
        self._last_crash = QElapsedTimer()
        self._permissions = PermissionDesk(media_policy, self)
        self._sharing = SharingDesk(self._permissions, self)
        self._tickets = TicketDesk(self)
        self._clock = CallClock(self)
        self._leave_timer = QTimer(self, interval=LEAVE_PATIENCE_MS, singleShot=True)
        self._view = CallView(self)
        self._downloads = Downloads(self._view.profile_of_call, parent=self)
        self._build()
        self._connect_view()
        self._connect_rest()
        self._front.show_opening(title)
        self._become("opening")

    # ---- for the program around the window

    @property
    def title(self) -> str:
        """What the call is named."""
        return self._title or say("Meeting")

    @property
    def state(self) -> str:
        """How the call stands now; see ``state_changed``."""
        return self._state

    @property
    def under_way(self) -> bool:
        """Whether closing the window would end something: false once the person left or the call failed."""
        return self._state in _UNDER_WAY or self._tickets.waiting

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the others in the room."""
        return self._others

    @property
    def view(self) -> CallView:
        """The web view."""
        return self._view

    def begin(self) -> None:
        """Ask for the first ticket."""
        self._want_ticket()

    def take_ticket(self, ticket: CallTicket) -> None:
        """Open the call, or open it again; a ticket that nobody waits for (any more) is left alone."""
        if not self._tickets.arrived() or self._closing:
            return
        self._title = ticket.meeting_title
        self.setWindowTitle(self.title)
        if not self._loaded:
            self._media = frozenset({"microphone"} if ticket.audio else ()) | ({"camera"} if ticket.video else set())
            self._front.show_opening(self._title)
        if self._returning:
            # Back after a crash or a reload: straight in, as the person was.
            audio, video = "microphone" in self._media, "camera" in self._media
            ticket = replace(ticket, show_setup=False, audio=audio, video=video)
        renewed, self._loaded = self._loaded, True
        self._become("loading")
        self._view.open(ticket, renewed=renewed)

    def refuse_ticket(self, title: str = "", advice: str = "", details: str = "") -> None:
        """Say that no ticket can be had; empty texts say so in the window's own words."""
        if not self._tickets.arrived() or self._closing:
            return
        trouble = describe(TroubleKind.NO_TICKET, details)
        self._do_without_ticket(replace(trouble, title=title or trouble.title, advice=advice or trouble.advice))

    def join_now(self) -> None:
        """Join from the set-up screen, as its button does."""
        self._view.ask("join")

    def bring_to_front(self) -> None:
        """Show the window before all others; a maximised one stays so."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # ---- building

    def _build(self) -> None:
        self.setObjectName("call_window")
        darken(self)
        self.setWindowTitle(self.title)
        self._bars = BarColumn(self)
        self._status = StatusRow(self)
        self._front = FrontPane(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._front)
        self._stack.addWidget(self._view)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bars)
        column.addWidget(self._stack, 1)
        column.addWidget(self._status)
        self.setCentralWidget(middle)
        self.resize(1100, 760)
        self.setMinimumSize(480, 360)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setEnabled(False)

    def _connect_view(self) -> None:
        page = self._view.call_page
        page.permissionRequested.connect(self._permissions.consider)
        page.desktopMediaRequested.connect(self._sharing.consider)
        page.fullScreenRequested.connect(self._full_screen)
        page.link_clicked.connect(self._bars.offer_link)
        self._view.stopped.connect(self._on_crash)
        self._view.bridge.reported.connect(self._hear)
        self._escape.activated.connect(lambda: page.triggerAction(QWebEnginePage.WebAction.ExitFullScreen))

    def _connect_rest(self) -> None:
        self._permissions.asked.connect(self._bars.ask_for)
        self._permissions.withdrawn.connect(self._bars.withdraw)
        self._permissions.kept_off.connect(self._bars.say_kept_off)
        self._bars.decided.connect(lambda ok, keep: self._permissions.answer(allow=ok, remember=keep))
        self._bars.ask_again_wanted.connect(self._ask_again)
        self._bars.stop_sharing_wanted.connect(lambda: self._view.ask("stop_sharing"))
        self._sharing.refused.connect(lambda: self._bars.notice(say("Nothing is shared.")))
        self._downloads.saved.connect(self._bars.say_saved)
        self._downloads.failed.connect(
            lambda name: self._bars.notice(say("%1 could not be saved.").replace("%1", name))
        )
        self._tickets.wanted.connect(self.ticket_wanted)
        self._tickets.unwanted.connect(self.ticket_unwanted)
        self._tickets.given_up.connect(self._give_up)
        self._clock.ticked.connect(self._show_time)
        self._leave_timer.timeout.connect(self.close)
        self._front.again_wanted.connect(self._try_again)
        self._front.close_wanted.connect(self.close)

    # ---- tickets

    def _want_ticket(self) -> None:
        if not self._closing:
            self._tickets.want(PATIENCE_MS if self._loaded else OPENING_PATIENCE_MS)

    def _try_again(self) -> None:
        if self._loaded:
            self._front.show_returning()
            self._become("renewing")
        else:
            self._front.show_opening(self._title)
            self._become("opening")
        self._want_ticket()

    def _give_up(self) -> None:
        self._do_without_ticket(describe(TroubleKind.NO_TICKET if self._loaded else TroubleKind.SLOW))

    def _do_without_ticket(self, trouble: CallTrouble) -> None:
        self._front.show_trouble(trouble)
        self._view.bridge.refused.emit(trouble.title, trouble.advice)
        self._end("trouble", trouble)

    # ---- what the page says

    def _hear(self, report: PageReport) -> None:
        if report.what == "taken":
            self._view.ticket_was_taken()
            self._stack.setCurrentWidget(self._view)
        elif report.what == "state" and report.value in _STATES:
            self._hear_state(report.value, report.detail)
        elif report.what == "people":
            self._others = report.names
            self._say_state()
            self.presence_changed.emit(report.names)
        elif report.what == "media":
            self._hear_media(report.flags)
        elif report.what == "trouble" and report.value in {kind.value for kind in TroubleKind}:
            self._end("trouble", describe(TroubleKind(report.value), report.detail))
        elif report.what == "ticket":
            self._become("renewing")
            self._want_ticket()
        elif report.what == "copy":
            QGuiApplication.clipboard().setText(redact(report.detail))
        elif report.what == "close":
            self.close()

    def _hear_state(self, state: str, detail: str) -> None:
        if self._closing:
            if state in {"left", "trouble"}:
                self._end(state, None, detail)
                self.close()
            return
        if state in {"left", "trouble"}:
            self._end(state, None, detail)
            return
        if state == "renewing" and self._state in _IN_CALL:
            # The kit reloaded the page in the middle of the call.
            self._returning = True
        self._become(state)
        if state == "joined":
            self._returning = False
            if not self._inside:
                self._inside = True
                self._clock.start()
                self.joined.emit()

    def _hear_media(self, flags: frozenset[str]) -> None:
        self._media = flags & {"microphone", "camera"}
        self._bars.show_sharing(sharing="sharing" in flags)

    def _end(self, state: str, trouble: CallTrouble | None, reason: str = "") -> None:
        """Note that the person is not in the room (any more)."""
        inside, self._inside = self._inside, False
        self._returning = False
        self._clock.stop()
        self._status.show_time("")
        self.setWindowTitle(self.title)
        self._drop_questions()
        self._others = ()
        self._become(state)
        if inside:
            self.left.emit(trouble.kind.value if trouble is not None else reason or state)
        if trouble is not None:
            logger.debug("The call failed: %s", trouble.kind)
            announce(self, f"{trouble.title}. {trouble.advice}", urgent=True)
            self.failed.emit(trouble)

    def _become(self, state: str) -> None:
        if state == self._state:
            return
        before, self._state = self._state, state
        self._say_state()
        announce(self, spoken_words(before, state), urgent=state == "reconnecting")
        self.state_changed.emit(state)

    def _say_state(self) -> None:
        self._status.show_state(state_words(self._state, len(self._others)), _TONES.get(self._state, "muted"))

    def _show_time(self, text: str) -> None:
        self._status.show_time(text)
        self.setWindowTitle(f"{self.title} · {text}")

    # ---- the person's devices and screen

    def _ask_again(self) -> None:
        self._permissions.ask_again()
        self._view.ask("devices")

    def _drop_questions(self) -> None:
        self._sharing.drop()
        self._permissions.drop()
        self._bars.show_sharing(sharing=False)

    def _full_screen(self, request: QWebEngineFullScreenRequest) -> None:
        request.accept()
        self._show_full_screen(on=request.toggleOn())

    def _show_full_screen(self, *, on: bool) -> None:
        self._escape.setEnabled(on)
        self._status.setVisible(not on)
        # Only this one flag: a maximised window is maximised again afterwards.
        full, now = Qt.WindowState.WindowFullScreen, self.windowState()
        self.setWindowState(now | full if on else now & ~full)

    # ---- crash and close

    def _on_crash(self, _status: str) -> None:
        if self._closing:
            self._end("left", None)
            self.close()
            return
        again = self._last_crash.isValid() and self._last_crash.elapsed() < SECOND_CRASH_MS
        self._last_crash.restart()
        returning = self._returning or self._state in _IN_CALL
        self._show_full_screen(on=False)
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the call first, for at most two seconds; then go for good."""
        if self._state in _IN_CALL:
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
        self._tickets.drop()
        self._sharing.drop()
        if self._inside:
            self._end("left", None)
        self._clock.stop()
        # Deleting the window deletes the view, then its page, then (by the page's own signal) the profile.
        self.deleteLater()
        self.closed.emit()
