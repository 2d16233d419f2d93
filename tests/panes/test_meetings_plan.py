"""Planning: what is filled in, what is refused where, clock changes in words, and all of it without a network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, Qt, QTime
from PySide6.QtWidgets import QApplication, QDateTimeEdit

from hosted_meetings_desktop.domain.meeting import Region, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
from hosted_meetings_desktop.ui.parts.when_fields import StartField
from tests.panes.clinic_data import NOW, clinic_meetings
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def make(qtbot, meetings: FakeMeetings | None = None, *, calls=None, now: datetime = NOW, **options) -> PlanDialog:
    """Return a dialog that is open; what it wants kept is in ``drafts``."""
    options.setdefault("zone", "Europe/Berlin")
    dialog = PlanDialog(meetings or FakeMeetings(), calls or NowCalls(), clock=lambda: now, **options)
    dialog.drafts = []
    dialog.drafted.connect(lambda order: dialog.drafts.append(order.draft))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    return dialog


def test_a_new_plan_needs_only_a_title(qtbot) -> None:
    dialog = make(qtbot)
    qtbot.keyClicks(dialog.title_field, "Wound check")
    qtbot.keyClick(dialog.title_field, Qt.Key.Key_Return)
    [draft] = dialog.drafts
    assert draft.schedule == Schedule(
        datetime(2026, 11, 23, 9, 15, tzinfo=UTC), timedelta(minutes=30), "Europe/Berlin"
    )
    assert (draft.title, draft.host, draft.public_title, draft.invitees) == (
        "Wound check",
        "Dr. Ada Osei",
        "Video visit",
        (),
    )
    assert not draft.record_on_start
    assert dialog.busy


def choose_no_kind(dialog: PlanDialog) -> None:
    """Choose no visit type: with one of each person's consent nothing is recorded by itself."""
    field = dialog.visit_type_field
    field.setCurrentIndex(field.count() - 1)
    field.activated.emit(field.count() - 1)


def test_everything_that_was_filled_in_is_planned(qtbot) -> None:
    meetings = FakeMeetings()
    dialog = make(qtbot, meetings)
    choose_no_kind(dialog)
    dialog.title_field.setText("First consultation")
    dialog.date_field.setDate(QDate(2026, 12, 1))
    dialog.start_field.setTime(QTime(16, 40))
    dialog.duration_field.buttons[45].click()
    dialog.zone_field.setEditText("asia/kolkata")
    dialog.host_field.setEditText("Dr. Lakshmi Venkataraman")
    dialog.public_title_field.setText("Consultation")
    dialog.record_field.setChecked(True)
    dialog.region_field.setCurrentIndex(dialog.region_field.findData(Region.MUMBAI))
    first = dialog.people.lines[0]
    first.name.setText("محمد عبد الرحمن الشريف")
    first.email.setText("m@example.org")
    dialog.people.add_button.click()
    second = dialog.people.lines[1]
    second.name.setText("Leila Mansour")
    second.role.setCurrentIndex(second.role.findData(Role.COLLEAGUE))
    dialog.main_button.click()
    [draft] = dialog.drafts
    assert draft.schedule == Schedule(
        datetime(2026, 12, 1, 11, 10, tzinfo=UTC), timedelta(minutes=45), "Asia/Kolkata"
    )
    assert (draft.record_on_start, draft.region, draft.public_title) == (True, Region.MUMBAI, "Consultation")
    assert [(p.name, p.role, p.preset, p.email) for p in draft.invitees] == [
        ("محمد عبد الرحمن الشريف", Role.PATIENT, "group_call_guest", "m@example.org"),
        ("Leila Mansour", Role.COLLEAGUE, "group_call_participant", ""),
    ]


def test_an_edit_starts_from_the_meeting_and_keeps_its_people(qtbot) -> None:
    meetings = FakeMeetings()
    before = meetings.rows[0]
    dialog = make(qtbot, meetings, meeting=before)
    dialog.duration_field.minutes.setValue(50)
    dialog.main_button.click()
    [draft] = dialog.drafts
    assert draft.schedule == replace(before.schedule, duration=timedelta(minutes=50))
    assert draft.invitees == before.invitees
    assert (draft.host, draft.title) == (before.host, before.title)


