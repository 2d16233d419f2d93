"""What can be done at the desk by key, menu and palette, and what is said when it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import DeskRoom, DeskState
from hosted_meetings_desktop.ui.panes.today.board import Board
from hosted_meetings_desktop.ui.panes.today.deeds import DeskDeeds
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory


class Desk(Protocol):
    """What the gestures need of the pane, which is also a pane."""

    @property
    def selected(self) -> DeskRoom | None:
        """The meeting the person is on."""
        ...

    def join_selected(self) -> None:
        """Ask to join it."""
        ...

    def ask_longest(self) -> None:
        """Ask whether who waits longest shall be let in."""
        ...

    def show_wall(self) -> None:
        """Show the board on the wall."""
        ...


class DeskGestures(QObject):
    """The actions; their keys work on the board."""

    def __init__(self, pane: Desk, board: Board, deeds: DeskDeeds) -> None:
        super().__init__(board)
        self._pane = pane
        self._deeds = deeds
        asked: tuple[tuple[str, str, Callable[[], object], str], ...] = (
            ("admit", self.tr("&Let in who waits longest"), pane.ask_longest, "A"),
            ("join", self.tr("&Join selected meeting"), pane.join_selected, ""),
            ("call", self.tr("&Call the patient"), partial(self._do, deeds.call), "C"),
            ("text", self.tr("&Text the patient"), partial(self._do, deeds.ask_text), "T"),
            ("bring", self.tr("&Bring somebody in"), partial(self._do, deeds.ask_bring_in), "B"),
            ("hand", self.tr("&Hand over to another host"), partial(self._do, deeds.ask_host), "H"),
            ("later", self.tr("&Move to a later slot"), partial(self._do, deeds.ask_later), "L"),
            ("no-show", self.tr("Mark as &no-show, or take that back"), self.switch_no_show, "N"),
            ("wall", self.tr("Show on a &wall screen"), pane.show_wall, "W"),
        )
        self.actions: dict[str, QAction] = {}
        for name, text, slot, key in asked:
            action = QAction(text, self)
            action.triggered.connect(lambda *_checked, slot=slot: slot())
            if key:
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                board.addAction(action)
            self.actions[name] = action

    def offered(self) -> list[QAction]:
        """Return what can be done; what needs a selected meeting is disabled without one."""
        room = self._pane.selected
        for name in ("join", "call", "text", "bring", "hand", "later", "no-show"):
            self.actions[name].setEnabled(room is not None and room.state is not DeskState.CANCELLED)
        return list(self.actions.values())

    def switch_no_show(self) -> None:
        """Mark the selected meeting as a no-show, or take that back."""
        room = self._pane.selected
        if room is not None:
            marked = room.state is DeskState.NO_SHOW and not room.proposed
            (self._deeds.take_back if marked else self._deeds.mark_no_show)(room)

    def _do(self, deed: Callable[[DeskRoom], object]) -> None:
        if self._pane.selected is not None:
            deed(self._pane.selected)


class StepTeller(QObject):
    """Tells what was taken back or done again, in the pane that is shown."""

    def __init__(self, pane: Pane, history: PlanHistory) -> None:
        super().__init__(pane)
        self._pane = pane
        history.undone.connect(self._tell_undone)
        history.redone.connect(self._tell_redone)
        history.failed.connect(self._miss)

    def _tell_undone(self, _step: object, text: str) -> None:
        self._tell(self.tr("Undone: %1.").replace("%1", text))

    def _tell_redone(self, _step: object, text: str) -> None:
        self._tell(self.tr("Done again: %1.").replace("%1", text))

    def _tell(self, sentence: str) -> None:
        if self._pane.isVisible():
            self._pane.message_bar.tell(sentence)
            self._pane.reload()

    def _miss(self, error: AppError, _again: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if self._pane.isVisible():
            self._pane.message_bar.show_error(error)
