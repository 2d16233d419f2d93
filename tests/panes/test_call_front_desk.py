"""The front desk and the call windows: what it knows of a waiting room is what a window sees, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, QSettings
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.bootstrap.front_desk import CallDoor, FrontDesk
from hosted_meetings_desktop.bootstrap.stage_desk import CallStageDoor
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import NoHostInside
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.services.arrivals import Arrivals
from hosted_meetings_desktop.services.stages import Stages
from hosted_meetings_desktop.ui.call import window as call_window
from hosted_meetings_desktop.ui.call.desk import CallDesk
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from tests.panes.call_kit import ANNA, Tickets, Window
from tests.panes.fakes import NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
MEETING = MeetingId("m1")


class Rig:
    """A call desk whose windows a front desk follows."""

    def __init__(self, settings: QSettings) -> None:
        self.owner = QObject()
        self.desk = CallDesk(Tickets(), NowCalls(), settings)
        self.windows: list[Window] = []
        self.desk.opened.connect(self.windows.append)
        self.arrivals = Arrivals(SimpleNamespace(publish=lambda *_topics: None), lambda: datetime.now(UTC))
        later = SimpleNamespace(arrivals=self.arrivals, front_desk=SimpleNamespace(arrivals_now=self._nobody))
        backend: Any = SimpleNamespace(later=later, live=SimpleNamespace(stages=Stages()))
        self.notified: list[tuple[str, Any]] = []
        notifier: Any = SimpleNamespace(
            tell_arrival=lambda arrival, *, quiet=False: self.notified.append(
                ("quiet" if quiet else "told", arrival)
            ),
            take_back_arrival=lambda arrival: self.notified.append(("taken back", arrival)),
        )
        self.front = FrontDesk(
            self.owner,
            lambda: backend,
            NowCalls,
            ChangeBroadcast(),
            lambda: notifier,
            lambda: self.desk,
            lambda: None,
        )
        self.front.serve_calls(self.desk)

    @staticmethod
    async def _nobody() -> tuple[()]:
        return ()

    def join(self) -> Window:
        self.desk.join(MEETING)
        window = self.windows[-1]
        window.inside = True
        window.joined.emit()
        return window

    def known(self) -> tuple[list[str], bool] | None:
        said = self.arrivals.of(MEETING)
        return None if said is None else ([each.name for each in said.people], said.open)


@pytest.fixture
def rig(qapp, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[Rig]:
    monkeypatch.setattr(call_window, "CallWindow", Window)
    made = Rig(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    yield made
    made.desk.close_all()


def test_an_empty_waiting_room_is_known_from_the_moment_a_host_is_in_the_room(rig: Rig) -> None:
    rig.desk.join(MEETING)
    assert rig.known() is None, "nobody looks before the host is in"
    rig.windows[0].inside = True
    rig.windows[0].joined.emit()
    assert rig.known() == ([], True)


def test_whoever_waits_goes_on_waiting_when_the_host_loses_the_call(rig: Rig) -> None:
    host = rig.join()
    host.show_waiting(ANNA)
    assert rig.known() == (["Anna Berg"], True)
    # As the call window does it: out of the room, though the window still stands there with its button.
    host.inside = False
    host.show_waiting()
    host.left.emit("lost")
    assert rig.known() == (["Anna Berg"], False)
    host.inside = True
    host.joined.emit()
    assert rig.known() == ([], True)


def test_with_its_window_goes_what_is_known_of_an_empty_waiting_room(rig: Rig) -> None:
    rig.join().close()
    assert rig.known() == ([], False)


def test_a_call_that_is_asked_for_while_it_is_left_opens_when_it_is_gone(rig: Rig, qtbot: QtBot) -> None:
    host = rig.join()
    host.state, host.under_way, host.title = "leaving", False, "Knee"
    rig.desk.join(MEETING)
    rig.desk.join(MEETING)
    assert (host.raised, rig.windows) == (0, [host])
    host.close()
    qtbot.waitUntil(lambda: len(rig.windows) == 2)
    qtbot.wait(20)
    assert len(rig.windows) == 2
    assert rig.desk.open_meetings() == {MEETING}


def test_nothing_opens_again_once_the_program_leaves_all_calls(rig: Rig, qtbot: QtBot) -> None:
    host = rig.join()
    host.state = "leaving"
    rig.desk.join(MEETING)
    rig.desk.drop_all()
    qtbot.wait(20)
    assert rig.windows == [host]


@pytest.fixture
def loop(qapp) -> Iterator[LoopCalls]:
    calls = LoopCalls()
    yield calls
    calls.close()


def test_the_door_says_what_is_in_the_way(rig: Rig, loop: LoopCalls, qtbot: QtBot) -> None:
    door = CallDoor(lambda: rig.desk, rig.owner)
    told: list[AppError | None] = []

    def admit() -> AppError | None:
        before = len(told)
        loop.run(rig.owner, lambda: door.admit(MEETING, ParticipantId("anna")), told.append, told.append)
        qtbot.waitUntil(lambda: len(told) > before)
        return told[-1]

    assert isinstance(admit(), NoHostInside)
    host = rig.join()
    host.state = "reconnecting"
    problem = admit()
    assert problem is not None
    assert not isinstance(problem, NoHostInside)
    assert "at this moment" in problem.title
    assert host.asked == []
    host.state = "joined"
    assert admit() is None
    assert host.asked == ["admit anna"]


def test_nobody_is_let_in_for_somebody_who_does_not_wait_for_it_any_more(rig: Rig, qtbot: QtBot) -> None:
    host = rig.join()
    asked: tuple[Future[None], Future[None]] = (Future(), Future())
    for each in asked:
        each.cancel()
    door, stage = CallDoor(lambda: rig.desk, rig.owner), CallStageDoor(lambda: rig.desk, rig.owner)
    door._wanted.emit(True, MEETING, "anna", asked[0])
    stage._wanted.emit(MEETING, "anna", StageDecision.LET_ON, asked[1])
    qtbot.wait(20)
    assert host.asked == []


def test_a_notification_of_somebody_who_waits_goes_with_the_wait(rig: Rig) -> None:
    watch = rig.front.watch
    for signal in (watch.arrival, watch.over, watch.returned):
        signal.emit(ANNA)
    assert rig.notified == [("told", ANNA), ("taken back", ANNA), ("quiet", ANNA)]
