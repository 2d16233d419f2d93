"""Attendance files: the documented columns, times twice, nothing a spreadsheet calculates, whole or not there."""

from __future__ import annotations

import csv
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import anyio
import pytest

from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.domain.availability import usual_hours
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, Scope, of_session, of_sitting
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement, SittingId
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.message import Clinic as Letterhead
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.services import reports_xlsx
from hosted_meetings_desktop.services.audit import AuditService
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.reports import ReportService
from hosted_meetings_desktop.services.reports_columns import NAMES
from tests.unit.services.test_ledger_kit import NAME, Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio

DOCUMENTED = Path(__file__).parents[3] / "docs" / "attendance-files.md"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def stored(clinic: Clinic) -> Clinic:
    """Keep the ledger where it belongs."""
    store, changes, clock = clinic.store, clinic.changes, clinic.clock
    clinic.gatherer = LedgerGatherer(store, lambda lib: lib.ledger, NAME, changes, clock, lambda: "Asia/Tokyo")
    clinic.service = LedgerService(store, lambda lib: lib.ledger, NAME, changes, clock)
    clinic.run(lambda lib: lib.plans.keep_availability(usual_hours("Europe/Berlin")))
    return clinic


@pytest.fixture
def reports(stored: Clinic) -> ReportService:
    audit = AuditService(stored.store, stored.changes, stored.clock, lambda: "front desk")
    return ReportService(stored.store, stored.service, audit, stored.clock, lambda: "Asia/Tokyo")


