"""Speaks to the desktop's portal for global shortcuts over the session bus, without waiting after the opening.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney import Message as BusMessage
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ID = "mute"
_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = DBusAddress(_PATH, bus_name=_SERVICE, interface="org.freedesktop.portal.GlobalShortcuts")
_PROPERTIES = DBusAddress(_PATH, bus_name=_SERVICE, interface="org.freedesktop.DBus.Properties")
_REGISTRY = DBusAddress(_PATH, bus_name=_SERVICE, interface="org.freedesktop.host.portal.Registry")
_PATIENCE = 3.0
"""Seconds for each step of the opening, which may start the service; it runs in a thread of its own."""
_APP_ID = "hosted-meetings"


@dataclass(frozen=True, slots=True)
class SessionMade:
    """The portal has a session for us; shortcuts can be bound in it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The shortcut is bound; ``trigger`` is how the desktop calls the key, empty where it does not say."""

    trigger: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The person, or the desktop, said no."""


@dataclass(frozen=True, slots=True)
class Activated:
    """The key was pressed."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The session or the service ended."""


Event = SessionMade | Bound | Refused | Activated | Lost


class PortalBus:
    """An open connection with one session; its socket becomes readable when :meth:`events` has something."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._sender = str(connection.unique_name).removeprefix(":").replace(".", "_")
        self._session = f"{_PATH}/session/{self._sender}/hosted_meetings_{os.getpid()}"
        self._creating = self._binding = ""
        connection.sock.settimeout(0)

    @property
    def socket(self) -> int:
        """The file descriptor to watch."""
        return int(self._connection.sock.fileno())

    def create_session(self) -> None:
        """Ask for the session.

        Raises:
            OSError: the bus does not take it.
        """
        token = "hosted_meetings_create"  # noqa: S105 - D-Bus's word for a name
        self._creating = self._request(token)
        options = {
            "handle_token": ("s", token),
            "session_handle_token": ("s", self._session.rpartition("/")[2]),
        }
        self._send(new_method_call(_SHORTCUTS, "CreateSession", "a{sv}", (options,)))

    def bind(self, description: str, trigger: str) -> None:
        """Ask for the key; the desktop may ask the person.

        Args:
            description: What it does, as the desktop shows it.
            trigger: The key that is preferred, in the words of the XDG shortcuts specification: ``CTRL+SHIFT+m``.

        Raises:
            OSError: the bus does not take it.
        """
        token = "hosted_meetings_bind"  # noqa: S105 - D-Bus's word for a name
        self._binding = self._request(token)
        about = {"description": ("s", description), "preferred_trigger": ("s", trigger)}
        values = (self._session, [(ID, about)], "", {"handle_token": ("s", token)})
        self._send(new_method_call(_SHORTCUTS, "BindShortcuts", "oa(sa{sv})sa{sv}", values))

    def events(self) -> Iterator[Event]:
        """Yield what came since the last time.

        Raises:
            OSError: the bus is gone.
        """
        while True:
            try:
                message = self._connection.receive(timeout=0)
            except (TimeoutError, BlockingIOError):
                return
            event = self._event(message)
            if event is not None:
                yield event

    def close(self) -> None:
        """End the session and leave the bus."""
        self._connection.close()

    def _request(self, token: str) -> str:
        return f"{_PATH}/request/{self._sender}/{token}"

    def _send(self, message: BusMessage) -> None:
        self._connection.send(message)

    def _event(self, message: BusMessage) -> Event | None:
        fields, values = message.header.fields, message.body
        if message.header.message_type is MessageType.error:
            return Refused()
        path, signature = fields.get(HeaderFields.path), fields.get(HeaderFields.signature, "")
        match fields.get(HeaderFields.member), signature:
            case "Response", "ua{sv}" if path in {self._creating, self._binding}:
                return self._response(path == self._binding, *values)
            case "Activated", "osta{sv}" if values[:2] == (self._session, ID):
                return Activated()
            case "ShortcutsChanged", "oa(sa{sv})" if values[0] == self._session:
                return Bound(_trigger(values[1]))
            case "Closed", _ if path == self._session:
                return Lost()
            case "NameOwnerChanged", "sss" if values[0] == _SERVICE and values[1]:
                return Lost()
        return None

    def _response(self, is_binding: bool, code: int, results: dict[str, tuple[str, Any]]) -> Event:  # noqa: FBT001
        if code != 0:
            return Refused()
        if not is_binding:
            self._session = str(results.get("session_handle", ("s", self._session))[1])
            return SessionMade()
        return Bound(_trigger(results.get("shortcuts", ("", []))[1]))


def open_portal_bus() -> PortalBus | None:
    """Connect to the bus and the portal; None where either is missing. Waits: not for the GUI thread."""
    try:
        connection = open_dbus_connection(_address(), auth_timeout=_PATIENCE)
    except (OSError, RuntimeError, ValueError, StopIteration, DBusErrorResponse):
        return None
    try:
        for rule in (MatchRule(type="signal", sender=_SERVICE), _owner_rule()):
            connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE)
        # Names the program to a portal that cannot see it from a sandbox; older ones do not know the call.
        register = new_method_call(_REGISTRY, "Register", "sa{sv}", (_APP_ID, {}))
        connection.send_and_get_reply(register, timeout=_PATIENCE)
        asked = new_method_call(_PROPERTIES, "Get", "ss", (_SHORTCUTS.interface, "version"))
        answer = connection.send_and_get_reply(asked, timeout=_PATIENCE)
    except OSError:  # a time-out is one
        connection.close()
        return None
    if answer.header.message_type is not MessageType.method_return:
        connection.close()
        return None
    return PortalBus(connection)


def _trigger(shortcuts: list[tuple[str, dict[str, tuple[str, Any]]]]) -> str:
    about = next((about for name, about in shortcuts if name == ID), {})
    return str(about.get("trigger_description", ("s", ""))[1])


def _owner_rule() -> MatchRule:
    rule = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
    rule.add_arg_condition(0, _SERVICE)
    return rule


def _address() -> str:
    """Return where the session bus is: as the session says, else where systemd puts it."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    return told or f"unix:path={os.environ.get('XDG_RUNTIME_DIR', '/nowhere')}/bus"
