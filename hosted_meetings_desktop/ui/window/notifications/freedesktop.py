"""Notifications of Linux desktops, with the action as a button; see ``session_bus``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import anyio
from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.window.notifications.ways import Message, Way

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.runtime.calls import Call
    from hosted_meetings_desktop.ui.window.notifications.session_bus import Event, SessionBus

PATIENCE_MS = 2_000
"""How long the desktop may take until the window tells in its place."""


@dataclass(slots=True)
class _Sent:
    """A message that was handed over.

    Attributes:
        serial: Of the answer that is awaited; 0 once it came.
        id: The service's number; 0 before it is known.
        wanted: Whether it is still to be shown when the answer comes.
        then: What takes its place as soon as its id is known.
    """

    serial: int
    id: int = 0
    wanted: bool = True
    then: Message | None = None


class FreedesktopWay(Way):
    """The bus is opened with the first message, in a thread; from then on nothing waits for anything."""

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._bus: SessionBus | None = None
        self._watch: QSocketNotifier | None = None
        self._opening: Call | None = None
        self._kept_back: dict[int, Message] = {}
        self._sent: dict[int, _Sent] = {}
        self._tokens: dict[int, str] = {}

    # ---- what is asked
    def show_message(self, number: int, message: Message) -> None:
        """Show a message; whether the desktop took it is answered within a few seconds."""
        if self._bus is not None:
            self._send(number, message)
            return
        self._kept_back[number] = message
        QTimer.singleShot(PATIENCE_MS, self, partial(self._miss_kept_back, number, message))
        if self._opening is None:
            self._opening = self._calls.run(self, _open, self._opened)

    def withdraw(self, number: int) -> None:
        """Take a message away, also one that is on its way."""
        self._kept_back.pop(number, None)
        sent = self._sent.get(number)
        if sent is None:
            return
        if sent.serial:
            sent.wanted = False
        else:
            del self._sent[number]
        if sent.id and self._bus is not None:
            try:
                self._bus.withdraw(sent.id)
            except OSError:
                self._lose()

    def end(self) -> None:
        """Take every message away and leave the bus."""
        for number in (*self._kept_back, *self._sent):
            self.withdraw(number)
        self._sent.clear()
        self._hang_up()

    # ---- the bus
    def _opened(self, bus: SessionBus | None) -> None:
        self._opening = None
        kept_back, self._kept_back = self._kept_back, {}
        if bus is None:
            for number in kept_back:
                self.answered.emit(number, False)  # noqa: FBT003 (a signal's argument)
            return
        self._bus = bus
        self._watch = QSocketNotifier(bus.socket, QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._read)
        for number, message in kept_back.items():
            self._send(number, message)

    def _miss_kept_back(self, number: int, message: Message) -> None:
        # It is shown all the same when the bus opens after all: whoever is told so takes back what stood in for it.
        if self._kept_back.get(number) is message:
            self.answered.emit(number, False)  # noqa: FBT003 (a signal's argument)

    def _send(self, number: int, message: Message) -> None:
        before = self._sent.get(number)
        if self._bus is None:
            self.answered.emit(number, False)  # noqa: FBT003 (a signal's argument)
            return
        if before is not None and before.serial:
            before.wanted, before.then = True, message
            return
        replaced = before.id if before is not None else 0
        try:
            serial = self._bus.notify(message, replaced)
        except OSError:
            self._sent[number] = _Sent(0)
            self._lose()
            return
        self._sent[number] = _Sent(serial, replaced)
        QTimer.singleShot(PATIENCE_MS, self, partial(self._miss, number, serial))

    def _miss(self, number: int, serial: int) -> None:
        sent = self._sent.get(number)
        if sent is not None and sent.serial == serial and sent.wanted:
            self.answered.emit(number, False)  # noqa: FBT003 (a signal's argument)

    def _read(self) -> None:
        bus = self._bus
        try:
            for event in bus.events() if bus is not None else ():
                self._hear(event)
                if self._bus is not bus:  # what was heard made an end of it
                    return
        except OSError:
            self._lose()

    def _hear(self, event: Event) -> None:
        from hosted_meetings_desktop.ui.window.notifications import session_bus

        match event:
            case session_bus.Taken(serial, number_there):
                self._take_answer(serial, number_there)
            case session_bus.NotTaken(serial):
                self._take_answer(serial, 0)
            case session_bus.TokenGiven(number_there, token):
                self._tokens[number_there] = token
            case session_bus.Clicked(number_there, key):
                token = self._tokens.pop(number_there, "")
                if (number := self._number(number_there)) is not None:
                    self.chosen.emit(number, key == session_bus.JOIN, token)
            case session_bus.Closed(number_there):
                self._tokens.pop(number_there, None)
                if (number := self._number(number_there)) is not None:
                    del self._sent[number]
                    self.closed.emit(number)
            case session_bus.Lost():
                self._lose()

    def _take_answer(self, serial: int, number_there: int) -> None:
        number = next((each for each, sent in self._sent.items() if sent.serial == serial), None)
        if number is None:
            return
        sent = self._sent[number]
        sent.serial, sent.id = 0, number_there
        if not sent.wanted:
            self.withdraw(number)
            return
        then, sent.then = sent.then, None
        if then is not None:
            self._send(number, then)
            return
        if not number_there:
            del self._sent[number]
        without_buttons = self._bus is not None and not self._bus.has_buttons
        self.answered.emit(number, None if number_there and without_buttons else bool(number_there))

    def _number(self, number_there: int) -> int | None:
        """Return our number of a message; None for those of other programs, of which everybody hears."""
        return next((each for each, sent in self._sent.items() if sent.id == number_there), None)

    def _lose(self) -> None:
        """Do without the service: what it showed is gone. With the next message it is looked for again."""
        self._hang_up()
        sent, self._sent = self._sent, {}
        for number, each in sent.items():
            if each.wanted:
                self.answered.emit(number, False)  # noqa: FBT003 (a signal's argument)

    def _hang_up(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.setEnabled(False)
            watch.deleteLater()
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()
        self._tokens.clear()


async def _open() -> SessionBus | None:
    return await anyio.to_thread.run_sync(_open_here, abandon_on_cancel=True)


def _open_here() -> SessionBus | None:
    try:
        from hosted_meetings_desktop.ui.window.notifications.session_bus import open_session_bus
    except ImportError:  # a system that is neither of ours nor has the library for its bus
        return None
    return open_session_bus()
