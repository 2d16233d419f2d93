"""Setting up the mail server: its secret stays hidden and goes to nobody else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.ui.settings.writing.mail_presets import MailProvider
from tests.panes.fakes import HeldCalls
from tests.panes.outbox_kit import (
    SECRETS,
    SERVER,
    UNREACHABLE,
    UNREADABLE,
    FakeCorrespondence,
    some_settings,
    spoken,
)
from tests.panes.settings_kit import LEFT, NEW, SETTINGS_MARKS, show_writing, show_writing_dialog

pytestmark = SETTINGS_MARKS


@pytest.fixture
def mail(qtbot):
    return partial(show_writing_dialog, qtbot, "mail")


def choose(box, value) -> None:
    """Choose in a list as a person does."""
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def fill(dialog, *, user="desk") -> None:
    dialog.host.setText("smtp.clinic.example")
    dialog.user.setText(user)
    dialog.secret.setText("new secret")


# ---- the mail server
def test_a_new_server_is_kept_and_fills_in_the_sender(mail):
    dialog = mail(replace(NEW, clinic=replace(NEW.clinic, name="Praxis")))
    fill(dialog, user="desk@clinic.example")
    page = dialog.page
    dialog.main_button.click()
    server = page.fake.kept.server
    assert server == MailServer(
        "smtp.clinic.example", 587, MailSecurity.STARTTLS, MailSignIn.PASSWORD, "desk@clinic.example", "new secret"
    )
    assert (page.fake.kept.sender.name, page.fake.kept.sender.email) == ("Praxis", "desk@clinic.example")
    assert page.writing.mail.result.text == "The mail server is saved. What waits goes out by itself now."
    assert not dialog.isVisible()


def test_a_server_without_a_sender_says_what_is_missing(mail):
    dialog = mail(NEW)
    fill(dialog)
    dialog.main_button.click()
    assert "Type the sender's address too" in dialog.page.writing.mail.result.text


def test_an_empty_secret_keeps_the_saved_one_for_the_same_user_of_the_same_server(mail):
    dialog = mail()
    assert dialog.secret.text() == ""
    assert dialog.secret.placeholderText() == "Saved. Type only to replace it."
    dialog.port.setValue(2525)
    dialog.main_button.click()
    assert dialog.page.fake.kept.server == replace(SERVER, port=2525)


@pytest.mark.parametrize("changed", ["host", "user"])
def test_a_saved_secret_is_sent_to_nobody_else(mail, changed):
    dialog = mail()
    getattr(dialog, changed).setText("other.example")
    dialog.test_button.click()
    dialog.main_button.click()
    assert dialog._form_column.problems["secret"].startswith("Type the password again")
    assert dialog.page.fake.checked == []
    assert dialog.page.fake.kept.server == SERVER
    dialog.secret.setText("its own")
    dialog.main_button.click()
    assert dialog.page.fake.kept.server.secret == "its own"


def test_a_password_is_not_taken_for_a_token(mail):
    dialog = mail()
    choose(dialog.sign_in, MailSignIn.XOAUTH2)
    assert dialog.secret.accessibleName() == "Access token"
    assert dialog.secret.placeholderText() == ""
    dialog.main_button.click()
    assert dialog._form_column.problems == {"secret": "Paste the access token"}
    dialog.secret.setText(" ya29.token \n")
    dialog.main_button.click()
    assert dialog.page.fake.kept.server.secret == "ya29.token"


def test_no_sign_in_needs_no_secret(mail):
    dialog = mail(NEW)
    choose(dialog.sign_in, MailSignIn.NONE)
    assert not dialog.user.isVisible()
    assert not dialog.secret.isVisible()
    dialog.host.setText("relay.clinic.example")
    dialog.main_button.click()
    assert dialog.page.fake.kept.server == MailServer(
        "relay.clinic.example", 587, MailSecurity.STARTTLS, MailSignIn.NONE
    )


def test_what_is_missing_is_said_at_its_field(mail):
    dialog = mail(NEW)
    for field, name in ((dialog.host, "host"), (dialog.user, "user"), (dialog.secret, "secret")):
        dialog.main_button.click()
        assert list(dialog._form_column.problems) == [name]
        field.setText("x")
    choose(dialog.security, MailSecurity.NONE)
    dialog.main_button.click()
    assert "has to be protected" in dialog._form_column.problems["security"]
    dialog.host.setText("localhost")
    dialog.main_button.click()
    assert dialog.page.fake.kept.server.security is MailSecurity.NONE


def test_the_usual_port_goes_with_the_protection_unless_another_was_typed(mail):
    dialog = mail(NEW)
    choose(dialog.security, MailSecurity.TLS)
    assert dialog.port.value() == 465
    dialog.port.setValue(2465)
    choose(dialog.security, MailSecurity.STARTTLS)
    assert dialog.port.value() == 2465


def test_presets_fill_in_what_a_provider_wants_and_say_it(mail, qtbot):
    dialog = mail(NEW)
    qtbot.mouseClick(dialog.provider_buttons[MailProvider.MICROSOFT], LEFT)
    assert (dialog.host.text(), dialog.sign_in.currentData()) == ("smtp.office365.com", MailSignIn.XOAUTH2)
    assert "only access tokens (OAuth)" in dialog.provider_note.text()
    assert "about an hour" in dialog.provider_note.text()
    qtbot.mouseClick(dialog.provider_buttons[MailProvider.GOOGLE], LEFT)
    assert (dialog.host.text(), dialog.sign_in.currentData()) == ("smtp.gmail.com", MailSignIn.PASSWORD)
    assert "app password" in dialog.provider_note.text()
    qtbot.mouseClick(dialog.provider_buttons[MailProvider.OWN], LEFT)
    assert dialog.host.text() == ""


def test_a_known_server_shows_its_provider_and_comes_back_with_it(mail):
    kept = some_settings(server=replace(SERVER, host="smtp.gmail.com", port=465, security=MailSecurity.TLS))
    dialog = mail(kept)
    assert dialog.provider_buttons[MailProvider.GOOGLE].isChecked()
    dialog.choose_provider(MailProvider.OWN)
    dialog.choose_provider(MailProvider.GOOGLE)
    assert dialog.port.value() == 465


# ---- the test
def test_the_test_signs_in_with_what_stands_there_and_keeps_nothing(mail, qtbot):
    dialog = mail()
    qtbot.mouseClick(dialog.test_button, LEFT)
    assert dialog.page.fake.checked == [SERVER]
    assert dialog.tested.text == "The sign-in works. mail.clinic.example answered, protected by TLSv1.3."
    dialog.host.setText("other.example")
    dialog.host.textEdited.emit("other.example")
    assert dialog.tested.text == "", "it held for the other server"
    assert dialog.page.fake.kept.server == SERVER


def test_a_test_shows_progress_and_can_be_stopped(mail, qtbot):
    held = HeldCalls()
    page = show_writing(qtbot, fake=FakeCorrespondence(), calls=held)
    held.release()
    dialog = page.writing.mail.set_up()
    dialog.test_button.click()
    assert dialog.progress.isVisible()
    assert dialog.test_button.text() == "Testing…"
    dialog.test_button.click()
    assert len(held.held) == 1, "it was asked twice"
    dialog.stop_button.setFocus()
    qtbot.mouseClick(dialog.stop_button, LEFT)
    assert held.held[0][3].cancelled
    assert not dialog.progress.isVisible()
    assert dialog.tested.text == "The test was stopped."
    dialog.test_button.click()
    held.release()
    assert dialog.tested.kind == "success"
    dialog.test_button.click()
    dialog.reject()
    assert held.held[-1][3].cancelled, "a test goes with its dialog"


def test_a_failed_test_says_why_in_plain_words(mail):
    dialog = mail(fake=FakeCorrespondence(check_fails=UNREACHABLE))
    dialog.test()
    assert dialog.tested.text.startswith("The mail server cannot be reached.")
    assert dialog.tested.details_button.isVisible()
    dialog.page.fake.check_fails = InputProblem("host", "The mail server's address cannot be used", "Enter its name.")
    dialog.test()
    assert "cannot be used" in dialog._form_column.problems["host"]


def test_a_server_that_cannot_be_kept_stays_in_the_dialog(mail):
    dialog = mail(fake=FakeCorrespondence(keeping_fails=UNREADABLE))
    dialog.port.setValue(2525)
    dialog.main_button.click()
    assert "could not be read" in dialog.message_bar.text
    assert dialog.isVisible()
    assert not dialog.busy
    assert dialog.page.writing.kept.now.server == SERVER


def test_what_was_typed_as_a_secret_goes_with_the_dialog_and_was_never_spoken(mail):
    dialog = mail()
    assert not [secret for secret in SECRETS if secret in spoken(dialog)]
    dialog.secret.setText("typed just now")
    named = (dialog.secret.accessibleName(), dialog.secret.accessibleDescription(), dialog.secret.toolTip())
    assert "typed just now" not in " ".join(named)
    assert dialog.secret.echoMode() == QLineEdit.EchoMode.Password
    dialog.done(0)
    assert dialog.secret.text() == ""


def test_the_mail_dialog_by_keyboard(mail, qtbot):
    dialog = mail()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.host.setFocus()
    order = []
    for _step in range(5):
        order.append(dialog.focusWidget().accessibleName())
        dialog.focusNextChild()
    assert order == ["Server", "Port", "Protection", "Sign-in", "User name"]
    dialog.host.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
