"""What the page tries when joining fails, said and timed; with a kit in the real one's place that fails as told."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.call import CallTicket
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import starts, with_kit, with_settings

pytestmark = [pytest.mark.e2e, needs_chromium]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)

DETAILS = "document.querySelector('#details pre').textContent"


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def go_in(tab: GuestTab, page: str, ticket: CallTicket, plan: str) -> None:
    with_kit(tab, plan)
    tab.open(guest_link(page, ticket))
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.until("document.querySelector('#check-microphone').dataset.mark === 'good'")
    tab.click("#check-done")


def test_the_passing_fault_is_tried_once_more_at_once(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    go_in(tab, page, ticket, "(join) => join === 1 ? 'ERR0002' : ''")
    tab.until_step("call")
    assert tab.ask("window.told.joins") == 2
    assert starts(tab) == [{"audio": True, "video": True}]


def test_every_rung_is_tried_and_told_until_the_phone_is_left(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    go_in(tab, page, ticket, "() => 'ERR0002'")
    tab.until_step("closing")
    assert tab.heading() == "The video connection does not work right now"
    assert starts(tab) == [
        {"audio": True, "video": True},
        {"audio": True, "video": True},
        {"audio": True, "video": False},
    ]
    assert tab.ask("document.querySelector('#closing-phone a').textContent") == "+44 20 7946 0000"
    tab.click("#details summary")
    told = tab.ask(DETAILS).splitlines()
    codes = [line.split(" · ")[-2] if " s" in line else line for line in told]
    for words in (
        "Opening the visit",
        "It did not work at once",
        "Loading the page again",
        "The page is loaded again",
        "Trying with sound only",
        "The video connection does not work right now",
    ):
        assert [line for line in told if words in line], f"{words} is not among {codes}"
    assert told[0].endswith(" s")
    assert ticket.token not in tab.ask(DETAILS)
    assert "eyJ" not in tab.ask(DETAILS)


def test_sound_only_is_better_than_nothing(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    go_in(tab, page, ticket, "(join, start) => start < 3 ? 'ERR0014' : ''")
    tab.until_step("call")
    assert starts(tab)[-1] == {"audio": True, "video": False}
    assert tab.ask("document.getElementById('banner').textContent").startswith("You take part with sound only")


def test_a_join_that_never_answers_is_given_up_in_time(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_settings(tab, patience=1)
    go_in(tab, page, ticket, "(join, start) => start === 1 ? 'hang' : ''")
    tab.until_step("call")
    assert len(starts(tab)) == 2


def test_without_a_network_it_waits_and_goes_on_by_itself(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    with_kit(tab, "() => navigator.onLine ? '' : 'network'")
    tab.open(guest_link(page, ticket))
    tab.until("performance.getEntriesByType('resource').some((one) => one.name.includes('realtimekit-ui.esm'))")
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.offline(away=True)
    tab.click("#check-done")
    tab.until("document.getElementById('rung').textContent.startsWith('Your internet connection is gone')")
    tab.offline(away=False)
    tab.until_step("call")
    assert len(starts(tab)) == 2, "the page was loaded again for nothing"


@pytest.mark.parametrize(
    ("reason", "heading", "again"),
    [
        ("kicked", "The clinic ended your visit", True),
        ("ended", "The visit is over", False),
        ("something new", "The connection is lost", True),
    ],
)
def test_each_way_out_has_its_own_last_page(
    tab: GuestTab, page: str, ticket: CallTicket, reason: str, heading: str, *, again: bool
) -> None:
    go_in(tab, page, ticket, "() => ''")
    tab.until_step("call")
    tab.until("document.querySelector('rtk-meeting')")
    tab.ask(f"window.theirs.self.emit('roomLeft', {{ state: {reason!r} }})")
    tab.until_step("closing")
    assert tab.heading() == heading
    assert tab.ask("document.getElementById('closing-main').hidden") is not again
    assert tab.ask("document.activeElement.id") == "closing-title"
    assert tab.ask("document.querySelector('#stage').childElementCount") == 0


def test_a_broken_line_in_the_call_is_said_and_taken_back(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    go_in(tab, page, ticket, "() => ''")
    tab.until_step("call")
    for state, words in (("reconnecting", "The connection is lost. Reconnecting by itself"), ("connected", "")):
        tab.ask(f"window.theirs.meta.emit('socketConnectionUpdate', {{ state: {state!r} }})")
        assert tab.ask("document.getElementById('banner').textContent") == words
        assert tab.ask("document.getElementById('banner').hidden") is (not words)


def test_who_stops_on_the_way_in_is_not_in_the_room_behind_their_back(
    tab: GuestTab, page: str, ticket: CallTicket
) -> None:
    go_in(tab, page, ticket, "() => 'hang'")
    tab.until("window.told?.joins")
    tab.click("#joining-stop")
    tab.until_step("closing")
    assert tab.heading() == "You left the visit"
    assert tab.until("window.told.left") >= 1
    tab.ask("window.theirs.self.emit('roomJoined')")
    assert tab.ask("document.documentElement.dataset.step") == "closing"


def test_an_admission_that_the_kit_does_not_carry_out_is_carried_out(
    tab: GuestTab, page: str, ticket: CallTicket
) -> None:
    with_settings(tab, patience=1)
    waits = "(join) => join > 1 ? '' : (setTimeout(() => window.theirs.self.emit('waitlisted')), 'wait')"
    go_in(tab, page, ticket, waits)
    tab.until_step("waiting")
    tab.ask("window.theirs.self.waitlistStatus = 'accepted'")
    tab.until_step("call")
    assert tab.ask("window.told.joins") == 2


def test_the_ladder_in_short(tab: GuestTab, page: str) -> None:
    tab.open(page)
    steps = [
        ("join", "slow", True, {"go": "reload"}),
        ("join", "unknown", True, {"go": "reload"}),
        ("join", "slow", False, {"go": "wait"}),
        ("reload", "slow", True, {"go": "audio"}),
        ("reload", "unreachable", True, {"close": "unreachable"}),
        ("audio", "slow", True, {"close": "failed"}),
        ("join", "expired_token", True, {"close": "dead"}),
        ("join", "room_inactive", True, {"close": "cancelled"}),
        ("audio", "unsupported", True, {"close": "unsupported"}),
    ]
    for rung, kind, online, expected in steps:
        found = tab.ask(f"import('/ladder.js').then(({{ next }}) => next({rung!r}, {kind!r}, {str(online).lower()}))")
        assert found == expected, (rung, kind, online)
