"""Attendance: the ways to reports and certificates, and the proof that nothing in the ledger was changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw, Problem
from hosted_meetings_desktop.domain.ledger.overview import Proved
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.attendance.proof_bar import problem_lines
from hosted_meetings_desktop.ui.reports.desk import ReportDesk
from tests.panes.clinic_data import NOW
from tests.panes.fake_reports import FakeReports
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.ledger_kit import SHOWN, FakeAttendance

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


class FakeDesk:
    """Notes which reports are asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *words, **_named: self.asked.append((name, *words))


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


def make(qtbot, attendance: FakeAttendance | None = None, calls=None, **more: Any) -> AttendancePane:
    pane = AttendancePane(attendance or FakeAttendance(), calls or NowCalls(), clock=lambda: NOW, **more)
    qtbot.addWidget(pane)
    SHOWN.append(pane)
    pane.resize(1300, 900)
    pane.show()
    return pane


def with_reports(qtbot) -> tuple[AttendancePane, FakeDesk]:
    pane = make(qtbot, reports=SimpleNamespace)
    desk = FakeDesk()
    pane.reporting.__dict__["desk"] = desk
    return pane, desk


# ---- reports
def test_reports_are_asked_for_where_they_belong(qtbot) -> None:
    pane, desk = with_reports(qtbot)
    pane.filters.when.setCurrentIndex(5)
    pane.report_button.click()
    pane.filters.clear()
    pane.select("s05")
    details = pane.session_details
    next(b for b in details.findChildren(QPushButton) if b.text() == "Report of this session…").click()
    key = details.person_key
    details.facts.certificate_button.click()
    details.facts.visits_button.click()
    pane.trends.report_wanted.emit("Dr. Ada Osei")
    person = details.person
    started = pane.attendance.starts_at
    assert desk.asked == [
        ("ask_period", date(2026, 10, 1), date(2026, 10, 31)),
        ("ask_session", "s05", started),
        ("ask_certificate", "s05", key, person.name, started),
        ("ask_person", frozenset({person.person}), person.name),
        ("ask_host", "Dr. Ada Osei"),
    ]


def test_the_desk_is_made_when_a_report_is_first_wanted(qtbot) -> None:
    made = []

    def reports() -> FakeReports:
        made.append(FakeReports())
        return made[-1]

    pane = make(qtbot, reports=reports)
    pane.select("s05")
    assert not made
    next(b for b in pane.session_details.findChildren(QPushButton) if b.text() == "Report of this session…").click()
    assert len(made) == 1
    assert isinstance(pane.reporting.desk, ReportDesk)
    assert pane.reporting.desk.dialog.isVisible()
    pane.reporting.desk.dialog.reject()


