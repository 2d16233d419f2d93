"""The key that mutes: watched for while there is a call, and said why where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from hosted_meetings_desktop.ui.call.call_now import CallNow
from hosted_meetings_desktop.ui.call_keys.combination import Combination, combination_of
from hosted_meetings_desktop.ui.call_keys.native import native_key_way
from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay
from hosted_meetings_desktop.ui.runtime.calls import Calls


class MutedDesk(Protocol):
    """What is muted (``CallDesk``)."""

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


class MuteKey(QObject):
    """Follows the calls and what the person chose.

    Signals:
        state_changed(): It stands otherwise with the key: see ``state`` and ``named``.
    """

    state_changed = Signal()

    def __init__(
        self,
        preferences: MuteKeyPreferences,
        calls: Calls,
        parent: QObject | None = None,
        *,
        find_way: Callable[[Calls, QObject], KeyWay | None] = native_key_way,
    ) -> None:
        """Make it; nothing is watched for before :meth:`follow_wishes` or a call.

        Args:
            preferences: What the person chose.
            calls: Runs what takes time.
            parent: The owner.
            find_way: Finds how this system watches for keys.
        """
        super().__init__(parent)
        self._preferences = preferences
        self._calls = calls
        self._find_way = find_way
        self._way: KeyWay | None = None
        self._looked = False
        self._desk: MutedDesk | None = None
        self._taken: Combination | None = None
        self._state = KeyState.READY if preferences.on else KeyState.OFF
        self._named = ""

    @property
    def state(self) -> KeyState:
        """How it stands with the key."""
        return self._state

    @property
    def named(self) -> str:
        """How the desktop calls the key that it gave; empty for the one that was asked for."""
        return self._named

    def serve(self, desk: MutedDesk) -> None:
        """Mute the calls of a desk."""
        self._desk = desk
        desk.changed.connect(self._follow)
        desk.media_changed.connect(self._follow)
        self._follow()

    @Slot()
    def follow_wishes(self) -> None:
        """Heed what the person chose, as it is kept now; the key is tried at once, so that it can be said if not."""
        self._release()
        if not self._preferences.on:
            self._become(KeyState.OFF)
            return
        self._take()
        if self._way is not None and not self._way.lasting and not self._in_call() and self._state is KeyState.WORKS:
            self._release()
            self._become(KeyState.READY)

    def end(self) -> None:
        """Give the key back: the app ends, or its account is left."""
        self._taken = None
        if self._way is not None:
            self._way.end()

    def _in_call(self) -> bool:
        return self._desk is not None and self._desk.now() is not None

    @Slot()
    def _follow(self) -> None:
        if not self._preferences.on:
            return
        if self._in_call() and self._taken is None:
            self._take()
        elif not self._in_call() and self._taken is not None and self._way is not None and not self._way.lasting:
            self._release()
            self._become(KeyState.READY)

    def _take(self) -> None:
        combination = combination_of(self._preferences.keys)
        if combination is None:
            self._become(KeyState.UNFIT)
            return
        way = self._find()
        if way is None:
            self._become(KeyState.NO_WAY)
            return
        self._taken = combination
        way.take(combination)

    def _release(self) -> None:
        self._taken, self._named = None, ""
        if self._way is not None:
            self._way.release()

    def _find(self) -> KeyWay | None:
        if not self._looked:
            self._looked = True
            way = self._way = self._find_way(self._calls, self)
            if way is not None:
                way.pressed.connect(self._press)
                way.answered.connect(self._become)
                way.named.connect(self._note_name)
        return self._way

    def _press(self) -> None:
        if self._desk is not None:
            self._desk.toggle_microphone()

    def _note_name(self, name: str) -> None:
        self._named = name
        self.state_changed.emit()

    def _become(self, state: KeyState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit()
