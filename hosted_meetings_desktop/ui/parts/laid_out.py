"""What a layout holds, in its order, without asking for its items.

A layout's item is no QObject: Qt deletes it with its widget and tells nobody, but what PySide made of it by
``itemAt`` lives on with the layout. When Qt then makes something else at the same address, it is handed out for that.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def laid_out(layout: QLayout, among: Sequence[QWidget] | None = None) -> list[QWidget | QLayout]:
    """Return the widgets and layouts in a layout, in order; spaces are passed over.

    Args:
        layout: Which.
        among: The children of the widget that it lays out, for whoever asks for several of its layouts.
    """
    widgets = children_of(layout.parentWidget()) if among is None else among
    held: dict[int, QWidget | QLayout] = {layout.indexOf(each): each for each in widgets}
    held |= {layout.indexOf(each): each for each in layout.findChildren(QLayout, options=_DIRECT)}
    return [held[place] for place in sorted(held) if place >= 0]


def children_of(widget: QWidget | None) -> list[QWidget]:
    """Return the widgets that stand in a widget, whatever lays them out."""
    return [] if widget is None else widget.findChildren(QWidget, options=_DIRECT)
