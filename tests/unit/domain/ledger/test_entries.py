"""An entry says all that the truth does, is read as rows, and tells in what it differs from another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from hosted_meetings_desktop.domain.ledger.canonical import canonical, read_canonical
from hosted_meetings_desktop.domain.ledger.entries import (
    Body,
    body_of,
    changes_between,
    day_of,
    rows_of,
    rules_of,
    same_in_substance,
    worth_an_entry,
)
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place
from hosted_meetings_desktop.domain.ledger.truth import Judgement
from tests.unit.domain.ledger.room_kit import (
    LENGTH,
    RULES,
    Tab,
    at,
    plan,
    provider_says,
    read,
    row,
    seen,
    session,
    tabs,
    truth_of,
)

DAY = date(2026, 3, 2)
BASE = [*plan("A", "B"), session(), read(), row("Host", 0, LENGTH)]


def body(*facts: Fact) -> Body:
    return body_of(truth_of([*BASE, *facts]), RULES, DAY)


@given(tabs())
@settings(max_examples=40)
def test_rows_say_what_the_truth_says(connections: list[Tab]) -> None:
    facts = [*BASE, *(fact for n, tab in enumerate(connections) for fact in provider_says(n, tab))]
    truth = truth_of(facts)
    written = body_of(truth, RULES, DAY)
    assert read_canonical(canonical(written)) == written
    rows = list(rows_of(7, written))
    assert len(rows) == len(truth.people)
    for one, found in zip(truth.people, rows, strict=True):
        for name in (
            "key", "name", "role", "judgement", "invitee", "person", "invited", "arrived", "first_joined",
            "last_left", "present", "joins", "connections", "tries", "waited", "late_by", "left_early_by",
            "devices", "doubts",
        ):  # fmt: skip
            assert getattr(found, name) == getattr(one, name), name
    first = rows[0]
    assert (first.entry, first.sitting, first.day, first.meeting) == (7, truth.sitting, DAY, "m")
    assert (first.title, first.host, first.starts_at, first.ends_at) == ("Knee", "Dr Sommer", at(0), at(900))
    assert (first.sessions, first.first_session, first.cancelled) == (1, "s", False)


def test_a_session_that_nobody_planned_has_the_title_of_its_session() -> None:
    (found,) = rows_of(1, body_of(truth_of([session(), read(), row("A", 0, 60)]), RULES, DAY))
    assert (found.title, found.host, found.meeting, found.starts_at, found.invited) == (
        "Video visit", "", None, None, False,
    )  # fmt: skip


def test_every_stay_and_wait_is_written_with_the_rule_of_its_end() -> None:
    waiting = [seen("A", kind, when, place=Place.LOBBY) for kind, when in ((Kind.CAME_IN, 5), (Kind.WENT_OUT, 9))]
    person = body(*waiting, row("A", 10, 20), row("A", 40, 50), row("A", 400))["people"][1]
    assert person["stays"] == [
        ["2026-03-02T09:00:10.000000Z", "2026-03-02T09:00:50.000000Z", 20_000_000, "reported"],
        ["2026-03-02T09:06:40.000000Z", "2026-03-02T09:15:00.000000Z", 500_000_000, "session-end"],
    ]
    assert person["waits"] == [["2026-03-02T09:00:05.000000Z", "2026-03-02T09:00:09.000000Z", "seen"]]


def test_more_facts_that_change_nothing_make_no_difference() -> None:
    one = body(row("A", 0, 600, peer="x"))
    again = body(row("A", 0, 600, peer="x"), row("A", 0, peer="x", learned=5))
    assert one != again
    assert same_in_substance(one, again)
    assert changes_between(one, again) == ()


def test_a_difference_is_named_by_its_fields() -> None:
    before, after = body(), body(row("A", 0, 600), row("C", 0, 60))
    assert not same_in_substance(before, after)
    assert set(changes_between(before, after)) == {
        "people.invitee:i-A.arrived", "people.invitee:i-A.connections", "people.invitee:i-A.first_joined",
        "people.invitee:i-A.joins", "people.invitee:i-A.judgement", "people.invitee:i-A.last_left",
        "people.invitee:i-A.present_us", "people.invitee:i-A.stays", "people.participant:u-C", "present_us",
        "together_us",
    }  # fmt: skip


def test_a_correction_can_keep_to_the_rules_of_its_entry() -> None:
    rules = replace(RULES, late_after=timedelta(minutes=1), settle=timedelta(0))
    assert rules_of(body_of(truth_of(BASE), rules, DAY)) == rules


def test_a_sitting_counts_to_the_day_of_the_clinic() -> None:
    late = truth_of([session(began=15 * 3_600, ended=15 * 3_600 + 60)])  # midnight in UTC
    assert day_of(late, ZoneInfo("America/New_York")) == date(2026, 3, 2)
    assert day_of(late, UTC) == date(2026, 3, 3)


def test_what_was_cancelled_and_not_held_is_no_entry() -> None:
    assert not worth_an_entry(truth_of(plan("A", cancelled=True)))
    assert worth_an_entry(truth_of([*plan("A", cancelled=True), session(), row("A", 0, 60)]))
    assert worth_an_entry(truth_of(plan("A")))
    assert not worth_an_entry(truth_of([]))
    called_off = truth_of([*plan("A", cancelled=True), session(), row("B", 0, 60)])
    assert called_off.people[1].judgement is Judgement.CALLED_OFF
