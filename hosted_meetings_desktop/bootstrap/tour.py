"""The tour: a whole meeting in practice mode through the real widgets, with a picture of every step."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.ui.call.window import CallWindow
    from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane

log = logging.getLogger(__name__)

_TICK_MS = 100
_RECORDED_SECONDS = 8
_NEAR_MS = 700
_STUCK_AFTER = 30
"""Seconds without a tick, past those a step may take, after which the window stands still for good."""
_TO_BEGIN_OR_END = 60
"""Seconds until the first tick, and from the last one to the end of the process."""
PATIENT = "Practice patient"


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until ``ready`` holds; the tour fails when it does not within ``seconds``."""

    what: str
    ready: Callable[[], object]
    seconds: float = 60


def _pause(seconds: float) -> Until:
    end = time.monotonic() + seconds
    return Until("time to pass", lambda: time.monotonic() >= end, seconds + 10)


class Tour(QObject):
    """Walks through the steps, one tick at a time, so that the app stays as alive as for a person."""

    def __init__(self, screens: Screens, folder: Path) -> None:
        super().__init__(screens.window)
        self._screens = screens
        self._folder = folder
        self._number = 0
        self._waiting: Until | None = None
        self._since = time.monotonic()
        self._steps = self._journey()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._call: CallWindow | None = None

    def start(self) -> None:
        """Begin; the app ends with code 0 when every step was done, 1 when one was not or the window stood still."""
        self._folder.mkdir(parents=True, exist_ok=True)
        _watch(_TO_BEGIN_OR_END)
        self._screens.desk.opened.connect(self._take_call)
        self._timer.start()

    def _take_call(self, window: CallWindow) -> None:
        self._call = window

    def _tick(self) -> None:
        try:
            self._go_on()
        except StopIteration:
            self._end("")
        except Exception as error:
            log.exception("the tour broke off")
            self._end(f"{type(error).__name__}: {error}")

    def _go_on(self) -> None:
        if self._waiting is not None:
            if not self._waiting.ready():
                if time.monotonic() - self._since > self._waiting.seconds:
                    self._end(f"waited {self._waiting.seconds:.0f} s for {self._waiting.what}")
                return
            self._waiting = None
        self._waiting = next(self._steps)
        self._since = time.monotonic()
        _watch(self._waiting.seconds)

    def _end(self, problem: str) -> None:
        self._timer.stop()
        if problem:
            self._picture("failed", self._screens.window)
        self._say(f"The tour broke off: {problem}" if problem else f"Done. The pictures are in {self._folder}.")
        _watch(_TO_BEGIN_OR_END)  # until the process has ended
        app = QApplication.instance()
        if app is not None:
            app.exit(1 if problem else 0)

    # ---- the journey
    def _journey(self) -> Iterator[Until]:
        screens = self._screens
        meetings = screens.meetings()
        yield Until("the connection", lambda: screens.window.strip.status.online)
        self._done("The app is open, in practice mode", screens.window)
        yield from self._plan(meetings)
        yield from self._join(meetings)
        yield from self._record(meetings)
        yield from self._leave(meetings)
        yield from self._play()
        yield from self._attendance()

    def _plan(self, meetings: MeetingsPane) -> Iterator[Until]:
        meetings.plan()
        yield Until("the dialog", lambda: meetings.dialog is not None and meetings.dialog.isVisible())
        dialog: Any = meetings.dialog
        dialog.title_field.setText("Follow-up, knee")
        start = QDateTime.currentDateTime().addSecs(60)
        dialog.date_field.setDate(start.date())
        dialog.start_field.setTime(start.time())
        dialog.host_field.setEditText("Dr Amal Sommer")
        line = dialog.people.lines[0] if dialog.people.lines else None
        if line is None:
            dialog.people.add_button.click()
            line = dialog.people.lines[0]
        line.name.setText("Asha Rao")
        yield _pause(0.5)
        self._done("A meeting is filled in", dialog)
        dialog.main_button.click()
        yield Until("the meeting in the list", lambda: meetings.selected is not None)
        yield Until("the meeting at the video service", lambda: _synced(meetings))
        yield _pause(0.7)
        self._done("The meeting is planned and at the video service", meetings.window())

    def _join(self, meetings: MeetingsPane) -> Iterator[Until]:
        details: Any = meetings.meeting_details
        details.join_button.click()
        yield Until("the call window", lambda: self._call is not None)
        call: Any = self._call
        bar: QWidget = call.findChild(QWidget, "permission_bar")
        yield Until("the question about camera and microphone", bar.isVisible)
        self._done("The call asks for camera and microphone", call)
        call.findChild(QWidget, "permission_bar").allow.click()
        yield Until("the set-up screen", lambda: call.state == "setup")
        yield _pause(2)
        self._done("Camera and microphone are checked", call)
        call.join_now()
        yield Until("the call", lambda: call.state == "joined")
        details.invite_button.click()
        yield Until("the practice patient", lambda: PATIENT in call.others)
        yield _pause(4)
        self._done("The practice patient is in the call", call)

    def _record(self, meetings: MeetingsPane) -> Iterator[Until]:
        details: Any = meetings.meeting_details
        details.live_section.look()
        yield Until("who is in the room", lambda: _people(details) == 2)
        details.live_section.record_button.click()
        consent = details.consent
        yield Until("the question about consent", lambda: consent.question is not None)
        asked = next(line for line in consent.section.lines if line.person.here)
        asked.menu.actions()[0].trigger()  # agrees, was asked
        yield Until("everybody to have agreed", lambda: consent.go_button is not None)
        consent.go_button.click()
        yield Until("the recording to run", lambda: _recording(details))
        yield _pause(_RECORDED_SECONDS)
        self._done("The call is recorded", meetings.window())
        self._done("The call while it is recorded", self._call)
        details.live_section.record_button.click()
        yield Until("the recording to stop", lambda: not _recording(details))

    def _leave(self, meetings: MeetingsPane) -> Iterator[Until]:
        call: Any = self._call
        gone: list[bool] = []
        call.closed.connect(lambda: gone.append(True))
        call.close()
        yield Until("the call window to close", lambda: gone)
        self._call = None
        self._done("The host has left", meetings.window())

    def _play(self) -> Iterator[Until]:
        screens: Any = self._screens
        view: Any = screens.window.show_pane("recordings")
        yield Until("the recording in the list", lambda: view.model.rowCount() > 0)
        yield Until("the recording to be ready", lambda: _ready(view), 120)
        view.download_selected()
        yield Until("the archive", lambda: view.table.selected is not None and view.table.selected.kept, 120)
        yield _pause(0.5)
        self._done("The recording is in the archive, encrypted and checked", screens.window)
        view.play_selected()
        yield Until("the player", lambda: view.player is not None and view.player.player.position() > 0)
        player = view.player
        yield Until("its picture", lambda: player.video.videoSink().videoFrame().isValid())
        yield Until("who came and left beside it", player.side.isVisible)
        _press(player, Qt.Key.Key_K)
        yield Until("the player to stop", lambda: not player.playing)
        _press(player, Qt.Key.Key_Home)
        yield Until("the player to be at the beginning", lambda: player.player.position() == 0)
        _click(player.controls.seek_bar, share=0.5)
        half = player.player.duration() // 2
        yield Until("the player to be in the middle", lambda: abs(player.player.position() - half) < _NEAR_MS)
        player.controls.play_button.click()
        yield Until("the player to go on from there", lambda: player.player.position() > half + _NEAR_MS)
        self._done("The recording plays", player)
        _press(player, Qt.Key.Key_Escape)
        yield Until("the player to close", lambda: view.player is None)

    def _attendance(self) -> Iterator[Until]:
        from hosted_meetings_desktop.domain.ledger.reports import of_session

        screens: Any = self._screens
        view: Any = screens.window.show_pane("attendance")
        yield Until("the session", lambda: view.model.rowCount() > 0)
        view.table.selectRow(0)
        details = view.session_details
        yield Until("who attended", lambda: _came(details) == 2)
        yield Until("the session to end", lambda: details.session is not None and not details.session.open, 120)
        yield _pause(0.7)
        self._done("Who attended, when and for how long", screens.window)
        target = self._folder / "attendance.csv"
        view.reporting.desk.saving.save(of_session(details.session_id), target)
        yield Until("the export", lambda: target.exists() and target.stat().st_size > 0)
        self._done("The attendance is exported", screens.window)

    # ---- pictures and words
    def _done(self, what: str, shown: QWidget | None) -> None:
        self._number += 1
        self._picture(f"{self._number:02}-{re.sub(r'[^a-z]+', '-', what.lower())}", shown)
        self._say(f"{self._number:2}. {what}")

    def _picture(self, name: str, shown: QWidget | None) -> None:
        if shown is None:
            return
        path = str(self._folder / f"{name}.png")
        if hasattr(shown, "video") and QGuiApplication.platformName() == "xcb":
            # The video is painted by the system, past the widget: only the screen has it.
            shown.raise_()
            shown.screen().grabWindow(shown.winId()).save(path)
        else:
            shown.grab().save(path)

    @staticmethod
    def _say(sentence: str) -> None:
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


