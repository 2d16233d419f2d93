"""Commands to a whole room: at once or a failure that says what holds; secrets stay here."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.consent import Answer, ConsentMissing, Way
from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, InputProblem, Refused, Unreachable
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.livestream import StreamState
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.services.recording_pauses import pauses_of
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
    await desk.agree(meeting)
    await desk.live.start_recording(meeting.id)
    with pytest.raises(AppError, match="not paused"):
        await desk.live.resume_recording(meeting.id)
    paused = await desk.live.pause_recording(meeting.id)
    assert paused.status is RecordingStatus.PAUSED
    with pytest.raises(AppError, match="paused already"):
        await desk.live.pause_recording(meeting.id)
    assert (await desk.live.resume_recording(meeting.id)).status is RecordingStatus.RECORDING
    pauses = await desk.store.run(lambda lib: pauses_of(lib, paused.id))
    assert [(pause.began, pause.ended) for pause in pauses] == [(desk.clock(), desk.clock())]


async def test_nobody_is_recorded_who_has_not_agreed(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha", "A daughter")
    with pytest.raises(ConsentMissing) as asked:
        await desk.live.start_recording(meeting.id)
    assert asked.value.consent.missing == ("Asha", "A daughter")
    assert not desk.service.recordings
    consents = desk.live.consents
    asha = next(each.id for each in meeting.invitees if each.name == "Asha")
    await consents.note(meeting.id, Answer.GIVEN, Way.READ_OUT, "Dr Sommer", invitee_id=asha)
    await consents.note(meeting.id, Answer.GIVEN, Way.READ_OUT, "Dr Sommer", name="A daughter")
    await desk.live.start_recording(meeting.id)
    await desk.live.pause_recording(meeting.id)
    await consents.note(meeting.id, Answer.WITHDRAWN, Way.READ_OUT, "Dr Sommer", invitee_id=asha)
    with pytest.raises(ConsentMissing, match="does not want"):
        await desk.live.resume_recording(meeting.id)
    assert [each.status for each in desk.service.recordings.values()] == [RecordingStatus.PAUSED]


async def test_an_announced_recording_writes_down_who_was_told(desk: Desk) -> None:
    meeting = await desk.plan("Asha", visit_type=VisitTypeId("team"))
    desk.join(meeting, "Asha", "Ben")
    with pytest.raises(ConsentMissing, match="announced"):
        await desk.live.start_recording(meeting.id)
    await desk.live.start_recording(meeting.id, announced=True)
    said = await desk.live.consents.history(meeting.id)
    assert {(each.name, each.answer, each.noted_by) for each in said} == {
        ("Asha", Answer.ASKED, "Dr Sommer"), ("Ben", Answer.ASKED, "Dr Sommer"),
    }  # fmt: skip
    inside = (await desk.live.look(meeting.id)).people
    assert not (await desk.live.consents.of(meeting.id, inside)).unaware
    await desk.live.pause_recording(meeting.id)
    await desk.live.resume_recording(meeting.id, announced=True)
    assert len(await desk.live.consents.history(meeting.id)) == 2


async def test_a_livestream_shows_its_page_and_never_its_key(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    assert await desk.live.livestream(meeting.id) is None
    with pytest.raises(AppError, match="Nobody is in"):
        await desk.live.start_livestream(meeting.id)
    desk.join(meeting, "Asha")
    started = await desk.live.start_livestream(meeting.id, "open-house")
    assert started.playback_url == "https://watch.example/open-house"
    desk.clock.advance(minutes=2)
    seen = await desk.live.livestream(meeting.id)
    assert seen is not None
    assert (seen.state, seen.observed_at) == (StreamState.LIVE, desk.clock())
    for each in (started, seen):
        assert KEY not in repr(each)
        assert not hasattr(each, "stream_key")
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
    await desk.agree(meeting)
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
