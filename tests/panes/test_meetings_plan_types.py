"""Visit types in the plan dialog: what choosing one fills in, and that it never overwrites what was entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import MAX_TITLE, Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy, VisitType, usual_visit_types
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry, new_entry
from hosted_meetings_desktop.ui.panes.meetings.visit_defaults import filled_in, own_fields, proposed_title
from tests.panes.clinic_data import NOW, OFFLINE, clinic_meetings
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls
from tests.panes.plan_kit import FATIMA, FATOU, LEILA, Plan, at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
CONSULTATION, FOLLOW_UP, GROUP, TEAM, WEBINAR, _LIVESTREAM = usual_visit_types()


def retired(name: str) -> tuple[VisitType, ...]:
    return tuple(replace(kind, retired=kind.name == name) for kind in usual_visit_types())


# ---- choosing
def test_the_clinic_s_first_is_chosen_for_a_new_plan_and_none_comes_last(qtbot) -> None:
    field = Plan(qtbot).dialog.visit_type_field
    names = [field.itemText(n) for n in range(field.count())]
    assert names == [*(kind.name for kind in usual_visit_types()), "No visit type"]
    assert (field.kind, field.itemIcon(0).isNull()) == (CONSULTATION, False)


def test_choosing_one_fills_length_title_for_guests_and_recording(qtbot) -> None:
    lectures = replace(TEAM, recording=RecordingPolicy.FROM_START)
    plan = Plan(qtbot, FakeMeetings(kinds=(CONSULTATION, lectures)))
    plan.choose_kind("Team meeting")
    dialog = plan.dialog
    assert dialog.duration_field.length == timedelta(minutes=45)
    assert dialog.public_title_field.text() == "Team meeting"
    assert dialog.record_field.isChecked()
    plan.choose_kind("Consultation")
    assert dialog.duration_field.length == timedelta(minutes=30)
    assert not dialog.record_field.isChecked()
    plan.choose_kind("No visit type")
    dialog.title_field.setText("Wound check")
    dialog.main_button.click()
    assert (plan.order.draft.visit_type, plan.order.draft.schedule.duration) == (None, timedelta(minutes=30))


def test_what_was_typed_is_never_overwritten(qtbot) -> None:
    plan = Plan(qtbot)
    plan.choose_kind("Team meeting")
    plan.dialog.duration_field.buttons[30].click()  # what it was anyway, but said
    plan.dialog.public_title_field.setText("Talk")
    plan.dialog.record_field.click()
    plan.choose_kind("Webinar")
    entry = plan.dialog.entry()
    assert (entry.duration, entry.public_title, entry.record_on_start) == (timedelta(minutes=30), "Talk", True)


def test_a_length_that_was_drawn_is_somebody_s_own(qtbot) -> None:
    plan = Plan(qtbot, duration=timedelta(minutes=50))
    assert plan.dialog.duration_field.length == timedelta(minutes=50)
    plan.choose_kind("Follow-up")
    assert plan.dialog.duration_field.length == timedelta(minutes=50)
    assert plan.dialog.type_note.text() == "Guests' title and rights as Follow-up"


def test_it_says_quietly_what_is_as_the_visit_type_has_it(qtbot) -> None:
    plan = Plan(qtbot)
    assert plan.dialog.type_note.text() == "Length, guests' title and rights as Consultation"
    plan.dialog.duration_field.minutes.setValue(35)
    assert plan.dialog.type_note.text() == "Guests' title and rights as Consultation"
    plan.choose_kind("No visit type")
    assert plan.dialog.type_note.isHidden()


def test_what_each_role_may_do_follows_the_visit_type(qtbot) -> None:
    presets = ("group_call_guest", "group_call_participant", "webinar_presenter", "webinar_viewer")
    plan = Plan(qtbot, FakeMeetings(presets=presets))
    line = plan.dialog.people.lines[0]
    plan.choose_kind("Webinar")
    assert line.entry().preset == "webinar_viewer"
    assert not line.preset.isVisible()
    line.role.setCurrentIndex(line.role.findData(Role.COLLEAGUE))
    assert line.entry().preset == "webinar_presenter"
    plan.choose_kind("Consultation")
    assert line.entry().preset == "group_call_participant"
    line.preset.setCurrentIndex(line.preset.findText("webinar_viewer"))
    line.preset.activated.emit(line.preset.currentIndex())
    plan.choose_kind("Team meeting")
    assert line.entry().preset == "webinar_viewer"
    assert "rights" not in plan.dialog.type_note.text()


def test_a_preset_of_a_visit_type_that_the_account_lacks_has_to_be_chosen(qtbot) -> None:
    plan = Plan(qtbot, FakeMeetings(presets=("group_call_guest",)))
    plan.choose_kind("Webinar")
    line = plan.dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    plan.dialog.title_field.setText("Living with diabetes")
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"invitees": "Choose what Sam O'Neill may do in the call"}


# ---- a meeting that is there already
def kept(**changes: object) -> Meeting:
    return at(0, visit_type=VisitTypeId("follow-up"), **changes)


def test_a_retired_type_is_offered_only_where_a_meeting_has_it(qtbot) -> None:
    kinds = retired("Follow-up")
    field = Plan(qtbot, FakeMeetings(kinds=kinds)).dialog.visit_type_field
    assert field.findText("Follow-up (no longer offered)") < 0
    field = Plan(qtbot, FakeMeetings(kinds=kinds), meeting=kept()).dialog.visit_type_field
    assert field.currentText() == "Follow-up (no longer offered)"
    assert field.kind_id == "follow-up"


def test_the_first_type_is_not_chosen_where_it_is_retired(qtbot) -> None:
    assert Plan(qtbot, FakeMeetings(kinds=retired("Consultation"))).dialog.visit_type_field.kind_id == "follow-up"


@pytest.mark.parametrize("kinds", [(), (CONSULTATION,)])
def test_a_type_that_the_clinic_removed_is_kept_until_another_is_chosen(qtbot, kinds) -> None:
    plan = Plan(qtbot, FakeMeetings(kinds=kinds), meeting=kept())
    plan.dialog.main_button.click()
    assert plan.order.draft.visit_type == "follow-up"
    plan = Plan(qtbot, FakeMeetings(kinds=kinds), meeting=kept())
    plan.choose_kind("No visit type")
    plan.dialog.main_button.click()
    assert plan.order.draft.visit_type is None


def test_a_meeting_keeps_its_own_values_when_it_is_opened_and_when_its_type_changes(qtbot) -> None:
    meeting = kept(public_title="Follow-up talk")
    plan = Plan(qtbot, meeting=meeting)
    assert plan.dialog.entry().duration == timedelta(minutes=30)  # a follow-up is usually shorter
    assert not plan.dialog.dirty
    plan.choose_kind("Consultation")
    plan.dialog.main_button.click()
    assert plan.order.draft.public_title == "Follow-up talk"


def test_a_meeting_without_a_type_gets_none(qtbot) -> None:
    plan = Plan(qtbot, meeting=clinic_meetings()[0])
    assert plan.dialog.visit_type_field.currentText() == "No visit type"


# ---- late answers
def test_types_that_come_late_overwrite_nothing(qtbot) -> None:
    calls = HeldCalls()
    plan = Plan(qtbot, calls=calls)
    plan.dialog.duration_field.minutes.setValue(50)
    calls.release()
    assert plan.dialog.visit_type_field.kind == CONSULTATION
    assert plan.dialog.duration_field.length == timedelta(minutes=50)


def test_planning_goes_on_without_visit_types(qtbot) -> None:
    plan = Plan(qtbot, FakeMeetings(problem=OFFLINE))
    assert OFFLINE.title in plan.dialog.message_bar.text
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.host_field.setEditText("Dr. Ada Osei")
    plan.dialog.main_button.click()
    assert plan.order.draft.visit_type is None


# ---- recording
def test_a_type_that_is_never_recorded_cannot_be(qtbot) -> None:
    plan = Plan(qtbot)
    plan.choose_kind("Team meeting")
    plan.dialog.record_field.click()
    plan.choose_kind("Group session")
    assert (plan.dialog.record_field.isChecked(), plan.dialog.record_field.isEnabled()) == (False, False)
    assert plan.dialog.record_note.text() == "Not recorded: that is how the clinic holds every “Group session”."
    plan.choose_kind("Consultation")
    assert (plan.dialog.record_field.isChecked(), plan.dialog.record_field.isEnabled()) == (False, False)
    assert "Each person is asked first" in plan.dialog.record_note.text()
    plan.choose_kind("Team meeting")
    assert (plan.dialog.record_field.isChecked(), plan.dialog.record_field.isEnabled()) == (True, True)


def test_a_meeting_that_is_recorded_though_its_type_is_not_can_be_mended(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, visit_type=GROUP.id, record_on_start=True))
    assert (plan.dialog.record_field.isChecked(), plan.dialog.record_field.isEnabled()) == (True, True)
    assert "Not recorded" in plan.dialog.record_note.text()
    plan.dialog.record_field.click()
    assert not plan.dialog.record_field.isEnabled()


def test_the_reminder_of_consent_is_that_of_the_visit_type(qtbot) -> None:
    asked = replace(CONSULTATION, recording=RecordingPolicy.FROM_START)
    told = replace(asked, id=VisitTypeId("told"), name="Told", consent=ConsentPolicy.ANNOUNCED)
    plan = Plan(qtbot, FakeMeetings(kinds=(asked, told)))
    assert plan.dialog.record_note.text().startswith("It starts when everybody in the call has agreed")
    assert not plan.dialog.record_field.isChecked()
    plan.choose_kind("Told")
    assert plan.dialog.record_note.text() == "Say at the beginning that it is recorded."


# ---- the title
def test_a_title_is_proposed_and_used_where_none_is_typed(qtbot) -> None:
    plan = Plan(qtbot)
    line = plan.dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    field = plan.dialog.title_field
    assert (field.text(), field.placeholderText()) == ("", "Consultation: Sam O'Neill")
    assert field.accessibleDescription() == "Left empty, it is called “Consultation: Sam O'Neill”."
    plan.dialog.main_button.click()
    assert (plan.order.draft.title, plan.order.draft.public_title) == ("Consultation: Sam O'Neill", "Video visit")


def test_a_typed_title_is_used(qtbot) -> None:
    plan = Plan(qtbot)
    plan.dialog.people.lines[0].name.setText("Sam O'Neill")
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.main_button.click()
    assert plan.order.draft.title == "Wound check"


def test_no_title_is_proposed_for_a_meeting_that_has_one(qtbot) -> None:
    plan = Plan(qtbot, meeting=kept())
    plan.dialog.title_field.clear()
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"title": "The meeting needs a title"}


def entry_for(person) -> InviteeEntry:
    return InviteeEntry(person.name, person.role)


@pytest.mark.parametrize(
    ("kind", "people", "title"),
    [
        (None, [FATIMA], ""),
        (CONSULTATION, [], "Consultation"),
        (CONSULTATION, [LEILA], "Consultation"),
        (CONSULTATION, [LEILA, FATIMA], "Consultation: Fatima al-Hassani"),
        (GROUP, [FATIMA, FATOU], "Group session"),
        (TEAM, [], "Team meeting"),
    ],
)
def test_the_proposed_title_names_one_patient_or_the_occasion(kind, people, title) -> None:
    assert proposed_title(kind, map(entry_for, people)) == title


def test_a_proposed_title_is_never_too_long() -> None:
    assert len(proposed_title(replace(CONSULTATION, name="C" * 150), [InviteeEntry("N" * 120)])) == MAX_TITLE


@given(
    own=st.sets(st.sampled_from(["duration", "public_title", "record_on_start"])).map(frozenset),
    before=st.sampled_from(usual_visit_types()),
    after=st.sampled_from([None, *usual_visit_types()]),
)
def test_a_visit_type_changes_no_field_that_is_somebody_s_own(own, before, after) -> None:
    start = filled_in(new_entry(NOW, "Europe/London"), before, frozenset())
    assert own_fields(start, before) == frozenset()
    changed = filled_in(start, after, own)
    assert all(getattr(changed, name) == getattr(start, name) for name in own)
    if after is not None:
        assert own_fields(changed, after) <= own


def test_one_who_cannot_be_read_any_more_is_told_and_the_rest_is_there(qtbot) -> None:
    plan = Plan(qtbot, person_id="gone")
    assert "not in the list any more" in plan.dialog.message_bar.text
    assert plan.dialog.visit_type_field.kind == CONSULTATION
    assert plan.dialog.people.entries()[0].blank
