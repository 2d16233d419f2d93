"""A sentence in a box: as high as its words need at the width it gets, and no higher."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.notice import Notice

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

SENTENCE = "The time of this meeting was changed here and at the video service. "
NOTE = "The other one: Monday 23 November, 09:30 to 10:00, then every second week until the end of the year. "
HIGH = 3_000
SCALE = "QT_SCALE_FACTOR"
LTR, RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


def in_a_panel(qtbot: QtBot, notice: Notice, direction: Qt.LayoutDirection, width: int) -> QWidget:
    """Put a notice between two lines of a panel that is higher than all of them."""
    panel = QWidget()
    panel.setLayoutDirection(direction)
    column = QVBoxLayout(panel)
    for part in (body_label("Above"), notice, body_label("Below")):
        column.addWidget(part)
    column.addStretch(1)
    qtbot.addWidget(panel)
    panel.resize(width, HIGH)
    panel.show()
    return panel


def whole(notice: Notice) -> bool:
    """Whether nothing of it is cut off and no room is left over."""
    labels = [(label, QRect(label.mapTo(notice, QPoint()), label.size())) for label in notice.findChildren(QLabel)]
    return notice.height() == notice.heightForWidth(notice.width()) and all(
        notice.rect().contains(place) and place.height() >= label.heightForWidth(place.width())
        for label, place in labels
    )


@pytest.mark.parametrize("direction", [LTR, RTL])
@pytest.mark.parametrize("times", [1, 2, 6])
def test_nothing_of_a_note_is_cut_off_however_narrow_the_panel(
    qtbot: QtBot, direction: Qt.LayoutDirection, times: int
) -> None:
    notice = Notice(SENTENCE * times, kind="warning", note=NOTE * times)
    panel = in_a_panel(qtbot, notice, direction, 600)
    for width in (600, 260, 400, 900):
        panel.resize(width, HIGH)
        qtbot.waitUntil(lambda: whole(notice), timeout=2_000)
        assert notice.width() > width // 2


def test_words_that_grow_and_ways_that_come_later_fit_too(qtbot: QtBot) -> None:
    notice = Notice("Short.", note=NOTE)
    panel = in_a_panel(qtbot, notice, LTR, 300)
    qtbot.waitUntil(lambda: whole(notice), timeout=2_000)
    before = notice.height()
    notice.sentence.setText(SENTENCE * 4)
    qtbot.waitUntil(lambda: notice.height() > before and whole(notice), timeout=2_000)
    before = notice.height()
    way = notice.add_way(QPushButton("Take the time of the video service"))
    qtbot.waitUntil(lambda: notice.height() > before and whole(notice) and way.isVisible(), timeout=2_000)
    bottom = way.mapTo(notice, way.rect().bottomLeft()).y()
    assert bottom < notice.height() < panel.height()


@pytest.mark.skipif(SCALE in os.environ, reason="already at that scale")
def test_the_same_at_twice_the_scale() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", __file__],
        env={**os.environ, SCALE: "2"}, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert "7 passed, 1 skipped" in run.stdout, run.stdout[-4000:]
