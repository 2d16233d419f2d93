"""The outbox panel: every message with how it fares, those that need a person first, and what can be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts import message_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import (
    icon_button,
    link_button,
    main_button,
    plain_button,
    segment_button,
)
from hosted_meetings_desktop.ui.parts.correspondence import Outbox
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import (
    IconLabel,
    body_label,
    line,
    section_label,
    set_look,
    small_label,
    strong_label,
)
from hosted_meetings_desktop.ui.parts.mail_preview import Previews
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds
from hosted_meetings_desktop.ui.parts.paged_table import PagedModel, PagedTable
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.outbox import words
from hosted_meetings_desktop.ui.window.outbox.rows import outbox_columns
from hosted_meetings_desktop.ui.window.outbox.words import OutboxCount
from hosted_meetings_desktop.ui.window.overlay import Overlay

_WIDTH = 980
_TALL = 640
_LIST_LEAST = 120
_LOOK_EVERY_MS = 15_000
_LOOKED_THROUGH = 200  # as many as are counted


class OutboxPanel(Overlay):
    """A sheet over the window.

    Signals:
        meeting_wanted(str): Show that meeting.
        settings_wanted(): E-mail is to be set up.
    """

    meeting_wanted = Signal(str)
    settings_wanted = Signal()

    def __init__(self, over: QWidget, outbox: Outbox, deeds: MessageDeeds, calls: Calls, clock: Clock) -> None:
        super().__init__(over, width=_WIDTH)
        self._outbox = outbox
        self._deeds = deeds
        self._calls = calls
        self._clock = clock
        self._settings = OutboxSettings()
        self._unsent = True
        self._first = True
        self._opening = False
        self.setAccessibleName(self.tr("Outbox"))
        self.column.setContentsMargins(0, SPACE.gap, 0, 0)
        self.column.setSpacing(SPACE.tight)
        self.column.addLayout(self._head())
        self.column.addWidget(line())
        self.column.addWidget(self._list(), 1)
        self.column.addWidget(self._chosen_part())
        self._previews = Previews(outbox, deeds, calls, clock, self)
        self._tick = QTimer(self, interval=_LOOK_EVERY_MS)
        self._tick.timeout.connect(self.pass_time)
        self.closed.connect(self._tick.stop)
        deeds.began.connect(self.pass_time)
        deeds.ended.connect(self.reload)

    # ---- parts
    def _head(self) -> QVBoxLayout:
        self._sign = IconLabel("email-outline")
        self._headline = section_label("")
        self._explanation = body_label("")
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.close_sheet)
        self.setup_button = plain_button(self.tr("Set up e-mail"), "cog-outline")
        self.setup_button.clicked.connect(self._set_up)
        self.waiting_button = segment_button(self.tr("Waiting"))
        self.all_button = segment_button(self.tr("All messages"))
        self.needing_button = segment_button(self.tr("Needs you"))
        self.needing_button.hide()
        self.waiting_button.setChecked(True)
        self._views = QButtonGroup(self)
        self._views.addButton(self.needing_button)
        self._views.addButton(self.waiting_button)
        self._views.addButton(self.all_button)
        self._views.buttonToggled.connect(self._switch)
        self.message_bar = MessageBar()
        top = QHBoxLayout()
        top.setSpacing(SPACE.row)
        top.addWidget(self._sign)
        top.addWidget(self._headline, 1)
        top.addWidget(self.close_button)
        below = QHBoxLayout()
        below.setSpacing(SPACE.row)
        below.addWidget(self.needing_button)
        below.addWidget(self.waiting_button)
        below.addWidget(self.all_button)
        below.addStretch(1)
        below.addWidget(self.setup_button)
        column = QVBoxLayout()
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        column.setSpacing(SPACE.row)
        column.addLayout(top)
        column.addWidget(self._explanation)
        column.addLayout(below)
        column.addWidget(self.message_bar)
        return column

    def _list(self) -> StateStack:
        columns = outbox_columns(lambda: self._settings, self._clock, self._deeds.is_sending)
        self.model: PagedModel[Message] = PagedModel(columns, self._fetch, row_id=lambda row: row.id, parent=self)
        self.table: PagedTable[Message] = PagedTable(self.model, name="outbox", title=self.tr("Messages"))
        self.table.setMinimumHeight(_LIST_LEAST)
        self.table.row_selected.connect(self._show_chosen)
        self.table.row_activated.connect(self.preview)
        self.table.installEventFilter(self)
        self.model.loaded.connect(self._show_loaded)
        self.model.load_failed.connect(self._show_load_error)
        self.states = StateStack(self.table)
        return self.states

    def _chosen_part(self) -> QFrame:
        self._chosen = QFrame()
        self._title = strong_label("")
        self._advice = small_label("", tone="")
        for label in (self._title, self._advice):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.meeting_button = link_button(self.tr("Show the meeting"), "calendar-blank-outline")
        self.meeting_button.clicked.connect(self.open_meeting)
        self.told_button = plain_button(self.tr("I told them myself"), "account-check-outline")
        self.copy_button = plain_button(self.tr("Copy the text"), "content-copy")
        self.preview_button = plain_button(self.tr("Preview"), "eye-outline")
        self.preview_button.clicked.connect(self.preview)
        self.draft_button = plain_button(self.tr("Open in my mail program"), "email-open-outline")
        self.send_button = main_button(self.tr("Send now"), "send-outline")
        deeds = (
            (self.told_button, self._deeds.note_by_hand),
            (self.copy_button, self._deeds.copy),
            (self.draft_button, self._deeds.open_draft),
            (self.send_button, self._deeds.send),
        )
        for button, deed in deeds:
            button.clicked.connect(partial(self._do, deed))
        holder = QWidget()
        ways = FlowLayout(holder, spacing=SPACE.row)
        for each in self._buttons[:-1]:
            ways.addWidget(each)
        column = QVBoxLayout(self._chosen)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.gap)
        column.setSpacing(SPACE.hair)
        head = QHBoxLayout()
        head.setSpacing(SPACE.row)
        head.addWidget(self._title, 1)
        head.addWidget(self.meeting_button)
        column.addLayout(head)
        column.addWidget(self._advice)
        column.addSpacing(SPACE.hair)
        column.addWidget(holder)
        self._chosen.hide()
        return self._chosen

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        mail = (self.preview_button, self.draft_button, self.copy_button)
        return (self.send_button, *mail, self.told_button, self.meeting_button)

    # ---- what is shown
    @property
    def headline(self) -> str:
        """How the outbox stands."""
        return self._headline.text()

    @property
    def explanation(self) -> str:
        """What that means."""
        return self._explanation.text()

    @property
    def advice(self) -> str:
        """What is said about the chosen message."""
        return self._advice.text()

    def show_count(self, count: OutboxCount | None, settings: OutboxSettings) -> None:
        """Say how the outbox stands; None while nobody knows."""
        self._settings = settings
        self._sign.set_icon(*words.strip_sign(count or OutboxCount()))
        self._headline.setText(words.headline(count))
        explained = words.explanation(count, settings)
        self._explanation.setText(explained)
        self._explanation.setVisible(bool(explained))
        self.setup_button.setVisible(count is not None and not settings.can_send(Channel.EMAIL))
        unsent = count.unsent if count is not None else 0
        counted = self.tr("Waiting (%1)").replace("%1", str(unsent))
        self.waiting_button.setText(counted if unsent else self.tr("Waiting"))
        self.waiting_button.setAccessibleName(self.waiting_button.text())
        needing = count.needing if count is not None else 0
        self.needing_button.setText(self.tr("Needs you (%1)").replace("%1", str(needing)))
        self.needing_button.setAccessibleName(self.needing_button.text())
        # Whoever looks through them stays there until the last is settled, and is told so.
        self.needing_button.setVisible(bool(needing) or self.needing_button.isChecked())
        self.pass_time()

    def pass_time(self) -> None:
        """Say what depends on the time as it is by now."""
        self.table.viewport().update()
        self._show_chosen(self.table.selected)

    def _switch(self, _button: QPushButton, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self._unsent = not self.all_button.isChecked()
            self._first = True
            self.table.clear_choice()
            self.reload(from_top=True)

    def reload(self, _ended: str = "", *, from_top: bool = False) -> None:
        """Fetch the messages again; what is shown stays until they are there."""
        if self._first:
            self.states.show_loading()
        self.table.reload(from_top=from_top)

    def _fetch(
        self, offset: int, limit: int, deliver: Callable[[Page[Message]], None], failed: Callable[[AppError], None]
    ) -> object:
        if self.needing_button.isChecked():
            work: Callable[[], Awaitable[Page[Message]]] = partial(self._needing, offset, limit)
        else:
            work = partial(self._outbox.page, offset, limit, unsent=self._unsent)
        return self._calls.run(self, work, deliver, failed)

    async def _needing(self, offset: int, limit: int) -> Page[Message]:
        """Return messages that need a person: they come first among what did not arrive."""
        page = await self._outbox.page(0, _LOOKED_THROUGH, unsent=True)
        needing = tuple(filter(message_words.needs_person, page.rows))
        return Page(needing[offset : offset + limit], len(needing))

    def _show_loaded(self, total: int) -> None:
        self._first = False
        if total:
            self.states.show_content()
            if self._opening and self.table.selected is None:
                self.table.setCurrentIndex(self.model.index(0, 0))
        elif self.needing_button.isChecked():
            self.states.show_empty(
                self.tr("No message needs you."), self.tr("Show what waits"), self.waiting_button.click
            )
        elif self._unsent:
            self.states.show_empty(
                self.tr("Nothing waits to be sent."), self.tr("Show all messages"), self.all_button.click
            )
        else:
            self.states.show_empty(
                self.tr(
                    "No message was sent yet. Invite people with an e-mail address, and choose to send invitations."
                )
            )
        self._opening = False
        self._show_chosen(self.table.selected if total else None)
        self._previews.show_fresh(self._shown(), self._settings)

    def _show_load_error(self, error: AppError) -> None:
        if self.model.total and not self._first:
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.reload)
        else:
            self.states.show_error(error, self.reload)
            self._show_chosen(None)

    def _shown(self) -> tuple[Message, ...]:
        """Return the messages around the chosen one that are here, in their order."""
        here = self.table.currentIndex().row()
        first = max(0, here - 100)
        rows = (self.model.row_at(row) for row in range(first, min(self.model.total, first + 200)))
        return tuple(row for row in rows if row is not None)

    # ---- the chosen message
    def _show_chosen(self, message: Message | None) -> None:
        self._chosen.setVisible(message is not None)
        if message is None:
            return
        settings, now = self._settings, self._clock()
        sending = self._deeds.is_sending(message) or message.state is MessageState.SENDING
        what = message_words.occasion_word(message.occasion)
        state = self.tr("Is being sent…") if sending else message_words.state_text(message, settings, now)
        self._title.setText(f"{isolated(message.reader.name)} · {what} · {state}")
        advice = "" if sending else message_words.advice_text(message, settings, now)
        self._advice.setText(advice or isolated(message.reader.address))
        self._offer(message, sending=sending)

    def _offer(self, message: Message, *, sending: bool) -> None:
        by_mail = self._deeds.can_open(message)
        waits = message.state is MessageState.WAITING
        self.send_button.setText(self.tr("Send now") if waits else self.tr("Send again"))
        sends = self._settings.can_send(message.reader.channel)
        # Not disabled while it is sent: that would send the focus elsewhere, and a second click does nothing.
        self.send_button.setVisible(sends)
        set_look(self.draft_button, "kind", "plain" if sends else "main")
        self.draft_button.setIcon(icon("email-open-outline", "muted" if sends else "on_accent"))
        self.draft_button.setVisible(by_mail)
        self.copy_button.setVisible(by_mail)
        unsure = message.state is MessageState.UNSURE
        self.told_button.setText(self.tr("It arrived") if unsure else self.tr("I told them myself"))
        self.told_button.setVisible(not message_words.is_told(message) and not sending)
        for button in self._buttons:
            button.setAccessibleName(f"{button.text()}: {isolated(message.reader.name)}")

    def _do(self, deed: Callable[[Message, MessageBar], None], *_checked: object) -> None:
        if (message := self.table.selected) is not None:
            deed(message, self.message_bar)

    def preview(self, *_row: object) -> None:
        """Show what the chosen message says."""
        if (message := self.table.selected) is not None:
            self._previews.open(self._shown(), message.id, self._settings)

    def open_meeting(self) -> None:
        """Show the meeting that the chosen message is about."""
        if (message := self.table.selected) is not None:
            self.close_sheet()
            self.meeting_wanted.emit(message.meeting_id)

    def _set_up(self) -> None:
        self.close_sheet()
        self.settings_wanted.emit()

    # ---- the sheet
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the list closes the sheet."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_sheet()
            return True
        return super().eventFilter(watched, event)

    def wanted_height(self) -> int:
        """Return one height, whatever is listed: nothing jumps while one looks through it."""
        return _TALL

    def open(self) -> None:
        """Show it with the focus in the list, on what comes first unless something is chosen there already."""
        self.message_bar.dismiss()
        super().open()
        self._tick.start()
        self._opening = True
        self.reload()
        self.table.setFocus()
        announce(self, self.headline)
