"""Stand-ins for what watches for keys: a way without a system, an X server, a portal on a real session bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.io.blocking import open_dbus_connection

from hosted_meetings_desktop.ui.call_keys.combination import Combination
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


class FakeWay(KeyWay):
    """Answers what it is told to."""

    def __init__(self, *, lasting: bool = False, answer: KeyState = KeyState.WORKS) -> None:
        super().__init__()
        self.lasting = lasting
        self.answer = answer
        self.watched: Combination | None = None
        self.log: list[str] = []

    def take(self, combination: Combination) -> None:
        self.watched = combination
        self.log.append(f"take {combination.key}")
        self.answered.emit(self.answer)

    def release(self) -> None:
        self.watched = None
        self.log.append("release")


def has_x() -> bool:
    """Return whether this machine can run an X server and press its keys."""
    return shutil.which("Xvfb") is not None and shutil.which("xdotool") is not None


@contextmanager
def x_server() -> Iterator[str]:
    """Run an X server of its own and yield the name of its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as said:
        number = said.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def press(display: str, *keys: str) -> None:
    """Press keys on a display, as a person does."""
    subprocess.run(["xdotool", "key", *keys], env={**os.environ, "DISPLAY": display}, check=True, timeout=20)


class FakePortal:
    """A portal for global shortcuts, in a thread of its own.

    Attributes:
        bound: What was asked to be bound: ``(id, description, preferred trigger)``.
        code: What it answers to that: 0 yes, 1 the person said no.
        trigger: How it calls the key.
        knows_shortcuts: Whether it has the interface at all.
    """

    def __init__(self, bus: str, *, knows_shortcuts: bool = True) -> None:
        self.knows_shortcuts = knows_shortcuts
        self.bound: list[tuple[str, str, str]] = []
        self.registered: list[str] = []
        self.code = 0
        self.trigger = ""
        self.session = ""
        self._lock = threading.Lock()
        self._connection = open_dbus_connection(bus)
        self._connection.bus_proxy.RequestName(NAME)
        self._ended = False
        self._thread = threading.Thread(target=self._serve, name="fake portal")
        self._thread.start()

    def end(self) -> None:
        """Leave the bus, as a service that crashes."""
        if self._ended:
            return
        self._ended = True
        self._thread.join(10)
        self._connection.close()

    def press(self, session: str = "", name: str = "mute") -> None:
        """Tell that the key was pressed."""
        self._signal(PATH, SHORTCUTS, "Activated", "osta{sv}", (session or self.session, name, 1, {}))

    def close_session(self) -> None:
        """End the session, as when the person takes the key back."""
        self._signal(self.session, "org.freedesktop.portal.Session", "Closed", "a{sv}", ({},))

    def rename(self, trigger: str) -> None:
        """Give another key, as the person chose in the desktop's settings."""
        values = (self.session, [("mute", {"trigger_description": ("s", trigger)})])
        self._signal(PATH, SHORTCUTS, "ShortcutsChanged", "oa(sa{sv})", values)

    def _serve(self) -> None:
        while not self._ended:
            try:
                message = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        sender = message.header.fields[HeaderFields.sender][1:].replace(".", "_")
        match message.header.fields[HeaderFields.member]:
            case "Register":
                self.registered.append(message.body[0])
                self._send(new_method_return(message))
            case "Get" if self.knows_shortcuts:
                self._send(new_method_return(message, "v", (("u", 1),)))
            case "CreateSession":
                (options,) = message.body
                self.session = f"{PATH}/session/{sender}/{options['session_handle_token'][1]}"
                self._respond(message, sender, options, 0, {"session_handle": ("s", self.session)})
            case "BindShortcuts":
                session, shortcuts, _parent, options = message.body
                assert session == self.session
                for name, about in shortcuts:
                    self.bound.append((name, about["description"][1], about["preferred_trigger"][1]))
                given = [("mute", {"trigger_description": ("s", self.trigger)})]
                self._respond(message, sender, options, self.code, {"shortcuts": ("a(sa{sv})", given)})
            case _:
                self._send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _respond(self, message: Any, sender: str, options: Any, code: int, results: dict[str, Any]) -> None:
        request = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        self._send(new_method_return(message, "o", (request,)))
        self._signal(request, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results))

    def _signal(self, path: str, interface: str, name: str, signature: str, values: tuple[Any, ...]) -> None:
        self._send(new_signal(DBusAddress(path, interface=interface), name, signature, values))

    def _send(self, message: Any) -> None:
        with self._lock:
            self._connection.send(message)
