"""Says which of its series a meeting is, and asks how much of the series a change is meant for."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace
from hosted_meetings_desktop.ui.panes.meetings.series_words import place_words, scope_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import small_label, strong_label
from hosted_meetings_desktop.ui.parts.scope_choice import ScopeChoice
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class SeriesBar(QFrame):
    """Stands over the fields of a meeting that belongs to a series; hidden for any other.

    Signals:
        chosen(Scope): A change is meant for another part of the series.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "info")
        self._place: SeriesPlace | None = None
        self.words = strong_label("")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.choice = ScopeChoice()
        self.note = small_label("")
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.tight, SPACE.row, SPACE.tight, SPACE.row)
        grid.setHorizontalSpacing(SPACE.tight)
        grid.setVerticalSpacing(SPACE.hair)
        grid.addWidget(self.words, 0, 0)
        grid.addWidget(self.choice, 0, 1)
        grid.addWidget(self.note, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.choice.chosen.connect(self._tell)
        self.hide()

    @property
    def scope(self) -> Scope:
        """How much of the series is meant."""
        return self.choice.scope

    def set_scope(self, scope: Scope) -> None:
        """Choose how much of the series is meant."""
        self.choice.set_scope(scope)

    def show_place(self, place: SeriesPlace) -> None:
        """Say which of its series the meeting is."""
        self._place = place
        text = place_words(place)
        self.words.setText(text)
        for scope, button in self.choice.buttons.items():
            button.setAccessibleDescription(scope_words(place, scope))
        self.setAccessibleName(text)
        self._explain()
        self.show()

    @Slot()
    def _tell(self) -> None:
        self._explain()
        announce(self, self.note.text())
        self.chosen.emit(self.scope)

    def _explain(self) -> None:
        if self._place is not None:
            self.note.setText(scope_words(self._place, self.scope))
