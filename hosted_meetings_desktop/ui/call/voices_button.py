"""What the kit has no button for: recording the voices of those who agreed, and how such a recording stands."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.ui.call.look import call_icon
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.recording_words import kind_tip, voices_choice, voices_words, whose_words
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class VoicesButton(QToolButton):
    """Starts one, and while one runs says whose voices it holds and opens what can be done with it.

    It stands in the window of somebody who may record, and only there; a film is the kit's to show.

    Signals:
        start_wanted(): Record the voices of those who agreed.
        pause_wanted(): Pause that.
        resume_wanted(): Go on with it.
        stop_wanted(): Stop it.
        told(str, str, bool): What is said of such a recording, in a few words and in full, and whether it is paused;
            no words where none runs.
    """

    start_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_wanted = Signal()
    told = Signal(str, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("voices")
        self.setProperty("kind", "strip")
        self.setFont(small_font())
        self.setIconSize(QSize(SIZE.icon, SIZE.icon))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._running: Recording | None = None
        self._menu = QMenu(self)
        self.pause = self._menu.addAction(say("Pause recording"), self._switch_pause)
        self.stop = self._menu.addAction(
            call_icon("stop-circle-outline"), say("Stop recording"), self.stop_wanted.emit
        )
        self.clicked.connect(self._start)
        self.show_recording(None, (), offered=False)

    @property
    def runs(self) -> bool:
        """Whether voices are recorded, be it that the recording is paused."""
        return self._running is not None

    def show_recording(self, running: Recording | None, people: Iterable[LivePerson], *, offered: bool) -> None:
        """Show how it stands.

        Args:
            running: What runs or is paused, be it a film.
            people: Who is in the call.
            offered: Whether one may be started.
        """
        before, self._running = self._running, None
        if running is not None and running.kind is RecordingKind.TRACKS:
            self._running = running
        voices = self._running
        self.setVisible(voices is not None or (offered and running is None))
        self.setMenu(self._menu if voices is not None else None)  # type: ignore[arg-type] # the stubs know no None
        if voices is None:
            self._name(voices_choice(), kind_tip(RecordingKind.TRACKS), "waveform", "muted")
            self.told.emit("", "", False)  # noqa: FBT003 - a signal's argument
            return
        paused = voices.status is RecordingStatus.PAUSED
        text = voices_words(voices)
        full = ". ".join(filter(None, (text, whose_words(voices, people))))
        self._name(
            text, full, "pause-circle-outline" if paused else "record-circle-outline", "wait" if paused else "stop"
        )
        self.pause.setText(say("Resume recording") if paused else say("Pause recording"))
        self.pause.setIcon(call_icon("play-circle-outline" if paused else "pause-circle-outline"))
        if before is None or before.status is not voices.status:
            announce(self, text)
        self.told.emit(text, full, paused)

    def clear(self) -> None:
        """Forget it: the person is not in the room any more."""
        self.show_recording(None, (), offered=False)

    def _name(self, text: str, tip: str, icon_name: str, role: str) -> None:
        self.setText(text)
        self.setIcon(call_icon(icon_name, role))
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)

    def _start(self) -> None:
        if not self.runs:
            self.start_wanted.emit()

    def _switch_pause(self) -> None:
        paused = self._running is not None and self._running.status is RecordingStatus.PAUSED
        (self.resume_wanted if paused else self.pause_wanted).emit()
