"""What people joined with is asked of the provider, in rounds that nothing holds up."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.sources import PeerDevice
from tests.unit.fake_service import START
from tests.unit.services.test_ledger_kit import Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio


async def test_devices_are_learned_when_asked_for(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    asha = meeting.invitees[1]
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (asha, 0, 30))
    await clinic.later(minutes=35)
    clinic.peers.gadgets = (
        PeerDevice(session, PeerId("p"), f"u-{asha.id}", str(asha.id), START, "Firefox", "Android", mobile=True),
    )
    assert await clinic.gatherer.learn_devices(session) == 1
    assert await clinic.gatherer.learn_devices(session) == 0
    assert await clinic.gatherer.learn_devices(SessionId("unknown")) == 0
    assert (await clinic.service.session(session)).truth.people[1].devices == ("Firefox, Android, mobile",)
    clinic.gatherer.peers = None
    assert await clinic.gatherer.learn_devices(session) == 0


async def test_what_people_joined_with_is_asked_before_the_session_is_closed(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    asha = meeting.invitees[1]
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (asha, 0, 30))
    clinic.peers.gadgets = (
        PeerDevice(session, PeerId("p"), f"u-{asha.id}", str(asha.id), START, "Firefox 140", "Linux", mobile=False),
    )
    assert (await clinic.later(hours=2)).closed == 1  # seen long after, as when the app was closed
    await clinic.later(hours=2)
    assert clinic.peers.asked_devices == [session]
    assert len(clinic.ledger.chain) == 1, "no correction"
    rows = clinic.ledger.kept_rows[clinic.sitting_id(meeting)]
    assert rows[1].devices == ("Firefox 140, Linux, computer",)


async def test_devices_that_cannot_be_had_or_are_long_gone_hold_nothing_up(clinic: Clinic) -> None:
    old = clinic.hold(None, 0, 30, "old")
    clinic.come(old, ("Somebody", 0, 30))
    clinic.clock.advance(days=2)
    new = clinic.hold(None, 60 * 48, 60 * 48 + 30, "new")
    clinic.come(new, ("Somebody", 60 * 48, 60 * 48 + 30))
    clinic.peers.offline = True
    assert (await clinic.later(hours=1)).closed == 2
    assert clinic.peers.asked_devices == [new]


async def test_not_all_devices_are_asked_for_in_one_round(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosted_meetings_desktop.services.ledger_gathering._MOST_ASKED", 2)
    for number in range(5):
        session = clinic.hold(None, number, number + 30, f"s{number}")
        clinic.come(session, ("Somebody", number, number + 30))
    await clinic.later(minutes=36)
    assert len(clinic.peers.asked_devices) == 2
    await clinic.later(hours=2)
    await clinic.later(hours=2)
    assert sorted(clinic.peers.asked_devices) == [f"s{number}" for number in range(5)]
