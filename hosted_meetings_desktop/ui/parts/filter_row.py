"""The fields by which a list is narrowed, beside each other over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.elided_choice import ElidedChoice
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class FilterField(ElidedChoice):
    """One choice; the first of them leaves nothing out. Its name is its tip, as there is no label beside it."""

    def __init__(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        super().__init__()
        self.setProperty("narrow", "true")  # there are several beside each other
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(SIZE.field_width // 2)
        for words, value in choices:
            self.addItem(words, value)

    def refill(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Offer other choices after the first one; what is chosen stays, told is only that it is no longer there."""
        if [(self.itemText(n), self.itemData(n)) for n in range(1, self.count())] == list(choices):
            return
        chosen = self.currentData()
        with QSignalBlocker(self):
            while self.count() > 1:
                self.removeItem(1)
            for words, value in choices:
                self.addItem(words, value)
            self.setCurrentIndex(max(0, self.findData(chosen)))
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + SPACE.wide)
        self.updateGeometry()
        if self.currentData() != chosen:
            self.currentIndexChanged.emit(self.currentIndex())


class FilterRow(QWidget):
    """Fields that break into further rows where the room ends, with what clears them all.

    Signals:
        changed(): Something else is chosen in any field. One deed tells it once.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._quiet = 0
        self._clearable: tuple[QComboBox, ...] = ()
        self.clear_button = link_button(self.tr("Clear filters"))
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()

    def add_field(self, name: str, choices: Sequence[tuple[str, Any]]) -> FilterField:
        """Return a new field whose change is told."""
        field = FilterField(name, choices)
        field.currentIndexChanged.connect(self._tell)
        return field

    def arrange(self, narrowing: tuple[QComboBox, ...], *others: QWidget) -> QHBoxLayout:
        """Put the fields that narrow the list beside each other, others behind them; returns the row for more."""
        self._clearable = narrowing
        fields = QWidget()
        flow = FlowLayout(fields, spacing=SPACE.row)
        for field in (*narrowing, *others, self.clear_button):
            flow.addWidget(field)
        policy = fields.sizePolicy()
        policy.setHeightForWidth(True)
        fields.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.row)
        row.addWidget(fields, 1)
        return row

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(field.currentIndex() > 0 for field in self._clearable)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Change fields without telling it."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    @Slot()
    def clear(self) -> None:
        """List everything again, in the order that is chosen."""
        if not self.narrowed:
            return
        with self.quiet():
            for field in self._clearable:
                field.setCurrentIndex(0)
        self._tell()

    @Slot()
    def _tell(self, *_place: object) -> None:
        if not self._quiet:
            self.clear_button.setVisible(self.narrowed)
            self.changed.emit()
