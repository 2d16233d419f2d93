"""The app's own call window on one side, the guest page in Chromium on the other: seen both ways, and removed."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e import guest_rig as rig
from tests.e2e.call_page import MEETING as HOSTS_MEETING
from tests.e2e.call_page import PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState
from tests.e2e.guest_browser import DECODED, MEETING, GuestTab, guest_link, needs_chromium
from tests.e2e.guest_rig import WAITING_PRESET
from tests.e2e.test_call_page_together import DECODED as HOST_DECODED
from tests.e2e.test_call_page_together import MOVING as HOST_MOVING

pytestmark = [pytest.mark.e2e, needs_chromium, pytest.mark.timeout(180)]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)


def test_a_patient_waits_is_admitted_by_the_app_and_both_see_each_other(
    qtbot: QtBot,
    open_call: OpenCall,
    pages: Pages,
    until_state: UntilState,
    tab: GuestTab,
    page: str,
    embedded_dyte: EmbeddedDyte,
) -> None:
    room = embedded_dyte.room()
    host = open_call(embedded_dyte.ticket(room, "Dr Amal Sommer", show_setup=False))
    until_state(host, "joined")

    def in_tab(expression: str) -> None:
        """Wait for the tab while the app's own loop goes on."""

        def is_true() -> bool:
            asked = tab.begin(expression)
            qtbot.waitUntil(asked.done, timeout=PATIENCE_MS)
            return bool(asked.result())

        qtbot.waitUntil(is_true, timeout=PATIENCE_MS)

    tab.open(guest_link(page, embedded_dyte.ticket(room, "Ben", preset=WAITING_PRESET), minutes_ahead=5))
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.click("#check-done")
    in_tab("document.documentElement.dataset.step === 'waiting'")

    waiting = f"{HOSTS_MEETING}.participants.waitlisted.toArray()"
    pages.until(host, f"{waiting}.length")
    pages.run(host, f"{HOSTS_MEETING}.participants.acceptWaitingRoomRequest({waiting}[0].id)")
    in_tab("document.documentElement.dataset.step === 'call'")
    qtbot.waitUntil(lambda: host.others == ("Ben",), timeout=PATIENCE_MS)
    in_tab(DECODED)
    pages.until(host, HOST_DECODED)
    assert pages.ask(host, HOST_MOVING), "the patient's picture is one flat colour"

    pages.run(host, f"{HOSTS_MEETING}.participants.joined.toArray()[0].kick()")
    in_tab("document.documentElement.dataset.step === 'closing'")
    assert tab.heading() == "The clinic ended your visit"
    assert tab.ask(f"Boolean({MEETING})") is False
    qtbot.waitUntil(lambda: host.others == (), timeout=PATIENCE_MS)
