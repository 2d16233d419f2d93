"""The scenes of planning: the calendar in every view, the clinic's people, the outbox."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from screenshot_stage import SMALL, Clinic, Stage, pane_of

from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.window.main_window import MainWindow
from hosted_meetings_desktop.ui.window.outbox.desk import OutboxDesk
from tests.panes.clinic_data import NOW
from tests.panes.fakes import NowCalls
from tests.panes.outbox_kit import FakeCorrespondence
from tests.panes.people_kit import FakePeople
from tests.panes.schedule_kit import FakeSchedule, clinic_entries, many_entries

_LONG = "Multidisciplinary conference about rehabilitation after a hip replacement, with interpreter and relatives"


# ---- the calendar
def _schedule(
    stage: Stage, view: View, service: FakeSchedule | None = None, size: tuple[int, int] | None = None
) -> MainWindow:
    clinic = Clinic(schedule=service or FakeSchedule())
    window = stage.window("schedule", clinic, *([size] if size else []))
    pane: Any = pane_of(window)
    pane.show_view(view)
    stage.settle()
    pane.stack.scroll_to_begin()
    stage.settle()
    return window


def schedule_day(stage: Stage) -> None:
    stage.save(_schedule(stage, View.DAY))


def schedule_work_week(stage: Stage) -> None:
    stage.save(_schedule(stage, View.WORK_WEEK))


def schedule_week(stage: Stage) -> None:
    stage.save(_schedule(stage, View.WEEK))


def schedule_month(stage: Stage) -> None:
    stage.save(_schedule(stage, View.MONTH))


def schedule_agenda(stage: Stage) -> None:
    stage.save(_schedule(stage, View.AGENDA))


def schedule_day_small(stage: Stage) -> None:
    stage.save(_schedule(stage, View.DAY, size=SMALL))


def schedule_week_crowded(stage: Stage) -> None:
    stage.save(_schedule(stage, View.WEEK, FakeSchedule(rows=many_entries(700))))


def schedule_week_empty(stage: Stage) -> None:
    stage.save(_schedule(stage, View.WEEK, FakeSchedule(rows=[], taken=())))


def schedule_day_long_names(stage: Stage) -> None:
    rows = [replace(row, title=_LONG) for row in clinic_entries()]
    stage.save(_schedule(stage, View.DAY, FakeSchedule(rows=rows)))


def schedule_week_right_to_left(stage: Stage) -> None:
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        stage.save(_schedule(stage, View.WEEK))
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# ---- people
def people(stage: Stage) -> None:
    window = stage.window("people")
    pane: Any = pane_of(window)
    pane.select(pane.model.row_at(0).id)
    stage.settle()
    stage.save(window)


def people_empty(stage: Stage) -> None:
    stage.save(stage.window("people", Clinic(people=FakePeople(rows=[]))))


def people_small(stage: Stage) -> None:
    stage.save(stage.window("people", None, SMALL))


# ---- the outbox
def _outbox(stage: Stage, correspondence: FakeCorrespondence, size: tuple[int, int] | None = None) -> None:
    window = stage.window("meetings", None, *([size] if size else []))
    drafts = Path(tempfile.mkdtemp()) / "drafts"
    desk = OutboxDesk(window, correspondence, NowCalls(), lambda: window.message_bar, drafts, lambda: NOW)
    desk.open_panel()
    stage.settle()
    stage.save(window)


def outbox(stage: Stage) -> None:
    _outbox(stage, FakeCorrespondence())


def outbox_small(stage: Stage) -> None:
    _outbox(stage, FakeCorrespondence(), SMALL)


def outbox_empty(stage: Stage) -> None:
    _outbox(stage, FakeCorrespondence(messages=[]))


PLANS = (
    schedule_day, schedule_work_week, schedule_week, schedule_month, schedule_agenda, schedule_day_small,
    schedule_week_crowded, schedule_week_empty, schedule_day_long_names, schedule_week_right_to_left, people,
    people_empty, people_small, outbox, outbox_small, outbox_empty,
)  # fmt: skip
