"""What each column of a file holds, to be chosen."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.services.people_columns import Field
from hosted_meetings_desktop.services.people_lines import (
    ImportPreview,
)
from hosted_meetings_desktop.ui.panes.people.import_words import field_choices
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_WIDTH = SIZE.details_width // 2 - SPACE.tight
_ROWS_SEEN = 2


class ColumnChoices(QScrollArea):
    """A field for each column, under its name in the file; a few rows are seen, the rest is scrolled to.

    Signals:
        edited(): Another choice was made.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the focus, and is scrolled to
        self.fields: list[QComboBox] = []
        self._heads: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Field | None, ...]:
        """What is chosen."""
        return tuple(Field(value) if (value := field.currentData()) else None for field in self.fields)

    def show_columns(self, preview: ImportPreview) -> None:
        """Show the columns of a file; the same columns keep their fields, and the focus with them."""
        heads = tuple(self._head(preview, place) for place in range(len(preview.columns)))
        if heads != self._heads:
            self._heads = heads
            self._build(preview)
        for field, column in zip(self.fields, preview.columns, strict=True):
            with QSignalBlocker(field):
                field.setCurrentIndex(field.findData(column or ""))

    def _head(self, preview: ImportPreview, place: int) -> str:
        named = preview.heads[place] if place < len(preview.heads) else ""
        return named or self.tr("Column %1").replace("%1", str(place + 1))

    def _build(self, preview: ImportPreview) -> None:
        inside = QWidget()
        flow = FlowLayout(inside, spacing=SPACE.row)
        self.fields = []
        for place, head in enumerate(self._heads):
            block = QWidget()
            block.setFixedWidth(_WIDTH)
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE.hair)
            said = ElidedLabel(head)
            said.setFont(small_font(strong=True))
            field = QComboBox()
            for word, value in field_choices():
                field.addItem(word, value or "")
            field.setAccessibleName(self.tr("What the column “%1” holds").replace("%1", head))
            sample = preview.samples[place]
            field.setToolTip(self.tr("First value: %1").replace("%1", sample[:80]) if sample else "")
            field.currentIndexChanged.connect(self.edited)
            column.addWidget(said)
            column.addWidget(field)
            flow.addWidget(block)
            self.fields.append(field)
        self.setWidget(inside)
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        if inside is None or not self.fields:
            return
        layout = inside.layout()
        block = self.fields[0].sizeHint().height() + self.fontMetrics().height() + 2 * SPACE.hair
        wanted = layout.heightForWidth(max(_WIDTH, self.viewport().width())) if layout is not None else block
        self.setFixedHeight(min(wanted, _ROWS_SEEN * (block + SPACE.row)) + SPACE.hair)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as tall as the rows ask, but no more than a few."""
        super().resizeEvent(event)
        self._fit()
