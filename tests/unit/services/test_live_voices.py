"""Recording voices only: of those who agreed, and only while they do; nobody's consent stands in another's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentMissing,
    Standing,
    Way,
    consent_while_recorded,
)
from hosted_meetings_desktop.domain.errors import AppError, Refused
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import MOST_VOICES, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import RecordingPolicy, usual_visit_types
from tests.unit.fake_service import START, failing
from tests.unit.services.desk_kit import Desk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.anyio

VOICES = RecordingKind.TRACKS
NOBODY = "Nobody in the call has agreed"


@pytest.fixture(autouse=True)
def _realtimekit(desk: Desk) -> None:
    desk.service.provider = Provider.REALTIMEKIT


async def say(desk: Desk, meeting: Meeting, name: str, answer: Answer) -> None:
    invited = next((each.id for each in meeting.invitees if each.name == name), None)
    await desk.live.consents.note(
        meeting.id, answer, Way.READ_OUT, "Dr Sommer", invitee_id=invited, name="" if invited else name
    )


async def names_of(desk: Desk, meeting: Meeting, voices: tuple[str, ...]) -> set[str]:
    people = (await desk.live.look(meeting.id)).people
    return {each.name for each in people if each.participant_id in voices}


async def test_the_voices_of_those_who_agreed_are_recorded_and_of_nobody_else(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    desk.join(meeting, "Dr Sommer", "Asha", "Ben", "A daughter", "A son")
    await say(desk, meeting, "Asha", Answer.GIVEN)
    await say(desk, meeting, "Ben", Answer.REFUSED)
    await say(desk, meeting, "A daughter", Answer.GIVEN)
    assert desk.live.offers_tracks
    started = await desk.live.start_recording(meeting.id, kind=VOICES)
    assert started.kind is VOICES
    assert await names_of(desk, meeting, started.voices) == {"Dr Sommer", "Asha", "A daughter"}
    assert "start_recording" not in desk.service.calls
    looked = (await desk.live.look(meeting.id)).recording
    assert looked is not None
    assert (looked.kind, looked.voices) == (VOICES, started.voices), "the provider itself names nobody"
    with pytest.raises(AppError, match="being recorded already"):
        await desk.live.start_recording(meeting.id)
    stopped = await desk.live.stop_recording(meeting.id)
    assert (stopped.kind, stopped.voices) == (VOICES, started.voices)
    kept = await desk.store.run(lambda lib: lib.recordings.get(started.id))
    assert kept is not None
    assert (kept.kind, kept.voices) == (VOICES, started.voices)


async def test_without_anybody_who_agreed_nothing_starts(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    with pytest.raises(AppError, match="Nobody is in the call"):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    desk.join(meeting, "Dr Sommer", "Asha")
    with pytest.raises(AppError, match=NOBODY):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    await say(desk, meeting, "Asha", Answer.GIVEN)
    await say(desk, meeting, "Asha", Answer.WITHDRAWN)
    with pytest.raises(AppError, match=NOBODY):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    assert not desk.service.recordings


async def test_a_host_who_is_alone_records_their_own_voice(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Dr Sommer")
    assert len((await desk.live.start_recording(meeting.id, kind=VOICES)).voices) == 1


async def test_dyte_does_not_offer_it(desk: Desk) -> None:
    desk.service.provider = Provider.DYTE
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    await desk.agree(meeting)
    assert not desk.live.offers_tracks
    with pytest.raises(AppError, match="cannot record voices only"):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    assert "start_track_recording" not in desk.service.calls


async def test_more_than_the_service_takes_are_refused_here(desk: Desk) -> None:
    meeting = await desk.plan("Asha", visit_type=VisitTypeId("team"))
    desk.join(meeting, *(f"Guest {number}" for number in range(MOST_VOICES + 1)))
    with pytest.raises(AppError, match="101 people have agreed"):
        await desk.live.start_recording(meeting.id, kind=VOICES, announced=True)
    assert "start_track_recording" not in desk.service.calls


async def test_a_visit_that_is_never_recorded_is_not_either(desk: Desk) -> None:
    kinds = tuple(replace(each, recording=RecordingPolicy.NEVER) for each in usual_visit_types())
    desk.store.run_now(lambda lib: lib.plans.keep_visit_types(kinds))
    meeting = await desk.plan("Asha", visit_type=kinds[0].id)
    desk.join(meeting, "Asha")
    await desk.agree(meeting)
    with pytest.raises(ConsentMissing) as asked:
        await desk.live.start_recording(meeting.id, kind=VOICES)
    assert asked.value.consent.standing is Standing.NEVER


async def test_where_announcing_is_enough_it_is_announced_first_and_written_down(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben", visit_type=VisitTypeId("team"))
    desk.join(meeting, "Asha", "Ben", "Cara")
    await say(desk, meeting, "Ben", Answer.REFUSED)
    with pytest.raises(ConsentMissing) as asked:
        await desk.live.start_recording(meeting.id, kind=VOICES)
    assert asked.value.consent.standing is Standing.ANNOUNCE
    assert asked.value.consent.missing == ("Asha", "Cara")
    started = await desk.live.start_recording(meeting.id, kind=VOICES, announced=True)
    assert await names_of(desk, meeting, started.voices) == {"Asha", "Cara"}
    said = await desk.live.consents.history(meeting.id)
    assert [(each.name, each.answer) for each in said] == [
        ("Ben", Answer.REFUSED),
        ("Asha", Answer.ASKED),
        ("Cara", Answer.ASKED),
    ]
    await desk.live.pause_recording(meeting.id)
    assert (await desk.live.resume_recording(meeting.id)).voices == started.voices, "they have been told"


async def test_only_the_recorded_count_while_it_runs_and_when_it_goes_on(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    desk.join(meeting, "Dr Sommer", "Asha", "Ben")
    await say(desk, meeting, "Asha", Answer.GIVEN)
    await desk.live.start_recording(meeting.id, kind=VOICES)

    async def unaware() -> list[str]:
        room = await desk.live.look(meeting.id)
        assert room.recording is not None
        stands = await desk.live.consents.of(meeting.id, room.people)
        return [each.name for each in consent_while_recorded(stands, room.recording, room.people).unaware]

    assert await unaware() == []
    await say(desk, meeting, "Ben", Answer.REFUSED)
    assert await unaware() == []
    paused = await desk.live.pause_recording(meeting.id)
    assert (paused.kind, paused.status) == (VOICES, RecordingStatus.PAUSED)
    assert (await desk.live.resume_recording(meeting.id)).status is RecordingStatus.RECORDING
    await say(desk, meeting, "Asha", Answer.WITHDRAWN)
    assert await unaware() == ["Asha"]
    await desk.live.pause_recording(meeting.id)
    # Also when she has left: she would be recorded as soon as she came back.
    assert meeting.room_id is not None
    session = next(iter(desk.service.sessions))
    desk.service.presences[session] = [
        replace(row, left_at=desk.clock() + timedelta(minutes=1)) if row.name == "Asha" else row
        for row in desk.service.presences[session]
    ]
    with pytest.raises(ConsentMissing, match="does not want"):
        await desk.live.resume_recording(meeting.id)
    assert [each.status for each in desk.service.recordings.values()] == [RecordingStatus.PAUSED]


async def test_one_from_elsewhere_is_resumed_as_carefully_as_a_film(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    desk.join(meeting, "Asha", "Ben")
    await say(desk, meeting, "Asha", Answer.GIVEN)
    assert meeting.room_id is not None
    begun = await desk.service.start_track_recording(meeting.room_id, ("somebody",))
    looked = (await desk.live.look(meeting.id)).recording
    assert looked is not None
    assert (looked.id, looked.voices) == (begun.id, ())
    await desk.live.pause_recording(meeting.id)
    with pytest.raises(ConsentMissing):
        await desk.live.resume_recording(meeting.id)


async def test_a_refusal_is_told(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    await desk.agree(meeting)
    desk.service.before = failing("start_track_recording", Refused("track recording is in early beta"))
    with pytest.raises(Refused):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    await desk.live.start_recording(meeting.id, kind=VOICES)
    desk.service.before = failing("pause_recording", Refused("a track recording cannot be paused"))
    with pytest.raises(Refused):
        await desk.live.pause_recording(meeting.id)


async def test_what_the_start_told_stays_however_late_it_is_kept(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    assert meeting.room_id is not None
    begun = await desk.service.start_track_recording(meeting.room_id, ("u1",))
    listed = desk.service.recordings[begun.id]

    def note(*said: object) -> bool:
        return desk.store.run_now(lambda lib: [lib.recordings.note(each, now=START) for each in said][-1])

    note(replace(listed, status=RecordingStatus.UPLOADING))  # sync was faster than our own answer
    assert note(replace(begun, status=RecordingStatus.INVOKED)), "that is news"
    assert not note(replace(begun, status=RecordingStatus.INVOKED))
    kept = desk.store.run_now(lambda lib: lib.recordings.get(begun.id))
    assert (kept.status, kept.kind, kept.voices) == (RecordingStatus.UPLOADING, VOICES, ("u1",))
    file = RecordingFile("https://files.example/1", None, "default default_u1_p_peer_audio_1.webm")
    note(replace(listed, status=RecordingStatus.UPLOADED, files=(file,)))
    assert desk.store.run_now(lambda lib: lib.recordings.get(begun.id)).voices == ("u1",)
    stranger = replace(file, label="default default_u2_p_peer_audio_1.webm")
    note(replace(listed, status=RecordingStatus.UPLOADED, files=(file, stranger)))
    kept = desk.store.run_now(lambda lib: lib.recordings.get(begun.id))
    assert (kept.kind, kept.voices) == (VOICES, ()), "it holds others, so whose it holds is not known"
    note(begun)
    assert desk.store.run_now(lambda lib: lib.recordings.get(begun.id)).voices == ()


async def test_where_it_is_not_known_who_is_recorded_it_goes_on_as_a_film_does(desk: Desk) -> None:
    meeting = await desk.plan("Asha", "Ben")
    desk.join(meeting, "Dr Sommer", "Asha", "Ben")
    await say(desk, meeting, "Asha", Answer.GIVEN)
    await desk.live.start_recording(meeting.id, kind=VOICES)
    await desk.live.pause_recording(meeting.id)
    session = next(iter(desk.service.sessions))
    rows = desk.service.presences[session]
    desk.service.presences[session] = [replace(row, user_id=f"new-{row.user_id}") for row in rows]
    with pytest.raises(ConsentMissing, match="Not everybody"):
        await desk.live.resume_recording(meeting.id)
    desk.service.presences[session] = rows
    assert (await desk.live.resume_recording(meeting.id)).status is RecordingStatus.RECORDING


async def test_of_two_with_one_name_none_is_recorded_and_it_is_told(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Dr Sommer", "Asha", "Anna", "Anna")
    session = next(iter(desk.service.sessions))
    desk.service.presences[session][-1] = replace(desk.service.presences[session][-1], user_id="another", peer_id="p")
    await say(desk, meeting, "Anna", Answer.GIVEN)
    with pytest.raises(AppError, match="the same name"):
        await desk.live.start_recording(meeting.id, kind=VOICES)
    await say(desk, meeting, "Asha", Answer.GIVEN)
    started = await desk.live.start_recording(meeting.id, kind=VOICES)
    assert await names_of(desk, meeting, started.voices) == {"Dr Sommer", "Asha"}
