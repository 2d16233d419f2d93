"""A call on hold: nobody in it hears or sees this person, who hears and sees nobody, until it is resumed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.ui.call.view import CallView


class Hold(QObject):
    """Knows whether a call is on hold, and what was on before.

    The page switches microphone and camera off through the kit, as the person would, so that the others see it like
    any other muting. What comes in is silenced here: for the whole page, whatever the kit plays.

    Signals:
        changed(bool): The call is on hold now, or not any more.
    """

    changed = Signal(bool)

    def __init__(self, view: CallView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._held = False
        self._before: frozenset[str] = frozenset()

    @property
    def held(self) -> bool:
        """Whether the call is on hold."""
        return self._held

    def begin(self, media: frozenset[str]) -> None:
        """Put the call on hold; ``media`` is what is on, and on again afterwards."""
        if self._held:
            return
        self._held, self._before = True, media
        self._apply()
        self.changed.emit(True)  # noqa: FBT003 - a signal's argument

    def renew(self) -> None:
        """Put the page on hold once more: it was loaded afresh meanwhile."""
        if self._held:
            self._apply()

    def end(self) -> None:
        """Go on where the call was."""
        if not self._held:
            return
        before = self._before
        self.drop()
        self._view.ask("resume")
        for kind in sorted(before):
            self._view.ask(f"turn_on:{kind}")

    def drop(self) -> None:
        """Forget it: the call is over."""
        if self._held:
            self._held, self._before = False, frozenset()
            self._view.call_page.setAudioMuted(False)
            self.changed.emit(False)  # noqa: FBT003 - a signal's argument

    def _apply(self) -> None:
        self._view.call_page.setAudioMuted(True)
        self._view.ask("hold")
