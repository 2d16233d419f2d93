"""Sessions, attendance and what they leave behind."""

from __future__ import annotations

import csv
import uuid
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.transcript_text import read_transcript
from hosted_meetings_desktop.simulator.world import Attendance, ChatLine, Session, Spoken, now
from tests.unit.simulator.conftest import Api

pytestmark = pytest.mark.anyio


async def held(api: Api, *, title: str = "Held", minutes: float = 5.8097, people: int = 1) -> Session:
    """Hold a session that is over: each person was there for these minutes."""
    meeting = await api.meeting(title=title)
    session: Session | None = None
    for number in range(people):
        who = await api.participant(meeting, name=f"P{number}", custom_participant_id=f"c{number}")
        session, row = api.join(meeting, who["id"], str(uuid.uuid4()))
        row.joined_at -= timedelta(minutes=minutes)
    assert session is not None
    for row in session.live:
        api.world.peer_left(row)
    api.world.end_session(session)
    return session


async def live(api: Api) -> tuple[Session, Attendance]:
    meeting = await api.meeting(title="Live")
    who = await api.participant(meeting, name="Ann")
    return api.join(meeting, who["id"], str(uuid.uuid4()))


async def test_paging_of_the_list_is_realtimekits_alone(dyte: Api, realtimekit: Api) -> None:
    sessions = [await held(dyte) for _ in range(3)]
    old, new = await dyte("GET", "/sessions", per_page="2"), await realtimekit("GET", "/sessions", per_page="2")
    assert [row["id"] for row in old.data["sessions"]] == [sessions[2].id, sessions[1].id]
    assert old.data == new.data
    assert set(old.body) == {"success", "data"}
    assert new.body["paging"] == {"total_count": 3, "start_offset": 1, "end_offset": 2}


async def test_one_session_is_wrapped_by_dyte_alone(dyte: Api, realtimekit: Api) -> None:
    session = await held(dyte)
    old = (await dyte("GET", f"/sessions/{session.id}")).data
    new = (await realtimekit("GET", f"/sessions/{session.id}")).data
    assert old == {"session": new}
    assert new["associated_id"] == session.meeting.id


async def test_a_live_session_has_no_end_and_fractions_of_minutes_count(api: Api) -> None:
    over, running = await held(api), (await live(api))[0]
    rows = {row["id"]: row for row in (await api("GET", "/sessions")).data["sessions"]}
    assert "ended_at" not in rows[running.id]
    assert (rows[running.id]["status"], rows[running.id]["live_participants"]) == ("LIVE", 1)
    assert rows[over.id]["status"] == "ENDED"
    assert rows[over.id]["ended_at"]
    assert rows[over.id]["minutes_consumed"] == pytest.approx(5.81, abs=0.05)


async def test_sessions_are_filtered_and_sorted(api: Api) -> None:
    short, long = await held(api, title="Short", minutes=1), await held(api, title="Long", minutes=9, people=2)
    running, _ = await live(api)

    async def ids(**query: str) -> list[str]:
        return [row["id"] for row in (await api("GET", "/sessions", **query)).data["sessions"]]

    assert await ids(status="LIVE") == [running.id]
    assert await ids(associated_id=long.meeting.id) == [long.id]
    assert await ids(search="shor") == [short.id]
    assert await ids(participants="2:9") == [long.id]
    assert await ids(sort_order="ASC") == [short.id, long.id, running.id]
    assert await ids(sort_by="minutesConsumed") == [long.id, short.id, running.id]
    assert await ids(end_time="2020-01-01T00:00:00Z") == []
    assert (await api("GET", "/sessions", sort_order="DSC")).status == 400
    assert (await api("GET", "/sessions", participants="many")).status == 400


async def test_who_is_still_in_has_no_leave_and_no_duration(api: Api) -> None:
    session, row = await live(api)
    shown = (await api("GET", f"/sessions/{session.id}/participants")).data["participants"][0]
    assert shown["id"] == row.id
    assert shown["user_id"] == row.participant_id
    assert "left_at" not in shown
    assert "duration" not in shown


async def test_attendance_is_paged_inside_data_by_dyte_alone(dyte: Api, realtimekit: Api) -> None:
    session = await held(dyte, people=3)
    path = f"/sessions/{session.id}/participants"
    old, new = await dyte("GET", path, per_page="2"), await realtimekit("GET", path, per_page="2")
    assert old.data["paging"] == {"total_count": 3, "start_offset": 1, "end_offset": 2}
    assert old.data["participants"] == new.data["participants"]
    assert "paging" not in new.data
    assert "paging" not in new.body
    assert old.data["participants"][0]["duration"] == pytest.approx(5.81, abs=0.05)


