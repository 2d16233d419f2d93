"""The settings' group about the limits of the front desk: from when a wait, a call or an absence is too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.front_desk import MOST, DeskLimits
from hosted_meetings_desktop.domain.slots import Policy
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button, segment_button
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.settings.desk.services import LimitsOfTheDesk
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.text.format import duration_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_MINUTE = timedelta(minutes=1)
_NUMBER_WIDTH = 110
_WAITS = ("amber_after", "red_after")


class LimitsGroup(AskedGroup):
    """A row for each limit; what is entered takes effect at once, as soon as all of it makes sense together.

    Attributes:
        fields: The minutes, by their names in :class:`DeskLimits`.
        buttons: What becomes of a second patient.
        problem: What is wrong with the minutes of a wait; hidden while nothing is.

    Signals:
        changed(DeskLimits, str): Other limits are kept; what they were, and what taking that back would be called.
        undo_wanted(): The last change is to be taken back.
    """

    changed = Signal(object, str)
    undo_wanted = Signal()

    def __init__(self, desk: LimitsOfTheDesk, calls: Calls, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Limits of the front desk"),
            parent,
            found_by=self.tr("today board waiting room minutes late delay colours"),
        )
        self._desk = desk
        self._calls = calls
        self._kept: DeskLimits | None = None
        self.fields: dict[str, NumberField] = {}
        self.buttons: dict[Policy, QPushButton] = {}
        self.add_wide(
            small_label(self.tr("By these, Today shows who needs somebody. A change is seen there at once."))
        )
        self._add_lengths()
        self._add_lock()
        self.usual_button = plain_button(self.tr("Use the usual limits"), "restore")
        self.usual_button.clicked.connect(self.use_usual)
        self._usual_note = self.add_row(
            self.tr("The usual limits"), self.usual_button, note=" ", found_by=self.tr("reset default")
        )
        self.usual_button.setAccessibleName(self.usual_button.text())
        self._usual_note.setText(self._usual_words())
        self.add_result()
        self._allow()

    # ---- the rows
    def _add_lengths(self) -> None:
        rows = {
            "amber_after": (
                self.tr("A wait turns amber after"),
                self.tr("Counted from the planned start: who comes early waits for the clinic only from then."),
            ),
            "red_after": (self.tr("A wait turns red after"), self.tr("Somebody should go to them now.")),
            "over_after": (
                self.tr("A call is over time after"),
                self.tr("Counted from its planned end."),
            ),
            "no_show_after": (
                self.tr("A no-show is proposed after"),
                self.tr("Nobody but the host came since the start. Whoever is at the desk confirms it."),
            ),
        }
        self.problem = small_label("", tone="stop")
        for name, (called, note) in rows.items():
            field = NumberField(0, MOST // _MINUTE)
            field.setFixedWidth(_NUMBER_WIDTH)
            field.setSuffix(self.tr(" min", "after a number of minutes"))
            field.setSpecialValueText(self.tr("At once"))
            field.setKeyboardTracking(False)  # "15" is not "1" on its way
            field.valueChanged.connect(self._take)
            self.fields[name] = field
            said = self.add_row(called, field, note=note)
            field.setAccessibleDescription(said.text())
            if name == _WAITS[-1]:
                self._add_problem()

    def _add_problem(self) -> None:
        self._problem_holder = QWidget()
        column = QVBoxLayout(self._problem_holder)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.row)
        column.addWidget(self.problem)
        self._problem_holder.hide()
        self.add_below(self._problem_holder)

    def _add_lock(self) -> None:
        called = self.tr("Another patient is still in the room")
        words = {
            Policy.ALLOW: self.tr("Allow"),
            Policy.WARN: self.tr("Warn"),
            Policy.REFUSE: self.tr("Refuse"),
        }
        self._lock = QButtonGroup(self)
        for policy, word in words.items():
            button = segment_button(word)
            button.setAccessibleName(f"{called}: {word}")
            button.clicked.connect(partial(self._clicked, policy))
            self._lock.addButton(button)
            self.buttons[policy] = button
        self.add_row(
            called,
            *self.buttons.values(),
            note=self.tr(
                "“Warn” asks before the next one is let in. “Refuse” lets nobody in until the room is free."
            ),
            found_by=self.tr("admit lock privacy"),
        )

    def _usual_words(self) -> str:
        usual = DeskLimits()
        said = self.tr("Amber after %1, red after %2, over time at once, no-show after %3; a second patient warns.")
        lengths = (usual.amber_after, usual.red_after, usual.no_show_after)
        for place, length in enumerate(lengths, start=1):
            said = said.replace(f"%{place}", duration_text(length))
        return said

    # ---- what is kept
    def reload(self) -> None:
        """Ask for the limits again."""
        self._calls.run(self, self._desk.limits, self._show, self._miss)

    def _show(self, limits: DeskLimits) -> None:
        self.note_shown()
        self._kept = limits
        if not self.problem_text:  # else somebody is about to mend what they entered
            self._fill(limits)
        self._allow()

    def _fill(self, limits: DeskLimits) -> None:
        for name, field in self.fields.items():
            with QSignalBlocker(field):
                field.setValue(getattr(limits, name) // _MINUTE)
        self.buttons[limits.lock].setChecked(True)
        self._say("")

    def _allow(self) -> None:
        """Let be changed what is known."""
        known = self._kept is not None
        for control in (*self.fields.values(), *self.buttons.values()):
            control.setEnabled(known)
        self.usual_button.setEnabled(known and (self._kept != DeskLimits() or bool(self.problem_text)))

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("The limits cannot be shown now."), error)

    # ---- what is entered
    @property
    def problem_text(self) -> str:
        """What is wrong with what was entered, empty for nothing."""
        return self.problem.text()

    def _clicked(self, policy: Policy, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        if self._kept is not None and self._kept.lock is not policy:
            self._keep(replace(self._kept, lock=policy), self.tr("the rule for a second patient"))

    def _take(self, _minutes: int = 0) -> None:
        """Keep the minutes of all fields, or say what is wrong with them."""
        if self._kept is None:
            return
        entered: dict[str, Any] = {name: field.value() * _MINUTE for name, field in self.fields.items()}
        limits = replace(self._kept, **entered)
        try:
            limits.check()
        except InputProblem:
            amber, red = (duration_text(getattr(self._kept, name)) for name in _WAITS)
            said = self.tr("A wait cannot turn red before it turns amber. Until that is changed, %1 and %2 hold.")
            self._say(said.replace("%1", amber).replace("%2", red))
        else:
            self._say("")
            if limits != self._kept:
                self._keep(limits, self.tr("the change of the limits"))
        self._allow()

    def _say(self, problem: str) -> None:
        if problem and problem != self.problem_text:
            announce(self.problem, problem, urgent=True)
        self.problem.setText(problem)
        self._problem_holder.setVisible(bool(problem))
        for name in _WAITS:
            set_look(self.fields[name], "problem", "true" if problem else "false")

    def forget_entered(self) -> None:
        """Let go of what was entered and cannot be kept."""
        self._say("")

    def use_usual(self) -> None:
        """Decide as a clinic starts."""
        self._fill(DeskLimits())
        told = self.tr("The usual limits hold again.")
        self._keep(DeskLimits(), self.tr("going back to the usual limits"), told)

    def _keep(self, limits: DeskLimits, undoing: str, told: str = "") -> None:
        before = self._kept
        if before is None or limits == before:
            self._allow()
            return
        self._kept = limits
        self._allow()

        def done(_nothing: None) -> None:
            self.changed.emit(before, undoing)
            if told:
                self.result.show_message(
                    told, kind="success", action_text=self.tr("Undo"), action=self.undo_wanted.emit,
                    timeout_ms=2 * TOLD_MS,
                )  # fmt: skip
            else:
                self.result.dismiss()

        def failed(error: AppError) -> None:
            if self._kept is limits:
                self._kept = before
                self._fill(before)
            self._allow()
            self.result.show_error(error)

        self._calls.run(self, partial(self._desk.keep_limits, limits), done, failed)
