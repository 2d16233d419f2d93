"""Joins overlap, break off, are told twice, late or by a wrong clock: the ledger counts what the room saw."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.clocks import offset
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place
from hosted_meetings_desktop.domain.ledger.truth import Closing, Judgement, Truth
from tests.unit.domain.ledger.room_kit import (
    LENGTH,
    RULES,
    Tab,
    at,
    grid,
    plan,
    provider_says,
    read,
    row,
    runs,
    seen,
    session,
    tabs,
    truth_of,
)

RECONNECT = int(RULES.reconnect.total_seconds())
few = settings(max_examples=60)


def base(*names: str) -> list[Fact]:
    return [*plan(*(names or ("A", "B"))), session(), session(None, learned=30), read()]


def facts_of(connections: list[Tab]) -> list[Fact]:
    said = [fact for number, tab in enumerate(connections) for fact in provider_says(number, tab)]
    return [*base(), *said]


def expected(connections: list[Tab], who: str) -> list[bool]:
    return grid((tab.began, tab.counted_until) for tab in connections if tab.who == who)


def windows_say(connections: list[Tab], watch: tuple[int, int], skew: float) -> list[Fact]:
    """Return what a host's window says that was in the room for a while, by a clock that is wrong by ``skew``."""
    began, ended = watch
    found = [
        seen("Host", Kind.CAME_IN, began + skew, own=True),
        seen("Host", Kind.WENT_OUT, ended + skew, own=True),
    ]
    for who in sorted({tab.who for tab in connections}):
        inside = grid((tab.began, tab.ended) for tab in connections if tab.who == who)
        for first, last in runs(inside):
            if last <= began or first >= ended:
                continue
            come = (Kind.SIGHTED, began) if first < began else (Kind.CAME_IN, first)
            gone = (Kind.LOST_SIGHT, ended) if last > ended else (Kind.WENT_OUT, last)
            found += [seen(who, kind, when + skew) for kind, when in (come, gone)]
    return found


def outline(truth: Truth) -> list[tuple[object, ...]]:
    return [(one.key, one.present, one.judgement, [(each.began, each.ended) for each in one.stays])
            for one in truth.people]  # fmt: skip


@given(tabs())
@few
def test_the_ledger_counts_what_the_room_saw_second_by_second(connections: list[Tab]) -> None:
    truth = truth_of(facts_of(connections))
    people = {one.key.rpartition("-")[2]: one for one in truth.people}
    everybody = {tab.who for tab in connections}
    assert people.keys() == everybody | {"Host", "A", "B"}
    for who in everybody:
        seconds = expected(connections, who)
        one = people[who]
        assert one.present == timedelta(seconds=sum(seconds))
        spans = [(at(began), at(ended)) for began, ended in runs(seconds, RECONNECT)]
        assert [(each.began, each.ended) for each in one.stays] == spans
        assert (one.judgement is Judgement.ATTENDED) is (one.present >= RULES.fleeting)
        assert (one.first_joined, one.last_left) == (spans[0][0], spans[-1][1])
    assert truth.present == sum((one.present for one in truth.people), timedelta(0))
    for who in {"A", "B"} - everybody:
        assert people[who].judgement is Judgement.NEVER_CAME


@given(tabs(), st.integers(0, 2**32), st.tuples(st.integers(0, 400), st.integers(401, LENGTH)), st.integers(-99, 99))
@few
def test_the_order_in_which_facts_arrive_does_not_matter(
    connections: list[Tab], seed: int, watch: tuple[int, int], skew: int
) -> None:
    facts = [*facts_of(connections), *windows_say(connections, watch, skew)]
    shuffled = [*facts, *facts[::3]]
    Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    assert truth_of(shuffled) == truth_of(facts)


@given(
    tabs(),
    st.tuples(st.integers(0, 400), st.integers(401, LENGTH)),
    st.one_of(st.floats(-4, 4), st.integers(-20_000, 20_000)),
)
@few
def test_a_window_with_a_wrong_clock_changes_nothing_that_the_provider_knows(
    connections: list[Tab], watch: tuple[int, int], skew: float
) -> None:
    told = [Tab(tab.who, tab.began, tab.ended, "left", 0) for tab in connections]
    facts = [*facts_of(told), row("Host", *watch)]
    alone, together = truth_of(facts), truth_of([*facts, *windows_say(told, watch, skew)])
    assert outline(alone) == outline(together)
    assert abs(together.clock_offset + timedelta(seconds=skew)) <= timedelta(seconds=5)


