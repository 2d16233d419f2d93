"""How a meeting stands to the video service: what waits, what needs somebody, what changed twice, and Join."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from hosted_meetings_desktop.domain.ids import RoomId
from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import Conflict, Meeting, Region, SharedField, SyncState
from hosted_meetings_desktop.ui.panes.meetings.mending import mend_of
from hosted_meetings_desktop.ui.panes.meetings.notices import conflict_text, next_try_text, standing_sentence
from hosted_meetings_desktop.ui.panes.meetings.rows import ONLINE, STATE, TIME
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.parts.laid_out import laid_out
from hosted_meetings_desktop.ui.parts.meeting_state import short_name, state_kind, state_of
from hosted_meetings_desktop.ui.parts.notice import Notice
from tests.panes.clinic_data import AWAY, NOW, OFFLINE, PATIENTS, clinic_meetings, invitee, live_room, meeting
from tests.panes.meetings_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
LEFT = Qt.MouseButton.LeftButton
SOON = NOW + timedelta(hours=2)


def with_one(qtbot, one: Meeting) -> Made:
    made = Made(qtbot, rows=[one, *clinic_meetings()[1:3]])
    made.show(one.id)
    return made


def actions(made: Made) -> list[QPushButton]:
    """Return the buttons of the row of actions, in order."""
    row = made.pane.meeting_details._actions
    return [button for button in laid_out(row) if isinstance(button, QPushButton)]


def words(made: Made) -> list[str]:
    return [button.text() for button in actions(made)]


def main_word(made: Made) -> str:
    [main] = [button.text() for button in actions(made) if button.property("kind") == "main"] or [""]
    return main


def notices(made: Made) -> list[str]:
    return [one.text for one in made.pane.meeting_details.findChildren(Notice) if not one.isHidden()]


def conflicted(**changes: object) -> Meeting:
    conflicts = (
        Conflict(SharedField.TITLE, "A", "B", NOW - timedelta(minutes=8)),
        Conflict(SharedField.ACTIVE, "true", "false", NOW - timedelta(minutes=8)),
    )
    return meeting(7, SOON, sync=SyncState.ATTENTION, conflicts=conflicts, **changes)


# ---- changed in two places
@pytest.mark.parametrize(
    ("conflict", "said"),
    [
        (Conflict(SharedField.TITLE, "A", "B", NOW), "title for guests. Here: “A”. At the video service: “B”."),
        (
            Conflict(SharedField.RECORD_ON_START, "true", "false", NOW),
            "recording at the start. Here: by itself. At the video service: when somebody starts it.",
        ),
        (
            Conflict(SharedField.REGION, Region.FRANKFURT, "moon-1", NOW),
            "region. Here: Frankfurt. At the video service: moon-1.",
        ),
        (
            Conflict(SharedField.ACTIVE, "false", "true", NOW),
            "open or cancelled. Here: cancelled. At the video service: open.",
        ),
    ],
)
def test_a_conflict_is_told_in_words(conflict: Conflict, said: str) -> None:
    assert conflict_text(conflict) == f"Changed in two places: {said}"


@pytest.mark.parametrize(("word", "theirs"), [("Use theirs", True), ("Keep ours", False)])
def test_each_conflict_is_settled_by_itself(qtbot, word: str, theirs: bool) -> None:
    made = with_one(qtbot, conflicted())
    told = "Changed in two places: title for guests, open or cancelled. Choose below what holds."
    assert made.pane.meeting_details.standing.text == told
    [first, _second] = [b for b in made.pane.meeting_details.conflicts.findChildren(QPushButton) if b.text() == word]
    assert first.accessibleName() == f"{word}: title for guests"
    qtbot.mouseClick(first, LEFT)
    assert made.meetings.asked_for("resolve") == [("m07", SharedField.TITLE, theirs)]
    left = made.pane.meeting_details.meeting.conflicts
    assert [one.field for one in left] == [SharedField.ACTIVE]
    assert made.pane.meeting_details.message_bar.kind == "success"


def test_a_conflict_that_cannot_be_settled_stays_and_says_why(qtbot) -> None:
    made = with_one(qtbot, conflicted())
    made.meetings.problem = OFFLINE
    made.button("Use theirs").click()
    assert made.pane.meeting_details.message_bar.kind == "error"
    assert made.pane.meeting_details.conflicts is not None


def test_conflicts_alone_keep_nobody_from_joining(qtbot) -> None:
    made = with_one(qtbot, conflicted())
    assert main_word(made) == "Join"
    assert "Send again" not in words(made)


# ---- needs somebody
def test_the_mend_is_the_main_thing_under_the_sentence(qtbot) -> None:
    made = Made(qtbot)
    details = made.show("m03")
    assert main_word(made) == "Choose what Priya may do"
    assert words(made)[:3] == ["Choose what Priya may do", "Send again", "Join"]
    qtbot.wait(1)
    top = details.standing.mapTo(details, details.standing.rect().bottomLeft()).y()
    assert top < actions(made)[0].mapTo(details, actions(made)[0].rect().topLeft()).y()
    assert "no preset “group_call_guest”" in details.standing.text


def test_the_mend_opens_the_dialog_at_the_person(qtbot) -> None:
    made = Made(qtbot)
    made.meetings.presets = ("webinar_viewer", "group_call_participant")
    made.show("m03")
    made.pane.meeting_details.main_action.click()
    dialog = made.pane.dialog
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    [line] = dialog.people.lines
    assert line.preset.isVisible()
    assert line.preset.property("problem") == "true"
    assert QApplication.focusWidget() is line.preset
    assert "Choose what Priya Chandrasekhar may do" in dialog.form.problems["invitees"]
    dialog.reject()


@pytest.mark.parametrize(
    ("field", "word", "shown"),
    [("title", "Mend the title", "public_title"), ("preferred_region", "Choose another region", "region")],
)
def test_a_refused_field_leads_to_itself(qtbot, field: str, word: str, shown: str) -> None:
    refused = meeting(7, SOON, sync=SyncState.ATTENTION, problem="The video service refuses it.", problem_field=field)
    made = with_one(qtbot, refused)
    assert main_word(made) == word
    made.pane.meeting_details.main_action.click()
    assert made.pane.dialog.form.problems == {shown: "The video service refuses it."}
    made.pane.dialog.reject()


def test_a_room_that_is_gone_is_made_anew(qtbot) -> None:
    gone = meeting(7, SOON, sync=SyncState.ATTENTION, problem="Its room is gone.", problem_field="room")
    made = with_one(qtbot, gone)
    assert main_word(made) == "Make a new room"
    made.pane.meeting_details.main_action.click()
    assert made.meetings.asked_for("make_new_room") == [("m07",)]


def test_without_a_field_to_blame_join_stays_the_main_thing(qtbot) -> None:
    made = with_one(qtbot, meeting(7, SOON, sync=SyncState.ATTENTION, problem="No."))
    assert main_word(made) == "Join"
    assert mend_of(made.meetings._find("m07")) is None


def test_it_can_be_sent_again_as_it_is(qtbot) -> None:
    made = Made(qtbot)
    made.show("m03")
    made.button("Send again").click()
    assert made.meetings.asked_for("send_again") == [("m03",)]
    assert "sent again" in made.pane.meeting_details.message_bar.text
    assert made.pane.meeting_details.meeting.sync is SyncState.SENDING


def test_what_is_online_says_nothing_about_it(qtbot) -> None:
    made = with_one(qtbot, meeting(7, SOON))
    assert notices(made) == []
    assert "Send again" not in words(made)
    row = made.pane.model.row_of("m07")
    assert made.pane.model.index(row, ONLINE).data() == ""
    assert made.pane.model.index(row, ONLINE).data(Qt.ItemDataRole.DecorationRole) is None


# ---- waits
def test_without_a_connection_it_says_since_when_and_what_follows(qtbot) -> None:
    made = Made(qtbot)
    details = made.show("m01")
    assert details.standing.text == "Not online yet; it goes online by itself."
    made.pane.show_status(AWAY)
    assert details.standing.text == "Not online yet: no connection since 09:02; it goes online by itself."
    assert "Tried again 09:14" in made.texts()
    made.pane.show_status(SyncStatus())
    assert details.standing.text == "Not online yet; it goes online by itself."


def test_a_pause_of_its_own_is_told_with_the_next_try() -> None:
    busy = meeting(7, SOON, sync=SyncState.WAITING, problem="The video service is busy.")
    assert standing_sentence(busy, None, NOW) == "The video service is busy."
    assert next_try_text(NOW + timedelta(days=1), NOW) == "Tried again Tomorrow 09:12"
    assert next_try_text(NOW, NOW) == "Tried again now"
    assert next_try_text(None, NOW) == ""


# ---- joining
def test_nobody_joins_a_room_that_cannot_be_made_now(qtbot) -> None:
    made = Made(qtbot)
    details = made.show("m01")
    assert (main_word(made), details.join_button.isEnabled()) == ("Join", True)
    made.pane.show_status(AWAY)
    assert (main_word(made), details.join_button.isEnabled()) == ("", False)
    reason = "It can be joined once there is a connection: its room is not made yet."
    assert reason in made.texts()
    assert details.join_button.accessibleDescription() == reason
    made.pane.show_status(replace(AWAY, standing=SyncStatus().standing))
    assert details.join_button.isEnabled()
    assert reason not in made.texts()


def test_a_room_that_is_there_can_be_tried_without_a_connection(qtbot) -> None:
    made = with_one(qtbot, meeting(7, SOON))
    made.pane.show_status(AWAY)
    assert main_word(made) == "Join"


def test_a_refused_meeting_without_a_room_is_mended_first(qtbot) -> None:
    made = with_one(qtbot, meeting(7, SOON, sync=SyncState.ATTENTION, problem="No.", room_id=None))
    assert not made.pane.meeting_details.join_button.isEnabled()
    assert "once it is mended" in made.texts()


def test_what_is_over_is_joined_again_at_most_in_passing(qtbot) -> None:
    made = with_one(qtbot, meeting(7, NOW - timedelta(days=1)))
    assert words(made) == ["Join again", "Edit"]
    assert main_word(made) == ""
    actions(made)[0].click()
    assert made.joined == [("m07", None)]


# ---- made with another program
def elsewhere(number: int, **changes: object) -> Meeting:
    made_at = NOW - timedelta(days=11)
    return meeting(number, made_at, "Clinic", made_elsewhere=True, host="", invitees=(), **changes)


def test_no_time_is_made_up_for_it(qtbot) -> None:
    made = Made(qtbot, rows=[elsewhere(90)])
    made.pane.show_phase(None)
    made.show("m90")
    assert made.pane.model.index(0, TIME).data() == "Made 12 Nov"
    assert made.pane.model.index(0, STATE).data(Qt.ItemDataRole.AccessibleTextRole) == "Open"
    assert notices(made) == ["Made with another program; its time is not known here."]
    assert "10:12" not in made.texts()
    assert "Time zone" not in made.texts()
    made.button("Set a time…").click()
    assert made.pane.dialog.entry().title == "Clinic"
    made.pane.dialog.reject()


def test_two_of_a_name_and_moment_name_each_other(qtbot) -> None:
    made = Made(qtbot, rows=[elsewhere(90), elsewhere(91)])
    made.pane.show_phase(None)
    for mine, other in (("m90", "m91"), ("m91", "m90")):
        made.show(mine)
        assert any("made at the same moment" in text for text in notices(made))
        made.button("Show the other one").click()
        assert made.pane.meeting_details.meeting.id == other


def test_doubles_are_only_looked_for_where_another_program_was_at_work(qtbot) -> None:
    made = Made(qtbot)
    made.show("m00")
    assert made.meetings.asked_for("doubles") == []


# ---- what was heard a while ago
@pytest.mark.parametrize(
    ("seconds", "kind", "said"), [(119, "live", "3 in the call"), (600, "was_live", "3 in the call at 09:02")]
)
def test_who_is_in_is_told_as_now_only_while_that_is_fresh(seconds: int, kind: str, said: str) -> None:
    row = meeting(7, NOW, live=3, observed_at=NOW - timedelta(seconds=seconds))
    assert (state_kind(row, NOW), state_of(row, NOW)) == (kind, said)


def test_the_panel_turns_grey_while_it_is_looked_at(qtbot) -> None:
    made = Made(qtbot)
    made.live.room = live_room("m00", seconds_ago=600)
    details = made.show("m00")
    assert details._state.kind == "live"
    assert details.live_section.sentence.text() == "3 in the call at 09:02"
    told = [label.text for label in details.live_section.people.findChildren(ElidedLabel)]
    assert "since 09:00 (2 min)" in told  # not 12: nobody has heard of them since
    details._clock = lambda: NOW + timedelta(minutes=5)
    made.pane.minute_passed()
    assert (details._state.kind, details._state.text) == ("was_live", "3 in the call at 09:11")


# ---- links
def test_planning_offers_the_link_beside_undo(qtbot) -> None:
    made = Made(qtbot)
    made.pane.plan()
    dialog = made.pane.dialog
    dialog.title_field.setText("Wound check")
    dialog.people.lines[0].name.setText("Fatima al-Zahra al-Hassani")
    dialog.main_button.click()
    bar = made.pane.message_bar
    assert (bar.action_button.text(), bar.other_button.text()) == ("Undo", "Copy link for Fatima")
    assert bar.other_button.isVisible()
    bar.other_button.click()
    planned = made.pane.selected
    assert made.join.asked_for("guest_link") == [(planned.id, planned.invitees[0].id)]
    assert bar.isVisible()
    bar.action_button.click()
    assert made.meetings.asked_for("undo") != []


def test_a_change_offers_undo_alone(qtbot) -> None:
    made = Made(qtbot)
    made.show("m03")
    made.pane.cancel_selected()
    assert not made.pane.message_bar.other_button.isVisible()


def test_a_link_of_a_meeting_that_is_not_shown_any_more_is_told_in_the_pane(qtbot) -> None:
    made = Made(qtbot)
    made.show("m00")
    away = made.meetings.rows[2]
    made.pane.meeting_details.copy_link_to(away, away.invitees[0].id, away.invitees[0].name)
    assert away.title in made.pane.message_bar.text


@pytest.mark.parametrize(
    ("name", "among", "short"),
    [
        ("Fatima al-Zahra al-Hassani", (), "Fatima"),
        ("Dr. Karim Haddad", (), "Karim"),
        ("Karim Haddad", ("Karim Haddad", "Dr. Karim Osei"), "Karim Haddad"),
        ("Prof. B.", (), "Prof. B."),
    ],
)
def test_buttons_call_people_by_one_word_where_it_is_clear(name: str, among: tuple[str, ...], short: str) -> None:
    assert short_name(name, among=among) == short


def test_a_name_from_the_right_keeps_its_sentence_in_order(qtbot) -> None:
    made = Made(qtbot)
    made.show("m01")
    made.pane.meeting_details.people_section.link_buttons[made.pane.selected.invitees[0].id].click()
    told = made.pane.meeting_details.message_bar.text
    assert told.startswith(f"The link for \N{FIRST STRONG ISOLATE}{PATIENTS[1]}\N{POP DIRECTIONAL ISOLATE} is copied")


def test_one_person_line_says_the_role_and_not_the_preset(qtbot) -> None:
    made = Made(qtbot, rows=[meeting(7, SOON, invitees=(invitee("Sam", email="sam@example.org"),))])
    made.show("m07")
    names = [
        child.accessibleName()
        for child in made.pane.meeting_details.people_section.findChildren(object)
        if hasattr(child, "accessibleName")
    ]
    assert "Patient · sam@example.org" in names
    assert not any("group_call" in name for name in names)


def test_a_waiting_meeting_with_a_room_is_ready_to_join(qtbot) -> None:
    made = with_one(qtbot, meeting(7, SOON, sync=SyncState.WAITING, room_id=RoomId("r"), problem="Busy."))
    assert made.pane.meeting_details.join_button.isEnabled()
    assert made.pane.meeting_details.main_action is made.pane.meeting_details.join_button
