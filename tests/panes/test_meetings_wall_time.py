"""Times on the wall at and around clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import (
    InviteeEntry,
    PlanEntry,
    draft_of,
    next_quarter,
    usual_preset,
)
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, read_wall_time

BERLIN = ZoneInfo("Europe/Berlin")


def entry(**changes: object) -> PlanEntry:
    values: dict[str, object] = {
        "title": "  Wound check ",
        "public_title": "Video visit",
        "day": date(2026, 11, 23),
        "at": time(10, 15),
        "duration": timedelta(minutes=30),
        "zone": "Europe/Berlin",
        "host": "Dr. Ada Osei",
        "invitees": (),
        "record_on_start": False,
        "region": Region.NEAREST,
        **changes,
    }
    return PlanEntry(**values)  # type: ignore[arg-type]


def test_an_ordinary_time_is_one_moment() -> None:
    found = read_wall_time(date(2026, 11, 23), time(10, 15), BERLIN)
    assert (found.change, found.first) == (ClockChange.NONE, datetime(2026, 11, 23, 9, 15, tzinfo=UTC))


def test_a_skipped_time_says_from_when_to_when_the_clock_jumps() -> None:
    found = read_wall_time(date(2027, 3, 28), time(2, 30), BERLIN)
    assert found.change is ClockChange.SKIPPED
    assert found.skipped == (time(2, 0), time(3, 0))
    assert found.first == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_jump_of_half_an_hour_is_told_as_it_is() -> None:
    found = read_wall_time(date(2027, 10, 3), time(2, 15), ZoneInfo("Australia/Lord_Howe"))
    assert found.skipped == (time(2, 0), time(2, 30))


def test_a_repeated_time_is_two_moments_an_hour_apart() -> None:
    found = read_wall_time(date(2027, 10, 31), time(2, 30), BERLIN)
    assert found.change is ClockChange.REPEATED
    assert found.second - found.first == timedelta(hours=1)


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"]
    ),
)
def test_every_time_that_exists_reads_back_as_it_was_entered(day: date, minute: int, zone: str) -> None:
    at = time(minute // 60, minute % 60)
    found = read_wall_time(day, at, ZoneInfo(zone))
    back = found.first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if found.change is ClockChange.SKIPPED:
        assert back > datetime.combine(day, at)
    else:
        assert back == datetime.combine(day, at)
        assert found.second.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == back


def test_the_draft_trims_and_leaves_out_blank_people() -> None:
    person = InviteeEntry(" Priya ", Role.PATIENT, "group_call_guest", "", InviteeId("i1"), ParticipantId("p1"))
    draft = draft_of(entry(invitees=(person, InviteeEntry(preset="group_call_guest"))))
    assert draft.title == "Wound check"
    assert [(one.id, one.name, one.participant_id) for one in draft.invitees] == [("i1", "Priya", "p1")]
    assert draft.schedule.starts_at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def test_the_second_time_is_kept_when_it_was_chosen() -> None:
    twice = entry(day=date(2027, 10, 31), at=time(2, 30))
    first, second = draft_of(twice), draft_of(entry(day=date(2027, 10, 31), at=time(2, 30), second_time=True))
    assert second.schedule.starts_at - first.schedule.starts_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"host": ""}, "host"),
        ({"public_title": ""}, "public_title"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"day": date(2027, 3, 28), "at": time(2, 30)}, "start"),
        ({"invitees": (InviteeEntry(name="Sam"),)}, "invitees"),
        ({"invitees": (InviteeEntry(email="sam@example.org", preset="x"),)}, "invitees"),
    ],
)
def test_a_problem_names_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputProblem) as told:
        draft_of(entry(**changes))
    assert told.value.field == field


def test_usual_presets_come_from_the_account() -> None:
    assert usual_preset(Role.PATIENT, ("group_call_guest",)) == "group_call_guest"
    assert usual_preset(Role.PATIENT, ("webinar_viewer",)) == ""
    assert usual_preset(Role.PATIENT, ()) == "group_call_guest"


def test_a_new_plan_starts_at_the_next_quarter() -> None:
    assert next_quarter(datetime(2026, 11, 23, 9, 12, 40, tzinfo=UTC)) == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    assert next_quarter(datetime(2026, 11, 23, 9, 45, tzinfo=UTC)) == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