@given(tabs(people="B", most=4), st.tuples(st.integers(0, 400), st.integers(401, LENGTH)), st.integers(-9_000, 9_000))
@few
def test_whom_the_provider_forgot_counts_as_long_as_a_window_saw_them(
    connections: list[Tab], watch: tuple[int, int], skew: int
) -> None:
    guest = [Tab("B", tab.began, tab.ended, "left", 0) for tab in connections]
    began, ended = watch
    facts = [*base(), row("Host", began, ended), *windows_say(guest, watch, skew)]
    truth = truth_of(facts)
    one = truth.person("invitee:i-B")
    assert one is not None
    seconds = grid((tab.began, tab.ended) for tab in guest)
    assert one.present == timedelta(seconds=sum(seconds[began:ended]))


@given(tabs(most=4), st.integers(1, LENGTH - 1))
@few
def test_an_open_session_counts_until_now(connections: list[Tab], now: int) -> None:
    """What has not been told yet is not there: at each moment the room so far, nobody counted beyond it."""
    known = [tab for tab in connections if tab.began <= now]
    facts = [*plan("A", "B"), session(None, learned=0)]
    for number, tab in enumerate(known):
        left = tab.ended if tab.ended <= now else None
        facts.append(row(tab.who, tab.began, left, peer=f"p{number}", learned=now))
    truth = truth_of(facts, as_of=at(now))
    assert truth.moving
    for one in truth.people:
        mine = [tab for tab in known if one.key.endswith(f"-{tab.who}")]
        seconds = grid((tab.began, min(tab.ended, now)) for tab in mine)
        assert one.present == timedelta(seconds=sum(seconds))
        assert one.still_in is any(tab.ended > now for tab in mine)
        assert one.judgement in {Judgement.ATTENDED, Judgement.NOT_YET}


@given(st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 200)), max_size=6), st.integers(0, 600))
@few
def test_waiting_is_what_a_window_saw_less_the_time_in_the_room(waits: list[tuple[int, int]], admitted: int) -> None:
    seconds = grid((began, min(began + length, LENGTH)) for began, length in waits)
    facts = [*base(), row("A", admitted, LENGTH)]
    for began, ended in runs(seconds):
        facts += [
            seen("A", Kind.CAME_IN, began, place=Place.LOBBY),
            seen("A", Kind.WENT_OUT, ended, place=Place.LOBBY),
        ]
    one = truth_of(facts).person("invitee:i-A")
    assert one is not None
    assert one.waited == timedelta(seconds=sum(seconds[:admitted]))
    assert one.judgement is Judgement.ATTENDED
    assert one.arrived == at(min([admitted, *(began for began, _ in runs(seconds))]))


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=2, max_size=8, unique=True),
    st.integers(-80_000, 80_000),
    st.lists(st.floats(-2, 2), min_size=16, max_size=16),
)
@few
def test_two_clocks_are_found_to_be_apart_by_what_both_saw(
    stays: list[tuple[int, int]], apart: int, noise: list[float]
) -> None:
    def pair(which: int) -> tuple[list, list]:
        theirs = sorted({at(each[which]) for each in stays})
        return theirs, [when - timedelta(seconds=apart + noise[n + 8 * which]) for n, when in enumerate(theirs)]

    lone = [([at(0)], [at(-apart)]), ([at(7_000)], [at(7_000 - apart)])]  # the window's own coming and going
    found = offset([pair(0), pair(1), *lone])
    assert abs(found - timedelta(seconds=apart)) <= timedelta(seconds=5)


def test_one_thing_alone_is_not_believed_of_a_clock_that_is_far_off() -> None:
    """The provider may have lost an earlier row: what we saw was then another coming."""
    for apart, believed in ((29, 29), (31, 0)):
        assert offset([([at(apart)], [at(0)])]) == timedelta(seconds=believed)
    assert offset([([at(31)], [at(0)]), ([at(131)], [at(100)])]) == timedelta(seconds=31)
    assert offset([]) == timedelta(0)


@given(tabs())
@few
def test_every_field_says_by_which_facts_and_every_end_by_which_rule(connections: list[Tab]) -> None:
    facts = facts_of(connections)
    ids = {fact.id for fact in facts}
    for one in truth_of(facts).people:
        for _name, because in one.because:
            assert set(because) <= ids
        assert one.facts_of("judgement")
        assert bool(one.stays) is bool(one.facts_of("present"))
        for stay in one.stays:
            assert stay.stretches
            assert all(set(each.facts) <= ids and each.facts for each in stay.stretches)
        rules = {each.closing for stay in one.stays for each in stay.stretches}
        mine = {tab.told for tab in connections if one.key.endswith(f"-{tab.who}")}
        assert rules <= {Closing.REPORTED, Closing.DURATION, Closing.EVENT, Closing.SESSION_END}
        assert (Closing.SESSION_END in rules) is ("never" in mine)
