"""Consent from a patient's page in Chromium to the host's window with the real kits, in both dialects."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.consent_claim import ConsentClaim, claimed_by, link_key
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import MEETING as HOSTS_MEETING
from tests.e2e.call_page import PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState
from tests.e2e.guest_browser import GuestTab, guest_link, needs_chromium

pytestmark = [pytest.mark.e2e, needs_chromium, pytest.mark.timeout(180)]

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)

SECRET = b"k" * 32
VISIT = Meeting(
    MeetingId("m"),
    "Follow-up visit",
    Schedule(datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(minutes=30), "UTC"),
    "Dr Amal Sommer",
    (Invitee(InviteeId("a"), "Ben", Role.PATIENT, "group_call_participant"),),
)


@pytest.mark.parametrize("kit", list(Kit))
def test_an_answer_on_the_page_reaches_the_host_once_it_is_asked_for(
    qtbot: QtBot,
    open_call: OpenCall,
    pages: Pages,
    until_state: UntilState,
    tab: GuestTab,
    page: str,
    embedded_dyte: EmbeddedDyte,
    kit: Kit,
) -> None:
    room = embedded_dyte.room()
    host = open_call(embedded_dyte.ticket(room, "Dr Amal Sommer", kit, show_setup=False))
    claims: list[ConsentClaim] = []
    host.consent_bars.claimed.connect(claims.append)
    wanted: list[bool] = []
    host.consent_bars.record_wanted.connect(lambda: wanted.append(True))
    until_state(host, "joined")

    ticket = embedded_dyte.ticket(room, "Ben", kit, preset="group_call_participant")
    key = link_key(SECRET, VISIT.id, InviteeId("a"))
    tab.open(guest_link(page, ticket, minutes_ahead=5, consent=f"each.{key}"))
    tab.click("#begin")
    tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
    tab.click("#check-done")
    tab.until_step("consent")
    assert tab.heading() == "May this visit be recorded?"
    tab.choose("#language select", "de")
    tab.until("document.querySelector('#consent-yes').textContent === 'Ich bin einverstanden'")
    tab.click("#consent-yes")
    # The host's window asks whoever comes in; nobody else in the room hears the answer.
    qtbot.waitUntil(lambda: len(claims) == 1, timeout=PATIENCE_MS)
    person = claimed_by(claims[0], SECRET, VISIT)
    assert person is not None
    assert (person.name, claims[0].word) == ("Ben", "given")
    assert claimed_by(claims[0], b"another clinic".ljust(32), VISIT) is None

    # The kit's own button leaves it to the app to record.
    pages.run(host, f"{HOSTS_MEETING}.recording.start()")
    qtbot.waitUntil(lambda: wanted == [True], timeout=PATIENCE_MS)
    assert pages.ask(host, f"{HOSTS_MEETING}.recording.recordingState") == "IDLE"
    assert not re.search(key, str(tab.where()))
