"""Which fields the plan dialog begins with, and what it leaves out of the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.text.zones import system_zone
from tests.panes.fake_services import FakeMeetings
from tests.panes.plan_kit import Plan

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def test_a_new_meeting_begins_with_whom_it_is_about_and_needs_no_title(qtbot) -> None:
    plan = Plan(qtbot)
    dialog = plan.activate()
    assert QApplication.focusWidget() is dialog.people.lines[0].name
    assert dialog.title_field.placeholderText() == "Consultation"
    dialog.plan()
    assert dialog.form.problems == {}
    assert plan.order.draft.title == "Consultation"


def test_the_end_is_asked_for_in_the_field_of_the_length(qtbot) -> None:
    dialog = Plan(qtbot).dialog
    dialog.start_field.setTime(QTime(14, 0))
    dialog.duration_field.ends.setTime(QTime(14, 50))
    assert not dialog.duration_field.ends.isHidden()
    assert dialog.entry().duration == timedelta(minutes=50)
    dialog.start_field.setTime(QTime(15, 0))
    assert dialog.duration_field.ends.time() == QTime(15, 50)
    assert "Ends at" not in dialog.when_note.text()


def test_the_time_zone_is_out_of_the_way_while_it_is_this_pcs(qtbot) -> None:
    elsewhere = Plan(qtbot, zone="Asia/Kolkata").dialog
    assert elsewhere.zone_field.isVisible()
    assert not elsewhere.zone_button.isVisible()
    dialog = Plan(qtbot, zone=system_zone()).dialog
    assert not dialog.zone_field.isVisible()
    dialog.zone_button.click()
    assert dialog.zone_field.isVisible()
    assert not dialog.zone_button.isVisible()


@pytest.mark.parametrize("invites", [True, False])
def test_nobody_who_can_be_written_to_greys_the_box_and_says_why(qtbot, invites: bool) -> None:
    meetings = FakeMeetings()
    before = replace(meetings.rows[0], invites=invites)
    box = Plan(qtbot, meetings, meeting=before).dialog.invitation
    assert not box.box.isEnabled()
    assert box.note.text().startswith("Nobody can be written to")
    assert box.wanted is invites


def test_where_the_clocks_change_before_the_end_only_one_end_is_told(qtbot) -> None:
    begins = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # 02:30, and 30 minutes later it is 02:00
    dialog = Plan(qtbot, zone="Europe/Berlin", begins=begins).dialog
    assert not dialog.duration_field.ends.isVisibleTo(dialog)
    assert dialog.when_note.text().startswith("Ends at 02:00 (CET")
    dialog.start_field.setTime(QTime(9, 0))
    assert dialog.duration_field.ends.isVisibleTo(dialog)
    assert dialog.duration_field.ends.time() == QTime(9, 30)
    assert "Ends at" not in dialog.when_note.text()
