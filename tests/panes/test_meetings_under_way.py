"""What was begun in the details of a meeting goes on, one step at a time, whatever is shown by then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import anyio
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from tests.panes.clinic_data import OFFLINE, live_room
from tests.panes.fake_services import FakeLive
from tests.panes.fakes import HeldCalls
from tests.panes.meetings_kit import Made

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


@dataclass
class SlowLive(FakeLive):
    """Keeps a command waiting until the gate is opened."""

    gate: threading.Event = field(default_factory=threading.Event)
    cancelled: bool = False

    async def mute_all(self, meeting_id: MeetingId) -> str:
        try:
            while not self.gate.is_set():
                await anyio.sleep(0.005)
        except BaseException:
            self.cancelled = True
            raise
        return await super().mute_all(meeting_id)


@pytest.fixture
def slow(qtbot) -> Iterator[Made]:
    calls = LoopCalls()
    made = Made(qtbot, calls=calls)
    made.live = SlowLive(room=live_room("m00"))
    made.pane.meeting_details.commands._live = made.live
    qtbot.waitUntil(lambda: made.pane.model.rowCount() > 0)
    details = made.show("m00")
    qtbot.waitUntil(details.live_section.mute_all_button.isVisible)
    details.live_section.mute_all_button.click()
    yield made
    calls.close()


def look_at_another_meeting(made: Made) -> None:
    made.show("m01")


def change_the_meeting(made: Made) -> None:
    made.meetings.rows[0] = replace(made.meetings.rows[0], title="Renamed", live=4)
    made.pane.meeting_details.show_meeting(made.meetings.rows[0])


def cancel_the_meeting(made: Made) -> None:
    made.pane.meeting_details.show_meeting(replace(made.meetings.rows[0], cancelled=True))


@pytest.mark.parametrize("meanwhile", [look_at_another_meeting, change_the_meeting, cancel_the_meeting])
@pytest.mark.parametrize("outcome", ["Everybody is muted", "The video service cannot be reached"])
def test_a_command_is_carried_out_and_told_whatever_is_shown_by_then(slow: Made, qtbot, meanwhile, outcome) -> None:
    meanwhile(slow)
    qtbot.wait(1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    slow.live.problem = None if outcome == "Everybody is muted" else OFFLINE
    slow.live.gate.set()
    here = slow.pane.meeting_details.message_bar
    told = slow.pane.message_bar if meanwhile is look_at_another_meeting else here
    qtbot.waitUntil(lambda: outcome in told.text)
    assert ("“Follow-up after knee surgery”: " in told.text) == (meanwhile is look_at_another_meeting)
    assert told.kind == ("success" if slow.live.problem is None else "error")
    assert not slow.live.cancelled


def test_what_a_live_section_shows_and_asks_outlives_a_change_of_its_meeting(made: Made, qtbot) -> None:
    details = made.show("m00")
    section = details.live_section
    section.people.ask_about(section.room.people[1])
    looks = len(made.live.asked_for("look"))
    made.meetings.rows[0] = replace(made.meetings.rows[0], title="Renamed")
    made.pane.reload()
    qtbot.wait(1)
    assert details.title == "Renamed"
    assert details.live_section is section
    assert section.isVisible()
    assert section.people.question is not None
    assert len(made.live.asked_for("look")) == looks
    places = {
        label.text(): label.mapTo(details, QPoint()).y()
        for label in details.findChildren(QLabel)
        if label.isVisible()
    }
    assert places["Host"] < places["In the call now"] < places["Invited"]
    stops = [details.close_button]
    while (following := stops[-1].nextInFocusChain()) is not stops[0]:
        stops.append(following)
    names = [stop.accessibleName() for stop in stops if stop.isVisible()]
    wanted = ["Join", "Edit", "Mute Dr. Ada Osei", "Mute all", "Refresh who is in the call"]
    wanted += ["Copy link for Leila Mansour", "More for Leila Mansour"]
    assert [name for name in names if name in wanted] == wanted


def test_esc_keeps_a_person_before_it_closes_the_panel(made: Made, qtbot) -> None:
    details = made.show("m00")
    made.pane.activateWindow()
    qtbot.waitUntil(made.pane.isActiveWindow)
    details.live_section.people.ask_about(details.live_section.room.people[1])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is details.live_section.people.question.keep_button)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert details.live_section.people.question is None
    assert not details.isHidden()


# ---- undo while one is under way
def held_undo(qtbot) -> tuple[Made, HeldCalls]:
    """Return a pane with one undo under way."""
    made = Made(qtbot)
    for meeting_id in ("m02", "m03"):
        made.show(meeting_id)
        made.pane.cancel_selected()
    calls = HeldCalls()
    made.pane.history._calls = calls
    made.pane.undo()
    return made, calls


def test_one_undo_at_a_time(qtbot) -> None:
    made, calls = held_undo(qtbot)
    assert made.pane.undo_text() == ""
    made.pane.undo()
    assert made.pane.message_bar.text == "The last change is still being undone."
    assert len(calls.held) == 1
    calls.release()
    assert made.pane.undo_text() == f"the cancellation of “{made.meetings._find('m02').title}”"
    assert (made.meetings._find("m03").cancelled, made.meetings._find("m02").cancelled) == (False, True)


def test_a_failed_undo_stays_below_what_was_changed_meanwhile(qtbot) -> None:
    made, calls = held_undo(qtbot)
    made.show("m01")
    made.pane.cancel_selected()
    made.meetings.problem = OFFLINE
    calls.release()
    made.meetings.problem = None
    undone = []
    for _ in range(3):
        before = {row.id for row in made.meetings.rows if row.cancelled}
        made.pane.undo()
        calls.release()
        undone += before - {row.id for row in made.meetings.rows if row.cancelled}
    assert undone == ["m01", "m03", "m02"]
    assert made.pane.undo_text() == ""
