"""Opens the check-up, one window at a time, and offers it before a host's first call of the day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.checkup_offer import is_due, leaves_time
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.checkup.media import Media
from hosted_meetings_desktop.ui.checkup.memory import keep_memory, read_memory
from hosted_meetings_desktop.ui.checkup.offer import CheckupOffer
from hosted_meetings_desktop.ui.checkup.run import CheckupNetwork
from hosted_meetings_desktop.ui.checkup.window import CheckupWindow
from hosted_meetings_desktop.ui.runtime.calls import Calls

ASK_PATIENCE_MS = 700
"""How long joining waits for the plan to say when the meeting starts."""


def _now() -> datetime:
    return datetime.now().astimezone()


def web_media(settings: QSettings) -> Media:
    """Return the devices as calls get them; loads the web engine.

    Raises:
        ImportError: this PC lacks what the web engine needs.
    """
    from hosted_meetings_desktop.ui.call.permissions import SettingsMediaPolicy
    from hosted_meetings_desktop.ui.checkup.view import CheckupView

    return CheckupView(SettingsMediaPolicy(settings))


def open_checkup(
    network: CheckupNetwork,
    calls: Calls,
    settings: QSettings,
    *,
    before_call: bool = False,
    in_call: Callable[[], bool] = lambda: False,
    make_media: Callable[[QSettings], Media] = web_media,
    over: QWidget | None = None,
) -> CheckupWindow:
    """Open a check-up and start it; returns its window, which deletes itself when it is closed.

    Args:
        network: What tries the network out, ``services.checkup.CheckupService``.
        calls: Runs it.
        settings: Where answers, devices and the last good check-up are remembered.
        before_call: Whether a call waits for it.
        in_call: Whether a call is under way.
        make_media: Loads the web engine and returns the devices.
        over: Over which window it opens; it does not stay above it.
    """
    missing = ""
    media: Media | None = None
    try:
        media = make_media(settings)
    except ImportError as problem:
        missing = str(problem)
    window = CheckupWindow(network, calls, settings, media, before_call=before_call, in_call=in_call, missing=missing)
    if over is not None:
        window.move(over.window().frameGeometry().center() - window.rect().center())
    window.show()
    window.begin()
    return window


class CheckupDesk(QObject):
    """Holds the check-up that is open, and the offer.

    Signals:
        opened(CheckupWindow): A check-up was opened.
        offered(CheckupOffer): One is offered.
    """

    opened = Signal(object)
    offered = Signal(object)

    def __init__(
        self,
        network: Callable[[], CheckupNetwork],
        calls: Calls,
        settings: QSettings,
        over: QWidget,
        *,
        in_call: Callable[[], bool],
        starts_at: Callable[[MeetingId], Awaitable[datetime | None]],
        make_media: Callable[[QSettings], Media] = web_media,
        now: Callable[[], datetime] = _now,
        patience_ms: int = ASK_PATIENCE_MS,
    ) -> None:
        """Make the desk; nothing is loaded before a check-up is opened.

        Args:
            network: Makes what tries the network out, when it is first needed.
            calls: Runs what takes time.
            settings: Where everything is remembered on this PC.
            over: The app's window.
            in_call: Whether a call is under way.
            starts_at: Returns when a meeting starts; None where nobody planned it here.
            make_media: Loads the web engine and returns the devices.
            now: Tells the time in this PC's zone.
            patience_ms: How long joining waits for ``starts_at``.
        """
        super().__init__(over)
        self._network = network
        self._calls = calls
        self._settings = settings
        self._over = over
        self._in_call = in_call
        self._starts_at = starts_at
        self._make_media = make_media
        self._now = now
        self._patience_ms = patience_ms
        self.window: CheckupWindow | None = None
        self.offer: CheckupOffer | None = None
        self._asking: set[MeetingId] = set()

    def open(self, go_on: Callable[[], None] | None = None) -> None:
        """Open the check-up, or bring it to the front; ``go_on`` joins the call that it comes before."""
        if self.window is not None and go_on is not None:
            self.window.close()  # it knows of no call: one that leads on into it takes its place
        if self.window is not None:
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()
            return
        self.window = open_checkup(
            self._network(),
            self._calls,
            self._settings,
            before_call=go_on is not None,
            in_call=self._in_call,
            make_media=self._make_media,
            over=self._over,
        )
        self.window.closed.connect(self._forget_window)
        if go_on is not None:
            self.window.join_wanted.connect(go_on)
        self.opened.emit(self.window)

    def before_call(self, meeting_id: MeetingId, go_on: Callable[[], None], *, host: bool) -> None:
        """Offer a check-up before a call where that is due; otherwise, and after it, ``go_on``.

        Args:
            meeting_id: Which meeting.
            go_on: Joins it; called once, at once where nothing is offered.
            host: Whether its host joins.
        """
        if self.offer is not None:
            # Whoever asks to join once more has answered it.
            self.offer.close()
        if meeting_id in self._asking:
            return  # the same wish once more, a moment later
        if self.window is not None or not self._is_due(host=host):
            go_on()
            return
        self._asking.add(meeting_id)
        patience = QTimer(self, interval=self._patience_ms, singleShot=True)

        def is_first_answer() -> bool:
            if meeting_id not in self._asking:
                return False
            self._asking.discard(meeting_id)
            patience.stop()
            patience.deleteLater()
            return True

        def lose_patience() -> None:
            if is_first_answer():
                go_on()

        def decide(starts_at: datetime | None) -> None:
            if not is_first_answer():
                return  # joined already
            if leaves_time(starts_at, self._now()) and self.offer is None:
                self._offer(go_on)
            else:
                go_on()

        patience.timeout.connect(lose_patience)
        patience.start()
        self._calls.run(self, lambda: self._starts_at(meeting_id), decide, lambda _error: decide(None))

    def close(self) -> None:
        """Take window and offer away; nothing is joined."""
        self._asking.clear()
        if self.offer is not None:
            offer, self.offer = self.offer, None
            offer.blockSignals(True)  # noqa: FBT003 (Qt's signature)
            offer.close()
        if self.window is not None:
            self.window.close()
            for _window_then_page_then_profile in range(3):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _is_due(self, *, host: bool) -> bool:
        return is_due(read_memory(self._settings), self._now().date(), host=host, in_call=self._in_call())

    def _offer(self, go_on: Callable[[], None]) -> None:
        memory = read_memory(self._settings)
        keep_memory(self._settings, memory.after_offer(self._now().date()))
        offer = CheckupOffer(faulty=memory.faulty, parent=self._over)
        offer.skipped.connect(go_on)
        offer.accepted.connect(lambda: self.open(go_on))
        offer.unwanted.connect(lambda: self._stop_offering(go_on))
        for answered in (offer.skipped, offer.accepted, offer.unwanted):
            answered.connect(self._forget_offer)
        self.offer = offer
        offer.adjustSize()
        offer.move(self._over.window().frameGeometry().center() - offer.rect().center())
        offer.show()
        offer.activateWindow()
        self.offered.emit(offer)

    def _stop_offering(self, go_on: Callable[[], None]) -> None:
        keep_memory(self._settings, replace(read_memory(self._settings), unwanted=True))
        go_on()

    def _forget_offer(self) -> None:
        self.offer = None

    def _forget_window(self) -> None:
        self.window = None
