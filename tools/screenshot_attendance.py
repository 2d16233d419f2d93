"""The scenes of attendance: the list, a session with its timeline, trends, the proof, in every state."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage, QPainter
from screenshot_stage import SMALL, USUAL, Stage, lay_out_right_to_left

from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw, Problem
from hosted_meetings_desktop.domain.ledger.listing import Outcome
from hosted_meetings_desktop.domain.ledger.overview import Known, Proved
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from tests.panes.clinic_data import LONG_TITLE, NOW, OFFLINE, clinic_sessions, session
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.ledger_kit import EMPTY_TRENDS, FakeAttendance, full_room, some_trends

TALL = (1180, 1100)


class Scene:
    """A window with the attendance in it."""

    def __init__(
        self,
        stage: Stage,
        attendance: FakeAttendance | None = None,
        size: tuple[int, int] = USUAL,
        calls: Any = None,
    ) -> None:
        self.stage = stage
        self.attendance = attendance or FakeAttendance()
        self.pane = AttendancePane(
            self.attendance,
            calls or NowCalls(),
            reports=lambda: None,
            clock=lambda: NOW,  # type: ignore[arg-type, return-value]
        )
        self.window = stage.window("attendance", size=size, own=self.pane)

    def choose(self, chosen: str) -> Scene:
        """Show the details of a session."""
        self.pane.select(chosen)
        self.stage.settle()
        return self

    def trends(self) -> Scene:
        """Show the weeks."""
        self.pane.show_trends(on=True)
        self.stage.settle()
        return self

    def save(self, more: str = "") -> None:
        """Take the picture."""
        self.stage.settle()
        self.stage.save(self.window, more=more)


def attendance(stage: Stage) -> None:
    Scene(stage, size=TALL).choose("s05").save()


def attendance_list(stage: Stage) -> None:
    scene = Scene(stage)
    scene.pane.close_details()
    scene.save()


def attendance_outcomes(stage: Stage) -> None:
    for number in (1, 2, 3, 4):
        Scene(stage, size=TALL).choose(f"s{number:02}").save(f"-{number}")
        stage.clear()


def attendance_live(stage: Stage) -> None:
    Scene(stage, size=TALL).choose("s00").save()


def attendance_small(stage: Stage) -> None:
    Scene(stage, size=SMALL).choose("s05").save()


def attendance_timeline(stage: Stage) -> None:
    scene = Scene(stage).choose("s05")
    scene.pane.show_large()
    large: Any = scene.pane._large  # noqa: SLF001 (the window that a scene is about)
    stage.settle()
    view = large.section.view
    view.marked, view.row = (1, 3), 1
    view._tell_marked()  # noqa: SLF001 (as by key)
    stage.settle()
    stage.save(large)
    for _step in range(4):
        view.zoom_in()
    stage.settle()
    stage.save(large, more="-zoomed")
    large.close()


def attendance_many(stage: Stage) -> None:
    many = full_room()
    held = FakeAttendance()
    held.reports[str(many.truth.sitting)] = many
    scene = Scene(stage, held, size=TALL).choose("s65")
    scene.save()
    scene.pane.show_large()
    stage.settle()
    stage.save(scene.pane._large, more="-large")  # noqa: SLF001


def attendance_picture(stage: Stage) -> None:
    scene = Scene(stage).choose("s05")
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("png", "svg"):
            target = Path(folder) / f"timeline.{ending}"
            scene.pane.session_details.timeline.save(target)
            image = QImage(str(target)) if ending == "png" else _drawn(target)
            stage.keep(image.convertToFormat(QImage.Format.Format_RGB32), f"-{ending}")


def _drawn(target: Path) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    drawn = QSvgRenderer(str(target))
    image = QImage(drawn.defaultSize() * 2, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn.render(painter)
    painter.end()
    return image


def attendance_filtered(stage: Stage) -> None:
    scene = Scene(stage)
    field = scene.pane.filters.outcome
    field.setCurrentIndex(field.findData(Outcome.NEVER_CAME.value))
    scene.save()
    field.setCurrentIndex(field.findData(Outcome.UNKNOWN.value))
    scene.save("-nothing")


def attendance_empty(stage: Stage) -> None:
    Scene(stage, FakeAttendance(rows=[], proved=None, entries=0)).save()


def attendance_nobody(stage: Stage) -> None:
    Scene(stage, FakeAttendance(rows=[session(7)], empty=True)).choose("s07").save()


def attendance_error(stage: Stage) -> None:
    held = FakeAttendance(problem=OFFLINE)
    Scene(stage, held).save()
    stage.clear()
    scene = Scene(stage)
    scene.attendance.problem = OFFLINE
    scene.choose("s03").save("-details")


def attendance_loading(stage: Stage) -> None:
    scene = Scene(stage, calls=HeldCalls())
    stage.settle(500)
    scene.save()


def attendance_long_names(stage: Stage) -> None:
    rows = [replace(row, title=LONG_TITLE) for row in clinic_sessions()]
    Scene(stage, FakeAttendance(rows=rows), SMALL).choose("s02").save()


def attendance_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        scene = Scene(stage, size=TALL).choose("s05")
        scene.save()
        scene.trends().save("-trends")
        stage.clear()
    finally:
        lay_out_right_to_left(on=False)


def attendance_proof(stage: Stage) -> None:
    wrong = tuple(Problem(Flaw.CHANGED, number, 1) for number in (12, 40, 41))
    for more, proved in (
        ("-never", None),
        ("-changed", Proved(NOW - timedelta(minutes=1), 1_204, 0, 3, wrong)),
    ):
        Scene(stage, FakeAttendance(proved=proved)).save(more)
        stage.clear()


def attendance_proof_known(stage: Stage) -> None:
    lost = (Anchor(1_200, "a" * 64),)
    failed = Proved(NOW - timedelta(minutes=1), 1_190, 0, 1, (Problem(Flaw.CUT, 1_190, 10),), lost)
    scene = Scene(stage, FakeAttendance(proved=failed, entries=1_190))
    scene.save("-before")
    scene.pane.proof.ask_why()
    stage.settle()
    stage.save(scene.pane.proof.dialog, more="-asked")
    stage.clear()
    known = Known(NOW - timedelta(days=2), "Nurse Lind", "The disk broke, and we put Monday's backup back")
    Scene(stage, FakeAttendance(proved=replace(failed, known=known), entries=1_190)).save()


# ---- trends
def trends(stage: Stage) -> None:
    scene = Scene(stage, size=TALL).trends()
    scene.save()
    plot = scene.pane.trends.plots[0]
    plot.setFocus()
    plot.mark(3)
    scene.save("-looked-at")
    scene.pane.trends.show_table(on=True)
    scene.save("-table")


def trends_year(stage: Stage) -> None:
    scene = Scene(stage, FakeAttendance(weeks=some_trends(52, busy=900)), SMALL).trends()
    scene.pane.trends.period.setCurrentIndex(3)
    scene.save()


def trends_few(stage: Stage) -> None:
    Scene(stage, FakeAttendance(weeks=some_trends(13, busy=5, hosts=False))).trends().save()
    stage.clear()
    few = some_trends(8, busy=2)
    scene = Scene(stage, FakeAttendance(weeks=replace(few, weeks=few.weeks[-1:]))).trends()
    scene.save("-one-week")


def trends_empty(stage: Stage) -> None:
    Scene(stage, FakeAttendance(weeks=EMPTY_TRENDS)).trends().save()
    stage.clear()
    scene = Scene(stage)
    scene.attendance.problem = OFFLINE
    scene.trends().save("-error")


ATTENDANCE = (attendance,)
ATTENDANCE_LIGHT = (
    attendance_live, attendance_small, attendance_timeline, attendance_filtered, attendance_empty, attendance_error,
    attendance_long_names, attendance_right_to_left, attendance_proof, attendance_proof_known, trends,
    trends_few,
)  # fmt: skip
OTHERS = (
    attendance_list, attendance_outcomes, attendance_many, attendance_picture, attendance_nobody, attendance_loading,
    trends_year, trends_empty,
)  # fmt: skip
"""Looked at, not kept."""
