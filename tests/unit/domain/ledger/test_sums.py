"""Sums kept up to date by adding and taking away are those of the rows, by day, week, month and host."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.entries import Body, body_of, rows_of
from hosted_meetings_desktop.domain.ledger.sums import (
    NOTHING,
    SITTINGS,
    UNINVITED,
    SumKey,
    Sums,
    by_host,
    by_month,
    by_week,
    changed_sums,
    entry_sums,
    numbers,
    of_roles,
    sum_up,
    sums_of,
    total,
)
from hosted_meetings_desktop.domain.ledger.truth import Doubt
from tests.unit.domain.ledger.room_kit import LENGTH, RULES, plan, read, row, session, truth_of

DAY = date(2026, 3, 2)
BASE = body_of(truth_of([*plan("A"), session(), read(), row("Host", 0, LENGTH), row("A", 400, 500)]), RULES, DAY)
JUDGEMENTS = ["attended", "never-came", "waited-and-left", "could-not-connect", "unknown", "called-off", "stood-by"]


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Return entries of all kinds on days around the change of a year."""
    people = []
    for number in range(draw(st.integers(0, 4))):
        invited = draw(st.booleans())
        late = draw(st.none() | st.integers(1, 9_000))
        judgement = draw(st.sampled_from(JUDGEMENTS))
        person: dict[str, Any] = BASE["people"][1] | {
            "key": f"k{number}", "invitee": f"i{number}" if invited else None, "judgement": judgement,
            "role": draw(st.sampled_from(["patient", "host"])) if invited else None,
            "late_us": late, "doubts": draw(st.sampled_from([[], ["lateness-unproven"]])) if late is None else [],
            "waited_us": draw(st.sampled_from([0, 60_000_000, 60_000_001, 1_800_000_000, 9_000_000_000])),
            "present_us": draw(st.integers(0, 9_000)), "joins": draw(st.integers(0, 3)),
            "left_early_us": draw(st.none() | st.integers(1, 9)),
        }  # fmt: skip
        people.append(person)
    day = date(2025, 12, 20) + timedelta(days=draw(st.integers(0, 30)))
    planned = BASE["plan"] | {"host": draw(st.sampled_from(["Dr Sommer", " dr sommer", "Dr Klee"]))}
    return BASE | {
        "day": day.isoformat(), "people": people, "plan": draw(st.sampled_from([planned, None])),
        "together_us": draw(st.integers(0, 3)),
    }  # fmt: skip


@given(st.lists(bodies(), max_size=6))
@settings(max_examples=60)
def test_sums_are_what_a_plain_count_finds(entries: list[Body]) -> None:
    days = sum_up(pair for body in entries for pair in entry_sums(body).items())
    everything = sum_up(("", sums) for sums in days.values()).get("", NOTHING)
    rows = [row for body in entries for row in rows_of(1, body) if row.judgement.value != "stood-by"]
    counts = Counter(row.judgement.value for row in rows)
    assert everything.people == len(rows)
    assert [everything.attended, everything.never_came, everything.waited_and_left, everything.could_not_connect,
            everything.unknown, everything.called_off] == [counts[name] for name in JUDGEMENTS[:6]]  # fmt: skip
    assert everything.present == sum((row.present for row in rows), timedelta(0))
    assert everything.waiters == sum(bool(row.waited) for row in rows) == sum(numbers(everything)[-5:])
    assert everything.sittings == len(entries)
    assert everything.held == sum(body["together_us"] > 0 for body in entries)
    assert total(rows) == everything - Sums(
        sittings=everything.sittings, held=everything.held, sessions=everything.sessions,
        together_us=everything.together_us,
    )  # fmt: skip
    assert 0 <= everything.late <= everything.timed <= len(rows)
    assert 0 <= everything.left_early <= everything.stayed <= everything.attended