def test_all_problems_are_told_at_once_and_the_first_has_the_focus(qtbot) -> None:
    dialog = make(qtbot, FakeMeetings(hosts=(), kinds=()))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.date_field.setDate(QDate(2027, 3, 28))
    dialog.start_field.setTime(QTime(2, 30))
    dialog.public_title_field.setText(" ")
    dialog.people.lines[0].email.setText("sam@example.org")
    dialog.duration_field.minutes.setFocus()
    dialog.main_button.click()
    assert dialog.form.problems == {
        "title": "The meeting needs a title",
        "start": "Choose another",
        "host": "The meeting needs a host",
        "invitees": "Every invited person needs a name",
        "public_title": "Guests need a title to read",
    }
    assert QApplication.focusWidget() is dialog.people.lines[0].name
    assert dialog.people.lines[0].name.property("problem") == "true"
    for field in (dialog.title_field, dialog.start_field, dialog.host_field, dialog.public_title_field):
        assert field.property("problem") == "true"
    assert dialog.drafts == []
    dialog.title_field.setText("Wound check")
    dialog.people.lines[0].name.setText("Sam O'Neill")
    dialog.start_field.setTime(QTime(3, 30))
    dialog.main_button.click()
    assert set(dialog.form.problems) == {"host", "public_title"}
    assert QApplication.focusWidget() is dialog.host_field


def test_each_person_s_problem_is_told(qtbot) -> None:
    dialog = make(qtbot, FakeMeetings(presets=("webinar_viewer",)))
    dialog.title_field.setText("Wound check")
    dialog.people.lines[0].name.setText("Sam O'Neill")
    dialog.people.add_button.click()
    dialog.people.lines[1].email.setText("a@example.org")
    dialog.main_button.click()
    told = "Choose what Sam O'Neill may do in the call. Every invited person needs a name"
    assert dialog.form.problems == {"invitees": told}
    assert dialog.people.lines[0].preset.property("problem") == "true"
    assert dialog.people.lines[1].name.property("problem") == "true"


def test_a_person_without_a_name_is_marked_in_their_line(qtbot) -> None:
    dialog = make(qtbot)
    dialog.title_field.setText("Wound check")
    dialog.people.add_button.click()
    dialog.people.lines[1].email.setText("sam@example.org")
    dialog.main_button.click()
    assert dialog.form.problems == {"invitees": "Every invited person needs a name"}
    assert dialog.people.lines[1].name.property("problem") == "true"
    assert dialog.people.lines[0].name.property("problem") != "true"
    dialog.people.lines[1].name.setText("Sam O'Neill")
    dialog.main_button.click()
    assert dialog.form.problems == {}


def test_an_account_without_the_usual_preset_asks_to_choose(qtbot) -> None:
    dialog = make(qtbot, FakeMeetings(presets=("webinar_viewer",)))
    dialog.title_field.setText("Wound check")
    line = dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    assert line.preset.currentIndex() == -1
    dialog.main_button.click()
    assert dialog.form.problems == {"invitees": "Choose what Sam O'Neill may do in the call"}


def test_a_chosen_preset_stays_when_the_role_changes(qtbot) -> None:
    dialog = make(qtbot)
    line = dialog.people.lines[0]
    line.preset.setCurrentIndex(line.preset.findText("webinar_viewer"))
    line.preset.activated.emit(line.preset.currentIndex())
    line.role.setCurrentIndex(line.role.findData(Role.COLLEAGUE))
    assert line.entry().preset == "webinar_viewer"


def test_a_preset_the_account_lost_is_kept_on_an_edit(qtbot) -> None:
    meetings = FakeMeetings(presets=("webinar_viewer",))
    dialog = make(qtbot, meetings, meeting=meetings.rows[3])
    assert dialog.people.lines[0].entry().preset == "group_call_guest"


