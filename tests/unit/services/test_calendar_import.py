"""Calendar files into the plan, over a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.invitation import FoundEvent
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.own_calendar import (
    MAX_IMPORTED,
    ImportWish,
    WhyNot,
)
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy, usual_visit_types
from hosted_meetings_desktop.services.calendar_import import MAX_FILE
from hosted_meetings_desktop.services.own_calendars import OwnCalendarService
from hosted_meetings_desktop.services.schedule import ScheduleService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, FakeService, Ticking
from tests.unit.services.calendar_kit import event, files_over, ics, schedule_over

pytestmark = pytest.mark.anyio

WHO = "Dr Sommer"
DAY = timedelta(days=1)
CONSULTATION = VisitTypeId("consultation")
TEN = "20260302T100000Z", "20260302T110000Z"


@pytest.fixture
def schedule(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> ScheduleService:
    return schedule_over(store, service, changes, clock)


@pytest.fixture
def own(schedule: ScheduleService) -> OwnCalendarService:
    return files_over(schedule)


def at(
    hour: int, minute: int = 0, *, title: str = "Visit", uid: str = "", length: int = 30, day: int = 2
) -> FoundEvent:
    """Return an event of 2 March 2026, whose tests begin at 9 UTC."""
    start = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    return FoundEvent(uid or f"{title}-{start}", title, start, start + timedelta(minutes=length), "Europe/Berlin")


def wish(*events: FoundEvent, host: str = WHO, kind: VisitTypeId | None = CONSULTATION) -> ImportWish:
    return ImportWish(events, host, kind)


async def plan_of(schedule: ScheduleService) -> list[tuple[str, datetime]]:
    page = await schedule.store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=99))
    return [(each.title, each.schedule.starts_at) for each in page.rows if not each.cancelled]


# ---- looking into a file
async def test_a_file_is_looked_into_before_anything_is_planned(
    own: OwnCalendarService, schedule: ScheduleService, tmp_path: Path
) -> None:
    path = tmp_path / "plays.ics"
    path.write_bytes(
        ics(
            "X-WR-CALNAME:School",
            event("20260302T100000Z", "20260302T110000Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
            event("20260101T100000Z", "20260101T110000Z", uid="over", title="Over"),
            event("20260303", "20260304", uid="3", title="Holiday"),
            event("20260304T100000Z", "20260304T110000Z", "TRANSP:TRANSPARENT", uid="4", title="Maybe"),
            event("20260305T100000Z", "20260307T110000Z", uid="5", title="Congress"),
            event("20260306T100000Z", "20260306T100000Z", uid="6", title="Pills"),
            event("whenever", "20260306T100000Z", uid="7"),
        )
    )
    told: list[tuple[int, int | None]] = []
    found = await own.open_file(path, lambda done, total: told.append((done, total)))
    assert found.name == "School"
    assert [each.title for each in found.events] == ["School play"] * 3
    assert [(each.event.title, each.why) for each in found.passed_over] == [
        ("Holiday", WhyNot.ALL_DAY),
        ("Maybe", WhyNot.FREE),
        ("Congress", WhyNot.TOO_LONG),
        ("Pills", WhyNot.NO_LENGTH),
    ]
    (problem,) = found.problems
    assert "DTSTART cannot be read" in problem.problem
    assert found.until == START + timedelta(days=400)
    assert told[-1] == (6, 6), "what is over is passed by unread"
    assert await plan_of(schedule) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This is not a calendar file"),
        (b"\x89PNG\r\n\x1a\n", "This is not a calendar file"),
        (b"\xff\xfe" + "BEGIN:VCALENDAR\r\n".encode("utf-16-le")[:7], "This is not a calendar file"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * MAX_FILE, "larger than 10 MB"),
        (ics("METHOD:REPLY", event(*TEN)), "an answer to an invitation"),
        (
            ics(*(event(*TEN, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=f"{n}") for n in range(40))),
            "repeat too often",
        ),
    ],
    ids=["empty", "picture", "half", "large", "answer", "endless"],
)
async def test_hostile_files_end_in_a_clear_message(
    own: OwnCalendarService, tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "file.ics"
    path.write_bytes(data)
    with pytest.raises(InputProblem, match=said):
        await own.open_file(path)


async def test_a_hundred_thousand_recurrences_cost_only_themselves(own: OwnCalendarService) -> None:
    found = await own.look_into(
        ics(
            event("20260302T100000Z", "20260302T100001Z", "RRULE:FREQ=SECONDLY;COUNT=100000", uid="1"),
            event("20260303T100000Z", "20260303T110000Z", uid="2", title="Good"),
        )
    )
    assert [each.title for each in found.events] == ["Good"]
    assert "repeats more than" in found.problems[0].problem


async def test_strange_letters_and_unknown_zones_are_read_as_well_as_they_can_be(own: OwnCalendarService) -> None:
    data = ics(
        event("20260303T100000", "20260303T110000", uid="1", title="Müller")
        .replace("DTSTART:", "DTSTART;TZID=Mars/Olympus:")
        .replace("DTEND:", "DTEND;TZID=Mars/Olympus:")
    )
    for letters in (data, data.decode().encode("cp1252"), b"\xff\xfe" + data.decode().encode("utf-16-le")):
        found = await own.look_into(letters)
        assert [each.title for each in found.events] == ["Müller"]
        assert "Mars/Olympus" in found.problems[0].problem
        (verdict,) = await own.check_import(wish(*found.events))
        assert verdict.planned


async def test_what_cannot_be_opened_is_said(own: OwnCalendarService, tmp_path: Path) -> None:
    for place in (tmp_path / "gone.ics", tmp_path):
        with pytest.raises(AppError, match="cannot be read"):
            await own.open_file(place)


async def test_reading_can_be_stopped(own: OwnCalendarService) -> None:
    data = ics(*(event("20260303T100000Z", "20260303T110000Z", uid=f"{n}") for n in range(200)))
    with pytest.raises(InputProblem, match="stopped"):
        await own.look_into(data, stop=lambda: True)


# ---- what would become of it
async def test_each_event_is_told_what_stands_in_its_way(own: OwnCalendarService, schedule: ScheduleService) -> None:
    await schedule.plan(replace(make_draft("Knee", "Asha"), visit_type=CONSULTATION))  # 10:00 to 10:30
    events = (at(12, title="Free"), at(10, 15, title="Clash"), at(10, 32, title="Close"), at(12, 20, title="Second"))
    free, clash, close, second = await own.check_import(wish(*events))
    assert [each.event for each in (free, clash, close, second)] == list(events)
    assert free.planned
    assert not free.check.findings
    assert not clash.planned
    assert [each.concern for each in clash.check.findings] == [Concern.OVERLAP]
    assert close.planned
    assert [each.concern for each in close.check.findings] == [Concern.TOO_CLOSE]
    assert not second.planned
    other = second.check.findings[0].other
    assert other is not None
    assert other.title == "Free", "what is planned before it of the same file stands in its way too"
    assert await plan_of(schedule) == [("Knee", START + timedelta(hours=1))]


async def test_what_is_refused_itself_stands_in_nobodys_way(
    own: OwnCalendarService, schedule: ScheduleService
) -> None:
    await schedule.plan(replace(make_draft("Knee", "Asha"), visit_type=CONSULTATION))
    refused, free = await own.check_import(wish(at(10, 0, length=60), at(10, 40, title="Next")))
    assert (refused.planned, free.planned) == (False, True)


async def test_visits_that_are_not_one_at_a_time_clash_with_nothing(own: OwnCalendarService) -> None:
    both = await own.check_import(wish(at(12), at(12, title="Other"), kind=VisitTypeId("team")))
    assert all(each.planned and not each.check.findings for each in both)


async def test_what_is_planned_already_is_not_planned_twice(
    own: OwnCalendarService, schedule: ScheduleService
) -> None:
    planned = await schedule.plan(make_draft("Knee", "Asha"))
    outcome = await own.import_events(wish(at(12), at(13, title="B")))
    again = await own.check_import(wish(at(12), at(13, title="B"), at(12, title="Other", day=3)))
    assert [each.known for each in again] == [True, True, False]
    elsewhere = await own.check_import(wish(at(12), host="Dr Winter"))
    assert [each.known for each in elsewhere] == [False]
    back = await own.check_import(wish(at(20, uid=planned.meeting.id), host="Dr Winter"))
    assert [each.known for each in back] == [True], "it came from here"
    await schedule.cancel(planned.meeting.id)
    assert [each.known for each in await own.check_import(wish(at(20, uid=planned.meeting.id)))] == [False]
    assert outcome.count == 2


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (at(12, title="\ud800"), "a character that cannot be used"),
        (replace(at(12), zone="Mars/Olympus"), "Mars/Olympus is not known"),
        (at(8), "over by now"),
    ],
    ids=["letters", "zone", "over"],
)
async def test_one_bad_event_costs_only_itself(
    own: OwnCalendarService, schedule: ScheduleService, bad: FoundEvent, said: str
) -> None:
    outcome = await own.import_events(wish(bad, at(14, title="Good")))
    assert [each.planned for each in outcome.verdicts] == [False, True]
    assert said in outcome.left_out[0].problem
    assert [title for title, _at in await plan_of(schedule)] == ["Good"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (wish(at(12), host=" "), "host"),
        (wish(at(12), host="x" * 121), "host"),
        (wish(*[at(12)] * (MAX_IMPORTED + 1)), "events"),
    ],
    ids=["none", "long", "many"],
)
async def test_what_cannot_be_imported_as_a_whole(own: OwnCalendarService, wrong: ImportWish, field: str) -> None:
    for ask in (own.check_import, own.import_events):
        with pytest.raises(InputProblem) as refused:
            await ask(wrong)  # type: ignore[operator]
        assert refused.value.field == field


# ---- planning it
async def test_what_is_refused_stays_out_and_the_rest_is_planned(
    own: OwnCalendarService, schedule: ScheduleService, changes: Heard
) -> None:
    await schedule.plan(replace(make_draft("Knee", "Asha"), visit_type=CONSULTATION))
    changes.topics.clear()
    outcome = await own.import_events(wish(at(10, 15, title="Clash"), at(10, 32, title="Close"), at(12, title=" ")))
    assert outcome.count == 2
    assert [each.event.title for each in outcome.left_out] == ["Clash"]
    assert "meetings" in changes.topics
    assert sorted(title for title, _at in await plan_of(schedule)) == ["Close", "Consultation", "Knee"]
    assert outcome.undo is not None
    meeting = await schedule.get(outcome.undo.meeting_id)
    assert (meeting.host, meeting.visit_type, meeting.public_title) == (WHO, CONSULTATION, "Video visit")
    assert (meeting.invitees, meeting.invites) == ((), False), "nobody is invited"
    assert meeting.schedule.zone == "Europe/Berlin"


async def test_an_import_is_undone_and_done_again_as_one(own: OwnCalendarService, schedule: ScheduleService) -> None:
    outcome = await own.import_events(wish(at(12), at(13, title="B"), at(14, title="C"), kind=None))
    assert outcome.undo is not None
    before = await plan_of(schedule)
    assert len(before) == 3
    again = await schedule.undo(outcome.undo)
    assert await plan_of(schedule) == []
    await schedule.undo(again)
    assert await plan_of(schedule) == before


async def test_where_nothing_can_be_planned_there_is_no_way_back(own: OwnCalendarService, changes: Heard) -> None:
    outcome = await own.import_events(wish(at(8)))
    assert (outcome.count, outcome.undo) == (0, None)
    assert await own.import_events(wish()) == replace(outcome, verdicts=())
    assert changes.topics == []


async def test_a_visit_type_that_records_is_followed(own: OwnCalendarService, schedule: ScheduleService) -> None:
    told = {"recording": RecordingPolicy.FROM_START, "consent": ConsentPolicy.ANNOUNCED}
    kinds = [replace(each, **told) for each in usual_visit_types()]
    await schedule.store.run(lambda lib: lib.plans.keep_visit_types(tuple(kinds)))
    outcome = await own.import_events(wish(at(12)))
    assert outcome.undo is not None
    assert (await schedule.get(outcome.undo.meeting_id)).record_on_start
    asked = [replace(each, consent=ConsentPolicy.EACH_PERSON) for each in kinds]
    assert not any(each.recorded_from_start for each in asked)  # nobody has agreed when the first person joins


async def test_a_calendar_of_years_is_looked_at_as_one(own: OwnCalendarService) -> None:
    events = [at(0, title=f"{n}", length=20) for n in range(MAX_IMPORTED)]
    spread = [
        replace(
            each,
            starts_at=START + n * timedelta(hours=1),
            ends_at=START + n * timedelta(hours=1, minutes=0) + DAY / 72,
        )
        for n, each in enumerate(events)
    ]
    outcome = await own.import_events(wish(*spread))
    assert outcome.count == MAX_IMPORTED
    assert not any(each.check.findings for each in outcome.verdicts)
