"""The index of the settings: a list beside the section that is shown, or one line over it where room is short."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.index_list import IndexList, Place
from hosted_meetings_desktop.ui.settings.sections import SECTION_ICONS, SectionKey, section_word
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEAST_LETTERS = 72
"""That many have to fit beside the list, also where the system's text is large."""


class SectionIndex(QWidget):
    """The list and the line; one of them is shown.

    Attributes:
        list: Beside the section.
        box: Over it.

    Signals:
        chosen(SectionKey): The person chose a section.
    """

    chosen = Signal(object)

    def __init__(self, keys: Sequence[SectionKey], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = self.tr("Sections")
        self._keys = tuple(keys)
        self.list = IndexList(name, [Place(key, section_word(key), SECTION_ICONS[key]) for key in keys])
        self.list.chosen.connect(self._tell)
        self.box = QComboBox()
        self.box.setAccessibleName(name)
        self.box.setIconSize(QSize(SIZE.icon, SIZE.icon))
        self.box.setMaximumWidth(SIZE.field_width)
        calm(self.box)
        self.box.activated.connect(lambda row: self._tell(self.box.itemData(row)))
        self.box_row = QWidget()
        row = QHBoxLayout(self.box_row)
        row.setContentsMargins(SPACE.page, SPACE.hair, SPACE.page, SPACE.tight)
        row.addWidget(self.box, 1)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.box_row)
        list_row = QHBoxLayout()
        sides = (SPACE.tight, 0) if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else (0, SPACE.tight)
        list_row.setContentsMargins(sides[0], 0, sides[1], 0)  # its icons stand under the title
        list_row.addWidget(self.list)
        column.addLayout(list_row, 1)
        self.set_collapsed(collapsed=False)
        self.show_sections(keys, None)

    def _tell(self, key: str) -> None:
        self.chosen.emit(SectionKey(key))

    def show_sections(self, keys: Collection[SectionKey], chosen: SectionKey | None) -> None:
        """List the sections ``keys`` and mark one of them, or none."""
        self.list.show_places(keys, chosen or "")
        self.box.clear()
        for key in self._keys:
            if key in keys:
                self.box.addItem(icon(SECTION_ICONS[key]), section_word(key), key.value)
        self.box.setCurrentIndex(self.box.findData(chosen.value) if chosen else -1)

    # ---- room
    def fit(self, layout: QBoxLayout, width: int) -> None:
        """Stand beside the section or over it.

        Args:
            layout: Holds the index and the section.
            width: What there is for both.
        """
        content = max(SIZE.text_width, _LEAST_LETTERS * self.fontMetrics().averageCharWidth())
        collapsed = width < SPACE.tight + self.list.width() + SPACE.page + content
        if collapsed != self.collapsed:
            self.set_collapsed(collapsed=collapsed)
            sides = QBoxLayout.Direction.TopToBottom if collapsed else QBoxLayout.Direction.LeftToRight
            layout.setDirection(sides)

    @property
    def collapsed(self) -> bool:
        """Whether it is one line."""
        return self.list.isHidden()

    def set_collapsed(self, *, collapsed: bool) -> None:
        """Be one line, or a list."""
        had_focus = self.list.hasFocus() or self.box.hasFocus()
        self.list.setHidden(collapsed)
        self.box_row.setHidden(not collapsed)
        self.setFocusProxy(self.box if collapsed else self.list)
        if had_focus:
            self.setFocus()
