"""The web view of the check-up: the page, the profile and the permissions of a call, without a call."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.call.devices import DeviceKind
from hosted_meetings_desktop.ui.call.interceptor import CallInterceptor, TrafficRules
from hosted_meetings_desktop.ui.call.permissions import MediaPolicy, PermissionDesk
from hosted_meetings_desktop.ui.call.scheme import ORIGIN, SCHEME, CallSchemeHandler, content_policy, register_scheme
from hosted_meetings_desktop.ui.call.view import CallPage
from hosted_meetings_desktop.ui.checkup.reports import read_heard
from hosted_meetings_desktop.ui.theme.tokens import DARK

logger = logging.getLogger(__name__)

_PAGE = f"{ORIGIN}/checkup.html"


class _Page(CallPage):
    """The page itself: stays on ``app://call/checkup.html``."""

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.setBackgroundColor(QColor(DARK.rail))

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        _kind: QWebEnginePage.NavigationType,
        is_main_frame: bool,  # noqa: FBT001 - Qt's
        /,
    ) -> bool:
        """Stay on the page."""
        return is_main_frame and QUrl(url).toString() == _PAGE


class _Bridge(QObject):
    """What the page sees as ``host``.

    Signals:
        asked(str): To the page: a wish as JSON.
        reported(str): From the page.
    """

    asked = Signal(str)
    reported = Signal(str)

    @Slot(str)
    def report(self, text: str) -> None:
        """Take one message of the page."""
        self.reported.emit(text)


class CheckupView(QWebEngineView):
    """Shows the camera's picture; ``Media``.

    Signals:
        heard(Heard): The page said something.
        stopped(str): The page cannot be shown (any more); for IT.
        asked(tuple): These kinds have to be allowed by the person now.
        withdrawn(): Nothing has to be allowed any more.
        kept_off(tuple): These kinds stay off because of the person's answer.
    """

    heard = Signal(object)
    stopped = Signal(str)
    asked = Signal(tuple)
    withdrawn = Signal()
    kept_off = Signal(tuple)

    def __init__(self, policy: MediaPolicy, parent: QWidget | None = None, *, edge_url: str | None = None) -> None:
        """Make the view.

        Args:
            policy: Remembers what the person said about camera and microphone, as for calls.
            parent: As for every widget.
            edge_url: The embedded service, where the page may speak to it; None for the provider's hosts.
        """
        super().__init__(parent)
        register_scheme()
        rules = TrafficRules(edge_url)
        # As for a call: nameless, and owned by the application until its page is gone.
        self._profile = QWebEngineProfile(QCoreApplication.instance())
        self._handler = CallSchemeHandler(content_policy(rules.servers()), self._profile)
        self._profile.installUrlSchemeHandler(QByteArray(SCHEME), self._handler)
        self._interceptor = CallInterceptor(rules, self._profile)
        self._profile.setUrlRequestInterceptor(self._interceptor)
        self._page = _Page(self._profile, self)
        self._page.destroyed.connect(self._profile.deleteLater)
        self._bridge = _Bridge(self._page)
        self._channel = QWebChannel(self._page)
        self._channel.registerObject("host", self._bridge)
        self._page.setWebChannel(self._channel)
        self._permissions = PermissionDesk(policy, self)
        self._permissions.asked.connect(self.asked)
        self._permissions.withdrawn.connect(self.withdrawn)
        self._permissions.kept_off.connect(self.kept_off)
        self._page.permissionRequested.connect(self._permissions.consider)
        self._page.renderProcessTerminated.connect(self._note_end)
        self._bridge.reported.connect(self._hear)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # What there is to see is said beside it; Tab would be lost in a page without anything to press.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setPage(self._page)

    @property
    def widget(self) -> QWidget:
        """The picture."""
        return self

    @property
    def profile_of_view(self) -> QWebEngineProfile:
        """Its own, forgetful profile."""
        return self._profile

    def start(self) -> None:
        """Load the page."""
        self.load(QUrl(_PAGE))

    def begin(self, chosen: Mapping[str, Mapping[str, str]]) -> None:
        """Switch camera and microphone on, those that were chosen once where they are there."""
        self._wish("begin", chosen={kind: dict(device) for kind, device in chosen.items()})

    def use(self, kind: DeviceKind, identity: str) -> None:
        """Use another device."""
        self._wish("use", kind=kind.value, id=identity)

    def play(self) -> None:
        """Play the tone."""
        self._wish("play")

    def reach(self, hosts: Iterable[str]) -> None:
        """Try to reach these hosts from the page."""
        self._wish("reach", hosts=list(hosts))

    def answer(self, *, allow: bool, remember: bool) -> None:
        """Answer what was asked."""
        self._permissions.answer(allow=allow, remember=remember)

    def ask_again(self) -> None:
        """Forget a no."""
        self._permissions.ask_again()

    def release(self) -> None:
        """Let go of the devices, and of the page with its profile."""
        self.hide()
        self._permissions.drop()
        self.deleteLater()

    def _wish(self, wish: str, **more: Any) -> None:
        self._bridge.asked.emit(json.dumps({"wish": wish, **more}))

    def _hear(self, text: str) -> None:
        heard = read_heard(text)
        if heard is None:
            logger.debug("The check-up's page sent something unreadable (%d characters)", len(text))
            return
        self.heard.emit(heard)

    def _note_end(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.stopped.emit(f"{status.name}, code {code}")