def test_people_are_taken_off_and_the_focus_goes_to_the_next(qtbot) -> None:
    dialog = make(qtbot, meeting=clinic_meetings()[0])
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    names = [line.name.text() for line in dialog.people.lines]
    dialog.people.lines[0].remove.click()
    assert [line.name.text() for line in dialog.people.lines] == names[1:]
    assert QApplication.focusWidget() is dialog.people.lines[0].name
    assert dialog.people.lines[0].name.accessibleName() == "Name of person 1"
    for _ in names[1:]:
        dialog.people.lines[0].remove.click()
    assert QApplication.focusWidget() is dialog.people.add_button


def test_a_time_that_does_not_exist_is_refused_in_words(qtbot) -> None:
    meetings = FakeMeetings()
    dialog = make(qtbot, meetings)
    dialog.title_field.setText("Wound check")
    dialog.date_field.setDate(QDate(2027, 3, 28))
    dialog.start_field.setTime(QTime(2, 30))
    told = "This time does not exist on that day: at 02:00 the clocks go forward to 03:00. Choose another."
    assert dialog.when_note.text() == told
    dialog.main_button.click()
    assert dialog.form.problems == {"start": "Choose another"}
    assert dialog.start_field.accessibleDescription() == told
    assert dialog.drafts == []


def test_a_time_that_comes_twice_asks_which(qtbot) -> None:
    meetings = FakeMeetings()
    dialog = make(qtbot, meetings)
    dialog.title_field.setText("Wound check")
    assert dialog.which_field.isHidden() or not dialog.which_field.isVisible()
    dialog.date_field.setDate(QDate(2027, 10, 31))
    dialog.start_field.setTime(QTime(2, 30))
    assert dialog.which_field.isVisible()
    assert [dialog.which_field.itemText(n) for n in range(2)] == ["The first time (CEST)", "The second time (CET)"]
    dialog.which_field.setCurrentIndex(1)
    dialog.main_button.click()
    [draft] = dialog.drafts
    assert draft.schedule.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_an_edit_of_the_second_time_stays_the_second(qtbot) -> None:
    meetings = FakeMeetings()
    second = Schedule(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), timedelta(minutes=30), "Europe/Berlin")
    meetings.rows[0] = replace(meetings.rows[0], schedule=second)
    dialog = make(qtbot, meetings, meeting=meetings.rows[0])
    dialog.main_button.click()
    [draft] = dialog.drafts
    assert draft.schedule == second


def test_a_start_in_the_past_warns_and_may_be_kept(qtbot) -> None:
    meetings = FakeMeetings()
    dialog = make(qtbot, meetings)
    dialog.title_field.setText("Noted afterwards")
    dialog.start_field.setTime(QTime(9, 45))
    assert "This start has passed (27 min ago). It can be kept." in dialog.when_note.text()
    dialog.main_button.click()
    assert len(dialog.drafts) == 1


def test_the_note_says_the_time_on_this_pc_when_it_differs(qtbot) -> None:
    dialog = make(qtbot)
    assert dialog.when_note.text() == "On this PC's clock: Mon 23 Nov 09:15\N{EN DASH}09:45."
    dialog.zone_field.set_zone("Europe/London")
    assert "On this PC's clock" not in dialog.when_note.text()


def test_a_zone_is_found_by_any_part_of_its_name(qtbot) -> None:
    dialog = make(qtbot)
    completer = dialog.zone_field.completer()
    completer.setCompletionPrefix("new york")
    assert completer.currentCompletion() == "America/New York"
    dialog.zone_field.setEditText("America/New York")
    assert dialog.entry().zone == "America/New_York"


def test_an_unknown_zone_is_refused_at_its_field(qtbot) -> None:
    dialog = make(qtbot)
    dialog.title_field.setText("Wound check")
    dialog.zone_field.setEditText("Atlantis")
    assert "not known" in dialog.when_note.text()
    dialog.main_button.click()
    assert "zone" in dialog.form.problems


