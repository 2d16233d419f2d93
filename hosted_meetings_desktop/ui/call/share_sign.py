"""The sign that stands in front of everything while the screen is shared, with the way to stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QScreen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from hosted_meetings_desktop.ui.call.capture_guard import keep_out_of_captures
from hosted_meetings_desktop.ui.call.look import call_icon, darken, draw_dark
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


def sharing_words(what: str) -> str:
    """Return that something is shared; ``what`` is empty where the system chose and does not say."""
    return filled(say("You are sharing “%1”"), isolated(what)) if what else say("You are sharing your screen")


class ShareSign(QWidget):
    """A slim bar at the top of the screen. It takes no focus and is moved by its text.

    Signals:
        stop_wanted(): The person wants to stop sharing.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, _FLAGS)
        self.setObjectName("share_sign")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(say("Screen sharing"))
        darken(self)
        ground = QFrame(self)
        ground.setProperty("bar", "success")
        dot = QLabel(ground)
        dot.setPixmap(call_icon("monitor-share", "live").pixmap(SIZE.icon, SIZE.icon))
        self._text = ElidedLabel(parent=ground)
        self._text.setFont(font(strong=True))
        draw_dark(self._text)
        self._text.setMaximumWidth(SIZE.field_width)
        self.stop = QPushButton(say("Stop sharing"), ground)
        self.stop.setObjectName("stop")
        self.stop.setProperty("kind", "danger")
        self.stop.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stop.clicked.connect(self.stop_wanted)
        row = QHBoxLayout(ground)
        row.setContentsMargins(SPACE.tight, SPACE.hair, SPACE.hair, SPACE.hair)
        row.setSpacing(SPACE.row)
        row.addWidget(dot)
        row.addWidget(self._text)
        row.addWidget(self.stop)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(ground)

    @property
    def text(self) -> str:
        """What the sign says."""
        return self._text.text

    def show_on(self, screen: QScreen, what: str) -> None:
        """Show the sign at the top of a screen, with what is shared."""
        self._text.set_text(sharing_words(what))
        self.setAccessibleName(self._text.text)
        self.adjustSize()
        room = screen.availableGeometry()
        self.move(room.left() + (room.width() - self.width()) // 2, room.top() + SPACE.hair)
        self.show()
        self.raise_()
        keep_out_of_captures(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the sign out of the way."""
        handle = self.windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()


def can_stand_in_front() -> bool:
    """Return whether such a sign makes sense: Wayland would put it behind, and its desktops have one of their own."""
    return not QGuiApplication.platformName().startswith("wayland")
