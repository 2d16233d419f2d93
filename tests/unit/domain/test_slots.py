"""The slot rule: what is wrong with a time, and when it could be instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hosted_meetings_desktop.domain import slots
from hosted_meetings_desktop.domain.availability import DAYS, Availability, ClosedDays, Span, usual_hours
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.slots import (
    SEARCH,
    Concern,
    Finding,
    Policy,
    SlotCheck,
    SlotPolicies,
    SlotTaken,
    Taken,
    Wish,
    findings,
    free_times,
)

BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STRICT = SlotPolicies(*(Policy.REFUSE,) * 6)
MONDAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)  # ten o'clock in Berlin, on the clock's summer side
HOURS = usual_hours(BERLIN)


def taken(start: float, end: float, **more: object) -> Taken:
    """Return a time of Dr Sommer, in hours after Monday ten o'clock."""
    given_: dict[str, object] = {"host": "Dr Sommer", "meeting": MeetingId(f"m{start}")} | more
    return Taken(MONDAY + start * HOUR, MONDAY + end * HOUR, "Busy", **given_)  # type: ignore[arg-type]


def wish(start: float = 0, end: float = 0.5, hours: Availability | None = HOURS, **more: object) -> Wish:
    return Wish(taken(start, end, meeting=MeetingId("mine"), **more), hours)


def concerns(asked: Wish, *others: Taken, policies: SlotPolicies = STRICT) -> list[Concern]:
    return [each.concern for each in findings(asked, others, policies)]


# ---- one at a time
def test_a_time_of_its_own_has_nothing_wrong_with_it() -> None:
    assert concerns(wish(), taken(0.5, 1), taken(-0.5, 0)) == []


@pytest.mark.parametrize(("start", "end"), [(0, 0.5), (-1, 0.01), (0.49, 2), (-1, 2), (0.1, 0.2)])
def test_two_patients_at_once_are_an_overlap(start: float, end: float) -> None:
    found = list(findings(wish(), [taken(start, end)], SlotPolicies()))
    assert [(each.concern, each.policy) for each in found] == [(Concern.OVERLAP, Policy.REFUSE)]
    assert found[0].other is not None
    assert found[0].at == found[0].other.starts_at


def test_the_meeting_itself_and_other_hosts_are_not_in_the_way() -> None:
    assert concerns(wish(), taken(0, 1, meeting=MeetingId("mine"))) == []
    assert concerns(wish(), taken(0, 1, host="Dr Winter")) == []


def test_a_host_is_the_same_however_the_name_is_typed() -> None:
    assert concerns(wish(), taken(0, 1, host=" dr SOMMER ")) == [Concern.OVERLAP]


@pytest.mark.parametrize(("mine", "other"), [(False, True), (True, False), (False, False)])
def test_what_is_not_exclusive_stands_beside_others(mine: bool, other: bool) -> None:
    assert concerns(wish(exclusive=mine), taken(0, 1, exclusive=other)) == []


def test_a_time_of_the_hosts_own_calendar_is_told_as_such() -> None:
    busy = taken(0, 1, meeting=None, busy=True)
    assert concerns(wish(), busy) == [Concern.BUSY]
    assert concerns(wish(exclusive=False), busy) == []
    assert concerns(wish(after=HOUR), replace(busy, starts_at=MONDAY + HOUR, ends_at=MONDAY + 2 * HOUR)) == []


# ---- buffers
@pytest.mark.parametrize(
    ("mine", "other", "gap", "close"),
    [
        ({"before": 15}, {}, 10, True),
        ({"before": 15}, {}, 15, False),
        ({}, {"after": 15}, 10, True),
        ({"before": 5}, {"after": 15}, 10, True),
        ({"before": 15}, {"after": 5}, 10, True),
        ({"before": 5}, {"after": 5}, 5, False),  # one pause serves both
        ({"after": 15}, {"before": 15}, 0, False),  # the far sides of both
        ({"before": 15}, {}, 0, True),
    ],
)
def test_a_pause_after_another_is_cut_short(
    mine: dict[str, int], other: dict[str, int], gap: int, close: bool
) -> None:
    def buffers(of: dict[str, int]) -> dict[str, object]:
        return {name: minutes * MINUTE for name, minutes in of.items()}

    start = gap / 60
    asked = wish(start, start + 0.5, **buffers(mine))
    assert concerns(asked, taken(-1, 0, **buffers(other))) == ([Concern.TOO_CLOSE] if close else [])
    turned = {"before": "after", "after": "before"}
    asked = wish(-1, 0, **buffers({turned[name]: count for name, count in mine.items()}))
    later = taken(start, start + 0.5, **buffers({turned[name]: count for name, count in other.items()}))
    assert concerns(asked, later) == ([Concern.TOO_CLOSE] if close else [])


# ---- places
def test_a_place_has_room_for_one_meeting_whoever_hosts_it() -> None:
    other = taken(0, 1, host="Dr Winter", place=" Room 2 ")
    assert concerns(wish(place="room 2"), other) == [Concern.ROOM]
    assert concerns(wish(place="Room 3"), other) == []
    assert concerns(wish(place=""), replace(other, place="")) == []
    assert concerns(wish(place="Room 2", exclusive=False), other) == [Concern.ROOM]
    assert concerns(wish(1, 2, place="Room 2"), other) == [], "a place needs no pause"


