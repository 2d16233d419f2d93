"""Offers the small call window when the person turns to the main window, where they look at the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRect, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from hosted_meetings_desktop.ui.call.preferences import CallPreferences, MiniOffer
from hosted_meetings_desktop.ui.call.words import say

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.call.window import CallWindow

_COVERED = 0.25
"""Of the call window: with less of it hidden nobody needs a small one."""
_STAYS_MS = 20_000


class OffersBar(Protocol):
    """What tells in the main window (``MessageBar``)."""

    def show_message(
        self,
        text: str,
        *,
        action_text: str = "",
        action: Callable[[], object] | None = None,
        other_text: str = "",
        other: Callable[[], object] | None = None,
        timeout_ms: int = 0,
    ) -> None:
        """Show a text with one or two things to do about it."""
        ...


class OffersDesk(Protocol):
    """What knows the calls (``CallDesk``)."""

    @property
    def mini_offered(self) -> SignalInstance:
        """A small window would help now: the call window."""
        ...

    @property
    def preferences(self) -> CallPreferences:
        """What the person chose for calls."""
        ...


class MiniWatch(QObject):
    """Watches which window the person turns to.

    Once for each time the call window was whole: who does not want it is not asked again and again.

    Signals:
        offered(CallWindow): That call's small window would help now.
    """

    offered = Signal(object)

    def __init__(
        self,
        speaking: Callable[[], CallWindow | None],
        preferences: CallPreferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speaking = speaking
        self._preferences = preferences
        self._asked: set[int] = set()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def add(self, window: CallWindow) -> None:
        """Offer it anew for a window that was small and is whole again."""
        window.mini_changed.connect(lambda _on: self._asked.discard(id(window)))
        window.closed.connect(lambda: self._asked.discard(id(window)))

    def _look(self) -> None:
        active = QApplication.activeWindow()
        if active is not None:
            self.turned_to(active)

    def turned_to(self, active: QWidget) -> None:
        """Offer the small window where ``active`` is the program's own and stands before the call."""
        call = self._speaking()
        wish = self._preferences.mini_offer
        if call is None or call.small or wish is MiniOffer.NEVER or id(call) in self._asked:
            return
        if call.state == "leaving":  # the small window was just hung up: it leaves as a whole one
            return
        if not isinstance(active, QMainWindow) or active.objectName() in {"call_window", "presence_window"}:
            return
        if call.isVisible() and not call.isMinimized() and not covers(active.frameGeometry(), call.frameGeometry()):
            return
        self._asked.add(id(call))
        if wish is MiniOffer.ALWAYS:
            call.make_small()
        else:
            self.offered.emit(call)


def covers(front: QRect, behind: QRect) -> bool:
    """Return whether a window hides so much of another that a small one would help."""
    hidden = front.intersected(behind)
    return hidden.width() * hidden.height() > _COVERED * behind.width() * behind.height()


def tell_offers(desk: OffersDesk, bar: OffersBar) -> None:
    """Tell the offers of a desk in the main window's bar."""

    def tell(window: CallWindow) -> None:
        def always() -> None:
            desk.preferences.mini_offer = MiniOffer.ALWAYS
            window.make_small()

        bar.show_message(
            say("Keep the call in sight in a small window?"),
            action_text=say("Small window"),
            action=window.make_small,
            other_text=say("Always"),
            other=always,
            timeout_ms=_STAYS_MS,
        )

    desk.mini_offered.connect(tell)