async def hold(stored: Clinic, *patients: str, minutes: float = 0, host: str = "Dr Sommer", **more: Any) -> SessionId:
    """Let a visit be held to which the first patient comes seven minutes late and the others do not come."""
    meeting = stored.plan(*patients, minutes=minutes, host=host, **more)
    doctor, first, *_others = meeting.invitees
    session = stored.hold(meeting.room_id, minutes, minutes + 30)
    stored.come(session, (doctor, minutes, minutes + 30), (first, minutes + 7, minutes + 29))
    await stored.later(minutes=20)
    return session


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Return the texts and numbers in each sheet of a workbook, row by row."""
    with zipfile.ZipFile(path) as book:
        listed = Xml.fromstring(book.read("xl/workbook.xml"))  # noqa: S314 (written just now)
        names = [each.attrib["name"] for each in listed.iter(f"{_MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            root = Xml.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
            assert not list(root.iter(f"{_MAIN}f")), "a formula"
            found[name] = [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{_MAIN}row")]
        return found


async def test_a_sessions_csv_has_the_documented_columns_and_both_times(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    session = await hold(stored, "Asha", "Ben")
    saved = await reports.save(of_session(session), Form.CSV, tmp_path / "a.csv")
    columns, *rest = DOCUMENTED.read_text("utf-8").split("## The columns")[1].split("## ")
    assert tuple(re.findall(r"^\| `(\w+)` \|", columns, re.MULTILINE)) == NAMES
    assert {*Judgement, *Doubt} <= set(re.findall(r"`([\w-]+)`", "".join(rest)))
    host, asha, ben = rows_of(tmp_path / "a.csv")
    assert tuple(asha) == NAMES
    assert saved.rows == 3
    assert (host["role"], asha["role"]) == ("host", "patient")
    assert asha["planned_start_local"] == "2026-03-02T10:00:00+01:00"
    assert asha["first_joined_utc"] == "2026-03-02T09:07:00Z"
    assert (asha["outcome"], asha["minutes_present"], asha["minutes_late"]) == ("attended", "22.00", "7.00")
    assert (ben["outcome"], ben["first_joined_utc"], ben["minutes_late"]) == ("never-came", "", "")
    assert (asha["ledger_entry"], asha["day"], asha["invited"], asha["session_id"]) == (
        "1",
        "2026-03-02",
        "yes",
        session,
    )
    assert "guest" not in (tmp_path / "a.csv").read_text("utf-8"), "a preset's name says nothing to whoever reads it"


async def test_nothing_that_guests_typed_is_calculated(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    await hold(stored, '=HYPERLINK("http://bad.example","x")', "@SUM(1)", "\uff1d1+1")
    of = ReportOf(Scope.PERIOD)
    await reports.save(of, Form.CSV, tmp_path / "a.csv")
    names = [row["person"] for row in rows_of(tmp_path / "a.csv")]
    assert names[1:] == ['\'=HYPERLINK("http://bad.example","x")', "'@SUM(1)", "'\uff1d1+1"]
    await reports.save(of, Form.XLSX, tmp_path / "a.xlsx")
    sheets = sheets_of(tmp_path / "a.xlsx")
    names = [row[NAMES.index("person")] for row in sheets["Attendance"][1:] if "=HYPERLINK" in "".join(row)]
    assert sheets["Attendance"][0] == list(NAMES)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"http://bad.example" not in b"".join(book.read(each) for each in book.namelist() if "_rels" in each)


async def test_a_period_a_host_and_a_person_hold_what_belongs_to_them(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    await hold(stored, "Asha", "Ben")
    await hold(stored, "Asha", minutes=100, host="Nurse Lind")
    await hold(stored, "Cleo", minutes=60 * 24 * 3)
    path = tmp_path / "a.csv"

    async def people(of: ReportOf) -> list[str]:
        await reports.save(of, Form.CSV, path)
        return [row["person"] for row in rows_of(path)]

    assert await people(ReportOf(Scope.HOST, name=" dr sommer")) == ["Dr Sommer", "Asha", "Ben", "Dr Sommer", "Cleo"]
    person = frozenset({PersonId("person-Asha")})
    assert await people(ReportOf(Scope.PERSON, persons=person, name="Asha")) == ["Asha", "Asha"]
    first = ReportOf(Scope.PERIOD, days_from=date(2026, 3, 2), days_before=date(2026, 3, 3))
    assert len(await people(first)) == 5
    with pytest.raises(AppError, match="no attendance to report"):
        await people(ReportOf(Scope.PERIOD, days_before=date(2020, 1, 1)))
    for wrong in (ReportOf(Scope.HOST), replace(first, days_before=first.days_from)):
        with pytest.raises(InputProblem):
            await people(wrong)


async def test_who_was_merged_has_the_visits_of_both_in_one_report(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    await hold(stored, "Asha")
    await hold(stored, "Ascha", minutes=100)
    await hold(stored, "Ben", minutes=200)
    asha, double = (Person(PersonId(f"person-{name}"), name) for name in ("Asha", "Ascha"))
    stored.run(lambda lib: lib.people.keep((asha, double), now=stored.clock()))
    stored.run(lambda lib: lib.people.merge(asha, [double.id], now=stored.clock()))
    of = ReportOf(Scope.PERSON, persons=frozenset({asha.id}), name="Asha")
    assert await reports.count(of) == 2
    await reports.save(of, Form.CSV, tmp_path / "a.csv")
    assert [row["person"] for row in rows_of(tmp_path / "a.csv")] == ["Asha", "Ascha"]
    assert (await stored.service.person([asha.id])).attended == 2


async def test_a_workbook_sums_up_names_the_ledgers_end_and_explains_itself(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    for number in range(3):
        await hold(stored, "Asha", "Ben", minutes=number * 100)
    saved = await reports.save(ReportOf(Scope.PERIOD), Form.XLSX, tmp_path / "a.xlsx")
    sheets = sheets_of(tmp_path / "a.xlsx")
    assert list(sheets) == ["Summary", "Attendance", "About"]
    told = {row[0]: row[1:] for row in sheets["Summary"] if row}
    assert told["End of the attendance ledger"] == [saved.end.text()]
    assert told["Time zone of the clinic"] == ["Europe/Berlin"]
    assert (told["Rows"], told["Sittings"]) == (["9"], ["3"])
    assert told["Patients"][:3] == ["6", "3", "3"]
    assert float(told["Patients"][7]) == 0.5
    assert len(sheets["Attendance"]) == 10
    began = float(sheets["Attendance"][1][NAMES.index("planned_start_local") - 1])  # it has no visit type
    assert began == pytest.approx((date(2026, 3, 2) - date(1899, 12, 30)).days + 10 / 24)
    assert any("late_after" in row[0] for row in sheets["About"])


async def test_more_rows_than_a_sheet_holds_go_to_the_next(
    stored: Clinic, reports: ReportService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports_xlsx, "MOST_ROWS", 4)
    for number in range(3):
        await hold(stored, "Asha", "Ben", minutes=number * 100)
    await reports.save(ReportOf(Scope.PERIOD), Form.XLSX, tmp_path / "a.xlsx")
    sheets = sheets_of(tmp_path / "a.xlsx")
    assert [len(rows) for name, rows in sheets.items() if name.startswith("Attendance")] == [5, 5, 2]


@pytest.mark.parametrize("form", Form)
async def test_a_cancelled_report_leaves_what_was_there(
    stored: Clinic, reports: ReportService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    monkeypatch.setattr("hosted_meetings_desktop.services.ledger._AT_ONCE", 2)
    await hold(stored, "Asha", "Ben")
    target = tmp_path / "a.file"
    target.write_text("before")
    told: list[Progress] = []
    with anyio.CancelScope() as scope:

        def tell(progress: Progress) -> None:
            told.append(progress)
            scope.cancel()

        await reports.save(ReportOf(Scope.PERIOD), form, target, told=tell)
    assert scope.cancelled_caught
    assert told[0] == Progress(2, 3)
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]
    assert target.read_text() == "before"


@pytest.mark.parametrize("form", Form)
async def test_a_place_that_cannot_be_written_is_said(
    stored: Clinic, reports: ReportService, tmp_path: Path, form: Form
) -> None:
    await hold(stored, "Asha")
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "folder", tmp_path / "missing" / "a.csv"):
        with pytest.raises(AppError, match="could not be saved") as told:
            await reports.save(ReportOf(Scope.PERIOD), form, target)
        assert "attendance itself is kept" in told.value.advice
    paper = await reports.report(ReportOf(Scope.PERIOD))
    with pytest.raises(AppError, match="could not be saved"):
        await reports.save_paper(paper, b"%PDF", tmp_path / "missing" / "a.pdf")
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


async def test_each_report_stands_in_the_audit_log_without_names(
    stored: Clinic, reports: ReportService, tmp_path: Path
) -> None:
    await hold(stored, "Asha")
    person = ReportOf(Scope.PERSON, persons=frozenset({PersonId("person-Asha")}), name="Asha Rao")
    saved = await reports.save(person, Form.CSV, tmp_path / "a.csv")
    paper = await reports.report(replace(person, days_from=date(2026, 3, 1)))
    await reports.save_paper(paper, b"%PDF", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF"
    notes = [audit_note(each) for each in stored.run(lambda lib: lib.audit.entries(after=0, limit=9))]
    assert [(each.deed, each.who, each.subject) for each in notes] == [
        (Deed.REPORTED, "front desk", "person-Asha")
    ] * 2
    assert notes[0].facts == {"scope": "person", "form": "csv", "rows": "1", "end": saved.end.text()}
    assert (notes[1].facts["form"], notes[1].facts["days"]) == ("pdf", "2026-03-01/")
    assert "Rao" not in str(notes)


async def test_a_session_that_still_runs_is_told_as_it_is_now(stored: Clinic, reports: ReportService) -> None:
    meeting = stored.plan("Asha")
    session = stored.hold(meeting.room_id, 0, None)
    stored.come(session, (meeting.invitees[0], 0, None))
    report = await reports.report(of_session(session))
    assert report.truth is not None
    assert (report.closed, report.truth.moving, {row.entry for row in report.rows}) == (False, True, {0})
    with pytest.raises(AppError, match="not closed yet"):
        await reports.certificate(of_session(session), report.rows[0].key)


async def test_paper_holds_the_first_rows_and_adds_all_of_them_up(stored: Clinic, reports: ReportService) -> None:
    stored.run(
        lambda lib: lib.outbox.keep_settings(replace(lib.outbox.settings(), clinic=Letterhead("Clinic am Park")))
    )
    for number in count():
        await hold(stored, "Asha", "Ben", minutes=number * 100)
        if number == 2:
            break
    report = await reports.report(ReportOf(Scope.PERIOD), most=4)
    assert (len(report.rows), report.totals.rows, report.totals.sittings) == (4, 9, 3)
    assert report.totals.patients.no_show_rate == 0.5
    assert list(report.totals.hosts) == ["Dr Sommer"]
    assert (report.head.clinic.name, report.head.zone, report.closed) == ("Clinic am Park", "Europe/Berlin", True)
    assert report.head.end == await stored.service.anchor()
    assert report.truth is None


async def test_only_who_attended_is_certified(stored: Clinic, reports: ReportService) -> None:
    session = await hold(stored, "Asha", "Ben")
    rows = {row.name: row for row in (await reports.report(of_session(session))).rows}
    certificate = await reports.certificate(of_sitting(rows["Asha"].sitting), rows["Asha"].key)
    assert (certificate.row, certificate.with_title) == (rows["Asha"], False)
    assert certificate.row.present == timedelta(minutes=22)
    with pytest.raises(AppError, match="did not attend"):
        await reports.certificate(of_session(session), rows["Ben"].key)
    with pytest.raises(AppError, match="not in the session's list"):
        await reports.certificate(of_session(session), "somebody")
    with pytest.raises(AppError, match="not in the list any more"):
        await reports.certificate(of_sitting(SittingId("session:gone")), "somebody")
    with pytest.raises(ValueError, match="names it"):
        await reports.report(ReportOf(Scope.SESSION))


async def test_a_correction_that_is_not_written_yet_is_not_told_as_closed(
    stored: Clinic, reports: ReportService
) -> None:
    session = await hold(stored, "Asha")
    people = stored.run(lambda lib: lib.sessions.presences(session))
    late = tuple(replace(each, left_at=each.left_at and each.left_at - timedelta(minutes=1)) for each in people)
    stored.run(lambda lib: lib.sessions.note_presences(session, late, now=stored.clock()))
    report = await reports.report(of_session(session))
    assert not report.closed