def test_a_host_in_two_meetings_at_one_place_is_an_overlap() -> None:
    assert concerns(wish(place="Room 2"), taken(0, 1, place="Room 2")) == [Concern.OVERLAP]
    assert concerns(wish(place="Room 2"), taken(0, 1, place="Room 2", exclusive=False)) == [Concern.ROOM]


# ---- hours and closed days
@pytest.mark.parametrize(("start", "end"), [(-3, -2), (7.5, 8.5), (-2.5, -1.5), (24 * 5, 24 * 5 + 1), (7.9, 22.1)])
def test_out_of_hours(start: float, end: float) -> None:
    assert concerns(wish(start, end)) == [Concern.OUT_OF_HOURS]
    assert concerns(wish(start, end, exclusive=False)) == []
    assert concerns(wish(start, end, hours=None)) == []


def test_a_break_is_out_of_hours() -> None:
    pause = replace(HOURS, breaks=((Span(time(12), time(13)),),) * DAYS)
    found = list(findings(wish(1.5, 2.5, hours=pause), [], STRICT))
    assert [(each.concern, each.at) for each in found] == [(Concern.OUT_OF_HOURS, MONDAY + 2 * HOUR)]
    assert concerns(wish(1.5, 2, hours=pause)) == []


def test_a_closed_day_is_told_once_with_its_reason() -> None:
    leave = ClosedDays(date(2026, 6, 15), date(2026, 6, 16), "Leave")
    found = list(findings(wish(-9, -8, hours=replace(HOURS, closed=(leave,))), [], STRICT))
    assert [(each.concern, each.closed) for each in found] == [(Concern.CLOSED, leave)]


def test_the_clinics_closed_days_hold_for_every_host() -> None:
    clinic = replace(HOURS, closed=(ClosedDays(date(2026, 6, 15), date(2026, 6, 15)),))
    asked = replace(wish(), clinic=clinic)
    assert concerns(asked) == [Concern.CLOSED]
    assert concerns(replace(wish(24, 25), clinic=clinic)) == []
    assert free_times(asked, [], STRICT, starts_from=MONDAY)[0] == datetime(2026, 6, 16, 6, 0, tzinfo=UTC)


def test_a_time_over_midnight_reaches_into_a_closed_day() -> None:
    always = Availability("", BERLIN, ((Span(time(0), time(0)),),) * DAYS)
    closed = replace(always, closed=(ClosedDays(date(2026, 6, 16), date(2026, 6, 16)),))
    assert concerns(wish(13.5, 14.5, hours=always)) == []
    assert concerns(wish(13.5, 14.5, hours=closed)) == [Concern.CLOSED]
    assert concerns(wish(13.5, 14, hours=closed)) == []
    only_closed = replace(STRICT, out_of_hours=Policy.ALLOW)
    assert concerns(wish(13.5, 14.5, hours=closed), policies=only_closed) == [Concern.CLOSED]


def test_where_closed_days_are_allowed_they_are_days_like_others() -> None:
    closed = replace(HOURS, closed=(ClosedDays(date(2026, 6, 15), date(2026, 6, 15)),))
    allowed = replace(STRICT, closed=Policy.ALLOW)
    assert concerns(wish(hours=closed), policies=allowed) == []
    assert concerns(wish(9, 10, hours=closed), policies=allowed) == [Concern.OUT_OF_HOURS]


# ---- policies
@pytest.mark.parametrize("concern", Concern)
@pytest.mark.parametrize("policy", Policy)
def test_a_policy_is_kept_as_plain_words(concern: Concern, policy: Policy) -> None:
    chosen = SlotPolicies().having(concern, policy)
    assert chosen.of(concern) is policy
    assert SlotPolicies.read(chosen.words()) == chosen
    others = [each for each in Concern if each is not concern]
    assert [chosen.of(each) for each in others] == [SlotPolicies().of(each) for each in others]


def test_words_that_are_not_known_leave_what_a_clinic_starts_with() -> None:
    odd: dict[str, object] = {
        "overlap": "warn", "busy": "sometimes", "room": ["warn"], "closed": None, "of": "warn", "read": "warn",
    }  # fmt: skip
    assert SlotPolicies.read(odd) == SlotPolicies(overlap=Policy.WARN)


def test_what_is_allowed_is_not_found() -> None:
    allow = SlotPolicies(*(Policy.ALLOW,) * 6)
    closed = replace(HOURS, closed=(ClosedDays(date(2026, 6, 15), date(2026, 6, 15)),))
    everything = [
        taken(0, 1), taken(0, 1, busy=True), taken(0, 1, host="x", place="P"), taken(0.5, 1, before=HOUR)
    ]  # fmt: skip
    assert concerns(wish(place="P", hours=closed), *everything, policies=allow) == []


