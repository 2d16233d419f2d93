"""A table over the lines of a file: read with the arrows, nothing in it is edited."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class LineTable(QTableView):
    """Rows of one height without a grid; it takes what is left, and the fields over it come first."""

    def __init__(self, name: str, *, shown_rows: int) -> None:
        """Make it.

        Args:
            name: For screen readers.
            shown_rows: How many can be seen at the least.
        """
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(SIZE.table_row)
        head = self.horizontalHeader()
        head.setFont(small_font(strong=True))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.setMinimumHeight(SIZE.control + shown_rows * SIZE.table_row)

    def sizeHint(self) -> QSize:
        """Return little: it takes what is left."""
        return QSize(super().sizeHint().width(), self.minimumHeight())
