"""Full screen as the page wishes it, and back to exactly what the window was before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWebEngineCore import QWebEngineFullScreenRequest, QWebEnginePage
from PySide6.QtWidgets import QWidget


class FullScreen(QObject):
    """Answers the page's wishes for a window; ``aside`` is hidden meanwhile, Esc leads back."""

    def __init__(self, window: QWidget, page: QWebEnginePage, aside: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._aside = aside
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(lambda: page.triggerAction(QWebEnginePage.WebAction.ExitFullScreen))

    def consider(self, request: QWebEngineFullScreenRequest) -> None:
        """Do as the page wishes."""
        request.accept()
        self.show(on=request.toggleOn())

    def leave(self) -> None:
        """Leave it at once, without waiting for the page."""
        if self._escape.isEnabled():
            self.show(on=False)
            self._page.triggerAction(QWebEnginePage.WebAction.ExitFullScreen)

    def show(self, *, on: bool) -> None:
        """Fill the screen, or no longer."""
        self._escape.setEnabled(on)
        self._aside.setVisible(not on)
        # Only this one flag: a maximised window is maximised again afterwards.
        full, now = Qt.WindowState.WindowFullScreen, self._window.windowState()
        self._window.setWindowState(now | full if on else now & ~full)
