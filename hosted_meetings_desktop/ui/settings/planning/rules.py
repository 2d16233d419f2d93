"""The settings' group about times that are not free: what becomes of each concern."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.planning.services import ClinicSettings
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps
from hosted_meetings_desktop.ui.settings.planning.told import ToldGroup


class RulesGroup(ToldGroup):
    """A row for each concern with its three policies; a choice takes effect at once."""

    def __init__(
        self, clinic: ClinicSettings, calls: Calls, steps: ClinicSteps, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("When a time is not free"),
            steps,
            parent,
            found_by=self.tr("double booking overlap conflict slot rules"),
        )
        self._clinic = clinic
        self._calls = calls
        self._policies: SlotPolicies | None = None
        self.buttons: dict[Concern, dict[Policy, QPushButton]] = {}
        self._groups: list[QButtonGroup] = []
        note = small_label(
            self.tr(
                "“Warn” asks the host before it is planned. “Refuse” does not plan it and offers the next free times."
            )
        )
        self.add_wide(note)
        for concern in Concern:
            called, explained = self.words(concern)
            self.add_row(called, *self._choices(concern, called), note=explained)
        self.add_result()
        self._show_chosen()

    def words(self, concern: Concern) -> tuple[str, str]:
        """Return what a concern is called, and what it means."""
        said = {
            Concern.OVERLAP: (
                self.tr("Two patients at once"),
                self.tr("The host has another visit at that time that is held one at a time."),
            ),
            Concern.TOO_CLOSE: (
                self.tr("Too little time between"),
                self.tr("The time that a visit type keeps free before or after is cut short."),
            ),
            Concern.OUT_OF_HOURS: (
                self.tr("Out of hours"),
                self.tr("It lies before or after the host's hours, or in a break."),
            ),
            Concern.CLOSED: (
                self.tr("On a closed day"),
                self.tr("The clinic or the host is away. Allowed, it counts as any other day."),
            ),
            Concern.BUSY: (
                self.tr("Busy in the host's own calendar"),
                self.tr("The calendar that the host has connected says so."),
            ),
            Concern.ROOM: (
                self.tr("The place is taken"),
                self.tr("Another meeting is in the same place on site at that time."),
            ),
        }
        return said[concern]

    def policy_word(self, policy: Policy) -> str:
        """Return what a policy is called."""
        words = {
            Policy.ALLOW: self.tr("Allow"),
            Policy.WARN: self.tr("Warn"),
            Policy.REFUSE: self.tr("Refuse"),
        }
        return words[policy]

    def _choices(self, concern: Concern, called: str) -> list[QPushButton]:
        group = QButtonGroup(self)
        self.buttons[concern] = {}
        for policy in Policy:
            word = self.policy_word(policy)
            button = segment_button(word)
            button.setAccessibleName(f"{called}: {word}")
            button.clicked.connect(partial(self._clicked, concern, policy))
            group.addButton(button)
            self.buttons[concern][policy] = button
        self._groups.append(group)
        return list(self.buttons[concern].values())

    # ---- what is chosen
    def reload(self) -> None:
        """Ask for the policies again."""
        self._calls.run(self, self._clinic.policies, self._show, self._miss)

    def _show(self, policies: SlotPolicies) -> None:
        self.note_shown()
        self._policies = policies
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the choices; before they are known there is nothing to choose."""
        for concern, buttons in self.buttons.items():
            for policy, button in buttons.items():
                button.setEnabled(self._policies is not None)
                if self._policies is not None and self._policies.of(concern) is policy:
                    button.setChecked(True)

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("The rules cannot be shown now."), error)

    def _clicked(self, concern: Concern, policy: Policy, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        self.choose(concern, policy)

    def choose(self, concern: Concern, policy: Policy) -> None:
        """Decide what becomes of a concern from now on."""
        before = self._policies
        if before is None or before.of(concern) is policy:
            return
        self._policies = before.having(concern, policy)
        self._show_chosen()
        called = self.words(concern)[0]

        def done(change: ClinicChange) -> None:
            self.tell_change(change, "", self.tr("the rule “%1”").replace("%1", called))
            announce(self, f"{called}: {self.policy_word(policy)}")

        def failed(error: AppError) -> None:
            self._policies = before
            self._show_chosen()
            self.result.show_error(error)

        self._calls.run(self, partial(self._clinic.keep_policies, self._policies), done, failed)
