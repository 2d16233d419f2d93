"""How a key is watched for whatever program is in front: one way per system, all used alike."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.ui.call_keys.combination import Combination


class KeyState(Enum):
    """How it stands with the key."""

    OFF = "off"
    """Nobody wants one."""
    READY = "ready"
    """It is watched for as soon as there is a call."""
    ASKING = "asking"
    """The desktop asks the person."""
    WORKS = "works"
    """It is watched for."""
    TAKEN = "taken"
    """Another program has it."""
    REFUSED = "refused"
    """The person, or the desktop, said no."""
    NO_WAY = "no_way"
    """This system lets no program watch for keys."""
    UNFIT = "unfit"
    """What is chosen is no key for this."""


class KeyWay(QObject):
    """Watches for one combination at a time.

    Attributes:
        lasting: Whether the key is this program's for good, as the person gave it in the desktop's own dialog; where
            it is not, it is taken from all other programs only while there is a call.

    Signals:
        pressed(): It was pressed; a key that is held down counts once.
        answered(KeyState): What came of :meth:`take`, and again when that changes.
        named(str): The desktop gave another key than was asked for, and calls it so; empty for the one asked for.
    """

    lasting = False
    pressed = Signal()
    answered = Signal(object)
    named = Signal(str)

    def take(self, combination: Combination) -> None:
        """Watch for a combination from now on, in the place of another one."""
        raise NotImplementedError

    def release(self) -> None:
        """Watch no longer; harmless when it does not."""
        raise NotImplementedError

    def end(self) -> None:
        """Give everything back: the app ends."""
        self.release()