def test_a_check_tells_what_must_not_be_from_what_is_only_warned_about() -> None:
    refused = Finding(Concern.OVERLAP, Policy.REFUSE, MONDAY)
    warned = Finding(Concern.BUSY, Policy.WARN, MONDAY)
    check = SlotCheck((refused, warned), (MONDAY,))
    assert check.refused == (refused,)
    assert check.concerns == {Concern.OVERLAP, Concern.BUSY}
    assert SlotTaken(check).check is check


# ---- free times
def test_free_times_follow_each_other_within_hours() -> None:
    assert free_times(wish(), [], STRICT, starts_from=MONDAY + 3 * MINUTE) == tuple(
        MONDAY + minutes * MINUTE for minutes in (5, 35, 65)
    )
    evening = free_times(wish(), [], STRICT, starts_from=MONDAY + 7.6 * HOUR)
    assert evening[0] == MONDAY + 22 * HOUR


def test_what_fits_exactly_is_found() -> None:
    others = [taken(-2, 0), taken(0.5, 8)]
    assert free_times(wish(), others, STRICT, starts_from=MONDAY - HOUR)[0] == MONDAY
    pauses = [replace(each, before=5 * MINUTE, after=5 * MINUTE) for each in others]
    assert free_times(wish(), pauses, STRICT, starts_from=MONDAY - HOUR)[0] > MONDAY + 8 * HOUR
    short = wish(0, 20 / 60)
    assert free_times(short, pauses, STRICT, starts_from=MONDAY - HOUR)[0] == MONDAY + 5 * MINUTE


def test_where_overlaps_are_allowed_but_no_short_pause_the_times_between_are_found() -> None:
    policies = SlotPolicies(overlap=Policy.ALLOW, too_close=Policy.REFUSE)
    other = taken(1, 2, before=HOUR, after=HOUR)
    found = free_times(wish(), [other], policies, starts_from=MONDAY + 10 * MINUTE, count=20)
    minutes = [int((start - MONDAY) / MINUTE) for start in found]
    assert minutes[:4] == [35, 65, 95, 180], "half an hour that overlaps, then none until the pause is over"


def test_a_pause_before_the_next_one_is_kept() -> None:
    others = [taken(1, 8, before=15 * MINUTE)]
    found = free_times(wish(), others, STRICT, starts_from=MONDAY)
    assert found[0] == MONDAY
    assert found[1] > MONDAY + 8 * HOUR


def test_a_time_over_midnight_is_found_where_hours_go_over_midnight() -> None:
    night = Availability("", BERLIN, ((Span(time(0), time(6)), Span(time(20), time(0))),) * DAYS)
    asked = wish(0, 8, hours=night)
    assert free_times(asked, [], STRICT, starts_from=MONDAY)[0] == MONDAY + 10 * HOUR


def test_eight_o_clock_stays_eight_o_clock_after_the_clocks_change() -> None:
    saturday = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    found = free_times(wish(hours=HOURS), [], STRICT, starts_from=saturday, count=1)
    assert found[0].astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None) == datetime(2026, 10, 26, 8, 0)  # noqa: DTZ001


@pytest.mark.parametrize("hours", [HOURS, replace(HOURS, hours=((),) * DAYS)])
def test_a_meeting_longer_than_a_days_hours_has_no_free_time(hours: Availability) -> None:
    assert free_times(wish(0, 10.5, hours=hours), [], STRICT, starts_from=MONDAY) == ()


def test_free_times_end_within_the_search() -> None:
    closed = (ClosedDays(date(2026, 6, 1), date(2026, 12, 31)),)
    assert free_times(wish(hours=replace(HOURS, closed=closed)), [], STRICT, starts_from=MONDAY) == ()
    assert free_times(replace(wish(), clinic=replace(HOURS, closed=closed)), [], STRICT, starts_from=MONDAY) == ()
    last = replace(HOURS, closed=(ClosedDays(date(2026, 6, 1), MONDAY.date() + SEARCH - timedelta(days=1)),))
    assert free_times(wish(hours=last), [], STRICT, starts_from=MONDAY) != ()


class Counted:
    """Counts how often two times are compared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        collision = slots._collision

        def counting(mine: Taken, other: Taken) -> Concern | None:
            self.count += 1
            return collision(mine, other)

        monkeypatch.setattr(slots, "_collision", counting)


@pytest.mark.parametrize(
    "others",
    [
        [taken(number * 0.7, number * 0.7 + 0.5, after=15 * MINUTE) for number in range(2_000)],
        [taken(number * 0.7 - 2, number * 0.7 + 30, after=HOUR) for number in range(2_000)],
        [taken(0, 24 * 70), *(taken(number * 0.7, number * 0.7 + 0.5) for number in range(2_000))],
        [taken(number * 0.7, number * 0.7, busy=True) for number in range(2_000)],
    ],
)
def test_2000_times_over_60_days_are_compared_a_bounded_number_of_times(
    monkeypatch: pytest.MonkeyPatch, others: list[Taken]
) -> None:
    counted = Counted(monkeypatch)
    found = free_times(wish(), others, STRICT, starts_from=MONDAY)
    assert counted.count < 60 * len(others)
    for start in found:
        assert concerns(Wish(slots._moved(wish().taken, start), HOURS), *others) == []
