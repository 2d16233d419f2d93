"""The groups about the front desk, as the settings pane takes them in, and what can be taken back of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import DeskLimits
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.desk.limits import LimitsGroup
from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences
from hosted_meetings_desktop.ui.settings.desk.services import LimitsOfTheDesk
from hosted_meetings_desktop.ui.settings.desk.sound import ArrivalSoundGroup
from hosted_meetings_desktop.ui.settings.group import SettingsGroup

_MAX_STEPS = 20


class DeskGroups(QObject):
    """The clinic's limits, and the tone on this PC.

    Attributes:
        topics: What they reload on.

    Signals:
        undo_changed(): What :meth:`undo_text` says is different now.
        failed(AppError): A change could not be taken back; it can be tried again.
    """

    topics = frozenset({"desk"})
    undo_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        desk: LimitsOfTheDesk,
        calls: Calls,
        preferences: DeskPreferences,
        *,
        ring: Callable[[], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make the groups; they show nothing before :meth:`reload`.

        Args:
            desk: Keeps the limits.
            calls: Runs what is asked.
            preferences: Of this PC.
            ring: Makes the tone of an arrival; without it nothing is said of one.
            parent: The owner.
        """
        super().__init__(parent)
        self._desk = desk
        self._calls = calls
        self._preferences = preferences
        self._ring = ring
        self._steps: list[tuple[DeskLimits, str]] = []
        self._running = False

    @cached_property
    def limits(self) -> LimitsGroup:
        """From when a wait, a call or an absence is too long."""
        group = LimitsGroup(self._desk, self._calls)
        group.changed.connect(self._note)
        group.undo_wanted.connect(self.undo)
        group.retry_requested.connect(self.reload)
        return group

    @cached_property
    def sound(self) -> ArrivalSoundGroup | None:
        """How loud the tone is."""
        return None if self._ring is None else ArrivalSoundGroup(self._preferences, self._ring)

    @cached_property
    def groups(self) -> tuple[SettingsGroup, ...]:
        """The groups in their order, to be put under each other."""
        return (self.limits,) if self.sound is None else (self.limits, self.sound)

    def reload(self) -> None:
        """Ask for everything again."""
        for group in self.groups:
            group.reload()

    # ---- the way back
    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here, empty when nothing."""
        return self._steps[-1][1] if self._steps and not self._running else ""

    def undo(self) -> None:
        """Take the last change back (Ctrl+Z)."""
        if not self._steps or self._running:
            return
        step = self._steps[-1]
        self._running = True
        self.undo_changed.emit()
        self._calls.run(self, partial(self._desk.keep_limits, step[0]), partial(self._forget, step), self._miss)

    def _note(self, before: DeskLimits, text: str) -> None:
        self._steps = [*self._steps, (before, text)][-_MAX_STEPS:]
        self.undo_changed.emit()

    def _forget(self, step: tuple[DeskLimits, str], _nothing: None) -> None:
        self._running = False
        self._steps = [kept for kept in self._steps if kept is not step]
        self.undo_changed.emit()
        self.limits.result.dismiss()
        self.limits.forget_entered()
        self.reload()

    def _miss(self, error: AppError) -> None:
        self._running = False
        self.undo_changed.emit()
        self.failed.emit(error)
