"""The settings of the clinic's name and looks, e-mail and text messages: kept at once, never showing a secret."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.outbox import TextsFor
from hosted_meetings_desktop.ui.settings.writing.colour_field import contrast_sentence, is_colour
from hosted_meetings_desktop.ui.settings.writing.logo_field import MAX_BYTES
from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from tests.panes.fakes import HeldCalls
from tests.panes.outbox_kit import (
    GATEWAY,
    SECRETS,
    SERVER,
    UNREADABLE,
    FakeCorrespondence,
    a_logo,
    some_settings,
    spoken,
)
from tests.panes.settings_kit import LEFT, NEW, SETTINGS_MARKS, show_writing

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_writing, qtbot, height=1300)


def write(line: QLineEdit, text: str) -> None:
    """Type into a field and leave it."""
    line.setFocus()
    line.selectAll()
    line.insert(text)
    line.textEdited.emit(text)
    line.clearFocus()
    line.editingFinished.emit()


# ---- all of it
def test_what_is_kept_is_shown(make):
    kept = some_settings()
    page = make(replace(kept, clinic=replace(kept.clinic, logo=a_logo())))
    clinic, mail, texts = page.writing.clinic, page.writing.mail, page.writing.texts
    assert (clinic.name.text(), clinic.phone.text()) == ("Clinic at the Park", "+44 20 7946 0018")
    assert clinic.note.text() == "Open Mon to Fri, 8 to 18."
    assert clinic.language.currentData() == "en"
    assert clinic.colour.colour == "#0b6b5b"
    assert clinic.logo.sample.isVisible()
    assert mail.server_text == "mail.clinic.example, port 587, STARTTLS. Signs in as desk@clinic.example."
    assert (mail.sender_name.text(), mail.sender_email.text()) == ("Clinic at the Park", "desk@clinic.example")
    assert mail.invites.isChecked()
    assert texts.provider_text == "Messages go by way of sms.example.org."
    assert texts.texts_for.currentData() == TextsFor.REMINDERS
    assert [group.accessibleName() for group in page.writing.groups] == ["Clinic", "E-mail", "Text messages"]


def test_nothing_set_up_says_what_that_means(make):
    page = make(NEW)
    assert "in your own mail program" in page.writing.mail.server_text
    assert page.writing.texts.provider_text.startswith("Not set up")
    assert not page.writing.texts.texts_for.isEnabled()
    assert not page.writing.mail.remove_button.isVisible()
    assert page.writing.mail.setup_button.accessibleName() == "Set up the mail server"


def test_before_it_is_known_nothing_can_be_changed(make):
    held = HeldCalls()
    page = make(calls=held)
    assert not page.writing.clinic.form.isEnabled()
    assert not page.writing.mail.setup_button.isEnabled()
    assert page.writing.mail.set_up() is None
    held.release()
    assert page.writing.clinic.form.isEnabled()
    assert page.writing.mail.setup_button.isEnabled()


def test_what_cannot_be_read_is_said_once_and_can_be_tried_again(make):
    fake = FakeCorrespondence(fails=UNREADABLE)
    page = make(fake=fake)
    assert "could not be read" in page.writing.clinic.result.text
    assert page.writing.mail.server_text == page.writing.texts.provider_text == "Cannot be shown now."
    fake.fails = None
    page.writing.clinic.result.action_button.click()
    assert page.writing.clinic.result.text == ""
    assert page.writing.clinic.name.text() == "Clinic at the Park"


def test_no_secret_is_shown_anywhere(make):
    page = make()
    everything = spoken(page)
    assert not [secret for secret in SECRETS if secret in everything]
    assert "clinic.example" in everything


def test_every_field_has_a_name(make):
    page = make()
    fields = [each for each in page.findChildren(QLineEdit) if each.isVisible()]
    assert all(each.accessibleName() for each in fields)


# ---- the clinic
@pytest.mark.parametrize(
    ("field", "text"), [("name", "Praxis"), ("phone", "+49 30 1234567"), ("note", "Closed Sundays")]
)
def test_texts_are_kept_when_they_are_left(make, field, text):
    page = make()
    before = page.fake.kept
    write(getattr(page.writing.clinic, field), f"  {text} ")
    assert page.fake.kept == replace(before, clinic=replace(before.clinic, **{field: text}))


def test_two_groups_do_not_write_over_each_other(make):
    held = HeldCalls()
    page = make(calls=held)
    held.release()
    write(page.writing.clinic.name, "Praxis")
    write(page.writing.mail.sender_name, "Front desk")
    held.release()
    assert page.fake.kept.clinic.name == "Praxis"
    assert page.fake.kept.sender.name == "Front desk"


def test_what_is_being_typed_is_not_written_over(make, qtbot):
    page = make()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.writing.clinic.name.setFocus()
    page.writing.clinic.name.setText("Praxis am P")
    page.writing.reload()
    assert page.writing.clinic.name.text() == "Praxis am P"
    page.writing.clinic.phone.setFocus()
    assert page.fake.kept.clinic.name == "Praxis am P"


def test_what_cannot_be_kept_is_told_and_shown_as_it_was(make):
    page = make(fake=FakeCorrespondence(keeping_fails=UNREADABLE))
    write(page.writing.clinic.name, "Praxis")
    assert "could not be read" in page.writing.clinic.result.text
    assert page.writing.clinic.name.text() == "Clinic at the Park"
    assert page.writing.kept.now.clinic.name == "Clinic at the Park"


def test_the_language_is_one_that_messages_are_written_in(make):
    page = make(some_settings(language="pl"))
    box = page.writing.clinic.language
    assert box.currentData() == "pl", "one that was kept is not lost"
    assert [box.itemText(n) for n in range(4)] == ["English", "Español", "Français", "Deutsch"]
    box.setCurrentIndex(3)
    box.activated.emit(3)
    assert page.fake.kept.language == "de"


def test_a_colour_is_typed_or_chosen_and_says_how_it_reads(make):
    page = make()
    colour = page.writing.clinic.colour
    assert colour.note.text() == "White letters on it are easy to read (6.4 : 1)."
    write(colour.line, "FFE600")
    assert page.fake.kept.clinic.colour == "#ffe600"
    assert "Too light for white letters" in colour.note.text()
    write(colour.line, "green")
    assert "colour" in page.writing.clinic.form.problems
    assert page.fake.kept.clinic.colour == "#ffe600"
    colour.choose()
    colour.choose()
    colour.dialog.colorSelected.emit(QColor("#123456"))
    colour.dialog.done(0)
    assert page.fake.kept.clinic.colour == "#123456"
    assert page.writing.clinic.form.problems == {}
    assert colour.dialog is None


@pytest.mark.parametrize(
    ("colour", "words"),
    [("#000000", "easy to read"), ("#ffffff", "Too light"), ("#808080", "hard to read"), ("#0b6bcb", "easy to read")],
)
def test_every_colour_is_judged(colour, words):
    assert is_colour(colour)
    assert words in contrast_sentence(colour)


def test_a_logo_is_read_shown_and_removed_with_the_way_back(make, tmp_path, qtbot):
    page = make()
    clinic = page.writing.clinic
    assert clinic.logo.none_label.isVisible()
    picture = tmp_path / "logo.png"
    picture.write_bytes(a_logo())
    clinic.logo.choose()
    clinic.logo.choose()
    clinic.logo.dialog.fileSelected.emit(str(picture))
    clinic.logo.dialog.done(0)
    assert page.fake.kept.clinic.logo == a_logo()
    assert clinic.logo.sample.isVisible()
    qtbot.mouseClick(clinic.logo.remove_button, LEFT)
    assert page.fake.kept.clinic.logo == b""
    assert clinic.result.text == "The logo is removed."
    clinic.result.action_button.click()
    assert page.fake.kept.clinic.logo == a_logo()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * MAX_BYTES, "too large"),
        (b"GIF89a", "not a PNG"),
        (b"\x89PNG\r\n\x1a\nnonsense", "not a PNG"),
        (None, "cannot be read"),
    ],
)
def test_what_can_be_no_logo_says_why_and_changes_nothing(make, tmp_path, data, words):
    page = make()
    before = page.fake.kept
    picture = tmp_path / "logo.png"
    if data is not None:
        picture.write_bytes(data)
    page.writing.clinic.logo.read(picture)
    assert words in page.writing.clinic.result.text
    assert page.fake.kept == before


def test_a_picture_of_a_million_pixels_a_side_is_no_logo(make, tmp_path):
    page = make()
    data = bytearray(a_logo())
    data[16:20] = (1_000_000).to_bytes(4, "big")
    picture = tmp_path / "bomb.png"
    picture.write_bytes(bytes(data))
    page.writing.clinic.logo.read(picture)
    assert "not a PNG" in page.writing.clinic.result.text


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_samples_are_painted_in_both_themes(make, qapp, mode):
    apply_theme(qapp, mode)
    kept = some_settings()
    page = make(replace(kept, clinic=replace(kept.clinic, logo=a_logo())))
    sample = page.writing.clinic.colour.sample.grab().toImage()
    assert QColor(sample.pixel(4, sample.height() // 2)).name() == "#0b6b5b"
    logo = page.writing.clinic.logo.sample.grab().toImage()
    assert QColor(logo.pixel(4, 4)).name() == "#ffffff"
    apply_theme(qapp, ThemeMode.LIGHT)


# ---- e-mail
def test_the_sender_is_kept_and_checked(make):
    page = make()
    mail = page.writing.mail
    write(mail.sender_email, "not an address")
    assert "sender" in mail.form.problems
    assert page.fake.kept.sender.email == "desk@clinic.example"
    write(mail.sender_email, "hello@clinic.example")
    assert mail.form.problems == {}
    assert page.fake.kept.sender == Contact("Clinic at the Park", "hello@clinic.example")


def test_invitations_for_new_meetings(make, qtbot):
    page = make()
    qtbot.mouseClick(page.writing.mail.invites, LEFT, pos=page.writing.mail.invites.rect().center() * 0.2)
    assert page.fake.kept.invites is False


def test_removing_the_server_can_be_undone_with_its_password(make, qtbot):
    page = make()
    mail = page.writing.mail
    qtbot.mouseClick(mail.remove_button, LEFT)
    assert page.fake.kept.server is None
    assert "with its password" in mail.result.text
    assert not mail.remove_button.isVisible()
    mail.result.action_button.click()
    assert page.fake.kept.server == SERVER
    assert "Signs in as" in mail.server_text


# ---- text messages
def test_who_gets_text_messages(make):
    page = make()
    box = page.writing.texts.texts_for
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert page.fake.kept.texts_for is TextsFor.NOBODY


def test_removing_the_provider_can_be_undone_with_its_keys(make, qtbot):
    page = make()
    texts = page.writing.texts
    qtbot.mouseClick(texts.remove_button, LEFT)
    assert page.fake.kept.gateway is None
    assert not texts.texts_for.isEnabled()
    texts.result.action_button.click()
    assert page.fake.kept.gateway == GATEWAY
