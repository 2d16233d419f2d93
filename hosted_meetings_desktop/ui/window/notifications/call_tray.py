"""An icon in the tray while there is a call: whether one is heard, and what is done about it without the window."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QSize, Qt, SignalInstance, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import LIGHT

_SIZES = (16, 22, 24, 32, 48, 64)
_GLYPH = 0.66
"""Of the badge: what the microphone takes of it."""


class TrayDesk(Protocol):
    """What the icon shows and does (``CallDesk``)."""

    @property
    def changed(self) -> SignalInstance:
        """Somebody joined or left."""
        ...

    @property
    def media_changed(self) -> SignalInstance:
        """Something was switched, held or resumed."""
        ...

    def now(self) -> CallNow | None:
        """Return the call of now."""
        ...

    def toggle_microphone(self) -> None:
        """Switch the microphone of the call that speaks."""
        ...

    def toggle_camera(self) -> None:
        """Switch its camera."""
        ...

    def resume(self) -> None:
        """Go on with the call of now."""
        ...

    def stop_sharing(self) -> None:
        """Stop sharing the screen."""
        ...

    def bring_forward(self) -> None:
        """Show its window."""
        ...

    def ask_to_leave(self) -> None:
        """Ask in its window whether to leave it."""
        ...


class CallTray(QObject):
    """Follows the calls of one desk.

    A click brings the call forward; the middle button mutes. Nothing here names the meeting: the tray is read by
    whoever passes by.
    """

    def __init__(self, desk: TrayDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._menu = QMenu()
        self.microphone = self._menu.addAction("", desk.toggle_microphone)
        self.camera = self._menu.addAction("", desk.toggle_camera)
        self.resume = self._menu.addAction(self.tr("Go on with the call"), desk.resume)
        self.stop_sharing = self._menu.addAction(self.tr("Stop sharing the screen"), desk.stop_sharing)
        self._menu.addSeparator()
        self.forward = self._menu.addAction(self.tr("Show the call"), desk.bring_forward)
        self.leave = self._menu.addAction(self.tr("Leave the call…"), desk.ask_to_leave)
        self.icon: QSystemTrayIcon | None = None
        desk.changed.connect(self.follow)
        desk.media_changed.connect(self.follow)
        self.follow()

    @property
    def menu(self) -> QMenu:
        """What the icon's other button opens."""
        return self._menu

    @Slot()
    def follow(self) -> None:
        """Show how it stands now; without a call, or where the desktop has no tray, there is no icon."""
        now = self._desk.now()
        if now is None or not QSystemTrayIcon.isSystemTrayAvailable():
            if self.icon is not None:
                self.icon.hide()
            return
        if self.icon is None:
            self.icon = QSystemTrayIcon(self)
            self.icon.setContextMenu(self._menu)
            self.icon.activated.connect(self._activate)
        self._name(now)
        self.icon.setIcon(badge(muted=now.muted))
        self.icon.setToolTip(self._tip(now))
        self.icon.show()

    def end(self) -> None:
        """Take the icon away: the app ends, or its account is left."""
        if self.icon is not None:
            self.icon.hide()

    def _name(self, now: CallNow) -> None:
        self.microphone.setText(self.tr("Mute") if "microphone" in now.media else self.tr("Switch the microphone on"))
        on = "camera" in now.media
        self.camera.setText(self.tr("Switch the camera off") if on else self.tr("Switch the camera on"))
        for action in (self.microphone, self.camera):
            action.setVisible(not now.held)
        self.resume.setVisible(now.held)
        self.stop_sharing.setVisible(now.shares)

    def _tip(self, now: CallNow) -> str:
        if now.held:
            return self.tr("In a call, on hold")
        return self.tr("In a call, muted") if now.muted else self.tr("In a call, the microphone is on")

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.MiddleClick:
            self._desk.toggle_microphone()
        elif reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self._desk.bring_forward()


@cache
def badge(*, muted: bool) -> QIcon:
    """Return a microphone on a disc, red and crossed when nobody hears: seen on a light tray and on a dark one."""
    made = QIcon()
    for side in _SIZES:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.danger if muted else LIGHT.live))
        painter.drawEllipse(QRectF(0, 0, side, side))
        inner = round(side * _GLYPH)
        glyph = icon("microphone-off" if muted else "microphone", "on_danger").pixmap(QSize(inner, inner), 1.0)
        painter.drawPixmap((side - inner) // 2, (side - inner) // 2, glyph)
        painter.end()
        made.addPixmap(picture)
    return made
