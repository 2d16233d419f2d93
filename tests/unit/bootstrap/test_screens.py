"""The screens of an account: closing them asks about calls and takes the players along."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.bootstrap import recordings_desk
from hosted_meetings_desktop.bootstrap.remembered import practice_account
from hosted_meetings_desktop.bootstrap.screens import Screens
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.archive import RescueStanding
from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.support.paths import paths
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.closing import ClosingDialog
from hosted_meetings_desktop.ui.window.restore_dialog import RestoreDialog
from tests.panes.calendars_kit import FakeCalendars
from tests.panes.clinic_data import NOW
from tests.panes.fake_services import FakeAttendance, FakeJoin, FakeLive, FakeMeetings
from tests.panes.fakes import FakeAccountService, FakeKeeper, FakeSyncService, HeldCalls, NowCalls, some_backups
from tests.panes.library_kit import FakeLibrary
from tests.panes.outbox_kit import FakeCorrespondence
from tests.panes.people_kit import FakePeople
from tests.panes.planning_kit import FakeClinic
from tests.panes.schedule_kit import FakeSchedule

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Desk:
    """Two calls under way."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def open_titles(self) -> tuple[str, ...]:
        return ("Knee", "Hip")

    def raise_all(self) -> None:
        self.did.append("raise")

    def close_all(self) -> None:
        self.did.append("close")

    def drop_all(self) -> None:
        self.did.append("drop")


async def standing() -> RescueStanding:
    return RescueStanding()


