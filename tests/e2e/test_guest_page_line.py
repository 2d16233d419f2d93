"""A connection lost inside the visit: said and waited for, gone in anew once, and only then left to the person."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.call import CallTicket
from tests.e2e import guest_rig as rig
from tests.e2e.call_line import cuttable_line
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import DECODED, MEETING, OTHERS, GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import invite_bot, starts, with_kit

pytestmark = [pytest.mark.e2e, needs_chromium, pytest.mark.timeout(120)]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)

BANNER = "document.getElementById('banner').textContent"
SPOKEN = "document.getElementById('announce').textContent"
LOST = "The connection is lost. Reconnecting by itself"
BACK = "You are connected again."
LEFT = "window.theirs.self.emit('roomLeft', {{ state: '{}' }})"


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def go_in(tab: GuestTab, link: str) -> None:
    tab.open(link)
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.click("#check-done")


def with_made_up_kit(tab: GuestTab, page: str, ticket: CallTicket, plan: str, language: str = "en") -> None:
    with_kit(tab, plan)
    go_in(tab, guest_link(page, ticket, language=language))
    tab.until_step("call")
    tab.until("document.querySelector('rtk-meeting')")


def test_a_kit_that_goes_on_trying_is_waited_for(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_made_up_kit(tab, page, ticket, "() => ''", "de")
    tab.ask(LEFT.format("disconnected"))
    assert tab.ask("document.documentElement.dataset.step") == "call"
    assert tab.ask(BANNER) == "Die Verbindung ist weg. Sie wird von selbst wieder aufgebaut"
    assert tab.ask("document.querySelector('#stage').childElementCount") == 1
    tab.ask("window.theirs.self.emit('roomJoined')")
    assert tab.ask(BANNER) == ""
    assert tab.until(f"{SPOKEN} === 'Sie sind wieder verbunden.'")
    assert len(starts(tab)) == 1


def test_a_kit_that_gives_up_is_gone_in_anew_once(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_made_up_kit(tab, page, ticket, "(join, start) => start === 2 && join === 2 ? 'ERR0002' : ''")
    tab.ask("Object.assign(window.theirs.self, { videoEnabled: false, audioEnabled: true })")
    tab.ask(LEFT.format("failed"))
    tab.until("window.told.joins === 3")
    tab.until_step("call")
    assert starts(tab)[-1] == {"audio": True, "video": False}, "a camera that was switched off came on by itself"
    assert tab.ask("window.told.left") >= 1, "the place from before was left behind"
    tab.ask(LEFT.format("failed"))
    tab.until_step("closing")
    assert tab.heading() == "The connection is lost"
    assert "The connection did not come back. Going in again" in tab.ask(
        "document.querySelector('#details pre').textContent"
    )
    assert len(starts(tab)) == 2
    tab.click("#closing-main")
    tab.until_step("call")


def test_going_in_anew_that_fails_climbs_the_ladder(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_made_up_kit(tab, page, ticket, "(join, start) => start === 1 || start > 3 ? '' : 'ERR0014'")
    tab.ask(LEFT.format("failed"))
    tab.until(f"{BANNER}.startsWith('You take part with sound only')")
    assert [one["video"] for one in starts(tab)] == [True, True, True, False]


def test_who_waits_to_be_let_in_and_is_lost_waits_again(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_kit(tab, "() => (setTimeout(() => window.theirs.self.emit('waitlisted')), 'wait')")
    go_in(tab, guest_link(page, ticket))
    tab.until_step("waiting")
    tab.ask(LEFT.format("disconnected"))
    tab.until("window.told.joins === 2")
    tab.until_step("waiting")


def test_a_cable_pulled_for_seconds_ends_no_visit(tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    with cuttable_line(embedded_dyte.urls["call"]["edge_url"]) as line:
        ticket = embedded_dyte.ticket(room, "Ben", preset="group_call_participant")
        go_in(tab, guest_link(page, replace(ticket, edge_url=line.url)))
        tab.until_step("call")
        invite_bot(embedded_dyte, room)
        tab.until(DECODED)
        line.cut()
        time.sleep(2)
        line.mend()
        tab.until(f"{BANNER} === {LOST!r}")
        tab.until(f"{BANNER} === '' && {SPOKEN} === {BACK!r}")
        assert tab.ask("document.documentElement.dataset.step") == "call"
        tab.until(f"{OTHERS}.length === 1")
        tab.until(DECODED)
        tab.ask(f"void {MEETING}.leave()")
        tab.until_step("closing")
