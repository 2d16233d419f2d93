"""A real session bus, and on it a notification service of our own."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


def has_bus() -> bool:
    """Return whether this machine can run a session bus."""
    return shutil.which("dbus-daemon") is not None


@contextmanager
def session_bus() -> Iterator[str]:
    """Run a session bus of its own and yield its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait(10)
        daemon.stdout.close()


@dataclass
class Told:
    """What a program asked the service to show."""

    id: int
    replaced: int
    app: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, Any]]
    lasts: int


class FakeDesktop:
    """A notification service, in a thread of its own.

    Attributes:
        told: Every message in order; ``shown`` those that stand, by their ids.
        closed: What a program withdrew.
        mute: Whether it answers nothing; ``refuses`` whether it answers with an error.
    """

    def __init__(self, bus: str, abilities: tuple[str, ...] = ("actions", "body", "body-markup")) -> None:
        self.abilities = abilities
        self.told: list[Told] = []
        self.shown: dict[int, Told] = {}
        self.closed: list[int] = []
        self.unknown: list[str] = []
        self.mute = False
        self.refuses = False
        self._last = 40  # other programs were here before
        self._held: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._connection = open_dbus_connection(bus)
        self._connection.bus_proxy.RequestName(NAME)
        self._ended = False
        self._thread = threading.Thread(target=self._serve, name="fake desktop")
        self._thread.start()

    def end(self) -> None:
        """Leave the bus, as a service that crashes."""
        self._ended = True
        self._thread.join(10)
        self._connection.close()

    def _serve(self) -> None:
        while not self._ended:
            try:
                message = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        match message.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                self._send(new_method_return(message, "as", (list(self.abilities),)))
            case "Notify" if self.refuses:
                self._send(new_error(message, "org.freedesktop.DBus.Error.Failed"))
            case "Notify":
                assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
                reply = new_method_return(message, "u", (self._show(*message.body),))
                if self.mute:
                    self._held.append(lambda: self._send(reply))
                else:
                    self._send(reply)
            case "CloseNotification":
                (number,) = message.body
                self.closed.append(number)
                if self.shown.pop(number, None) is not None:
                    self.signal("NotificationClosed", "uu", (number, 3))
            case other:
                self.unknown.append(other)

    def _show(self, app, replaces, _icon, title, body, actions, hints, lasts) -> int:
        number = replaces or self._last + 1
        self._last = max(self._last, number)
        told = Told(number, replaces, app, title, body, actions, hints, lasts)
        self.shown[number] = told
        self.told.append(told)
        return number

    def answer_held(self) -> None:
        """Answer what it left without an answer."""
        held, self._held = self._held, []
        for deed in held:
            deed()

    def click(self, number: int, key: str = "join", token: str = "") -> None:
        """Click on a message, as a person does."""
        if token:
            self.signal("ActivationToken", "us", (number, token))
        self.signal("ActionInvoked", "us", (number, key))

    def dismiss(self, number: int) -> None:
        """Close a message by hand."""
        self.shown.pop(number, None)
        self.signal("NotificationClosed", "uu", (number, 2))

    def signal(self, name: str, signature: str, values: tuple[Any, ...]) -> None:
        """Tell everybody on the bus."""
        self._send(new_signal(DBusAddress(PATH, interface=NAME), name, signature, values))

    def _send(self, message: Any) -> None:
        with self._lock:
            self._connection.send(message)