async def test_the_consolidated_view_has_a_row_per_person(api: Api) -> None:
    session, row = await live(api)
    api.world.peer_left(row)
    row.joined_at -= timedelta(minutes=2)
    _, again = api.join(session.meeting.id, row.participant_id, str(uuid.uuid4()))
    path = f"/sessions/{session.id}/participants"
    assert len((await api("GET", path)).data["participants"]) == 2
    shown = (await api("GET", path, view="consolidated")).data["participants"]
    assert len(shown) == 1
    assert "left_at" not in shown[0]  # the second join is still in
    api.world.peer_left(again)
    shown = (await api("GET", path, view="consolidated")).data["participants"]
    assert shown[0]["duration"] == pytest.approx(row.minutes + again.minutes, abs=0.001)
    api.world.end_session(session)


async def test_attendance_is_searched_sorted_and_told_with_events(api: Api) -> None:
    session = await held(api, people=2)
    session.attendance[1].joined_at -= timedelta(minutes=5)
    path = f"/sessions/{session.id}/participants"

    async def names(**query: str) -> list[str]:
        return [row["display_name"] for row in (await api("GET", path, **query)).data["participants"]]

    assert await names(search="p1") == ["P1"]
    assert await names(sort_by="duration", sort_order="DESC") == ["P1", "P0"]
    assert await names(sort_by="joinedAt", sort_order="ASC") == ["P1", "P0"]
    row = (await api("GET", path, include_peer_events="true")).data["participants"][0]
    assert [event["event_name"] for event in row["peer_events"]] == ["PEER_CREATED", "PEER_JOINING", "PEER_LEAVING"]


async def test_one_attendance_is_found_by_peer_and_by_participant(api: Api) -> None:
    session, row = await live(api)
    for sought in (row.id, row.participant_id):
        shown = await api("GET", f"/sessions/{session.id}/participants/{sought}", filters="device_info")
        assert shown.data["participant"]["id"] == row.id
        stats = shown.data["participant"].get("peer_stats")
        assert stats == ({"device_info": {"is_mobile": False}} if api.dialect == "dyte" else None)
    report = await api("GET", f"/sessions/peer-report/{row.id}")
    assert report.data["participant"]["role"] == "group_call_host"
    row.user_agent = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/119.0.0.0 Mobile Safari/537.36"
    report = await api("GET", f"/sessions/peer-report/{row.id}", filters="device_info")
    metadata = report.data["participant"]["peer_report"]["metadata"]
    assert metadata["device_info"] == {"is_mobile": True, "os": "Android", "os_version": "14"}
    assert metadata["browser_metadata"]["browser"] == "Chrome"
    assert metadata["browser_metadata"]["browser_version"] == "119.0.0.0"
    assert (await api("GET", f"/sessions/peer-report/{uuid.uuid4()}")).status == 404


async def test_the_chat_comes_as_csv_by_a_link_without_credentials(api: Api) -> None:
    session, row = await live(api)
    session.chat.append(ChatLine("m1", row, 'He said "hi",\nthen left', now()))
    told = (await api("GET", f"/sessions/{session.id}/chat")).data
    async with api.http.get(told["chat_download_url"]) as answer:
        assert answer.status == 200
        rows = list(csv.DictReader((await answer.text()).splitlines(keepends=True)))
    assert [(one["id"], one["payload"].splitlines()) for one in rows] == [("m1", ['He said "hi",', "then left"])]
    async with api.http.get(told["chat_download_url"] + "0") as answer:
        assert answer.status == 403


async def test_a_transcript_exists_only_when_it_was_wanted_and_the_session_is_over(api: Api) -> None:
    session = await held(api)
    assert (await api("GET", f"/sessions/{session.id}/transcript")).status == 404
    session.meeting.settings["ai_config"] = {"transcription": {}}
    told = (await api("GET", f"/sessions/{session.id}/transcript")).data
    assert told["sessionId"] == session.id
    async with api.http.get(told["transcript_download_url"]) as answer:
        assert (answer.status, await answer.read()) == (200, b"")


def let_say(session: Session, *sentences: str) -> None:
    """Let the first person say a sentence each 10 s of the session, each for 2.5 s."""
    row = session.attendance[0]
    for number, text in enumerate(sentences, start=1):
        began = session.started_at + timedelta(seconds=10 * number)
        session.spoken.append(Spoken(row, text, began, began + timedelta(seconds=2.5)))


