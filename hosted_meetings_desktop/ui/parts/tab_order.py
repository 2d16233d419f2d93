"""Keeps the order of Tab the order of reading, where widgets come and go: Qt appends what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from hosted_meetings_desktop.ui.parts.laid_out import children_of, laid_out


def tab_in_reading_order(inside: QWidget) -> None:
    """Let Tab visit what can have the focus in the order in which the layouts hold it."""
    for before, after in pairwise(_focusable(inside)):
        QWidget.setTabOrder(before, after)


def _focusable(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    content = widget.widget() if isinstance(widget, QScrollArea) else None
    if content is not None:
        yield from _focusable(content)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout, children_of(widget))


def _in_layout(layout: QLayout, children: Sequence[QWidget]) -> Iterator[QWidget]:
    for each in laid_out(layout, children):
        yield from _in_layout(each, children) if isinstance(each, QLayout) else _focusable(each)
