"""What call windows say of a webinar's stage, and what is decided about people there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AppError, NotFound, Refused
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.livestream import StreamState
from hosted_meetings_desktop.domain.room import Livestream
from hosted_meetings_desktop.domain.stage import NoPresenterInside, StageDecision
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.stages import Stages
from tests.unit.services.desk_kit import KEY, Desk, Page, desk

__all__ = ["desk"]
pytestmark = pytest.mark.anyio

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MEETING = MeetingId("m1")
VI, BEN = ("p-vi", "Vi"), ("p-ben", "Ben")
PLAYLIST = "https://customer-demo.cloudflarestream.com/5f1c/manifest/video.m3u8"


class Door:
    """Implements ``StageDoor``."""

    def __init__(self) -> None:
        self.decided: list[tuple[str, str, StageDecision]] = []

    async def decide(self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision) -> None:
        self.decided.append((meeting_id, participant_id, decision))


async def test_who_asks_keeps_the_time_and_the_longest_is_first() -> None:
    stages = Stages()
    assert stages.of(MEETING) is None
    stages.note(MEETING, [VI], [], at=NINE, decides=True)
    stages.note(MEETING, [BEN, VI], [], at=NINE + MINUTE, decides=True)
    seen = stages.of(MEETING)
    assert seen is not None
    assert [(one.name, one.since) for one in seen.asking] == [("Vi", NINE), ("Ben", NINE + MINUTE)]
    stages.note(MEETING, [BEN], [VI], at=NINE + 2 * MINUTE, decides=True)
    seen = stages.of(MEETING)
    assert seen is not None
    # On the stage a time of its own begins.
    assert [(one.name, one.since) for one in seen.standing] == [("Vi", NINE + 2 * MINUTE)]
    stages.gone(MEETING)
    after = stages.of(MEETING)
    assert after is not None
    assert (after.open, after.at, len(after.asking)) == (False, NINE + 2 * MINUTE, 1)
    stages.gone(MeetingId("another"))


async def test_a_decision_goes_to_a_window_or_fails_visibly() -> None:
    stages = Stages()
    stages.note(MEETING, [VI], [BEN], at=NINE, decides=True)
    with pytest.raises(NoPresenterInside):
        await stages.decide(MEETING, ParticipantId("p-vi"), StageDecision.LET_ON)
    door = Door()
    stages.set_door(door)
    assert await stages.decide(MEETING, ParticipantId("p-vi"), StageDecision.LET_ON) == "Vi"
    assert await stages.decide(MEETING, ParticipantId("p-ben"), StageDecision.SEND_OFF) == "Ben"
    assert door.decided == [
        (MEETING, "p-vi", StageDecision.LET_ON),
        (MEETING, "p-ben", StageDecision.SEND_OFF),
    ]
    with pytest.raises(AppError, match="does not ask any more"):
        await stages.decide(MEETING, ParticipantId("p-gone"), StageDecision.KEEP_OFF)
    assert len(door.decided) == 2


async def test_a_livestream_is_handed_out_as_a_page_of_the_clinics(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    live = LiveService(desk.store, desk.service, desk.changes, desk.clock, Page())
    assert meeting.room_id is not None
    desk.service.streams[meeting.room_id] = Livestream("s", "INVOKED", PLAYLIST, "rtmps://in.example", KEY)
    seen = await live.livestream(meeting.id)
    assert seen is not None
    assert seen.state is StreamState.STARTING
    assert seen.watch_url.startswith("https://video.clinic.test/join/watch.html#v=https:%2F%2Fcustomer-demo")
    assert "t=" in seen.watch_url
    # What the page would not play is handed out as it is, and a stream that is over is none.
    desk.service.streams[meeting.room_id] = Livestream("s", "LIVE", "https://watch.example/x.m3u8")
    seen = await live.livestream(meeting.id)
    assert seen is not None
    assert (seen.watch_url, seen.playback_url) == ("", "https://watch.example/x.m3u8")
    desk.service.streams[meeting.room_id] = Livestream("s", "IDLE", PLAYLIST)
    assert await live.livestream(meeting.id) is None
    assert (await live.start_livestream(meeting.id, "again")).state is StreamState.LIVE


async def test_the_stream_key_is_fetched_on_demand_and_kept_nowhere(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    desk.join(meeting, "Asha")
    with pytest.raises(AppError, match="No livestream is running"):
        await desk.live.ingest(meeting.id)
    await desk.live.start_livestream(meeting.id)
    details = await desk.live.ingest(meeting.id)
    assert (details.server, details.key) == ("rtmps://in.example", KEY)
    assert KEY not in repr(details)
    assert KEY.encode() not in _whole(desk)
    assert meeting.room_id is not None
    desk.service.streams[meeting.room_id] = Livestream("s", "LIVE", PLAYLIST)
    with pytest.raises(AppError, match="tells no key"):
        await desk.live.ingest(meeting.id)
    for error in (NotFound(), Refused("livestreams are not enabled")):
        desk.service.stream_error = error
        with pytest.raises(AppError):
            await desk.live.ingest(meeting.id)


def _whole(desk: Desk) -> bytes:
    """Return all that the store holds, as text."""

    def dump(lib) -> bytes:
        ask = lib.meetings._connection.exec_driver_sql
        tables = [row[0] for row in ask("select name from sqlite_master where type = 'table'")]
        return repr([row for table in tables for row in ask(f'select * from "{table}"')]).encode()  # noqa: S608 (own names)

    return desk.store.run_now(dump)
