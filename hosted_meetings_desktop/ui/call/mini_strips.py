"""What stands around the picture in the small call window: whose picture it is, the time, and four buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizeGrip,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.ui.call.look import call_icon, draw_dark
from hosted_meetings_desktop.ui.call.status_row import MINI_KEY
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.fonts import font, small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_NOTE_MS = 12_000


class MiniTop(QWidget):
    """The name and the time; the window is moved by it.

    Signals:
        back_wanted(): Somebody wants the whole window: a double click, or a click on what asks for an answer.
    """

    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mini_top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "rail")
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self._name = ElidedLabel(parent=self, own_direction=True)
        self._name.setFont(font(strong=True))
        draw_dark(self._name)
        self._recorded = small_label("", tone="stop")
        self._recorded.setWordWrap(False)
        self._recorded.hide()
        self._state = ""
        self._voices = ("", "", False)
        self._time = QLabel(self)
        self._time.setFont(tabular(small_font()))
        self._time.setProperty("tone", "muted")
        self.pressing = link_button("")
        self.pressing.setObjectName("pressing")
        self.pressing.setCursor(Qt.CursorShape.PointingHandCursor)
        self.pressing.clicked.connect(self.back_wanted)
        self.pressing.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.pressing.hide()
        self._note = small_label("")
        self._note.hide()
        self._note_timer = QTimer(self, interval=_NOTE_MS, singleShot=True)
        self._note_timer.timeout.connect(self._note.hide)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self._name, 1)
        row.addWidget(self._recorded)
        row.addWidget(self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.tight, SPACE.hair, SPACE.tight, SPACE.hair)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        column.addWidget(self.pressing, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._note)

    @property
    def name(self) -> str:
        """Whose picture is shown, or what stands in its place."""
        return self._name.text

    @property
    def note(self) -> str:
        """What is said besides, empty when nothing."""
        return "" if self._note.isHidden() else self._note.text()

    def show_name(self, text: str) -> None:
        """Say whose picture is shown."""
        self._name.set_text(text)

    @property
    def recorded(self) -> str:
        """The sign that the call is recorded, empty when it is not."""
        return "" if self._recorded.isHidden() else self._recorded.text()

    def show_recorded(self, state: str) -> None:
        """Say whether the call is recorded: ``on``, ``paused``, or empty."""
        self._state = state
        self._show_sign()

    def show_voices(self, text: str, full: str, paused: bool) -> None:  # noqa: FBT001 (a signal's)
        """Say that only voices are recorded, in a few words and in full; both empty where that is not so."""
        self._voices = (text, full, paused)
        self._show_sign()

    def _show_sign(self) -> None:
        text, full, pauses = self._voices
        paused = self._state == "paused" or (not self._state and pauses)  # the page hears of it first
        if text:
            sign = say("REC paused") if paused else f"\N{BLACK CIRCLE} {say('REC voices')}"
        else:
            sign = say("REC paused") if paused else f"\N{BLACK CIRCLE} {say('REC')}"
            text = full = say("The recording is paused.") if paused else say("This call is being recorded.")
        self._recorded.setText(sign)
        self._recorded.setToolTip(plain_tip(full))
        self._recorded.setAccessibleName(text)
        self._recorded.setAccessibleDescription(full)
        self._recorded.setVisible(bool(self._state) or bool(self._voices[0]))

    def show_time(self, text: str) -> None:
        """Say how long the person has been in the call."""
        self._time.setText(text)

    def show_pressing(self, text: str) -> None:
        """Say what asks for an answer in the whole window; empty when nothing does."""
        self.pressing.setAccessibleName(text)
        self.pressing.setVisible(bool(text))
        self._fit_pressing()

    def say_note(self, text: str) -> None:
        """Say something that goes away by itself."""
        self._note.setText(text)
        self._note.show()
        self._note_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what asks for an answer into the new width."""
        super().resizeEvent(event)
        self._fit_pressing()

    def _fit_pressing(self) -> None:
        text = self.pressing.accessibleName()
        room = self.width() - 2 * SPACE.tight - 2 * SPACE.gap
        self.pressing.setText(self.pressing.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        self.pressing.setToolTip(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the window."""
        handle = self.window().windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Go back to the whole window."""
        self.back_wanted.emit()


class MiniButtons(QWidget):
    """Microphone, camera, what is on besides, back, hang up.

    Signals:
        microphone_wanted(): Switch the microphone.
        camera_wanted(): Switch the camera.
        resume_wanted(): Go on with the call, which is on hold.
        stop_sharing_wanted(): Stop sharing.
        back_wanted(): Go back to the whole window.
        hang_up_wanted(): Leave the call.
    """

    microphone_wanted = Signal()
    camera_wanted = Signal()
    resume_wanted = Signal()
    stop_sharing_wanted = Signal()
    back_wanted = Signal()
    hang_up_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mini_buttons")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "rail")
        self.microphone = self._button("microphone")
        self.microphone.clicked.connect(self.microphone_wanted)
        self.camera = self._button("camera")
        self.camera.clicked.connect(self.camera_wanted)
        self.resume = self._button("resume")
        _name(self.resume, "play-circle-outline", "wait", say("Go on with the call"))
        self.resume.clicked.connect(self.resume_wanted)
        self.stop_sharing = self._button("stop_sharing")
        _name(self.stop_sharing, "monitor-off", "live", say("You are sharing your screen. Stop sharing"))
        self.stop_sharing.clicked.connect(self.stop_sharing_wanted)
        self.back = self._button("back")
        _name(self.back, "arrow-expand", "text", filled(say("Back to the whole window (%1)"), MINI_KEY))
        self.back.clicked.connect(self.back_wanted)
        self.hang_up = QPushButton(self)
        self.hang_up.setObjectName("hang_up")
        self.hang_up.setProperty("kind", "danger")
        self.hang_up.setIcon(call_icon("phone-hangup", "on_danger"))
        self.hang_up.setIconSize(QSize(SIZE.icon, SIZE.icon))
        self.hang_up.setToolTip(say("Leave the call"))
        self.hang_up.setAccessibleName(say("Leave the call"))
        self.hang_up.clicked.connect(self.hang_up_wanted)
        self._lay_out()
        self.show_media(frozenset())
        self.show_hold(held=False)
        self.show_sharing(sharing=False)

    def show_media(self, media: frozenset[str]) -> None:
        """Say which of ``microphone`` and ``camera`` are on."""
        on = "microphone" in media
        text = say("The microphone is on. Mute") if on else say("You are muted. Switch the microphone on")
        _name(self.microphone, "microphone" if on else "microphone-off", "text" if on else "stop", text)
        on = "camera" in media
        text = say("The camera is on. Switch it off") if on else say("The camera is off. Switch it on")
        _name(self.camera, "video" if on else "video-off", "text" if on else "stop", text)

    def show_hold(self, *, held: bool) -> None:
        """Offer to go on with a call that is on hold, in the place of microphone and camera."""
        self.resume.setVisible(held)
        self.microphone.setHidden(held)
        self.camera.setHidden(held)

    def show_sharing(self, *, sharing: bool) -> None:
        """Offer to stop sharing, for as long as something is shared."""
        self.stop_sharing.setVisible(sharing)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("kind", "icon")
        button.setIconSize(QSize(SIZE.icon, SIZE.icon))
        button.setFixedSize(SIZE.control, SIZE.control)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.row, SPACE.hair, 0, SPACE.hair)
        row.setSpacing(SPACE.hair)
        for button in (self.microphone, self.camera, self.resume, self.stop_sharing):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.hang_up)
        row.addWidget(QSizeGrip(self), 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignTrailing)


def _name(button: QToolButton, icon_name: str, role: str, sentence: str) -> None:
    button.setIcon(call_icon(icon_name, role))
    button.setToolTip(sentence)
    button.setAccessibleName(sentence)
