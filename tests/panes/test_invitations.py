"""Who was told what of a meeting, in its details: words, ways, and a countdown that only runs while it is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.message import Occasion
from hosted_meetings_desktop.domain.outbox import MessageState, PersonTold
from hosted_meetings_desktop.ui.panes.meetings.invitations_section import Invitations
from hosted_meetings_desktop.ui.parts import message_deeds
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.outbox_kit import (
    BOUNCED,
    BY_HAND,
    HELD,
    REFUSED,
    REMINDER,
    SECRET_LINK,
    SECRETS,
    SENDING,
    SENT,
    UNREACHABLE,
    UNREADABLE,
    UNSURE,
    WAITS,
    FakeCorrespondence,
    deeds_for,
    meeting_of,
    message,
    some_settings,
    spoken,
    told,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton
READY = some_settings()
BY_ONESELF = some_settings(server=None, gateway=None)


class Kit:
    """A details panel with the section about invitations in it."""

    def __init__(self, qtbot, tmp_path, fake, calls, meeting):
        self.now = NOW
        self.fake = fake
        self.panel = DetailsPanel()
        qtbot.addWidget(self.panel)
        self.deeds = deeds_for(self.panel, fake, calls, tmp_path, self.panel.message_bar)
        bar = self.panel.message_bar
        self.invitations = Invitations(fake, self.deeds, calls, bar, lambda: self.now, self.panel)
        self.panel.begin("Knee")
        self.section = self.invitations.make_section(meeting or meeting_of(fake.told))
        self.panel.add_section("Invitations").addWidget(self.section)
        self.panel.resize(360, 900)
        self.panel.show()

    def row(self, made):
        return self.section.rows[made.reader.invitee_id]

    @property
    def told(self):
        return self.panel.message_bar.text


@pytest.fixture
def make(qtbot, tmp_path):
    def build(*people, fake=None, calls=None, meeting=None, **kept):
        fake = fake or FakeCorrespondence(told=people)
        if kept:
            fake.kept = replace(fake.kept, **kept)
        return Kit(qtbot, tmp_path, fake, calls or NowCalls(), meeting)

    return build


@pytest.fixture
def opened(monkeypatch):
    """The files handed to the mail program; it takes them while ``opened.works``."""

    class Opened(list):
        works = True

        def __call__(self, path):
            self.append(path)
            return self.works

    found = Opened()
    monkeypatch.setattr(message_deeds, "open_outside", found)
    return found


# ---- rows
def test_each_person_with_address_state_and_answer(make):
    kit = make(told(SENT, Attending.ACCEPTED), told(BY_HAND, Attending.DECLINED), told(REMINDER))
    row = kit.row(SENT)
    assert (row.name.text, row.address.text) == ("Oluwaseun Adébáyọ̀", "person5@example.org")
    assert (row.state.text(), row.answer.text()) == ("Invitation · Sent 08:42", "Accepted")
    assert row.accessibleName() == "Oluwaseun Adébáyọ̀, person5@example.org, Invitation · Sent 08:42, Accepted"
    assert kit.row(BY_HAND).answer.text() == "Declined"
    text = kit.row(REMINDER)
    assert text.address.text == "+447700900123 · text message"
    assert not text.answer.isVisible(), "a text message cannot be answered"


def test_who_was_not_written_to_yet_has_not_answered_either(make):
    kit = make(told(HELD), told(replace(SENT, occasion=Occasion.CANCELLATION)), told(UNSURE))
    assert not kit.row(HELD).answer.isVisible()
    assert not kit.row(SENT).answer.isVisible(), "nobody is asked whether they come to what was called off"
    assert kit.row(UNSURE).answer.text() == "No answer yet"


def test_without_an_address_nothing_can_be_sent_and_one_can_be_added(make, qtbot):
    kit = make(PersonTold(InviteeId("i20"), "Leila Mansour", None, None, Attending.UNANSWERED))
    row = kit.section.rows["i20"]
    assert (row.address.text, row.state.text()) == ("No address", "Nothing can be sent")
    assert not row.menu_button.isVisible()
    assert row.edit_button.text() == "Add an address"
    with qtbot.waitSignal(kit.invitations.edit_requested):
        qtbot.mouseClick(row.edit_button, LEFT)


def test_hosts_are_not_listed(make):
    kit = make(told(SENT))
    assert list(kit.section.rows) == [SENT.reader.invitee_id]


def test_nobody_invited_and_invitations_that_are_off_are_said(make):
    def labels(kit):
        return " ".join(label.text() for label in kit.section.findChildren(QLabel) if label.isVisible())

    assert "Nobody is invited yet who could be written to." in labels(make())
    person = PersonTold(HELD.reader.invitee_id, "Asha", HELD.reader, None, Attending.UNANSWERED)
    kit = make(person, meeting=meeting_of((person,), invites=False))
    assert "No invitations are sent for this meeting." in labels(kit)
    assert kit.row(HELD).state.text() == "Nothing was sent"


def test_what_cannot_be_read_is_said_and_can_be_tried_again(make, qtbot):
    fake = FakeCorrespondence(told=(told(SENT),), fails=UNREADABLE)
    kit = make(fake=fake)
    assert "could not be read" in spoken(kit.section)
    fake.fails = None
    again = next(
        w for w in kit.section.children() if getattr(w, "accessibleName", str)() == "Look again at the invitations"
    )
    qtbot.mouseClick(again, LEFT)
    assert list(kit.section.rows) == [SENT.reader.invitee_id]


def test_the_menu_offers_what_can_be_done(make):
    kit = make(*(told(made) for made in (HELD, SENT, UNSURE, SENDING, REMINDER)))

    def offered(made):
        return [action.text().replace("&", "") for action in kit.row(made).menu.actions() if action.isEnabled()]

    mail = ["Open in my mail program", "Copy the text"]
    assert offered(HELD) == ["Preview…", "Send now", *mail, "I told them myself"]
    assert offered(SENT) == ["Preview…", "Send again", *mail]
    assert offered(UNSURE) == ["Preview…", "Send again", *mail, "I told them myself"]
    assert offered(SENDING) == ["Preview…"]
    assert offered(REMINDER) == ["Preview…", "Send now", "I told them myself"]


# ---- the hold
def test_the_hold_counts_down_in_minutes_while_it_is_seen(make):
    kit = make(told(HELD))
    row = kit.row(HELD)
    assert row.state.text() == "Invitation · Goes out in 2 min"
    kit.now = NOW + timedelta(seconds=60)
    kit.section._tick.timeout.emit()
    assert row.state.text() == "Invitation · Goes out in 1 min"
    assert kit.section._tick.isActive()
    kit.panel.hide()
    assert not kit.section._tick.isActive()
    kit.panel.show()
    assert kit.section._tick.isActive()


def test_sending_now_says_so_at_once_and_what_came_of_it(make, qtbot):
    held = HeldCalls()
    kit = make(told(HELD), calls=held)
    held.release()
    row = kit.row(HELD)
    qtbot.mouseClick(row.send_button, LEFT)
    assert row.state.text() == "Invitation · Is being sent…"
    assert not row.send_button.isVisible()
    assert kit.told.startswith("Sending to")
    row.send_wanted.emit()
    assert len(held.held) == 1, "it was asked twice"
    held.release()
    held.release()
    assert kit.fake.did == [("send", HELD.id)]
    assert kit.told.startswith("Sent to")
    assert row.state.text() == "Invitation · Sent 09:12"
    assert kit.row(HELD) is row, "the rows were rebuilt"


def test_a_failure_to_send_is_told_and_nothing_is_lost(make, qtbot):
    kit = make(fake=FakeCorrespondence(told=(told(WAITS),), sending_fails=UNREACHABLE))
    qtbot.mouseClick(kit.row(WAITS).send_button, LEFT)
    assert "The mail server cannot be reached" in kit.told
    assert kit.row(WAITS).state.text() == "Invitation · Waits: the mail server cannot be reached"


def test_what_was_sent_is_sent_again_as_a_new_message_and_what_hung_as_the_same(make):
    kit = make(told(SENT), told(UNSURE), told(REFUSED), told(BOUNCED))
    for made in (SENT, UNSURE, REFUSED, BOUNCED):
        kit.row(made).send_action.trigger()
    assert kit.fake.did == [("again", SENT.id), ("send", UNSURE.id), ("send", REFUSED.id), ("send", BOUNCED.id)]


def test_a_message_goes_on_being_sent_when_its_meeting_is_not_shown_any_more(make):
    held = HeldCalls()
    kit = make(told(HELD), calls=held)
    held.release()
    kit.row(HELD).send_wanted.emit()
    kit.panel.begin("Another")
    shiboken6.delete(kit.section)
    assert not held.held[-1][3].cancelled
    held.release()
    assert kit.fake.did == [("send", HELD.id)]
    assert kit.told.startswith("Sent to")
    kit.invitations.reload()


# ---- by hand
def test_nothing_set_up_offers_the_own_mail_program_and_the_settings(make, qtbot, opened):
    kit = make(told(HELD), told(SENT), server=None, gateway=None)
    assert kit.section.setup_notice.text.startswith("E-mail is not set up")
    row = kit.row(HELD)
    assert row.state.text() == "Invitation · Waits for you to send it"
    assert not row.send_button.isVisible()
    assert not kit.row(SENT).draft_button.isVisible()
    button = next(
        b for b in kit.section.setup_notice.findChildren(type(row.send_button)) if b.text() == "Set up e-mail"
    )
    with qtbot.waitSignal(kit.invitations.settings_requested):
        qtbot.mouseClick(button, LEFT)
    qtbot.mouseClick(row.draft_button, LEFT)
    (path,) = opened
    assert SECRET_LINK.encode() in path.read_bytes().replace(b"=\r\n", b"").replace(b"=3D", b"=")
    assert "Did you send it" in kit.told
    qtbot.mouseClick(kit.panel.message_bar.action_button, LEFT)
    assert kit.fake.did[-1] == ("by hand", HELD.id)
    assert kit.told.startswith("Noted:")
    kit.invitations.reload()
    assert row.state.text() == "Invitation · You told them 09:12"


def test_without_a_mail_program_it_is_saved_or_copied(make, qtbot, opened, tmp_path):
    opened.works = False
    kit = make(told(HELD), server=None)
    kit.row(HELD).draft_action.trigger()
    assert kit.told.startswith("No mail program opened it.")
    qtbot.mouseClick(kit.panel.message_bar.action_button, LEFT)
    question = kit.deeds.question.dialog
    assert [name.rsplit("/", 1)[-1] for name in question.selectedFiles()] == ["Invitation محمد عبد الرحمن الشريف.eml"]
    question.fileSelected.emit(str(tmp_path / "Invitation.eml"))
    question.done(0)
    saved = tmp_path / "Invitation.eml"
    assert saved.stat().st_mode & 0o777 == 0o600
    assert "delete it after" in kit.told
    kit.panel.message_bar.action_button.click()
    assert kit.fake.did[-1] == ("by hand", HELD.id)


def test_a_program_that_did_not_open_can_be_said(make, opened):
    kit = make(told(HELD), server=None)
    kit.row(HELD).draft_action.trigger()
    kit.panel.message_bar.other_button.click()
    assert kit.told.startswith("No mail program opened it.")
    kit.panel.message_bar.other_button.click()
    assert SECRET_LINK in QGuiApplication.clipboard().text()
    assert "copied" in kit.told


def test_what_was_sent_is_not_asked_about(make, opened):
    kit = make(told(SENT))
    kit.row(SENT).draft_action.trigger()
    assert "once more" in kit.told
    assert not kit.panel.message_bar.action_button.isVisible()


def test_copying_puts_the_text_with_the_own_link_on_the_clipboard(make):
    kit = make(told(HELD))
    kit.row(HELD).copy_action.trigger()
    text = QGuiApplication.clipboard().text()
    assert SECRET_LINK in text
    assert "<" not in text
    assert SECRET_LINK not in kit.told


def test_a_draft_that_cannot_be_made_says_why(make, monkeypatch):
    kit = make(told(HELD))

    async def refuse(_message_id):
        raise AppError("No guest page is set yet", "Enter its address in Settings.")

    monkeypatch.setattr(kit.fake, "draft", refuse)
    kit.row(HELD).draft_action.trigger()
    assert "No guest page is set yet" in kit.told


def test_who_knows_already_is_noted(make, qtbot):
    kit = make(told(UNSURE))
    qtbot.mouseClick(kit.row(UNSURE).told_button, LEFT)
    assert kit.fake.did == [("by hand", UNSURE.id)]


# ---- keeping in step
def test_news_change_the_rows_in_place_and_other_people_are_other_rows(make):
    kit = make(told(HELD), told(SENT))
    before = kit.row(SENT)
    before.menu_button.setFocus()
    kit.fake.told = (told(HELD), told(SENT, Attending.TENTATIVE))
    kit.invitations.reload()
    assert kit.row(SENT) is before
    assert before.answer.text() == "Tentative"
    kit.fake.told = (told(HELD),)
    kit.invitations.reload()
    assert list(kit.section.rows) == [HELD.reader.invitee_id]


def test_setting_e_mail_up_takes_the_notice_away(make):
    kit = make(told(HELD), server=None)
    assert kit.section.setup_notice is not None
    kit.fake.kept = READY
    kit.invitations.reload()
    assert kit.section.setup_notice is None
    assert kit.row(HELD).state.text() == "Invitation · Goes out in 2 min"


def test_every_control_has_a_name_of_its_own_and_no_secret_is_shown(make, opened):
    people = tuple(told(message(n, state=state)) for n, state in enumerate(MessageState))
    kit = make(*people)
    kit.row(people[0].message).draft_action.trigger()
    kit.row(people[0].message).preview_action.trigger()
    names = [w.accessibleName() for row in kit.section.rows.values() for w in (row.menu_button, row.send_button)]
    assert all(names)
    assert len(set(names)) == len(names)
    everything = spoken(kit.panel) + spoken(kit.invitations.previews.dialog)
    assert not [secret for secret in SECRETS if secret in everything]
    kit.invitations.previews.dialog.reject()


def test_a_long_name_does_not_make_the_panel_wider(make):
    long = replace(HELD, reader=replace(HELD.reader, name="Wolfeschlegel" * 9, address="a" * 200 + "@example.org"))
    kit = make(told(long, Attending.ACCEPTED))
    kit.panel.resize(320, 600)
    assert kit.panel._body.minimumSizeHint().width() <= 320
