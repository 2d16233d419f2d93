"""Time in a room adds up per person, whatever joins overlap, break off or never end."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.attendance import Presence, consolidate
from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from tests.unit.fake_service import START


def _at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def _join(
    who: str, joined: float, left: float | None = None, *, minutes: float | None = None, custom: str | None = None
) -> Presence:
    custom_id = who if custom is None else custom
    peer = PeerId(f"{who}-{joined}")
    return Presence(
        peer,
        SessionId("s"),
        f"u-{who}",
        custom_id,
        who,
        "p",
        _at(joined),
        None if left is None else _at(left),
        minutes,
    )


def test_reconnects_add_up_and_tabs_count_once() -> None:
    rows = [_join("Asha", 0, 10), _join("Asha", 5, 12), _join("Asha", 20, 30), _join("Ben", 1, 2)]
    asha, ben = consolidate(rows, now=_at(60), session_ended=_at(40))
    assert (asha.present, asha.joins, asha.first_joined, asha.last_left) == (
        timedelta(minutes=22),
        3,
        _at(0),
        _at(30),
    )
    assert ben.present == timedelta(minutes=1)


def test_somebody_still_in_counts_until_now() -> None:
    (asha,) = consolidate([_join("Asha", 0)], now=_at(7), session_ended=None)
    assert asha.still_in
    assert asha.last_left is None
    assert asha.present == timedelta(minutes=7)


def test_a_leave_that_was_never_told_ends_with_the_figure_or_the_session() -> None:
    (by_figure,) = consolidate([_join("Asha", 0, minutes=5.8097)], now=_at(60), session_ended=_at(40))
    assert by_figure.present == timedelta(minutes=5.8097)
    (by_session,) = consolidate([_join("Asha", 0)], now=_at(60), session_ended=_at(40))
    assert (by_session.present, by_session.still_in) == (timedelta(minutes=40), False)


def test_people_we_did_not_invite_are_told_apart_by_the_provider() -> None:
    rows = [_join("Asha", 0, 1, custom=""), _join("Ben", 0, 1, custom="")]
    assert [person.name for person in consolidate(rows, now=_at(9), session_ended=_at(9))] == ["Asha", "Ben"]


_MINUTE = st.floats(0, 600)


@given(st.lists(st.tuples(st.sampled_from("ABC"), _MINUTE, st.none() | _MINUTE)), st.booleans())
def test_nobody_is_present_longer_than_the_session(joins: list[tuple[str, float, float | None]], ended: bool) -> None:
    rows = [_join(who, joined, left) for who, joined, left in joins]
    people = consolidate(rows, now=_at(600), session_ended=_at(600) if ended else None)
    assert {person.key for person in people} == {who for who, _joined, _left in joins}
    for person in people:
        assert timedelta(0) <= person.present <= timedelta(minutes=600)
        assert person.joins == sum(who == person.key for who, _joined, _left in joins)
