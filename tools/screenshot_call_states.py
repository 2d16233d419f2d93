"""The scenes of what the call window adds to the kits, and of what happens on the way in and during a call."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget
from screenshot_stage import set_theme

from hosted_meetings_desktop.domain.call import CallPerson, CallTicket, WayOut
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.call.frame import CallFrame
from hosted_meetings_desktop.ui.call.mini_strips import MiniTop
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.presence import PresenceWindow
from hosted_meetings_desktop.ui.call.share_sign import ShareSign
from hosted_meetings_desktop.ui.call.switch_dialog import SwitchDialog
from hosted_meetings_desktop.ui.call.waiting_bars import WaitingBars
from hosted_meetings_desktop.ui.call.window import CallWindow
from hosted_meetings_desktop.ui.call.words import step_words
from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.call_keys.ways import KeyState
from hosted_meetings_desktop.ui.parts.ring import Ring, RingPreferences, SoundOutput
from hosted_meetings_desktop.ui.settings.call_window import CallWindowGroup
from hosted_meetings_desktop.ui.settings.mute_key import MuteKeyGroup
from hosted_meetings_desktop.ui.settings.ring_output import RingGroup
from hosted_meetings_desktop.ui.theme.tokens import LIGHT
from hosted_meetings_desktop.ui.window.notifications.call_tray import CallTray, badge
from tests.e2e.call_page import MEETING, made_up_ticket
from tests.panes.test_call_tray import Desk as TrayDesk
from tests.panes.test_ring import Sounds
from tests.panes.test_settings_call_window import Keeper

if TYPE_CHECKING:
    from screenshot_calls import Calls

GUEST, HOST = "Fatima al-Hassani", "Dr. Ada Osei"
LONG = "Maximiliane Freifrau von Hohenstein-Rauschenberg"
PHONE = "Join by telephone: +44 20 7946 0000, then 4711 and #"
SMALL_WINDOW = (640, 400)


def _report(window: CallWindow, what: str, value: str = "", **more: Any) -> None:
    """Let the page say something."""
    window.view.bridge.reported.emit(PageReport(what, value, **more))


def _waiting(window: CallWindow, *names: str) -> None:
    people = tuple(CallPerson(f"w{number}", name, "group_call_guest") for number, name in enumerate(names))
    _report(window, "waiting", people=people)


def _press(window: CallWindow, name: str) -> None:
    bars: Any = window.findChild(WaitingBars)
    bars.rows[0].findChild(QPushButton, name).click()


def _said(window: CallWindow, name: str, text: str) -> None:
    said = f"{{ peerId: {name!r}, name: {name!r}, transcript: {text!r}, isPartialTranscript: false }}"
    window.view.call_page.runJavaScript(f"void {MEETING}.ai.onTranscript({said})")


def _together(calls: Calls, **more: Any) -> tuple[CallWindow, CallWindow]:
    """Return two windows in one room: the host's and a guest's."""
    room = calls.dyte.room("Follow-up")
    guest = calls.open(calls.ticket(room, GUEST, preset="group_call_participant", show_setup=False))
    calls.until(guest, "joined")
    window = calls.open(calls.ticket(room, show_setup=False), **more)
    calls.until(window, "joined")
    calls.stage.until(lambda: window.others == (GUEST,), "the other person")
    calls.until_seen(window)
    calls.stage.settle(4_000)
    return window, guest


def in_the_call(calls: Calls) -> None:
    """Captions, who waits, a device that goes, a lost connection, hold, and the two questions."""
    preferences = CallPreferences()
    preferences.captions = True
    window, _guest = _together(calls, preferences=preferences)
    _said(window, GUEST, "It still hurts when I climb the stairs, mostly in the morning.")
    calls.stage.settle(600)
    _said(window, HOST, "Since when?")
    calls.save(window, "call-captions", after_ms=800)
    window.view.ask("caption_size:largest")
    _said(window, "فاطمة", "منذ الأسبوع الماضي تقريبا")
    calls.save(window, "call-captions-largest", after_ms=800)
    window.view.ask("captions:off")
    window.ask_to_leave()
    calls.save(window, "call-leaving", after_ms=1_500)
    bars: Any = window.findChild(CallFrame, "call_window") or window
    bars.findChild(QPushButton, "stay").click()
    _report(window, "device", "microphone", detail="lost", names=("Jabra Evolve 65", "Built-in microphone", "x"))
    calls.save(window, "call-device-lost", after_ms=1_500)
    bars.findChild(QPushButton, "act").parentWidget().hide()
    _waiting(window, GUEST, LONG, "ليلى منصور", "Ben Cole", "Cy Dee")
    calls.save(window, "call-waiting-list", after_ms=1_500)
    _press(window, "admit")
    calls.save(window, "call-admitting", after_ms=1_500)
    _waiting(window, LONG)
    _press(window, "deny")
    calls.save(window, "call-turning-away", after_ms=2_500)
    _waiting(window)
    _report(window, "state", "reconnecting")
    calls.save(window, "call-reconnecting", after_ms=1_500)
    _report(window, "state", "joined")
    window.hold()
    calls.save(window, "call-held", after_ms=1_500)
    window.resume()
    dialog = SwitchDialog("Follow-up after knee surgery", "Annual hip check", can_hold=True, parent=window)
    dialog.open()
    calls.stage.settle(300)
    calls.stage.name = "call-switch"
    calls.stage.save(dialog)
    dialog.reject()


def small(calls: Calls) -> None:
    """The small window: a picture, none, somebody waiting, on hold, sharing, on Wayland."""
    window, guest = _together(calls)
    window.make_small()
    calls.save(window, "call-small", after_ms=2_500)
    top: Any = window.findChild(MiniTop)
    _waiting(window, "Ben Cole", "Cy Dee")
    _report(window, "media", flags=frozenset({"camera", "sharing"}))
    calls.save(window, "call-small-pressing", after_ms=300)
    _waiting(window)
    _report(window, "media", flags=frozenset({"microphone", "camera"}))
    guest.toggle_camera()
    calls.save(window, "call-small-letters", after_ms=2_500)
    top.say_note("This desktop lets no program keep its window in front. Its window menu can (Alt+Space).")
    top.show_name(LONG)
    calls.save(window, "call-small-wayland", after_ms=300)
    window.hold()
    calls.save(window, "call-small-held", after_ms=1_200)


def on_the_way(calls: Calls) -> None:
    """Every step of the ladder, waiting for the host, standing by, and what is left where nothing helps."""
    ticket = calls.ticket(calls.dyte.room("Follow-up"), show_setup=False)
    window = calls.open(ticket)
    calls.until(window, "joined")
    window.resize(*SMALL_WINDOW)
    calls.until_seen(window)
    calls.stage.settle(3_000)
    for step in (one for one in Step if step_words(one)):
        show = f"import('app://call/screens.js').then((it) => it.showStep({step.value!r}))"
        window.view.call_page.runJavaScript(f"void {show}")
        _report(window, "state", "renewing")
        _report(window, "step", step.value)
        calls.save(window, f"call-step-{step.value.replace('_', '-')}", after_ms=900)
    patient = calls.open(calls.ticket(calls.dyte.room("x"), GUEST, preset="group_call_guest", show_setup=False))
    calls.until(patient, "waiting")
    patient.resize(*SMALL_WINDOW)
    calls.save(patient, "call-waiting-for-host", after_ms=1_500)
    standing = calls.open(calls.ticket(calls.dyte.room("y"), "Front desk"), kind=PresenceWindow)
    calls.until(standing, "joined")
    standing.resize(560, 320)
    calls.stage.settle(1_500)
    _waiting(standing, GUEST)
    calls.save(standing, "call-presence", after_ms=800)
    nowhere = made_up_ticket()
    lost = calls.open(nowhere, way_out=WayOut(browser=True, phone=PHONE))
    lost.ticket_wanted.connect(partial(_again, lost, nowhere))
    calls.until(lost, "trouble")
    calls.save(lost, "call-way-out")
    never = calls.open_waiting("Follow-up after knee surgery", way_out=WayOut(browser=True, phone=PHONE))
    never.resize(*SMALL_WINDOW)
    never._never_ready()  # noqa: SLF001 - what the watchdog calls after a minute
    calls.save(never, "call-not-ready", after_ms=300)


def _again(window: CallWindow, ticket: CallTicket) -> None:
    window.take_ticket(ticket)


def around(calls: Calls) -> None:
    """The sign while sharing, the tray, and the settings of the call window in light and dark."""
    sign = ShareSign()
    sign.show_on(sign.screen(), "Screen 2")
    calls.stage.settle(200)
    calls.stage.name = "call-share-sign"
    calls.stage.save(sign)
    sign.close()
    calls.stage.name = "call-tray"
    calls.stage.keep(_tray())
    app: Any = QApplication.instance()
    for theme in ("light", "dark"):
        set_theme(app, theme)
        page = _settings()
        page.show()
        calls.stage.settle(300)
        calls.stage.name = f"call-settings-{theme}"
        calls.stage.save(page)
        page.close()
    set_theme(app, "light")


def _tray() -> QImage:
    desk = TrayDesk()
    desk.call = CallNow("x", frozenset({"microphone", "camera"}), shares=True)
    tray = CallTray(desk)
    tray._name(desk.call)  # noqa: SLF001 - without a tray there is no icon to do it
    menu: QMenu = tray.menu
    menu.popup(menu.pos())
    shown = menu.grab()
    menu.hide()
    picture = QImage(shown.width() + 120, max(shown.height(), 100), QImage.Format.Format_RGB32)
    picture.fill(QColor(LIGHT.canvas))
    painter = QPainter(picture)
    painter.drawPixmap(120, 0, shown)
    painter.fillRect(0, 50, 120, 50, QColor("black"))
    for row in range(2):
        for column, muted in enumerate((False, True)):
            icon: QPixmap = badge(muted=muted).pixmap(24, 24)
            painter.drawPixmap(20 + 48 * column, 13 + 50 * row, icon)
    painter.end()
    return picture


def _settings() -> QWidget:
    with tempfile.TemporaryDirectory() as folder:
        return _page(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))


def _page(settings: QSettings) -> QWidget:
    keys = MuteKeyPreferences(settings)
    keys.on = True
    keeper = Keeper(keys)
    keeper.state = KeyState.TAKEN
    ring = RingPreferences(settings)
    ring.second = SoundOutput("9", "Bluetooth box at the desk")
    sounds = Sounds(SoundOutput("1", "Jabra Evolve 65"), SoundOutput("2", "Monitor"))
    page = QWidget()
    page.resize(720, 560)
    column = QVBoxLayout(page)
    for group in (
        CallWindowGroup(CallPreferences(settings)),
        MuteKeyGroup(keys, keeper),
        RingGroup(ring, Ring(ring, sounds=lambda: sounds)),
    ):
        column.addWidget(group)
    column.addStretch(1)
    return page


SCENES = {
    "call-captions call-captions-largest call-leaving call-device-lost call-waiting-list call-admitting"
    " call-turning-away call-reconnecting call-held call-switch": in_the_call,
    "call-small call-small-pressing call-small-letters call-small-wayland call-small-held": small,
    "call-step-once-more call-step-fresh-ticket call-step-reload call-step-sound-only call-step-offline"
    " call-step-awake call-step-rejoin call-step-browser call-waiting-for-host call-presence call-way-out"
    " call-not-ready": on_the_way,
    "call-share-sign call-tray call-settings-light call-settings-dark": around,
}
