"""The consents of a meeting: each person's line says what they said, and its menu writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, RecordingConsent, Way, consent_of
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.ui.parts.consent_section import ConsentSection
from tests.panes.fakes import NowCalls

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
MEETING = Meeting(
    MeetingId("m"),
    "Knee",
    Schedule(NOW, timedelta(minutes=30), "UTC"),
    "Dr Sommer",
    (
        Invitee(InviteeId("h"), "Dr Sommer", Role.HOST, "group_call_host"),
        Invitee(InviteeId("a"), "Asha Rao", Role.PATIENT, "group_call_guest"),
        Invitee(InviteeId("b"), "Ben", Role.INTERPRETER, "group_call_guest"),
    ),
)


@dataclass
class FakeConsents:
    """Implements ``ConsentDeeds``."""

    entries: list[ConsentEntry] = field(default_factory=list)
    policy: ConsentPolicy = ConsentPolicy.EACH_PERSON
    fails: AppError | None = None

    async def of(self, meeting_id: MeetingId, inside: Sequence[LivePerson] = ()) -> RecordingConsent:
        return consent_of(MEETING, self.entries, RecordingPolicy.BY_HAND, self.policy, inside)

    async def note(
        self,
        meeting_id: MeetingId,
        answer: Answer,
        way: Way,
        noted_by: str,
        *,
        invitee_id: InviteeId | None = None,
        name: str = "",
        note: str = "",
    ) -> ConsentEntry:
        if self.fails is not None:
            raise self.fails
        who = name or next(each.name for each in MEETING.invitees if each.id == invitee_id)
        entry = ConsentEntry(str(len(self.entries)), meeting_id, invitee_id, who, answer, way, noted_by, NOW, note)
        self.entries.append(entry)
        return entry


@pytest.fixture
def consents() -> FakeConsents:
    return FakeConsents()


@pytest.fixture
def section(qtbot: QtBot, consents: FakeConsents) -> ConsentSection:
    made = ConsentSection(MEETING.id, consents, NowCalls(), "Front desk", lambda: NOW)
    qtbot.addWidget(made)
    made.show()
    made.look()
    return made


def choose(section: ConsentSection, person: int, text: str) -> None:
    action = next(each for each in section.lines[person].menu.actions() if each.text() == text)
    action.trigger()


def offered(section: ConsentSection, person: int) -> list[str]:
    return [each.text() for each in section.lines[person].menu.actions()]


def test_who_has_to_agree_is_named_until_they_did(section: ConsentSection, consents: FakeConsents) -> None:
    assert [line.name.text for line in section.lines] == ["Asha Rao", "Ben"]
    assert "Asha Rao" in section.sentence.text()
    assert "not asked yet" in section.lines[0].state.text()

    choose(section, 0, "Agrees, was asked")
    choose(section, 1, "Agrees on paper")

    assert section.sentence.text() == "Everybody has agreed to being recorded."
    assert "on paper" in section.lines[1].state.text()
    assert [(each.name, each.answer, each.way, each.noted_by) for each in consents.entries] == [
        ("Asha Rao", Answer.GIVEN, Way.READ_OUT, "Front desk"),
        ("Ben", Answer.GIVEN, Way.PAPER, "Front desk"),
    ]
    assert offered(section, 0) == ["Takes it back"]


def test_what_was_said_when_and_to_whom_is_not_cut_off(section: ConsentSection) -> None:
    choose(section, 0, "Agrees on paper")
    state = section.lines[0].state
    section.resize(state.fontMetrics().horizontalAdvance(state.text()) // 2, 600)
    section.show()
    QApplication.sendPostedEvents()
    assert state.height() >= 2 * state.fontMetrics().height()


def test_a_no_can_become_a_yes_and_a_yes_can_be_taken_back(section: ConsentSection) -> None:
    choose(section, 0, "Does not agree")
    assert "cannot start" in section.sentence.text()
    assert "Does not agree" not in offered(section, 0)
    choose(section, 0, "Agrees, was asked")
    choose(section, 0, "Takes it back")
    assert "took it back" in section.lines[0].state.text()
    assert "cannot start" in section.sentence.text()


def test_who_is_in_the_call_without_being_invited_is_asked_too(
    section: ConsentSection, consents: FakeConsents
) -> None:
    here = LivePerson(ParticipantId("p"), "A daughter", "group_call_guest", NOW)
    section.show_inside((here,))
    assert [line.name.text for line in section.lines] == ["Asha Rao", "Ben", "A daughter"]
    assert section.sentence.text() == "A recording can start when these agree: A daughter."
    choose(section, 2, "Agrees, was asked")
    assert section.sentence.text() == "Everybody in the call has agreed to being recorded."
    assert consents.entries[-1].invitee_id is None


def test_what_could_not_be_written_down_is_told(
    qtbot: QtBot, section: ConsentSection, consents: FakeConsents
) -> None:
    consents.fails = AppError("The store is busy")
    with qtbot.waitSignal(section.failed) as caught:
        choose(section, 0, "Agrees, was asked")
    assert caught.args == [consents.fails]
    assert "not asked yet" in section.lines[0].state.text()


def test_the_focus_stays_on_the_line_that_was_used(qtbot: QtBot, section: ConsentSection) -> None:
    with qtbot.waitActive(section):
        section.activateWindow()
    section.lines[0].button.setFocus()
    choose(section, 0, "Agrees, was asked")
    qtbot.waitUntil(section.lines[0].button.hasFocus)
