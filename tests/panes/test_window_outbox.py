"""The outbox panel: every message, those that need a person first, and what can be done about each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.ui.parts import message_deeds
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.window.outbox.desk import OutboxDesk
from hosted_meetings_desktop.ui.window.outbox.words import OutboxCount
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.outbox_kit import (
    CALLED_OFF,
    HELD,
    REFUSED,
    REMINDER,
    SECRET_LINK,
    SECRETS,
    SENT,
    UNREACHABLE,
    UNREADABLE,
    UNSURE,
    WAITS,
    FakeCorrespondence,
    message,
    spoken,
)

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton


class Window(QMainWindow):
    """A window with a bar and a field behind the panel."""

    def __init__(self, fake, calls, folder):
        super().__init__()
        self.now = NOW
        self.fake = fake
        self.bar = MessageBar()
        self.field = QLineEdit()
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.addWidget(self.bar)
        column.addWidget(self.field)
        self.setCentralWidget(ground)
        self.resize(1180, 760)
        self.desk = OutboxDesk(self, fake, calls, lambda: self.bar, folder / "drafts", lambda: self.now)
        self.counts = []
        self.failures = []
        self.desk.counted.connect(self.counts.append)
        self.desk.failed.connect(lambda error, _again: self.failures.append(error))
        self.show()

    @property
    def panel(self):
        return self.desk.panel


@pytest.fixture
def make(qtbot, tmp_path):
    def build(*messages, fake=None, calls=None, open_it=True, **kept):
        fake = fake or FakeCorrespondence(messages=list(messages))
        fake.kept = replace(fake.kept, **kept)
        window = Window(fake, calls or NowCalls(), tmp_path)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.activateWindow()
        if open_it:
            window.field.setFocus()
            window.desk.open_panel()
        return window

    return build


def cells(panel, row):
    return [panel.model.data(panel.model.index(row, column)) for column in range(panel.model.columnCount())]


def choose(panel, row):
    panel.table.setCurrentIndex(panel.model.index(row, 0))


def offered(panel):
    return [button.text() for button in panel._buttons if button.isVisible()]


# ---- how it stands
def test_what_stands_in_the_way_is_said_over_the_list(make):
    window = make(WAITS, HELD)
    assert window.panel.headline == "2 messages wait"
    assert window.panel.explanation.startswith("The mail server cannot be reached.")
    assert window.panel.explanation.endswith("Nothing is lost: it is tried again by itself.")
    assert not window.panel.setup_button.isVisible()


def test_nothing_set_up_leads_to_the_settings(make, qtbot):
    window = make(HELD, REMINDER, server=None, gateway=None)
    assert window.panel.headline == "2 messages to send yourself"
    assert "E-mail is not set up" in window.panel.explanation
    with qtbot.waitSignal(window.desk.settings_wanted):
        qtbot.mouseClick(window.panel.setup_button, LEFT)
    assert not window.panel.isVisible()


def test_the_desk_counts_without_a_panel(make):
    window = make(WAITS, REFUSED, open_it=False)
    window.desk.ask()
    assert window.counts == [OutboxCount(2, 1, 0, WAITS.problem)]
    assert "panel" not in vars(window.desk)
    window.fake.fails = UNREADABLE
    window.desk.ask()
    assert window.failures == [UNREADABLE]


def test_drafts_of_a_run_before_are_gone(make, tmp_path):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "old.eml").write_bytes(b"x")
    make(open_it=False)
    assert not (tmp_path / "drafts").exists()


# ---- the list
def test_rows_say_who_what_when_and_how(make):
    window = make(WAITS, CALLED_OFF, HELD)
    panel = window.panel
    assert cells(panel, 0) == [
        "Waits: the mail server cannot be reached", "Venkatanarasimharajuvaripeta Subramaniam Iyer", "Invitation",
        "Tomorrow 10:12 · Video visit", "09:17",
    ]  # fmt: skip
    assert cells(panel, 1)[2:4] == ["Cancellation", "Tomorrow 10:12 · Video visit"]
    tip = panel.model.data(panel.model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "It is tried again in 5 min." in tip
    assert panel.model.data(panel.model.index(0, 1), Qt.ItemDataRole.ToolTipRole).endswith("person2@example.org")


def test_waiting_and_all_are_two_views(make, qtbot):
    window = make(REFUSED, HELD, SENT)
    panel = window.panel
    assert panel.model.total == 2
    assert panel.waiting_button.text() == "Waiting (2)"
    choose(panel, 1)
    qtbot.mouseClick(panel.all_button, LEFT)
    assert panel.model.total == 3
    assert panel.table.selected is None
    qtbot.mouseClick(panel.waiting_button, LEFT)
    assert panel.model.total == 2
    assert [unsent for *_place, unsent in window.fake.pages][-2:] == [False, True]


def test_ten_thousand_messages_are_fetched_as_they_are_looked_at(make):
    many = [message(n, state=MessageState.SENT, sent_at=NOW - timedelta(minutes=n)) for n in range(10_000)]
    window = make(fake=FakeCorrespondence(messages=many))
    panel = window.panel
    panel.all_button.click()
    assert panel.model.total == 10_000
    window.fake.pages.clear()
    panel.table.scrollToBottom()
    QTest.qWait(30)
    assert cells(panel, 9_999)[2] == "Invitation"
    assert {offset for offset, _limit, _unsent in window.fake.pages} == {9_800}


def test_nothing_waits_and_nothing_was_sent_yet(make):
    window = make()
    panel = window.panel
    assert panel.headline == "No message waits"
    assert panel.states.state is State.EMPTY
    assert "Nothing waits to be sent." in spoken(panel)
    panel.all_button.click()
    assert "No message was sent yet." in spoken(panel)
    window = make(SENT)
    window.panel.states._empty._actions.itemAt(0).widget().click()
    assert window.panel.states.state is State.CONTENT


def test_what_cannot_be_read_is_said_where_the_list_would_be(make):
    window = make(fake=FakeCorrespondence(fails=UNREADABLE))
    panel = window.panel
    assert panel.headline == "Outbox"
    assert panel.states.state is State.ERROR
    assert window.failures == [], "it was said twice"
    window.fake.fails = None
    panel.reload()
    assert panel.states.state is State.CONTENT


def test_what_is_shown_stays_when_it_cannot_be_read_anew(make):
    window = make(HELD)
    window.fake.fails = UNREADABLE
    window.desk.ask()
    assert window.panel.states.state is State.CONTENT
    assert "could not be read" in window.panel.message_bar.text


def test_loading_shows_no_old_headline(make):
    held = HeldCalls()
    window = make(HELD, calls=held)
    assert window.panel.headline == "Outbox"
    assert window.panel.states.state is State.LOADING
    held.release()
    assert window.panel.states.state is State.CONTENT


# ---- the chosen message
def test_what_happened_and_what_to_do_stand_under_the_list(make):
    window = make(REFUSED, UNSURE, HELD, SENT, REMINDER)
    panel = window.panel
    assert panel.table.selected.id == REFUSED.id, "what needs somebody first is shown at once"
    assert panel._title.text().endswith("· Change · Address refused")
    assert panel.advice == "The mail server said: no such mailbox."
    mail = ["Preview", "Open in my mail program", "Copy the text"]
    assert offered(panel) == ["Send again", *mail, "I told them myself", "Show the meeting"]
    choose(panel, 1)
    assert "It arrived" in offered(panel)
    choose(panel, 2)
    assert offered(panel)[0] == "Send now"
    choose(panel, 3)
    assert offered(panel) == ["Send now", "Preview", "I told them myself", "Show the meeting"], "a text message"
    panel.all_button.click()
    choose(panel, 3)
    assert offered(panel) == ["Send again", *mail, "Show the meeting"]
    assert panel.advice == "person5@example.org"


def test_without_a_server_the_mail_program_is_the_main_action(make):
    window = make(HELD, server=None)
    choose(window.panel, 0)
    assert offered(window.panel)[0] == "Preview"
    assert window.panel.draft_button.property("kind") == "main"
    assert "E-mail is not set up" in window.panel.advice


def test_sending_is_seen_in_the_row_and_told(make, qtbot):
    held = HeldCalls()
    window = make(HELD, WAITS, calls=held)
    held.release()
    panel = window.panel
    choose(panel, 0)
    qtbot.mouseClick(panel.send_button, LEFT)
    assert cells(panel, 0)[0] == "Is being sent…"
    assert panel.send_button.isVisible(), "the focus would go elsewhere"
    panel.send_button.click()
    assert len(held.held) == 1
    held.release()
    held.release()
    assert window.fake.did == [("send", HELD.id)]
    assert panel.message_bar.text.startswith("Sent to")
    assert panel.model.total == 1


def test_a_failure_is_told_over_the_list(make):
    window = make(fake=FakeCorrespondence(messages=[HELD], sending_fails=UNREACHABLE))
    choose(window.panel, 0)
    window.panel.send_button.click()
    assert "cannot be reached" in window.panel.message_bar.text


def test_by_hand_copy_and_draft(make, monkeypatch):
    opened = []
    monkeypatch.setattr(message_deeds, "open_outside", lambda path: opened.append(path) or True)
    window = make(UNSURE, HELD)
    panel = window.panel
    choose(panel, 1)
    panel.copy_button.click()
    assert SECRET_LINK in QGuiApplication.clipboard().text()
    panel.draft_button.click()
    assert opened[0].suffix == ".eml"
    panel.message_bar.action_button.click()
    assert window.fake.did[-1] == ("by hand", HELD.id)
    choose(panel, 0)
    panel.told_button.click()
    assert window.fake.did[-1] == ("by hand", UNSURE.id)


def test_the_meeting_is_shown(make, qtbot):
    window = make(HELD)
    choose(window.panel, 0)
    with qtbot.waitSignal(window.desk.meeting_wanted) as shown:
        qtbot.mouseClick(window.panel.meeting_button, LEFT)
    assert shown.args == [HELD.meeting_id]
    assert not window.panel.isVisible()


def test_the_preview_steps_through_the_list(make):
    window = make(REFUSED, HELD, WAITS)
    choose(window.panel, 1)
    window.panel.preview_button.click()
    dialog = window.panel._previews.dialog
    assert dialog.message is HELD
    dialog.step(1)
    assert dialog.message is WAITS
    dialog.reject()


def test_times_go_on_while_it_is_open(make):
    window = make(HELD)
    panel = window.panel
    choose(panel, 0)
    assert panel._tick.isActive()
    window.now = NOW + timedelta(minutes=1)
    panel._tick.timeout.emit()
    assert panel._title.text().endswith("Goes out in 1 min")
    panel.close_sheet()
    assert not panel._tick.isActive()


def test_news_keep_the_chosen_row(make):
    window = make(HELD, WAITS)
    panel = window.panel
    choose(panel, 1)
    window.fake.messages = [REFUSED, HELD, replace(WAITS, attempts=3)]
    window.desk.ask()
    assert panel.table.selected.id == WAITS.id
    assert panel.headline == "1 message needs you"
    window.fake.messages = [HELD]
    window.desk.ask()
    assert panel.table.selected is None
    assert not panel._chosen.isVisible()


# ---- keyboard and screen readers
def test_all_of_it_by_keyboard(make, qtbot):
    window = make(REFUSED, HELD)
    panel = window.panel
    assert panel.table.hasFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert panel.table.selected.id == HELD.id
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    dialog = panel._previews.dialog
    assert dialog.isVisible()
    dialog.reject()
    stops = []
    panel.table.setFocus()
    for _step in range(14):
        panel.focusNextPrevChild(True)
        stops.append(window.focusWidget().accessibleName())
    assert [name.split(":")[0] for name in stops[:6]] == [
        "Show the meeting", "Send now", "Preview", "Open in my mail program", "Copy the text", "I told them myself",
    ]  # fmt: skip
    assert "Messages" in stops, "it goes round"
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.field.hasFocus()


def test_the_same_key_opens_and_closes_it(make):
    window = make(HELD, open_it=False)
    window.desk.toggle_panel()
    assert window.panel.isVisible()
    window.desk.toggle_panel()
    assert not window.panel.isVisible()


def test_names_say_what_is_meant_and_no_secret_is_shown(make):
    window = make(REFUSED, HELD)
    panel = window.panel
    choose(panel, 0)
    assert panel.send_button.accessibleName() == f"Send again: {REFUSED.reader.name}"
    assert panel.table.accessibleName() == "Messages"
    panel.preview()
    everything = spoken(window) + spoken(panel._previews.dialog)
    for row in range(2):
        everything += " ".join(
            str(panel.model.data(panel.model.index(row, column), role))
            for column in range(5)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        )
    assert not [secret for secret in SECRETS if secret in everything]
    panel._previews.dialog.reject()


@pytest.mark.parametrize("size", [(1180, 760), (1024, 640), (900, 560)])
def test_it_fits_every_window(make, size):
    long = replace(HELD, reader=replace(HELD.reader, name="Wolfeschlegel " * 8, channel=Channel.EMAIL))
    window = make(long, WAITS)
    window.resize(*size)
    QTest.qWait(10)
    choose(window.panel, 0)
    card = window.panel.card
    assert window.rect().contains(card.geometry())
    assert not window.panel.table.horizontalScrollBar().maximum()