def _watch(seconds: float) -> None:
    """Give the window so long, and a little more; then the process ends with every thread's stack on stderr.

    A step that takes too long is told by the tour itself, as long as its timer ticks.
    """
    if sys.stderr is not None:  # a windowed build has none
        faulthandler.dump_traceback_later(seconds + _STUCK_AFTER, exit=True)


def _press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key as a person does."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


def _click(widget: QWidget, *, share: float) -> None:
    """Click into a widget as a person does, so far from its left."""
    at = QPointF(widget.width() * share, widget.height() / 2)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, down in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
        made = QMouseEvent(kind, at, widget.mapToGlobal(at), left, down, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, made)


def _synced(meetings: MeetingsPane) -> bool:
    from hosted_meetings_desktop.domain.meeting import SyncState

    shown = meetings.meeting_details.meeting
    return shown is not None and shown.sync is SyncState.SYNCED


def _people(details: Any) -> int:
    room = details.live_section.room
    return len(room.people) if room else 0


def _came(details: Any) -> int:
    return sum(bool(person.stays) for person in details.attendance.people) if details.attendance else 0


def _recording(details: Any) -> bool:
    room = details.live_section.room
    return bool(room and room.recording and room.recording.status.running)


def _ready(view: Any) -> bool:
    from hosted_meetings_desktop.domain.recording import RecordingStatus

    if view.table.selected is None:
        view.table.selectRow(0)
    return view.table.selected is not None and view.table.selected.status is RecordingStatus.UPLOADED
