"""A webinar from the front desk: who asks to come on stage, the livestream's states, and its secret on demand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.livestream import StreamState
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision, StagePerson, StageSeen
from tests.panes.clinic_data import NOW
from tests.panes.today_kit import KEY, PLAYLIST, WATCH, Made, a_stream

VI = StagePerson(ParticipantId("p-vi"), "Vi Sommer", NOW - timedelta(minutes=3))
BEN = StagePerson(ParticipantId("p-ben"), "Ben Okafor", NOW - timedelta(minutes=12))
SEEN = StageSeen((VI,), (BEN,), NOW)


def button(where: QWidget, name: str) -> QAbstractButton:
    found = [
        each for each in where.findChildren(QAbstractButton) if each.accessibleName() == name and each.isVisible()
    ]
    return found[0]


def words(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


# ---- the stage
def test_a_room_without_a_stage_shows_none(made: Made) -> None:
    assert made.show("m05").room_section.stage_section.isHidden()


def test_who_asks_is_let_on_and_who_stands_is_sent_off(made: Made) -> None:
    made.live.seen_stage = SEEN
    details = made.show("m05")
    section = details.room_section.stage_section
    assert section.isVisible()
    assert section.asking[0].since.text == "since 09:09 (3 min)"
    assert [line.person.name for line in section.standing] == ["Ben Okafor"]
    # It is live: what the call window said a moment ago is there within a second.
    button(section, "Let Vi Sommer on stage").click()
    assert "Vi Sommer may come on stage now" in details.message_bar.text
    button(section, "Send Ben Okafor off the stage").click()
    button(section, "Not now: keep Vi Sommer off the stage").click()
    assert [tuple(asked[1:]) for asked in made.live.asked_for("decide_on_stage")] == [
        (VI.participant_id, StageDecision.LET_ON),
        (BEN.participant_id, StageDecision.SEND_OFF),
        (VI.participant_id, StageDecision.KEEP_OFF),
    ]
    made.live.seen_stage = replace(SEEN, asking=())
    made.qtbot.waitUntil(lambda: not section.asking)
    assert "Nobody asks to come on stage." in words(section)


def test_the_focus_stays_where_nobody_came_or_went(made: Made) -> None:
    made.live.seen_stage = SEEN
    section = made.show("m05").room_section.stage_section
    let = button(section, "Let Vi Sommer on stage")
    let.setFocus()
    section.show_stage(replace(SEEN, at=NOW + timedelta(minutes=1)))
    assert section.asking[0].isAncestorOf(let)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (replace(SEEN, open=False), "Seen just now. Join the call as its host"),
        (replace(SEEN, decides=False), "Only a presenter sees who asks"),
    ],
)
def test_nothing_is_offered_that_this_pc_cannot_decide(made: Made, seen: StageSeen, said: str) -> None:
    made.live.seen_stage = seen
    section = made.show("m05").room_section.stage_section
    assert said in words(section)
    assert not [each for each in section.findChildren(QAbstractButton) if each.isVisible()]


def test_a_stage_goes_with_its_call(made: Made) -> None:
    made.live.seen_stage = replace(SEEN, open=False)
    section = made.show("m05").room_section
    assert section.stage_section.isVisible()
    made.live.room = LiveRoom(MeetingId("m05"), None, (), None, NOW)
    section.people.look()
    made.qtbot.waitUntil(section.stage_section.isHidden)


def test_a_decision_that_fails_is_told(made: Made) -> None:
    made.live.seen_stage = SEEN
    details = made.show("m05")
    made.live.problem = NoPresenterInside()
    button(details.room_section.stage_section, "Let Vi Sommer on stage").click()
    assert "No presenter of this PC is in this call" in details.message_bar.text


# ---- the livestream
def test_a_livestream_shows_where_it_can_be_watched(made: Made) -> None:
    section = made.show("m05").room_section
    stream = section.stream_section
    assert stream.isHidden()
    section.stream_button.click()
    assert (stream.badge.text, stream.link.text) == ("Livestream on", WATCH)
    assert stream.age.text() == "Livestream seen just now"
    bar = made.pane.desk_details.message_bar
    stream.copy_button.click()
    assert QGuiApplication.clipboard().text() == WATCH
    assert bar.text.startswith("The link to watch is copied")
    stream.player_button.click()
    assert QGuiApplication.clipboard().text() == PLAYLIST
    assert bar.text.startswith("The address for players is copied")
    assert section.stream_button.text() == "Stop livestream"
    section.stream_button.click()
    assert made.live.asked_for("stop_livestream") == [("m05",)]
    assert stream.isHidden()


@pytest.mark.parametrize(
    ("state", "badge", "said"),
    [
        (StreamState.STARTING, "Livestream starting", "It can take a minute"),
        (StreamState.LIVE, "Livestream on", "Anybody with the link can watch."),
        (StreamState.FAILED, "Livestream failed", "The call itself goes on."),
        (StreamState.UNKNOWN, "Livestream", "does not say how it stands"),
    ],
)
def test_every_state_is_told_in_words(made: Made, state: StreamState, badge: str, said: str) -> None:
    made.live.stream = a_stream(state)
    section = made.show("m05").room_section
    assert section.stream_section.badge.text == badge
    assert said in words(section.stream_section)
    runs = state is not StreamState.FAILED
    assert section.stream_button.text() == ("Stop livestream" if runs else "Start livestream")
    assert section.stream_section.copy_button.isVisible() is runs


def test_without_a_guest_page_the_playlist_is_what_is_handed_out(made: Made) -> None:
    made.live.stream = replace(a_stream(), watch_url="")
    stream = made.show("m05").room_section.stream_section
    assert stream.link.text == PLAYLIST
    stream.copy_button.click()
    assert QGuiApplication.clipboard().text() == PLAYLIST
    assert stream.player_button.isHidden()


def test_the_stream_key_is_fetched_shown_as_dots_and_gone_again(made: Made) -> None:
    made.live.stream = a_stream()
    details = made.show("m05")
    stream = details.room_section.stream_section
    assert KEY not in _everything(details)
    stream.ingest_button.click()
    card = stream.card
    assert card is not None
    assert made.live.asked_for("ingest") == [("m05",)]
    assert card.key.echoMode() is QLineEdit.EchoMode.Password
    assert card.key.displayText() != KEY
    assert card.server.text() == "rtmps://ingest.example/app/"
    assert KEY not in _everything(details, but=card.key)
    assert KEY not in details.message_bar.text
    made.qtbot.wait(1)  # what was added to a layout is shown by the next turn of the event loop
    button(card, "Copy Stream key").click()
    assert QGuiApplication.clipboard().text() == KEY
    assert stream.ingest_button.text() == "Hide server and key"
    stream.ingest_button.click()
    assert stream.card is None
    assert KEY not in _everything(details)
    # Looking elsewhere hides it too.
    stream.ingest_button.click()
    key = stream.card.key  # type: ignore[union-attr]
    texts: list[str] = []
    key.textChanged.connect(texts.append)
    made.show("m02")
    assert texts == [""], "the field was emptied before it went"
    assert KEY not in _everything(details)
    QGuiApplication.clipboard().clear()


def test_a_key_that_cannot_be_had_is_told(made: Made) -> None:
    made.live.stream = a_stream()
    details = made.show("m05")
    made.live.problem = Unreachable()
    details.room_section.stream_section.ingest_button.click()
    assert details.room_section.stream_section.card is None
    assert "cannot be reached" in details.message_bar.text


def _everything(where: QWidget, *, but: QWidget | None = None) -> str:
    """Return all that a window holds in texts, tooltips and names."""
    found = []
    for each in (where, *where.findChildren(QWidget)):
        if each is not but:
            found += [each.toolTip(), each.accessibleName(), each.accessibleDescription(), each.whatsThis()]
            found += [each.text()] if isinstance(each, QLabel | QLineEdit | QAbstractButton) else []
    return "\n".join(found)
