"""The filters over the list of meetings, each with how many it holds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.ui.panes.meetings.rows import phase_words
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class PhaseChips(QWidget):
    """One of a few phases, or all meetings (None).

    Signals:
        chosen(object): The person chose a phase.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Which meetings are listed"))
        self.buttons: dict[Phase | None, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.row)
        group = QButtonGroup(self)
        for phase, word in phase_words().items():
            button = segment_button(word)
            button.clicked.connect(lambda _checked=False, one=phase: self.chosen.emit(one))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[phase] = button
        row.addStretch(1)

    def mark(self, phase: Phase | None) -> None:
        """Show which phase is listed."""
        self.buttons[phase].setChecked(True)

    def show_counts(self, totals: dict[Phase | None, int]) -> None:
        """Show how many meetings each phase holds; a live one is listed as upcoming too."""
        for phase, word in phase_words().items():
            button, total = self.buttons[phase], totals[phase]
            if phase is Phase.UPCOMING:
                total += totals[Phase.LIVE]
            button.setText(f"{word}  {self.locale().toString(total)}")
            count = one_or_many(total, self.tr("1 meeting"), self.tr("%n meetings", "", total))
            button.setAccessibleName(f"{word}, {count}")


def chips_below(question: QWidget, chips: PhaseChips) -> QWidget:
    """Return the chips with a question over them, inset as they are, that takes room only while it is asked."""
    both = QWidget()
    inset = QVBoxLayout()
    inset.setContentsMargins(SPACE.page, 0, SPACE.page, 0)
    inset.addWidget(question)
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE.row)
    column.addLayout(inset)
    column.addWidget(chips)
    return both
