"""Notifications of Windows and macOS by way of an icon in the tray: they have no buttons, a click joins."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.window.notifications.ways import Message, TrayDeeds, Way

_SHOWN_MS = 20_000
"""A wish only: both systems decide that themselves."""


class TrayWay(Way):
    """The icon is there because messages need one; the app ends with its window all the same.

    Neither system says whether it showed a message, and none can be taken back.
    """

    replaces = False

    def __init__(self, deeds: TrayDeeds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._last = 0
        self.menu = QMenu()
        for text, deed in (
            (self.tr("Open Hosted Meetings"), deeds.open_window),
            (self.tr("Join the next meeting"), deeds.join_next),
            (self.tr("Quit"), deeds.end_app),
        ):
            self.menu.addAction(text).triggered.connect(lambda _checked=False, deed=deed: deed())
        own = QApplication.windowIcon()
        self.icon = QSystemTrayIcon(icon("video-outline", "accent_text") if own.isNull() else own, self)
        self.icon.setToolTip(self.tr("Hosted Meetings"))  # never more: it is read by whoever passes by
        self.icon.setContextMenu(self.menu)
        self.icon.messageClicked.connect(self._clicked)
        self.icon.activated.connect(self._activated)

    def show_message(self, number: int, message: Message) -> None:
        """Show a message in the place of the one before; its last line says what a click does."""
        self.icon.show()
        self._last = number
        self.icon.showMessage(
            message.title,
            "\n".join((*message.lines, message.click)),
            QSystemTrayIcon.MessageIcon.NoIcon,
            _SHOWN_MS,
        )
        self.answered.emit(number, None)

    def withdraw(self, number: int) -> None:
        """Forget a message: a click on it only opens the window from now on."""
        if number == self._last:
            self._last = 0

    def set_ready(self, *, ready: bool) -> None:
        """Show the icon, or take it away."""
        self.icon.setVisible(ready)

    def end(self) -> None:
        """Take the icon away, and with it what it said."""
        self._last = 0
        self.icon.hide()

    def _clicked(self) -> None:
        self.chosen.emit(self._last, True, "")  # noqa: FBT003 (a signal's argument)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self._deeds.open_window()
