"""A group of planning settings that says under its rows what was changed, and offers the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps


class ToldGroup(AskedGroup):
    """Base of the planning groups."""

    def __init__(self, title: str, steps: ClinicSteps, parent: QWidget | None = None, *, found_by: str = "") -> None:
        super().__init__(title, parent, found_by=found_by)
        self._steps = steps

    def tell_change(self, change: ClinicChange, told: str, undoing: str) -> None:
        """Say what was changed, for a while, with the way back; nothing where nothing was.

        Args:
            change: The way back.
            told: What was done, without a full stop; empty where the person sees it.
            undoing: What Ctrl+Z would take back: "the change of “Follow-up”".
        """
        if not self._steps.add(change, undoing) or not told:
            self.result.dismiss()
            return
        self.result.show_message(
            f"{told}.",
            kind="success",
            action_text=self.tr("Undo"),
            action=lambda: self._steps.undo(change),
            timeout_ms=2 * TOLD_MS,
        )
