"""A fact is what it says: said twice it is one, and whatever it says differently makes another."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import MeetingId, PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place, Source, Who, details, digest, distinct
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sources import PeerEvent, event_fact, stay_fact
from tests.unit.domain.ledger.room_kit import SESSION, at, row

FULL = Fact(
    Kind.STAY, Source.PARTICIPANTS, at(0), at(9), Who("c", "u", "p", "Asha", "guest"), at(5), timedelta(seconds=5),
    MeetingId("m"), SessionId("s"), Place.LOBBY, "w", "text", details(role="patient"),
)  # fmt: skip
OTHER = {
    "kind": Kind.DEVICE, "source": Source.DESK, "at": at(1), "who": Who("c", "u", "p", "Asha", "host"),
    "until": at(6), "length": timedelta(seconds=6), "meeting": MeetingId("n"), "session": None,
    "place": Place.ROOM, "witness": "v", "text": "", "details": details(role="host"),
}  # fmt: skip


def test_everything_but_when_it_was_learned_makes_a_fact_another() -> None:
    assert {each.name for each in fields(Fact)} == OTHER.keys() | {"learned_at"}
    others = {replace(FULL, **{name: value}).id for name, value in OTHER.items()}
    assert len(others | {FULL.id}) == len(OTHER) + 1
    for name in ("custom", "participant", "peer", "name", "preset"):
        assert replace(FULL, who=replace(FULL.who, **{name: "x"})).id != FULL.id
    assert replace(FULL, learned_at=at(10)).id == FULL.id
    berlin = timezone(timedelta(hours=1))
    assert replace(FULL, at=at(0).astimezone(berlin)).id == FULL.id


def test_a_length_of_nothing_is_not_no_length() -> None:
    assert replace(FULL, length=timedelta(0)).id != replace(FULL, length=None).id


def test_what_is_said_twice_is_known_since_the_first_time() -> None:
    found = distinct([FULL, replace(FULL, learned_at=at(3)), row("A", 0)])
    assert found[FULL.id].learned_at == at(3)
    assert list(found) == sorted(found)
    assert digest(found) == digest(distinct([row("A", 0), replace(FULL, learned_at=at(3)), FULL]))
    assert digest(found) != digest(distinct([FULL, row("A", 0)]))


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(FULL, until=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("name", "kind"),
    [("PEER_CREATED", Kind.REACHED), ("PEER_JOINING", Kind.CAME_IN), (" peer_leaving ", Kind.WENT_OUT),
     ("WEBSOCKET_CONNECTED", Kind.REACHED)],
)  # fmt: skip
def test_events_by_their_names(name: str, kind: Kind) -> None:
    assert event_fact(PeerEvent(SESSION, PeerId("p"), "u", "c", name, at(0)), learned_at=at(1)).kind is kind


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(5.8097, 348.582), (-1, 0), (1e300, None), (1e11, None), (float("nan"), None)]
)
def test_fractional_minutes_become_exact_lengths(minutes: float, seconds: float | None) -> None:
    from hosted_meetings_desktop.domain.attendance import Presence

    presence = Presence(PeerId("p"), SESSION, "u", "c", "\ud800", "x", at(0), None, minutes)
    fact = stay_fact(presence, learned_at=at(1))
    assert fact.length == (None if seconds is None else timedelta(seconds=seconds))
    assert fact.who.name == "?"
    assert fact.id


def test_rules_are_kept_in_words_and_refused_when_senseless() -> None:
    rules = LedgerRules(late_after=timedelta(minutes=7), fleeting=timedelta(0))
    assert LedgerRules.read(rules.words()) == rules
    assert LedgerRules.read({"late_after": -1, "reconnect": True, "settle": "x", "fleeting": 99_999}) == LedgerRules()
    for name in ("late_after", "reconnect"):
        for length in (timedelta(seconds=-1), timedelta(hours=5), timedelta(microseconds=1)):
            with pytest.raises(InputProblem) as caught:
                replace(rules, **{name: length}).check()
            assert caught.value.field == name
    rules.check()
