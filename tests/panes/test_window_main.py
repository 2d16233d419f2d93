"""The main window: places, status, what is remembered."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.live import Progress, Standing, SyncStatus
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import LIGHT, ThemeMode
from hosted_meetings_desktop.ui.window import sync_words
from tests.panes.fakes import HeldCalls
from tests.panes.window_kit import NOW

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


# ---- panes
def test_panes_are_built_when_first_shown(kit):
    window = kit.window()
    assert kit.built == ["meetings"]
    window.show_pane("schedule")
    window.show_pane("meetings")
    assert kit.built == ["meetings", "schedule"]


def test_the_first_paint_waits_for_no_pane(kit, qtbot):
    window = kit.window(begin=False)
    assert kit.built == []
    assert window.rail.button("meetings").isChecked()
    window.show()
    qtbot.waitUntil(lambda: kit.built == ["meetings"])
    assert window.strip.connection.text().startswith("Connected")


def test_a_change_reloads_the_pane_in_view_now_and_others_when_shown(window, kit, qtbot):
    window.show_pane("schedule")
    window.show_pane("meetings")
    shown, other = window.pane("meetings"), window.pane("schedule")
    counts = shown.reloads, other.reloads
    kit.changes.publish("meetings")
    qtbot.waitUntil(lambda: shown.reloads == counts[0] + 1)
    assert other.reloads == counts[1]
    window.show_pane("schedule")
    assert other.reloads == counts[1] + 1
    window.show_pane("meetings")
    window.show_pane("schedule")
    assert other.reloads == counts[1] + 1


def test_a_change_of_something_else_reloads_nothing(window, kit, qtbot):
    count = window.pane("meetings").reloads
    with qtbot.waitSignal(kit.changes.changed):
        kit.changes.publish("presets")
    assert window.pane("meetings").reloads == count


@pytest.mark.parametrize("kept", ["not json", "[1]", "", 7])
def test_odd_remembered_state_counts_as_none(kit, kept):
    kit.settings.setValue("panes/meetings", kept)
    kit.settings.setValue("window/pane", "no such pane")
    kit.settings.setValue("window/geometry", "odd")
    window = kit.window()
    assert window.shown_key == "meetings"
    assert window.pane("meetings").field.text() == ""


def test_it_works_at_1024_by_640(window):
    window.resize(1024, 640)
    assert window.minimumSizeHint().width() <= 1024
    assert window.minimumSizeHint().height() <= 640
    assert (window.width(), window.height()) == (1024, 640)


# ---- the strip
AWAY = Standing.OFFLINE


def status(**what):
    usual = {"standing": Standing.ONLINE, "since": NOW, "refreshed_at": NOW - timedelta(minutes=2)}
    return SyncStatus(**usual | what)


@pytest.mark.usefixtures("london")
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (SyncStatus(), "Connecting…"),
        (status(), "Connected, refreshed 2 min ago"),
        (status(refreshed_at=None), "Connected"),
        (status(standing=AWAY, since=None, refreshed_at=None), "No connection"),
        (status(standing=Standing.REFUSED, since=None, refreshed_at=None), "Sign-in refused"),
        (
            status(standing=Standing.INTERCEPTED, since=None, refreshed_at=None),
            "This network wants a sign-in or blocks the service",
        ),
        (status(standing=Standing.TROUBLED, since=None, refreshed_at=None), "The video service has trouble"),
        (status(progress=Progress(300, 4512)), "Reading your account: 300 of 4,512"),
        (status(progress=Progress(300, None)), "Reading your account: 300"),
    ],
)
def test_words_of_the_connection(told, said):
    assert sync_words.connection_text(told, NOW) == said


@pytest.mark.usefixtures("london")
def test_a_lost_connection_says_since_when_and_how_old_the_list_is():
    lost = status(standing=AWAY, since=NOW - timedelta(minutes=10), refreshed_at=NOW - timedelta(minutes=12))
    assert sync_words.connection_text(lost, NOW) == "No connection since 09:02 · list from 09:00"
    lost = status(standing=AWAY, since=NOW - timedelta(minutes=10), refreshed_at=None)
    assert sync_words.connection_text(lost, NOW) == "No connection since 09:02"
    assert "Yesterday" in sync_words.connection_text(status(standing=AWAY, since=NOW - timedelta(days=1)), NOW)


def test_words_of_what_waits():
    assert sync_words.waiting_text(status()) == sync_words.attention_text(status()) == ""
    assert sync_words.waiting_text(status(waiting=1)) == "1 not online yet"
    assert sync_words.waiting_text(status(waiting=3)) == "3 not online yet"
    assert sync_words.attention_text(status(attention=1)) == "1 meeting needs you"
    assert sync_words.attention_text(status(attention=2)) == "2 meetings need you"


def test_a_published_change_of_sync_is_shown(window, kit, qtbot):
    assert not window.strip.waiting.isVisible()
    kit.sync.now = status(waiting=2)
    kit.changes.publish("sync")
    qtbot.waitUntil(window.strip.waiting.isVisible)
    assert window.strip.waiting.text() == "2 not online yet"
    assert window.strip.status.waiting == 2


@pytest.mark.parametrize(("minutes", "role"), [(10, "live"), (11, "wait")])
def test_an_overdue_refresh_is_amber(kit, minutes, role):
    kit.sync.now = status(refreshed_at=NOW - timedelta(minutes=minutes))
    image = kit.window().strip.connection.icon().pixmap(QSize(32, 32)).toImage()
    inks = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {getattr(LIGHT, role)}


def test_refreshing_is_said_in_the_strip_and_only_there(kit):
    held = HeldCalls()
    window = kit.window(calls=held)
    held.release()
    window.refresh_now()
    assert window.strip.connection.text() == "Refreshing…"
    held.release()
    held.release()
    assert window.strip.connection.text() == "Connected, refreshed 2 min ago"


def test_a_failed_refresh_says_what_to_do_and_can_be_tried_again(window, kit):
    kit.sync.fails = Unreachable()
    window.refresh_now()
    assert window.message_bar.text.startswith("The video service cannot be reached.")
    kit.sync.fails = None
    window.message_bar.action_button.click()
    assert kit.sync.refreshed == 2
    assert window.message_bar.text == ""


def test_a_failure_nobody_took_is_shown_in_the_window(window, kit):
    kit.calls.failed.emit(AppError("Something went wrong in the app"))
    assert window.message_bar.text == "Something went wrong in the app."


def test_practice_is_always_in_sight(kit):
    window = kit.window(practice=True)
    assert window.strip.practice_badge.text == "Practice mode"
    assert "practice" in window.windowTitle()
    assert kit.window().strip.practice_badge is None


def test_every_control_of_the_window_has_a_name(window):
    nameless = [b for b in window.findChildren(QToolButton) if b.isVisible() and not (b.accessibleName() or b.text())]
    assert nameless == []


def test_another_account_is_shown(window):
    window.set_account("MVZ Hafen")
    assert window.strip.account.text == "MVZ Hafen"


# ---- the start
@pytest.mark.parametrize("module", ["window.main_window", "sign_in.connect_screen"])
def test_start_loads_nothing_heavy(module):
    heavy = ("qtawesome", "PySide6.QtWebEngineCore", "PySide6.QtMultimedia", "PySide6.QtNetwork", "anyio", "asyncio")
    heavy += ("httpx", "sqlalchemy", "keyring")
    code = (
        f"import sys, hosted_meetings_desktop.ui.{module}, hosted_meetings_desktop.ui.theme.apply;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
