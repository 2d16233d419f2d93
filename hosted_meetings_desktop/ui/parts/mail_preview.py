"""What each person will be sent, one after the other, and the ways to send it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import Mail
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts import message_words as words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, plain_button, segment_button
from hosted_meetings_desktop.ui.parts.correspondence import Messages
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, IconLabel, body_label, small_label
from hosted_meetings_desktop.ui.parts.mail_view import MailView
from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_WIDTH = SIZE.text_width + SPACE.group * 4
_TALLEST, _LEAST = 420, 120
_MOST_OF_THE_ROOM = 100
_LINK_ENDS = "#…"
"""How the example ends that stands where a person's own link goes."""
_AROUND = 500
"""Of the screen's height: what stands around the message, in the dialog and around it."""


class _View(StateStack):
    """Asks for no more than its least height, and takes all that is left."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class PreviewDialog(Dialog):
    """A message as its reader sees it, never with their real link; the other people's are one step away."""

    def __init__(
        self,
        shown: Sequence[Message],
        start: str,
        settings: OutboxSettings,
        messages: Messages,
        deeds: MessageDeeds,
        calls: Calls,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            shown: The messages to step through.
            start: The id of the one to begin with.
            settings: How the clinic writes.
            messages: Writes what is shown.
            deeds: Does what is asked for.
            calls: Runs the writing.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        super().__init__(self.tr("Preview"), self.tr("Send now"), leave_text=self.tr("Close"), parent=parent)
        self._shown = tuple(shown)
        self._settings = settings
        self._messages = messages
        self._deeds = deeds
        self._calls = calls
        self._clock = clock
        self._asked: Call | None = None
        self._prefers_text = self._missed = False
        self._place = next((place for place, each in enumerate(self._shown) if each.id == start), 0)
        self.body.addLayout(self._switcher())
        self.body.addLayout(self._facts())
        self.body.addWidget(self._view(), _MOST_OF_THE_ROOM)
        self.body.addLayout(self._ways())
        self.confirmed.connect(self._do_main)
        deeds.began.connect(self._refresh)
        deeds.ended.connect(self._refresh)
        self.setMinimumWidth(_WIDTH)
        self._load()

    # ---- parts
    def _switcher(self) -> QHBoxLayout:
        self.previous_button = icon_button("chevron-left", self.tr("The person before (Ctrl+Page up)"))
        self.next_button = icon_button("chevron-right", self.tr("The next person (Ctrl+Page down)"))
        self.previous_button.clicked.connect(lambda: self.step(-1))
        self.next_button.clicked.connect(lambda: self.step(1))
        for key, way in ((Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1)):
            shortcut = QShortcut(QKeySequence(Qt.KeyboardModifier.ControlModifier | key), self)
            shortcut.activated.connect(partial(self.step, way))
        self._count = small_label("")
        self._count.setWordWrap(False)
        self._sign = IconLabel("clock-outline")
        self._state = body_label("")
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self._sign)
        row.addWidget(self._state, 1)
        row.addWidget(self.previous_button)
        row.addWidget(self._count)
        row.addWidget(self.next_button)
        return row

    def _facts(self) -> QGridLayout:
        self.to_label, self.subject_label = ElidedLabel(), ElidedLabel(own_direction=True)
        self._time, self._entry = small_label("", tone=""), small_label("", tone="")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.tight)
        grid.setVerticalSpacing(SPACE.hair)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("To"), self.to_label),
            (self.tr("Subject"), self.subject_label),
            (self.tr("Time"), self._time),
            (self.tr("Calendar"), self._entry),
        )
        self._names = {}
        for number, (name, widget) in enumerate(rows):
            label = small_label(name)
            label.setWordWrap(False)
            self._names[widget] = label
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(widget, number, 1)
        return grid

    def _view(self) -> StateStack:
        self.page = MailView()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("The message as plain text"))
        self._faces = QStackedWidget()
        self._faces.addWidget(self.page)
        self._faces.addWidget(self.text)
        self._states = _View(self._faces)
        room = self.screen().availableGeometry().height() - _AROUND
        self._states.setMinimumHeight(max(_LEAST, min(_TALLEST, room)))
        return self._states

    def _ways(self) -> QVBoxLayout:
        self.page_button = segment_button(self.tr("As it is read"))
        self.text_button = segment_button(self.tr("Plain text"))
        self._face_group = QButtonGroup(self)
        for button, face in ((self.page_button, self.page), (self.text_button, self.text)):
            self._face_group.addButton(button)
            button.toggled.connect(partial(self._show_face, face))
            button.clicked.connect(self._note_choice)
        self.page_button.setChecked(True)
        self.open_button = plain_button(self.tr("Open in my mail program"), "email-open-outline")
        self.open_button.clicked.connect(self._open)
        self.copy_button = plain_button(self.tr("Copy the text"), "content-copy")
        self.copy_button.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self.page_button)
        row.addWidget(self.text_button)
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(self.open_button)
        self._link_note = small_label(
            self.tr("An example stands where their own link goes; the real one is put in when it is sent.")
        )
        column = QVBoxLayout()
        column.setSpacing(SPACE.row)
        column.addWidget(self._link_note)
        column.addLayout(row)
        return column

    def _show_face(self, face: QWidget, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self._faces.setCurrentWidget(face)

    def _note_choice(self) -> None:
        self._prefers_text = self.text_button.isChecked()

    # ---- which message
    @property
    def message(self) -> Message:
        """The message that is shown."""
        return self._shown[self._place]

    def step(self, way: int) -> None:
        """Go to the next person (1) or the one before (-1); after the last comes the first."""
        if len(self._shown) > 1:
            self._place = (self._place + way) % len(self._shown)
            self.message_bar.dismiss()
            self._load()
            announce(self, f"{self.to_label.text}, {self._count.text()}")

    def show_fresh(self, shown: Sequence[Message], settings: OutboxSettings) -> None:
        """Take the messages as they are by now; what was dropped meanwhile stays as it was."""
        fresh = {each.id: each for each in shown}
        before = self.message
        self._shown = tuple(fresh.get(each.id, each) for each in self._shown)
        self._settings = settings
        self._refresh()
        if self.message.says != before.says:
            self._load()

    def _load(self) -> None:
        self._refresh()
        self.subject_label.set_text("…")
        self._states.show_loading()
        if self._asked is not None:
            self._asked.cancel()
        work = partial(self._messages.preview, self.message.id)
        self._asked = self._calls.run(self, work, self._show, self._miss)

    def _show(self, mail: Mail) -> None:
        self._missed = False
        self._show_row(self.subject_label, shown=bool(mail.subject))
        self.subject_label.set_text(mail.subject)
        self.text.setPlainText(mail.text)
        if mail.html:
            self.page.show_mail(mail.html, mail.logo)
        for button in (self.page_button, self.text_button):
            button.setVisible(bool(mail.html))
        (self.text_button if self._prefers_text or not mail.html else self.page_button).setChecked(True)
        self._show_row(self._entry, shown=bool(mail.html))
        self._entry.setText(words.calendar_text(self.message, attached=bool(mail.calendar)))
        self._link_note.setVisible(_LINK_ENDS in mail.text)
        self._states.show_content()
        self._refresh()

    def _miss(self, error: AppError) -> None:
        self._missed = True
        for widget in (self.subject_label, self._entry):
            self._show_row(widget, shown=False)
        for part in (self.page_button, self.text_button, self._link_note):
            part.hide()
        self._states.show_error(error, self._load)
        self._refresh()

    def _show_row(self, widget: QWidget, *, shown: bool) -> None:
        widget.setVisible(shown)
        self._names[widget].setVisible(shown)

    # ---- how it stands
    def _refresh(self) -> None:
        message, now = self.message, self._clock()
        sending = self._deeds.is_sending(message)
        reader = message.reader
        self.to_label.set_text(f"{isolated(reader.name)} · {isolated(reader.address)}")
        state = self.tr("Is being sent…") if sending else words.state_text(message, self._settings, now)
        self._state.setText(f"{words.occasion_word(message.occasion)} · {state}")
        self._sign.set_icon(*words.state_sign(message, self._settings, now))
        told = words.time_told(message, now)
        self._show_row(self._time, shown=bool(told))
        self._time.setText(told)
        count = self.tr("%1 of %2", "which person of how many")
        self._count.setText(count.replace("%1", str(self._place + 1)).replace("%2", str(len(self._shown))))
        several = len(self._shown) > 1
        for part in (self._count, self.previous_button, self.next_button):
            part.setVisible(several)
        self._offer(message, sending=sending)

    def _offer(self, message: Message, *, sending: bool) -> None:
        by_mail = self._deeds.can_open(message)
        by_hand = by_mail and words.is_by_hand(message, self._settings)
        waits = message.state is MessageState.WAITING
        sends = self.tr("Send now") if waits else self.tr("Send again")
        self.main_button.setText(self.tr("Open in my mail program") if by_hand else sends)
        self.main_button.setAccessibleName(self.main_button.text())
        usable = not self._missed and (by_hand or self._settings.can_send(message.reader.channel))
        self.main_button.setEnabled(usable and not sending and message.state is not MessageState.SENDING)
        self.open_button.setVisible(by_mail and not by_hand and not self._missed)
        self.copy_button.setVisible(by_mail and not self._missed)

    # ---- deeds
    def _do_main(self) -> None:
        if self._deeds.can_open(self.message) and words.is_by_hand(self.message, self._settings):
            self._open()
        else:
            self._deeds.send(self.message, self.message_bar)

    def _open(self) -> None:
        self._deeds.open_draft(self.message, self.message_bar)

    def _copy(self) -> None:
        self._deeds.copy(self.message, self.message_bar)


class Previews(QObject):
    """Opens previews for a screen, one at a time, and keeps the open one in step with the list behind it.

    Attributes:
        dialog: The one that was opened last.
    """

    def __init__(self, messages: Messages, deeds: MessageDeeds, calls: Calls, clock: Clock, screen: QWidget) -> None:
        super().__init__(screen)
        self._make: Callable[[Sequence[Message], str, OutboxSettings], PreviewDialog] = (
            lambda shown, start, settings: PreviewDialog(
                shown, start, settings, messages, deeds, calls, clock, screen.window()
            )
        )
        self.dialog: PreviewDialog | None = None

    def open(self, shown: Sequence[Message], start: str, settings: OutboxSettings) -> PreviewDialog:
        """Open the preview of the message ``start``, with the others of ``shown`` beside it."""
        self.dialog = self._make(shown, start, settings)
        self.dialog.open()
        return self.dialog

    def show_fresh(self, shown: Sequence[Message], settings: OutboxSettings) -> None:
        """Tell the open preview how its messages stand by now."""
        if self.dialog is not None and shiboken6.isValid(self.dialog):
            self.dialog.show_fresh(shown, settings)