def archive() -> SimpleNamespace:
    """Return what recordings are shared by."""
    return SimpleNamespace(
        rescue=SimpleNamespace(content=None, standing=standing), store=None, postman=None, changes=None, clock=None,
        audit=None,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    made = FakeLibrary()
    monkeypatch.setattr(recordings_desk, "recording_library", lambda _backend: made)
    monkeypatch.setattr(recordings_desk, "recording_files", lambda _backend, _library: made)
    return made


@pytest.fixture
def make(qapp: Any, qtbot: Any, tmp_path: Any) -> Any:
    apply_theme(qapp, ThemeMode.LIGHT)

    def build(*, lasting: bool = True) -> Any:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        screens: Any = Screens(
            practice_account(Provider.DYTE),
            lambda: SimpleNamespace(  # type: ignore[arg-type, return-value]
                later=archive(), service=None, strays=SimpleNamespace(standing=standing)
            ),
            lambda *_what: SimpleNamespace(),  # type: ignore[arg-type, return-value]
            HeldCalls(),  # type: ignore[arg-type]
            ChangeBroadcast(),
            settings,
            paths(practice=True),
            lasting=lasting,
        )
        qtbot.addWidget(screens.window)
        screens.window.show_pane("recordings")
        screens.window._begun = True
        screens.window.show()
        return screens

    return build


def test_closing_asks_about_the_calls_and_staying_shows_them(make: Any, qtbot: Any) -> None:
    screens = make()
    desk = vars(screens._call_room)["desk"] = Desk()
    screens.window.close()
    dialog = screens.window.findChild(ClosingDialog)
    assert dialog.main_button.text() == "Leave and close"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.did == ["raise"]
    screens.window.close()
    screens.window.findChild(ClosingDialog).main_button.click()
    assert desk.did == ["raise", "close"]
    assert not screens.window.isVisible()


def test_without_calls_nothing_is_asked_and_no_desk_is_made(make: Any) -> None:
    screens = make()
    screens.window.close()
    assert not screens.window.isVisible()
    screens.drop_calls()
    assert screens._call_room.opened is None


@pytest.mark.parametrize("lasting", [True, False])
def test_meetings_that_go_with_the_app_are_asked_about(make: Any, lasting: bool) -> None:
    screens = make(lasting=lasting)
    screens.window.strip.show_status(SyncStatus(standing=Standing.OFFLINE, waiting=2))
    screens.window.close()
    assert screens.window.isVisible() != lasting
    screens.window.close_now()
    assert not screens.window.isVisible()


@pytest.mark.parametrize("way", ["window", "sign out"])
def test_players_close_with_the_window(make: Any, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    closed: list[RecordingsPane] = []

    def close_players(pane: RecordingsPane) -> None:
        closed.append(pane)

    monkeypatch.setattr(RecordingsPane, "close_players", close_players)
    screens = make()
    pane = screens.window.built_pane("recordings")
    if way == "window":
        screens.window.close()
    else:
        screens.close()
    assert pane in closed


# ---- joining, the account, the store
class Joined(Desk):
    """Remembers what was joined."""

    def __init__(self) -> None:
        super().__init__()
        self.joined: list[tuple[str, object, str]] = []

    def open_meetings(self) -> frozenset[str]:
        return frozenset()

    def join(self, meeting_id: str, invitee_id: object = None, title: str = "") -> None:
        self.joined.append((meeting_id, invitee_id, title))


class Keys:
    def __init__(self) -> None:
        self.asked = 0

    def ask_again(self) -> None:
        self.asked += 1


class Notifier:
    """Tells nobody; with services that answer at once its long question would never end."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def begin(self) -> None:
        self.begun.append("notifier")

    def follow_wishes(self) -> None:
        """Nothing is told."""

    def tell_warning(self, _warned: Any) -> None:
        """Nothing is told."""


class Store:
    """Holds nothing."""

    async def run(self, _work: Any) -> None:
        return None


@pytest.fixture
def whole(qapp: Any, qtbot: Any, tmp_path: Any) -> Any:
    """Screens over services that answer at once."""
    apply_theme(qapp, ThemeMode.LIGHT)
    account = practice_account(Provider.DYTE)
    sync = FakeSyncService(SyncStatus(standing=Standing.ONLINE))
    meetings: Any = FakeMeetings()
    meetings.send_again = sync.send_again
    backend: Any = SimpleNamespace(
        account=account, meetings=meetings, joining=FakeJoin(), live=FakeLive(), recordings=None,
        sync=sync, safekeeping=FakeKeeper(some_backups()), service=None, key=Keys(),
        database=Store(), engine=None,
        later=SimpleNamespace(
            clinic=FakeClinic(), correspondence=FakeCorrespondence(), schedule=FakeSchedule(), people=FakePeople(),
            own_calendars=FakeCalendars(), attendance_desk=FakeAttendance(),
            plain_folder=tmp_path / "recordings", **vars(archive()),
        ),
    )  # fmt: skip
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    screens: Any = Screens(
        account,
        lambda: backend,
        lambda *_what: FakeAccountService(),  # type: ignore[arg-type, return-value]
        NowCalls(),
        ChangeBroadcast(),
        settings,
        paths(practice=True),
    )
    vars(screens._call_room)["desk"] = Joined()
    vars(screens)["notifier"] = Notifier()
    qtbot.addWidget(screens.window)
    screens.window.show()
    screens.window.begin()
    return screens


def test_joining_tells_the_title_where_it_is_known(whole: Any) -> None:
    row = next(row for row in whole.backend.meetings.rows if row.phase(NOW) is Phase.LIVE)
    pane = whole.meetings()
    pane.select(row.id)
    pane.join_requested.emit(row.id, None)
    pane.join_requested.emit("another", "somebody")
    assert whole.desk.joined == [(row.id, None, row.title), ("another", "somebody", "")]


def test_a_meeting_that_the_sync_panel_opens_is_shown(whole: Any) -> None:
    row = whole.backend.meetings.rows[3]
    whole.window.show_pane("settings")
    whole.window.sync.meeting_wanted.emit(row.id)
    assert whole.window.shown_key == "meetings"
    assert whole.meetings().selected.id == row.id


def test_the_account_is_shown_from_the_sync_panel(whole: Any) -> None:
    whole.window.sync.account_wanted.emit()
    assert whole.window.shown_key == "settings"
    assert whole.window.pane("settings").account.sign_out_button.hasFocus()


def test_what_the_window_asks_reaches_the_services(whole: Any) -> None:
    window, sync = whole.window, whole.backend.sync
    window.sync.open_panel()
    window.sync.panel.again_wanted.emit("m1")
    window.sync.panel.pause_wanted.emit(True)
    window.refresh_now()
    assert (sync.sent_again, sync.paused, sync.refreshed) == (["m1"], [True], 1)


def test_a_store_that_does_not_open_takes_the_windows_place_and_is_asked_anew(whole: Any, qtbot: Any) -> None:
    problem = StoreProblem("The keyring of this PC did not open", trouble=StoreTrouble.LOCKED)
    whole.backend.sync.broken = whole.backend.meetings.problem = problem
    whole.meetings().reload()
    page = whole.window.store_care.page
    assert page.heading.text() == "The keyring of this PC did not open"
    whole.backend.sync.broken = whole.backend.meetings.problem = None
    page.again_button.click()
    assert whole.backend.key.asked == 1
    assert whole.window.store_care.page is None
    assert whole.meetings().states.state is State.CONTENT


def test_a_backup_is_put_back_from_the_settings(whole: Any) -> None:
    pane = whole.window.show_pane("settings")
    pane.backups.restore_button.click()
    whole.window.findChild(RestoreDialog).main_button.click()
    assert whole.backend.safekeeping.did == [some_backups()[0]]


def test_calendar_files_and_notifications_come_with_the_rest(whole: Any) -> None:
    does = whole.window.actions_
    assert not does.import_calendar.isEnabled()
    begun = whole.notifier.begun
    whole._begin_late()
    assert does.import_calendar.isEnabled()
    assert does.export_calendar.isEnabled()
    assert begun == ["notifier"]


def test_planning_from_the_schedule_stays_there_and_on_its_day(whole: Any, qtbot: Any) -> None:
    pane = whole.window.show_pane("schedule")
    wishes: list[Any] = []
    pane.plan_requested.connect(wishes.append)
    pane.chosen_day = date(2026, 12, 3)
    whole.window.plan_requested.emit()
    assert whole.window.shown_key == "schedule"
    assert len(wishes) == 1


def test_the_details_of_a_meeting_hand_out_a_link_for_colleagues(whole: Any, qtbot: Any) -> None:
    pane = whole.meetings()
    pane.select(whole.backend.meetings.rows[3].id)

    def offered() -> bool:
        return any(each.text() == "Copy link for colleagues" for each in pane.findChildren(QPushButton))

    qtbot.waitUntil(offered)
