"""Commands to a whole room: at once or a failure that says what holds; secrets stay here."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, InputProblem, Refused, Unreachable
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.room import Poll
from tests.unit.fake_service import failing
from tests.unit.services.desk_kit import KEY, Desk, desk, visit

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


async def test_everybody_is_removed(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    assert await desk.live.remove_all(meeting.id) == "Nobody was in the call"
    desk.join(meeting, "Asha")
    assert await desk.live.remove_all(meeting.id) == "Everybody was removed from the call"
    assert not (await desk.plans.get(meeting.id)).cancelled


async def test_a_closed_room_opens_to_nobody_and_stays_closed(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    assert "closed" in await desk.live.remove_all_and_close(meeting.id)
    assert meeting.room_id is not None
    assert not desk.service.rooms[meeting.room_id].active
    await desk.engine.settle(meeting.id)
    assert not desk.service.rooms[meeting.room_id].active, "sync does not open it again"
    after = await desk.plans.get(meeting.id)
    assert after.cancelled
    assert after.conflicts == ()


async def test_a_room_that_did_not_close_is_told_so(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    desk.service.before = failing("patch_room", Unreachable())
    with pytest.raises(AppError) as missed:
        await desk.live.remove_all_and_close(meeting.id)
    assert missed.value.advice.startswith("Everybody was removed")
    assert not (await desk.plans.get(meeting.id)).cancelled


async def test_the_room_of_a_series_is_not_closed(desk: Desk) -> None:
    kind = next(each for each in await desk.plans.visit_types() if each.rooms.value == "per-series")
    planned = await desk.plans.plan(
        visit("Asha", visit_type=VisitTypeId(kind.id)), recurrence=Recurrence(Frequency.DAILY, count=3)
    )
    await desk.engine.settle(planned.meeting.id)
    with pytest.raises(AppError, match="not for this meeting alone"):
        await desk.live.remove_all_and_close(planned.meeting.id)
    assert "kick_all" not in desk.service.calls


async def test_a_recording_is_paused_and_goes_on(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    with pytest.raises(AppError, match="No recording"):
        await desk.live.pause_recording(meeting.id)
    await desk.live.start_recording(meeting.id)
    with pytest.raises(AppError, match="not paused"):
        await desk.live.resume_recording(meeting.id)
    paused = await desk.live.pause_recording(meeting.id)
    assert paused.status is RecordingStatus.PAUSED
    with pytest.raises(AppError, match="paused already"):
        await desk.live.pause_recording(meeting.id)
    assert (await desk.live.resume_recording(meeting.id)).status is RecordingStatus.RECORDING


async def test_a_livestream_shows_its_page_and_never_its_key(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    assert await desk.live.livestream(meeting.id) is None
    with pytest.raises(AppError, match="Nobody is in"):
        await desk.live.start_livestream(meeting.id)
    desk.join(meeting, "Asha")
    started = await desk.live.start_livestream(meeting.id, "open-house")
    assert started.playback_url == "https://watch.example/open-house"
    seen = await desk.live.livestream(meeting.id)
    for each in (started, seen):
        assert each is not None
        assert (each.stream_key, each.ingest_server) == ("", "")
        assert KEY not in repr(each)
    with pytest.raises(AppError, match="streamed already"):
        await desk.live.start_livestream(meeting.id)
    assert "stopped" in await desk.live.stop_livestream(meeting.id)
    desk.service.stream_error = Refused("livestreams are not enabled")
    assert await desk.live.livestream(meeting.id) is None
    desk.service.stream_error = Unreachable()
    with pytest.raises(Unreachable):
        await desk.live.livestream(meeting.id)


async def test_a_poll_needs_a_question_and_two_answers(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    for poll, field in ((Poll(" ", ("a", "b")), "question"), (Poll("How?", ("a", " ", "a")), "options")):
        with pytest.raises(InputProblem) as wrong:
            await desk.live.start_poll(meeting.id, poll)
        assert wrong.value.field == field
    with pytest.raises(AppError, match="Nobody is in"):
        await desk.live.start_poll(meeting.id, Poll("How?", ("Well", "Badly")))
    desk.join(meeting, "Asha")
    await desk.live.start_poll(meeting.id, Poll(" How? ", ("Well", " ", "Badly ")))
    assert desk.service.polls == [Poll("How?", ("Well", "Badly"))]


@pytest.mark.parametrize(
    ("error", "said"), [(Unreachable(), "Nothing was done"), (AnswerLost(), "may or may not have been done")]
)
async def test_no_command_is_kept_for_later(desk: Desk, error: AppError, said: str) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    await desk.live.start_recording(meeting.id)
    for command, deed in (
        ("kick_all", desk.live.remove_all),
        ("pause_recording", desk.live.pause_recording),
        ("start_livestream", desk.live.start_livestream),
        ("stop_livestream", desk.live.stop_livestream),
    ):
        desk.service.before = failing(command, error)
        with pytest.raises(AppError) as missed:
            await deed(meeting.id)
        assert said in missed.value.advice
        assert desk.service.calls.count(command) == 1
