"""The Sync panel: how the connection stands, what waits and why, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QProgressBar, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import (
    IconLabel,
    body_label,
    line,
    section_label,
    set_look,
    small_label,
    strong_label,
)
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window import sync_words as words
from hosted_meetings_desktop.ui.window.overlay import Overlay
from hosted_meetings_desktop.ui.window.waiting_list import WaitingDelegate, WaitingModel, WaitingRow

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.meeting import Meeting

_WIDTH = 640
_TALLEST = 620
_LIST_LEAST = 96
_MEASURED = 12
"""Rows: more do not fit anyway."""
_SECOND_MS = 1_000
_SIGNS = {
    Standing.UNKNOWN: ("cloud-sync-outline", "muted"),
    Standing.ONLINE: ("cloud-check-outline", "live"),
    Standing.OFFLINE: ("cloud-off-outline", "wait"),
    Standing.INTERCEPTED: ("cloud-lock-outline", "wait"),
    Standing.REFUSED: ("cloud-cancel-outline", "stop"),
    Standing.TROUBLED: ("cloud-alert-outline", "wait"),
}


class SyncPanel(Overlay):
    """A sheet over the window.

    Signals:
        try_wanted(): Try now.
        account_wanted(): Show the account's settings.
        pause_wanted(bool): Stop reading the account (True), or go on.
        meeting_wanted(str): Show that meeting.
        again_wanted(str): Send that meeting again.
        due(): The time of the next try has come.
    """

    try_wanted = Signal()
    account_wanted = Signal()
    pause_wanted = Signal(bool)
    meeting_wanted = Signal(str)
    again_wanted = Signal(str)
    due = Signal()

    def __init__(self, over: QWidget, clock: Callable[[], datetime]) -> None:
        super().__init__(over, width=_WIDTH)
        self._clock = clock
        self._status = SyncStatus()
        self._refreshing = False
        self._due_told = False
        self._opening = False
        self.setAccessibleName(self.tr("Sync status"))
        self.column.setContentsMargins(0, SPACE.gap, 0, 0)
        self.column.setSpacing(SPACE.tight)
        self.column.addLayout(self._head())
        self.column.addWidget(self._import_part())
        self.column.addWidget(line())
        self._nothing = self._empty()
        self.column.addWidget(self._nothing)
        self.column.addWidget(self._waiting_part(), 1)
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._tick.timeout.connect(self.second_passed)
        self.closed.connect(self._tick.stop)

    def _head(self) -> QVBoxLayout:
        self._sign = IconLabel("cloud-sync-outline")
        self._headline = section_label("")
        self.close_button = icon_button("close", self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.close_sheet)
        self._explanation = body_label("")
        self._facts = small_label("")
        self._problem = small_label("")
        self._next_try = small_label("")
        self._next_try.setWordWrap(False)
        self.try_button = plain_button(self.tr("Try now"), "refresh")
        self.try_button.clicked.connect(self._try)
        self.account_button = main_button(self.tr("Account settings"))
        self.account_button.clicked.connect(self.account_wanted)
        top = QHBoxLayout()
        top.setSpacing(SPACE.row)
        top.addWidget(self._sign)
        top.addWidget(self._headline, 1)
        top.addWidget(self.close_button)
        does = QHBoxLayout()
        does.setSpacing(SPACE.row)
        for widget in (self.account_button, self.try_button, self._next_try):
            does.addWidget(widget)
        does.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(top)
        for label in (self._explanation, self._problem, self._facts):
            column.addWidget(label)
        column.addSpacing(SPACE.hair)
        column.addLayout(does)
        return column

    def _import_part(self) -> QWidget:
        self._import = QFrame()
        self._import_said = body_label("")
        self.pause_button = plain_button("")
        self.pause_button.clicked.connect(lambda: self.pause_wanted.emit(not self._status.paused))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Reading your account"))
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(self._import_said, 1)
        row.addWidget(self.pause_button)
        column = QVBoxLayout(self._import)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(line())
        column.addLayout(row)
        column.addWidget(self._bar)
        self._import.hide()
        return self._import

    def _waiting_part(self) -> QWidget:
        self._model = WaitingModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(WaitingDelegate(self.list))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("What is not online yet"))
        self.list.setMinimumHeight(_LIST_LEAST)
        self.list.doubleClicked.connect(self.open_chosen)
        self.list.selectionModel().currentChanged.connect(self._offer)
        self.list.installEventFilter(self)
        self.message_bar = MessageBar()
        self._heading = strong_label("")
        self._more = small_label("")
        self.again_button = plain_button(self.tr("Send again"), "cloud-upload-outline")
        self.again_button.clicked.connect(self.send_chosen_again)
        self.open_button = main_button(self.tr("Open"))
        self.open_button.setAccessibleDescription(self.tr("Shows the meeting in Meetings"))
        self.open_button.clicked.connect(self.open_chosen)
        does = QHBoxLayout()
        does.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.gap)
        does.setSpacing(SPACE.row)
        does.addWidget(self._more, 1)
        does.addWidget(self.again_button)
        does.addWidget(self.open_button)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        head.setSpacing(SPACE.row)
        head.addWidget(self._heading)
        head.addWidget(self.message_bar)
        self._full = QWidget()
        column = QVBoxLayout(self._full)
        column.setContentsMargins(1, 0, 1, 0)  # the card's edge
        column.setSpacing(SPACE.row)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(does)
        self._full.hide()
        return self._full

    def _empty(self) -> QWidget:
        self.empty_label = body_label(self.tr("Everything you planned is online."), tone="muted")
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(SPACE.gap, SPACE.hair, SPACE.gap, SPACE.gap)
        row.setSpacing(SPACE.row)
        row.addWidget(IconLabel("check-circle-outline", "live"))
        row.addWidget(self.empty_label, 1)
        return holder

    # ---- what is shown
    @property
    def headline(self) -> str:
        """How the connection stands."""
        return self._headline.text()

    @property
    def text(self) -> str:
        """All that is said over the list."""
        labels = (self._headline, self._explanation, self._problem, self._facts, self._next_try, self._import_said)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self))

    @property
    def rows(self) -> Sequence[WaitingRow]:
        """What is listed."""
        return self._model.rows

    @property
    def empty(self) -> bool:
        """Whether it says that nothing waits."""
        return self._full.isHidden()

    def show_status(self, status: SyncStatus) -> None:
        """Show how we stand."""
        if status.retry_at != self._status.retry_at:
            self._due_told = False
        self._status = status
        self._refresh()

    def _try(self) -> None:
        # Not disabled meanwhile: that would send the focus elsewhere.
        if not self._refreshing:
            self.try_wanted.emit()

    def show_refreshing(self, *, refreshing: bool) -> None:
        """Say that trying is under way."""
        self._refreshing = refreshing
        self._refresh()

    def show_waiting(self, meetings: Sequence[Meeting]) -> None:
        """List what waits; the chosen meeting stays chosen."""
        chosen = self.chosen
        if self._model.show(meetings, self._clock()):
            row = max(0, self._model.row_of(chosen.meeting_id if chosen else None))
            self.list.setCurrentIndex(self._model.index(row))
        held = self.list.hasFocus()
        self._full.setVisible(bool(meetings))
        self._nothing.setVisible(not meetings)
        if self._opening and meetings and (self.try_button.hasFocus() or self.account_button.hasFocus()):
            self.list.setFocus()
        self._opening = False
        if held and not meetings:
            self.try_button.setFocus()
        left = self._status.waiting + self._status.attention - len(meetings)
        self._more.setText(
            self.tr("The first %1 are shown.").replace("%1", str(len(meetings))) if meetings and left > 0 else ""
        )
        self._offer()
        self.fit()

    def _refresh(self) -> None:
        status, now = self._status, self._clock()
        self._sign.set_icon(*_SIGNS[status.standing])
        self._headline.setText(words.headline(status))
        _say(self._explanation, words.explanation(status))
        wrong = status.standing not in {Standing.ONLINE, Standing.UNKNOWN}
        _say(self._problem, status.problem if wrong or status.problem else "")
        facts = (words.since_sentence(status, now), words.age_sentence(status, now))
        _say(self._facts, " ".join(fact for fact in facts if fact))
        refused = status.standing is Standing.REFUSED
        self.account_button.setVisible(refused)
        set_look(self.open_button, "kind", "plain" if refused else "main")
        usual = self.tr("Try now") if wrong else self.tr("Refresh now")
        self.try_button.setText(self.tr("Trying…") if self._refreshing else usual)
        self.try_button.setAccessibleName(self.try_button.text())
        self._count_down(now)
        self._show_import(status)
        self._heading.setText(words.what_waits(status))
        self._heading.setVisible(bool(self._heading.text()))
        if self.isVisible():
            self.fit()

    def _count_down(self, now: datetime) -> None:
        said = "" if self._refreshing else words.next_try_text(self._status.retry_at, now)
        _say(self._next_try, said)

    def _show_import(self, status: SyncStatus) -> None:
        progress = status.progress
        self._import.setVisible(progress is not None)
        if progress is None:
            return
        self._import_said.setText(words.import_sentence(progress, paused=status.paused))
        self.pause_button.setText(self.tr("Go on") if status.paused else self.tr("Pause"))
        name = self.tr("Go on reading your account") if status.paused else self.tr("Pause reading your account")
        self.pause_button.setAccessibleName(name)
        total = progress.total if progress.total is not None else 0
        self._bar.setRange(0, total)  # 0 to 0: it moves, without saying how far
        self._bar.setValue(min(progress.done, total))
        self._bar.setVisible(bool(total) or not status.paused)

    def second_passed(self) -> None:
        """Count down; tell once when the time of the next try has come."""
        now = self._clock()
        self._refresh()
        self._model.count_down(now)
        if self._status.retry_at is not None and now >= self._status.retry_at and not self._due_told:
            self._due_told = True
            self.due.emit()

    # ---- the list
    @property
    def chosen(self) -> WaitingRow | None:
        """The row that the person is on."""
        index = self.list.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def choose(self, meeting_id: str) -> None:
        """Go to a meeting's row."""
        row = next((number for number, row in enumerate(self._model.rows) if row.meeting_id == meeting_id), -1)
        self.list.setCurrentIndex(self._model.index(row))

    def open_chosen(self) -> None:
        """Show the chosen meeting."""
        if (row := self.chosen) is not None:
            self.close_sheet()
            self.meeting_wanted.emit(row.meeting_id)

    def send_chosen_again(self) -> None:
        """Send the chosen meeting again."""
        if (row := self.chosen) is not None:
            self.again_button.setEnabled(False)
            self.again_wanted.emit(row.meeting_id)
            announce(self, self.tr("%1 is sent again").replace("%1", row.title))

    def _offer(self) -> None:
        row = self.chosen
        self.open_button.setEnabled(row is not None)
        self.again_button.setEnabled(row is not None and row.sendable)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the list opens the meeting."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.open_chosen()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_sheet()
                return True
        return super().eventFilter(watched, event)

    # ---- the sheet
    def wanted_height(self) -> int:
        """Return the height at which nothing scrolls, up to a limit."""
        inner = min(self._width, self.width() - 2 * SPACE.gap)
        tall = max(self.column.totalHeightForWidth(inner), self.column.sizeHint().height())
        if not self.empty:
            rows = (self.list.sizeHintForRow(row) for row in range(min(self._model.rowCount(), _MEASURED)))
            tall += max(_LIST_LEAST, sum(rows) + SPACE.row) - self.list.sizeHint().height()
        return min(tall, _TALLEST)

    def open(self) -> None:
        """Show it with the focus in what waits, or on trying again."""
        self.message_bar.dismiss()
        self._refresh()
        super().open()
        self._tick.start()
        self._opening = True  # what waits comes in a moment, and the focus goes there
        first = self.try_button if self.account_button.isHidden() else self.account_button
        (first if self.empty else self.list).setFocus()
        announce(self, self.headline)


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))
