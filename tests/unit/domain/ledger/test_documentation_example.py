"""The example of Dyte's own documentation (a session's participants, with peer events) comes out to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.account import account
from hosted_meetings_desktop.domain.ledger.facts import Fact
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sources import PeerEvent, event_fact, stay_fact
from hosted_meetings_desktop.domain.ledger.truth import Closing, Judgement, PersonTruth, unplanned_sitting

LEARNED = datetime(2023, 2, 1, 12, tzinfo=UTC)
S = SessionId("813432c7-3c5a-45e2-9acf-eef7061c7584")


def when(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-02-01T{text}Z")


MARK = Presence(
    PeerId("005f4e0c-4d08-4d4e-a391-a76be75cd296"), S, "0a08343d-a9dc-45f0-9feb-6a64afcc4f81", "83qi0i", "Mark",
    "webinar_participant", when("10:51:08.030"), when("10:56:56.612"), 5.8097,
)  # fmt: skip
HENRY = Presence(
    PeerId("51fdf95f-d893-471a-922b-7db7adb14453"), S, "85e7f0fd-7c16-45e9-9d68-f17ef007c4eb", "3uggr", "Henry",
    "webinar_participant", when("10:50:36.846"), when("10:57:32.424"), 6.9263,
)  # fmt: skip


def events(row: Presence, peer: str) -> list[Fact]:
    names = (("PEER_JOINING", "10:51:50.786"), ("PEER_LEAVING", "10:56:50.786"))
    said = (PeerEvent(S, PeerId(peer), row.user_id, row.custom_id, name, when(time)) for name, time in names)
    return [event_fact(each, learned_at=LEARNED) for each in said]


def people(*facts: Fact) -> dict[str, PersonTruth]:
    truth = account(unplanned_sitting(S), facts, LedgerRules(), as_of=LEARNED)
    return {one.name: one for one in truth.people}


@pytest.mark.parametrize(
    ("row", "closing"),
    [(MARK, Closing.REPORTED), (replace(MARK, minutes=None), Closing.REPORTED),
     (replace(MARK, left_at=None), Closing.DURATION)],
)  # fmt: skip
def test_duration_5_8097_is_five_minutes_and_48_582_seconds(row: Presence, closing: Closing) -> None:
    mark = people(stay_fact(row, learned_at=LEARNED))["Mark"]
    assert mark.present == timedelta(minutes=5, seconds=48, milliseconds=582)
    assert (mark.last_left, mark.judgement, mark.doubts) == (MARK.left_at, Judgement.ATTENDED, ())
    assert mark.stays[0].closing is closing


def test_with_peer_events_of_another_connection_it_stays_the_same() -> None:
    """In the example the events of both people have the same ids, and Mark's name a peer that no row has."""
    facts = [stay_fact(row, learned_at=LEARNED) for row in (MARK, HENRY)]
    facts += [*events(MARK, "79d87ca5-7e47-452a-b3c1-b6842ad84bf5"), *events(HENRY, HENRY.peer_id)]
    found = people(*facts)
    assert found["Mark"].present == timedelta(seconds=348.582)
    assert found["Henry"].present == timedelta(seconds=415.578)
    assert [(one.connections, one.joins) for one in found.values()] == [(1, 1), (1, 1)]
    assert found["Henry"].arrived == when("10:50:36.846")
