"""Speaks to the desktop's notification service over the session bus, without ever waiting for it after the opening.

Desktop Notifications Specification 1.3: https://specifications.freedesktop.org/notification-spec/latest/

QtDBus cannot do it from Python: it sends every whole number as a signed one, and the service wants unsigned ones
(only ``QDBusInterface`` knows better, which asks the service what it wants and waits for the answer).
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterator
from dataclasses import dataclass

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    MessageFlag,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney import Message as BusMessage
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from hosted_meetings_desktop.ui.window.notifications.ways import Message

JOIN = "join"
OPEN = "default"
"""What the specification calls a click on the message itself."""
_SERVICE = "org.freedesktop.Notifications"
_ADDRESS = DBusAddress("/org/freedesktop/Notifications", bus_name=_SERVICE, interface=_SERVICE)
_PATIENCE = 3.0
"""Seconds for each step of the opening, which may start the service; it runs in a thread of its own."""
_NORMAL, _CRITICAL = 1, 2
_STAYS = 0
"""It goes when it is answered or not true any more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message is shown.

    Attributes:
        serial: What :meth:`SessionBus.notify` returned.
        id: The service's number for it.
    """

    serial: int
    id: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A message is not shown."""

    serial: int


@dataclass(frozen=True, slots=True)
class Clicked:
    """Somebody clicked: on a button or on the message itself."""

    id: int
    key: str


@dataclass(frozen=True, slots=True)
class TokenGiven:
    """What brings a window to the front, just before :class:`Clicked`."""

    id: int
    token: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A message went away."""

    id: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The service went away, and with it all messages and their numbers."""


Event = Taken | NotTaken | Clicked | TokenGiven | Closed | Lost


class SessionBus:
    """An open connection; its socket becomes readable when :meth:`events` has something."""

    def __init__(self, connection: DBusConnection, abilities: frozenset[str]) -> None:
        """Take over a connection.

        Args:
            connection: Open, and told which signals are wanted.
            abilities: What the service says it can do.
        """
        self._connection = connection
        self._abilities = abilities
        self._mine: set[int] = set()
        connection.sock.settimeout(0)

    @property
    def socket(self) -> int:
        """The file descriptor to watch."""
        return int(self._connection.sock.fileno())

    @property
    def has_buttons(self) -> bool:
        """Whether the service shows actions at all."""
        return "actions" in self._abilities

    def notify(self, message: Message, replaces: int = 0) -> int:
        """Ask for a message to be shown; returns the serial that its answer bears.

        Args:
            message: What to show.
            replaces: The service's number of the one in whose place it comes; 0 for none.

        Raises:
            OSError: the bus does not take it.
        """
        body = "\n".join(message.lines)
        if "body-markup" in self._abilities:
            body = html.escape(body, quote=False)
        hints = {
            "desktop-entry": ("s", "hosted-meetings"),
            "urgency": ("y", _CRITICAL if message.urgent else _NORMAL),
        }
        actions = [OPEN, message.action, JOIN, message.action]
        values = ("Hosted Meetings", replaces, "hosted-meetings", message.title, body, actions, hints, _STAYS)
        call = new_method_call(_ADDRESS, "Notify", "susssasa{sv}i", values)
        serial = next(self._connection.outgoing_serial)
        self._mine.add(serial)
        self._connection.send(call, serial=serial)
        return int(serial)

    def withdraw(self, number: int) -> None:
        """Take a message away.

        Args:
            number: The service's.

        Raises:
            OSError: the bus does not take it.
        """
        call = new_method_call(_ADDRESS, "CloseNotification", "u", (number,))
        call.header.flags |= MessageFlag.no_reply_expected
        self._connection.send(call)

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
        """Leave the bus."""
        self._connection.close()

    def _event(self, message: BusMessage) -> Event | None:
        kind, fields = message.header.message_type, message.header.fields
        serial = fields.get(HeaderFields.reply_serial)
        if serial is not None:
            if serial not in self._mine:
                return None
            self._mine.discard(serial)
            if kind is MessageType.method_return and fields.get(HeaderFields.signature) == "u":
                return Taken(serial, message.body[0])
            return NotTaken(serial)
        signature, values = fields.get(HeaderFields.signature, ""), message.body
        match fields.get(HeaderFields.member), signature:
            case "ActionInvoked", "us":
                return Clicked(*values)
            case "ActivationToken", "us":
                return TokenGiven(*values)
            case "NotificationClosed", "uu":
                return Closed(values[0])
            case "NameOwnerChanged", "sss" if values[0] == _SERVICE and values[1]:
                return Lost()
        return None


def open_session_bus() -> SessionBus | None:
    """Connect to the bus and the service behind it; None where either is missing. Waits: not for the GUI thread."""
    try:
        connection = open_dbus_connection(_address(), auth_timeout=_PATIENCE)
    except (OSError, RuntimeError, ValueError, StopIteration, DBusErrorResponse):
        return None
    try:
        for rule in (
            MatchRule(type="signal", sender=_SERVICE, interface=_SERVICE),
            _owner_rule(),
        ):
            connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE)
        asked = new_method_call(_ADDRESS, "GetCapabilities")
        answer = connection.send_and_get_reply(asked, timeout=_PATIENCE)
    except OSError:  # a time-out is one
        connection.close()
        return None
    if answer.header.message_type is not MessageType.method_return:
        connection.close()
        return None
    return SessionBus(connection, frozenset(answer.body[0]))


def _owner_rule() -> MatchRule:
    rule = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
    rule.add_arg_condition(0, _SERVICE)
    return rule


def _address() -> str:
    """Return where the session bus is: as the session says, else where systemd puts it."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    return told or f"unix:path={os.environ.get('XDG_RUNTIME_DIR', '/nowhere')}/bus"
