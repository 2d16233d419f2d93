"""Recording the voices of those who agreed: chosen at the desk and in a meeting's details, and how that stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    PersonConsent,
    RecordingConsent,
    Standing,
    Way,
)
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.ui.panes.today.words import more_text
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.parts.recording_words import short_words, started_words, whose_words
from hosted_meetings_desktop.ui.parts.voices_consent import voices_instead
from tests.panes.clinic_data import NOW, recording
from tests.panes.test_consent_asked import Case

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
DAUGHTER = "A daughter"
HINT = "To record them too, stop the recording and start it anew."


class VoicesCase(Case):
    """The same where voices can be recorded, with a relative who was not invited inside too."""

    def __init__(self, qtbot: QtBot, screen: str) -> None:
        super().__init__(qtbot, screen)
        self.live.offers_tracks = True
        self.come(DAUGHTER)

    def come(self, name: str) -> None:
        room = self.live.room
        assert room is not None
        person = LivePerson(ParticipantId(f"p {name}"), name, "group_call_guest", NOW)
        self.live.room = replace(room, people=(*room.people, person))
        self.look()

    def answers(self, name: str, answer: Answer) -> None:
        (line,) = (each for each in self.part.section.lines if each.person.name == name)
        line.said.emit(answer, Way.READ_OUT)
        self.qtbot.wait(1)

    def choose(self, text: str) -> None:
        next(each for each in self.section.record_choice.menu.actions() if each.text() == text).trigger()
        self.qtbot.wait(1)

    def begin(self) -> None:
        """Record the guest's voice, and the host's with it."""
        self.answers(self.guest, Answer.GIVEN)
        self.choose("Record voices only")

    @property
    def host(self) -> str:
        assert self.live.room is not None
        return self.live.room.people[0].name

    @property
    def lines(self) -> list[str]:
        return [each.text for each in self.section.people.findChildren(ElidedLabel)]


@pytest.fixture(params=["desk", "meetings"])
def case(request: pytest.FixtureRequest, qtbot: QtBot) -> VoicesCase:
    return VoicesCase(qtbot, request.param)


def test_where_it_is_not_offered_nothing_is_different(case: VoicesCase) -> None:
    case.live.offers_tracks = False
    case.look()
    assert case.section.record_choice.opener.isHidden()
    assert case.section.record_button.isVisible()
    assert case.section.record_button.toolTip() == ""


def test_the_second_way_stands_beside_the_first_and_says_what_it_does(case: VoicesCase) -> None:
    choice = case.section.record_choice
    assert choice.opener.isVisible()
    assert choice.opener.accessibleName() == "Choose what is recorded"
    assert choice.opener.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert [(each.text(), each.toolTip()) for each in choice.menu.actions()] == [
        ("Start recording", "One film of the call; everybody in it must have agreed"),
        ("Record voices only", "One sound file per person who has agreed; nobody else is recorded"),
    ]
    assert case.section.record_button.toolTip() == "One film of the call; everybody in it must have agreed"
    case.choose("Start recording")
    assert case.part.question is not None


def test_voices_are_recorded_of_those_who_agreed_and_it_is_said_of_how_many(case: VoicesCase) -> None:
    case.begin()
    running = case.live.room.recording  # type: ignore[union-attr]
    assert running is not None
    assert running.kind is RecordingKind.TRACKS
    assert case.section.recording_badge.text == "Recording voices of 2 people"
    tip = case.section.recording_badge.toolTip()
    assert f"Recorded: {case.host}, {case.guest}. Not recorded: {DAUGHTER}." in tip
    assert "The voices of 2 people are recorded, nobody else's." in case.details.message_bar.text
    assert case.section.record_choice.opener.isHidden()
    assert case.section.record_button.text() == "Stop recording"
    assert case.part.section.sentence.text() == (
        "Only the voices of those are recorded who had agreed when it was started."
    )


def test_who_has_not_agreed_is_not_recorded_and_no_alarm_is_raised(case: VoicesCase) -> None:
    case.begin()
    case.come("A neighbour")
    assert case.part.alarm is None
    assert sum(line.startswith("not recorded · since") for line in case.lines) == 2


def test_who_agrees_later_is_told_about_with_what_helps(case: VoicesCase) -> None:
    case.begin()
    case.answers(DAUGHTER, Answer.GIVEN)
    assert case.part.section.sentence.text() == f"{DAUGHTER} has agreed since, but is not recorded. {HINT}"
    assert case.part.alarm is None


def test_who_is_recorded_and_withdraws_raises_the_alarm_with_the_way_out(case: VoicesCase) -> None:
    case.begin()
    case.answers(case.guest, Answer.WITHDRAWN)
    assert case.part.alarm is not None
    assert case.part.alarm.text == f"The voice of {case.guest} is recorded, and they do not agree to that any more."
    case.press(case.part.alarm, "Stop recording")
    assert case.live.room.recording is None  # type: ignore[union-attr]
    assert case.part.alarm is None


def test_a_refused_film_offers_the_voices_and_names_whose(case: VoicesCase) -> None:
    case.answers(case.guest, Answer.GIVEN)
    case.answers(DAUGHTER, Answer.REFUSED)
    case.record()
    question = case.part.question
    assert question is not None
    assert case.part.voices_button is not None
    assert case.part.voices_button.accessibleDescription() == (
        f"Voices only would record {case.host}, {case.guest}, and not {DAUGHTER}."
    )
    case.press(question, "Record voices of those who agreed")
    assert case.part.question is None
    assert case.section.recording_badge.text == "Recording voices of 2 people"


@pytest.mark.parametrize("why", ["nobody agreed", "not offered"])
def test_the_other_way_is_not_offered_where_there_is_none(case: VoicesCase, why: str) -> None:
    if why == "not offered":
        case.live.offers_tracks = False
        case.answers(case.guest, Answer.GIVEN)
    case.record()
    assert case.part.question is not None
    assert case.part.voices_button is None


def test_what_is_announced_is_announced_before_voices_too(case: VoicesCase) -> None:
    case.live.consents.policy = ConsentPolicy.ANNOUNCED
    case.look()
    case.answers(case.guest, Answer.REFUSED)
    case.choose("Record voices only")
    assert case.part.question is not None
    assert case.part.question.text == "Nothing is recorded yet. Tell everybody in the call that it will be."
    case.press(case.part.question, "I have told everybody: start")
    running = case.live.room.recording  # type: ignore[union-attr]
    assert running is not None
    assert running.kind is RecordingKind.TRACKS
    assert case.guest in case.section.recording_badge.toolTip().partition("Not recorded: ")[2]
    assert case.part.alarm is None


def test_a_pause_is_said_and_ends_without_asking_those_who_are_not_recorded(case: VoicesCase) -> None:
    case.begin()
    case.section.pause_button.click()
    case.qtbot.wait(1)
    assert case.section.recording_badge.text == "Recording voices of 2 people, paused"
    case.section.pause_button.click()
    case.qtbot.wait(1)
    assert case.part.question is None
    assert case.section.recording_badge.text == "Recording voices of 2 people"


def test_a_pause_does_not_end_while_one_of_them_does_not_agree_any_more(case: VoicesCase) -> None:
    case.begin()
    case.section.pause_button.click()
    case.qtbot.wait(1)
    case.answers(case.guest, Answer.WITHDRAWN)
    case.section.pause_button.click()
    case.qtbot.wait(1)
    assert case.part.question is not None
    assert case.part.question.text == f"Nothing is recorded: {case.guest} does not want it."
    assert case.part.voices_button is None, "one is under way"
    assert case.section.record_button.text() == "Stop recording"


def test_visits_that_are_never_recorded_offer_neither(case: VoicesCase) -> None:
    case.live.consents.recording = RecordingPolicy.NEVER
    case.look()
    assert case.section.record_choice.opener.isHidden()


def test_the_desk_says_so_under_the_title(qtbot: QtBot) -> None:
    case = VoicesCase(qtbot, "desk")
    badge = case.details.recording_badge
    assert badge.isHidden()
    case.begin()
    assert not badge.isHidden()
    assert badge.text == "Recording voices of 2 people"
    case.section.record_button.click()
    qtbot.wait(1)
    assert badge.isHidden()
    case.answers(DAUGHTER, Answer.GIVEN)
    case.record()
    assert badge.text == "Recording"
    assert not badge.isHidden()


def test_the_day_s_list_says_of_how_many(qtbot: QtBot) -> None:
    case = VoicesCase(qtbot, "desk")
    room = case.details.room
    assert more_text(replace(room, recording=True, voices=2), NOW).startswith("Recording voices of 2 people · ")
    assert more_text(replace(room, recording=True, voices=0), NOW).startswith("Recording voices · ")
    assert more_text(replace(room, recording=True), NOW).startswith("Recording · ")


def test_the_words_where_it_is_not_known_whose_voices_or_how_many() -> None:
    film = recording(1, RecordingStatus.RECORDING)
    voices = replace(film, kind=RecordingKind.TRACKS)
    one = replace(voices, voices=("p1",))
    assert short_words(film) == "Recording"
    assert short_words(replace(film, status=RecordingStatus.PAUSED)) == "Recording paused"
    assert short_words(voices) == "Recording voices"
    assert short_words(one) == "Recording voices of 1 person"
    assert started_words(one).startswith("The voice of 1 person is recorded")
    assert started_words(film) == "The recording has started. Everybody in the call can see that."
    inside = LivePerson(ParticipantId("p1"), "Ann", "host", NOW)
    assert whose_words(voices, (inside,)) == ""
    assert whose_words(replace(one, voices=("p1", "p2")), (inside,)) == (
        "Recorded: Ann. 1 more is not in the call now."
    )


def test_where_nobody_agreed_it_is_asked_and_one_who_agrees_is_enough(case: VoicesCase) -> None:
    case.choose("Record voices only")
    question = case.part.question
    assert question is not None
    assert question.text == (
        f"Nobody in the call has agreed yet, so nothing is recorded. Ask first: {case.guest}, {DAUGHTER}."
    )
    assert not case.details.message_bar.isVisible()
    assert case.part.voices_button is None
    case.answers(DAUGHTER, Answer.REFUSED)
    assert case.part.question is not None
    assert case.part.question.text.endswith(f"Ask first: {case.guest}.")
    case.answers(case.guest, Answer.GIVEN)
    assert case.part.go_button is not None
    assert case.part.go_button.text() == "Record voices only"
    case.part.go_button.click()
    case.qtbot.wait(1)
    assert case.live.room.recording is not None  # type: ignore[union-attr]
    assert case.part.question is None


def test_where_all_refused_nobody_s_voice_is_recorded(case: VoicesCase) -> None:
    for name in (DAUGHTER, case.guest):
        case.answers(name, Answer.REFUSED)
    case.choose("Record voices only")
    assert case.part.question is not None
    assert case.part.question.text.startswith("Nothing is recorded: ")
    assert case.part.go_button is None
    assert case.live.room.recording is None  # type: ignore[union-attr]


def test_of_two_with_one_name_it_is_not_said_that_they_would_be_recorded() -> None:
    people = [
        LivePerson(ParticipantId(f"p{number}"), name, "group_call_guest", NOW)
        for number, name in enumerate(("Asha", "Anna", "Anna"))
    ]
    yes = {
        name: ConsentEntry("e", MeetingId("m"), None, name, Answer.GIVEN, Way.PAPER, "Dr", NOW)
        for name in ("Asha", "Anna")
    }
    lacking = PersonConsent(None, "Ben", None, None, here=True)
    asked = tuple(PersonConsent(None, name, None, entry, here=True) for name, entry in yes.items())
    consent = RecordingConsent(Standing.MISSING, (*asked, lacking), ConsentPolicy.EACH_PERSON)
    people.append(replace(people[0], participant_id=ParticipantId("p9"), name="Ben"))
    instead = voices_instead(consent, people)
    assert instead is not None
    assert (instead.heard, instead.left_out) == (("Asha",), ("Anna", "Anna", "Ben"))
