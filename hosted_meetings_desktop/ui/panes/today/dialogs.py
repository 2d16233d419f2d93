"""The small questions of a front desk: who comes in, who takes over, when instead, what to ask, what to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.front_desk import DeskRoom, NewGuest, Way
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.ui.panes.today.words import title_of
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button, segment_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.meeting_state import first_guest, role_word
from hosted_meetings_desktop.ui.text.format import isolated, moment_text, span_text, time_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_ROLES = (Role.RELATIVE, Role.INTERPRETER, Role.COLLEAGUE, Role.PATIENT)


def _narrow(dialog: Dialog) -> None:
    dialog.setMinimumWidth(SIZE.field_width + 2 * SPACE.group)


class BringInDialog(Dialog):
    """Brings somebody into a call: a name, an address, and the way the link goes.

    Signals:
        wanted(NewGuest, Way): Bring them in; the dialog stays, busy, until it is told how that went.
    """

    wanted = Signal(object, object)

    def __init__(self, room: DeskRoom, *, can_mail: bool, can_text: bool, parent: QWidget | None = None) -> None:
        super().__init__(tr_bring_in(), BringInDialog._send_word(Way.EMAIL), parent=parent)
        _narrow(self)
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.role = QComboBox()
        for role in _ROLES:
            self.role.addItem(role_word(role), role)
        self.email = QLineEdit()
        self.phone = QLineEdit()
        self.phone.setPlaceholderText("+44 7700 900123")
        self._ways = {
            Way.EMAIL: segment_button(self.tr("E-mail"), "email-outline"),
            Way.SMS: segment_button(self.tr("Text message"), "message-text-outline"),
            Way.COPY: segment_button(self.tr("Copy the link"), "content-copy"),
        }
        self._group = QButtonGroup(self)
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        for way, button in self._ways.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _on=False, way=way: self.choose(way))
            row.addWidget(button)
        row.addStretch(1)
        form = FormColumn()
        form.add_row(
            ("name", self.tr("&Name"), self.name), ("role", self.tr("&Comes as"), self.role), stretches=(3, 2)
        )
        form.add_field("way", self.tr("The link goes by"), ways)
        self._email_row = form.add_field("email", self.tr("&E-mail address"), self.email)
        self._phone_row = form.add_field("phone", self.tr("Mobile &number"), self.phone)
        self.set_form(form)
        title = isolated(room.meeting.title)
        note = small_label(
            self.tr("They are invited to “%1” and can join as soon as they have it.").replace("%1", title)
        )
        form.add_widget(note)
        self._usable = {Way.EMAIL: can_mail, Way.SMS: can_text, Way.COPY: True}
        for way, usable in self._usable.items():
            if not usable:
                self._ways[way].setEnabled(False)
                self._ways[way].setToolTip(self.tr("Not set up yet: see Settings."))
        self.choose(next(way for way, usable in self._usable.items() if usable))
        self.name.setFocus()
        self.confirmed.connect(self._confirm)

    @staticmethod
    def _send_word(way: Way) -> str:
        words = {Way.EMAIL: _say("Send link"), Way.SMS: _say("Send link"), Way.COPY: _say("Copy link")}
        return words[way]

    def choose(self, way: Way) -> None:
        """Let the link go one way."""
        self.way = way
        self._ways[way].setChecked(True)
        self._email_row.setVisible(way is Way.EMAIL)
        self._phone_row.setVisible(way is Way.SMS)
        self.main_button.setText(self._send_word(way))
        self.main_button.setAccessibleName(self._send_word(way))

    def _confirm(self) -> None:
        role = Role(self.role.currentData())
        email = self.email.text().strip() if self.way is Way.EMAIL else ""
        phone = self.phone.text().strip() if self.way is Way.SMS else ""
        self.set_busy(busy=True)
        self.wanted.emit(NewGuest(self.name.text(), role, email, phone), self.way)


class HostDialog(Dialog):
    """Hands a meeting over.

    Signals:
        wanted(str): To whom.
    """

    wanted = Signal(str)

    def __init__(self, room: DeskRoom, hosts: Sequence[str], told: str, parent: QWidget | None = None) -> None:
        super().__init__(_say("Hand over to another host"), _say("Hand over"), parent=parent)
        _narrow(self)
        self.host = QComboBox()
        self.host.setEditable(True)
        self.host.addItems([each for each in hosts if each != room.meeting.host])
        self.host.setCurrentIndex(-1)
        self.host.setEditText("")
        form = FormColumn()
        when = span_text(room.meeting.schedule.starts_at, room.meeting.schedule.ends_at)
        said = self.tr("“%1”, %2, now with %3")
        for place, value in enumerate((isolated(room.meeting.title), when, isolated(room.meeting.host)), start=1):
            said = said.replace(f"%{place}", value)
        form.add_widget(body_label(said, tone="muted"))
        form.add_field("host", self.tr("&Host from now on"), self.host, hint=told)
        self.set_form(form)
        self.host.setFocus()
        self.confirmed.connect(lambda: self.wanted.emit(self.host.currentText().strip()))


class LaterDialog(Dialog):
    """Offers later times.

    Signals:
        chosen(datetime): Aware UTC.
        other_wanted(): Another time than these.
    """

    chosen = Signal(object)
    other_wanted = Signal()

    def __init__(
        self, room: DeskRoom, times: Sequence[datetime], now: datetime, told: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_say("Move to a later slot"), _say("Move"), parent=parent)
        _narrow(self)
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        self._times = tuple(times)
        who = isolated(title_of(room))
        sentence = (
            self.tr("%1 has %2 now. Free with %3:") if times else self.tr("%1 has %2 now. Nothing is free with %3.")
        )
        values = (who, time_text(room.meeting.schedule.starts_at), isolated(room.meeting.host))
        for place, value in enumerate(values, start=1):
            sentence = sentence.replace(f"%{place}", value)
        self.body.addWidget(body_label(sentence))
        column = QVBoxLayout()
        column.setSpacing(SPACE.hair)
        for time in times:
            button = segment_button(moment_text(time, now))
            self._group.addButton(button)
            self.buttons.append(button)
            column.addWidget(button)
        if self.buttons:
            self.buttons[0].setChecked(True)
            self.buttons[0].setFocus()
        self.main_button.setEnabled(bool(times))
        self.body.addLayout(column)
        other = link_button(self.tr("Another time…"), "calendar-edit")
        other.clicked.connect(self.other_wanted)
        self.body.addWidget(other, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(small_label(told))
        self.confirmed.connect(self._confirm)

    def _confirm(self) -> None:
        chosen = next((n for n, button in enumerate(self.buttons) if button.isChecked()), None)
        if chosen is not None:
            self.chosen.emit(self._times[chosen])


class PollDialog(Dialog):
    """Puts a question to a room.

    Signals:
        wanted(Poll): This one; the dialog closes once it is written well enough.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_say("Ask everybody in the call"), _say("Ask"), parent=parent)
        _narrow(self)
        self.question = QLineEdit()
        self.options = QPlainTextEdit()
        self.options.setTabChangesFocus(True)
        self.options.setMaximumHeight(SIZE.control * 4)
        self.anonymous = QCheckBox(self.tr("Nobody sees who &voted what"))
        form = FormColumn()
        form.add_field("question", self.tr("&Question"), self.question)
        form.add_field("options", self.tr("A&nswers"), self.options, hint=self.tr("One on each line, at least two."))
        form.add_widget(self.anonymous)
        self.set_form(form)
        self.question.setFocus()
        self.confirmed.connect(self._confirm)

    @property
    def poll(self) -> Poll:
        """What is written."""
        options = tuple(line for each in self.options.toPlainText().splitlines() if (line := each.strip()))
        return Poll(self.question.text().strip(), options, anonymous=self.anonymous.isChecked())

    def _confirm(self) -> None:
        self.wanted.emit(self.poll)


