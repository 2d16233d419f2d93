"""Full screen: the picture alone, and the controls while somebody moves the mouse or uses a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from hosted_meetings_desktop.ui.player.controls import Controls

REST_MS = 3_000
"""Who does nothing for so long watches."""
_LOOK_MS = 200


class FullScreen(QObject):
    """Lets a player fill the screen.

    The pointer is looked for: the picture is a window of its own, which does not tell of every move.
    """

    def __init__(
        self, window: QWidget, controls: Controls, *, head: QWidget, side: QWidget, playing: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._controls = controls
        self._head = head
        self._side = side
        self._playing = playing
        self._had_side = False
        self._focus: QWidget | None = None
        self._pointer = QCursor.pos()
        self._still = 0
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self.look)

    @Slot()
    def toggle(self) -> None:
        """Use the whole screen, or the window again."""
        full = not self._window.isFullScreen()
        self._head.setVisible(not full)
        if full:
            self._had_side = not self._side.isHidden()
            self._side.hide()
            self._watch.start()
        else:
            self._side.setVisible(self._had_side or not self._side.isHidden())
            self._watch.stop()
        self.stir()
        self._controls.seek_bar.bubble.hide()  # the line goes away from under the pointer
        # Only this flag: a window that was maximised is maximised again afterwards.
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._controls.show_full(full=full)

    @Slot()
    def stir(self) -> None:
        """Show the controls: somebody is there, or there is something to see in them."""
        self._still = 0
        if self._controls.isHidden():
            self._controls.show()
            self._window.unsetCursor()
            if self._focus is not None:
                self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus = None

    @Slot()
    def look(self) -> None:
        """Look whether anybody moves the mouse."""
        before, self._pointer = self._pointer, QCursor.pos()
        over = self._controls.rect().contains(self._controls.mapFromGlobal(self._pointer))
        busy = (over and self._controls.isVisible()) or QApplication.activePopupWidget() is not None
        if self._pointer != before or busy or not self._playing():
            self.stir()
            return
        self._still += _LOOK_MS
        if self._still >= REST_MS and not self._controls.isHidden():
            self._rest()

    def _rest(self) -> None:
        focus = self._window.focusWidget()
        self._focus = focus if focus is not None and self._controls.isAncestorOf(focus) else None
        if self._focus is not None:
            self._window.setFocus(Qt.FocusReason.OtherFocusReason)  # the keys go on meaning the player
        self._controls.hide()
        self._window.setCursor(Qt.CursorShape.BlankCursor)
