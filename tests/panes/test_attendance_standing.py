"""Attendance: what goes on, what has ended and what nobody has called yet; and how people are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.ledger.listing import ListedSitting
from hosted_meetings_desktop.domain.ledger.truth import Stage
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.attendance.rows import state_kind, state_text, state_tip, who_text, who_tip
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import timeline_of
from hosted_meetings_desktop.ui.panes.attendance.timeline_words import timeline_text
from hosted_meetings_desktop.ui.parts.ledger_words import guests_words, people_words
from tests.panes.clinic_data import NOW, PATIENTS, session
from tests.panes.fakes import NowCalls
from tests.panes.ledger_kit import SHOWN, FakeAttendance, Report, Scene

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


def listed(report: Report) -> ListedSitting:
    return FakeAttendance(rows=[], reports={"": report}).listed()[0]


def told(qtbot, report: Report) -> str:
    """Return what the details say of a sitting."""
    attendance = FakeAttendance(rows=[], reports={str(report.truth.sitting): report})
    pane = AttendancePane(attendance, NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    SHOWN.append(pane)
    pane.resize(1300, 900)
    pane.show()
    pane.select(report.truth.sitting)
    return "\n".join(label.text() for label in pane.session_details.findChildren(QLabel) if not label.isHidden())


def _stopped() -> Scene:
    """Return a visit from 09:02 to 09:06, planned until 09:27: the video service says that it has ended."""
    started = NOW - timedelta(minutes=10)
    held = replace(session(0), started_at=started, ended_at=started + timedelta(minutes=4), observed_at=NOW)
    return Scene(held, (PATIENTS[0], Role.PATIENT))


def test_what_has_ended_is_not_told_to_go_on(qtbot) -> None:
    made = _stopped()
    made.came(made.host, 0, 4).came(PATIENTS[0], 1, 4)
    report = made.report()
    assert report.truth.moving  # it is not over for the ledger
    row = listed(report)
    assert (row.stage, state_text(row), state_kind(row)) == (Stage.ENDED, "Ended", "over")
    said = (
        "The call has ended. Until the planned end at 09:27 somebody may still come back, and facts may arrive late."
    )
    assert state_tip(row) == said
    shown = told(qtbot, report)
    assert said in shown
    assert "still goes on" not in shown
    assert timeline_of(report.truth, report.facts).now is None


def test_who_comes_back_or_waits_after_the_end_keeps_it_going() -> None:
    made = _stopped()
    made.came(made.host, 0, 4).waited(PATIENTS[0], 8, None)
    row = listed(made.report())
    assert (row.stage, state_text(row), state_kind(row)) == (Stage.GOES_ON, "Going on", "live")
    assert state_tip(row) == "This still goes on: everything here may change."


def test_what_nobody_has_called_yet_is_told_so() -> None:
    made = _stopped()
    made.facts = [each for each in made.facts if each.kind.value in {"planned", "invited"}]
    row = listed(made.report())
    assert (row.stage, state_text(row), state_kind(row)) == (Stage.AHEAD, "No call yet", "upcoming")
    assert state_tip(row) == "Nobody has been in a call yet; it is planned until 09:27."


def test_list_details_and_timeline_count_the_same_people(qtbot) -> None:
    made = Scene(session(1), (PATIENTS[0], Role.PATIENT), ("Ben Cole", Role.PATIENT))
    report = made.came(made.host, 0, 20).came(PATIENTS[0], 1, 20).report()
    assert who_text(listed(report)) == "2 patients"
    assert who_tip(listed(report)).splitlines() == ["2 patients and a host", made.host, PATIENTS[0], "Ben Cole"]
    assert timeline_text(timeline_of(report.truth, report.facts)).startswith("Timeline of 2 patients and a host, ")
    assert "2 patients and a host, 2 in the call, " in told(qtbot, report)


@pytest.mark.parametrize(
    ("roles", "guests", "people"),
    [
        ([], "", ""),
        ([Role.HOST], "", "1 host"),
        ([Role.HOST, Role.HOST], "", "2 hosts"),
        ([Role.PATIENT], "1 patient", "1 patient"),
        ([Role.HOST, Role.PATIENT, Role.INTERPRETER], "2 guests", "2 guests and a host"),
        ([Role.HOST, None], "1 guest", "1 guest and a host"),
        ([Role.HOST, Role.HOST, Role.PATIENT, Role.PATIENT], "2 patients", "2 patients and 2 hosts"),
        ([None, None, None], "3 people", "3 people"),
    ],
)
def test_people_are_counted_in_one_way(roles: list[Role | None], guests: str, people: str) -> None:
    assert (guests_words(roles), people_words(roles)) == (guests, people)
