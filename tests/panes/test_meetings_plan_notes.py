"""What the plan dialog says besides: double bookings, clock changes, and rights that are not the usual ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.meeting import Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
from tests.panes.clinic_data import NOW, OFFLINE, clinic_meetings, invitee, meeting
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADA = "Dr. Ada Osei"


def make(qtbot, meetings: FakeMeetings | None = None, *, calls=None, **options) -> PlanDialog:
    options.setdefault("zone", "Europe/London")
    dialog = PlanDialog(meetings or FakeMeetings(), calls or NowCalls(), clock=lambda: NOW, **options)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    return dialog


def at_noon(number: int, minutes: int = 0, **changes: object):
    row = meeting(number, NOON + timedelta(minutes=minutes), f"Visit {number}", host=ADA)
    length = Schedule(row.schedule.starts_at, timedelta(minutes=30), "Europe/London")
    return replace(row, **{"schedule": length, **changes})


# ---- who is booked twice
def test_the_dialog_says_when_the_host_is_booked_and_plans_all_the_same(qtbot) -> None:
    dialog = make(qtbot, FakeMeetings(rows=[at_noon(1)]), day=date(2026, 11, 24))
    drafts: list[object] = []
    dialog.drafted.connect(drafts.append)
    dialog.title_field.setText("Wound check")
    dialog.host_field.setEditText(ADA)
    dialog.start_field.setTime(QTime(12, 15))
    qtbot.waitUntil(lambda: bool(dialog.booking_note.text))
    told = "Dr. Ada Osei has “Visit 1” 12:00\N{EN DASH}12:30. They overlap by 15 min."
    assert told in dialog.booking_note.text
    dialog.host_field.setEditText("Dr. Karim Haddad")
    qtbot.waitUntil(lambda: not dialog.booking_note.text)
    dialog.host_field.setEditText(ADA)
    qtbot.waitUntil(lambda: bool(dialog.booking_note.text))
    dialog.main_button.click()
    assert len(drafts) == 1


def test_a_meeting_does_not_overlap_itself(qtbot) -> None:
    meetings = FakeMeetings(rows=[at_noon(1)])
    dialog = make(qtbot, meetings, meeting=meetings.rows[0])
    qtbot.waitUntil(lambda: meetings.asked_for("check") != [])
    assert dialog.booking_note.text == ""


def test_an_answer_about_another_time_is_not_told(qtbot) -> None:
    calls = HeldCalls()
    dialog = make(qtbot, FakeMeetings(rows=[at_noon(1)]), calls=calls, day=date(2026, 11, 24))
    calls.release()
    dialog.host_field.setEditText(ADA)
    dialog.start_field.setTime(QTime(12, 0))
    qtbot.waitUntil(lambda: bool(calls.held))
    late = calls.held[0]
    dialog.start_field.setTime(QTime(15, 0))
    assert late[3].cancelled
    late[1](FakeMeetings)  # what was on its way all the same is not even looked at
    assert dialog.booking_note.text == ""


def test_planning_does_not_hang_on_it(qtbot) -> None:
    meetings = FakeMeetings()
    dialog = make(qtbot, meetings)
    meetings.problem = OFFLINE
    dialog.host_field.setEditText(ADA)
    before = len(meetings.asked)
    qtbot.waitUntil(lambda: len(meetings.asked) > before)
    assert (dialog.booking_note.text, dialog.message_bar.text) == ("", "")


# ---- clock changes
def test_a_start_that_does_not_exist_is_marked_at_once(qtbot) -> None:
    dialog = make(qtbot, zone="Europe/Berlin", day=date(2027, 3, 28))
    dialog.start_field.setTime(QTime(2, 30))
    assert dialog.start_field.property("problem") == "true"
    assert "the clocks go forward" in dialog.start_field.accessibleDescription()
    qtbot.wait(1)
    note = dialog.when_note.mapTo(dialog, dialog.when_note.rect().topLeft()).y()
    assert note > dialog.start_field.mapTo(dialog, dialog.start_field.rect().bottomLeft()).y()
    assert note < dialog.host_field.mapTo(dialog, dialog.host_field.rect().topLeft()).y()
    dialog.start_field.setTime(QTime(3, 30))
    assert dialog.start_field.property("problem") == "false"
    assert dialog.start_field.accessibleDescription() == ""


@pytest.mark.parametrize(
    ("day", "start", "second", "said"),
    [
        (date(2027, 10, 31), QTime(2, 30), False, "Ends at 02:00 (CET, after the clock goes back)."),
        (date(2027, 10, 31), QTime(2, 30), True, "On this PC's clock: "),
        (date(2027, 3, 28), QTime(1, 45), False, "Ends at 03:15 (CEST, after the clock goes forward)."),
    ],
)
def test_an_end_beyond_a_clock_change_says_on_which_clock(
    qtbot, day: date, start: QTime, second: bool, said: str
) -> None:
    dialog = make(qtbot, zone="Europe/Berlin", day=day)
    dialog.start_field.setTime(start)
    dialog.which_field.setCurrentIndex(int(second))
    assert dialog.when_note.text().startswith(said)


# ---- rights
def test_rights_are_out_of_the_way_until_they_are_asked_for(qtbot) -> None:
    dialog = make(qtbot)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    people = dialog.people
    assert not people.lines[0].preset.isVisible()
    people.rights_button.click()
    assert people.lines[0].preset.isVisible()
    assert not people.rights_button.isVisible()
    assert QApplication.focusWidget() is people.lines[0].preset
    people.add_button.click()
    assert people.lines[1].preset.isVisible()


def test_rights_that_differ_are_always_shown(qtbot) -> None:
    rows = clinic_meetings()
    odd = replace(invitee("Sam O'Neill"), preset="webinar_viewer")
    dialog = make(qtbot, meeting=replace(rows[0], invitees=(odd,)))
    assert dialog.people.lines[0].preset.isVisible()
    assert dialog.people.lines[0].preset.currentText() == "webinar_viewer"


def test_an_account_without_the_usual_preset_shows_the_choice(qtbot) -> None:
    dialog = make(qtbot, FakeMeetings(presets=("webinar_viewer",)))
    assert dialog.people.lines[0].preset.isVisible()


def test_the_usual_rights_of_an_invited_person_follow_their_role(qtbot) -> None:
    dialog = make(qtbot, meeting=replace(clinic_meetings()[0], invitees=(invitee("Sam O'Neill"),)))
    line = dialog.people.lines[0]
    line.role.setCurrentIndex(line.role.findData(Role.COLLEAGUE))
    assert line.entry().preset == "group_call_participant"
    assert not line.preset.isVisible()


def test_the_list_of_people_says_how_each_is_reached(qtbot) -> None:
    dialog = make(qtbot)
    assert [head.text() for head in dialog.people._heads if not head.isHidden()] == [
        "Name",
        "Role",
        "E-mail",
        "Phone",
    ]
    assert (dialog.windowTitle(), make(qtbot, meeting=clinic_meetings()[0]).windowTitle()) == (
        "Plan meeting",
        "Edit meeting",
    )