def test_a_second_click_does_not_plan_twice(qtbot) -> None:
    dialog = make(qtbot)
    dialog.title_field.setText("Wound check")
    dialog.main_button.click()
    dialog.main_button.click()
    assert len(dialog.drafts) == 1


def test_regions_are_offered_only_where_there_are_some(qtbot) -> None:
    dialog = make(qtbot, offers_regions=False)
    assert not dialog.region_field.isVisible()
    assert make(qtbot).region_field.isVisible()


def test_a_typed_host_is_not_overwritten_by_suggestions(qtbot) -> None:
    calls = HeldCalls()
    dialog = make(qtbot, calls=calls)
    dialog.host_field.setEditText("Dr. New")
    calls.release()
    assert dialog.host_field.currentText() == "Dr. New"
    assert dialog.host_field.count() == 4


def test_esc_leaves_without_planning(qtbot) -> None:
    dialog = make(qtbot)
    left = []
    dialog.left_dirty.connect(left.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert (dialog.drafts, left) == ([], [])


def test_suggestions_that_come_late_are_nothing_the_person_entered(qtbot) -> None:
    calls = HeldCalls()
    dialog = make(qtbot, calls=calls)
    calls.release()
    assert dialog.host_field.currentText() == "Dr. Ada Osei"
    assert not dialog.dirty
    dialog.title_field.setText("Knee")
    assert dialog.dirty
    dialog.title_field.clear()
    assert not dialog.dirty


def test_a_day_can_be_given(qtbot) -> None:
    dialog = make(qtbot, day=date(2026, 12, 24))
    assert dialog.entry().day == date(2026, 12, 24)


def test_minutes_step_by_five_into_the_next_hour(qtbot) -> None:
    dialog = make(qtbot)
    dialog.start_field.setTime(QTime(9, 55))
    dialog.start_field.setCurrentSection(QDateTimeEdit.Section.MinuteSection)
    dialog.start_field.stepBy(1)
    assert dialog.start_field.time() == QTime(10, 0)
    dialog.start_field.setCurrentSection(QDateTimeEdit.Section.HourSection)
    dialog.start_field.stepBy(-1)
    assert dialog.start_field.time() == QTime(9, 0)


def test_recording_reminds_of_consent(qtbot) -> None:
    dialog = make(qtbot)
    assert not dialog.record_field.isEnabled()
    assert "Each person is asked first" in dialog.record_note.text()
    choose_no_kind(dialog)
    assert dialog.record_note.isHidden()
    dialog.record_field.click()
    assert not dialog.record_note.isHidden()


def test_every_field_has_a_name_for_screen_readers(qtbot) -> None:
    dialog = make(qtbot)
    fields = [
        dialog.visit_type_field,
        dialog.title_field,
        dialog.date_field,
        dialog.start_field,
        dialog.duration_field.minutes,
        dialog.repeat_field.frequency,
        dialog.zone_field,
        dialog.host_field,
        dialog.place_field,
        dialog.public_title_field,
        dialog.region_field,
        dialog.record_field,
        dialog.invitation.box,
        *dialog.people.lines[0].widgets,
    ]
    assert [field for field in fields if not (field.accessibleName() or getattr(field, "text", str)())] == []


@pytest.mark.parametrize("typed", ["0550", "5:50"])
def test_a_start_is_typed_after_a_click_or_over_everything(qtbot, typed):
    field = StartField()
    qtbot.addWidget(field)
    field.setDisplayFormat("HH:mm")
    field.setTime(QTime(9, 15))
    field.show()
    field.setFocus()
    qtbot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    qtbot.waitUntil(lambda: field.lineEdit().selectedText() == "09")
    qtbot.keyClicks(field, typed)
    assert field.time() == QTime(5, 50)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, "1135")
    assert field.time() == QTime(11, 35)


def test_a_problem_goes_when_its_field_is_mended(qtbot):
    dialog = make(qtbot, FakeMeetings(kinds=()))
    dialog.plan()
    assert "title" in dialog.form.problems
    qtbot.keyClicks(dialog.title_field, "W")
    assert "title" not in dialog.form.problems
