"""Being early in a real Chromium: the person's own time, the door that opens by itself, clocks that are wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from hosted_meetings_desktop.domain.call import CallTicket
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import GuestBrowser, GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import with_kit, with_settings

pytestmark = [pytest.mark.e2e, needs_chromium]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def test_who_is_early_sees_when_it_starts_in_their_own_time(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    link = guest_link(page, ticket, minutes_ahead=134)
    tab.open(link)
    tab.click("#begin")
    assert tab.until("document.getElementById('check-done').textContent") == "Continue"
    tab.click("#check-done")
    tab.until_step("early")
    assert tab.heading() == "You are early"
    shown = tab.ask("document.getElementById('early-when').textContent")
    expected = tab.ask(
        "new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/Berlin' })"
        f".format({start_of(link) * 1000})"
    )
    assert f"at {expected}, your time" in shown
    assert re.fullmatch(r"2 hours 1\d minutes", tab.ask("document.getElementById('countdown').textContent"))
    assert tab.ask("document.getElementById('early-enter').hidden")
    tab.click("#early-check")
    tab.until_step("check")


def start_of(link: str) -> float:
    """Return the start a link tells, in seconds since 1970."""
    told = re.search(r"&t=([\d-]+T[\d:]+)Z", link)
    assert told
    return datetime.fromisoformat(told[1] + "+00:00").timestamp()


def test_the_door_opens_by_itself_when_it_is_time(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    link = guest_link(page, ticket, minutes_ahead=5)
    # The link tells whole minutes: let the door open some seconds from now, whatever the second is.
    with_settings(tab, joinBefore=(start_of(link) - datetime.now(UTC).timestamp() - 4) / 60)
    tab.open(link)
    tab.click("#begin")
    tab.until("document.getElementById('check-done').textContent === 'Continue'")
    tab.click("#check-done")
    tab.until("!document.getElementById('early-enter').hidden")
    assert tab.until("document.getElementById('announce').textContent") == "You can go in now."


def test_whom_the_clinic_called_earlier_can_go_in(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_kit(tab, "() => ''")
    tab.open(guest_link(page, ticket, minutes_ahead=134))
    tab.click("#begin")
    tab.click("#check-done")
    tab.click("#early-anyway")
    tab.until_step("call")


def test_a_wrong_clock_makes_nobody_early(browser: GuestBrowser, page: str, ticket: CallTicket) -> None:
    slow = "const real = Date.now; Date.now = () => real() - 3_600_000;"
    tab = browser.tab(guest_link(page, ticket, minutes_ahead=5), before=slow)
    tab.click("#begin")
    assert tab.until("document.getElementById('check-done').textContent") == "Go in"
    tab.close()


def test_a_visit_long_past_is_said_but_not_locked(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, ticket, minutes_ahead=-60 * 24))
    tab.until_step("welcome")
    assert "was planned for" in tab.ask("document.getElementById('past').textContent")
    assert tab.ask("document.getElementById('when').hidden")
    tab.click("#begin")
    tab.until_step("check")
