"""The first screen: three choices, a test that says what it found, secrets that do not stay."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

from hosted_meetings_desktop.domain.account import (
    DYTE_URL,
    ConnectionCheck,
    DyteCredentials,
    Provider,
    RealtimeKitCredentials,
)
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, Unreachable
from hosted_meetings_desktop.ui.parts.connection_result import connection_details, connection_result
from hosted_meetings_desktop.ui.sign_in import connect_screen
from hosted_meetings_desktop.ui.sign_in.connect_screen import ConnectScreen
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from tests.panes.fakes import FakeAccountService, HeldCalls, NowCalls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
FIELDS = {
    Provider.DYTE: ("organization_id", "api_key"),
    Provider.REALTIMEKIT: ("account_id", "app_id", "api_token"),
}


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, ThemeMode.LIGHT)


@pytest.fixture
def service():
    return FakeAccountService()


def make(qtbot, service, calls=None):
    screen = ConnectScreen(service, calls or NowCalls())
    qtbot.addWidget(screen)
    screen.resize(1024, 640)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    return screen


@pytest.fixture
def screen(qtbot, service):
    return make(qtbot, service)


def filled(screen, provider=Provider.DYTE):
    screen.show_form(provider)
    step = screen.step(provider)
    for name in FIELDS[provider]:
        step.form.line(name).setText(f" {name}-1 ")
    return step


@pytest.mark.parametrize("route", ["click", "key"])
def test_practice(screen, qtbot, route):
    assert screen.focusWidget() is screen.practice_card
    with qtbot.waitSignal(screen.practice_chosen):
        if route == "click":
            qtbot.mouseClick(screen.practice_card, LEFT)
        else:
            qtbot.keyClick(screen.practice_card, Qt.Key.Key_Space)


@pytest.mark.parametrize("provider", list(Provider))
def test_a_choice_leads_to_its_fields_and_back(screen, qtbot, provider):
    card = screen.dyte_card if provider is Provider.DYTE else screen.realtimekit_card
    qtbot.mouseClick(card, LEFT)
    step = screen.step(provider)
    assert step.isVisible()
    assert screen.focusWidget() is step.form.line(FIELDS[provider][0])
    step.form.secret.setText("k3y")
    qtbot.keyClick(step.form.secret, Qt.Key.Key_Escape)
    assert card.isVisible()
    assert screen.focusWidget() is card
    assert step.form.secret.text() == ""


@pytest.mark.parametrize("route", ["click", "enter"])
def test_connecting_dyte(screen, service, qtbot, route):
    step = filled(screen)
    step.form.line("label").setText("Praxis am Park")
    with qtbot.waitSignal(screen.connected) as told:
        if route == "click":
            qtbot.mouseClick(step.connect_button, LEFT)
        else:
            qtbot.keyClick(step.form.secret, Qt.Key.Key_Return)
    assert told.args[0].provider is Provider.DYTE
    assert service.connected == [(DyteCredentials("organization_id-1", "api_key-1", DYTE_URL), "Praxis am Park")]
    assert step.form.secret.text() == ""


def test_connecting_realtimekit_at_another_address(screen, service, qtbot):
    step = filled(screen, Provider.REALTIMEKIT)
    qtbot.mouseClick(step.form.advanced, LEFT)
    assert step.form.line("base_url").isVisible()
    step.form.line("base_url").setText("http://127.0.0.1:9000/client/v4/")
    with qtbot.waitSignal(screen.connected):
        qtbot.mouseClick(step.connect_button, LEFT)
    wanted = RealtimeKitCredentials("account_id-1", "app_id-1", "api_token-1", "http://127.0.0.1:9000/client/v4")
    assert service.connected == [(wanted, "RealtimeKit")]


def test_testing_says_what_it_found_and_keeps_nothing(screen, service, qtbot):
    step = filled(screen)
    with qtbot.assertNotEmitted(screen.connected):
        qtbot.mouseClick(step.test_button, LEFT)
    assert step.result.kind == "success"
    assert step.result.text == "The connection works. 12 meetings are there already."
    assert service.connected == []
    assert step.form.secret.text() != ""
    qtbot.keyClicks(step.form.line("organization_id"), "x")
    assert step.result.text == ""


def test_results_in_words():
    assert "no presets yet" in connection_result(ConnectionCheck((), None, 9))
    many = ConnectionCheck(tuple("abcdef"), 1, 9)
    assert connection_result(many) == "The connection works. 1 meeting is there already."
    assert connection_details(many) == "The video service answered in 9 ms. 6 presets found: a, b, c, d…."
    assert "1 preset found: a." in connection_details(ConnectionCheck(("a",), 0, 9))


@pytest.mark.parametrize("button", ["test_button", "connect_button"])
@pytest.mark.parametrize("provider", list(Provider))
def test_what_is_missing_is_said_under_each_field(screen, service, qtbot, provider, button):
    screen.show_form(provider)
    step = screen.step(provider)
    qtbot.mouseClick(getattr(step, button), LEFT)
    assert tuple(step.form.problems) == FIELDS[provider]
    assert screen.focusWidget() is step.form.line(FIELDS[provider][0])
    assert service.checked == service.connected == []


@pytest.mark.parametrize("address", ["api.dyte.io", "http://api.dyte.io/v2", "https://me:pw@api.dyte.io"])
def test_credentials_only_travel_safely(screen, service, address):
    step = filled(screen)
    step.form.line("base_url").setText(address)
    step.test()
    assert "https://" in step.form.problems["base_url"]
    assert step.form.line("base_url").isVisible()
    assert service.checked == []


def test_refused_credentials_are_said_at_their_field(screen, service):
    step = filled(screen)
    service.fails = CredentialsRefused()
    step.connect_account()
    assert "refused" in step.form.problems["api_key"]
    assert "belongs to this organization" in step.form.problems["api_key"]
    assert "Dyte's developer portal" in step.form.problems["api_key"]
    assert step.form.secret.text() != ""
    assert step.connect_button.isEnabled()


def test_refused_credentials_of_realtimekit_say_where_to_look(screen, service):
    step = filled(screen, Provider.REALTIMEKIT)
    service.fails = CredentialsRefused()
    step.connect_account()
    assert "belongs to this account and app" in step.form.problems["api_token"]
    assert "Cloudflare dashboard" in step.form.problems["api_token"]
    assert step.form.line("label").placeholderText() == "Riverside Clinic"


def test_an_unreachable_service_is_said_in_the_bar(screen, service):
    step = filled(screen)
    service.fails = Unreachable("Check this PC's network.", details="ConnectTimeout")
    step.test()
    assert step.result.text == "The video service cannot be reached. Check this PC's network."
    assert step.result.details_button.isVisible()


def test_while_it_asks_it_says_so_and_can_be_stopped(qtbot, service):
    held = HeldCalls()
    screen = make(qtbot, service, held)
    step = filled(screen)
    held.release()
    step.test()
    assert step.progress.isVisible()
    assert not step.test_button.isEnabled()
    step.test()
    step.connect_account()
    assert len(held.held) == 1
    qtbot.mouseClick(step.stop_button, LEFT)
    assert held.held[0][3].cancelled
    assert not step.progress.isVisible()
    assert step.connect_button.isEnabled()
    assert step.form.text("organization_id") == "organization_id-1"


def test_going_back_stops_and_forgets(qtbot, service):
    held = HeldCalls()
    screen = make(qtbot, service, held)
    held.release()
    step = filled(screen)
    step.connect_account()
    qtbot.mouseClick(step.back_button, LEFT)
    assert held.held[0][3].cancelled
    assert step.form.secret.text() == ""
    assert screen.practice_card.isVisible()


@pytest.mark.parametrize("lasting", [True, False])
def test_where_secrets_are_kept_is_said(qtbot, service, lasting):
    service.secrets_lasting = lasting
    screen = make(qtbot, service)
    screen.show_form(Provider.DYTE)
    step = screen.step(Provider.DYTE)
    assert step.keeping.isVisible() == lasting
    assert step.warning.isVisible() != lasting
    if lasting:
        assert "keyring and nowhere else" in step.keeping.text()
    else:
        assert step.warning.kind == "warning"
        assert "is deleted: meetings, attendance and downloaded recordings" in step.warning.text
        assert not step.warning.close_button.isVisible()


def test_the_keyring_is_asked_beside_the_screen(qtbot, service):
    held = HeldCalls()
    screen = make(qtbot, service, held)
    screen.show_form(Provider.DYTE)
    step = screen.step(Provider.DYTE)
    assert step.keeping.text() == step.warning.text == ""
    held.release()
    assert "keyring" in step.keeping.text()
    assert "keyring" in screen.step(Provider.REALTIMEKIT).keeping.text()


def test_a_keyring_that_does_not_answer_is_said(qtbot, service, monkeypatch):
    async def broken():
        raise AppError("The keyring of this PC did not open", "Unlock it.")

    monkeypatch.setattr(service, "keeps_secrets", broken)
    screen = make(qtbot, service)
    assert screen.message_bar.text == "The keyring of this PC did not open. Unlock it."
    assert screen.message_bar.isVisible()


@pytest.mark.parametrize("media", [True, False])
def test_practice_calls_are_promised_only_where_there_are_any(qtbot, service, monkeypatch, media):
    monkeypatch.setattr(connect_screen, "find_spec", lambda name: object() if media and name == "aiortc" else None)
    said = make(qtbot, service).practice_card.accessibleDescription()
    assert ("Everything works" in said) == media
    assert ("no practice calls" in said) != media


def test_looking_for_practice_calls_loads_nothing():
    code = (
        "import sys; from hosted_meetings_desktop.ui.sign_in.connect_screen import can_practise_calls;"
        "can_practise_calls(); print('aiortc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("provider", list(Provider))
def test_every_control_has_a_name_and_no_label_shows_the_secret(screen, provider):
    step = filled(screen, provider)
    for control in [*step.findChildren(QLineEdit), *step.findChildren(QAbstractButton)]:
        if control.isVisible():
            assert control.accessibleName(), control
    secret = step.form.secret.text().strip()
    assert all(secret not in label.text() for label in screen.findChildren(QLabel))
    assert step.form.secret.displayText() != step.form.secret.text()
