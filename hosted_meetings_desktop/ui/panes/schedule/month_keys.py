"""What the keys do in the month: go from day to day or meeting to meeting, move, plan, open."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from hosted_meetings_desktop.ui.panes.schedule.month_sheet import MonthSheet
from hosted_meetings_desktop.ui.panes.schedule.ranges import WEEK
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from hosted_meetings_desktop.ui.text.format import local

_ENTER = {int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)}
_STEPS = {
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_Up): -WEEK,
    int(Qt.Key.Key_Down): WEEK,
}


class MonthKeys:
    """The keyboard on a ``MonthSheet``."""

    def __init__(self, view: MonthSheet) -> None:
        self._view = view
        self._held_by_alt = False

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; returns whether it says something here."""
        view, key = self._view, event.key()
        if not view.board.days:
            return False
        if view.carried is not None:
            return self._press_carrying(event)
        if key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            view.paged.emit(1 if key == Qt.Key.Key_PageDown else -1)
            return True
        if view.current is not None:
            return self._press_on_entry(event)
        step = self._step(event)
        if key in _ENTER:
            view.plan_wanted.emit(PlanWish(view.day))
        elif step:
            view.go_to_day(view.day + timedelta(days=step), told=True)
        return key in _ENTER or bool(step)

    def _press_on_entry(self, event: QKeyEvent) -> bool:
        view, entry = self._view, self._view.current
        step = self._step(event)
        if entry is None:
            return False
        if event.key() in _ENTER:
            view.opened.emit(entry.meeting_id)
        elif event.key() == Qt.Key.Key_Escape:
            view.choose_none()
        elif event.key() == Qt.Key.Key_G and not event.modifiers():
            return view.lift()
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._held_by_alt = view.lift()
            return self._held_by_alt and self._press_carrying(event)
        elif step:
            self._go_along(1 if step > 0 else -1)
        else:
            return False
        return True

    def _step(self, event: QKeyEvent) -> int:
        step = _STEPS.get(event.key(), 0)
        return -step if self._view.isRightToLeft() and abs(step) == 1 else step

    def _go_along(self, step: int) -> None:
        view = self._view
        row = view.currentIndex().row() + step
        if 0 <= row < len(view.entries.entries):
            entry = view.entries.entries[row]
            view.day = local(entry.starts_at).date()
            view.choose(entry.meeting_id)

    def _press_carrying(self, event: QKeyEvent) -> bool:
        view, carried = self._view, self._view.carried
        step = self._step(event)
        if event.key() in _ENTER:
            self._held_by_alt = False
            view.drop()
        elif event.key() == Qt.Key.Key_Escape:
            view.drop_nothing()
        elif step and carried is not None and carried.entry is not None:
            day = local(carried.starts_at).date() + timedelta(days=step)
            if view.board.number_of(day) is not None:
                view.carry_to(carried.entry, day)
                view.say(view.carried_words())
        return True

    def release(self, event: QKeyEvent) -> None:
        """Put down what was moved while Alt was held."""
        if event.key() == Qt.Key.Key_Alt and self._held_by_alt and not event.isAutoRepeat():
            self._held_by_alt = False
            self._view.drop()

    def leave(self) -> None:
        """Leave what was carried where it was, as the keys went elsewhere."""
        if self._held_by_alt:
            self._held_by_alt = False
            self._view.drop_nothing()

    def tab(self, *, forward: bool) -> bool:
        """Go from days to meetings and back; returns False to leave the month."""
        view = self._view
        if not forward and view.current is not None:
            view.choose_none()
            return True
        if not forward or view.current is not None or not view.entries.entries:
            return False
        number = view.board.number_of(view.day) or 0
        rows = (row for day in (*view.board.rows[number:], *view.board.rows[:number]) for row in day)
        view.choose(view.entries.entries[next(rows)].meeting_id)
        return True
