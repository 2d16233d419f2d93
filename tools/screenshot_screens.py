"""The scenes of the settings, the first screen and what stands over the window; draws all scenes of a theme."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMainWindow
from screenshot_attendance import ATTENDANCE, ATTENDANCE_LIGHT
from screenshot_checkup import CHECKUP, CHECKUP_LIGHT
from screenshot_consent import CONSENT, CONSENT_LIGHT
from screenshot_heard import HEARD
from screenshot_links import LINKS
from screenshot_panes import AWAY, PANES, meetings, plan_new
from screenshot_plans import PLANS, schedule_day, schedule_week
from screenshot_recordings import LIBRARY, LIBRARY_LIGHT
from screenshot_sharing import SHARING, SHARING_LIGHT
from screenshot_stage import SMALL, Clinic, Stage, lay_out_right_to_left, make_app, pane_of, set_theme
from screenshot_strays import STRAYS, STRAYS_LIGHT
from screenshot_sync import SYNC
from screenshot_today import TODAY, TODAY_LIGHT
from screenshot_voices import VOICES, VOICES_LIGHT
from screenshot_webinars import WEBINARS, WEBINARS_LIGHT

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused
from hosted_meetings_desktop.ui.settings.sections import SectionKey
from hosted_meetings_desktop.ui.sign_in.connect_screen import ConnectScreen
from hosted_meetings_desktop.ui.window.main_window import MainWindow
from hosted_meetings_desktop.ui.window.palette import CommandPalette, PaletteItem
from hosted_meetings_desktop.ui.window.sign_out import SignOutDialog
from tests.panes.clinic_data import OFFLINE
from tests.panes.fakes import FakeAccountService, NowCalls

LEAST = (900, 560)
Scene = Callable[[Stage], None]


# ---- settings and the first screen
def _settings(stage: Stage, section: SectionKey, **more: Any) -> tuple[MainWindow, Any]:
    window = stage.window("settings", **more)
    pane = pane_of(window)
    pane.show_section(section)
    stage.settle()
    return window, pane


def settings(stage: Stage) -> None:
    window, pane = _settings(stage, SectionKey.GENERAL)
    pane.focus_content()
    stage.save(window)


def settings_sections(stage: Stage) -> None:
    for section in (SectionKey.CALLS, SectionKey.PLANNING, SectionKey.MESSAGES, SectionKey.DATA, SectionKey.ABOUT):
        window, _pane = _settings(stage, section)
        stage.save(window, more=f"-{section.value}")
        stage.clear()


def settings_desk(stage: Stage) -> None:
    for more, red in (("", 12), ("-problem", 2)):
        window, pane = _settings(stage, SectionKey.DESK)
        (desk,) = pane.pages[SectionKey.DESK].parts
        desk.limits.fields["red_after"].setValue(red)
        stage.settle()
        stage.save(window, more=more)
        stage.clear()


def settings_guests(stage: Stage) -> None:
    window, pane = _settings(stage, SectionKey.GUESTS)
    pane.guests.page.setText("http://clinic.example")
    pane.guests.keep_page()
    stage.settle()
    stage.save(window)


def settings_account(stage: Stage) -> None:
    window, pane = _settings(stage, SectionKey.ACCOUNT)
    pane.account.test_connection()
    stage.settle()
    stage.save(window)


def settings_practice(stage: Stage) -> None:
    window, _pane = _settings(stage, SectionKey.ACCOUNT, clinic=Clinic(practice=True))
    stage.save(window)


def settings_found(stage: Stage) -> None:
    for more, text in (("", "remind"), ("-nothing", "fax machine")):
        window = stage.window("settings")
        search = pane_of(window).search
        search.setFocus()
        search.setText(text)
        search.search_now()
        stage.settle()
        stage.save(window, more=more)
        stage.clear()


def settings_small(stage: Stage) -> None:
    for more, size in (("", SMALL), ("-least", LEAST)):
        window, _pane = _settings(stage, SectionKey.PLANNING, size=size)
        stage.save(window, more=more)
        stage.clear()


def settings_rtl(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        window, _pane = _settings(stage, SectionKey.MESSAGES)
        stage.save(window)
        stage.clear()
    finally:
        lay_out_right_to_left(on=False)


def _connect(stage: Stage, service: FakeAccountService | None = None) -> tuple[QMainWindow, Any]:
    window = QMainWindow()
    window.setWindowTitle("Hosted Meetings")
    screen = ConnectScreen(service or FakeAccountService(), NowCalls())
    window.setCentralWidget(screen)
    stage.show(window, (900, 640))
    return window, screen


def connect(stage: Stage) -> None:
    window, _screen = _connect(stage)
    stage.save(window)


def connect_dyte(stage: Stage) -> None:
    window, screen = _connect(stage)
    screen.show_form(Provider.DYTE)
    step = screen.step(Provider.DYTE)
    _type(step, organization_id="8f0c1d2e-clinic", api_key="not a real key")
    step.test()
    stage.settle()
    stage.save(window)


def connect_refused(stage: Stage) -> None:
    window, screen = _connect(stage, FakeAccountService(fails=CredentialsRefused()))
    screen.show_form(Provider.REALTIMEKIT)
    step = screen.step(Provider.REALTIMEKIT)
    _type(step, account_id="0123456789abcdef", app_id="clinic-calls", api_token="not a real token")  # noqa: S106
    step.connect_account()
    stage.settle()
    stage.save(window)


def connect_no_keyring(stage: Stage) -> None:
    window, screen = _connect(stage, FakeAccountService(secrets_lasting=False))
    screen.show_form(Provider.DYTE)
    screen.step(Provider.DYTE).form.advanced.setChecked(True)
    stage.settle()
    stage.save(window)


def _type(step: Any, **texts: str) -> None:
    for name, text in texts.items():
        step.form.line(name).setText(text)


# ---- over the window
def palette(stage: Stage) -> None:
    window = stage.window()
    window.open_palette()
    stage.settle()
    stage.save(window)


def palette_found(stage: Stage) -> None:
    found = [
        PaletteItem("Priya Chandrasekhar", "Medication review, Today 11:12", "account-outline", lambda: None),
        PaletteItem("Physiotherapy, session 4 of 8", "Today 14:00", "calendar-outline", lambda: None),
    ]
    window = stage.window()
    window.set_palette_search(lambda _text, deliver: deliver(found))
    window.open_palette()
    sheet: Any = window.findChild(CommandPalette)
    sheet.field.setText("p")
    sheet.search_now()
    stage.settle()
    stage.save(window)


def shortcuts(stage: Stage) -> None:
    window = stage.window()
    window.open_shortcuts()
    stage.settle()
    stage.save(window)


def sign_out(stage: Stage) -> None:
    window = stage.window("settings", Clinic(sync=AWAY))
    window.ask_sign_out()
    stage.settle(150)
    dialog = window.findChild(SignOutDialog)
    if isinstance(dialog, SignOutDialog):
        stage.save(dialog)


def status(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(sync=AWAY))
    stage.settle()
    stage.save(window)


def window_error(stage: Stage) -> None:
    window = stage.window("meetings", Clinic(sync=AWAY))
    window.show_error(AppError(OFFLINE.title, OFFLINE.advice, retryable=True, details="ConnectTimeout: api"))
    stage.settle()
    stage.save(window)


SCENES: tuple[Scene, ...] = (
    *PANES, *PLANS, settings, settings_sections, settings_desk, settings_guests, settings_account,
    settings_practice, settings_found, settings_small, settings_rtl, connect, connect_dyte, connect_refused,
    connect_no_keyring, palette, palette_found, shortcuts, sign_out, status, window_error, *SYNC, *TODAY,
    *WEBINARS, *CHECKUP, *CONSENT, *LINKS, *LIBRARY, *HEARD, *VOICES, *STRAYS, *SHARING,
    *ATTENDANCE,
)  # fmt: skip
LIGHT: tuple[Scene, ...] = (
    *TODAY_LIGHT, *WEBINARS_LIGHT, *CHECKUP_LIGHT, *CONSENT_LIGHT, *LIBRARY_LIGHT, *VOICES_LIGHT, *SHARING_LIGHT,
    *ATTENDANCE_LIGHT, *STRAYS_LIGHT,
)  # fmt: skip
"""What looks in the dark as the others do: the pictures stay within their bound."""
LARGE: tuple[Scene, ...] = (meetings, plan_new, schedule_day, schedule_week)


def _scenes(theme: str, scale: float) -> tuple[Scene, ...]:
    if scale != 1:
        return LARGE
    return (*SCENES, *LIGHT) if theme == "light" else SCENES


def draw_screens(folder: Path, theme: str, scale: float, only: str) -> int:
    """Draw the scenes of one theme; at another scale than 1 a few of them."""
    app = make_app()
    set_theme(app, theme)
    suffix = f"-{theme}" if scale == 1 else f"-{theme}-{scale:g}x"
    with tempfile.TemporaryDirectory() as home:
        stage = Stage(folder, suffix, Path(home))
        for scene in _scenes(theme, scale):
            stage.name = scene.__name__.replace("_", "-")
            if stage.name.startswith(only):
                scene(stage)
                stage.clear()
    return 0
