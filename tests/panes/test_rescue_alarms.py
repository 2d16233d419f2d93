"""Staff are told that recordings are about to be lost: once, in the window too, and until it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from hosted_meetings_desktop.bootstrap.rescue_watch import RescueWatch
from hosted_meetings_desktop.domain.archive import Alarm, RescueStanding
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.panes.recordings.alarm_words import alarm_note, alarm_title
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from tests.panes.fakes import NowCalls
from tests.panes.notification_kit import FakeWay, Rig

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Scene:
    """A watch over a rescue in memory and a desktop in memory."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.standing: RescueStanding | AppError = RescueStanding()
        self.shown: list[Alarm] = []
        self.changes = ChangeBroadcast()
        self.watch = RescueWatch(
            self.ask, NowCalls(), self.changes, rig.notifier, self.shown.append, rig.window  # type: ignore[arg-type]
        )  # fmt: skip

    async def ask(self) -> RescueStanding:
        if isinstance(self.standing, AppError):
            raise self.standing
        return self.standing

    def stands(self, pause: str = "", **alarms: int) -> None:
        self.standing = RescueStanding(alarms={Alarm(name): count for name, count in alarms.items()}, pause=pause)
        self.changes.changed.emit(frozenset({"rescue-alarms"}))


@pytest.fixture
def scene(window: Any, tmp_path: Any) -> Scene:
    rig = Rig(window, QSettings(str(tmp_path / "n.ini"), QSettings.Format.IniFormat), FakeWay())
    rig.notifier.begin()
    return Scene(rig)


def test_an_alarm_is_told_on_the_desktop_and_leads_to_the_recordings(scene: Scene) -> None:
    scene.stands(urgent=2)
    (message,) = scene.rig.way.shown.values()
    assert (message.title, message.action, message.urgent) == (
        "2 recordings are about to be lost",
        "Show recordings",
        True,
    )
    scene.rig.way.chosen.emit(next(iter(scene.rig.way.shown)), True, "token")
    assert (scene.rig.came, scene.shown) == (["token"], [Alarm.URGENT])
    assert scene.rig.way.shown == {}


def test_it_is_told_once_again_when_it_gets_worse_and_taken_back_when_it_is_over(scene: Scene) -> None:
    scene.stands(soon=1)
    scene.stands(soon=1)
    assert len(scene.rig.way.history) == 1
    scene.stands(soon=1, lost=1)
    assert scene.rig.way.titles == ["1 recording was lost"]
    scene.stands(soon=1)
    assert len(scene.rig.way.history) == 2, "fewer is no news"
    scene.stands()
    assert scene.rig.way.titles == []


def test_during_a_call_and_without_notifications_the_window_tells(scene: Scene) -> None:
    rig = scene.rig
    rig.call = True
    scene.stands(lost=1)
    assert rig.way.history == []
    assert rig.lines == ["1 recording was lost"]
    rig.preferences.on = False
    rig.call = False
    rig.notifier.note_calls()
    assert rig.way.history == []
    (row,) = rig.card.rows.values()
    row.button.click()
    assert scene.shown == [Alarm.LOST]
    assert rig.lines == []


def test_other_changes_and_a_store_that_cannot_be_read_tell_nothing(scene: Scene) -> None:
    scene.standing = RescueStanding(alarms={Alarm.LOST: 1})
    scene.changes.changed.emit(frozenset({"recordings"}))
    scene.standing = AppError("The store cannot be read")
    scene.changes.changed.emit(frozenset({"rescue-alarms"}))
    assert scene.rig.way.history == []


def test_the_note_says_what_stands_in_the_way() -> None:
    away = RescueStanding(alarms={Alarm.SOON: 1}, pause="The archive's folder is not there.")
    assert alarm_title(away) == "1 recording is not kept yet"
    assert alarm_note(away).endswith("could not be kept so far. The archive's folder is not there.")
    assert alarm_title(RescueStanding()) == alarm_note(RescueStanding()) == ""
    assert "folder" not in alarm_note(replace(away, alarms={Alarm.LOST: 1}))
