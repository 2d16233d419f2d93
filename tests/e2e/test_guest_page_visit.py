"""A visit in a real Chromium with the real kits: waiting, admitted, seen and heard both ways, removed, cancelled."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import (
    DECODED,
    DESKTOP,
    MEETING,
    OTHERS,
    PHONE,
    GuestBrowser,
    GuestTab,
    guest_link,
    needs_chromium,
)
from tests.e2e.guest_rig import WAITING_PRESET, faults, foreign_requests, invite_bot, needs_axe, with_settings

pytestmark = [pytest.mark.e2e, needs_chromium, pytest.mark.timeout(180)]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)

HEARD = f"""(async () => {{
  const track = {OTHERS}[0]?.audioTrack;
  if (!track) return false;
  window.ear ??= new AudioContext();
  const hear = window.ear.createAnalyser();
  window.ear.createMediaStreamSource(new MediaStream([track])).connect(hear);
  await new Promise((done) => setTimeout(done, 200));
  const wave = new Float32Array(hear.fftSize);
  hear.getFloatTimeDomainData(wave);
  return wave.some((value) => Math.abs(value) > 0.01);
}})()"""
PRESS = """(() => {{ const button = document.querySelector('rtk-meeting').shadowRoot
  .querySelector('rtk-{}-toggle')?.shadowRoot?.querySelector('rtk-controlbar-button');
  button?.click(); return Boolean(button); }})()"""
LEAVE = "document.querySelector('#stage > *').meeting.leave?.()"


def enter(tab: GuestTab) -> None:
    """Go through the steps as quickly as one can."""
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.click("#check-done")


def open_host(browser: GuestBrowser, page: str, dyte: EmbeddedDyte, room: str, kit: Kit) -> GuestTab:
    """Let a host into the room; the same page serves one here, whose preset may admit and put out."""
    tab = browser.tab(guest_link(page, dyte.ticket(room, "Dr Amal Sommer", kit)))
    enter(tab)
    tab.until_step("call")
    tab.until(f"Boolean({MEETING})")
    return tab


def admit(host: GuestTab, verb: str = "accept") -> None:
    people = f"{MEETING}.participants"
    host.until(f"{people}.waitlisted.toArray().length")
    host.ask(f"void {people}.{verb}WaitingRoomRequest({people}.waitlisted.toArray()[0].id)")


@pytest.mark.parametrize("kit", list(Kit))
def test_waiting_admitted_seen_and_heard_and_removed(
    browser: GuestBrowser, tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    room = embedded_dyte.room()
    host = open_host(browser, page, embedded_dyte, room, kit)
    tab.open(guest_link(page, embedded_dyte.ticket(room, "Ben", kit, preset=WAITING_PRESET), title="Follow-up visit"))
    enter(tab)
    tab.until_step("waiting")
    assert tab.heading() == "You are in the waiting room"
    assert tab.ask("document.getElementById('waiting-since').textContent").startswith("Waiting since ")
    assert tab.ask("document.getElementById('stage').childElementCount") == 0, "the kit's own waiting screen shows"
    admit(host)
    tab.until_step("call")
    assert tab.until("document.getElementById('announce').textContent") == "You are in the visit."
    for side in (host, tab):
        side.until(DECODED)
        side.until(HEARD)
    assert tab.ask("document.title") == "Video visit"
    people = embedded_dyte.call("GET", f"/meetings/{room}/participants")
    (ben,) = (one["custom_participant_id"] for one in people if one["name"] == "Ben")
    kick = {"participant_ids": [], "custom_participant_ids": [ben]}
    embedded_dyte.call("POST", f"/meetings/{room}/active-session/kick", kick)
    tab.until_step("closing")
    assert tab.heading() == "The clinic ended your visit"
    assert tab.ask("document.getElementById('stage').childElementCount") == 0
    assert foreign_requests(host) == []
    host.close()


def test_who_is_not_let_in_is_told_kindly(
    browser: GuestBrowser, tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte
) -> None:
    room = embedded_dyte.room()
    host = open_host(browser, page, embedded_dyte, room, Kit.REALTIMEKIT)
    tab.open(guest_link(page, embedded_dyte.ticket(room, "Ben", preset=WAITING_PRESET)))
    enter(tab)
    tab.until_step("waiting")
    admit(host, "reject")
    tab.until_step("closing")
    assert tab.heading() == "You could not be let in now"
    host.close()


def test_leaving_by_accident_leads_back_in(tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    tab.open(guest_link(page, embedded_dyte.ticket(room, "Ben", preset="group_call_participant"), language="de"))
    enter(tab)
    tab.until_step("call")
    invite_bot(embedded_dyte, room)
    tab.until(DECODED)
    bar = "document.querySelector('rtk-meeting').shadowRoot.querySelector('rtk-controlbar')"
    button = f"{bar}?.querySelector('rtk-leave-button')?.shadowRoot.querySelector('rtk-controlbar-button')?.label"
    assert tab.until(button) == "Verlassen"
    tab.ask(LEAVE)
    tab.until_step("closing")
    assert tab.heading() == "Sie haben die Sprechstunde verlassen"
    tab.click("#closing-main")
    tab.until_step("call")
    tab.until(DECODED)
    assert tab.ask("location.href") == page


def test_a_visit_that_is_cancelled_takes_nobody_in(tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    link = guest_link(page, embedded_dyte.ticket(room, "Ben"), minutes_ahead=134)
    with_settings(tab, askAgain=300)
    tab.open(link)
    tab.click("#begin")
    tab.click("#check-done")
    tab.until_step("early")
    embedded_dyte.call("PATCH", f"/meetings/{room}", {"status": "INACTIVE"})
    tab.until_step("closing")
    assert tab.heading() in {"This link does not work any more", "This visit does not take place"}
    assert tab.ask("document.getElementById('closing-main').hidden")
    tab.reload()
    tab.until_step("closing")
    assert tab.heading() == "Open your personal link", "a dead link is not kept"
    tab.open(link)
    tab.until_step("closing")


def test_a_person_who_was_taken_off_cannot_come_in(tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    ticket = embedded_dyte.ticket(room, "Ben", preset=WAITING_PRESET)
    (person,) = embedded_dyte.call("GET", f"/meetings/{room}/participants")
    with_settings(tab, askAgain=300)
    tab.open(guest_link(page, ticket))
    enter(tab)
    tab.until_step("waiting")
    embedded_dyte.call("DELETE", f"/meetings/{room}/participants/{person['id']}")
    tab.until_step("closing")
    assert tab.heading() in {"This link does not work any more", "The clinic ended your visit"}
    tab.open("about:blank")
    tab.open(guest_link(page, ticket))
    tab.until_step("closing")
    assert tab.heading() == "This link does not work any more"


def test_who_does_not_want_to_wait_leaves(tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    tab.open(guest_link(page, embedded_dyte.ticket(room, "Ben", Kit.DYTE, preset=WAITING_PRESET)))
    enter(tab)
    tab.until_step("waiting")
    tab.click("#waiting-leave")
    tab.until_step("closing")
    assert tab.heading() == "You left the visit"


def test_a_link_of_a_provider_the_clinic_does_not_use_is_refused(
    tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte
) -> None:
    with_settings(tab, kits=["realtimekit"])
    tab.open(guest_link(page, embedded_dyte.ticket(embedded_dyte.room(), "Ben", Kit.DYTE)))
    tab.until_step("closing")
    assert tab.heading() == "This link does not work any more"


@needs_axe
def test_the_call_fills_the_window_and_offers_what_a_patient_needs(
    tab: GuestTab, page: str, embedded_dyte: EmbeddedDyte
) -> None:
    tab.open(guest_link(page, embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")))
    enter(tab)
    tab.until_step("call")
    inside = "document.querySelector('rtk-meeting').shadowRoot"
    names = tab.until(
        f"(() => {{ const bar = {inside}.querySelector('rtk-controlbar');"
        " return bar?.querySelector('rtk-leave-button') &&"
        " [...bar.querySelectorAll('*')].map((one) => one.localName) })()"
    )
    assert {"rtk-mic-toggle", "rtk-camera-toggle", "rtk-chat-toggle", "rtk-leave-button"} <= set(names)
    assert not {name for name in names if "record" in name or "participants" in name or "plugins" in name}
    box = tab.ask("document.querySelector('rtk-meeting').getBoundingClientRect().toJSON()")
    assert (box["width"], box["height"]) == DESKTOP
    fonts = "[...document.querySelectorAll('link')].map((one) => one.href).filter((one) => one.includes('google'))"
    assert tab.ask(fonts) == []
    assert faults(tab) == []
    # What the kit would fetch from content networks as soon as it is opened.
    for name in ("chat", "settings"):
        tab.until(PRESS.format(name))
    tab.until(f"{inside}.querySelector('rtk-dialog-manager')?.shadowRoot.querySelector('rtk-settings')")


def test_a_phone_holds_the_whole_call(browser: GuestBrowser, page: str, embedded_dyte: EmbeddedDyte) -> None:
    room = embedded_dyte.room()
    ticket: CallTicket = embedded_dyte.ticket(room, "Ben", Kit.DYTE, preset="group_call_participant")
    tab = browser.tab(guest_link(page, ticket), size=PHONE, language="ar")
    enter(tab)
    tab.until_step("call")
    inside = "document.querySelector('dyte-meeting').shadowRoot"
    tab.until(f"{inside}.querySelector('dyte-leave-button')")
    box = tab.until(f"{inside}.querySelector('dyte-leave-button').getBoundingClientRect().toJSON()")
    assert box["left"] >= 0
    assert box["right"] <= PHONE[0]
    assert box["bottom"] <= PHONE[1]
    tab.close()
