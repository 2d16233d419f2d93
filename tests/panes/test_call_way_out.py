"""From a call that failed to the browser: the link opened once, never said, and what fails told in the window."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QUrl, qWarning

from hosted_meetings_desktop.bootstrap import way_out as module
from hosted_meetings_desktop.bootstrap.way_out import WayOutDesk
from hosted_meetings_desktop.domain.call import WayOut
from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call.desk import CallDesk
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LINK = "https://video.clinic.test/join#dyte.eyJ0.eyJ1.c2ln&n=Follow-up%20visit"


class FakeWays:
    """Makes one link."""

    def __init__(self) -> None:
        self.phone = "+44 20 7946 0000"
        self.read = 0
        self.asked: list[tuple[MeetingId, InviteeId | None]] = []
        self.problem: AppError | None = None

    def way_out(self) -> WayOut:
        return WayOut(browser=True, phone=self.phone)

    async def refresh(self) -> None:
        self.read += 1
        if self.problem is not None:
            raise self.problem

    async def browser_link(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> str:
        self.asked.append((meeting_id, invitee_id))
        if self.problem is not None:
            raise self.problem
        return LINK


class Rig:
    def __init__(self, kit: Any, monkeypatch: pytest.MonkeyPatch, calls: Any) -> None:
        self.kit = kit
        self.window = kit.window()
        self.calls = calls
        self.ways = FakeWays()
        self.opened: list[QUrl] = []
        self.has_browser = True
        monkeypatch.setattr(module, "open_outside", self.open)
        self.desk = CallDesk(SimpleNamespace(), calls, kit.settings)  # type: ignore[arg-type]
        self.out = WayOutDesk(self.window, lambda: None, lambda: calls, kit.changes, kit.settings)  # type: ignore[arg-type, return-value]
        vars(self.out)["service"] = self.ways
        self.out.serve(self.desk)

    def open(self, target: QUrl) -> bool:
        self.opened.append(target)
        if not self.has_browser:
            qWarning(f"Unable to detect a web browser to launch '{target.toString()}'")
        return self.has_browser


@pytest.fixture
def rig(kit: Any, monkeypatch: pytest.MonkeyPatch) -> Rig:
    return Rig(kit, monkeypatch, NowCalls())


@pytest.mark.parametrize("who", [None, InviteeId("i1")])
def test_who_wants_the_browser_gets_their_link_there(rig: Rig, who: InviteeId | None) -> None:
    rig.desk.browser_wanted.emit(MeetingId("m1"), who)
    assert rig.ways.asked == [(MeetingId("m1"), who)]
    assert [bytes(url.toEncoded().data()).decode() for url in rig.opened] == [LINK]
    assert rig.window.message_bar.text == ""


def test_asked_twice_it_is_opened_once(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = HeldCalls()
    rig = Rig(kit, monkeypatch, calls)
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    calls.release()
    assert len(rig.opened) == 1
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    calls.release()
    assert len(rig.opened) == 2


def test_what_fails_is_told_and_can_be_tried_again(rig: Rig, qtbot: Any) -> None:
    rig.ways.problem = Unreachable()
    rig.window.showMinimized()
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    assert "cannot be reached" in rig.window.message_bar.text
    assert not rig.window.isMinimized()
    assert rig.opened == []
    rig.ways.problem = None
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    assert len(rig.opened) == 1


def test_without_a_browser_that_is_said_and_the_link_is_not(rig: Rig) -> None:
    rig.has_browser = False  # what Qt says of it would fail this test
    rig.desk.browser_wanted.emit(MeetingId("m1"), None)
    assert rig.window.message_bar.text.startswith("No browser was found on this PC.")
    assert "eyJ0" not in rig.window.message_bar.text


def test_what_is_offered_is_read_at_the_start_and_when_it_changes(rig: Rig, qtbot: Any) -> None:
    assert rig.out.way_out() == WayOut(browser=True, phone="By telephone: +44 20 7946 0000")
    rig.ways.phone = ""
    assert rig.out.way_out() == WayOut(browser=True)
    rig.out.begin()
    assert rig.ways.read == 1
    rig.kit.changes.publish("meetings")
    rig.kit.changes.publish("outbox")
    qtbot.waitUntil(lambda: rig.ways.read == 2)
    rig.ways.problem = Unreachable()
    rig.kit.changes.publish("outbox")
    qtbot.waitUntil(lambda: rig.ways.read == 3)
    assert rig.window.message_bar.text == ""


@pytest.mark.parametrize("practice", [True, False])
def test_a_browser_is_offered_where_there_is_a_page_for_it(kit: Any, practice: bool) -> None:
    settings = QSettings(kit.settings.fileName(), QSettings.Format.IniFormat)
    backend = SimpleNamespace(account=SimpleNamespace(practice=practice), database=None, joining=None)
    out = WayOutDesk(kit.window(), lambda: backend, lambda: kit.calls, kit.changes, settings)  # type: ignore[arg-type, return-value]
    assert out.way_out().browser == practice
    Preferences(settings).guest_page = "https://video.clinic.test/join"
    assert out.way_out().browser
