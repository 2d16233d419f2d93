"""The three groups about planning, as the settings pane takes them in."""

from __future__ import annotations

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
    """Visit types, hours, and the rules of the slot.

    Attributes:
        topics: What they reload on.
        groups: The groups in their order, to be put under each other.

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
        self._steps = ClinicSteps(clinic, calls, self)
        self.visit_types = VisitTypesGroup(clinic, names, calls, self._steps)
        self.hours = HoursGroup(clinic, names, calls, self._steps, clock)
        self.rules = RulesGroup(clinic, calls, self._steps)
        self.groups: tuple[ToldGroup, ...] = (self.visit_types, self.hours, self.rules)
        for group in self.groups:
            group.retry_requested.connect(self.reload)
        self._steps.changed.connect(self.undo_changed)
        self._steps.undone.connect(self._show_undone)
        self._steps.failed.connect(self.failed)

    def reload(self) -> None:
        """Ask for everything again."""
        for group in (self.visit_types, self.hours, self.rules):
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
