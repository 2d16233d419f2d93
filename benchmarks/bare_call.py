"""What joining is measured against: a bare QWebEngineView that loads the call page with a ticket it has already.

Reads the ticket from standard input as JSON. The page comes from the app's own scheme handler, as the kit's built
files lie behind it; nothing of the call window is there.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QByteArray, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from benchmarks.marks import AfterPaint, mark
from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.ui.call import engine

_PERSON_MS = 2_000


def main() -> int:
    told = json.loads(sys.stdin.readline())
    ticket = CallTicket(**{**told, "kit": Kit(told["kit"])})
    engine.prepare()
    engine.allow_calls_on_this_pc()
    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLabel("A window"))
    AfterPaint(
        window.centralWidget(), lambda: QTimer.singleShot(_PERSON_MS, window, lambda: open_page(window, ticket))
    )
    window.show()
    return app.exec()


def open_page(window: QMainWindow, ticket: CallTicket) -> None:
    """From here on it counts: the web engine is imported and started, as the app does with its first call."""
    mark("clicked")
    from PySide6.QtWebChannel import QWebChannel
    from PySide6.QtWebEngineCore import QWebEnginePage, QWebEnginePermission, QWebEngineProfile
    from PySide6.QtWebEngineWidgets import QWebEngineView

    from hosted_meetings_desktop.ui.call import boot, scheme
    from hosted_meetings_desktop.ui.call.bridge import CallBridge, PageReport
    from hosted_meetings_desktop.ui.call.interceptor import TrafficRules

    scheme.register_scheme()
    profile = QWebEngineProfile(QApplication.instance())
    handler = scheme.CallSchemeHandler(scheme.content_policy(TrafficRules(ticket.edge_url).servers()), profile)
    profile.installUrlSchemeHandler(QByteArray(scheme.SCHEME), handler)
    view = QWebEngineView()
    page = QWebEnginePage(profile, view)
    page.permissionRequested.connect(QWebEnginePermission.grant)
    bridge = CallBridge(page)
    channel = QWebChannel(page)
    channel.registerObject("host", bridge)
    page.setWebChannel(channel)
    boot.set_page_words(page.scripts())
    boot.put_ticket(page.scripts(), ticket, renewed=False)

    def hear(report: PageReport) -> None:
        if report.what in {"state", "trouble"}:
            mark(report.value)
            if report.value in {"setup", "trouble"}:
                page.destroyed.connect(profile.deleteLater)
                view.deleteLater()
                QTimer.singleShot(0, window.close)

    bridge.reported.connect(hear)
    view.setPage(page)
    view.resize(1100, 760)
    view.show()
    view.load(QUrl(scheme.PAGE))


if __name__ == "__main__":
    raise SystemExit(main())
