"""Consent in the call window: asked before a recording, told while one runs without, heard from guests' pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, Way
from hosted_meetings_desktop.domain.consent_claim import ConsentClaim
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.consent_bar import ConsentBars
from hosted_meetings_desktop.ui.call.consent_desk import CallConsents
from hosted_meetings_desktop.ui.call.voices_button import VoicesButton
from tests.panes.clinic_data import NOW, OFFLINE, live_room, meeting
from tests.panes.consent_kit import FakeConsents
from tests.panes.fake_services import FakeLive
from tests.panes.fakes import NowCalls

M = MeetingId("m00")
PRESSED = PageReport("record", "start")


@dataclass
class HearingConsents(FakeConsents):
    """Also hears guests' pages."""

    heard: list[ConsentClaim] = field(default_factory=list)

    async def hear(self, meeting_id: MeetingId, claim: ConsentClaim) -> ConsentEntry | None:
        self.heard.append(claim)
        person = self.meeting.invitees[0]  # type: ignore[union-attr]
        return await self.note(meeting_id, claim.answer, Way.GUEST_PAGE, "guest page", invitee_id=person.id)


class Case:
    """A host's window with a patient in the call."""

    def __init__(self, qtbot: QtBot) -> None:
        visit = meeting(0, NOW)
        self.guest = visit.invitees[0]
        self.consents = HearingConsents(meeting=visit)
        room = live_room(M)
        inside = LivePerson(ParticipantId("p1"), self.guest.name, self.guest.preset, NOW, self.guest.id)
        self.live = FakeLive(room=replace(room, people=(room.people[0], inside)), consents=self.consents)
        self.bars = ConsentBars()
        qtbot.addWidget(self.bars)
        self.bars.show()
        self.told: list[str] = []
        self.owner = QObject()
        self.voices = VoicesButton()
        qtbot.addWidget(self.voices)
        self.desk = CallConsents(M, self.bars, self.voices, self.live, NowCalls(), self.told.append, self.owner)  # type: ignore[arg-type]

    def come(self, name: str) -> None:
        assert self.live.room is not None
        person = LivePerson(ParticipantId(name), name, "group_call_guest", NOW)
        self.live.room = replace(self.live.room, people=(*self.live.room.people, person))
        self.desk.look()

    def press(self, bar: Bar, name: str) -> None:
        button = bar.findChild(QPushButton, name)
        assert button is not None
        assert button.isVisible()
        button.click()

    @property
    def status(self) -> RecordingStatus | None:
        running = self.live.room.recording if self.live.room is not None else None
        return running.status if running is not None else None


@pytest.fixture
def case(qtbot: QtBot) -> Case:
    return Case(qtbot)


def test_the_kit_s_button_asks_one_after_the_other_and_then_records(case: Case) -> None:
    case.come("A daughter")
    case.bars.hear(PRESSED)
    assert case.status is None
    assert case.bars.question.text == f"Ask {case.guest.name}: may this call be recorded? One more after that."
    case.press(case.bars.question, "yes")
    assert case.bars.question.text == "Ask A daughter: may this call be recorded?"
    case.press(case.bars.question, "yes")
    assert case.status is RecordingStatus.RECORDING
    assert not case.bars.question.isVisible()
    assert [(each.name, each.answer, each.way) for each in case.consents.entries] == [
        (case.guest.name, Answer.GIVEN, Way.READ_OUT), ("A daughter", Answer.GIVEN, Way.READ_OUT),
    ]  # fmt: skip


def test_a_no_ends_it(case: Case) -> None:
    case.bars.hear(PRESSED)
    case.press(case.bars.question, "no")
    assert case.bars.question.text == f"Nothing is recorded: {case.guest.name} does not want it."
    case.press(case.bars.question, "later")
    assert not case.bars.question.isVisible()
    case.desk.look()
    assert not case.bars.asks
    assert case.status is None


def test_what_is_announced_waits_for_the_host_s_word(case: Case) -> None:
    case.consents.policy = ConsentPolicy.ANNOUNCED
    case.bars.hear(PRESSED)
    case.press(case.bars.question, "go")
    assert case.status is RecordingStatus.RECORDING
    case.come("A daughter")
    assert case.bars.alarm.text == "A daughter was not told of this recording."
    case.press(case.bars.alarm, "told")
    assert not case.bars.alarm.isVisible()


def test_who_comes_later_without_consent_is_told_about_with_one_click_to_pause(case: Case) -> None:
    case.bars.hear(PRESSED)
    case.press(case.bars.question, "yes")
    case.come("A daughter")
    assert case.bars.alarm.text == "A daughter has not agreed to this recording."
    case.press(case.bars.alarm, "pause")
    assert case.status is RecordingStatus.PAUSED
    assert not case.bars.alarm.isVisible()
    case.bars.hear(PageReport("record", "resume"))
    assert "A daughter" in case.bars.question.text
    case.press(case.bars.question, "yes")
    assert case.status is RecordingStatus.RECORDING


def test_a_visit_recorded_from_its_start_begins_when_the_page_says_yes(case: Case) -> None:
    case.consents.recording = RecordingPolicy.FROM_START
    case.bars.hear(PageReport("state", "joined"))
    assert "may this call be recorded" in case.bars.question.text
    case.bars.hear(PageReport("consent", "given", names=(str(uuid4()), "0" * 64)))
    assert case.consents.heard[0].answer is Answer.GIVEN
    assert case.status is RecordingStatus.RECORDING
    case.live.room = replace(case.live.room, recording=None)  # type: ignore[type-var]
    case.desk.look()
    assert case.status is None, "what somebody stopped does not begin by itself again"


def test_not_now_is_not_asked_again(case: Case) -> None:
    case.consents.recording = RecordingPolicy.FROM_START
    case.desk.look()
    case.press(case.bars.question, "later")
    case.desk.look()
    assert not case.bars.question.isVisible()


def test_what_goes_wrong_is_told_and_nonsense_of_the_page_is_not_heard(case: Case) -> None:
    case.bars.hear(PageReport("consent", "given", names=("x", "y")))
    assert case.consents.heard == []
    case.consents.entries.append(
        ConsentEntry("1", M, case.guest.id, case.guest.name, Answer.GIVEN, Way.PAPER, "Desk", NOW)
    )
    case.live.problem = OFFLINE
    case.bars.hear(PRESSED)
    assert case.told == [f"{OFFLINE.title}. {OFFLINE.advice}"]
    assert not case.bars.asks


def test_leaving_forgets_it_all(case: Case) -> None:
    case.bars.hear(PageReport("state", "joined"))
    assert case.desk._timer.isActive()
    case.bars.hear(PRESSED)
    case.bars.hear(PageReport("state", "left"))
    assert not case.bars.question.isVisible()
    assert not case.desk._timer.isActive()
