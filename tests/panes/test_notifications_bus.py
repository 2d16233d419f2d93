"""Notifications of Linux desktops, over a real session bus to a service of our own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QSettings

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import MeetingDraft, Schedule
from hosted_meetings_desktop.services.upcoming import UpcomingService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from hosted_meetings_desktop.ui.text.format import DASH
from hosted_meetings_desktop.ui.window.notifications import freedesktop
from hosted_meetings_desktop.ui.window.notifications.freedesktop import FreedesktopWay
from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier
from hosted_meetings_desktop.ui.window.notifications.ways import Message

pytest.importorskip("jeepney", reason="the library for the session bus is for Linux alone")
from tests.panes.notification_bus_kit import FakeDesktop, has_bus, session_bus

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not has_bus(), reason="dbus-daemon is not on this machine"),
]
TIMES = f"09:30{DASH}10:00"
HALE = Message("In 5 minutes: Consultation with Dr. Hale", (TIMES,), "Join", "Click to join.")
IBSEN = Message("In 5 minutes: Consultation with Dr. Ibsen", (TIMES,), "Join", "Click to join.")


@pytest.fixture(scope="module")
def bus():
    with session_bus() as address:
        yield address


@pytest.fixture
def desktop(bus, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    made = FakeDesktop(bus)
    yield made
    made.end()
    assert made.unknown == []


@pytest.fixture
def heard():
    return {"answered": [], "chosen": [], "closed": []}


@pytest.fixture
def way(qtbot, heard):
    calls = LoopCalls()
    made = FreedesktopWay(calls)
    for name, log in heard.items():
        getattr(made, name).connect(lambda *values, log=log: log.append(values))
    yield made
    made.end()
    calls.close()


@pytest.fixture
def shown(qtbot, desktop, way, heard):
    """A message that stands on the desktop under our number 1."""
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    (number,) = desktop.shown
    return number


def test_a_message_is_shown_with_its_action(desktop, shown):
    told = desktop.shown[shown]
    assert (told.app, told.title, told.body) == ("Hosted Meetings", HALE.title, TIMES)
    assert told.actions[2:] == ["join", "Join"]
    assert told.hints["desktop-entry"] == ("s", "hosted-meetings")
    assert told.hints["urgency"] == ("y", 1)
    assert told.lasts == 0  # until it is answered or not true any more


def test_its_button_joins_with_the_token_of_the_desktop(qtbot, desktop, shown, heard):
    desktop.click(shown, token="wayland-token")
    qtbot.waitUntil(lambda: heard["chosen"] == [(1, True, "wayland-token")])


def test_a_click_on_the_message_itself_is_no_join(qtbot, desktop, shown, heard):
    desktop.click(shown, "default")
    qtbot.waitUntil(lambda: heard["chosen"] == [(1, False, "")])


def test_clicks_on_what_others_show_are_not_ours(qtbot, desktop, shown, heard):
    desktop.click(shown + 7)
    desktop.dismiss(shown + 7)
    desktop.click(shown)
    qtbot.waitUntil(lambda: heard["chosen"] == [(1, True, "")])
    assert heard["closed"] == []


def test_closed_by_hand(qtbot, desktop, shown, heard):
    desktop.dismiss(shown)
    qtbot.waitUntil(lambda: heard["closed"] == [(1,)])
    desktop.click(shown)
    desktop.signal("ActionInvoked", "us", (0, "join"))
    qtbot.wait(50)
    assert heard["chosen"] == []


def test_withdrawn_it_is_gone_and_nobody_is_told_that_somebody_closed_it(qtbot, desktop, way, shown, heard):
    way.withdraw(1)
    qtbot.waitUntil(lambda: desktop.closed == [shown])
    qtbot.wait(50)
    assert desktop.shown == {}
    assert heard["closed"] == []


def test_a_message_takes_the_place_of_the_one_with_its_number(qtbot, desktop, way, shown, heard):
    way.show_message(1, IBSEN)
    qtbot.waitUntil(lambda: len(heard["answered"]) == 2)
    assert [told.title for told in desktop.shown.values()] == [IBSEN.title]
    assert desktop.told[-1].replaced == shown


def test_two_in_a_row_under_one_number_are_one(qtbot, desktop, way, heard):
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    way.show_message(2, HALE)
    way.show_message(2, IBSEN)
    qtbot.waitUntil(lambda: len(desktop.told) == 3)
    qtbot.waitUntil(lambda: heard["answered"][-1] == (2, True))
    assert [told.title for told in desktop.shown.values()] == [HALE.title, IBSEN.title]


def test_withdrawn_before_the_desktop_has_answered(qtbot, desktop, way, shown, heard):
    desktop.mute = True
    way.show_message(2, IBSEN)
    qtbot.waitUntil(lambda: len(desktop.told) == 2)
    way.withdraw(2)
    desktop.answer_held()
    qtbot.waitUntil(lambda: list(desktop.shown) == [shown])
    assert heard["answered"] == [(1, True)]


def test_withdrawn_before_the_bus_is_open(qtbot, desktop, way, heard):
    way.show_message(1, HALE)
    way.withdraw(1)
    way.show_message(2, IBSEN)
    qtbot.waitUntil(lambda: heard["answered"] == [(2, True)])
    assert [told.title for told in desktop.told] == [IBSEN.title]


def test_signs_in_names_are_not_read_as_markup(qtbot, desktop, way, heard):
    odd = Message("<b>R&D</b> with Dr. Hale", ("09:30 R&D <i>team</i>",), "Join", "")
    way.show_message(1, odd)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    (told,) = desktop.told
    assert told.title == "<b>R&D</b> with Dr. Hale"  # the headline is never markup
    assert told.body == "09:30 R&amp;D &lt;i&gt;team&lt;/i&gt;"


def test_where_nothing_is_read_as_markup_it_is_sent_as_it_is(qtbot, desktop, way, heard):
    desktop.abilities = ("actions", "body")
    way.show_message(1, Message("R&D", ("R&D <i>",), "Join", ""))
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    assert desktop.told[0].body == "R&D <i>"


def test_a_desktop_without_buttons_is_not_enough(qtbot, desktop, way, heard):
    desktop.abilities = ("body",)
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, None)])


def test_who_waits_is_urgent(qtbot, desktop, way, heard):
    way.show_message(1, Message("Somebody waits", ("Since 09:12",), "Join", "", urgent=True))
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    assert desktop.told[0].hints["urgency"] == ("y", 2)


# ---- trouble
def test_a_desktop_that_refuses(qtbot, desktop, way, heard):
    desktop.refuses = True
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, False)])


def test_a_desktop_that_does_not_answer_in_time_may_do_so_later(qtbot, desktop, way, heard, monkeypatch):
    monkeypatch.setattr(freedesktop, "PATIENCE_MS", 60)
    desktop.mute = True
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, False)])
    desktop.answer_held()
    qtbot.waitUntil(lambda: heard["answered"] == [(1, False), (1, True)])


def test_no_service_on_the_bus(qtbot, bus, way, heard, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, False)])


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "tcp:host=127.0.0.1,port=1", "nonsense", ""])
def test_no_bus(qtbot, way, heard, monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, False)])


def test_a_service_that_crashes_took_its_messages_along(qtbot, bus, way, heard, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    first = FakeDesktop(bus)
    way.show_message(1, HALE)
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
    first.end()
    qtbot.waitUntil(lambda: heard["answered"] == [(1, True), (1, False)])
    second = FakeDesktop(bus)
    try:
        # The new one begins to count anew: the number of the first means nothing any more.
        way.show_message(2, IBSEN)
        qtbot.waitUntil(lambda: heard["answered"][-1] == (2, True))
        assert second.told[0].replaced == 0
    finally:
        second.end()


def test_the_bus_ends(qtbot, way, heard, monkeypatch):
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        desktop = FakeDesktop(address)
        way.show_message(1, HALE)
        qtbot.waitUntil(lambda: heard["answered"] == [(1, True)])
        desktop.end()
        way.show_message(1, IBSEN)
    qtbot.waitUntil(lambda: heard["answered"][-1] == (1, False))
    way.withdraw(1)


def test_the_end_takes_everything_away(qtbot, desktop, way, shown):
    way.end()
    qtbot.waitUntil(lambda: desktop.shown == {})


# ---- all of it
def test_from_the_plan_to_the_desktop_and_back(qtbot, desktop, window, tmp_path):
    """A real store, the services' own thread, a real bus: planned, told, called off, told again, joined."""
    store = Database(tmp_path / "meetings.db", lambda: b"k" * 32)
    calls = LoopCalls()
    settings = QSettings(str(tmp_path / "notifications.ini"), QSettings.Format.IniFormat)
    start = utc_now().replace(microsecond=0) + timedelta(minutes=4)

    def plan(name: str) -> None:
        draft = MeetingDraft(
            "Consultation: Anna", Schedule(start, timedelta(minutes=30), "Europe/London"), "Dr. Hale",
            public_title="Consultation",
        )  # fmt: skip
        store.run_now(lambda lib: lib.meetings.add(MeetingId(name), draft, now=utc_now()))
        notifier.note_changes(frozenset({"meetings"}))

    notifier = DesktopNotifier(window, UpcomingService(store, utc_now), calls, settings, in_call=lambda: False)
    joins = []
    notifier.join_wanted.connect(lambda *values: joins.append(values))
    try:
        notifier.begin()
        plan("first")
        qtbot.waitUntil(lambda: len(desktop.shown) == 1)
        (told,) = desktop.shown.values()
        assert told.title == "In 4 minutes: Consultation with Dr. Hale"
        store.run_now(lambda lib: lib.meetings.set_cancelled(MeetingId("first"), cancelled=True, now=utc_now()))
        notifier.note_changes(frozenset({"meetings"}))
        qtbot.waitUntil(lambda: desktop.shown == {})
        plan("second")
        qtbot.waitUntil(lambda: len(desktop.shown) == 1)
        desktop.click(*desktop.shown)
        qtbot.waitUntil(lambda: joins == [("second", "Consultation: Anna")])
        qtbot.waitUntil(lambda: desktop.shown == {})
        assert len(desktop.told) == 2
    finally:
        notifier.end()
        calls.close()
        store.close()
