"""Inviting people: found as one types, reached by e-mail or phone, in their language; and writing to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId, PersonId
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.invitation_field import reached
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry
from tests.panes.clinic_data import NOW, OFFLINE, invitee
from tests.panes.fake_services import FakeMeetings
from tests.panes.plan_kit import FATIMA, FATOU, LEILA, TUESDAY, Plan, at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
KEPT = Invitee(
    InviteeId("i1"), FATIMA.name, Role.PATIENT, "group_call_guest", FATIMA.email, ParticipantId("part-1"),
    phone=FATIMA.phone, language="ar", zone="Asia/Dubai", person_id=FATIMA.id,
)  # fmt: skip


# ---- found as one types
def test_picking_a_person_fills_the_line_and_keeps_who_that_is(qtbot) -> None:
    plan = Plan(qtbot)
    plan.activate()
    plan.picks(0, "fatim")
    plan.dialog.main_button.click()
    [person] = plan.order.draft.invitees
    told = (person.name, person.role, person.email, person.phone, person.language, person.zone, person.person_id)
    assert told == (FATIMA.name, FATIMA.role, FATIMA.email, FATIMA.phone, "ar", "Asia/Dubai", FATIMA.id)
    assert plan.order.draft.title == "Consultation: Fatima al-Hassani"


def test_the_role_and_with_it_the_rights_are_those_of_the_person(qtbot) -> None:
    host = Person(PersonId("p9"), "Dr. Karim Haddad", Role.HOST)
    plan = Plan(qtbot, FakeMeetings(people=(LEILA, host)))
    plan.activate()
    plan.picks(0, "leila")
    line = plan.dialog.people.lines[0]
    assert (line.entry().role, line.entry().preset) == (Role.INTERPRETER, "group_call_guest")
    plan.dialog.people.add_button.click()
    plan.picks(1, "karim")
    line = plan.dialog.people.lines[1]
    assert (line.entry().role, line.entry().preset) == (Role.HOST, "group_call_host")


def test_somebody_who_is_typed_is_nobody_of_the_list(qtbot) -> None:
    plan = Plan(qtbot)
    plan.activate()
    plan.types(0, "Sam O'Neill")
    assert QApplication.activePopupWidget() is None
    plan.dialog.people.lines[0].email.setText("sam@example.org")
    plan.dialog.main_button.click()
    [person] = plan.order.draft.invitees
    assert (person.name, person.email, person.person_id, person.language) == (
        "Sam O'Neill",
        "sam@example.org",
        None,
        "",
    )


def test_another_name_is_not_written_to_as_the_person_it_was(qtbot) -> None:
    plan = Plan(qtbot)
    plan.activate()
    plan.picks(0, "fatim")
    line = plan.dialog.people.lines[0]
    line.phone.setText("+442071234567")  # entered, and so somebody's own
    line.name.setFocus()
    line.name.end(False)
    qtbot.keyClicks(line.name, "x")
    entry = line.entry()
    assert (entry.person_id, entry.email, entry.phone, entry.language, entry.zone) == (
        None,
        "",
        "+442071234567",
        "",
        "",
    )
    qtbot.keyClick(line.name, Qt.Key.Key_Backspace)
    entry = line.entry()
    assert (entry.person_id, entry.email, entry.zone) == (FATIMA.id, FATIMA.email, "Asia/Dubai")


def test_planning_goes_on_when_nobody_can_be_looked_for(qtbot) -> None:
    plan = Plan(qtbot)
    plan.activate()
    plan.meetings.problem = OFFLINE
    plan.types(0, "Fatim")
    assert plan.dialog.people.lines[0].entry().name == "Fatim"
    assert plan.dialog.message_bar.text == ""


# ---- who is invited already
def test_an_invited_person_keeps_everything_that_is_known_of_them(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, invitees=(KEPT,)))
    plan.dialog.main_button.click()
    assert plan.order.draft.invitees == (KEPT,)
    assert not plan.dialog.people.lines[0].widgets[4].isHidden()  # written to in another language than others


def test_a_name_that_is_spelled_better_keeps_their_place_and_address(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, invitees=(KEPT,)))
    line = plan.dialog.people.lines[0]
    line.name.setFocus()
    line.name.end(False)
    qtbot.keyClicks(line.name, "i")
    entry = line.entry()
    assert (entry.id, entry.participant_id, entry.email) == (KEPT.id, KEPT.participant_id, KEPT.email)
    assert entry.person_id is None
    qtbot.keyClick(line.name, Qt.Key.Key_Backspace)
    assert line.entry().person_id == FATIMA.id


def test_another_person_in_their_place_gets_a_link_of_their_own(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, invitees=(KEPT,)))
    plan.dialog.people.lines[0].take(FATOU)
    plan.dialog.main_button.click()
    [person] = plan.order.draft.invitees
    assert person.id != KEPT.id
    assert (person.participant_id, person.person_id, person.phone) == (None, FATOU.id, FATOU.phone)


def test_who_was_typed_and_is_found_in_the_list_keeps_their_link(qtbot) -> None:
    typed = replace(KEPT, person_id=None, email="", phone="", language="", zone="")
    plan = Plan(qtbot, meeting=at(0, invitees=(typed,)))
    plan.dialog.people.lines[0].take(FATIMA)
    plan.dialog.main_button.click()
    [person] = plan.order.draft.invitees
    assert (person.id, person.participant_id, person.email) == (KEPT.id, KEPT.participant_id, FATIMA.email)


# ---- reaching them
def test_a_wrong_address_and_number_are_told_by_whose_they_are(qtbot) -> None:
    plan = Plan(qtbot)
    plan.dialog.title_field.setText("Wound check")
    line = plan.dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    line.email.setText("sam@")
    plan.dialog.people.add_button.click()
    other = plan.dialog.people.lines[1]
    other.name.setText("Kim")
    other.phone.setText("ask")
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {
        "invitees": "Sam O'Neill: “sam@” is not a whole e-mail address. Kim: “ask” is not a phone number"
    }
    marks = [widget.property("problem") for widget in (line.email, line.phone, other.email, other.phone)]
    assert marks == ["true", "false", "false", "true"]
    line.email.setText("sam@example.org")
    other.phone.setText("020 7946 0123")
    plan.dialog.main_button.click()
    assert len(plan.orders) == 1


def test_a_number_is_kept_in_its_one_form_where_that_can_be_told(qtbot) -> None:
    plan = Plan(qtbot)
    line = plan.dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    line.phone.setText("+44 (0)20 7946 0123")
    plan.dialog.main_button.click()
    assert plan.order.draft.invitees[0].phone == "+442079460123"


def test_a_number_alone_is_somebody_who_needs_a_name(qtbot) -> None:
    plan = Plan(qtbot)
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.people.lines[0].phone.setText("+442079460123")
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"invitees": "Every invited person needs a name"}


# ---- their language
def test_languages_are_out_of_the_way_until_they_are_asked_for(qtbot) -> None:
    plan = Plan(qtbot)
    plan.activate()
    people = plan.dialog.people
    assert not people.lines[0].language.isVisible()
    people.language_button.click()
    assert QApplication.focusWidget() is people.lines[0].language
    assert not people.language_button.isVisible()
    people.lines[0].name.setText("Sam O'Neill")
    people.lines[0].language.setCurrentIndex(people.lines[0].language.findText("Français"))
    plan.dialog.main_button.click()
    assert plan.order.draft.invitees[0].language == "fr"


def test_a_language_that_nothing_is_written_in_is_kept(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, invitees=(replace(KEPT, language="pl"),)))
    assert plan.dialog.people.lines[0].language.currentText() == "Polski"
    plan.dialog.main_button.click()
    assert plan.order.draft.invitees[0].language == "pl"


# ---- writing to them
def ready(qtbot, *people: Person, **options) -> Plan:
    """Return a plan for Tuesday with these people in it."""
    meetings = FakeMeetings(people=(FATIMA, LEILA, FATOU), **options)
    plan = Plan(qtbot, meetings, begins=TUESDAY)
    for person in people:
        plan.dialog.people.take(person)
    return plan


@pytest.mark.parametrize("wanted", [True, False])
def test_invitations_are_sent_where_the_clinic_says_so(qtbot, wanted) -> None:
    plan = ready(qtbot, FATIMA, invites=wanted)
    assert plan.dialog.invitation.box.isChecked() is wanted
    plan.dialog.main_button.click()
    assert plan.order.draft.invites is wanted
    plan = ready(qtbot, FATIMA, invites=wanted)
    plan.dialog.invitation.box.click()
    plan.dialog.main_button.click()
    assert plan.order.draft.invites is not wanted


def test_that_it_is_the_clinic_s_habit_is_nothing_that_was_entered(qtbot) -> None:
    assert not ready(qtbot, invites=True).dialog.dirty


@pytest.mark.parametrize(
    ("people", "options", "told"),
    [
        ((), {}, "Nobody with an e-mail address is invited yet."),
        ((FATOU,), {}, "Nobody can be written to: the one invited has no e-mail address."),
        ((FATIMA,), {}, "1 person gets a message, 3 minutes after your last change."),
        (
            (FATIMA, LEILA, FATOU),
            {},
            "2 people get a message, 3 minutes after your last change. 1 person has no e-mail address.",
        ),
        ((FATIMA, FATOU), {"sends_texts": True}, "2 people get a message, 3 minutes after your last change."),
        (
            (FATIMA,),
            {"sends_mail": False},
            "E-mail is not set up: it waits in the outbox for your own mail program.",
        ),
    ],
)
def test_it_says_what_will_happen(qtbot, people, options, told) -> None:
    plan = ready(qtbot, *people, invites=True, **options)
    assert plan.dialog.invitation.note.text() == told
    assert plan.dialog.invitation.box.accessibleDescription() == told
    can = told[0] not in "N"
    assert (plan.dialog.invitation.box.isEnabled(), plan.dialog.invitation.box.isChecked()) == (can, can)


def test_who_is_told_shortly_before_is_told_soon(qtbot) -> None:
    plan = Plan(qtbot, FakeMeetings(people=(FATIMA,), invites=True), begins=NOW + timedelta(minutes=20))
    plan.dialog.people.take(FATIMA)
    assert plan.dialog.invitation.note.text() == "1 person gets a message, 45 seconds after your last change."


def test_the_choice_holds_for_whoever_is_added_later(qtbot) -> None:
    plan = ready(qtbot, invites=True)
    assert not plan.dialog.invitation.box.isEnabled()
    line = plan.dialog.people.lines[0]
    line.name.setText("Sam O'Neill")
    line.email.setText("sam@example.org")
    assert plan.dialog.invitation.box.isChecked()
    line.email.setText("sam@")
    assert not plan.dialog.invitation.box.isChecked()
    plan.dialog.title_field.setText("Wound check")
    line.email.clear()
    plan.dialog.main_button.click()
    assert plan.order.draft.invites


def test_who_was_invited_is_told_of_changes_and_when_it_is_called_off(qtbot) -> None:
    plan = Plan(qtbot, meeting=at(0, invites=True, invitees=(KEPT,)))
    note = plan.dialog.invitation.note
    assert note.text() == "1 person gets a message about what is changed, 3 minutes after your last change."
    plan.dialog.invitation.box.click()
    assert note.text() == (
        "Those who were invited keep what they have; changes are not sent. They are told only if it is cancelled."
    )
    plan.dialog.main_button.click()
    assert not plan.order.draft.invites


def test_a_meeting_that_nobody_was_written_to_about_stays_so(qtbot) -> None:
    row = at(0, invites=False, invitees=(invitee("Sam", email="sam@example.org"),))
    plan = Plan(qtbot, FakeMeetings(rows=[row], invites=True), meeting=row)
    assert not plan.dialog.invitation.box.isChecked()
    plan.dialog.main_button.click()
    assert not plan.order.draft.invites


def test_hosts_and_lines_without_a_name_are_not_counted() -> None:
    people = [
        InviteeEntry("Ada", Role.HOST, email="ada@example.org"),
        InviteeEntry("", email="nobody@example.org"),
        InviteeEntry("Sam", email=" sam@example.org "),
        InviteeEntry("Kim", phone="+44 20 7946 0123"),
        InviteeEntry("Lou", phone="020 7946"),
    ]
    assert reached(people, texts=False) == (1, 2)
    assert reached(people, texts=True) == (2, 1)


# ---- the place
def test_a_place_is_suggested_and_kept(qtbot) -> None:
    plan = Plan(qtbot, FakeMeetings(places=("Room 1", "Room 2")))
    field = plan.dialog.place_field
    assert [field.itemText(n) for n in range(field.count())] == ["Room 1", "Room 2"]
    assert field.currentText() == ""
    field.setEditText(" Room 7 ")
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.main_button.click()
    assert plan.order.draft.place == "Room 7"
