"""What a desk does about a meeting: every end told where the person looks, with the way back where there is one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.domain.bringing_in import NoLinkYet
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.front_desk import Way
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.slots import Concern, Finding, Policy, SlotCheck, SlotTaken, Taken
from hosted_meetings_desktop.ui.panes.today.words import title_of
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.text.format import isolated
from tests.panes.clinic_data import NOW, OFFLINE, live_room, recording
from tests.panes.fakes import HeldCalls
from tests.panes.today_data import PHONE, ago
from tests.panes.today_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


# ---- who did not come
def test_a_no_show_is_proposed_marked_and_taken_back(qtbot) -> None:
    made = Made(qtbot)
    made.show("m08")
    assert "Nobody but the host has come in 25 min since the start." in made.texts()
    made.button("Mark as no-show").click()
    assert made.desk.asked_for("mark_no_show") == [("m08",)]
    assert made.pane.desk_details.no_show_notice is None
    assert made.said == "Sam O'Neill is marked as a no-show."
    made.pane.message_bar.action_button.click()
    assert made.desk.asked_for("take_back_no_show") == [("m08",)]
    made.press(Qt.Key.Key_N)
    made.press(Qt.Key.Key_N)
    assert len(made.desk.asked_for("mark_no_show")) == len(made.desk.asked_for("take_back_no_show")) == 2


# ---- another host, another time
def taken(made: Made, policy: Policy) -> SlotTaken:
    row = made.desk.of("m02").meeting
    other = Taken(row.schedule.starts_at, row.schedule.ends_at, "Consultation", MeetingId("x"), "Dr. Ada Osei")
    return SlotTaken(SlotCheck((Finding(Concern.OVERLAP, policy, NOW, other),), (ago(-60),)))


def test_a_meeting_is_handed_over_and_it_is_said_who_is_written_to(qtbot) -> None:
    made = Made(qtbot)
    made.show("m02")
    made.pane.deeds.ask_host(made.pane.selected)
    dialog = made.pane.deeds.dialog
    assert [dialog.host.itemText(n) for n in range(dialog.host.count())].count("Dr. Karim Haddad") == 0
    dialog.host.setEditText("Dr. Ada Osei")
    dialog.main_button.click()
    assert made.desk.asked_for("hand_over") == [("m02", "Dr. Ada Osei", None, frozenset())]
    assert made.said == "“Blood pressure review” is with Dr. Ada Osei now. Told by message: Asha."
    assert made.pane.undo_text() == "handing over “Blood pressure review”"
    made.pane.undo()
    assert made.desk.of("m02").meeting.host == "Dr. Karim Haddad"
    assert made.said.startswith("Undone")
    made.pane.redo()
    assert made.desk.of("m02").meeting.host == "Dr. Ada Osei"


def test_a_host_who_is_taken_is_told_of_with_other_times(qtbot) -> None:
    made = Made(qtbot)
    made.desk.slot = taken(made, Policy.WARN)
    made.show("m02")
    made.pane.deeds.hand_over(made.pane.selected, "Dr. Ada Osei")
    assert "Dr. Ada Osei has “Consultation”" in made.pane.slots.text
    made.pane.slots.buttons[-1].click()
    assert made.desk.asked_for("hand_over")[-1] == ("m02", "Dr. Ada Osei", None, frozenset({Concern.OVERLAP}))
    made.desk.slot = taken(made, Policy.REFUSE)
    made.pane.deeds.hand_over(made.pane.selected, "Dr. Ada Osei")
    made.pane.slots.buttons[0].click()
    assert made.desk.asked_for("hand_over")[-1] == ("m02", "Dr. Ada Osei", ago(-60), frozenset())


def test_nobody_who_is_written_to_is_said_too(qtbot) -> None:
    made = Made(qtbot)
    made.desk.told = ()
    made.show("m08")
    made.pane.deeds.ask_later(made.pane.selected)
    dialog = made.pane.deeds.dialog
    assert [button.text() for button in dialog.buttons] == ["Today 10:12", "Today 10:42", "Tomorrow 09:12"]
    dialog.buttons[1].setChecked(True)
    dialog.main_button.click()
    assert made.desk.asked_for("move_later") == [("m08", ago(-90), frozenset())]
    assert made.said.endswith("is moved to Today 10:42. Nobody is told by message: tell them yourself.")


def test_any_other_time_is_chosen_in_the_plan(qtbot) -> None:
    made = Made(qtbot)
    wanted: list[str] = []
    made.pane.edit_requested.connect(wanted.append)
    made.show("m08")
    made.pane.deeds.ask_later(made.pane.selected)
    made.button("Another time…", made.pane.deeds.dialog).click()
    assert wanted == ["m08"]


# ---- reaching people
def test_calling_opens_the_phone_and_copies_the_number(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01")
    made.button("Call").click()
    assert made.dialled == ["tel:+447700900123"]
    assert QGuiApplication.clipboard().text() == PHONE
    made.pane.deeds.dial = lambda _url: False
    made.button("Call").click()
    assert "no program for calls" in made.said


def test_somebody_is_brought_in_with_a_link(qtbot) -> None:
    made = Made(qtbot)
    made.show("m05")
    made.button("Bring in…").click()
    dialog = made.pane.deeds.dialog
    dialog.name.setText("Leila")
    dialog.role.setCurrentIndex(1)
    dialog.email.setText("leila@example.org")
    dialog.main_button.click()
    ((meeting_id, guest, way),) = made.links.asked_for("bring_in")
    assert (meeting_id, guest.name, guest.role, guest.email, way) == (
        "m05", "Leila", Role.INTERPRETER, "leila@example.org", Way.EMAIL,
    )  # fmt: skip
    assert made.said == "The link for Leila was sent to leila@example.org."
    assert made.pane.undo_text() == "inviting Leila"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(qtbot) -> None:
    made = Made(qtbot)
    made.links.fails = InputProblem("email", "This is not a whole e-mail address")
    made.show("m05")
    made.pane.deeds.ask_bring_in(made.pane.selected)
    dialog = made.pane.deeds.dialog
    dialog.name.setText("Leila")
    dialog.main_button.click()
    assert dialog._form.problems == {"email": "This is not a whole e-mail address"}
    assert dialog.name.text() == "Leila"
    dialog.reject()


def test_ways_that_are_not_set_up_cannot_be_chosen(qtbot) -> None:
    made = Made(qtbot)
    made.links.can_mail = made.links.can_text = False
    made.show("m05")
    made.pane.deeds.ask_bring_in(made.pane.selected)
    dialog = made.pane.deeds.dialog
    assert dialog.way is Way.COPY
    assert dialog.main_button.text() == "Copy link"
    dialog.reject()
    made.pane.deeds.ask_text(made.pane.selected)
    assert "The waiting room itself takes no messages." in made.said
    assert "not set up" in made.said


def test_an_invited_person_gets_their_link_in_two_clicks(qtbot) -> None:
    made = Made(qtbot)
    made.show("m05")
    line = made.pane.desk_details.people[1]
    email, _sms, copy = line.menu.actions()
    email.trigger()
    copy.trigger()
    assert [each[2] for each in made.links.asked_for("send_link")] == [Way.EMAIL, Way.COPY]
    assert QGuiApplication.clipboard().text() == "https://guests.example/j#secret"
    assert "secret" not in made.said


def test_a_text_message_goes_out_from_a_beginning(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01")
    made.pane.deeds.ask_text(made.pane.selected)
    dialog = made.pane.deeds.dialog
    dialog.beginnings[0].click()
    made.links.fails = AppError("The provider of text messages cannot be reached")
    dialog.main_button.click()
    assert "cannot be reached" in dialog.message_bar.text
    made.links.fails = None
    dialog.main_button.click()
    assert [each[2] for each in made.links.asked_for("send_text")] == [dialog.text.toPlainText()] * 2
    assert PHONE in made.said


# ---- the room
def test_a_recording_is_paused_and_goes_on(qtbot) -> None:
    made = Made(qtbot)
    made.live.room = live_room(MeetingId("m05"), recording=recording(90, RecordingStatus.RECORDING))
    section = made.show("m05").room_section
    section.people.pause_button.click()
    assert section.people.pause_button.text() == "Resume recording"
    assert section.people.recording_badge.text == "Recording paused"
    section.people.pause_button.click()
    assert [name for name, *_rest in made.live.asked if "_recording" in str(name)] == [
        "pause_recording", "resume_recording",
    ]  # fmt: skip


def test_emptying_a_room_is_asked_about_and_closing_it_is_another_thing(qtbot) -> None:
    made = Made(qtbot)
    section = made.show("m05").room_section
    section.empty_button.click()
    qtbot.wait(1)
    made.button("Keep the call").click()
    assert section.question is None
    section.empty_button.click()
    qtbot.wait(1)
    assert "listed as cancelled" in made.texts()
    made.button("Remove everybody").click()
    assert made.live.asked_for("remove_all") == [("m05",)]
    assert "removed" in made.pane.desk_details.message_bar.text
    made.live.room = live_room(MeetingId("m05"))
    section.people.look()
    section.empty_button.click()
    qtbot.wait(1)
    made.button("Remove and close the room").click()
    assert made.live.asked_for("remove_all_and_close") == [("m05",)]


def test_a_poll_is_put_or_mended(qtbot) -> None:
    made = Made(qtbot)
    details = made.show("m05")
    details.room_section.poll_button.click()
    dialog = details.dialog
    dialog.main_button.click()
    assert dialog._form.problems == {"question": "Write the question"}
    dialog.question.setText("How was it?")
    dialog.options.setPlainText("Good\n\nBad\n")
    dialog.main_button.click()
    ((_meeting, poll),) = made.live.asked_for("start_poll")
    assert (poll.question, poll.options) == ("How was it?", ("Good", "Bad"))


def test_a_command_that_fails_is_told_in_the_panel(qtbot) -> None:
    made = Made(qtbot)
    section = made.show("m05").room_section
    made.live.problem = OFFLINE
    section.stream_button.click()
    assert "cannot be reached" in made.pane.desk_details.message_bar.text


# ---- the pane
def test_enter_joins_and_every_key_is_on_the_sheet(qtbot) -> None:
    made = Made(qtbot)
    made.pane.select("m02")
    made.press(Qt.Key.Key_Return)
    assert made.joined == ["m02"]
    keys = {action.shortcut().toString() for action in made.pane.menu_actions()} - {""}
    assert keys == {"A", "C", "T", "B", "H", "L", "N", "W"}
    assert made.pane.keys() == (("Join the selected meeting", "Enter"),)
    made.pane.board.clear_choice()
    made.pane.close_details()
    enabled = [action.isEnabled() for action in made.pane.menu_actions()]
    assert enabled == [True, *[False] * 7, True]


def test_what_is_focused_stays_focused_over_a_refresh(qtbot) -> None:
    made = Made(qtbot)
    made.show("m05")
    button = made.button("Bring in…")
    button.setFocus()
    made.pane.reload()
    qtbot.wait(1)
    assert made.button("Bring in…") is button
    assert made.pane.desk_details.isVisible()


def test_a_day_that_cannot_be_read_can_be_tried_again(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    made.desk.problem = OFFLINE
    calls.release()
    assert made.pane.states.state is State.ERROR
    made.desk.problem = None
    made.button("Try again").click()
    calls.release()
    assert made.pane.states.state is State.CONTENT
    made.desk.problem = OFFLINE
    made.pane.reload()
    made.pane.reload()
    calls.release()
    calls.release()
    assert made.pane.states.state is State.CONTENT, "what is shown stays"
    assert "cannot be reached" in made.said


def test_an_empty_day_offers_to_plan(qtbot) -> None:
    made = Made(qtbot, [])
    wanted: list[bool] = []
    made.pane.plan_requested.connect(lambda: wanted.append(True))
    assert made.pane.states.state is State.EMPTY
    made.button("Plan meeting").click()
    assert wanted == [True]


def test_a_meeting_that_is_not_there_yet_is_shown_as_soon_as_it_is(qtbot) -> None:
    made = Made(qtbot)
    later, made.desk.facts = made.desk.of("m10"), [each for each in made.desk.facts if each.meeting.id != "m10"]
    made.pane.reload()
    made.pane.select("m10")
    assert made.pane.selected is None
    made.desk.facts.append(later)
    made.pane.reload()
    assert made.pane.selected.id == "m10"


def test_what_ends_after_somebody_looks_at_another_meeting_is_told_with_its_name(qtbot) -> None:
    made = Made(qtbot)
    details = made.show("m05")
    title = title_of(made.pane.selected)
    details.commands.began.emit("m05")
    made.show("m01")
    details.commands.done.emit("m05", "Everybody is muted")
    assert made.said == f"{isolated(title)}: Everybody is muted."
    details.commands.failed.emit("m05", AppError("The video service did not answer"))
    assert made.said.startswith(f"{isolated(title)}: The video service did not answer")
    assert details.message_bar.text == ""


def test_who_is_invited_and_has_no_link_yet_is_not_invited_twice(qtbot) -> None:
    made = Made(qtbot)
    made.show("m05")
    made.pane.deeds.ask_bring_in(made.pane.selected)
    dialog = made.pane.deeds.dialog
    dialog.name.setText("Leila")
    dialog.email.setText("leila@example.org")
    cause = AppError("The mail server cannot be reached", "Check the connection.")
    made.links.fails = NoLinkYet("Leila", InviteeId("i9"), UndoStep(MeetingId("m05"), None, "changed"), cause)
    dialog.main_button.click()
    assert made.pane.deeds.dialog is None, "asked once more it would invite her once more"
    assert "Leila is invited, but has no link yet." in made.said
    assert made.pane.undo_text() == "inviting Leila"
    made.links.fails = None
    made.button("Send again").click()
    assert made.links.asked_for("send_link") == [("m05", "i9", Way.EMAIL)]
    assert len(made.links.asked_for("bring_in")) == 1
