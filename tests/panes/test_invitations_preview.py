"""The preview of a message: as it is read, without a real link, and with nothing fetched from anywhere."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts import message_deeds
from hosted_meetings_desktop.ui.parts.draft_files import DraftFolder, file_name, plain_text, save_draft
from hosted_meetings_desktop.ui.parts.mail_preview import PreviewDialog, Previews
from hosted_meetings_desktop.ui.parts.mail_view import MailView
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.outbox_kit import (
    CALLED_OFF,
    HELD,
    REMINDER,
    SECRETS,
    SENT,
    UNREACHABLE,
    WAITS,
    FakeCorrespondence,
    a_logo,
    deeds_for,
    message,
    some_settings,
    spoken,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton
IMAGE = QTextDocument.ResourceType.ImageResource.value
GONE = AppError("This message is not in the outbox any more", "The list is up to date.")


@pytest.fixture
def make(qtbot, tmp_path):
    screen = QWidget()
    bar = MessageBar(screen)
    qtbot.addWidget(screen)

    def build(*shown, start=None, fake=None, calls=None, **kept):
        fake = fake or FakeCorrespondence()
        fake.kept = replace(fake.kept, **kept)
        calls = calls or NowCalls()
        deeds = deeds_for(screen, fake, calls, tmp_path, bar)
        dialog = PreviewDialog(
            shown, (start or shown[0]).id, fake.kept, fake, deeds, calls, lambda: NOW, parent=screen
        )
        dialog.open()
        dialog.fake, dialog.deeds, dialog.window_bar = fake, deeds, bar
        return dialog

    return build


# ---- what it shows
def test_it_shows_who_reads_what_and_when(make):
    dialog = make(WAITS)
    assert dialog.to_label.text == "Venkatanarasimharajuvaripeta Subramaniam Iyer · person2@example.org"
    assert dialog.subject_label.text.startswith("Invitation: Video visit")
    assert "Your video call" in dialog.page.toPlainText()
    assert dialog._time.text().endswith("reads: Tue 24 Nov 10:12\N{EN DASH}10:42 (London).")
    assert dialog._entry.text() == "With a calendar entry, to accept or decline."
    assert dialog._state.text() == "Invitation · Waits: the mail server cannot be reached"
    assert dialog._link_note.isVisible()
    assert not dialog.next_button.isVisible(), "there is nobody else"


def test_plain_text_is_one_step_away_and_stays_chosen(make, qtbot):
    dialog = make(HELD, WAITS)
    assert not dialog.text.isVisible()
    qtbot.mouseClick(dialog.text_button, LEFT)
    assert dialog.text.isVisible()
    assert "Your link to join:" in dialog.text.toPlainText()
    dialog.step(1)
    assert dialog.text.isVisible()


def test_a_text_message_is_only_text(make):
    dialog = make(REMINDER)
    assert dialog.text.isVisible()
    hidden = (dialog.page_button, dialog.open_button, dialog.copy_button, dialog.subject_label, dialog._entry)
    assert not [widget for widget in hidden if widget.isVisible()]


def test_what_was_called_off_has_no_link_to_explain(make):
    dialog = make(CALLED_OFF, fake=FakeCorrespondence(messages=[CALLED_OFF]))
    assert not dialog._link_note.isVisible()
    assert "reads: Tue 24 Nov 10:12" in dialog._time.text(), "when it would have been"


def test_one_steps_from_person_to_person_by_button_and_key(make, qtbot):
    dialog = make(HELD, WAITS, SENT, start=WAITS)
    assert dialog._count.text() == "2 of 3"
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.message is SENT
    qtbot.mouseClick(dialog.next_button, LEFT)
    assert dialog.message is HELD, "after the last comes the first"
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    qtbot.keyClick(dialog, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert dialog.message is SENT


def test_an_answer_that_comes_late_is_not_shown_for_somebody_else(make):
    held = HeldCalls()
    dialog = make(HELD, WAITS, calls=held)
    dialog.step(1)
    assert [call.cancelled for *_rest, call in held.held] == [True, False]


def test_what_cannot_be_written_is_said_and_not_offered(make, qtbot):
    fake = FakeCorrespondence(preview_fails=GONE)
    dialog = make(HELD, fake=fake)
    assert "not in the outbox any more" in spoken(dialog)
    assert not dialog.main_button.isEnabled()
    assert not dialog.copy_button.isVisible()
    fake.preview_fails = None
    dialog._load()
    assert dialog.main_button.isEnabled()
    assert dialog.subject_label.isVisible()


# ---- what it does
def test_send_now_is_the_main_thing_and_enter_does_it(make, qtbot):
    dialog = make(HELD)
    assert dialog.main_button.text() == "Send now"
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.page.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.fake.did == [("send", HELD.id)]
    assert dialog.message_bar.text.startswith("Sent to")


def test_while_it_is_sent_it_cannot_be_sent_twice(make):
    held = HeldCalls()
    dialog = make(HELD, calls=held)
    held.release()
    dialog.main_button.click()
    assert not dialog.main_button.isEnabled()
    assert "Is being sent" in dialog._state.text()
    held.release()
    assert dialog.main_button.isEnabled()


def test_a_failure_stays_in_the_dialog(make):
    dialog = make(HELD, fake=FakeCorrespondence(sending_fails=UNREACHABLE))
    dialog.main_button.click()
    assert "cannot be reached" in dialog.message_bar.text
    assert dialog.window_bar.text == ""


def test_what_is_told_after_the_dialog_is_left_is_told_in_the_window(make):
    held = HeldCalls()
    fake = FakeCorrespondence(sending_fails=UNREACHABLE)
    dialog = make(HELD, calls=held, fake=fake)
    held.release()
    dialog.main_button.click()
    bar = dialog.window_bar
    shiboken6.delete(dialog)
    held.release()
    assert bar._text.text().endswith(
        "The mail server cannot be reached. Check the mail server's address in Settings, and the connection."
    )
    assert HELD.reader.name in bar._text.text()


def test_without_a_server_the_own_mail_program_is_the_main_thing(make, monkeypatch):
    opened = []
    monkeypatch.setattr(message_deeds, "open_outside", lambda path: opened.append(path) or True)
    dialog = make(HELD, server=None)
    assert dialog.main_button.text() == "Open in my mail program"
    assert not dialog.open_button.isVisible()
    dialog.main_button.click()
    assert len(opened) == 1
    assert "Did you send it" in dialog.message_bar.text


def test_the_list_behind_keeps_an_open_preview_in_step(make, qtbot, tmp_path):
    screen = QWidget()
    qtbot.addWidget(screen)
    fake = FakeCorrespondence()
    deeds = deeds_for(screen, fake, NowCalls(), tmp_path, MessageBar(screen))
    previews = Previews(fake, deeds, NowCalls(), lambda: NOW, screen)
    previews.show_fresh([SENT], fake.kept)
    dialog = previews.open([HELD, WAITS], HELD.id, fake.kept)
    previews.show_fresh([replace(SENT, id=HELD.id, reader=HELD.reader)], some_settings())
    assert dialog._state.text() == "Invitation · Sent 08:42"
    assert dialog.main_button.text() == "Send again"
    shiboken6.delete(dialog)
    previews.show_fresh([HELD], fake.kept)


def test_nothing_secret_is_shown(make):
    dialog = make(HELD)
    dialog.text_button.click()
    assert not [secret for secret in SECRETS if secret in spoken(dialog)]


# ---- the page
@pytest.fixture
def view(qtbot):
    made = MailView()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.png", "https://clinic.example/x.png", "file:///etc/passwd", "data:image/png;base64,AA==",
     "qrc:/x.png", "cid:other@clinic", "x.png"],
)  # fmt: skip
def test_no_picture_comes_from_anywhere(view, address):
    view.show_mail(f'<p>Hello <img src="{address}"></p>', a_logo())
    for kind in QTextDocument.ResourceType:
        assert not view.loadResource(kind.value, QUrl(address))


def test_the_logo_is_shown(view):
    view.show_mail('<img src="cid:logo@clinic">', a_logo())
    assert isinstance(view.loadResource(IMAGE, QUrl("cid:logo@clinic")), QImage)
    view.show_mail('<img src="cid:logo@clinic">', b"")
    assert not view.loadResource(IMAGE, QUrl("cid:logo@clinic"))


def test_a_link_leads_nowhere(view, qtbot):
    view.show_mail('<p><a href="https://example.invalid/#x">Join</a></p>', b"")
    assert not view.openLinks()
    assert not view.openExternalLinks()
    view.anchorClicked.emit(QUrl("https://example.invalid/#x"))
    assert "Join" in view.toPlainText()


def test_what_lists_show_behind_the_subject_is_not_on_the_page(view):
    view.show_mail('<body><div style="display:none;max-height:0">Monday</div><p>Hello</p></body>', b"")
    assert view.toPlainText().strip() == "Hello"


# ---- drafts as files
def test_drafts_are_private_and_gone_when_the_app_is(tmp_path, qapp):
    folder = tmp_path / "drafts"
    drafts = DraftFolder(folder)
    first, second = (drafts.write("Invitation Asha", data) for data in (b"one", b"two"))
    assert first.read_bytes() == b"one"
    assert second.name == "Invitation Asha (2).eml"
    if os.name == "posix":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert first.stat().st_mode & 0o777 == 0o600
    qapp.aboutToQuit.emit()
    assert not folder.exists()


def test_what_a_run_before_left_is_gone_before_the_first_draft(tmp_path):
    left = tmp_path / "drafts"
    left.mkdir()
    (left / "old.eml").write_bytes(b"secret")
    DraftFolder(left).write("new", b"x")
    assert [path.name for path in left.iterdir()] == ["new.eml"]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("Invitation Ann\u202e/\x00:*?", "Invitation Ann"),
        ("...", "message"),
        ("Änderung 安", "Änderung 安"),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_of_people_make_safe_names_of_files(name, file):
    assert file_name(name) == file


def test_saving_replaces_whole_files_or_nothing(tmp_path):
    target = tmp_path / "m.eml"
    target.write_bytes(b"before")
    save_draft(target, b"after")
    assert target.read_bytes() == b"after"
    with pytest.raises(OSError, match="No such file"):
        save_draft(tmp_path / "nowhere" / "m.eml", b"after")
    assert [path.name for path in tmp_path.iterdir()] == ["m.eml"]


def test_a_disk_that_cannot_be_written_is_told(make, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    dialog = make(message(1))
    monkeypatch.setattr(DraftFolder, "write", full)
    dialog.open_button.click()
    assert "The draft could not be written" in dialog.message_bar.text
    assert dialog.message_bar.details_button.isVisible()


def test_the_text_of_a_draft_without_any_is_empty():
    assert plain_text(b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>Hello") == ""
