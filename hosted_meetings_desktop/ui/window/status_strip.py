"""The strip at the bottom: connection, what is not online yet, the account, and whether this is practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QIcon

    from hosted_meetings_desktop.domain.live import SyncStatus
    from hosted_meetings_desktop.ui.window.outbox.words import OutboxCount

_AGE_EVERY_MS = 30_000
_ACCOUNT_WIDTH = 280


class StatusStrip(QFrame):
    """One line that is always true.

    Signals:
        panel_requested(): The person wants to see what waits and why.
        attention_requested(): The person wants to see what needs them.
        messages_requested(): The person wants to see the messages that wait.
    """

    panel_requested = Signal()
    attention_requested = Signal()
    messages_requested = Signal()

    def __init__(
        self,
        account_label: str,
        *,
        practice: bool,
        clock: Callable[[], datetime] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._told: SyncStatus | None = None
        self._refreshing = False
        self.setProperty("surface", "rail")
        self.setFixedHeight(SIZE.status_strip)
        self.setAccessibleName(self.tr("Status"))
        self.connection = self._strip_button()
        self.waiting = self._strip_button()
        self.waiting.setIcon(icon("clock-outline", "wait"))
        self.attention = self._strip_button()
        self.attention.setIcon(icon("alert-circle-outline", "stop"))
        self.connection.clicked.connect(self.panel_requested)
        self.waiting.clicked.connect(self.panel_requested)
        self.attention.clicked.connect(self.attention_requested)
        self.messages: QToolButton | None = None  # made with the first message
        self.account = ElidedLabel(account_label, muted=True)
        self.account.setFont(small_font())
        self.account.setMaximumWidth(_ACCOUNT_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.row, 0, SPACE.tight, 0)
        row.setSpacing(SPACE.hair)
        for button in (self.connection, self.waiting, self.attention):
            row.addWidget(button)
        self._row = row
        row.addStretch(1)
        row.addWidget(self.account)
        self.practice_badge: Badge | None = None
        if practice:
            self.practice_badge = Badge("practice", self.tr("Practice mode"))
            self.practice_badge.setToolTip(self.tr("Nothing here is real: no patient is invited, nothing is sent."))
            row.addSpacing(SPACE.row)
            row.addWidget(self.practice_badge)
        self._age = QTimer(self)
        self._age.setInterval(_AGE_EVERY_MS)
        self._age.timeout.connect(self._show)
        self._age.start()
        self._show()

    def show_messages(self, count: OutboxCount) -> None:
        """Say how many messages wait, and how many need somebody."""
        from hosted_meetings_desktop.ui.window.outbox.words import strip_sign, strip_text

        text = strip_text(count)
        if self.messages is None:
            self.messages = self._strip_button()
            self.messages.clicked.connect(self.messages_requested)
            self._row.insertWidget(3, self.messages)  # after what waits for the video service
        self.messages.setText(text)
        self.messages.setAccessibleName(text)
        self.messages.setIcon(icon(*strip_sign(count)))
        self.messages.setVisible(bool(text))

    def _strip_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "strip")
        button.setFont(small_font())
        button.setIconSize(QSize(20, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.setAccessibleDescription(self.tr("Shows what waits and why"))
        return button

    # ---- what is shown
    @property
    def status(self) -> SyncStatus:
        """What was told last."""
        if self._told is None:
            # Imported when first asked, so that the first paint does not wait for the domain.
            from hosted_meetings_desktop.domain.live import SyncStatus

            self._told = SyncStatus()
        return self._told

    def show_status(self, status: SyncStatus) -> None:
        """Show how we stand; a lost or found connection is announced."""
        before, self._told = self._told, status
        self._show()
        if before is None:
            return
        if before.online is not None and before.online != status.online:
            announce(self, self.connection.text())
        elif before.waiting and not status.waiting:
            announce(self, self.tr("Everything is online"))

    def show_refreshing(self, *, refreshing: bool) -> None:
        """Say that a refresh is under way."""
        self._refreshing = refreshing
        self._show()

    def set_account(self, label: str) -> None:
        """Show another account's name."""
        self.account.set_text(label)

    def _show(self) -> None:
        if self._told is None and not self._refreshing:
            self._show_beginning()
            return
        from hosted_meetings_desktop.ui.window import sync_words as words

        now, status = self._now(), self.status
        self.connection.setText(self.tr("Refreshing…") if self._refreshing else words.connection_text(status, now))
        sign = self._sign(status)
        if words.overdue(status, now):
            sign = icon("cloud-clock-outline", "wait")
        self.connection.setIcon(icon("cloud-sync-outline", "muted") if self._refreshing else sign)
        self.connection.setAccessibleName(self.connection.text())
        for button, text in (
            (self.waiting, words.waiting_text(status)),
            (self.attention, words.attention_text(status)),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(text))

    @staticmethod
    def _sign(status: SyncStatus) -> QIcon:
        if status.online is None or (status.progress is not None and not status.paused):
            return icon("cloud-sync-outline", "muted")
        if status.standing == "online":
            return icon("cloud-check-outline", "live")
        return icon("cloud-alert-outline" if status.online else "cloud-off-outline", "wait")

    def _show_beginning(self) -> None:
        self.connection.setText(self.tr("Connecting…"))
        self.connection.setIcon(icon("cloud-sync-outline", "muted"))
        self.connection.setAccessibleName(self.connection.text())
        self.waiting.hide()
        self.attention.hide()

    def _now(self) -> datetime:
        # Times and the words for them are needed from the first answer on, not for the first paint.
        from hosted_meetings_desktop.ui.parts.clock import utc_now

        return (self._clock or utc_now)()