@given(st.lists(bodies(), min_size=1, max_size=6))
@settings(max_examples=40)
def test_weeks_months_and_hosts_are_made_of_days(entries: list[Body]) -> None:
    days = sum_up(pair for body in entries for pair in entry_sums(body).items())
    whole = sum_up(("", sums) for sums in days.values())[""]
    for parts in (by_week(days.items()), by_month(days.items()), by_host(days.items())):
        assert sum(parts.values(), NOTHING) == whole
        assert list(parts) == sorted(parts)
    assert all(monday.weekday() == 0 for monday in by_week(days.items()))
    assert {first.day for first in by_month(days.items())} == {1}
    assert set(by_host(days.items())) <= {"", "dr sommer", "dr klee"}
    roles = {key.role for key in days}
    assert sum((sums for _key, sums in of_roles(days.items(), *roles)), NOTHING) == whole
    assert roles <= {SITTINGS, UNINVITED, "patient", "host"}


@given(st.lists(st.lists(bodies(), min_size=1, max_size=4), max_size=4))
@settings(max_examples=40)
def test_corrections_leave_what_the_last_word_of_each_sitting_adds(sittings: list[list[Body]]) -> None:
    kept: dict[SumKey, Sums] = {}
    for versions in sittings:
        for before, after in zip([None, *versions], versions, strict=False):
            kept = sum_up((*kept.items(), *changed_sums(before, after).items()))
    anew = sum_up(pair for versions in sittings for pair in entry_sums(versions[-1]).items())
    assert {key: sums for key, sums in kept.items() if sums} == {key: sums for key, sums in anew.items() if sums}


def test_nothing_changed_changes_no_sums() -> None:
    assert changed_sums(BASE, BASE) == {}


def test_figures_of_one_visit() -> None:
    host, patient = rows_of(1, BASE)
    assert sums_of(host) == Sums(people=1, attended=1, timed=1, stayed=1, joins=1, present_us=900_000_000)
    assert sums_of(patient) == Sums(
        people=1, attended=1, timed=1, late=1, late_us=400_000_000, stayed=1, left_early=1, joins=1,
        present_us=100_000_000,
    )  # fmt: skip
    key = SumKey(DAY, "dr sommer", "", SITTINGS)
    assert entry_sums(BASE)[key] == Sums(sittings=1, held=1, sessions=1, together_us=100_000_000)


def test_who_may_have_waited_unseen_is_neither_late_nor_on_time() -> None:
    (_host, patient) = rows_of(1, BASE)
    unproven = replace(patient, late_by=None, doubts=(Doubt.LATENESS_UNPROVEN,))
    assert (sums_of(unproven).timed, sums_of(unproven).late, sums_of(replace(patient, late_by=None)).timed) == (
        0,
        0,
        1,
    )


def test_rates_say_nothing_where_there_is_nothing_to_say() -> None:
    assert [NOTHING.no_show_rate, NOTHING.lost_rate, NOTHING.punctuality, NOTHING.left_early_rate,
            NOTHING.usual_wait, NOTHING.usual_lateness] == [None] * 6  # fmt: skip
    sums = Sums(
        attended=6, never_came=2, waited_and_left=1, could_not_connect=1, unknown=5, called_off=5, timed=8, late=2,
        late_us=1_200_000_000, stayed=4, left_early=1, waiters=2, waited_us=600_000_000,
    )  # fmt: skip
    assert (sums.no_show_rate, sums.lost_rate, sums.punctuality, sums.left_early_rate) == (0.2, 0.2, 0.75, 0.25)
    assert (sums.usual_wait, sums.usual_lateness) == (timedelta(minutes=5), timedelta(minutes=10))
    assert bool(sums)
    assert not replace(NOTHING)


def test_rows_are_summed_as_they_come() -> None:
    """Only one row at a time is there, and one sum for each day."""
    (_host, patient) = rows_of(1, BASE)
    sums = sums_of(patient)
    keys = [SumKey(DAY + timedelta(days=day), "dr sommer", "", "patient") for day in range(300)]
    found = sum_up((keys[number % 300], sums) for number in range(30_000))
    assert len(found) == 300
    assert sum(found.values(), NOTHING).late == 30_000
