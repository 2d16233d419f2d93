"""The scenes of sharing a recording and of asking for a report: what is chosen, what is missing, what came of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from screenshot_stage import Clinic, Stage, pane_of

from hosted_meetings_desktop.domain.consent import Standing
from hosted_meetings_desktop.domain.ids import RecordingId, SessionId
from hosted_meetings_desktop.domain.shares import ShareWay
from hosted_meetings_desktop.ui.reports.desk import ReportDesk
from hosted_meetings_desktop.ui.reports.kinds import Kind
from hosted_meetings_desktop.ui.sharing.dialog import ShareDialog
from tests.panes.clinic_data import NOW
from tests.panes.fake_reports import FakeReports, host_names
from tests.panes.fakes import NowCalls
from tests.panes.sharing_kit import FakeSharing, a_share, an_offer

TALL = (1180, 900)


# ---- sharing
def _dialog(stage: Stage, deeds: FakeSharing) -> ShareDialog:
    window = stage.window("recordings", Clinic(), TALL)
    dialog = ShareDialog(RecordingId("r-1"), deeds, NowCalls(), lambda: NOW, window)
    dialog.open()
    stage.settle(120)
    return dialog


def _save(stage: Stage, dialog: ShareDialog, more: str = "") -> None:
    stage.settle(120)
    stage.save(dialog, more=more)
    stage.clear()


def sharing(stage: Stage) -> None:
    dialog = _dialog(stage, FakeSharing(offer=an_offer(given=(a_share(), a_share(2, way=ShareWay.EXPORTED_COPY)))))
    dialog.by_mail.setChecked(True)
    dialog.boxes["a"].setChecked(True)
    _save(stage, dialog)


def sharing_lacking(stage: Stage) -> None:
    for more, standing in (("", Standing.MISSING), ("-never", Standing.NEVER)):
        _save(stage, _dialog(stage, FakeSharing(offer=an_offer(lacking=("A daughter",), standing=standing))), more)


def sharing_done(stage: Stage) -> None:
    dialog = _dialog(
        stage,
        FakeSharing(unsent=(("A daughter", "No e-mail address of A daughter is known. Copy the link instead."),)),
    )
    dialog.by_mail.setChecked(True)
    for box in dialog.boxes.values():
        box.setChecked(True)
    dialog.main_button.click()
    _save(stage, dialog, "-link")
    dialog = _dialog(stage, FakeSharing())
    dialog.boxes["a"].setChecked(True)
    dialog.main_button.click()
    question = dialog.save_question.dialog
    assert question is not None  # noqa: S101 (the scene is about it)
    question.fileSelected.emit(str(Path.home() / "Documents" / "Follow-up after knee surgery.zip"))
    question.reject()
    _save(stage, dialog, "-copy")


# ---- reports
def _desk(stage: Stage) -> ReportDesk:
    pane = pane_of(stage.window("attendance", Clinic()))
    return ReportDesk(pane, FakeReports(rows=12_345), NowCalls(), host_names=host_names, clock=lambda: NOW)


def reports(stage: Stage) -> None:
    desk = _desk(stage)
    desk.ask_period()
    assert desk.dialog is not None  # noqa: S101 (the scene is about it)
    desk.dialog.choose_kind(Kind.PDF)
    stage.settle(400)  # rows are counted when the days stay as they are
    stage.save(desk.dialog)
    desk.dialog.reject()


def reports_certificate(stage: Stage) -> None:
    desk = _desk(stage)
    desk.ask_certificate(
        SessionId("s"), "k", "Asha Rao", NOW - timedelta(days=3),
        title="Diabetes review with the dietician and the whole family",
    )  # fmt: skip
    assert desk.dialog is not None  # noqa: S101 (the scene is about it)
    stage.settle(120)
    stage.save(desk.dialog)
    desk.dialog.reject()


SHARING = (sharing, reports)
SHARING_LIGHT = (sharing_lacking, sharing_done, reports_certificate)
