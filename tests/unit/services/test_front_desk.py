"""The board of a day over a real store, and what a desk does about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.front_desk import DeskLimits, DeskState, NoHostInside, PatientInside, Source
from hosted_meetings_desktop.domain.ids import ParticipantId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import RecordingKind
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.slots import Policy, SlotTaken
from tests.unit.fake_service import START
from tests.unit.services.desk_kit import Desk, desk, set_up_post, visit

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


def part(meeting: Meeting, name: str) -> ParticipantId:
    found = next(each.participant_id for each in meeting.invitees if each.name == name)
    assert found is not None
    return found


def wait(desk: Desk, meeting: Meeting, *names: str) -> None:
    people = tuple((str(part(meeting, name)), name) for name in names)
    desk.arrivals.note(meeting.id, people, at=desk.clock(), source="window")


# ---- the board
async def test_a_day_has_its_meetings_and_no_other(desk: Desk) -> None:
    yesterday = await desk.plan("Asha", hours=-24, online=False)
    night = await desk.plan("Cleo", hours=-10.25, online=False)  # 23:45 to 00:15 in Berlin
    today = await desk.plan("Ben", hours=1)
    await desk.plan("Dora", hours=30, online=False)
    day = await desk.desk.rooms()
    assert day.day.isoformat() == "2026-03-02"
    assert {each.id for each in day.rooms} == {night.id, today.id}
    assert day.hosts == ("Dr Sommer",)
    before = await desk.desk.rooms(datetime(2026, 3, 1, tzinfo=UTC).date())
    assert {each.id for each in before.rooms} == {yesterday.id, night.id}


async def test_a_visit_from_plan_to_end(desk: Desk) -> None:
    meeting = await desk.plan("Asha", hours=0.5)
    assert (await desk.look(meeting.id)).state is DeskState.PLANNED
    wait(desk, meeting, "Asha")
    room = await desk.look(meeting.id)
    assert (room.state, room.waiting[0].role, room.looks) == (DeskState.EARLY, Role.PATIENT, True)
    desk.clock.advance(minutes=31)
    assert (await desk.look(meeting.id)).state is DeskState.WAITING
    wait(desk, meeting)
    desk.join(meeting, "Dr Sommer", "Asha")
    room = await desk.look(meeting.id)
    assert (room.state, room.word.source, room.word.at) == (DeskState.IN_CALL, Source.PROVIDER, desk.clock())
    assert {(each.name, each.role) for each in room.inside} == {("Asha", Role.PATIENT), ("Dr Sommer", Role.HOST)}
    desk.clock.advance(minutes=40)
    assert (await desk.look(meeting.id)).state is DeskState.OVER_TIME
    (session,) = desk.service.sessions.values()
    over = replace(session, ended_at=desk.clock(), live=0)
    rows = tuple(replace(row, left_at=desk.clock()) for row in desk.service.presences[session.id])
    desk.store.run_now(lambda lib: lib.sessions.note(over, now=desk.clock()))
    desk.store.run_now(lambda lib: lib.sessions.note_presences(session.id, rows, now=desk.clock()))
    assert (await desk.look(meeting.id)).state is DeskState.ENDED


async def test_a_recording_is_seen(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    assert not (await desk.look(meeting.id)).recording
    await desk.agree(meeting)
    await desk.live.start_recording(meeting.id)
    assert (await desk.look(meeting.id)).recording
    await desk.live.stop_recording(meeting.id)
    assert not (await desk.look(meeting.id)).recording


async def test_of_a_recording_of_voices_it_is_seen_of_how_many(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    await desk.agree(meeting)
    desk.service.provider = Provider.REALTIMEKIT
    started = await desk.live.start_recording(meeting.id, kind=RecordingKind.TRACKS)
    assert len(started.voices) == 1
    seen = await desk.look(meeting.id)
    assert (seen.recording, seen.voices) == (True, 1)
    await desk.live.stop_recording(meeting.id)
    seen = await desk.look(meeting.id)
    assert (seen.recording, seen.voices) == (False, None)


async def test_a_series_in_one_room_is_held_where_it_is_nearest(desk: Desk) -> None:
    daily = Recurrence(Frequency.DAILY, count=4)
    draft = replace(visit("Asha", hours=0), visit_type=VisitTypeId("team"))
    kind = next(each for each in await desk.plans.visit_types() if each.rooms.value == "per-series")
    planned = await desk.plans.plan(replace(draft, visit_type=kind.id), recurrence=daily)
    await desk.engine.settle(planned.meeting.id)
    meeting = await desk.plans.get(planned.meeting.id)
    assert meeting.room_of is not None
    desk.join(meeting, "Asha")
    assert (await desk.look(meeting.id)).state is DeskState.IN_CALL
    tomorrow = await desk.desk.rooms((START + timedelta(days=1)).date())
    states = {each.id: each.state for each in tomorrow.rooms}
    assert states.pop(meeting.id) is DeskState.IN_CALL, "somebody is there, whatever day is looked at"
    assert set(states.values()) == {DeskState.PLANNED}


async def test_who_waits_on_another_day_is_shown_all_the_same(desk: Desk) -> None:
    meeting = await desk.plan("Asha", hours=50)
    wait(desk, meeting, "Asha")
    assert (await desk.look(meeting.id)).state is DeskState.EARLY


async def test_nobody_came(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.clock.advance(minutes=20)
    assert not (await desk.look(meeting.id)).proposed, "nobody has asked the provider since"
    desk.asked_provider()
    room = await desk.look(meeting.id)
    assert (room.state, room.proposed) == (DeskState.NO_SHOW, True)
    await desk.desk.mark_no_show(meeting.id)
    room = await desk.look(meeting.id)
    assert (room.state, room.proposed, room.word.source, room.since) == (
        DeskState.NO_SHOW, False, Source.DESK, desk.clock(),
    )  # fmt: skip
    assert "desk" in desk.changes.topics
    await desk.desk.take_back_no_show(meeting.id)
    assert (await desk.look(meeting.id)).proposed
    assert desk.store.run_now(lambda lib: lib.facts.get("no_shows.2026-03-02")) is None


async def test_a_mark_is_about_the_time_that_was_missed(desk: Desk) -> None:
    first, second = await desk.plan("Asha"), await desk.plan("Ben", hours=1)
    desk.clock.advance(minutes=16)
    await desk.desk.mark_no_show(first.id)
    with pytest.raises(AppError, match="not begun"):
        await desk.desk.mark_no_show(second.id)
    later = START + timedelta(hours=3)
    await desk.desk.move_later(first.id, later)
    assert (await desk.look(first.id)).state is DeskState.PLANNED
    await desk.plans.move(first.id, first.schedule, accepted=frozenset())
    assert (await desk.look(first.id)).state is DeskState.NO_SHOW


async def test_the_clinic_has_its_own_limits(desk: Desk) -> None:
    assert await desk.desk.limits() == DeskLimits()
    limits = DeskLimits(timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=3), lock=Policy.REFUSE)
    await desk.desk.keep_limits(limits)
    assert await desk.desk.limits() == limits
    assert (await desk.desk.rooms()).limits == limits
    with pytest.raises(InputProblem):
        await desk.desk.keep_limits(replace(limits, amber_after=timedelta(hours=9)))
    desk.store.run_now(lambda lib: lib.facts.set("desk_limits", "[1]"))
    assert await desk.desk.limits() == DeskLimits()


# ---- who waits
async def test_letting_in_and_sending_away(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    wait(desk, meeting, "Asha")
    assert await desk.desk.admit(meeting.id, part(meeting, "Asha")) == "Asha"
    assert await desk.desk.deny(meeting.id, part(meeting, "Asha")) == "Asha"
    assert desk.door.let_in == desk.door.sent_away == [(meeting.id, part(meeting, "Asha"))]
    with pytest.raises(AppError, match="not waiting"):
        await desk.desk.admit(meeting.id, ParticipantId("somebody"))
    desk.door.fails = NoHostInside()
    with pytest.raises(NoHostInside):
        await desk.desk.admit(meeting.id, part(meeting, "Asha"))


async def test_a_second_patient_is_asked_about_or_refused(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    desk.join(meeting, "Dr Sommer", "Asha")
    wait(desk, meeting, "Ben")
    ben = part(meeting, "Ben")
    with pytest.raises(PatientInside) as asked:
        await desk.desk.admit(meeting.id, ben)
    assert [each.name for each in asked.value.others] == ["Asha"]
    assert not asked.value.refused
    assert desk.door.let_in == []
    await desk.desk.admit(meeting.id, ben, confirmed=True)
    assert desk.door.let_in == [(meeting.id, ben)]
    await desk.desk.keep_limits(DeskLimits(lock=Policy.REFUSE))
    with pytest.raises(PatientInside) as refused:
        await desk.desk.admit(meeting.id, ben, confirmed=True)
    assert refused.value.refused


async def test_two_patients_are_not_let_in_at_once(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    wait(desk, meeting, "Asha", "Ben")
    with pytest.raises(PatientInside):
        await desk.desk.admit_all(meeting.id)
    assert desk.door.let_in == []
    wait(desk, meeting, "Asha")
    assert await desk.desk.admit_all(meeting.id) == 1


async def test_who_waits_now_is_told_with_what_may_be_shown_of_it(desk: Desk) -> None:
    assert await desk.desk.arrivals_now() == ()
    meeting = await desk.plan("Asha")
    wait(desk, meeting, "Asha")
    (arrival,) = await desk.desk.arrivals_now()
    assert (arrival.meeting, arrival.name, arrival.since) == (meeting.id, "Asha", desk.clock())
    assert (arrival.title, arrival.public_title, arrival.host) == ("Knee", "Video visit", "Dr Sommer")
    desk.arrivals.gone(meeting.id)
    assert await desk.desk.arrivals_now() == ()


# ---- another host, another time
async def test_another_host_takes_over(desk: Desk) -> None:
    set_up_post(desk)
    draft = visit("Asha", hours=1, invites=True)
    host, asha = draft.invitees
    draft = replace(draft, invitees=(host, replace(asha, email="asha@example.org")))
    meeting = (await desk.plans.plan(draft)).meeting
    await desk.engine.settle(meeting.id)
    given = await desk.desk.hand_over(meeting.id, "Dr Winter")
    after = await desk.plans.get(meeting.id)
    assert after.host == "Dr Winter"
    assert [(each.name, each.role) for each in after.invitees] == [("Dr Winter", Role.HOST), ("Asha", Role.PATIENT)]
    assert given.told == ("Asha",)
    await desk.desk.undo(given.planned.undo)
    back = await desk.plans.get(meeting.id)
    assert (back.host, back.invitees[0].name) == ("Dr Sommer", "Dr Sommer")
    assert await desk.desk.hosts() == ("Dr Sommer",)


async def test_a_host_who_is_inside_stays_when_another_takes_over(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Dr Sommer", "Asha")
    given = await desk.desk.hand_over(meeting.id, "Dr Winter")
    assert [each.name for each in given.planned.meeting.invitees] == ["Dr Winter", "Dr Sommer", "Asha"]
    assert given.told == ()


async def test_a_host_with_somebody_else_cannot_take_over(desk: Desk) -> None:
    meeting = await desk.plan("Asha", hours=1)
    await desk.plans.plan(replace(visit("Ben", hours=1), host="Dr Winter"))
    with pytest.raises(SlotTaken):
        await desk.desk.hand_over(meeting.id, "Dr Winter")
    assert (await desk.plans.get(meeting.id)).host == "Dr Sommer"


async def test_the_next_free_times_are_later_ones(desk: Desk) -> None:
    meeting = await desk.plan("Asha", hours=0.5)
    await desk.plan("Ben", hours=1.5)
    times = await desk.desk.later_times(meeting.id)
    assert times
    assert min(times) > meeting.schedule.starts_at
    moved = await desk.desk.move_later(meeting.id, times[-1])
    assert moved.planned.meeting.schedule.starts_at == times[-1]


async def test_a_day_of_four_hundred_rooms_is_read_in_one_transaction(desk: Desk) -> None:
    def plan(lib) -> None:
        for number in range(400):
            draft = visit(f"Patient {number}", hours=number / 40)
            lib.meetings.add(f"m{number:03}", replace(draft, host=f"Dr {number % 20}"), now=START)

    desk.store.run_now(plan)
    ran: list[object] = []
    run = desk.store.run
    desk.store.run = lambda work: (ran.append(work), run(work))[1]  # type: ignore[method-assign, assignment]
    day = await desk.desk.rooms()
    assert (len(day.rooms), len(day.hosts), len(ran)) == (400, 20, 1)
