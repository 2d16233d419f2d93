"""The navigation rail on the left: one place at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.entry import PaneEntry

LOWER = "settings"
"""The pane that stands apart at the foot of the rail."""


def place_shortcut(number: int) -> QKeySequence:
    """Return the key of the place at ``number``, counted from 0."""
    return QKeySequence(f"Ctrl+{number + 1}")


class NavigationRail(QFrame):
    """Icon and word for every pane.

    Signals:
        chosen(str): The person chose the pane with that key.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[PaneEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "rail")
        self.setAccessibleName(self.tr("Navigation"))
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.row, SPACE.tight, SPACE.row, SPACE.row)
        column.setSpacing(SPACE.hair)
        apart = [entry for entry in entries if entry.key == LOWER]
        for number, entry in enumerate(entries):
            if entry not in apart:
                column.addWidget(self._button(number, entry))
        column.addStretch(1)
        for entry in apart:
            column.addWidget(self._button(list(entries).index(entry), entry))
        widest = max((button.sizeHint().width() for button in self._buttons.values()), default=0)
        self.setFixedWidth(max(SIZE.rail_width, widest + 2 * SPACE.row))

    def _button(self, number: int, entry: PaneEntry) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "rail")
        button.setCheckable(True)
        button.setText(entry.title)
        button.setIcon(icon(entry.icon))
        button.setIconSize(QSize(SIZE.icon_with_gap, SIZE.icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        key = place_shortcut(number).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{entry.title} ({key})")
        button.setAccessibleName(entry.title)
        button.toggled.connect(lambda on, key=entry.key: self._tell(key, on=on))
        self._group.addButton(button)
        self._buttons[entry.key] = button
        return button

    def _tell(self, key: str, *, on: bool) -> None:
        button = self._buttons[key]
        if on:
            self.chosen.emit(key)
        name = button.text()
        button.setAccessibleDescription(self.tr("Shown now") if on else "")
        button.setAccessibleName(name)

    def mark_place(self, key: str) -> None:
        """Mark a pane without going there, while the window is being built."""
        blocked = self.blockSignals(True)  # noqa: FBT003 (Qt's signature)
        self._buttons[key].setChecked(True)
        self.blockSignals(blocked)

    def show_place(self, key: str) -> None:
        """Mark the pane that is shown."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QToolButton:
        """Return the button of a pane."""
        return self._buttons[key]
