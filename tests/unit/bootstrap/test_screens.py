"""The screens of an account: closing them asks about calls and takes the players along."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt

from hosted_meetings_desktop.bootstrap.remembered import practice_account
from hosted_meetings_desktop.bootstrap.screens import Screens
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.support.paths import paths
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.closing import ClosingDialog
from tests.panes.fake_services import FakeRecordings
from tests.panes.fakes import HeldCalls

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


@pytest.fixture
def make(qapp: Any, qtbot: Any, tmp_path: Any) -> Any:
    apply_theme(qapp, ThemeMode.LIGHT)

    def build(*, lasting: bool = True) -> Any:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        screens: Any = Screens(
            practice_account(Provider.DYTE),
            lambda: SimpleNamespace(recordings=FakeRecordings()),  # type: ignore[arg-type, return-value]
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
    desk = vars(screens)["desk"] = Desk()
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
    assert "desk" not in vars(screens)


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
