"""The main window: places, keys, status, what is remembered."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QToolButton

from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window import sync_words
from hosted_meetings_desktop.ui.window.entry import PaneEntry
from hosted_meetings_desktop.ui.window.main_window import MainWindow
from hosted_meetings_desktop.ui.window.palette import CommandPalette, PaletteItem, matching
from hosted_meetings_desktop.ui.window.shortcuts import ShortcutsOverlay
from hosted_meetings_desktop.ui.window.sign_out import SignOutDialog, what_happens
from tests.panes.fakes import FakeSyncService, HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
KEYS = ("meetings", "schedule", "recordings", "attendance", "settings")


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


class TestPane(Pane):
    __test__ = False
    topics = frozenset({"meetings"})

    def __init__(self, title: str, *, search: bool) -> None:
        super().__init__(title, search_hint="Find" if search else "")
        self.field = QLineEdit()
        self.set_content(self.field)
        self.reloads = 0
        self.taken_back: list[str] = []
        self.last = ""
        self.own = QAction("Copy the guest's &link", self)
        self.own.setShortcut(QKeySequence("Ctrl+L"))

    def reload(self) -> None:
        self.reloads += 1

    def focus_content(self) -> None:
        self.field.setFocus()

    def undo_text(self) -> str:
        return self.last

    def undo(self) -> None:
        self.taken_back.append(self.last)

    def state(self):
        return {"text": self.field.text()}

    def restore(self, state) -> None:
        self.field.setText(str(state.get("text", "")))

    def menu_actions(self):
        return [self.own]


class Kit:
    """A window with everything around it."""

    def __init__(self, qtbot, tmp_path) -> None:
        self.qtbot = qtbot
        self.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        self.changes = ChangeBroadcast()
        self.sync = FakeSyncService(SyncStatus(True, NOW, 0, 0, NOW - timedelta(minutes=2)))
        self.calls = NowCalls()
        self.built: list[str] = []

    def entry(self, key: str) -> PaneEntry:
        def build() -> Pane:
            self.built.append(key)
            return TestPane(key.title(), search=key != "settings")

        return PaneEntry(key, key.title(), "calendar-outline", build)

    def window(self, *, practice: bool = False, calls=None, begin: bool = True) -> MainWindow:
        window = MainWindow(
            [self.entry(key) for key in KEYS],
            calls or self.calls,
            self.changes,
            self.sync,
            "Praxis am Park",
            practice=practice,
            settings=self.settings,
            clock=lambda: NOW,
        )
        self.qtbot.addWidget(window)
        if begin:
            window.show()
            window.activateWindow()
            window.begin()
            self.qtbot.waitUntil(window.isActiveWindow)
        return window


@pytest.fixture
def kit(qtbot, tmp_path):
    return Kit(qtbot, tmp_path)


@pytest.fixture
def window(kit):
    return kit.window()


def menu_action(window, menu: str, text: str) -> QAction:
    bar = next(action for action in window.menuBar().actions() if action.text().replace("&", "") == menu)
    bar.menu().aboutToShow.emit()
    return next(action for action in bar.menu().actions() if action.text().replace("&", "").startswith(text))


def press(qtbot, window, key: str) -> None:
    combination = QKeySequence(key)[0]
    qtbot.keyClick(window.focusWidget() or window, combination.key(), combination.keyboardModifiers())


def choose_in_palette(qtbot, window, text: str) -> None:
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    qtbot.keyClicks(palette.field, text)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)


# ---- every route to every action
ROUTES = ["menu", "key", "palette"]
SIGNALS = {
    "plan_requested": ("File", "Plan meeting", "Ctrl+N"),
    "join_next_requested": ("Meeting", "Join the next meeting", "Ctrl+J"),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("signal", SIGNALS)
def test_every_way_to_ask_for_a_meeting(window, qtbot, signal, route):
    menu, text, key = SIGNALS[signal]
    with qtbot.waitSignal(getattr(window, signal)):
        if route == "menu":
            menu_action(window, menu, text).trigger()
        elif route == "key":
            press(qtbot, window, key)
        else:
            choose_in_palette(qtbot, window, text)


@pytest.mark.parametrize("route", [*ROUTES, "rail"])
@pytest.mark.parametrize(("number", "key"), list(enumerate(KEYS))[1:])
def test_every_way_to_every_place(window, qtbot, route, number, key):
    if route == "menu":
        menu_action(window, "View", key.title()).trigger()
    elif route == "key":
        press(qtbot, window, f"Ctrl+{number + 1}")
    elif route == "palette":
        choose_in_palette(qtbot, window, f"go to {key}")
    else:
        qtbot.mouseClick(window.rail.button(key), LEFT)
    assert window.shown_key == key
    assert window.rail.button(key).isChecked()
    assert window.pane(key).isVisible()
    assert (window.focusWidget() is window.pane(key).field) == (route != "rail")


@pytest.mark.parametrize("route", [*ROUTES, "popover"])
def test_every_way_to_refresh(window, kit, qtbot, route):
    if route == "menu":
        menu_action(window, "File", "Refresh now").trigger()
    elif route == "key":
        press(qtbot, window, "F5")
    elif route == "palette":
        choose_in_palette(qtbot, window, "refresh")
    else:
        qtbot.mouseClick(window.strip.open_popover().refresh_button, LEFT)
    assert kit.sync.refreshed == 1


@pytest.mark.parametrize("route", ROUTES)
def test_every_way_to_undo(window, qtbot, route):
    pane = window.pane("meetings")
    assert not window.actions_.undo.isEnabled()
    pane.last = "moving Wound check"
    pane.undo_changed.emit()
    assert window.actions_.undo.text() == "&Undo moving Wound check"
    if route == "menu":
        menu_action(window, "Edit", "Undo").trigger()
    elif route == "key":
        window.rail.button("meetings").setFocus()
        press(qtbot, window, "Ctrl+Z")
    else:
        choose_in_palette(qtbot, window, "undo")
    assert pane.taken_back == ["moving Wound check"]


@pytest.mark.parametrize("route", ["menu", "key"])
def test_every_way_to_find(window, qtbot, route):
    if route == "menu":
        menu_action(window, "Edit", "Find").trigger()
    else:
        press(qtbot, window, "Ctrl+F")
    assert window.focusWidget() is window.pane("meetings").search


def test_find_opens_the_palette_where_there_is_no_search(window, qtbot):
    window.show_pane("settings", focus=True)
    press(qtbot, window, "Ctrl+F")
    assert window.ground.findChild(CommandPalette).isVisible()


@pytest.mark.parametrize("route", ["menu", "key"])
def test_every_way_to_the_keys_and_away(window, qtbot, route):
    before = window.focusWidget()
    if route == "menu":
        menu_action(window, "Help", "Keyboard shortcuts").trigger()
    else:
        press(qtbot, window, "F1")
    sheet = window.ground.findChild(ShortcutsOverlay)
    assert sheet.isVisible()
    said = sheet.texts()
    for key in ("Ctrl+N", "Ctrl+J", "Ctrl+K", "Ctrl+F", "Ctrl+Z", "F1", "Ctrl+1", "Ctrl+5", "Ctrl+L", "F5"):
        assert key in said
    qtbot.keyClick(sheet.close_button, Qt.Key.Key_Tab)
    assert sheet.isAncestorOf(window.focusWidget())
    qtbot.keyClick(sheet.close_button, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert window.focusWidget() is before


def test_the_same_key_closes_the_sheet(window):
    window.open_shortcuts()
    sheet = window.ground.findChild(ShortcutsOverlay)
    window.open_shortcuts()
    assert not sheet.isVisible()


@pytest.mark.parametrize("route", ["menu", "close"])
def test_every_way_to_quit_keeps_the_state(kit, qtbot, route):
    window = kit.window()
    window.show_pane("recordings")
    window.pane("recordings").field.setText("knee")
    with qtbot.waitSignal(window.quit_requested):
        if route == "menu":
            menu_action(window, "File", "Quit").trigger()
        else:
            window.close()
    again = kit.window()
    assert again.shown_key == "recordings"
    assert again.pane("recordings").field.text() == "knee"


def test_full_screen_and_back(window, qtbot):
    press(qtbot, window, "F11")
    assert window.isFullScreen()
    press(qtbot, window, "F11")
    assert not window.isFullScreen()


def test_about_leads_to_settings(window):
    menu_action(window, "Help", "About").trigger()
    assert window.shown_key == "settings"


def test_the_panes_own_actions_are_in_the_meeting_menu(window):
    assert menu_action(window, "Meeting", "Copy the guest") is window.pane("meetings").own
    window.show_pane("schedule")
    assert menu_action(window, "Meeting", "Copy the guest") is window.pane("schedule").own


def test_no_two_actions_share_a_key_and_every_menu_has_a_mnemonic(window):
    keys = [
        action.shortcut().toString() for action in window.findChildren(QAction) if not action.shortcut().isEmpty()
    ]
    own = {pane.own.shortcut().toString() for pane in window.findChildren(TestPane)}
    keys = [key for key in keys if key not in own]
    assert len(keys) == len(set(keys))
    assert all("&" in action.text() for action in window.menuBar().actions())


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
def status(**what):
    return SyncStatus(**{"online": True, "since": NOW, "refreshed_at": NOW - timedelta(minutes=2)} | what)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (SyncStatus(), "Connecting…"),
        (status(), "Connected, refreshed 2 min ago"),
        (status(refreshed_at=None), "Connected"),
        (status(online=False, since=None), "No connection"),
    ],
)
def test_words_of_the_connection(told, said):
    assert sync_words.connection_text(told, NOW) == said


def test_a_lost_connection_says_since_when():
    today = sync_words.connection_text(status(online=False, since=NOW - timedelta(minutes=10)), NOW)
    assert today.startswith("No connection since ")
    assert "Yesterday" in sync_words.connection_text(status(online=False, since=NOW - timedelta(days=1)), NOW)


def test_words_of_what_waits():
    assert sync_words.waiting_text(status()) == sync_words.attention_text(status()) == ""
    assert sync_words.waiting_text(status(waiting=1)) == "1 not sent yet"
    assert sync_words.waiting_text(status(waiting=3)) == "3 not sent yet"
    assert sync_words.attention_text(status(attention=1)) == "1 needs you"
    assert sync_words.attention_text(status(attention=2)) == "2 need you"


def test_sentences_of_the_popover():
    said = sync_words.sentences(status(), NOW)
    assert said == ["Everything you planned has been sent.", "The lists were refreshed 2 min ago."]
    said = sync_words.sentences(status(online=False, waiting=3, attention=2, problem="The key was withdrawn."), NOW)
    assert said[0] == "The key was withdrawn."
    assert said[1].startswith("2 meetings need you")
    assert said[2].startswith("3 meetings are not sent yet: no connection since ")
    assert (
        sync_words.sentences(status(waiting=1), NOW)[0] == "1 meeting is not sent yet. They are sent by themselves."
    )
    assert "not been refreshed" in sync_words.sentences(status(online=False, refreshed_at=None), NOW)[-1]


def test_the_strip_shows_what_waits_and_the_popover_why(kit, qtbot):
    kit.sync.now = status(online=False, since=NOW - timedelta(minutes=10), waiting=3, attention=1)
    window = kit.window()
    assert window.strip.waiting.text() == "3 not sent yet"
    assert window.strip.attention.accessibleName() == "1 needs you"
    qtbot.mouseClick(window.strip.waiting, LEFT)
    popover = window.strip.open_popover()
    assert "3 meetings are not sent yet" in popover.text
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_a_published_change_of_sync_is_shown(window, kit, qtbot):
    assert not window.strip.waiting.isVisible()
    kit.sync.now = status(waiting=2)
    kit.changes.publish("sync")
    qtbot.waitUntil(window.strip.waiting.isVisible)
    assert window.strip.waiting.text() == "2 not sent yet"
    assert window.strip.status.waiting == 2


def test_refreshing_is_said_in_the_strip_and_only_there(kit):
    held = HeldCalls()
    window = kit.window(calls=held)
    held.release()
    window.refresh_now()
    assert window.strip.connection.text() == "Refreshing…"
    assert not window.strip.open_popover().refresh_button.isEnabled()
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


# ---- signing out
@pytest.mark.parametrize("route", ["menu", "palette"])
def test_signing_out_is_asked_first(window, qtbot, route):
    with qtbot.assertNotEmitted(window.sign_out_requested):
        if route == "menu":
            menu_action(window, "File", "Sign out").trigger()
        else:
            choose_in_palette(qtbot, window, "sign out")
    dialog = window.findChild(SignOutDialog)
    assert dialog.isVisible()
    assert "Praxis am Park" in dialog.windowTitle()
    with qtbot.waitSignal(window.sign_out_requested):
        qtbot.mouseClick(dialog.main_button, LEFT)
    assert not dialog.isVisible()


def test_staying_signed_in(window, qtbot):
    window.ask_sign_out()
    with qtbot.assertNotEmitted(window.sign_out_requested):
        qtbot.keyClick(window.findChild(QDialog), Qt.Key.Key_Escape)


def test_what_signing_out_means():
    assert "lost" not in " ".join(what_happens(practice=False, waiting=0))
    assert "1 meeting is not sent yet. It waits" in " ".join(what_happens(practice=False, waiting=1))
    assert "4 meetings are" in " ".join(what_happens(practice=False, waiting=4))
    assert "practice" in " ".join(what_happens(practice=True, waiting=4)).lower()


# ---- the palette
def item(text):
    return PaletteItem(text, "", "refresh", lambda: None)


def test_matching_wants_every_word_and_puts_beginnings_first():
    items = [item("Join the next meeting"), item("Next week"), item("Plan meeting")]
    assert [i.text for i in matching(items, "NEXT")] == ["Next week", "Join the next meeting"]
    assert [i.text for i in matching(items, "meeting join")] == ["Join the next meeting"]
    assert len(matching(items, "")) == 3


def test_the_palette_finds_meetings_and_forgets_late_answers(window, qtbot):
    asked, done = [], []
    window.set_palette_search(lambda text, deliver: asked.append((text, deliver)))
    press(qtbot, window, "Ctrl+K")
    palette = window.ground.findChild(CommandPalette)
    assert window.focusWidget() is palette.field
    qtbot.keyClicks(palette.field, "kne")
    palette.search_now()
    qtbot.keyClicks(palette.field, "e")
    palette.search_now()
    assert [text for text, _ in asked][-2:] == ["kne", "knee"]
    asked[-1][1]([PaletteItem("Knee surgery", "Today 09:30", "video-outline", lambda: done.append(1))])
    asked[-2][1]([PaletteItem("Kneipp", "", "video-outline", lambda: done.append(2))])
    assert palette.shown() == ["Knee surgery"]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == [1]
    assert not palette.isVisible()


def test_arrows_go_round_the_palette(window, qtbot):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.shown()) - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == 9
    assert not palette.grab().isNull()


def test_nothing_fits(window, qtbot):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    qtbot.keyClicks(palette.field, "zzzz")
    assert palette.shown() == []
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


@pytest.mark.parametrize("route", ["esc", "beside"])
def test_leaving_the_palette_gives_the_focus_back(window, qtbot, route):
    field = window.pane("meetings").field
    field.setFocus()
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    if route == "esc":
        qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(palette, LEFT, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()
    assert window.focusWidget() is field


def test_a_sheet_follows_the_size_of_the_window(window):
    window.open_palette()
    palette = window.ground.findChild(CommandPalette)
    window.resize(1000, 600)
    assert palette.size() == window.ground.size()


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
