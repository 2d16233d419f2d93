"""What the call window adds to the kit: hold, the small window, captions, and a sign while the screen is shared."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.ear import PageEar
from hosted_meetings_desktop.ui.call.hold import Hold
from hosted_meetings_desktop.ui.call.mini import MiniView
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.share_sign import ShareSign, can_stand_in_front
from hosted_meetings_desktop.ui.call.sharing import SharingDesk
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from hosted_meetings_desktop.ui.call.view import CallView
from hosted_meetings_desktop.ui.call.words import say

_IN_IT = frozenset({"joined", "reconnecting"})
_STAYS_SMALL = _IN_IT | {"renewing", "loading", "joining"}
"""In these the small window stays small: what happens needs nobody's answer."""


class CallExtras(QObject):
    """Keeps the window's own parts in step with the page.

    Signals:
        resuming(): The call is about to go on: now is the time to hold another one.
        sharing_changed(bool): The screen is shared now, or not any more.
    """

    resuming = Signal()
    sharing_changed = Signal(bool)

    def __init__(
        self,
        window: QMainWindow,
        view: CallView,
        bars: BarColumn,
        status: StatusRow,
        sharing: SharingDesk,
        preferences: CallPreferences,
    ) -> None:
        """Make it; the window puts the strips of the small window into its column.

        Args:
            window: The call window.
            view: The page.
            bars: The bars above it.
            status: The row below it.
            sharing: Knows what is shared.
            preferences: What the person chose.
        """
        super().__init__(window)
        self._window = window
        self._view = view
        self._bars = bars
        self._status = status
        self._sharing = sharing
        self._preferences = preferences
        self._media: frozenset[str] = frozenset()
        self._shares = False
        self._speaker = ""
        self._sign: ShareSign | None = None
        self.hold = Hold(view, self)
        self.mini = MiniView(window, preferences, (bars, status))
        self._connect()

    def _connect(self) -> None:
        self.hold.changed.connect(self._show_hold)
        self.mini.changed.connect(lambda on: self._view.ask("mini" if on else "whole"))
        self._status.captions_wanted.connect(self.switch_captions)
        self._status.hold_wanted.connect(self.toggle_hold)
        self._bars.resume_wanted.connect(self.resume)
        self._bars.stop_sharing_wanted.connect(self.stop_sharing)
        self.mini.buttons.resume_wanted.connect(self.resume)
        self.mini.buttons.stop_sharing_wanted.connect(self.stop_sharing)
        self._view.stopped.connect(lambda _status: self._lose_share())
        self._view.stopped.connect(lambda _status: self.mini.top.show_recorded(""))
        self._status.voices.told.connect(self.mini.top.show_voices)

    def listen(self, ear: PageEar) -> None:
        """Hear from the page what the window's own parts show."""
        ear.speaker_heard.connect(self.hear_speaker)
        ear.recording_heard.connect(self.mini.top.show_recorded)
        ear.captions_offered.connect(self.offer_captions)

    # ---- hold

    def toggle_hold(self) -> None:
        """Hold the call, or go on with it; nothing outside a call."""
        if self.hold.held:
            self.resume()
        elif self._status.offers_call:
            self.hold.begin(self._media)

    def resume(self) -> None:
        """Go on with a call that is on hold, with microphone and camera as they were."""
        if self.hold.held:
            self.resuming.emit()
            self.hold.end()

    # ---- sharing

    @property
    def shares(self) -> bool:
        """Whether the screen is shared now."""
        return self._shares

    def stop_sharing(self) -> None:
        """Stop sharing; harmless where nothing is shared."""
        self._view.ask("stop_sharing")

    # ---- captions

    def switch_captions(self, on: bool) -> None:  # noqa: FBT001 - a signal's
        """Show captions, or no longer, and remember it."""
        self._preferences.captions = on
        self._status.offer_captions(offered=True, on=on)
        self._view.ask(f"captions:{'on' if on else 'off'}")

    def offer_captions(self) -> None:
        """Offer captions, as the person had them the last time: the meeting delivers them."""
        self._view.ask(f"caption_size:{self._preferences.caption_size}")
        self.switch_captions(self._preferences.captions)

    # ---- what it shows

    def hear_media(self, media: frozenset[str], *, shares: bool) -> None:
        """Note what is on."""
        self._media = media
        self.mini.buttons.show_media(media)
        self.mini.buttons.show_sharing(sharing=shares)
        self._bars.show_sharing(sharing=shares, what=self._sharing.what)
        if shares != self._shares:
            self._shares = shares
            self._show_sign()
            self.sharing_changed.emit(shares)

    def hear_speaker(self, name: str) -> None:
        """Note whose picture the small window shows."""
        self._speaker = name
        self._show_speaker()

    def show_time(self, text: str) -> None:
        """Say how long the person has been in the call."""
        self._status.show_time(text)
        self.mini.top.show_time(text)

    def follow(self, state: str, *, talks: bool) -> None:
        """Offer what fits a state of the call; ``talks`` is false for the front desk's, which only stands by."""
        if state == "renewing":
            self._lose_share()
        self._status.offer_call(offered=talks and state in _IN_IT)
        if state not in _STAYS_SMALL:
            self.mini.leave()
        self._show_speaker("" if state == "joined" else self._status.text)

    def set_page_up(self) -> None:
        """Let the page be what it was before it was loaded (again)."""
        self.hold.renew()
        if self.mini.on:
            self._view.ask("mini")

    def drop(self) -> None:
        """Take away what only makes sense in a call: it is over, or the page is gone."""
        self.hear_media(self._media, shares=False)
        self._status.offer_captions(offered=False)

    def _show_hold(self, held: bool) -> None:  # noqa: FBT001 - a signal's
        self._bars.show_hold(held=held)
        self._status.show_hold(held=held)
        self.mini.buttons.show_hold(held=held)

    def _show_speaker(self, instead: str = "") -> None:
        self.mini.top.show_name(instead or self._speaker or say("Nobody else is here"))

    def _lose_share(self) -> None:
        """Say that the page, gone or on its way back into the room, shares nothing any more: nobody stopped it.

        What is being chosen meanwhile would be captured for a call that is over.
        """
        self._sharing.drop()
        if self._shares:
            self.hear_media(self._media, shares=False)
            self._bars.notice(
                say("Your screen is not shared any more: the call had to be joined again. Share it anew.")
            )

    def _show_sign(self) -> None:
        if not self._shares:
            if self._sign is not None:
                self._sign.hide()
            return
        if not can_stand_in_front():
            return
        if self._sign is None:
            self._sign = ShareSign(self._window)
            self._sign.stop_wanted.connect(self.stop_sharing)
        self._sign.show_on(self._sharing.screen or self._window.screen(), self._sharing.what)
