"""The Sync panel: how the connection stands, what waits and why, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.live import Progress, Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Conflict, SharedField, SyncState
from hosted_meetings_desktop.ui.parts.badge import badge_word
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window import sync_words
from hosted_meetings_desktop.ui.window.waiting_list import waiting_row
from tests.panes.clinic_data import meeting
from tests.panes.fakes import HeldCalls
from tests.panes.window_kit import LEFT, NOW, choose_in_palette, menu_action, press

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]

SOON = NOW + timedelta(hours=1)
WAITS = meeting(1, SOON, "Knee", sync=SyncState.WAITING, next_try_at=NOW + timedelta(minutes=8), problem="Lost.")
FRESH = meeting(2, SOON, "Hip", sync=SyncState.WAITING)
REFUSED = meeting(3, SOON, "Heart", sync=SyncState.ATTENTION, problem="The preset does not exist.")
TWICE = meeting(
    4, SOON, "Skin", sync=SyncState.ATTENTION, conflicts=(Conflict(SharedField.TITLE, "Skin", "Skin check", NOW),)
)


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


def status(**what):
    usual = {"standing": Standing.ONLINE, "since": NOW - timedelta(hours=2), "refreshed_at": NOW}
    return SyncStatus(**usual | what)


@pytest.fixture
def panel(kit):
    """Open the panel over a window that stands like ``told``."""

    def build(told=None, waits=()):
        kit.sync.now, kit.sync.waits = told or status(), waits
        window = kit.window()
        window.sync.open_panel()
        return window.sync.panel

    return build


# ---- words
@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.UNKNOWN, "Connecting to the video service"),
        (Standing.ONLINE, "Connected to the video service"),
        (Standing.OFFLINE, "No connection to the video service"),
        (Standing.INTERCEPTED, "Something on this network answers in the video service's place"),
        (Standing.REFUSED, "The video service refuses this account's credentials"),
        (Standing.TROUBLED, "The video service has trouble"),
    ],
)
def test_it_says_how_the_connection_stands_and_what_helps(panel, standing, said):
    shown = panel(status(standing=standing, problem="What was met last."))
    assert shown.headline == said
    assert "What was met last." in shown.text
    helps = {
        Standing.OFFLINE: "goes online by itself",
        Standing.INTERCEPTED: "open a browser and sign in",
        Standing.REFUSED: "credentials",
        Standing.TROUBLED: "by themselves",
    }
    assert helps.get(standing, "") in shown.text
    assert shown.account_button.isVisible() == (standing is Standing.REFUSED)


def test_it_says_since_when_and_how_old_what_is_shown_is(panel):
    shown = panel(
        status(standing=Standing.OFFLINE, since=NOW - timedelta(minutes=10), refreshed_at=NOW - timedelta(minutes=12))
    )
    assert "Since 09:02 (10 min). What you see is from 09:00 (12 min ago)." in shown.text
    assert "not been refreshed yet" in sync_words.age_sentence(SyncStatus(standing=Standing.OFFLINE), NOW)
    assert sync_words.age_sentence(SyncStatus(), NOW) == sync_words.since_sentence(SyncStatus(), NOW) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "Tried again now"),
        (0.4, "Tried again in 1 s"),
        (40, "Tried again in 40 s"),
        (90, "Tried again in 90 s"),
        (91, "Tried again in 2 min"),
        (300, "Tried again in 5 min"),
        (7200, "Tried again 11:12"),
    ],
)
def test_the_next_try_in_words(seconds, said):
    assert sync_words.next_try_text(NOW + timedelta(seconds=seconds), NOW) == said


# ---- the connection
def test_it_counts_down_and_asks_when_the_time_has_come(panel, kit):
    shown = panel(status(standing=Standing.OFFLINE, retry_at=NOW + timedelta(seconds=40)), (WAITS,))
    assert "Tried again in 40 s" in shown.text
    kit.now = NOW + timedelta(seconds=3)
    shown.second_passed()
    assert "Tried again in 37 s" in shown.text
    kit.sync.now = status()
    kit.now = NOW + timedelta(seconds=41)
    shown.second_passed()
    assert shown.headline == "Connected to the video service"
    assert "Tried again in" not in shown.text


def test_trying_now_says_what_came_of_it(panel, kit, qtbot):
    shown = panel(status(standing=Standing.OFFLINE))
    kit.sync.now = status()
    qtbot.mouseClick(shown.try_button, LEFT)
    assert kit.sync.refreshed == 1
    assert shown.headline == "Connected to the video service"
    assert shown.try_button.text() == "Refresh now"


def test_trying_in_vain_is_told_in_the_panel_and_not_behind_it(kit):
    held = HeldCalls()
    window = kit.window(calls=held)
    held.release()
    window.sync.open_panel()
    held.release()
    window.sync.panel.try_button.click()
    assert window.sync.panel.try_button.text() == "Trying…"
    window.sync.panel.try_button.click()
    assert len(held.held) == 1, "it was asked twice"
    kit.sync.fails = Unreachable()
    held.release()
    kit.sync.fails = None
    kit.sync.now = status(standing=Standing.OFFLINE, problem="The video service cannot be reached.")
    held.release()
    assert window.message_bar.text == ""
    assert "cannot be reached" in window.sync.panel.text
    assert window.sync.panel.try_button.text() == "Try now"


def test_refused_credentials_lead_to_the_account(panel, qtbot, kit):
    shown = panel(status(standing=Standing.REFUSED))
    with qtbot.waitSignal(shown.window().account_requested):
        qtbot.mouseClick(shown.account_button, LEFT)
    assert not shown.isVisible()


# ---- reading the account
def test_reading_the_account_is_shown_and_can_be_paused(panel, kit, qtbot):
    shown = panel(status(progress=Progress(300, 4512)))
    assert "Reading your account: 300 of 4,512. You can work meanwhile." in shown.text
    assert (shown._bar.value(), shown._bar.maximum()) == (300, 4512)
    qtbot.mouseClick(shown.pause_button, LEFT)
    assert kit.sync.paused == [True]
    assert "Paused" in shown.text
    assert shown.pause_button.text() == "Go on"
    qtbot.mouseClick(shown.pause_button, LEFT)
    assert kit.sync.paused == [True, False]
    shown.show_status(status())
    assert not shown.pause_button.isVisible()


def test_a_length_that_nobody_knows_moves_without_a_number(panel):
    shown = panel(status(progress=Progress(300, None)))
    assert shown._bar.maximum() == 0
    assert shown._bar.isVisible()


# ---- what waits
def test_what_each_row_says():
    row = waiting_row(WAITS, NOW)
    assert (row.title, row.when, row.kind, row.sentence) == ("Knee", "Today 10:12", "waiting", "Lost.")
    assert row.more == "Tried again in 8 min"
    assert waiting_row(FRESH, NOW).sentence == "Goes online by itself."
    assert waiting_row(FRESH, NOW).more == ""
    refused = waiting_row(replace(REFUSED, next_try_at=SOON), NOW)
    assert (refused.kind, refused.word, refused.more) == ("attention", badge_word("attention"), "")
    assert waiting_row(TWICE, NOW).sentence.startswith("Changed in two places")
    both = waiting_row(replace(TWICE, problem="The preset does not exist."), NOW)
    assert (both.sentence, both.more) == ("The preset does not exist.", "Changed in two places")
    assert waiting_row(replace(FRESH, sync=SyncState.SENDING), NOW).kind == "sending"
    assert row.spoken == f"Knee, Today 10:12, {badge_word('waiting')}, Lost., Tried again in 8 min"


def test_those_that_need_a_person_come_first_and_a_countdown_moves_nothing(panel, kit):
    shown = panel(status(waiting=2, attention=2), (WAITS, FRESH, REFUSED, TWICE))
    assert [row.title for row in shown.rows] == ["Heart", "Skin", "Knee", "Hip"]
    assert not shown.empty
    shown.choose(WAITS.id)
    kit.now = NOW + timedelta(minutes=2)
    shown.second_passed()
    assert shown.chosen.title == "Knee"
    assert shown.chosen.more == "Tried again in 6 min"


def test_nothing_waits(panel):
    shown = panel()
    assert shown.empty
    assert shown.empty_label.isVisible()
    assert shown.empty_label.text() == "Everything you planned is online."
    assert not shown.list.isVisible()
    assert shown.window().focusWidget() is shown.try_button


def test_more_than_is_listed_is_said(panel):
    shown = panel(status(waiting=250), (WAITS, FRESH))
    assert shown._more.text() == "The first 2 are shown."


@pytest.mark.parametrize("way", ["enter", "double click", "button"])
def test_every_way_to_open_a_meeting(panel, qtbot, way):
    shown = panel(status(waiting=2), (WAITS, FRESH))
    shown.choose(FRESH.id)
    with qtbot.waitSignal(shown.window().meeting_requested) as told:
        if way == "enter":
            qtbot.keyClick(shown.list, Qt.Key.Key_Return)
        elif way == "button":
            qtbot.mouseClick(shown.open_button, LEFT)
        else:
            spot = shown.list.visualRect(shown.list.currentIndex()).center()
            qtbot.mouseClick(shown.list.viewport(), LEFT, pos=spot)
            qtbot.mouseDClick(shown.list.viewport(), LEFT, pos=spot)
    assert told.args == [FRESH.id]
    assert not shown.isVisible()


@pytest.mark.parametrize(
    ("row", "offered"),
    [(WAITS, True), (FRESH, True), (REFUSED, True), (TWICE, False)],
    ids=lambda what: str(what)[:9],
)
def test_sending_again_is_offered_where_it_can_help(panel, kit, qtbot, row, offered):
    shown = panel(status(waiting=1), (row,))
    assert shown.again_button.isEnabled() == offered
    qtbot.mouseClick(shown.again_button, LEFT)
    assert kit.sync.sent_again == ([row.id] if offered else [])


def test_sending_again_in_vain_is_told_in_the_panel(panel, kit, qtbot):
    shown = panel(status(waiting=1), (WAITS,))
    kit.sync.fails = AppError("It cannot be sent")
    qtbot.mouseClick(shown.again_button, LEFT)
    assert shown.message_bar.text == "It cannot be sent."


def test_a_change_is_shown_while_it_is_open_and_asked_for_only_then(panel, kit, qtbot):
    shown = panel(status(waiting=1), (WAITS,))
    kit.sync.waits, kit.sync.now = (), status()
    kit.changes.publish("sync")
    qtbot.waitUntil(lambda: shown.empty)
    assert shown.window().focusWidget() is shown.try_button, "the focus went with the list"
    shown.close_sheet()
    kit.sync.waits = (FRESH,)
    with qtbot.waitSignal(kit.changes.changed):
        kit.changes.publish("meetings")
    assert shown.empty
    shown.window().sync.open_panel()
    assert [row.title for row in shown.rows] == ["Hip"]


# ---- ways in and out
@pytest.mark.parametrize("route", ["menu", "key", "palette", "connection", "waiting", "attention"])
def test_every_way_into_the_panel(kit, qtbot, route):
    kit.sync.now, kit.sync.waits = status(waiting=1, attention=2), (WAITS, REFUSED, TWICE)
    window = kit.window()
    if route == "menu":
        menu_action(window, "File", "Sync status").trigger()
    elif route == "key":
        press(qtbot, window, "Ctrl+Shift+S")
    elif route == "palette":
        choose_in_palette(qtbot, window, "sync status")
    else:
        qtbot.mouseClick(getattr(window.strip, route), LEFT)
    assert window.sync.panel.isVisible()
    assert window.focusWidget() is window.sync.panel.list


def test_escape_and_the_same_key_close_it_and_give_the_focus_back(window, qtbot):
    window.pane("meetings").field.setFocus()
    for key in ("Esc", "Ctrl+Shift+S"):
        press(qtbot, window, "Ctrl+Shift+S")
        assert window.sync.panel.isVisible()
        press(qtbot, window, key)
        assert not window.sync.panel.isVisible()
        assert window.focusWidget() is window.pane("meetings").field


def test_it_closes_when_what_had_the_focus_was_rebuilt_meanwhile(window, qtbot):
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    window.sync.open_panel()
    shown = window.sync.panel
    shiboken6.delete(field)
    with qtbot.waitSignal(shown.closed):
        press(qtbot, window, "Esc")
    assert shown.isHidden()


def test_the_one_meeting_that_needs_a_person_opens_at_once(kit, qtbot):
    kit.sync.now, kit.sync.waits = status(waiting=1, attention=1), (WAITS, TWICE)
    window = kit.window()
    with qtbot.waitSignal(window.meeting_requested) as told:
        qtbot.mouseClick(window.strip.attention, LEFT)
    assert told.args == [TWICE.id]
    assert "panel" not in vars(window.sync)


def test_it_fits_a_small_window_and_every_control_is_reached_by_tab(panel, qtbot):
    shown = panel(
        status(
            standing=Standing.INTERCEPTED,
            problem="The answer could not be read. " * 3,
            progress=Progress(1, 9),
            waiting=2,
        ),
        (WAITS, FRESH),
    )
    window = shown.window()
    window.resize(1024, 640)
    shown.fit()
    assert shown.rect().contains(shown.card.geometry())
    buttons = {b for b in shown.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()}
    assert all(b.accessibleName() or b.text() for b in buttons)
    for button in buttons:
        assert shown.card.rect().contains(button.rect().translated(button.mapTo(shown.card, button.rect().topLeft())))
    seen = set()
    for _step in range(len(buttons) + 1):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.add(window.focusWidget())
    assert buttons <= seen
