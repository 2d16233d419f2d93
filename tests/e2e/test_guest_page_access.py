"""The guest page for everybody: languages, small phones, keyboard, axe's rules, and paint before the kit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.guest_page.brand import LANGUAGES
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import DESKTOP, HEADING, PHONE, STEP, GuestBrowser, GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import GOOD, STATE, faults, needs_axe, overflow, with_kit

pytestmark = [pytest.mark.e2e, needs_chromium]

EMPTY = """[...document.querySelectorAll('[data-say]')].filter((one) => !one.textContent)
  .map((one) => one.dataset.say)"""
UNCOVER = """document.querySelectorAll('main section')
  .forEach((one) => {{ one.hidden = one.dataset.step !== '{}' }})"""

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
blocked = pytest.fixture(scope="session")(rig.blocking_browser)
tab = pytest.fixture(rig.careful_tab)


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def test_it_is_painted_before_the_kit_is_asked_for(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, ticket, minutes_ahead=5))
    tab.until("performance.getEntriesByType('resource').some((one) => one.name.includes('/kit/realtimekit/'))")
    painted, asked = tab.ask(
        "[performance.getEntriesByName('first-contentful-paint')[0].startTime,"
        " Math.min(...performance.getEntriesByType('resource').filter((one) => one.name.includes('/kit/'))"
        ".map((one) => one.startTime))]"
    )
    assert painted < asked
    assert not [url for url in tab.requests if "/kit/web-core/" in url], "only the kit of the link is asked for"


def test_the_link_says_the_language_then_the_browser(browser: GuestBrowser, page: str, ticket: CallTicket) -> None:
    for wanted, spoken, shown in (
        ("de", "fr-FR", "de"),
        (None, "pt-BR", "pt"),
        (None, "ko-KR", "en"),
        ("xx", "hi", "hi"),
    ):
        tab = browser.tab(guest_link(page, ticket, minutes_ahead=5, language=wanted), language=spoken)
        tab.until_step("welcome")
        assert tab.ask("document.documentElement.lang") == shown
        tab.close()


def test_every_language_fills_the_page_and_fits_a_small_phone(
    browser: GuestBrowser, page: str, ticket: CallTicket
) -> None:
    tab = browser.tab(guest_link(page, ticket, minutes_ahead=135, title="Follow-up visit"), size=(320, 640))
    tab.click("#begin")
    tab.until(GOOD.format("camera"))
    for tag in LANGUAGES:
        tab.choose("#language select", tag)
        tab.until(f"document.documentElement.lang === {tag!r}")
        assert tab.ask("document.documentElement.dir") == ("rtl" if tag == "ar" else "ltr")
        assert tab.ask(EMPTY) == []
        assert tab.ask(STATE.format("camera"))
        for step in ("welcome", "early", "joining", "waiting", "closing", "check"):
            tab.ask(UNCOVER.format(step))
            assert overflow(tab) <= 0, f"{tag} {step}"
    tab.close()


def test_the_keyboard_is_enough(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_kit(tab, "() => ''")
    tab.open(guest_link(page, ticket))
    tab.until_step("welcome")

    def to(identity: str) -> None:
        for _count in range(25):
            tab.press("Tab")
            if tab.ask("document.activeElement.id") == identity:
                outline = tab.ask("getComputedStyle(document.activeElement).outlineWidth")
                assert outline != "0px"
                return
        pytest.fail(f"the Tab key does not reach {identity}")

    to("begin")
    tab.press("Enter")
    tab.until_step("check")
    assert tab.ask("document.activeElement === document.querySelector('main section:not([hidden]) h1')")
    tab.until(GOOD.format("camera"))
    to("play")
    tab.press("Enter")
    tab.until("!document.getElementById('heard').hidden")
    to("heard-yes")
    tab.press("Space")
    assert tab.ask("document.activeElement.id") == "play"
    to("check-done")
    tab.press("Enter")
    tab.until_step("call")


@needs_axe
@pytest.mark.parametrize(("dark", "language"), [(False, "en-GB"), (True, "ar")])
def test_no_step_keeps_anybody_out(
    browser: GuestBrowser, blocked: GuestBrowser, page: str, ticket: CallTicket, *, dark: bool, language: str
) -> None:
    tab = browser.tab(
        guest_link(page, ticket, minutes_ahead=134, title="Visit"), size=PHONE, dark=dark, language=language
    )
    with_kit(tab, "() => 'hang'")
    tab.until_step("welcome")
    assert faults(tab) == []
    tab.click("#begin")
    tab.until(GOOD.format("network"))
    tab.click("#play")
    tab.until("!document.getElementById('heard').hidden")
    assert faults(tab) == []
    tab.click("#check-done")
    tab.until_step("early")
    assert faults(tab) == []
    tab.click("#early-anyway")
    tab.until_step("joining")
    assert faults(tab) == []
    tab.click("#joining-stop")
    tab.until_step("closing")
    assert faults(tab) == []
    tab.close()
    tab = blocked.tab(guest_link(page, ticket), size=DESKTOP, dark=dark, language=language)
    tab.click("#begin")
    tab.until("!document.getElementById('blocked').hidden")
    assert faults(tab) == []
    tab.close()


def test_the_step_is_where_the_reader_is(tab: GuestTab, page: str) -> None:
    tab.open(page)
    tab.until_step("closing")
    assert tab.ask("document.querySelectorAll('main h1:not([hidden])').length > 0")
    assert tab.ask("[...document.querySelectorAll('main section:not([hidden])')].length") == 1
    assert tab.ask(STEP) == "closing"
    assert tab.ask(HEADING)


KITS = Path(__file__).parents[2] / "resources" / "call" / "node_modules"
FETCHED = re.compile(
    r"https://(?:rtk-(?:uploads|assets)\.realtime\.cloudflare\.com|assets\.dyte\.io|cdn\.dyte\.in"
    r"|dyte-uploads\.s3\.ap-south-1\.amazonaws\.com)/[\w./${}-]*"
)


def test_what_the_kits_fetch_from_elsewhere_lies_in_our_folder(tab: GuestTab, page: str) -> None:
    built = [
        *KITS.glob("@cloudflare/realtimekit-ui/dist/realtimekit-ui/*.js"),
        *KITS.glob("@dytesdk/ui-kit/dist/dyte-ui-kit/*.js"),
    ]
    found = {address for path in built for address in FETCHED.findall(path.read_text(encoding="utf-8"))}
    assert len(found) >= 10, "the kits ask for other addresses than they used to"
    addresses = sorted(address.replace("${t}", "camera.svg") for address in found)
    tab.open(page)
    ours = tab.ask(
        f"import('/local.js').then(({{ replacement }}) => {json.dumps(addresses)}.map((one) => replacement(one)))"
    )
    for address, file in zip(addresses, ours, strict=True):
        assert file.startswith("assets/"), address
        assert tab.ask(f"fetch({file!r}).then((one) => one.ok)"), file
    others = [
        "https://rtk-uploads.realtime.cloudflare.com/new.mp3",
        "https://api.realtime.cloudflare.com/x",
        "main.js",
    ]
    assert tab.ask(f"import('/local.js').then(({{ replacement }}) => {others}.map((one) => replacement(one)))") == [
        "data:,",
        "",
        "",
    ]
