"""A key with its modifiers, as every system's way of watching for it takes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence


class Modifier(Flag):
    """Qt's modifiers; on macOS ``CTRL`` is the command key and ``META`` is control, as everywhere in Qt."""

    NONE = 0
    CTRL = auto()
    SHIFT = auto()
    ALT = auto()
    META = auto()


_OF_QT = {
    Qt.KeyboardModifier.ControlModifier: Modifier.CTRL,
    Qt.KeyboardModifier.ShiftModifier: Modifier.SHIFT,
    Qt.KeyboardModifier.AltModifier: Modifier.ALT,
    Qt.KeyboardModifier.MetaModifier: Modifier.META,
}
_SPECIAL = {Qt.Key.Key_Pause: "Pause", Qt.Key.Key_ScrollLock: "Scroll_Lock", Qt.Key.Key_Insert: "Insert"}
_LAST_F = 24


@dataclass(frozen=True, slots=True)
class Combination:
    """One stroke.

    Attributes:
        key: ``A`` to ``Z``, ``0`` to ``9``, ``F1`` to ``F24``, ``Pause``, ``Scroll_Lock`` or ``Insert``: keys that
            every layout has.
        modifiers: What is held meanwhile.
    """

    key: str
    modifiers: Modifier

    @property
    def f_number(self) -> int:
        """Return the number of a function key, 0 for any other."""
        return int(self.key[1:]) if len(self.key) > 1 and self.key[0] == "F" else 0


def combination_of(sequence: QKeySequence) -> Combination | None:
    """Return a sequence as one stroke.

    None for what must not be taken from all other programs: nothing, more than one stroke, a letter or figure that
    is typed, and keys that not every layout has.
    """
    if sequence.count() != 1:
        return None
    stroke: QKeyCombination = sequence[0]  # type: ignore[index] # the stub of PySide6 6.11 lacks __getitem__
    modifiers = Modifier.NONE
    for qt, ours in _OF_QT.items():
        if stroke.keyboardModifiers() & qt:
            modifiers |= ours
    key = _name(stroke.key())
    if not key:
        return None
    typed = len(key) == 1 and not modifiers & (Modifier.CTRL | Modifier.ALT | Modifier.META)
    return None if typed else Combination(key, modifiers)


def _name(key: Qt.Key) -> str:
    number = int(key)
    if Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        return chr(number)
    function = number - int(Qt.Key.Key_F1) + 1
    if 1 <= function <= _LAST_F:
        return f"F{function}"
    return _SPECIAL.get(key, "")
