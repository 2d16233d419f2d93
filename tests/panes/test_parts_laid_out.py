"""What a layout holds is told in its order, and nothing of it is kept once it is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import hosted_meetings_desktop.ui
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.laid_out import laid_out


@pytest.mark.parametrize("kind", [QVBoxLayout, QGridLayout, FlowLayout])
def test_it_is_told_in_the_layouts_order(qtbot, kind):
    window = QWidget()
    qtbot.addWidget(window)
    layout = kind(window)
    labels = [QLabel(each) for each in "abc"]
    beside = QLabel("in no layout", window)
    for label in labels:
        layout.addWidget(label)
    assert laid_out(layout) == labels
    assert beside not in laid_out(layout)
    layout.removeWidget(labels[1])
    assert laid_out(layout) == [labels[0], labels[2]]


def test_layouts_in_it_have_their_place_and_spaces_none(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column, row = QVBoxLayout(window), QHBoxLayout()
    first, inner, last = QLabel("first"), QLabel("inner"), QLabel("last")
    column.addWidget(first)
    column.addStretch(1)
    column.addLayout(row)
    row.addWidget(inner)
    column.insertWidget(0, last)
    assert laid_out(column) == [last, first, row]
    assert laid_out(row) == [inner]


def test_no_screen_asks_a_layout_for_its_items():
    folder = Path(hosted_meetings_desktop.ui.__file__).parent
    asking = [path.name for path in folder.rglob("*.py") if re.search(r"\.itemAt\(", path.read_text("utf-8"))]
    assert asking == []
