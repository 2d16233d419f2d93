"""All keys on one sheet (F1), read from the actions themselves so that it is never wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label, strong_label, title_label
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.overlay import Overlay

_WIDTH = 720


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """Keys that belong together: ``(what it does, the key)``."""

    title: str
    keys: tuple[tuple[str, str], ...]


def group_of(title: str, actions: Sequence[QAction], more: tuple[tuple[str, str], ...] = ()) -> ShortcutGroup:
    """Return the keys of ``actions`` that have one, and ``more`` that are no action's."""
    found = []
    for action in actions:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if key:
            found.append((action.text().replace("&", "").rstrip("…"), key))
    return ShortcutGroup(title, (*found, *more))


def everywhere() -> ShortcutGroup:
    """Return the keys that work in every list and dialog."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Shortcuts", text)

    return ShortcutGroup(
        tr("Everywhere"),
        (
            (tr("Do the main thing, open the selected row"), tr("Enter")),
            (tr("Leave, close the details"), tr("Esc")),
            (tr("Move in lists and the calendar"), tr("Arrow keys")),
            (tr("Next field, next area"), tr("Tab")),
            (tr("Open a menu"), tr("Alt+letter")),
        ),
    )


class ShortcutsOverlay(Overlay):
    """The sheet with all keys, in two columns."""

    def __init__(self, over: QWidget, groups: Sequence[ShortcutGroup]) -> None:
        super().__init__(over, width=_WIDTH)
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.close_sheet)
        head = self._head = QHBoxLayout()
        head.addWidget(title_label(self.tr("Keyboard shortcuts")))
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.column.addLayout(head)
        self._body = QWidget()
        columns = QHBoxLayout(self._body)
        # Where it scrolls, the bar keeps its distance from the keys; nothing shifts when it comes.
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        columns.setContentsMargins(SPACE.gap if mirrored else 0, 0, 0 if mirrored else SPACE.gap, 0)
        columns.setSpacing(SPACE.wide)
        sides = (QVBoxLayout(), QVBoxLayout())
        filled = [0, 0]
        for group in groups:
            side = 0 if filled[0] <= filled[1] else 1
            sides[side].addLayout(_group(group))
            filled[side] += len(group.keys) + 2
        for layout in sides:
            layout.setSpacing(SPACE.gap)
            layout.addStretch(1)
            columns.addLayout(layout, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._body.setProperty("surface", "surface")
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self.column.addWidget(self._scroll, 1)

    def wanted_height(self) -> int:
        """Return the height at which nothing scrolls."""
        margins = self.column.contentsMargins()
        inner = _WIDTH - margins.left() - margins.right()
        return self._body.heightForWidth(inner) + self._head.sizeHint().height() + 2 * SPACE.wide

    def open(self) -> None:
        """Show it with the focus on its way out."""
        super().open()
        self.close_button.setFocus()

    def texts(self) -> list[str]:
        """Return everything that is written on it."""
        return [label.text() for label in self._body.findChildren(QLabel)]


def _group(group: ShortcutGroup) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE.row)
    column.addWidget(strong_label(group.title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE.gap)
    grid.setVerticalSpacing(SPACE.hair + 2)
    for row, (what, key) in enumerate(group.keys):
        said = body_label(what)
        said.setAccessibleName(f"{what}: {key}")
        cap = small_label(key)
        cap.setFont(small_font(strong=True))
        cap.setWordWrap(len(key) > 14)
        cap.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(said, row, 0)
        grid.addWidget(cap, row, 1)
    grid.setColumnStretch(0, 1)
    column.addLayout(grid)
    return column
