"""What a list of meetings shows, and what a change leaves to be done at the provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Phase, Region, SyncState
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START


def _titles(store: Database, wanted: MeetingFilter) -> list[str]:
    page = store.run_now(lambda lib: lib.meetings.page(wanted, now=START, offset=0, limit=50))
    assert page.total == len(page.rows)
    return [meeting.title for meeting in page.rows]


def _add(store: Database, title: str, *people: str, hours: float = 1) -> MeetingId:
    meeting = MeetingId(new_id())
    store.run_now(lambda lib: lib.meetings.add(meeting, make_draft(title, *people, hours=hours), now=START))
    return meeting


def _room(title: str = "Video visit") -> Room:
    return Room(RoomId(new_id()), title, True, False, Region.NEAREST, START, START)


def test_phases(store: Database) -> None:
    _add(store, "old", hours=-5)
    _add(store, "older", hours=-9)
    _add(store, "running", hours=-0.2)
    _add(store, "later", hours=9)
    gone = _add(store, "gone", hours=2)
    live = _add(store, "live", hours=-3)
    room = _room()
    session = Session(SessionId("s"), room.id, "", START, None, 2, 2)

    def work(lib):
        lib.meetings.set_cancelled(gone, cancelled=True, now=START)
        lib.meetings.note_room(live, room, now=START)
        lib.sessions.note(session, now=START)

    store.run_now(work)
    assert _titles(store, MeetingFilter(Phase.UPCOMING)) == ["running", "later"]
    assert _titles(store, MeetingFilter(Phase.PAST)) == ["old", "older"]
    assert _titles(store, MeetingFilter(Phase.LIVE)) == ["live"]
    assert _titles(store, MeetingFilter(Phase.CANCELLED)) == ["gone"]
    assert len(_titles(store, MeetingFilter())) == 6
    counts = store.run_now(lambda lib: lib.meetings.phase_counts("", now=START))
    assert counts == {None: 6, Phase.UPCOMING: 2, Phase.PAST: 2, Phase.LIVE: 1, Phase.CANCELLED: 1}
    found_counts = store.run_now(lambda lib: lib.meetings.phase_counts("OLD", now=START))
    assert (found_counts[None], found_counts[Phase.PAST], found_counts[Phase.LIVE]) == (2, 2, 0)
    found = store.run_now(lambda lib: lib.meetings.get(live))
    assert found is not None
    assert found.live == 2
    assert found.phase(START) is Phase.LIVE


def test_search_finds_people_hosts_and_titles_word_by_word(store: Database) -> None:
    _add(store, "Knee follow-up", "Asha Rao")
    _add(store, "Team call", "Müller 100%")
    assert _titles(store, MeetingFilter(text="rao knee")) == ["Knee follow-up"]
    assert _titles(store, MeetingFilter(text="sommer MÜLLER")) == ["Team call"]
    assert _titles(store, MeetingFilter(text="0%")) == ["Team call"]
    assert _titles(store, MeetingFilter(text="_")) == []
    assert _titles(store, MeetingFilter(starts_from=START + timedelta(days=1))) == []


def test_people_taken_off_are_remembered_for_removal_and_others_keep_their_place(store: Database) -> None:
    meeting = _add(store, "A", "Asha", "Ben")
    before = store.run_now(lambda lib: lib.meetings.get(meeting))
    assert before is not None
    asha, ben = before.invitees

    def sent(lib):
        for person in (asha, ben):
            lib.meetings.note_participant(person.id, ParticipantId(f"p-{person.name}"), name=person.name, preset="x")

    store.run_now(sent)
    cleo = replace(ben, id=InviteeId(new_id()), name="Cleo")
    draft = replace(make_draft("A"), invitees=(cleo, asha))
    after = store.run_now(lambda lib: lib.meetings.change(meeting, draft, now=START))
    assert [(p.name, p.participant_id) for p in after.invitees] == [("Cleo", None), ("Asha", "p-Asha")]
    assert store.run_now(lambda lib: lib.meetings.removed_participants(meeting)) == ("p-Ben",)


def test_rooms_made_elsewhere_are_shown_once_and_ours_are_not_doubled(store: Database) -> None:
    mine = _add(store, "Mine")
    ours, theirs = _room("hosted-meetings-x"), _room("Ward round")

    def work(lib):
        lib.meetings.begin_creation(mine, "hosted-meetings-x")
        lib.meetings.adopt_room(ours, now=START)  # its creation is being looked up: not somebody else's
        for _again in range(2):
            lib.meetings.adopt_room(theirs, now=START)
        lib.meetings.note_room(mine, ours, now=START)
        lib.meetings.adopt_room(ours, now=START)

    store.run_now(work)
    assert sorted(_titles(store, MeetingFilter())) == ["Mine", "Ward round"]


def test_counts_of_what_waits(store: Database) -> None:
    first, second = _add(store, "A"), _add(store, "B")
    _add(store, "C")

    def work(lib):
        lib.meetings.note_sync(first, settled=True)
        lib.meetings.note_sync(second, settled=False, problem="No such preset.", attention=True)

    store.run_now(work)
    counts = store.run_now(lambda lib: lib.meetings.sync_counts())
    assert (counts.waiting, counts.attention) == (1, 1)
    stuck = store.run_now(lambda lib: lib.meetings.get(second))
    assert stuck is not None
    assert (stuck.sync, stuck.problem) == (SyncState.ATTENTION, "No such preset.")
