"""One call at a time: decides which call speaks, holds the others, and asks before there is a second one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.call.seat import Seat

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.call.switch_dialog import SwitchDialog
    from hosted_meetings_desktop.ui.call.window import CallWindow

_CAN_HOLD = frozenset({"joining", "waiting", "joined", "reconnecting"})


class Switchboard(QObject):
    """Looks at the windows of a desk.

    The front desk's neither speak nor are held; two seats in one meeting are one call.

    Signals:
        changed(): Another call speaks, or a call was held or resumed.
    """

    changed = Signal()

    def __init__(self, windows: Mapping[Seat, CallWindow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = windows
        self._dialog: SwitchDialog | None = None

    def add(self, seat: Seat, window: CallWindow) -> None:
        """Look after a new window."""
        if seat.presence:
            return
        # One that was held while it waited is let in on hold: what speaks goes on speaking.
        window.joined.connect(lambda: None if window.held else self._hold_besides(seat.meeting_id))
        window.resuming.connect(lambda: self._hold_besides(seat.meeting_id))
        window.held_changed.connect(lambda _held: self.changed.emit())

    @property
    def dialog(self) -> SwitchDialog | None:
        """The question while it stands."""
        return self._dialog

    def speaking(self) -> CallWindow | None:
        """Return the call that hears this person; None where there is none, or all are on hold."""
        inside = [window for window in self._calls() if window.inside and not window.held]
        return next((window for window in inside if window.isActiveWindow()), inside[0] if inside else None)

    def of_now(self) -> CallWindow | None:
        """Return the call that speaks, or one on hold where none does."""
        return self.speaking() or next((window for window in self._calls() if window.held), None)

    def clear_way(self, seat: Seat, title: str, join: Callable[[], None]) -> None:
        """Join at once where no other call is under way; ask first where there is one.

        Args:
            seat: Where the person wants to sit.
            title: The title of that meeting, where it is known.
            join: Opens its window.
        """
        if seat in self._windows or not self._in_the_way(seat.meeting_id):
            join()
            return
        if self._dialog is not None:
            self._dialog.reject()
        self._ask(seat, title, join)

    # ---- the question

    def _ask(self, seat: Seat, title: str, join: Callable[[], None]) -> None:
        from hosted_meetings_desktop.ui.call.switch_dialog import SwitchDialog

        busy = self._in_the_way(seat.meeting_id)
        current = next((window for window in busy if window.inside), busy[0])
        can_hold = any(window.state in _CAN_HOLD for window in busy)
        parent = QApplication.activeWindow()
        if parent is None:
            current.bring_to_front()
            parent = current
        dialog = self._dialog = SwitchDialog(current.title, title, can_hold=can_hold, parent=parent)
        # Gone also with the window it stands over.
        for end in (dialog.finished, dialog.destroyed):
            end.connect(lambda *_how: self._forget(dialog))
        dialog.hold_chosen.connect(lambda: self._go(seat.meeting_id, join, hold=True))
        dialog.leave_chosen.connect(lambda: self._go(seat.meeting_id, join, hold=False))
        dialog.open()

    def _go(self, meeting_id: MeetingId, join: Callable[[], None], *, hold: bool) -> None:
        for window in self._in_the_way(meeting_id):
            if hold and window.state in _CAN_HOLD:
                window.hold()
            else:
                window.close()
        join()

    def _forget(self, dialog: SwitchDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    # ---- who is there

    def _calls(self) -> list[CallWindow]:
        return [window for seat, window in self._windows.items() if not seat.presence]

    def _in_the_way(self, meeting_id: MeetingId) -> list[CallWindow]:
        """Return the windows of other meetings that are under way and not on hold."""
        return [
            window
            for seat, window in self._windows.items()
            if not seat.presence and seat.meeting_id != meeting_id and window.under_way and not window.held
        ]

    def _hold_besides(self, meeting_id: MeetingId) -> None:
        """Hold what else speaks: somebody joins a call that waited, or goes back into one by its own button."""
        for window in self._in_the_way(meeting_id):
            if window.inside:
                window.hold()
        self.changed.emit()
