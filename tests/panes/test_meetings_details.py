"""The details of a meeting: its facts, its people, what can be done with it, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from hosted_meetings_desktop.domain.ids import InviteeId, SeriesId
from hosted_meetings_desktop.domain.meeting import Phase, Schedule
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope, Series
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from tests.panes.clinic_data import NOW, OFFLINE, invitee, meeting
from tests.panes.fake_services import FakeMeetings
from tests.panes.meetings_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


def test_it_says_when_here_and_where_it_was_planned(made: Made) -> None:
    details = made.show("m02")
    assert details.title.startswith("Multidisciplinary")
    assert "Today 10:00\N{EN DASH}10:45 · 45 min" in made.texts()
    assert "Asia/Dubai: Mon 23 Nov 14:00\N{EN DASH}14:45" in made.texts()
    assert "Frankfurt" in made.texts()
    assert "By itself, when the first person joins" in made.texts()


def test_the_same_clock_is_not_told_twice(qtbot) -> None:
    here = meeting(0, NOW + timedelta(hours=1))
    made = Made(qtbot, rows=[replace(here, schedule=replace(here.schedule, zone="Africa/Abidjan"))])
    made.show("m00")
    assert "Time zone" not in made.texts()


def test_why_it_waits_stands_over_the_facts(made: Made) -> None:
    details = made.show("m01")
    assert "Not online yet; it goes online by itself." in made.texts()
    assert [badge.text for badge in details.findChildren(Badge) if badge.isVisible()][:2] == [
        "In 18 min",
        "Not online yet",
    ]
    assert "There is no call until the meeting is online." in made.texts()
    assert made.live.asked_for("look") == []


def test_join_by_button_by_menu_and_by_method(made: Made, qtbot) -> None:
    details = made.show("m00")
    qtbot.mouseClick(details.join_button, LEFT)
    made.pane.menu_actions()[0].trigger()
    made.pane.join_selected()
    assert made.joined == [("m00", None)] * 3


def test_join_in_an_invited_persons_place(made: Made) -> None:
    details = made.show("m00")
    person = made.pane.selected.invitees[1]
    details.people_section.menus[person.id].actions()[0].trigger()
    assert made.joined == [("m00", person.id)]


def test_a_link_is_copied_and_told_without_being_shown(made: Made) -> None:
    details = made.show("m00")
    person = made.pane.selected.invitees[0]
    details.people_section.link_buttons[person.id].click()
    assert QGuiApplication.clipboard().text() == f"https://guests.example/m00#{person.id}"
    assert person.name in details.message_bar.text
    assert "https" not in details.message_bar.text


def test_a_link_that_cannot_be_made_says_why_in_the_panel(made: Made) -> None:
    details = made.show("m00")
    made.join.problem = OFFLINE
    details.copy_link(InviteeId("x"), "Sam")
    assert details.message_bar.kind == "error"


def test_sessions_and_recordings_lead_to_their_panes(made: Made, qtbot) -> None:
    made.show("m00")
    with qtbot.waitSignal(made.pane.session_requested) as session:
        made.button("Today 09:00 · running · 3 at once").click()
    assert session.args == ["s00"]
    recording = next(b for b in made.pane.findChildren(QPushButton) if "137.9 MB" in b.text())
    with qtbot.waitSignal(made.pane.recording_requested) as chosen:
        recording.click()
    assert chosen.args == ["r02"]
    assert "and 2 more" in made.texts()


def test_history_that_cannot_be_read_says_so(made: Made) -> None:
    made.meetings.problem = OFFLINE
    made.pane.meeting_details.show_meeting(made.meetings.rows[0])
    assert made.texts().count("The video service cannot be reached.") == 2


def test_only_practice_invites_the_practice_patient(made: Made, qtbot) -> None:
    assert made.show("m00").invite_button is None
    practice = Made(qtbot, practice=True)
    details = practice.show("m00")
    looks = len(practice.live.asked_for("look"))
    details.invite_button.click()
    assert practice.join.asked_for("invite_practice_patient") == [("m00",)]
    assert len(practice.live.asked_for("look")) == looks + 1


def cancel_by_button(made: Made, qtbot) -> None:
    qtbot.mouseClick(made.button("Cancel meeting"), LEFT)


def cancel_by_key(made: Made, qtbot) -> None:
    made.pane.activateWindow()
    qtbot.waitUntil(made.pane.isActiveWindow)
    made.pane.table.setFocus()
    qtbot.keyClick(made.pane.table, Qt.Key.Key_Delete)


def cancel_by_menu(made: Made, qtbot) -> None:
    del qtbot
    made.pane.menu_actions()[2].trigger()


@pytest.mark.parametrize("route", [cancel_by_button, cancel_by_key, cancel_by_menu])
def test_cancelling_tells_whom_it_concerns_and_can_be_undone(made: Made, qtbot, route) -> None:
    made.show("m00")
    made.meetings.rows[0] = replace(made.meetings.rows[0], live=None)
    made.pane.reload()
    qtbot.wait(1)
    route(made, qtbot)
    assert made.meetings.asked_for("cancel") == [("m00",)]
    told = "“Follow-up after knee surgery” on Mon 23 Nov at 09:00 is cancelled. 3 people can no longer join."
    assert made.pane.message_bar.text == told
    assert made.pane.undo_text() == "the cancellation of “Follow-up after knee surgery”"
    made.pane.message_bar.action_button.click()
    assert not made.meetings._find("m00").cancelled
    assert made.pane.selected.id == "m00"
    assert made.pane.undo_text() == ""


def test_one_person_is_named_when_a_meeting_is_cancelled(made: Made) -> None:
    made.show("m03")
    made.pane.cancel_selected()
    assert "Priya Chandrasekhar can no longer join." in made.pane.message_bar.text


def test_what_is_over_or_cancelled_is_not_cancelled_again(made: Made) -> None:
    for phase in (Phase.PAST, Phase.CANCELLED):
        made.pane.show_phase(phase)
        made.pane.table.select_id(made.pane.model.row_at(0).id)
        made.pane.cancel_selected()
    assert made.meetings.asked_for("cancel") == []


def test_a_cancelled_meeting_can_be_restored_but_not_joined(made: Made) -> None:
    details = made.show("m05")
    assert made.pane.phase is Phase.CANCELLED
    assert details.join_button is None
    made.pane.join_selected()
    assert made.joined == []
    made.button("Restore").click()
    assert made.meetings.asked_for("restore") == [("m05",)]
    assert made.pane.phase is Phase.UPCOMING
    assert made.pane.selected.id == "m05"


def test_undo_without_a_change_says_so(made: Made) -> None:
    made.pane.undo()
    assert made.pane.message_bar.text == "There is nothing to undo."


def test_an_undo_that_fails_can_be_tried_again(made: Made) -> None:
    made.show("m03")
    made.pane.cancel_selected()
    made.meetings.problem = OFFLINE
    made.pane.undo()
    assert made.pane.undo_text() != ""
    made.meetings.problem = None
    made.pane.message_bar.action_button.click()
    assert not made.meetings._find("m03").cancelled


def test_undo_goes_back_step_by_step(made: Made) -> None:
    for meeting_id in ("m02", "m03"):
        made.show(meeting_id)
        made.pane.cancel_selected()
    made.pane.undo()
    assert (made.meetings._find("m03").cancelled, made.meetings._find("m02").cancelled) == (False, True)
    made.pane.undo()
    assert not made.meetings._find("m02").cancelled


def test_a_cancellation_that_fails_leaves_all_as_it_was(made: Made) -> None:
    made.show("m03")
    made.meetings.problem = OFFLINE
    made.pane.cancel_selected()
    assert made.pane.message_bar.kind == "error"
    assert made.pane.undo_text() == ""


def test_esc_puts_the_panel_away_and_enter_brings_it_back(made: Made, qtbot) -> None:
    details = made.show("m00")
    made.pane.activateWindow()
    qtbot.waitUntil(made.pane.isActiveWindow)
    details.join_button.setFocus()
    qtbot.keyClick(details.join_button, Qt.Key.Key_Escape)
    assert details.isHidden()
    assert QApplication.focusWidget() is made.pane.table
    qtbot.keyClick(made.pane.table, Qt.Key.Key_Return)
    assert not details.isHidden()
    assert QApplication.focusWidget() is details.join_button


def test_the_focus_stays_when_the_meeting_changes_behind_it(made: Made, qtbot) -> None:
    details = made.show("m01")
    made.pane.activateWindow()
    qtbot.waitUntil(made.pane.isActiveWindow)
    made.button("Edit").setFocus()
    before = made.button("Edit")
    made.meetings.rows[1] = replace(made.meetings.rows[1], title="First consultation, moved")
    made.pane.reload()
    assert details.title == "First consultation, moved"
    qtbot.wait(1)
    assert QApplication.focusWidget() is made.button("Edit")
    assert QApplication.focusWidget() is not before


def test_a_look_that_brings_nothing_new_rebuilds_nothing(made: Made) -> None:
    details = made.show("m00")
    section = details.live_section
    made.meetings.rows[0] = replace(made.meetings.rows[0], observed_at=NOW)
    made.pane.reload()
    assert details.live_section is section


def test_a_meeting_far_down_the_list_is_shown_all_the_same(qtbot) -> None:
    rows = [meeting(n, NOW + timedelta(minutes=n + 1)) for n in range(450)]
    made = Made(qtbot, rows=rows)
    made.show("m444")
    assert not made.pane.details.isHidden()
    assert made.pane.selected.id == "m444"
    made.pane.cancel_selected()
    assert made.meetings._find("m444").cancelled


def test_a_meeting_that_is_not_there_any_more_is_told(made: Made) -> None:
    made.show("gone")
    assert "not found" in made.pane.message_bar.text


def test_a_planned_meeting_is_selected_when_its_row_arrives(qtbot) -> None:
    calls = LoopCalls()
    try:
        made = Made(qtbot, calls=calls)
        qtbot.waitUntil(lambda: made.pane.model.rowCount() > 0)
        made.pane.plan()
        made.pane.dialog.title_field.setText("Planned just now")
        made.pane.dialog.host_field.setEditText("Dr. Ada Osei")
        made.pane.dialog.main_button.click()
        qtbot.waitUntil(lambda: made.pane.table.selected is not None)
        assert made.pane.table.selected.title == "Planned just now"
        assert made.pane.dialog is None
    finally:
        calls.close()


def test_it_says_how_a_meeting_is_planned(qtbot) -> None:
    kind = FakeMeetings().kinds[0]
    starts = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 (a rule is by the clock of its zone)
    rule = Recurrence(Frequency.WEEKLY, weekdays=frozenset({0}), count=30)
    row = meeting(
        60, datetime(2026, 11, 30, 10, 0, tzinfo=UTC), series_id=SeriesId("s1"), wall=starts + timedelta(days=7),
        visit_type=kind.id, place="Room 2", schedule=Schedule(
            datetime(2026, 11, 30, 10, 0, tzinfo=UTC), timedelta(minutes=30), "Asia/Dubai"),
    )  # fmt: skip
    made = Made(qtbot, rows=[row])
    made.meetings.rules[SeriesId("s1")] = Series(SeriesId("s1"), starts, timedelta(minutes=30), "Asia/Dubai", rule)
    details = made.show("m60")
    facts = {label.accessibleName() for label in details.findChildren(QLabel) if label.isVisible() and label.text()}
    assert {
        "Repeats: 2nd of 30, every Monday",
        f"Visit type: {kind.name}",
        "Place: Room 2",
        "Time zone: Asia/Dubai: Mon 30 Nov 14:00\N{EN DASH}14:30",
    } <= facts


def test_a_series_that_is_gone_is_still_one(qtbot) -> None:
    row = meeting(60, NOW + timedelta(days=7), series_id=SeriesId("gone"), wall=None)
    made = Made(qtbot, rows=[row])
    made.show("m60")
    assert "Belongs to a series" in made.texts()
    assert "Visit type" not in made.texts()


@pytest.mark.parametrize(("texts", "told"), [(False, "1 person is told."), (True, "2 people are told.")])
def test_cancelling_one_of_a_series_asks_for_which_day_and_says_who_is_told(qtbot, texts: bool, told: str) -> None:
    guests = (
        invitee("Sam O'Neill", email="sam@example.org"),
        replace(invitee("Ada Osei"), email="", phone="+442079460123"),
    )
    row = meeting(
        60, NOW + timedelta(days=7), "Physio course", series_id=SeriesId("s1"), invitees=guests, invites=True
    )
    made = Made(qtbot, rows=[row])
    made.meetings.sends_texts = texts
    made.pane.select("m60")
    made.pane.cancel_selected()
    question = made.pane.scope_question
    assert question.text == f"Cancel “Physio course” on Mon 30 Nov? {told}"
    assert question.mapTo(made.pane, question.rect().topLeft()).x() >= SPACE.page
    question.buttons[Scope.THIS].click()
    assert made.meetings.asked_for("cancel") == [("m60",)]
    made.pane.select("m60")
    made.pane.restore_selected()
    assert question.text == f"Restore “Physio course” on Mon 30 Nov? {told}"


def test_nobody_is_told_of_what_was_not_sent(qtbot) -> None:
    row = meeting(60, NOW + timedelta(days=7), "Physio course", series_id=SeriesId("s1"))
    made = Made(qtbot, rows=[row])
    made.pane.select("m60")
    made.pane.cancel_selected()
    assert made.pane.scope_question.text == "Cancel “Physio course” on Mon 30 Nov?"
