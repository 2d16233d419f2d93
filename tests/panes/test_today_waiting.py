"""Who waits: noticed once, let in after a question that names whom one is about to see, or sent away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.front_desk import DeskLimits, NoHostInside, PatientInside
from hosted_meetings_desktop.domain.slots import Policy
from hosted_meetings_desktop.domain.upcoming import Arrival
from tests.panes.clinic_data import PATIENTS
from tests.panes.fakes import HeldCalls
from tests.panes.today_data import waits
from tests.panes.today_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def question(made: Made):
    return made.pane.desk_details.waiting.question


def patient(made: Made, meeting_id: str):
    return made.desk.of(meeting_id).waiting.people[0]


# ---- letting in
def test_a_asks_about_who_waits_longest_of_all_and_then_lets_them_in(qtbot) -> None:
    made = Made(qtbot)
    made.press(Qt.Key.Key_A)
    qtbot.wait(50)
    assert made.pane.selected.id == "m01"
    asked = question(made)
    assert PATIENTS[1] in asked.text
    assert "about to let in" in asked.text
    assert asked.admit_button.hasFocus()
    assert made.desk.asked_for("admit") == []
    qtbot.keyClick(asked.admit_button, Qt.Key.Key_Space)
    assert made.desk.asked_for("admit") == [("m01", patient(made, "m01").participant_id, False)]
    assert "is being let in" in made.said
    assert question(made) is None


def test_esc_leaves_the_question_and_not_the_details(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01").ask_longest()
    qtbot.wait(50)
    qtbot.keyClick(question(made).admit_button, Qt.Key.Key_Escape)
    assert question(made) is None
    assert not made.pane.desk_details.isHidden()
    assert made.desk.asked_for("admit") == []


def test_with_nobody_waiting_a_says_so(qtbot) -> None:
    made = Made(qtbot, [])
    made.pane.ask_longest()
    assert made.said == "Nobody is waiting."


def second_patient(made: Made) -> None:
    row = made.desk.of("m05").meeting
    made.desk.change("m05", waiting=waits(row, ("Ben", 3)))
    made.pane.reload()


def test_a_second_patient_is_named_before_anybody_is_let_in(qtbot) -> None:
    made = Made(qtbot)
    second_patient(made)
    made.show("m05").ask_longest()
    asked = question(made)
    assert "they would meet" in asked.words
    assert asked.kind == "warning"
    asked.confirmed.emit()
    assert made.desk.asked_for("admit")[0][2] is True


def test_where_the_clinic_refuses_it_there_is_no_such_button(qtbot) -> None:
    made = Made(qtbot)
    made.desk.limits = DeskLimits(lock=Policy.REFUSE)
    second_patient(made)
    made.show("m05").ask_longest()
    asked = question(made)
    assert asked.refused
    assert "one patient at a time" in asked.words
    assert asked.admit_button.parent() is None


def test_without_a_host_inside_two_ways_are_offered(qtbot) -> None:
    made = Made(qtbot)
    made.desk.door = NoHostInside()
    made.show("m01").ask_longest()
    question(made).confirmed.emit()
    assert made.said.startswith("No host is in this call yet.")
    made.pane.message_bar.other_button.click()
    assert made.waiting_rooms == ["m01"]
    made.pane.message_bar.action_button.click()
    assert made.joined == ["m01"]


def test_who_came_in_meanwhile_is_asked_about_once_more(qtbot) -> None:
    made = Made(qtbot)
    made.desk.door = PatientInside((), refused=False)
    made.show("m01").ask_longest()
    question(made).confirmed.emit()
    made.desk.door = None
    made.pane.message_bar.action_button.click()
    assert [each[2] for each in made.desk.asked_for("admit")] == [False, True]


def test_sending_away_is_asked_about(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01")
    line = made.pane.desk_details.waiting.lines[0]
    line.deny_button.click()
    qtbot.wait(1)
    assert made.desk.asked_for("deny") == []
    made.button("Turn away").click()
    assert made.desk.asked_for("deny") == [("m01", patient(made, "m01").participant_id)]


def test_everybody_is_let_in_only_where_there_are_several(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01")
    assert made.pane.desk_details.waiting.all_button.isHidden()
    made.show("m02")
    made.pane.desk_details.waiting.all_button.click()
    assert made.desk.asked_for("admit_all") == [("m02",)]
    assert made.said.startswith("2 people")


def test_a_window_that_is_gone_is_told_of(qtbot) -> None:
    made = Made(qtbot)
    made.show("m03")
    assert "no call window of a host is open any more" in made.texts()
    made.show("m01")
    assert "A host's call window is open" in made.texts()


def test_a_question_outlives_a_refresh_but_not_its_person(qtbot) -> None:
    made = Made(qtbot)
    made.show("m02").ask_longest()
    before = question(made)
    made.pane.reload()
    assert question(made) is before
    row = made.desk.of("m02").meeting
    made.desk.change("m02", waiting=waits(row, ("Yusuf al-Hassani", 4)))
    made.pane.reload()
    assert question(made) is None


# ---- arrivals
def test_who_comes_is_told_of_once_with_a_sound(qtbot) -> None:
    made = Made(qtbot)
    arrived: list[tuple[str, str]] = []
    notified: list[str] = []
    made.pane.arrived.connect(lambda meeting_id, name, _since: arrived.append((meeting_id, name)))
    made.watch.arrival.connect(lambda arrival: notified.append(arrival.public_title))
    made.watch.follow(frozenset({"sessions"}))
    assert made.rung == 0
    made.watch.follow(frozenset({"arrivals"}))
    assert len(arrived) == 5
    assert notified == ["Video visit"] * 5
    assert made.rung == 1
    made.watch.look()
    assert (len(arrived), made.rung) == (5, 1)
    facts = made.desk.of("m10")
    name = facts.meeting.invitees[1].name
    made.desk.change("m10", waiting=waits(facts.meeting, (name, 0)))
    made.pane.reload()
    made.watch.look()
    assert arrived[-1] == ("m10", name)
    assert made.rung == 2
    assert made.said == f"{name} is waiting for Dr. Karim Haddad."
    made.pane.message_bar.action_button.click()
    assert made.pane.selected.id == "m10"


def test_the_sound_can_be_switched_off_and_a_lost_window_does_not_ring_again(qtbot) -> None:
    made = Made(qtbot)
    made.pane.tools.sound_button.setChecked(False)
    assert "off" in made.pane.tools.sound_button.accessibleName()
    left: list[str] = []
    made.watch.left.connect(lambda _meeting, name: left.append(name))
    made.watch.look()
    facts = made.desk.of("m04")
    waiting = facts.waiting
    made.desk.change("m04", waiting=None)
    made.watch.look()
    assert left == [facts.meeting.invitees[1].name]
    made.pane.tools.sound_button.setChecked(True)
    made.desk.change("m04", waiting=waiting)
    made.watch.look()
    assert made.rung == 0
    assert made.pane.state()["sound"] is True


def test_a_notification_is_over_with_the_wait_and_comes_back_with_it(qtbot) -> None:
    made = Made(qtbot)
    told: list[Arrival] = []
    over: list[Arrival] = []
    back: list[Arrival] = []
    made.watch.arrival.connect(told.append)
    made.watch.over.connect(over.append)
    made.watch.returned.connect(back.append)
    made.watch.look()
    assert (over, back) == ([], [])
    waiting = made.desk.of("m04").waiting
    made.desk.change("m04", waiting=None)
    made.watch.look()
    assert [each.meeting for each in over] == ["m04"]
    assert over[0] in told, "what was told is what is taken back"
    made.watch.look()
    made.desk.change("m04", waiting=waiting)
    made.watch.look()
    assert back == over
    assert len(told) == 5


def test_looks_that_are_asked_for_meanwhile_are_made_once(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    calls.release()
    for _ in range(3):
        made.watch.look()
    assert len(calls.held) == 1
    calls.release()
    assert len(calls.held) == 1
