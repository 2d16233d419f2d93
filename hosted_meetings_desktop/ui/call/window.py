"""The call window: one meeting, one ticket at a time, from opening to leaving, whatever happens between."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEngineFullScreenRequest, QWebEnginePage
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallTicket, CallTrouble, TroubleKind
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.call.bars import Bar, PermissionBar, StatusRow
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.clock import CallClock
from hosted_meetings_desktop.ui.call.downloads import Downloads
from hosted_meetings_desktop.ui.call.links import may_be_offered, plain_name
from hosted_meetings_desktop.ui.call.look import darken
from hosted_meetings_desktop.ui.call.permissions import MediaKind, MediaPolicy, PermissionDesk
from hosted_meetings_desktop.ui.call.sharing import SharingDesk
from hosted_meetings_desktop.ui.call.stopped import StoppedPane
from hosted_meetings_desktop.ui.call.tickets import TicketDesk
from hosted_meetings_desktop.ui.call.view import CallView
from hosted_meetings_desktop.ui.call.words import describe, say, state_words
from hosted_meetings_desktop.ui.parts.opening import open_outside

logger = logging.getLogger(__name__)

LEAVE_PATIENCE_MS = 2_000
SECOND_CRASH_MS = 60_000

_IN_CALL = frozenset({"joining", "joined", "waiting", "reconnecting"})
_STATES = frozenset({"loading", "renewing", "setup", "left", "trouble"}) | _IN_CALL
_TONES = {"joined": "live", "waiting": "wait", "reconnecting": "wait", "trouble": "stop", "stopped": "stop"}


class CallWindow(QMainWindow):
    """Holds one call. Closing it leaves the call first; then the window and its web view are gone.

    Signals:
        joined(): The person is in the room.
        left(str): The person is out of the room; the reason is ``left`` or a kind of trouble.
        failed(CallTrouble): The call could not be opened or kept; the page says so already.
        closed(): The window is gone.
        presence_changed(tuple): The names of the others in the room.
        state_changed(str): ``loading``, ``renewing``, ``setup``, ``joining``, ``waiting``, ``joined``,
            ``reconnecting``, ``leaving``, ``left``, ``trouble`` or ``stopped``.
        ticket_wanted(): A fresh ticket is needed: answer with ``renew`` or ``ticket_refused``.
    """

    joined = Signal()
    left = Signal(str)
    failed = Signal(object)
    closed = Signal()
    presence_changed = Signal(tuple)
    state_changed = Signal(str)
    ticket_wanted = Signal()

    def __init__(self, ticket: CallTicket, *, media_policy: MediaPolicy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ticket.meeting_title
        self._state = ""
        self._inside = False
        self._others: tuple[str, ...] = ()
        self._media = frozenset({"microphone"} if ticket.audio else ()) | ({"camera"} if ticket.video else set())
        self._returning = False
        self._closing = False
        self._last_crash = QElapsedTimer()
        self._permissions = PermissionDesk(media_policy, self)
        self._sharing = SharingDesk(self._permissions, self)
        self._tickets = TicketDesk(self)
        self._clock = CallClock(self)
        self._leave_timer = QTimer(self, interval=LEAVE_PATIENCE_MS, singleShot=True)
        self._view = CallView(ticket, self)
        self._downloads = Downloads(self._view.profile_of_call, parent=self)
        self._build()
        self._connect_view()
        self._connect_rest()
        self._become("loading")
        self._view.open(ticket, renewed=False)

    # ---- for the program around the window

    @property
    def state(self) -> str:
        """How the call stands now; see ``state_changed``."""
        return self._state

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the others in the room."""
        return self._others

    @property
    def view(self) -> CallView:
        """The web view."""
        return self._view

    def renew(self, ticket: CallTicket) -> None:
        """Open the call again with a fresh ticket, after ``ticket_wanted``."""
        if self._closing:
            return
        self._tickets.arrived()
        if self._returning:
            # Back after a crash or a reload: straight in, as the person was.
            audio, video = "microphone" in self._media, "camera" in self._media
            ticket = replace(ticket, show_setup=False, audio=audio, video=video)
        self._become("loading")
        self._view.open(ticket, renewed=True)

    def ticket_refused(self, title: str = "", advice: str = "") -> None:
        """Say that no fresh ticket can be had; empty texts say so in the window's own words."""
        self._tickets.arrived()
        trouble = describe(TroubleKind.NO_TICKET)
        trouble = replace(trouble, title=title or trouble.title, advice=advice or trouble.advice)
        self._stopped.show_refusal(f"{trouble.title}. {trouble.advice}")
        self._view.bridge.refused.emit(trouble.title, trouble.advice)
        self._end("trouble", trouble)

    def join_now(self) -> None:
        """Join from the set-up screen, as its button does."""
        self._view.ask("join")

    def leave(self) -> None:
        """Leave the call; the window stays and offers to rejoin."""
        self._view.ask("leave")

    def toggle_microphone(self) -> None:
        """Switch the microphone on or off."""
        self._view.ask("microphone")

    def toggle_camera(self) -> None:
        """Switch the camera on or off."""
        self._view.ask("camera")

    def share_screen(self) -> None:
        """Begin to share; the picker asks what."""
        self._view.ask("share")

    def stop_sharing(self) -> None:
        """Stop sharing."""
        self._view.ask("stop_sharing")

    # ---- building

    def _build(self) -> None:
        self.setObjectName("call_window")
        darken(self)
        self.setWindowTitle(self._title)
        self._permission_bar = PermissionBar(self)
        self._kept_off_bar = Bar("info", "kept_off_bar", self)
        self._kept_off_bar.add_button("ask_again", say("Ask again"))
        self._kept_off_bar.add_button("dismiss", say("Leave off"))
        self._sharing_bar = Bar("success", "sharing_bar", self)
        self._sharing_bar.add_button("stop", say("Stop"), "danger")
        self._link_bar = Bar("info", "link_bar", self)
        self._link_bar.add_button("dismiss", say("Don't open"))
        self._link_bar.add_button("open", say("Open"), "main")
        self._notice_bar = Bar("info", "notice_bar", self)
        self._folder_button = self._notice_bar.add_button("folder", say("Open folder"))
        self._notice_bar.add_button("dismiss", say("Close"))
        self._status = StatusRow(self)
        self._stopped = StoppedPane(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._view)
        self._stack.addWidget(self._stopped)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (*self._bars(), self._stack, self._status):
            column.addWidget(widget, 1 if widget is self._stack else 0)
        self.setCentralWidget(middle)
        self.resize(1100, 760)
        self.setMinimumSize(480, 360)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setEnabled(False)

    def _bars(self) -> tuple[Bar, ...]:
        return (self._permission_bar, self._kept_off_bar, self._sharing_bar, self._link_bar, self._notice_bar)

    def _connect_view(self) -> None:
        page = self._view.call_page
        page.permissionRequested.connect(self._permissions.consider)
        page.desktopMediaRequested.connect(self._sharing.consider)
        page.fullScreenRequested.connect(self._full_screen)
        page.link_clicked.connect(self._offer_link)
        self._view.stopped.connect(self._on_crash)
        self._view.bridge.reported.connect(self._hear)
        self._escape.activated.connect(lambda: page.triggerAction(QWebEnginePage.WebAction.ExitFullScreen))

    def _connect_rest(self) -> None:
        self._permissions.asked.connect(self._permission_bar.ask)
        self._permissions.withdrawn.connect(self._permission_bar.hide)
        self._permissions.kept_off.connect(self._say_kept_off)
        self._permission_bar.decided.connect(lambda ok, keep: self._permissions.answer(allow=ok, remember=keep))
        self._kept_off_bar.answered.connect(self._answer_kept_off)
        self._sharing.refused.connect(lambda: self._notice(say("Nothing is shared.")))
        self._sharing_bar.answered.connect(lambda _name: self.stop_sharing())
        self._link_bar.answered.connect(self._answer_link)
        self._notice_bar.answered.connect(self._answer_notice)
        self._downloads.saved.connect(self._say_saved)
        self._downloads.failed.connect(lambda name: self._notice(say("%1 could not be saved.").replace("%1", name)))
        self._tickets.wanted.connect(self.ticket_wanted)
        self._tickets.given_up.connect(self.ticket_refused)
        self._clock.ticked.connect(self._show_time)
        self._leave_timer.timeout.connect(self.close)
        self._stopped.return_wanted.connect(self._return)

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
            self._tickets.want()
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
        if "sharing" in flags:
            self._sharing_bar.say(say("You are sharing your screen"))
        else:
            self._sharing_bar.hide()

    def _end(self, state: str, trouble: CallTrouble | None, reason: str = "") -> None:
        """Note that the person is not in the room (any more)."""
        inside, self._inside = self._inside, False
        self._returning = False
        self._clock.stop()
        self._status.show_time("")
        self.setWindowTitle(self._title)
        self._sharing.drop()
        self._permissions.drop()
        self._sharing_bar.hide()
        self._others = ()
        self._become(state)
        if inside:
            self.left.emit(trouble.kind.value if trouble is not None else reason or state)
        if trouble is not None:
            logger.debug("The call failed: %s", trouble.kind)
            self.failed.emit(trouble)

    def _become(self, state: str) -> None:
        if state == self._state:
            return
        self._state = state
        self._say_state()
        self.state_changed.emit(state)

    def _say_state(self) -> None:
        self._status.show_state(state_words(self._state, len(self._others)), _TONES.get(self._state, "muted"))

    def _show_time(self, text: str) -> None:
        self._status.show_time(text)
        self.setWindowTitle(f"{self._title} · {text}")

    # ---- bars

    def _say_kept_off(self, kinds: tuple[MediaKind, ...]) -> None:
        if set(kinds) == {MediaKind.CAMERA}:
            self._kept_off_bar.say(say("The camera stays off, as you chose."))
        elif set(kinds) == {MediaKind.MICROPHONE}:
            self._kept_off_bar.say(say("The microphone stays off, as you chose."))
        else:
            self._kept_off_bar.say(say("The camera and microphone stay off, as you chose."))

    def _answer_kept_off(self, name: str) -> None:
        self._kept_off_bar.hide()
        if name == "ask_again":
            self._permissions.ask_again()
            self._view.ask("devices")

    def _offer_link(self, url: QUrl) -> None:
        if not may_be_offered(url):
            self._notice(say("This page is not opened: it would be handed your key to the call."))
            return
        self._offered = url
        self._link_bar.say(say("Open %1 in the browser?").replace("%1", plain_name(url)))

    def _answer_link(self, name: str) -> None:
        self._link_bar.hide()
        if name == "open":
            open_outside(self._offered)

    def _say_saved(self, path: Path) -> None:
        self._saved_in = path.parent
        self._notice(say("%1 was saved in %2.").replace("%1", path.name).replace("%2", path.parent.name), folder=True)

    def _notice(self, text: str, *, folder: bool = False) -> None:
        self._folder_button.setVisible(folder)
        self._notice_bar.say(text)

    def _answer_notice(self, name: str) -> None:
        self._notice_bar.hide()
        if name == "folder":
            open_outside(self._saved_in)

    def _full_screen(self, request: QWebEngineFullScreenRequest) -> None:
        request.accept()
        self._escape.setEnabled(request.toggleOn())
        self._status.setVisible(not request.toggleOn())
        if request.toggleOn():
            self.showFullScreen()
        else:
            self.showNormal()

    # ---- crash, return, close

    def _on_crash(self, _status: str) -> None:
        if self._closing:
            self._end("left", None)
            self.close()
            return
        again = self._last_crash.isValid() and self._last_crash.elapsed() < SECOND_CRASH_MS
        self._last_crash.restart()
        self._returning = self._returning or self._state in _IN_CALL
        self._permissions.drop()
        self._sharing.drop()
        self._sharing_bar.hide()
        self._stack.setCurrentWidget(self._stopped)
        self._stopped.show_returning(returning=not again)
        self._become("stopped")
        if again:
            self.failed.emit(describe(TroubleKind.VIEW_STOPPED))
        else:
            self._tickets.want()

    def _return(self) -> None:
        self._stopped.show_returning(returning=True)
        self._tickets.want()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the call first, for at most two seconds; then go for good."""
        if self._state in _IN_CALL:
            event.ignore()
            self._closing = True
            self._sharing.drop()
            self._permissions.drop()
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
        self._sharing.drop()
        if self._inside:
            self._end("left", None)
        self._clock.stop()
        # Deleting the window deletes the view, then its page, then (by the page's own signal) the profile.
        self.deleteLater()
        self.closed.emit()