class TextDialog(Dialog):
    """Writes a text message to somebody who waits, from a few beginnings.

    Signals:
        wanted(str): Send this; the dialog stays, busy, until it is told how that went.
    """

    wanted = Signal(str)

    def __init__(self, room: DeskRoom, phone: str, parent: QWidget | None = None) -> None:
        guest = first_guest(room.meeting)
        name = guest.name if guest is not None else ""
        super().__init__(_say("Text message to %1").replace("%1", isolated(name)), _say("Send"), parent=parent)
        _narrow(self)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(SIZE.control * 4)
        form = FormColumn()
        note = self.tr("The waiting room itself takes no messages. This goes to %1 as a text message, at once.")
        form.add_widget(body_label(note.replace("%1", isolated(phone)), tone="muted"))
        column = QVBoxLayout()
        column.setSpacing(SPACE.hair)
        self.beginnings: list[QPushButton] = []
        for words in self._beginnings(room):
            button = plain_button(words)
            button.clicked.connect(lambda _on=False, words=words: self.text.setPlainText(words))
            self.beginnings.append(button)
            column.addWidget(button)
        holder = QWidget()
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        form.add_widget(holder)
        form.add_field("text", self.tr("&Message"), self.text)
        self.set_form(form)
        self.text.setFocus()
        self.confirmed.connect(self._confirm)

    def _beginnings(self, room: DeskRoom) -> tuple[str, ...]:
        host = room.meeting.host or self.tr("Your host")
        return (
            self.tr("We are running about 10 minutes late. You can stay where you are."),
            self.tr("%1 will be with you in a moment.").replace("%1", host),
            self.tr("We cannot see you in the call yet. Use the link in your invitation to join."),
        )

    def _confirm(self) -> None:
        self.set_busy(busy=True)
        self.wanted.emit(self.text.toPlainText())


def _say(text: str) -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("TodayDialogs", text)


def tr_bring_in() -> str:
    """Return the title of the dialog that brings somebody in."""
    return _say("Bring somebody in")
