"""Wayland: a shortcut that the desktop's portal binds, after its own question to the person; see ``portal_bus``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier

from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay
from hosted_meetings_desktop.ui.runtime.calls import Calls

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.call_keys.portal_bus import Event, PortalBus
    from hosted_meetings_desktop.ui.runtime.calls import Call

_MODIFIERS = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.META: "LOGO"}


def trigger_of(combination: Combination) -> str:
    """Return a combination in the words of the XDG shortcuts specification: ``CTRL+SHIFT+m``."""
    held = [word for modifier, word in _MODIFIERS.items() if modifier & combination.modifiers]
    key = combination.key.lower() if len(combination.key) == 1 else combination.key
    return "+".join((*held, key))


class PortalWay(KeyWay):
    """The bus is opened in a thread; from then on nothing waits for anything."""

    lasting = True

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._bus: PortalBus | None = None
        self._watch: QSocketNotifier | None = None
        self._opening: Call | None = None
        self._trigger = ""

    def take(self, combination: Combination) -> None:
        """Ask for it. The desktop asks the person, at least the first time, and may give another key."""
        self.release()
        self._trigger = trigger_of(combination)
        self.answered.emit(KeyState.ASKING)
        self._opening = self._calls.run(self, _open, self._opened)

    def release(self) -> None:
        """Give it back; the desktop remembers what the person said."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        if self._watch is not None:
            self._watch.setEnabled(False)
            self._watch.deleteLater()
            self._watch = None
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    def _opened(self, bus: PortalBus | None) -> None:
        self._opening = None
        if bus is None:
            self.answered.emit(KeyState.NO_WAY)
            return
        self._bus = bus
        self._watch = QSocketNotifier(bus.socket, QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._read)
        try:
            bus.create_session()
        except OSError:
            self._end(KeyState.NO_WAY)

    def _read(self) -> None:
        bus = self._bus
        try:
            for event in bus.events() if bus is not None else ():
                self._hear(event)
                if self._bus is not bus:  # what was heard made an end of it
                    return
        except OSError:
            self._end(KeyState.NO_WAY)

    def _hear(self, event: Event) -> None:
        from hosted_meetings_desktop.ui.call_keys import portal_bus

        match event:
            case portal_bus.SessionMade() if self._bus is not None:
                text = QCoreApplication.translate("CallKeys", "Mute or unmute the call")
                self._bus.bind(text, self._trigger)
            case portal_bus.Bound(trigger):
                self.named.emit(trigger)
                self.answered.emit(KeyState.WORKS)
            case portal_bus.Activated():
                self.pressed.emit()
            case portal_bus.Refused():
                self._end(KeyState.REFUSED)
            case portal_bus.Lost():
                self._end(KeyState.NO_WAY)

    def _end(self, state: KeyState) -> None:
        self.release()
        self.answered.emit(state)


async def _open() -> PortalBus | None:
    return await anyio.to_thread.run_sync(_open_here, abandon_on_cancel=True)


def _open_here() -> PortalBus | None:
    try:
        from hosted_meetings_desktop.ui.call_keys.portal_bus import open_portal_bus
    except ImportError:  # a system without the library for its bus
        return None
    return open_portal_bus()
