"""Attendance: the list with its truth and filters, one session with its people and facts, reports, and the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, ListQuery, Outcome
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.attendance.people import NAME, OUTCOME, PRESENT, WAITED
from hosted_meetings_desktop.ui.panes.attendance.rows import (
    state_text,
    summary_text,
    who_text,
)
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import NOW, OFFLINE, PATIENTS, session
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.ledger_kit import SHOWN, FakeAttendance, Scene, full_room, scene_of

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def make(qtbot, attendance: FakeAttendance | None = None, calls=None, **more: Any) -> AttendancePane:
    pane = AttendancePane(attendance or FakeAttendance(), calls or NowCalls(), clock=lambda: NOW, **more)
    qtbot.addWidget(pane)
    SHOWN.append(pane)
    pane.resize(1300, 900)
    pane.show()
    return pane


def texts(pane: AttendancePane) -> str:
    return "\n".join(label.text() for label in pane.session_details.findChildren(QLabel) if not label.isHidden())


def cells(pane: AttendancePane, row: int) -> list[str]:
    model = pane.session_details.model
    return [model.index(row, column).data() for column in (NAME, OUTCOME, PRESENT, WAITED)]


def listed(report) -> ListedSitting:
    return FakeAttendance(rows=[], reports={"": report}).listed()[0]


# ---- the list
def test_the_list_says_who_came_and_what_still_moves(qtbot) -> None:
    pane = make(qtbot)
    first = [pane.model.index(0, column).data() for column in range(8)]
    assert first[:4] == ["Today 09:00", "Follow-up after knee surgery", "3 guests", "2 of 3 came, 1 not here yet"]
    assert first[7] == "Going on"
    assert pane.model.index(1, 3).data() == "Came 8 min late"
    assert pane.model.index(1, 7).data() == "In the ledger"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "Came 8 min late"),
        (2, "Never came"),
        (3, "Waited and left"),
        (4, "1 of 2 came, 1 could not connect"),
        (5, "All 3 came, 1 left early"),
        (6, "2 of 3 came, 1 never came"),
    ],
)
def test_each_outcome_is_told_apart_in_words_and_sign(qtbot, number: int, said: str) -> None:
    pane = make(qtbot)
    row = next(row for row in FakeAttendance().listed() if row.session == f"s{number:02}")
    assert summary_text(row) == said
    place = pane.model.row_of(row.id)
    assert pane.model.index(place, 3).data() == said
    column = pane.model.columns[3]
    signs = {column.icon(other).cacheKey() for other in FakeAttendance().listed()[1:6]}
    assert len(signs) == 5


def test_nobody_known_and_nothing_held(qtbot) -> None:
    empty = FakeAttendance(rows=[session(7)], empty=True).listed()[0]
    assert (summary_text(empty), who_text(empty)) == ("Nobody is known", "\N{EN DASH}")
    host_alone = listed(Scene(session(7)).came("Dr. Benedikt Schwarzenberger-Hohenlohe", 0, 5).report())
    assert summary_text(host_alone) == "Came, left 34 min early" or "Came" in summary_text(host_alone)
    assert state_text(replace(empty, closed=False)) == "Not closed yet"


def test_filters_narrow_the_list_and_are_cleared(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    field = pane.filters.outcome
    field.setCurrentIndex(field.findData(Outcome.NEVER_CAME.value))
    asked = attendance.asked_for("page")[-1][0]
    assert asked == ListQuery(outcome=Outcome.NEVER_CAME)
    assert 0 < pane.model.total < len(attendance.reports)
    pane.filters.host.setCurrentIndex(1)
    pane.filters.kind.setCurrentIndex(1)
    pane.filters.when.setCurrentIndex(2)
    pane.filters.order.setCurrentIndex(1)
    asked = attendance.asked_for("page")[-1][0]
    assert (asked.host, asked.visit_type, asked.oldest_first) == ("Dr. Ada Osei", "follow-up", True)
    assert (asked.days_from, asked.days_before) == (
        NOW.date() - timedelta(days=6), NOW.date() + timedelta(days=1),
    )  # fmt: skip
    assert not pane.filters.clear_button.isHidden()
    pane.filters.clear_button.click()
    assert attendance.asked_for("page")[-1][0] == ListQuery(oldest_first=True)
    assert pane.filters.clear_button.isHidden()


@pytest.mark.parametrize(("place", "first", "before"), [(4, (11, 1), (12, 1)), (5, (10, 1), (11, 1))])
def test_a_month_is_a_month_of_the_calendar(qtbot, place: int, first, before) -> None:
    pane = make(qtbot)
    pane.filters.when.setCurrentIndex(place)
    found = pane.query()
    assert ((found.days_from.month, found.days_from.day), (found.days_before.month, found.days_before.day)) == (
        first, before,
    )  # fmt: skip


def test_what_was_left_out_is_not_remembered_but_the_order_is(qtbot) -> None:
    pane = make(qtbot)
    pane.filters.outcome.setCurrentIndex(1)
    pane.filters.order.setCurrentIndex(1)
    pane.show_trends(on=True)
    state = pane.state()
    other = make(qtbot)
    other.restore(state)
    assert other.query() == ListQuery(oldest_first=True)
    assert other.trends_button.isChecked()


def test_no_session_yet_nothing_found_and_too_much_left_out(qtbot) -> None:
    assert make(qtbot, FakeAttendance(rows=[])).states.state is State.EMPTY
    pane = make(qtbot)
    pane.search.setText("zzz")
    pane.search.search_now()
    assert pane.states.state is State.EMPTY
    pane.clear_search()
    pane.filters.outcome.setCurrentIndex(pane.filters.outcome.findData(Outcome.UNKNOWN.value))
    assert pane.states.state is State.EMPTY
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Clear filters").click()
    assert pane.states.state is State.CONTENT


def test_a_failure_to_list(qtbot) -> None:
    attendance = FakeAttendance(problem=OFFLINE)
    pane = make(qtbot, attendance)
    assert pane.states.state is State.ERROR
    attendance.problem = None
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert pane.states.state is State.CONTENT


def test_of_a_million_rows_only_the_pages_in_view_are_read(qtbot) -> None:
    class Huge(FakeAttendance):
        async def page(self, query: ListQuery, offset: int, limit: int) -> Page[ListedSitting]:
            self._ask("page", query, offset, limit)
            row = self.listed()[1]
            rows = tuple(replace(row, id=f"x{n}") for n in range(offset, min(1_000_000, offset + limit)))
            return Page(rows, 1_000_000)

    attendance = Huge()
    pane = make(qtbot, attendance)
    assert pane.model.rowCount() == 1_000_000
    bar = pane.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum() * 7 // 10)
    seen = pane.table.rowAt(20)
    assert seen > 600_000
    qtbot.waitUntil(lambda: pane.model.row_at(seen) is not None)
    assert len(attendance.asked_for("page")) <= 4


# ---- one session
def test_people_are_listed_with_what_became_of_them(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s05")
    assert cells(pane, 0) == ["Nurse Ida Lind", "Came", "33 min", "\N{EN DASH}"]
    assert cells(pane, 1) == [PATIENTS[5], "Came", "22 min", "3 min"]
    assert cells(pane, 3)[:2] == ["Guest 4", "Came, left 17 min early"]
    assert pane.attendance.sitting == next(row.id for row in FakeAttendance().listed() if row.session == "s05")


def test_each_fact_has_its_source_and_its_age(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s05")
    assert pane.session_details.person.name == PATIENTS[5]
    shown = texts(pane)
    assert "By a call window of the clinic, heard Sat 21 Nov 16:26" in shown
    assert "By the video service's list of people, heard 1 min ago" in shown
    assert "22 min, came once" in shown
    assert "3, reconnects and second windows merged" in shown
    pane.session_details.choose_person(pane.attendance.people[2].key)
    assert "Nobody said when they left: it counts to the end of the session." in texts(pane)


def test_who_could_not_connect_is_told_with_tries(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s04")
    shown = texts(pane)
    assert "Could not connect" in shown
    assert "By the call diary of a PC of the clinic" in shown
    assert "3 times" in shown


def test_the_table_and_the_timeline_choose_together(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s05")
    details = pane.session_details
    details.table.selectRow(3)
    assert details.person.name == "Guest 4"
    details.timeline.view.person_chosen.emit(pane.attendance.people[1].key)
    assert details.table.currentIndex().row() == 1
    assert details.facts.key == pane.attendance.people[1].key


def test_all_visits_of_a_person_are_summed_up(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s05")
    assert attendance.asked_for("visits")[-1] == (f"person-{PATIENTS[5]}",)
    assert "In all 12 visits in the ledger: came 9, never came 2, late 3." in texts(pane)


def test_a_meeting_that_was_held_more_than_once_is_summed_up(qtbot) -> None:
    attendance = FakeAttendance()
    attendance.met[MeetingId("m05")] = Sums(people=9, attended=6, never_came=2, late=1)
    pane = make(qtbot, attendance)
    pane.select("s05")
    assert "All sessions of this meeting: 8 visits, came 6, never came 2, late 1." in texts(pane)
    attendance.met[MeetingId("m04")] = Sums(people=3, attended=3)
    pane.select("s04")
    assert pane.session_details.meeting_note.isHidden()


def test_what_still_goes_on_says_so(qtbot) -> None:
    pane = make(qtbot, reports=SimpleNamespace)
    pane.select("s00")
    assert "This still goes on: everything here may change." in texts(pane)
    assert "since 09:00, still running" in texts(pane)
    assert pane.session_details.session.open
    assert pane.session_details.facts.certificate_button.isHidden()


def test_what_moves_is_looked_at_again_by_itself(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s00")
    before = len(attendance.asked_for("sitting"))
    pane.minute_passed()
    assert len(attendance.asked_for("sitting")) == before + 1
    pane.select("s01")
    before = len(attendance.asked_for("sitting"))
    pane.minute_passed()
    assert len(attendance.asked_for("sitting")) == before


def test_weeks_are_fetched_again_only_while_somebody_looks(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.reload()
    assert attendance.asked_for("trends") == []
    pane.trends_button.click()
    pane.reload()
    assert len(attendance.asked_for("trends")) == 2
    pane.list_button.click()
    pane.reload()
    assert len(attendance.asked_for("trends")) == 2
    pane.trends_button.click()
    assert len(attendance.asked_for("trends")) == 3


def test_who_was_in_for_a_moment_is_not_told_to_be_missing(qtbot) -> None:
    running = replace(session(0), started_at=NOW - timedelta(minutes=4), ended_at=None)
    made = Scene(running, (PATIENTS[0], Role.PATIENT))
    made.came(made.host, 0, None).came(PATIENTS[0], 1, 1.1)
    assert summary_text(listed(made.report())) == "Was here for a moment"


def test_the_entries_of_the_ledger_are_told(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s04")
    shown = texts(pane)
    assert "Closed Yesterday 11:01" in shown
    assert "Corrected Yesterday 14:01: 2 details learned since" in shown


def test_a_session_without_people_says_so(qtbot) -> None:
    pane = make(qtbot, FakeAttendance(rows=[session(1)], empty=True))
    pane.select("s01")
    assert "Who was there is not known yet." in texts(pane)


def test_until_the_people_are_here_it_says_what_it_does(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.table.selectRow(1)
    assert "Looking up who was there…" in texts(pane)
    calls.release()
    assert cells(pane, 1)[1] == "Came 8 min late"


def test_people_that_cannot_be_looked_up_can_be_asked_for_again(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    attendance.problem = OFFLINE
    pane.table.selectRow(1)
    bar = pane.session_details.message_bar
    assert bar.kind == "error"
    attendance.problem = None
    bar.action_button.click()
    assert cells(pane, 1)[1] == "Came 8 min late"


def test_an_answer_about_another_session_is_dropped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.table.selectRow(1)
    pane.table.selectRow(2)
    calls.release()
    assert pane.session_details.session.id == "s02"


def test_a_reload_keeps_person_zoom_and_widgets(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s05")
    details = pane.session_details
    details.choose_person(pane.attendance.people[3].key)
    view = details.timeline.view
    view.zoom_in()
    before = len(attendance.asked_for("sitting"))
    pane.reload()
    assert len(attendance.asked_for("sitting")) > before
    assert details.timeline.view is view
    assert view.zoom > 1
    assert details.person.name == "Guest 4"


def test_a_session_far_down_the_list_is_shown_all_the_same(qtbot) -> None:
    attendance = FakeAttendance()
    far = replace(session(5), started_at=session(5).started_at - timedelta(days=400), ended_at=None)
    ended = replace(far, id="s65", ended_at=far.started_at + timedelta(minutes=30))
    report = scene_of(ended).report()
    pane = make(qtbot, attendance)
    attendance.reports[str(report.truth.sitting)] = report
    attendance.listed = lambda _query=None: []
    pane.select("s65")
    assert not pane.session_details.isHidden()
    assert pane.attendance.sitting == report.truth.sitting
    attendance.problem = AppError("This session is not in the list any more")
    pane.select("gone")
    assert "not in the list any more" in pane.message_bar.text


def test_its_meeting_can_be_shown(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s01")
    link = next(b for b in pane.session_details.findChildren(QPushButton) if b.text() == "Show the meeting")
    with qtbot.waitSignal(pane.meeting_requested) as asked:
        link.click()
    assert asked.args == ["m01"]


def test_forty_people_scroll_in_the_table(qtbot) -> None:
    many = full_room()
    attendance = FakeAttendance()
    attendance.reports[str(many.truth.sitting)] = many
    pane = make(qtbot, attendance)
    pane.select("s65")
    table = pane.session_details.table
    assert table.model().rowCount() == 40
    assert table.height() < 12 * table.rowHeight(0) + table.horizontalHeader().height()
    assert "39 guests and a host, 36 in the call" in texts(pane)
