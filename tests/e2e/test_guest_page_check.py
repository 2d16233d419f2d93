"""The device check in a real Chromium: camera, microphone, sound, internet, and a camera that is blocked."""

from __future__ import annotations

import json

import pytest

from hosted_meetings_desktop.domain.call import CallTicket
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import PHONE, GuestBrowser, GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import GOOD, STATE, foreign_requests, overflow, with_kit

pytestmark = [pytest.mark.e2e, needs_chromium]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
blocked = pytest.fixture(scope="session")(rig.blocking_browser)
tab = pytest.fixture(rig.careful_tab)


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def test_camera_microphone_sound_and_internet_are_checked(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, ticket, minutes_ahead=5))
    tab.click("#begin")
    tab.until_step("check")
    assert tab.ask("document.activeElement.textContent") == "Check your device"
    for name in ("camera", "microphone", "network"):
        tab.until(GOOD.format(name))
    assert tab.until(
        "(({ videoWidth, currentTime }) => currentTime > 0 && videoWidth)(document.getElementById('mirror'))"
    )
    tab.until("Number(document.getElementById('level').getAttribute('aria-valuenow')) > 10")
    tab.click("#play")
    tab.click("#heard-no")
    assert "Turn the volume up" in tab.ask(STATE.format("speaker"))
    tab.click("#play")
    tab.click("#heard-yes")
    tab.until(GOOD.format("speaker"))
    assert tab.ask("document.getElementById('check-done').textContent") == "Go in"
    assert tab.ask("document.getElementById('check-note').hidden")


def test_a_camera_turned_off_stays_off_in_the_call(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_kit(tab, "() => ''")
    tab.open(guest_link(page, ticket))
    tab.click("#begin")
    tab.until(GOOD.format("camera"))
    tab.click("#camera-switch")
    assert tab.ask("document.getElementById('mirror').srcObject") is None
    tab.click("#check-done")
    tab.until_step("call")
    assert tab.ask("JSON.parse(sessionStorage.getItem('test-kit')).inits") == [{"audio": True, "video": False}]


def test_no_network_is_told_and_tried_again(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, ticket, minutes_ahead=5))
    tab.until_step("welcome")
    tab.until("performance.getEntriesByType('resource').some((one) => one.name.includes('realtimekit-ui.esm'))")
    tab.offline(away=True)
    tab.click("#begin")
    tab.until(f"{STATE.format('network')}.includes('not connected')")
    tab.offline(away=False)
    tab.click("#network-again")
    tab.until(GOOD.format("network"))


def test_the_connection_is_rated_by_how_the_service_answers(tab: GuestTab, page: str) -> None:
    tab.open(page)
    rated = tab.ask(
        "import('/network.js').then(({ rated }) => [rated(40), rated(300), rated(900), rated(40, 2), rated(40, 1),"
        " rated(40, 3, { effectiveType: '3g' }), rated(40, 3, { effectiveType: '2g' }),"
        " rated(40, 3, { downlink: 0.4 })])"
    )
    assert rated == ["good", "fair", "poor", "fair", "poor", "fair", "poor", "fair"]
    verdicts = tab.ask(
        "import('/network.js').then(({ verdict }) => [verdict(200, ''), verdict(401, ''), verdict(403, 'x'),"
        " verdict(404, ''), verdict(500, ''), verdict(403, 'The meeting is INACTIVE')])"
    )
    assert verdicts == ["ok", "dead", "dead", "unknown", "unknown", "cancelled"]


def test_a_blocked_camera_comes_with_what_to_do_in_this_browser(
    blocked: GuestBrowser, page: str, ticket: CallTicket
) -> None:
    tab = blocked.tab(guest_link(page, ticket, minutes_ahead=5), size=PHONE)
    tab.click("#begin")
    tab.until("!document.getElementById('blocked').hidden")
    assert tab.ask(STATE.format("camera")) == "The camera is blocked."
    assert tab.ask(STATE.format("microphone")) == "The microphone is blocked."
    steps = tab.ask("[...document.querySelectorAll('#blocked li')].map((one) => one.textContent)")
    assert steps[0].startswith("At the top, select the icon to the left")
    assert "Try again" in steps[-1]
    assert "cannot hear you" in tab.ask("document.getElementById('check-note').textContent")
    assert overflow(tab) <= 0
    tab.portal.call(tab.context.grant_permissions, ["camera", "microphone"])
    tab.click("#blocked-again")
    tab.until(GOOD.format("camera"))
    assert tab.ask("document.getElementById('blocked').hidden")
    assert foreign_requests(tab) == []
    tab.close()


_WEBKIT = "(KHTML, like Gecko)"
_CHROME = f"AppleWebKit/537.36 {_WEBKIT} Chrome/140.0.0.0"
_WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"
_IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 {_WEBKIT}"
_MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 {_WEBKIT}"
AGENTS = {
    "chrome": _WINDOWS,
    "edge": f"{_WINDOWS} Edg/140.0.0.0",
    "firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "firefox_android": "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
    "safari_mac": f"{_MAC} Version/18.0 Safari/605.1.15",
    "chrome_android": f"{_ANDROID} {_CHROME} Mobile Safari/537.36",
    "samsung": f"{_ANDROID} AppleWebKit/537.36 {_WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    "safari_ios": f"{_IPHONE} Version/18.0 Mobile/15E148 Safari/604.1",
    "other_ios": f"{_IPHONE} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
    "other": "Mozilla/5.0 (SmartTV) Something/1.0",
}


def test_each_browser_has_its_own_steps(tab: GuestTab, page: str) -> None:
    tab.open(page)
    agents = json.dumps([[agent, "iPhone" in agent] for agent in AGENTS.values()])
    found = tab.ask(f"import('/browser.js').then(({{ family }}) => {agents}.map((one) => family(...one)))")
    assert found == list(AGENTS)
    known = tab.ask(
        "fetch('/languages/en.json').then((one) => one.json()).then((one) => Object.keys(one.blocked.steps))"
    )
    assert set(AGENTS) == set(known)


def test_a_browser_that_cannot_and_a_page_that_may_not_are_told(
    browser: GuestBrowser, page: str, ticket: CallTicket
) -> None:
    for before, heading in (
        ("delete window.RTCPeerConnection", "This browser cannot show the visit"),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "This page is not set up securely"),
    ):
        tab = browser.tab(guest_link(page, ticket), before=before)
        tab.until_step("closing")
        assert tab.heading() == heading
        tab.close()
