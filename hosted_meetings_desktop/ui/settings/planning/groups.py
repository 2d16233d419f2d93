"""The three groups about planning, as the settings pane takes them in."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.planning.hours import HoursGroup
from hosted_meetings_desktop.ui.settings.planning.rules import RulesGroup
from hosted_meetings_desktop.ui.settings.planning.services import ClinicSettings, KnownNames
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps
from hosted_meetings_desktop.ui.settings.planning.told import ToldGroup
from hosted_meetings_desktop.ui.settings.planning.visit_types import VisitTypesGroup


class PlanningGroups(QObject):
    """Visit types, hours, and the rules of the slot; built when they are first asked for.

    Attributes:
        topics: What they reload on.

    Signals:
        undo_changed(): What :meth:`undo_text` says is different now.
        failed(AppError): A change could not be taken back.
    """

    topics = frozenset({"clinic", "presets"})
    undo_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        clinic: ClinicSettings,
        names: KnownNames,
        calls: Calls,
        *,
        clock: Clock = utc_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clinic = clinic
        self._names = names
        self._calls = calls
        self._clock = clock
        self._steps = ClinicSteps(clinic, calls, self)
        self._steps.changed.connect(self.undo_changed)
        self._steps.undone.connect(self._show_undone)
        self._steps.failed.connect(self.failed)

    @cached_property
    def visit_types(self) -> VisitTypesGroup:
        """The list of visit types."""
        return VisitTypesGroup(self._clinic, self._names, self._calls, self._steps)

    @cached_property
    def hours(self) -> HoursGroup:
        """The clinic's hours and those of hosts."""
        return HoursGroup(self._clinic, self._names, self._calls, self._steps, self._clock)

    @cached_property
    def rules(self) -> RulesGroup:
        """What becomes of times that are not free."""
        return RulesGroup(self._clinic, self._calls, self._steps)

    @cached_property
    def groups(self) -> tuple[ToldGroup, ...]:
        """The groups in their order, to be put under each other."""
        groups = (self.visit_types, self.hours, self.rules)
        for group in groups:
            group.retry_requested.connect(self.reload)
        return groups

    def reload(self) -> None:
        """Ask for everything again."""
        for group in self.groups:
            group.reload()

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here, empty when nothing."""
        return self._steps.text

    def undo(self) -> None:
        """Take the last change back (Ctrl+Z)."""
        self._steps.undo()

    def _show_undone(self) -> None:
        for group in self.groups:
            group.result.dismiss()
        self.reload()
