"""A timeline of its own, and keys that go to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from hosted_meetings_desktop.ui.panes.attendance.timeline_data import timeline_of
from hosted_meetings_desktop.ui.panes.attendance.timeline_section import TimelineSection
from tests.panes.clinic_data import NOW, session
from tests.panes.ledger_kit import SHOWN, Report, scene_of


def section(qtbot: Any, report: Report | None = None, width: int = 700) -> TimelineSection:
    made = TimelineSection()
    qtbot.addWidget(made)
    SHOWN.append(made)
    made.resize(width, 500)
    report = report or scene_of(session(5)).report()
    made.show_timeline(
        timeline_of(report.truth, report.facts), report.facts, NOW, lambda: ("Knee / check", ("Today",))
    )
    made.show()
    return made


def keys(qtbot: Any, made: TimelineSection, *pressed: Qt.Key) -> None:
    made.view.setFocus()
    for key in pressed:
        qtbot.keyClick(made.view, key)