async def test_a_transcript_says_who_said_what_and_when(api: Api) -> None:
    session = await held(api)
    let_say(session, "Good morning.", 'He said "ten, twice"')
    told = (await api("GET", f"/sessions/{session.id}/transcript")).data
    async with api.http.get(told["transcript_download_url"]) as answer:
        assert answer.content_type == "text/csv"
        rows = list(csv.reader((await answer.text()).splitlines()))
    row = session.attendance[0]
    assert [line[1:] for line in rows] == [
        [row.id, row.participant_id, "c0", "P0", "Good morning."],
        [row.id, row.participant_id, "c0", "P0", 'He said "ten, twice"'],
    ]
    assert [int(line[0]) for line in rows] == [int(each.began_at.timestamp()) for each in session.spoken]


@pytest.mark.parametrize("form", ["CSV", "SRT", "VTT", "JSON"])
async def test_every_form_of_a_transcript_is_read_by_the_client(realtimekit: Api, form: str) -> None:
    session = await held(realtimekit)
    let_say(session, "Good morning.", 'He said "ten, twice"')
    told = (await realtimekit("GET", f"/sessions/{session.id}/transcript", format=form)).data
    async with realtimekit.http.get(told["transcript_download_url"]) as answer:
        lines = read_transcript(await answer.read(), begun=session.started_at)
    assert [(line.speaker, line.text) for line in lines] == [
        ("P0", "Good morning."),
        ("P0", 'He said "ten, twice"'),
    ]
    for line, begins in zip(lines, (10_000, 20_000), strict=True):
        assert begins - 1_000 < line.begins <= begins  # the CSV has whole seconds
        assert form == "CSV" or (line.begins, line.ends) == (begins, begins + 2_500)


async def test_a_summary_has_to_be_asked_for(api: Api) -> None:
    session = await held(api)
    path = f"/sessions/{session.id}/summary"
    assert (await api("GET", path)).status == 404
    asked = (await api("POST", path)).data
    assert asked.get("session_id", session.id) == session.id
    told = (await api("GET", path)).data
    async with api.http.get(told["summaryDownloadUrl"]) as answer:
        assert "P0: 5.8 min" in await answer.text()


async def test_commands_need_somebody_there(api: Api) -> None:
    meeting = await api.meeting()
    for method, command in (
        ("GET", ""),
        ("POST", "/kick"),
        ("POST", "/kick-all"),
        ("POST", "/mute"),
        ("POST", "/poll"),
    ):
        refused = await api(method, f"/meetings/{meeting}/active-session{command}", {} if method == "POST" else None)
        assert (refused.status, refused.message.split(":")[0]) == (404, "ResourceNotFound")


async def test_kick_puts_out_whom_it_names_in_either_way(api: Api) -> None:
    session, ann = await live(api)
    ben = await api.participant(session.meeting.id, name="Ben", custom_participant_id="ben")
    _, row = api.join(session.meeting.id, ben["id"], str(uuid.uuid4()))
    path = f"/meetings/{session.meeting.id}/active-session"
    kicked = (await api("POST", f"{path}/kick", {"participant_ids": [], "custom_participant_ids": ["ben"]})).data
    assert [person["id"] for person in kicked["participants"]] == [ben["id"]]
    assert row.left_at is not None
    assert ann.left_at is None
    everybody = (await api("POST", f"{path}/kick-all")).data
    assert everybody["kicked_participants_count"] == 1
    assert session.ended_at is not None
    assert (await api("GET", path)).status == 404


async def test_mute_tells_the_rooms_whom_and_whether_for_good(api: Api) -> None:
    session, row = await live(api)
    heard: list[tuple[set[str] | None, bool]] = []

    def mute(_session: Session, peers: set[str] | None, allow: bool) -> list[Attendance]:
        heard.append((peers, allow))
        return []

    api.world.mute = mute
    path = f"/meetings/{session.meeting.id}/active-session"
    one = (await api("POST", f"{path}/mute", {"participant_ids": [row.participant_id]})).data
    everybody = (await api("POST", f"{path}/mute-all", {"allow_unmute": False})).data
    assert [person["id"] for person in one["participants"]] == [row.participant_id]
    assert everybody["muted_participants_count"] == 1
    assert heard == [({row.participant_id}, True), (None, False)]
    assert (await api("POST", f"{path}/mute-all", {})).status == (200 if api.dialect == "dyte" else 400)


async def test_a_poll_is_announced_to_the_room(api: Api) -> None:
    session, _ = await live(api)
    heard: list[dict[str, object]] = []
    api.world.announce_poll = lambda _session, poll: heard.append(poll)
    path = f"/meetings/{session.meeting.id}/active-session/poll"
    made = await api("POST", path, {"question": "Better?", "options": ["yes", "no"]})
    assert made.status == 201
    assert [option["text"] for option in made.data["poll"]["options"]] == ["yes", "no"]
    assert heard == [made.data["poll"]]
    refused = await api("POST", path, {"question": "Better?", "options": []})
    assert refused.status == 400
