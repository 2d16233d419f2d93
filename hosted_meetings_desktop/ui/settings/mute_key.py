"""The settings' group about the key that mutes the call, whatever program is in front."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QCheckBox, QKeySequenceEdit, QWidget

from hosted_meetings_desktop.ui.call_keys.preferences import MuteKeyPreferences
from hosted_meetings_desktop.ui.call_keys.ways import KeyState
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import set_look
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.theme.tokens import SIZE

_WRONG = frozenset({KeyState.TAKEN, KeyState.REFUSED, KeyState.UNFIT})
"""The person has to do something before the key mutes."""


class KeyKeeper(Protocol):
    """What watches for the key (``MuteKey``)."""

    @property
    def state(self) -> KeyState:
        """How it stands with the key."""
        ...

    @property
    def named(self) -> str:
        """How the desktop calls the key that it gave; empty for the one asked for."""
        ...

    @property
    def state_changed(self) -> SignalInstance:
        """It stands otherwise with the key."""
        ...

    def follow_wishes(self) -> None:
        """Heed what was chosen."""
        ...


class MuteKeyGroup(SettingsGroup):
    """Whether there is one, which, and how it stands with it; every choice takes effect at once."""

    def __init__(self, preferences: MuteKeyPreferences, keeper: KeyKeeper, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("MuteKeyGroup", "Mute key")
        found_by = QCoreApplication.translate("MuteKeyGroup", "shortcut hotkey keyboard unmute microphone")
        super().__init__(title, parent, found_by=found_by)
        self._preferences = preferences
        self._keeper = keeper
        self.on_box = QCheckBox(self.tr("Mute and unmute with a key, whatever program is in front"))
        self.on_box.setAccessibleName(self.on_box.text())
        self.on_box.clicked.connect(self._keep_on)
        self.add_wide(self.on_box)
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setMaximumWidth(SIZE.details_width // 2)
        self.keys.setAccessibleName(self.tr("The key"))
        self.keys.editingFinished.connect(self._keep_keys)
        self._note = self.add_row(self.tr("Key"), self.keys, note=" ")
        keeper.state_changed.connect(self._tell)
        self.reload()

    @property
    def note(self) -> str:
        """What is said about the key."""
        return self._note.text()

    def reload(self) -> None:
        """Show what is kept."""
        self.on_box.setChecked(self._preferences.on)
        self.keys.setKeySequence(self._preferences.keys)
        self._show()

    def _keep_on(self, on: bool) -> None:  # noqa: FBT001 (a signal's)
        self._preferences.on = on
        self._heed()

    def _keep_keys(self) -> None:
        keys = self.keys.keySequence()
        if keys.isEmpty():
            self.keys.setKeySequence(self._preferences.keys)
        elif keys != self._preferences.keys:
            self._preferences.keys = keys
            self._heed()

    def _heed(self) -> None:
        self._keeper.follow_wishes()
        self._show()

    def _tell(self) -> None:
        before = self.note
        self._show()
        if self.note != before:
            announce(self, self.note)

    def _show(self) -> None:
        self.keys.setEnabled(self._preferences.on)
        text = {
            KeyState.OFF: self.tr("During a call no other program gets this key."),
            KeyState.READY: self.tr("Works during a call; no other program gets this key then."),
            KeyState.ASKING: self.tr("Your desktop asks you about this key now."),
            KeyState.WORKS: self.tr("Works now."),
            KeyState.TAKEN: self.tr("Another program has this key already. Choose another one."),
            KeyState.REFUSED: self.tr(
                "The desktop did not give this key. Switch this off and on to be asked again, or choose another one."
            ),
            KeyState.NO_WAY: self.tr("This desktop lets no program watch for keys. The tray mutes with one click."),
            KeyState.UNFIT: self.tr("Choose a key together with Ctrl or Alt, or a function key: letters are typed."),
        }[self._keeper.state]
        if self._keeper.state is KeyState.WORKS and self._keeper.named:
            text = self.tr("Works now. Your desktop calls it %1.").replace("%1", self._keeper.named)
        self._note.setText(text)
        set_look(self._note, "tone", "stop" if self._keeper.state in _WRONG else "muted")
