"""The page cannot be led elsewhere, and the token is nowhere but in the provider's own SDK."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.bars import Bar
from tests.e2e.call_page import PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState, made_up_ticket

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]


@pytest.mark.parametrize("kit", list(Kit))
def test_the_token_is_in_no_url_title_global_or_log(
    open_call: OpenCall,
    pages: Pages,
    until_state: UntilState,
    embedded_dyte: EmbeddedDyte,
    caplog: pytest.LogCaptureFixture,
    kit: Kit,
) -> None:
    caplog.set_level(logging.DEBUG)
    ticket = embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit, show_setup=False)
    window = open_call(ticket)
    until_state(window, "joined")
    pages.run(window, f"console.log('joining with {ticket.token}')")
    pages.until(window, "typeof window.takeTicket === 'undefined'")
    window.view.ask("leave")
    until_state(window, "left")
    page = window.view.call_page
    assert ticket.token not in page.url().toString() + page.requestedUrl().toString() + page.title()
    assert ticket.token not in window.windowTitle() + repr(ticket) + repr(window)
    assert ticket.token not in pages.ask(window, "document.documentElement.outerHTML")
    assert pages.ask(window, "Object.keys(localStorage).map(key => localStorage[key]).join()").find("eyJ") == -1
    assert "joining with" in caplog.text
    assert ticket.token.split(".")[1] not in caplog.text


FETCH = "fetch({}).then(r => {{ window.got = r.status }}, e => {{ window.got = e.message }})"


ELSEWHERE = (
    "/../../package.json",
    "/%2e%2e/package.json",
    "/assets/..%2fcall.html",
    "/missing.js",
    "/kit/realtimekit/package.json",
    "https://example.com/",
    "http://127.0.0.1:9/v2/meetings",
    "file:///etc/passwd",
    "qrc:/qtwebchannel/qwebchannel.js",
)


def test_the_page_can_fetch_nothing_but_its_own(open_call: OpenCall, pages: Pages, until_state: UntilState) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    not_found = 404
    for url in ELSEWHERE:
        pages.run(window, "window.got = undefined, " + FETCH.format(repr(url)))
        assert pages.until(window, "window.got") in {not_found, "Failed to fetch"}, url


def test_the_page_can_fetch_its_own_files(open_call: OpenCall, pages: Pages, until_state: UntilState) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    pages.run(window, FETCH.format("'/assets/emojis-data.json'"))
    assert pages.until(window, "window.got") == 200
    pages.run(window, "window.got = 0, " + FETCH.format("'https://cdn.dyte.in/assets/emojis-data.json'"))
    assert pages.until(window, "window.got") == 200


def test_scripts_of_the_page_itself_obey_the_content_policy(
    open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    pages.run(
        window,
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.crept = 1'}))",
    )
    assert pages.ask(window, "window.crept ?? 'kept out'") == "kept out"


class Browser(QObject):
    """Stands for the person's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_a_link_leads_to_the_browser_only_after_the_person_said_so(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    try:
        pages.run(window, "location.href = 'https://example.com/moved'")
        window.view.call_page.link_clicked.emit(QUrl("https://example.com/leaflet"))
        bar = window.findChild(Bar, "link_bar")
        assert bar is not None
        assert bar.text == "Open example.com in the browser?"
        assert browser.opened == []
        bar.findChild(QPushButton, "open").click()
        assert browser.opened == ["https://example.com/leaflet"]
        window.view.call_page.link_clicked.emit(QUrl("https://test.realtime.cloudflare.com/?authToken=x"))
        assert not bar.isVisible()
    finally:
        QDesktopServices.unsetUrlHandler("https")
    assert window.view.call_page.url().toString() == "app://call/call.html"


def test_a_file_of_the_chat_lands_in_downloads(
    qtbot: QtBot,
    open_call: OpenCall,
    pages: Pages,
    until_state: UntilState,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "hosted_meetings_desktop.ui.call.downloads.QStandardPaths.writableLocation", lambda _where: str(tmp_path)
    )
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    pages.run(
        window,
        "Object.assign(document.createElement('a'),"
        " {href: URL.createObjectURL(new Blob(['results'])), download: '../letter.txt'}).click()",
    )
    bar = window.findChild(Bar, "notice_bar")
    assert bar is not None
    qtbot.waitUntil(lambda: "was saved in" in bar.text, timeout=PATIENCE_MS)
    saved = list(tmp_path.glob("*letter.txt"))
    assert [path.read_text() for path in saved] == ["results"]
