"""Reports on paper: what they say, how they are broken into pages, and the way into a file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, Scope, of_session
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement
from hosted_meetings_desktop.ui.parts.ledger_words import doubt_sentence, outcome_word
from hosted_meetings_desktop.ui.reports.attendance import attendance_paper
from hosted_meetings_desktop.ui.reports.certificate import certificate_paper
from hosted_meetings_desktop.ui.reports.kinds import Kind
from hosted_meetings_desktop.ui.reports.paper import Paper, TablePart, TextPart
from hosted_meetings_desktop.ui.reports.pdf import PdfWork, pdf_of, pictures_of
from hosted_meetings_desktop.ui.reports.saving import ReportSaving
from tests.panes import report_kit
from tests.panes.fake_reports import FakeReports
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def text_of(paper: Paper) -> str:
    parts = []
    for part in paper.parts:
        if isinstance(part, TextPart):
            parts.append(part.document.toPlainText())
        else:
            parts += [" | ".join(each.name for each in part.columns), *(" | ".join(row) for row in part.rows)]
    return "\n".join(parts)


def table_of(paper: Paper) -> TablePart:
    return [part for part in paper.parts if isinstance(part, TablePart)][-1]


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


# ---- what they say
def test_a_session_tells_both_clocks_the_outcomes_and_what_is_doubtful() -> None:
    paper = attendance_paper(report_kit.session_report())
    text = text_of(paper)
    assert not paper.wide
    for said in (
        "Clinic am Park", "+49 30 1234567", "Knee follow-up", "Mon 2 Mar 2026", "Europe/Berlin (UTC+01:00)",
        "10:00\N{EN DASH}10:30", "09:00\N{EN DASH}09:30 UTC", "Follow-up", "21 min",
        "Asha Rao | Patient | Came (1) | 10:07 | 10:29 | 22 min | 2 min | 7 min",
        "Waited and left", "Could not connect", "Never came", "Guest 4 | Not invited | Came (1, 2)",
        "(1) Nobody said when they left", "(2) Only a call window", "more than 5 min after the planned start",
        "Front desk | Colleague | Front desk, stood by", "5 guests and a host",
    ):  # fmt: skip
        assert said in text, said
    assert "group_call" not in text
    assert paper.foot == f"Ledger {report_kit.END.text()}"


def test_what_is_not_closed_says_so() -> None:
    running = report_kit.session_report(moving=True)
    assert "still goes on" in text_of(attendance_paper(running))
    assert "since 10:00, still running" in text_of(attendance_paper(running))
    assert running.truth is not None
    ended = replace(running, truth=replace(running.truth, moving=False))
    assert "not closed in the ledger yet" in text_of(attendance_paper(ended))
    assert "not closed" not in text_of(attendance_paper(report_kit.session_report()))


def test_a_call_that_has_ended_is_not_told_to_go_on() -> None:
    running = report_kit.session_report(moving=True)
    assert running.truth is not None
    held = replace(running.truth.sessions[0], ended_at=report_kit.NINE + timedelta(minutes=12))
    text = text_of(attendance_paper(replace(running, truth=replace(running.truth, sessions=(held,)))))
    assert "The call has ended. Until the planned end at 10:30 somebody may still come back" in text
    assert "still goes on" not in text


@pytest.mark.parametrize(
    ("zone", "said"), [("Europe/London", "Europe/London (UTC)"), ("UTC", "UTC"), ("Etc/UTC", "UTC")]
)
def test_where_the_clinics_clock_is_utc_it_is_told_once(zone: str, said: str) -> None:
    report, certificate = report_kit.session_report(), report_kit.certificate()
    report = replace(report, head=replace(report.head, zone=zone))
    certificate = replace(certificate, head=replace(certificate.head, zone=zone))
    planned = text_of(attendance_paper(report))
    assert f"09:00\N{EN DASH}09:30 {said}" in planned
    assert planned.count("UTC") == 1
    told = text_of(certificate_paper(certificate))
    assert f"09:07\N{EN DASH}09:29 {said}" in told
    assert told.count("UTC") == 1


def test_reports_use_the_words_of_the_screen() -> None:
    report = report_kit.period_report(40)
    columns = [
        each.name for part in attendance_paper(report).parts if isinstance(part, TablePart) for each in part.columns
    ]
    assert {outcome_word(Judgement.ATTENDED), outcome_word(Judgement.NEVER_CAME)} <= set(columns)
    assert "Attended" not in text_of(attendance_paper(report))


def test_a_period_adds_up_patients_and_each_host() -> None:
    report = report_kit.period_report(90)
    text = text_of(attendance_paper(report))
    assert "1 March 2026 \N{EN DASH} 31 March 2026" in text
    assert "Figures are of patients." in text
    for host, sums in report.totals.hosts.items():
        assert re.search(rf"{host} \| {sums.people} \| {sums.attended} \| {sums.never_came} \|", text)
    assert len(table_of(attendance_paper(report)).rows) == 90


def test_a_person_and_a_host_are_named_and_leave_out_what_is_the_same_in_each_row() -> None:
    person = attendance_paper(report_kit.period_report(9, scope=Scope.PERSON))
    host = attendance_paper(report_kit.period_report(9, scope=Scope.HOST))
    assert (person.title, host.title) == ("Attendance of Asha Rao", "Attendance at Dr Amal Sommer's meetings")
    assert "Person" not in [each.name for each in table_of(person).columns]
    assert "Host" not in [each.name for each in table_of(host).columns]
    assert "By host" not in text_of(host)
    assert "Figures are of patients" not in text_of(person)


def test_a_period_over_a_clock_change_names_both_clocks() -> None:
    text = text_of(attendance_paper(report_kit.period_report(240)))
    assert "Europe/Berlin (UTC+01:00 or UTC+02:00)" in text
    assert "Europe/Berlin (UTC+01:00)." in text_of(attendance_paper(report_kit.period_report(40)))


@pytest.mark.parametrize("make_report", [report_kit.session_report, report_kit.period_report])
def test_a_time_of_day_stands_in_one_line_by_any_clock(make_report: Any) -> None:
    """A row of short words is one line high, by "10:07" as by "10:07 AM"."""

    def lines() -> set[int]:
        paper = attendance_paper(make_report())
        rows = table_of(paper)
        heads = [each.name for each in rows.columns]
        found = set()
        for number, row in enumerate(rows.rows):
            document = rows.row(number)
            document.setTextWidth(1_000 if paper.wide else 680)
            document.documentLayout().documentSize()
            block, texts = document.begin(), []
            while block.isValid():
                texts.append((block.text(), block.layout().lineCount()))
                block = block.next()
            times = {row[heads.index(name)] for name in ("Came", "Left")}
            found |= {count for text, count in texts if text in times}
        return found

    assert lines() == {1}
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    assert lines() == {1}


def test_what_is_left_out_is_said() -> None:
    paper = attendance_paper(report_kit.period_report(60, shown=10))
    assert len(table_of(paper).rows) == 10
    assert "The first 10 of 60 rows." in text_of(paper)


def test_a_certificate_says_no_more_than_it_has_to() -> None:
    text = text_of(certificate_paper(report_kit.certificate()))
    for said in ("Asha Rao took part in a video visit on 2 March 2026",
                 "10:07\N{EN DASH}10:29 Europe/Berlin (UTC+01:00)",
                 "09:07\N{EN DASH}09:29", "22 min", "Dr Amal Sommer", "Entry 7"):  # fmt: skip
        assert said in text, said
    assert "Knee" not in text
    assert "Knee follow-up" in text_of(certificate_paper(report_kit.certificate(with_title=True)))


def test_a_certificate_hides_no_doubt_and_needs_no_name() -> None:
    plain = report_kit.certificate()
    doubtful = replace(plain, row=replace(plain.row, name="", doubts=(Doubt.LEAVE_ASSUMED,)))
    text = text_of(certificate_paper(doubtful))
    assert "Nobody said when they left: it counts to the end of the session." in text
    assert "A guest took part in a video visit" in text


def test_every_word_of_the_ledger_has_one_for_people() -> None:
    assert len({outcome_word(each) for each in Judgement}) == len(Judgement)
    assert len({doubt_sentence(each) for each in Doubt}) == len(Doubt)


def test_without_a_ledgers_end_and_logo_there_is_none() -> None:
    report = report_kit.session_report()
    bare = replace(report, head=report_kit.head(of_session(SessionId("s")), full=False, end=Anchor(0, "0" * 64)))
    paper = attendance_paper(bare)
    assert paper.foot == ""
    assert text_of(paper).strip().startswith("Clinic am Park")
    broken = replace(
        bare, head=replace(bare.head, clinic=replace(bare.head.clinic, logo=b"no picture", colour="red?"))
    )
    assert len(pictures_of(attendance_paper(broken))) == 1


# ---- pages
def test_long_tables_go_over_pages_whose_heads_are_said_again() -> None:
    paper = attendance_paper(report_kit.period_report(60))
    pages = pictures_of(paper, dots_per_inch=48)
    assert len(pages) > 3
    # In so few dots letters are a little wider or narrower than they are printed.
    assert abs(pages_in(pdf_of(paper)) - len(pages)) <= 1
    # Nothing is painted into the margins, and no page but the last is half empty.
    for number, page in enumerate(pages, 1):
        painted = [
            y
            for y in range(page.height())
            if any(page.pixelColor(x, y).lightness() < 200 for x in range(40, page.width() - 40, 1))
        ]
        assert painted[0] >= page.height() * 0.06
        body = [y for y in painted if y < page.height() * 0.88]
        if number < len(pages):
            assert body[-1] > page.height() * 0.7, number


def test_a_heading_is_never_the_last_of_a_page() -> None:
    paper = Paper("x")
    for _ in range(43):
        paper.note("line")
    paper.heading("Heading")
    paper.line("What follows")
    assert [len(pictures_of(paper))] == [2]
    heads = [part.keeps for part in paper.parts if isinstance(part, TextPart)]
    assert heads.count(True) == 1


def test_a_mirrored_page_is_the_mirror_of_the_other(qapp: QApplication) -> None:
    def ink(side: slice) -> int:
        page = pictures_of(certificate_paper(report_kit.certificate()), dots_per_inch=48)[0]
        rows = range(page.height() // 8)
        return sum(page.pixelColor(x, y).lightness() < 200 for y in rows for x in range(page.width())[side])

    left = ink(slice(0, 150))
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        mirrored_right = ink(slice(-150, None))
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert mirrored_right == pytest.approx(left, rel=0.15)


def test_making_pages_can_be_left_off_at_any_step() -> None:
    work = PdfWork(attendance_paper(report_kit.period_report(30)))
    steps = work.steps()
    first = next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert (first.done > 0, work.data) == (True, b"")
    told = list(PdfWork(attendance_paper(report_kit.period_report(30))).steps())
    assert told[-1].done == told[-1].total
    assert [each.done for each in told] == sorted(each.done for each in told)


# ---- saving
OF = ReportOf(Scope.PERIOD)


def make(qtbot: Any, calls: Any = None, error: AppError | None = None) -> tuple[ReportSaving, FakeReports]:
    over, reports = QWidget(), FakeReports(error)
    qtbot.addWidget(over)
    return ReportSaving(over, reports, calls or NowCalls()), reports


def test_the_ending_says_as_what_it_is_saved(qtbot: Any, tmp_path: Path) -> None:
    saving, reports = make(qtbot)
    with qtbot.waitSignal(saving.progressed):
        saving.save(OF, tmp_path / "a.CSV")
        saving._call = object()  # type: ignore[assignment] # as while it is under way
        saving._told.emit(1, 2)
    saving._call = None
    with qtbot.waitSignal(saving.saved):
        saving.save(OF, tmp_path / "a.pdf")
    assert reports.saved[0] == (OF, Form.CSV, tmp_path / "a.CSV")
    name, data, target = reports.saved[1]
    assert (name, data[:5], target) == ("AttendanceReport", b"%PDF-", tmp_path / "a.pdf")
    with qtbot.waitSignal(saving.saved):
        saving.save_certificate(OF, "key", tmp_path / "b.pdf")
    assert reports.saved[2][0] == "Certificate"
    assert not saving.busy


@pytest.mark.parametrize(("kind", "typed", "written"), [
    (Kind.PDF, "March.pdf", "March.pdf"), (Kind.XLSX, "March", "March.xlsx"), (Kind.XLSX, "March.PDF", "March.PDF"),
    (Kind.CSV, "Report 1.3", "Report 1.3.csv"), (Kind.CSV, "there", "there (2).csv"),
])  # fmt: skip
def test_the_file_has_an_ending_that_says_its_kind(
    qtbot: Any, tmp_path: Path, kind: Kind, typed: str, written: str
) -> None:
    (tmp_path / "there.csv").touch()
    saving, _reports = make(qtbot)
    saving.ask(OF, "March: all/visits", kind)
    dialog = saving.save_question.dialog
    assert dialog is not None
    assert Path(dialog.selectedFiles()[0]).name == f"March all visits.{kind}"
    with qtbot.waitSignal(saving.saved):
        dialog.fileSelected.emit(str(tmp_path / typed))
    assert saving.target.name == written


def test_a_certificate_is_a_pdf_whatever_is_typed(qtbot: Any, tmp_path: Path) -> None:
    saving, reports = make(qtbot)
    saving.ask_certificate(OF, "key", "Certificate")
    dialog = saving.save_question.dialog
    assert dialog is not None
    with qtbot.waitSignal(saving.saved):
        dialog.fileSelected.emit(str(tmp_path / "c.csv"))
    assert reports.saved[0][2] == tmp_path / "c.csv.pdf"


def test_it_can_be_stopped_and_says_what_went_wrong(qtbot: Any, tmp_path: Path) -> None:
    held = HeldCalls()
    saving, reports = make(qtbot, held)
    saving.save(OF, tmp_path / "a.xlsx")
    assert saving.busy
    saving.save(OF, tmp_path / "b.xlsx")  # one at a time
    assert len(held.held) == 1
    with qtbot.waitSignal(saving.stopped):
        saving.stop()
    assert held.held[0][3].cancelled
    assert (saving.busy, reports.saved) == (False, [])
    saving, reports = make(qtbot, error=AppError("There is no attendance to report"))
    with qtbot.waitSignal(saving.failed):
        saving.save(OF, tmp_path / "a.pdf")
    saving, reports = make(qtbot)
    saving.save(OF, tmp_path / "a.pdf")  # pages are under way now
    assert saving.busy
    saving.stop()
    qtbot.wait(int(timedelta(milliseconds=50) / timedelta(milliseconds=1)))
    assert (saving.busy, reports.saved) == (False, [])
