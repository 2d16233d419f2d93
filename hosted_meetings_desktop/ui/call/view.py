"""The web view of one call: a private profile, one page, and every way in and out of it guarded."""

from __future__ import annotations

import logging

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.call import CallTicket, WayOut
from hosted_meetings_desktop.support.redaction import redact
from hosted_meetings_desktop.ui.call import boot
from hosted_meetings_desktop.ui.call.bridge import CallBridge
from hosted_meetings_desktop.ui.call.interceptor import CallInterceptor, TrafficRules
from hosted_meetings_desktop.ui.call.scheme import PAGE, SCHEME, CallSchemeHandler, content_policy, register_scheme
from hosted_meetings_desktop.ui.theme.tokens import DARK

logger = logging.getLogger(__name__)
console = logging.getLogger(f"{__name__}.console")

_Attribute = QWebEngineSettings.WebAttribute
_ON = (_Attribute.ScreenCaptureEnabled, _Attribute.FullScreenSupportEnabled, _Attribute.JavascriptCanAccessClipboard)
_OFF = (
    _Attribute.PlaybackRequiresUserGesture,
    _Attribute.LocalContentCanAccessFileUrls,
    _Attribute.JavascriptCanOpenWindows,
    _Attribute.PluginsEnabled,
    _Attribute.HyperlinkAuditingEnabled,
    _Attribute.NavigateOnDropEnabled,
)


class CallPage(QWebEnginePage):
    """The page itself: stays on ``app://call/call.html`` whatever is clicked.

    Signals:
        link_clicked(QUrl): Something in the page wants to open an address outside.
    """

    link_clicked = Signal(QUrl)

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        for attribute in _ON + _OFF:
            self.settings().setAttribute(attribute, attribute in _ON)
        # Until the page has drawn itself the engine would show white.
        self.setBackgroundColor(QColor(DARK.canvas))
        self.newWindowRequested.connect(self._offer_link)

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        kind: QWebEnginePage.NavigationType,
        is_main_frame: bool,  # noqa: FBT001 - Qt's
        /,
    ) -> bool:
        """Stay on the call page; offer a clicked link to the person."""
        target = QUrl(url)
        if is_main_frame and f"{target.scheme()}://{target.authority()}{target.path()}" == PAGE:
            return True
        if kind == QWebEnginePage.NavigationType.NavigationTypeLinkClicked:
            self.link_clicked.emit(target)
        return False

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str, /
    ) -> None:
        """Keep what the page writes to its console, at DEBUG and without secrets."""
        console.debug("%s %s (%s:%d)", level.name, redact(message)[:1000], redact(source)[-80:], line)

    def _offer_link(self, request: QWebEngineNewWindowRequest) -> None:
        # Not answered: no window is opened.
        if request.isUserInitiated():
            self.link_clicked.emit(request.requestedUrl())


class CallView(QWebEngineView):
    """Shows the call page.

    Signals:
        stopped(str): The renderer died; the text is for the log.
    """

    stopped = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, way_out: WayOut | None = None) -> None:
        super().__init__(parent)
        register_scheme()
        self._rules: TrafficRules | None = None
        self._ticket_lies_ready = False
        # Nameless: nothing of a call is written to disk. Owned by the application, because a profile that goes
        # before its page takes the process down; the page hands it over below.
        self._profile = QWebEngineProfile(QCoreApplication.instance())
        # Whom the page may speak to comes with the ticket; it is not loaded before.
        self._handler = CallSchemeHandler(content_policy(()), self._profile)
        self._profile.installUrlSchemeHandler(QByteArray(SCHEME), self._handler)
        self._interceptor = CallInterceptor(TrafficRules(), self._profile)
        self._profile.setUrlRequestInterceptor(self._interceptor)
        self.call_page = CallPage(self._profile, self)
        self.call_page.destroyed.connect(self._profile.deleteLater)
        self.bridge = CallBridge(self.call_page)
        self._channel = QWebChannel(self.call_page)
        self._channel.registerObject("host", self.bridge)
        self.call_page.setWebChannel(self._channel)
        self.call_page.renderProcessTerminated.connect(self._note_end)
        boot.set_page_words(self.call_page.scripts(), way_out)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setPage(self.call_page)

    @property
    def profile_of_call(self) -> QWebEngineProfile:
        """The call's own, forgetful profile."""
        return self._profile

    def open(self, ticket: CallTicket, circumstances: boot.Circumstances) -> None:
        """Load the page with a ticket, which also says whom the page may speak to."""
        self._rules = TrafficRules(ticket.edge_url)
        self._interceptor.set_rules(self._rules)
        self._handler.set_policy(content_policy(self._rules.servers()))
        boot.put_ticket(self.call_page.scripts(), ticket, circumstances=circumstances)
        self._ticket_lies_ready = True
        self.load(QUrl(PAGE))

    def load_again(self) -> bool:
        """Load the page once more; False when its ticket is used up already and another is needed first."""
        if self._ticket_lies_ready:
            self.load(QUrl(PAGE))
        return self._ticket_lies_ready

    def go_on(self, ticket: CallTicket, circumstances: boot.Circumstances) -> bool:
        """Hand the loaded page another ticket; False when it must be loaded afresh for this one."""
        if self._rules != TrafficRules(ticket.edge_url):
            return False
        self.call_page.runJavaScript(boot.go_on_source(ticket, circumstances))
        return True

    def ticket_was_taken(self) -> None:
        """Forget the ticket that the page has read."""
        self._ticket_lies_ready = False
        boot.take_back(self.call_page.scripts())

    def ask(self, wish: str) -> None:
        """Ask the page to do something; see ``CallBridge.ask``."""
        self.bridge.ask(wish)

    def _note_end(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        logger.debug("The call's renderer ended: %s, code %d", status.name, code)
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.stopped.emit(status.name)
