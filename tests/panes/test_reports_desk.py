"""The way to a report: what is asked, what is proposed, and what is told while it is written and after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, Scope, of_session
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.reports.desk import ReportDesk
from hosted_meetings_desktop.ui.reports.dialogs import CertificateDialog, KindDialog, PeriodDialog
from hosted_meetings_desktop.ui.reports.kinds import Kind, Span, days_of
from tests.panes.fake_reports import FakeReports, host_names
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.report_kit import HOSTS

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def make(qtbot: Any, *, calls: Any = None, error: AppError | None = None) -> tuple[ReportDesk, FakeReports, Pane]:
    pane, reports = Pane("Attendance"), FakeReports(error)
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    desk = ReportDesk(pane, reports, calls or NowCalls(), host_names=host_names, clock=lambda: NOW)
    return desk, reports, pane


def asked_file(desk: ReportDesk) -> QFileDialog:
    dialog = desk.saving.save_question.dialog
    assert dialog is not None
    return dialog


def proposed(desk: ReportDesk) -> str:
    return Path(asked_file(desk).selectedFiles()[0]).name


def period(desk: ReportDesk, qtbot: Any) -> PeriodDialog:
    dialog = desk.dialog
    assert isinstance(dialog, PeriodDialog)
    qtbot.waitUntil(dialog.main_button.isEnabled)
    return dialog


def test_a_session_is_asked_for_as_a_kind_of_file_and_saved_there(qtbot: Any, tmp_path: Path) -> None:
    desk, reports, pane = make(qtbot)
    desk.ask_session(SessionId("s"), datetime(2026, 3, 2, 9, tzinfo=UTC))
    dialog = desk.dialog
    assert isinstance(dialog, KindDialog)
    assert "sums" in dialog.kind_note.text()
    qtbot.mouseClick(dialog.kinds.buttons[Kind.CSV], Qt.MouseButton.LeftButton)
    assert "other programs" in dialog.kind_note.text()
    qtbot.mouseClick(dialog.main_button, Qt.MouseButton.LeftButton)
    assert desk.dialog is None
    assert proposed(desk) == "Attendance 2026-03-02 09-00.csv"
    with qtbot.waitSignal(desk.saving.saved):
        asked_file(desk).fileSelected.emit(str(tmp_path / "a.csv"))
    assert reports.saved == [(of_session(SessionId("s")), Form.CSV, tmp_path / "a.csv")]
    assert pane.message_bar.text == "The report is saved as “a.csv”."
    assert pane.message_bar.action_button.text() == "Open folder"


def test_a_menu_may_name_the_kind_itself(qtbot: Any) -> None:
    desk, _reports, _pane = make(qtbot)
    desk.ask_sitting(SittingId("m@x"), datetime(2026, 3, 2, 9, tzinfo=UTC), "pdf")
    assert desk.dialog is None
    assert proposed(desk) == "Attendance 2026-03-02 09-00.pdf"
    asked_file(desk).reject()


def test_a_period_begins_with_this_month_and_everybody_and_counts(qtbot: Any) -> None:
    desk, reports, _pane = make(qtbot)
    desk.ask_period()
    dialog = period(desk, qtbot)
    this_month = ReportOf(Scope.PERIOD, days_from=date(2026, 3, 1), days_before=date(2026, 4, 1))
    assert reports.counted == [this_month]
    assert dialog.said.text() == "40 rows, one for each person in each call."
    assert [dialog.host.itemText(row) for row in range(dialog.host.count())] == ["All hosts", *HOSTS]
    dialog.choose_span(Span.LAST_YEAR)
    dialog.host.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(reports.counted) == 2)
    assert reports.counted[1] == ReportOf(
        Scope.HOST, name=HOSTS[1], days_from=date(2025, 1, 1), days_before=date(2026, 1, 1)
    )
    dialog.confirmed.emit()
    assert proposed(desk) == f"Attendance {HOSTS[1]} 2025-01-01 to 2025-12-31.xlsx"
    asked_file(desk).reject()


def test_days_that_a_pane_shows_already_are_proposed(qtbot: Any) -> None:
    desk, reports, _pane = make(qtbot)
    desk.ask_period(date(2026, 2, 3))
    dialog = period(desk, qtbot)
    assert (dialog.first.day, dialog.last.day) == (date(2026, 2, 3), NOW.date())
    assert dialog.spans.buttons[Span.OTHER].isChecked()
    dialog.reject()
    desk.ask_period(date(2026, 2, 1), date(2026, 2, 28))
    assert period(desk, qtbot).spans.buttons[Span.LAST_MONTH].isChecked()
    assert reports.counted[-1].days_before == date(2026, 3, 1)


def test_typed_days_are_named_if_they_are_usual_and_backwards_ones_refused(qtbot: Any) -> None:
    desk, _reports, _pane = make(qtbot)
    desk.ask_period()
    dialog = period(desk, qtbot)
    dialog.first.setDate(QDate(2026, 1, 1))
    dialog.last.setDate(QDate(2026, 12, 31))
    assert dialog.spans.buttons[Span.THIS_YEAR].isChecked()
    dialog.first.setDate(QDate(2027, 2, 1))
    assert dialog.spans.buttons[Span.OTHER].isChecked()
    qtbot.waitUntil(lambda: bool(dialog.form.problems))
    assert dialog.form.problems == {"days": "The last day lies before the first"}
    assert not dialog.main_button.isEnabled()
    dialog.reject()


def test_nothing_is_said_of_rows_that_were_not_counted_yet(qtbot: Any) -> None:
    desk, _reports, _pane = make(qtbot)
    desk.ask_period()
    desk.dialog.choose_kind(Kind.PDF)
    assert desk.dialog.said.text() == ""
    qtbot.waitUntil(lambda: desk.dialog.said.text().startswith("40 rows"))
    desk.dialog.reject()


def test_what_a_pdf_leaves_out_and_an_empty_time_are_said_before(qtbot: Any) -> None:
    desk, reports, _pane = make(qtbot)
    reports.rows = 12_345
    desk.ask_host(HOSTS[0])
    dialog = period(desk, qtbot)
    assert reports.counted[0].scope is Scope.HOST
    assert dialog.said.text() == "12,345 rows, one for each person in each call."
    dialog.choose_kind(Kind.PDF)
    assert dialog.said.text().endswith("The PDF lists the first 1,000 and the sums of all.")
    reports.rows = 0
    dialog.choose_span(Span.LAST_MONTH)
    qtbot.waitUntil(lambda: "nothing of this time" in dialog.said.text())
    assert not dialog.main_button.isEnabled()
    dialog.reject()


def test_a_person_is_asked_about_for_all_days_and_no_host(qtbot: Any) -> None:
    desk, reports, _pane = make(qtbot)
    desk.ask_person(frozenset({PersonId("p")}), "Asha Rao")
    dialog = period(desk, qtbot)
    assert dialog.windowTitle() == "Attendance of a person"
    assert "Asha Rao" in [label.text() for label in dialog.findChildren(QLabel)]
    assert reports.counted == [ReportOf(Scope.PERSON, persons=frozenset({PersonId("p")}), name="Asha Rao")]
    assert not dialog.host.isVisible()
    assert not dialog.first.isVisible()
    dialog.confirmed.emit()
    assert proposed(desk) == "Attendance Asha Rao.xlsx"
    asked_file(desk).reject()


@pytest.mark.parametrize("with_title", [False, True])
def test_a_certificate_names_the_meeting_only_where_that_is_wanted(
    qtbot: Any,
    tmp_path: Path,
    with_title: bool,
) -> None:
    desk, reports, _pane = make(qtbot)
    desk.ask_certificate(SessionId("s"), "k", "Asha Rao", datetime(2026, 3, 2, tzinfo=UTC), title="Knee & hip")
    dialog = desk.dialog
    assert isinstance(dialog, CertificateDialog)
    assert not dialog.with_title.isChecked()
    dialog.with_title.setChecked(with_title)
    dialog.confirmed.emit()
    assert proposed(desk) == "Certificate 2026-03-02 Asha Rao.pdf"
    with qtbot.waitSignal(desk.saving.saved):
        asked_file(desk).fileSelected.emit(str(tmp_path / "c.pdf"))
    kind, data, _target = reports.saved[0]
    assert (kind, data[:5]) == ("Certificate", b"%PDF-")


def test_what_takes_long_shows_how_far_it_is_and_can_be_stopped(qtbot: Any, tmp_path: Path) -> None:
    held = HeldCalls()
    desk, reports, pane = make(qtbot, calls=held)
    with qtbot.waitSignal(desk.changed):
        desk.saving.save(ReportOf(Scope.PERIOD), tmp_path / "March.xlsx")
    strip = desk.strip
    assert strip.isHidden(), "what takes a moment shows no bar"
    qtbot.waitUntil(strip.isVisible)
    assert strip.words.text == "Writing “March.xlsx”"
    assert pane.rect().contains(strip.geometry())
    desk.saving._told.emit(300, 1_000)
    qtbot.waitUntil(lambda: strip.bar.value() == 300)
    desk.ask_period()
    assert desk.dialog is None
    assert "Stop it, or wait" in pane.message_bar.text
    assert not strip.geometry().intersects(pane.message_bar.geometry()), "Stop can be reached"
    qtbot.mouseClick(strip.stop_button, Qt.MouseButton.LeftButton)
    assert (strip.isHidden(), desk.busy, reports.saved) == (True, False, [])
    assert pane.message_bar.text == "Stopped. No report was saved."


def test_a_failure_is_told_with_what_to_do(qtbot: Any, tmp_path: Path) -> None:
    desk, _reports, pane = make(qtbot, error=AppError("The report could not be saved", "Choose another folder."))
    desk.saving.save(ReportOf(Scope.PERIOD), tmp_path / "a.csv")
    assert pane.message_bar.text == "The report could not be saved. Choose another folder."
    assert not desk.busy


def test_days_of_a_span_are_whole_months_and_years() -> None:
    for today in (date(2026, 1, 31), date(2024, 2, 29), date(2026, 12, 1)):
        first, last = days_of(Span.THIS_MONTH, today)
        assert first <= today <= last
        assert (first.day, (last.month % 12) + 1) == (1, last.fromordinal(last.toordinal() + 1).month)
    assert days_of(Span.LAST_MONTH, date(2026, 1, 5)) == (date(2025, 12, 1), date(2025, 12, 31))
