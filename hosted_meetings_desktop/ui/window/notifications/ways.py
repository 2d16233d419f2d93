"""How a notification gets onto the desktop: one way per system, all used alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Message:
    """What the desktop is asked to show.

    Attributes:
        title: The headline, plain text.
        lines: Under it, plain text.
        action: The word on its button.
        click: A sentence that says the same where a click stands for the button.
        urgent: Whether somebody waits for an answer.
    """

    title: str
    lines: tuple[str, ...]
    action: str
    click: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TrayDeeds:
    """What the menu of an icon in the tray does."""

    open_window: Callable[[], None]
    join_next: Callable[[], None]
    end_app: Callable[[], None]


class Way(QObject):
    """Shows messages by their numbers, which the caller makes up.

    Attributes:
        replaces: Whether a message of the same number takes the place of the first, instead of being one more.

    Signals:
        answered(int, object): Whether the desktop took it: True, False, or None where it does not say.
        chosen(int, bool, str): Somebody clicked; whether on what stands for the action. With the desktop's token for
            bringing a window to the front, often empty. The number may be of one that was withdrawn.
        closed(int): It went away, by hand or by time.
    """

    replaces = True
    answered = Signal(int, object)
    chosen = Signal(int, bool, str)
    closed = Signal(int)

    def show_message(self, number: int, message: Message) -> None:
        """Show a message; one of the same number is replaced."""
        raise NotImplementedError

    def withdraw(self, number: int) -> None:
        """Take a message away, where that is possible."""
        raise NotImplementedError

    def set_ready(self, *, ready: bool) -> None:
        """Be there while notifications are wanted, and not else."""

    def end(self) -> None:
        """Take everything away: the app ends."""
        raise NotImplementedError