def test_without_reports_nothing_offers_them(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s05")
    assert pane.report_button.isHidden()
    assert pane.session_details.facts.certificate_button.isHidden()
    assert pane.reporting.desk is None


def test_no_certificate_for_who_never_came(qtbot) -> None:
    pane, _desk = with_reports(qtbot)
    pane.select("s02")
    assert pane.session_details.person.role is Role.PATIENT
    assert pane.session_details.facts.certificate_button.isHidden()
    assert not pane.session_details.facts.visits_button.isHidden()


# ---- the menu
def test_the_menu_and_the_palette_offer_what_can_be_done(qtbot) -> None:
    pane, desk = with_reports(qtbot)
    actions = {action.text(): action for action in pane.menu_actions()}
    large = actions["Show the timeline &large"]
    assert not large.isEnabled()
    actions["Show &trends of attendance"].trigger()
    assert pane.trends_button.isChecked()
    actions["Show &who came to each session"].trigger()
    assert pane.list_button.isChecked()
    actions["&Check that nothing in the ledger was changed"].trigger()
    assert pane.proof.words.text.startswith("Checked just now")
    actions["Write an attendance &report…"].trigger()
    assert desk.asked == [("ask_period", None, None)]
    pane.select("s05")
    assert large in pane.menu_actions()
    assert large.isEnabled()
    assert len(make(qtbot).menu_actions()) == len(actions) - 1


# ---- the proof
def test_the_proof_says_when_it_was_and_what_it_found(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    assert pane.proof.words.text == (
        "Checked 2 h ago: 1,204 entries, nothing was changed or removed. 3 were added since."
    )
    pane.proof.check_button.click()
    assert attendance.asked_for("prove") == [()]
    assert pane.proof.words.text == "Checked just now: 1,207 entries, nothing was changed or removed."


def test_a_changed_ledger_is_told_in_plain_words(qtbot) -> None:
    wrong = (Problem(Flaw.CHANGED, 12, 1), Problem(Flaw.CUT, 40, 3))
    attendance = FakeAttendance(found=Proved(NOW, 40, 0, 2, wrong))
    pane = make(qtbot, attendance)
    pane.proof.check()
    assert pane.proof.words.text.startswith("Checked just now: 2 things are not as written.")
    assert not pane.proof.copy_button.isHidden()
    assert problem_lines(pane.proof.proved) == [
        "Entry 12 was changed after it was written.",
        "After entry 40 3 entries are gone. This is also so where a backup was put back.",
    ]
    pane.reload()
    assert not pane.proof.copy_button.isHidden()  # what was found is not forgotten by looking at the list


def test_a_proof_runs_in_the_background_and_can_be_stopped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.proof.check()
    assert not pane.proof.progress.isHidden()
    assert pane.proof.check_button.isHidden()
    pane.proof._show_progress(600, 1_207)
    assert pane.proof.words.text == "Looking at each entry of the ledger: 600 of 1,207"
    pane.proof.stop_button.click()
    assert not pane.proof.check_button.isHidden()
    assert pane.proof.words.text.startswith("Checked 2 h ago")


def test_a_proof_that_cannot_be_made_says_why(qtbot) -> None:
    attendance = FakeAttendance(proved=None)
    pane = make(qtbot, attendance)
    assert pane.proof.words.text == "Nobody has checked yet whether the ledger is as it was written."
    attendance.problem = AppError("The keyring is locked", "Unlock it and try again.")
    pane.proof.check()
    assert pane.proof.words.text == "The keyring is locked. Unlock it and try again."


def test_an_empty_ledger_has_nothing_to_prove(qtbot) -> None:
    pane = make(qtbot, FakeAttendance(rows=[], proved=None, entries=0))
    assert pane.proof.words.text == "The ledger is empty until the first visit is over."
    assert not pane.proof.check_button.isEnabled()


def test_a_failed_proof_is_acknowledged_with_a_reason_and_alarms_no_more(qtbot) -> None:
    cut = (Problem(Flaw.CUT, 40, 3),)
    attendance = FakeAttendance(found=Proved(NOW, 40, 0, 1, cut, (Anchor(43, "a" * 64),)))
    bar = make(qtbot, attendance).proof
    assert bar.acknowledge_button.isHidden()
    bar.check()
    bar.acknowledge_button.click()
    dialog = bar.dialog
    assert dialog is not None
    dialog.confirmed.emit()
    assert bar.dialog is dialog, "without a reason it stays"
    assert bar.proved is not None
    assert bar.proved.alarming
    dialog.reason.setPlainText("The disk broke. We took Monday's backup")
    dialog.confirmed.emit()
    assert bar.dialog is None
    assert bar.words.text.startswith("Known since ")
    assert ", the proof stays failed: The disk broke. We took Monday's backup. Checked" in bar.words.text
    assert bar.acknowledge_button.isHidden()
    assert not bar.copy_button.isHidden()


def test_changed_entries_cannot_be_acknowledged(qtbot) -> None:
    attendance = FakeAttendance(found=Proved(NOW, 40, 0, 1, (Problem(Flaw.CHANGED, 12),)))
    bar = make(qtbot, attendance).proof
    bar.check()
    assert bar.acknowledge_button.isHidden()
