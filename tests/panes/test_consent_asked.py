"""Recording asks for consent: at the desk and in a meeting's details, before it starts and while it runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import Answer, Way
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.ui.parts.consent_part import ConsentPart
from hosted_meetings_desktop.ui.parts.live_section import LiveSection
from hosted_meetings_desktop.ui.parts.notice import Notice
from tests.panes.clinic_data import NOW, OFFLINE, live_room
from tests.panes.fake_services import FakeLive
from tests.panes.meetings_kit import Made as MeetingsMade
from tests.panes.today_kit import Made as TodayMade

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Case:
    """A screen on which the call of a meeting is shown, with its guest inside."""

    def __init__(self, qtbot: QtBot, screen: str) -> None:
        self.qtbot = qtbot
        made: MeetingsMade | TodayMade
        if screen == "desk":
            made = TodayMade(qtbot)
            meeting_id, fake = MeetingId("m05"), made.live
            self.meeting: Meeting = made.desk.of(meeting_id).meeting
        else:
            made = MeetingsMade(qtbot)
            meeting_id, fake = MeetingId("m00"), made.live
            self.meeting = next(row for row in made.meetings.rows if row.id == meeting_id)
        self.live: FakeLive = fake
        self.live.consents.meeting = self.meeting
        guest = next(each for each in self.meeting.invitees if each.role is not Role.HOST)
        self.guest = guest.name
        room = live_room(meeting_id)
        inside = LivePerson(ParticipantId("p1"), guest.name, guest.preset, NOW, guest.id)
        self.live.room = replace(room, people=(room.people[0], inside))
        made.pane.select(meeting_id)
        qtbot.wait(1)
        self.details = made.pane.desk_details if screen == "desk" else made.pane.meeting_details
        self.made = made

    @property
    def part(self) -> ConsentPart:
        part = self.details.consent
        assert part is not None
        return part

    @property
    def section(self) -> LiveSection:
        section = (
            self.details.room_section.people if hasattr(self.details, "room_section") else self.details.live_section
        )
        assert section is not None
        return section

    def record(self) -> None:
        self.section.record_button.click()
        self.qtbot.wait(1)

    def press(self, inside: Notice | None, text: str) -> None:
        assert inside is not None
        next(each for each in inside.findChildren(QPushButton) if each.text() == text).click()
        self.qtbot.wait(1)

    def says(self, answer_text: str) -> None:
        (line,) = (each for each in self.part.section.lines if each.person.name == self.guest)
        next(each for each in line.menu.actions() if each.text() == answer_text).trigger()
        self.qtbot.wait(1)

    def look(self) -> None:
        self.section.look()
        self.qtbot.wait(1)


@pytest.fixture(params=["desk", "meetings"])
def case(request: pytest.FixtureRequest, qtbot: QtBot) -> Case:
    return Case(qtbot, request.param)


def test_a_recording_asks_first_and_starts_when_everybody_agreed(case: Case) -> None:
    case.record()
    question = case.part.question
    assert question is not None
    assert question.text == f"Nothing is recorded yet. Not agreed: {case.guest}."
    assert case.section.record_button.isHidden()
    assert not case.live.asked_for("start_recording")

    case.press(question, "Write down what they say")
    (opened,) = (line for line in case.part.section.lines if line.menu.isVisible())
    assert opened.person.name == case.guest
    opened.menu.close()
    case.says("Agrees, was asked")
    assert case.part.question is not None
    assert case.part.question.text == "Everybody in the call has agreed. Nothing is recorded yet."
    case.press(case.part.question, "Start recording")
    assert len(case.live.asked_for("start_recording")) == 1
    assert case.part.question is None
    assert case.section.record_button.text() == "Stop recording"
    assert case.live.consents.entries[-1].noted_by == case.meeting.host


def test_what_is_announced_starts_when_everybody_was_told(case: Case) -> None:
    case.live.consents.policy = ConsentPolicy.ANNOUNCED
    case.record()
    case.press(case.part.question, "I have told everybody: start")
    assert len(case.live.asked_for("start_recording")) == 1
    assert [(each.name, each.answer) for each in case.live.consents.entries] == [(case.guest, Answer.ASKED)]
    assert case.part.alarm is None


def test_a_no_is_told_and_can_be_left(case: Case) -> None:
    case.says("Does not agree")
    case.record()
    assert case.part.question is not None
    assert case.part.question.text == f"Nothing is recorded: {case.guest} does not want it."
    case.press(case.part.question, "Not now")
    assert case.part.question is None
    assert case.section.record_button.isVisible()


def test_who_comes_into_a_recorded_call_is_told_about_with_a_way_to_pause(case: Case) -> None:
    case.says("Agrees, was asked")
    case.record()
    assert case.part.alarm is None
    room = case.live.room
    assert room is not None
    daughter = LivePerson(ParticipantId("p9"), "A daughter", "group_call_guest", NOW)
    case.live.room = replace(room, people=(*room.people, daughter))
    case.look()
    alarm = case.part.alarm
    assert alarm is not None
    assert alarm.text == "A daughter has not agreed to this recording."
    case.press(alarm, "Pause recording")
    assert case.live.room.recording.status is RecordingStatus.PAUSED  # type: ignore[union-attr]
    assert case.part.alarm is None
    assert case.section.recording_badge.text == "Recording paused"

    case.section.pause_button.click()
    case.qtbot.wait(1)
    assert case.part.question is not None
    assert "A daughter" in case.part.question.text
    assert case.section.pause_button.isHidden()
    line = next(each for each in case.part.section.lines if each.person.name == "A daughter")
    line.said.emit(Answer.GIVEN, Way.READ_OUT)
    case.qtbot.wait(1)
    case.press(case.part.question, "Resume recording")
    assert case.live.room.recording.status is RecordingStatus.RECORDING  # type: ignore[union-attr]


def test_who_was_not_told_can_be_told_afterwards(case: Case) -> None:
    case.live.consents.policy = ConsentPolicy.ANNOUNCED
    case.record()
    case.press(case.part.question, "I have told everybody: start")
    room = case.live.room
    assert room is not None
    late = LivePerson(ParticipantId("p9"), "A daughter", "group_call_guest", NOW)
    case.live.room = replace(room, people=(*room.people, late))
    case.look()
    assert case.part.alarm is not None
    assert case.part.alarm.text == "A daughter was not told of this recording."
    case.press(case.part.alarm, "I have told them")
    assert case.part.alarm is None
    assert case.live.consents.entries[-1].name == "A daughter"


def test_visits_that_are_never_recorded_offer_no_recording(case: Case) -> None:
    case.live.consents.recording = RecordingPolicy.NEVER
    case.look()
    assert case.section.record_button.isHidden()
    assert case.part.section.sentence.text() == "Visits of this kind are not recorded."
    assert not any(line.isVisible() for line in case.part.section.lines)


def test_what_could_not_be_written_down_is_told_in_the_panel(case: Case) -> None:
    case.live.consents.fails = OFFLINE
    case.says("Agrees, was asked")
    assert OFFLINE.title in case.details.message_bar.text
