"""What a list of meetings shows, and what a change leaves to be done at the provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingFilter, Phase, Region, SyncState
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.sides import MARKER_PREFIX, Guest
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
        lib.sync.note_made(live, room, now=START)
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
    assert _titles(store, MeetingFilter(text="muller 100%")) == ["Team call"]
    assert _titles(store, MeetingFilter(text='"_* OR')) == []
    assert _titles(store, MeetingFilter(text="%")) == []
    assert _titles(store, MeetingFilter(starts_from=START + timedelta(days=1))) == []


def _guests(store: Database, meeting: MeetingId) -> dict[str, Guest]:
    sides = store.run_now(lambda lib: lib.sync.sides(meeting))
    assert sides is not None
    return {guest.name: guest for guest in sides.guests}


def _known(store: Database, *people: Invitee) -> None:
    def note(lib):
        for person in people:
            lib.sync.note_participant(person.id, ParticipantId(f"p-{person.name}"), name=person.name, preset="x")

    store.run_now(note)


def test_people_taken_off_are_to_be_removed_and_others_keep_their_place(store: Database) -> None:
    meeting = _add(store, "A", "Asha", "Ben")
    before = store.run_now(lambda lib: lib.meetings.get(meeting))
    assert before is not None
    asha, ben = before.invitees
    _known(store, asha, ben)
    cleo = replace(ben, id=InviteeId(new_id()), name="Cleo")
    draft = replace(make_draft("A"), invitees=(cleo, asha))
    after = store.run_now(lambda lib: lib.meetings.change(meeting, draft, now=START))
    assert [(p.name, p.participant_id) for p in after.invitees] == [("Cleo", None), ("Asha", "p-Asha")]
    guests = _guests(store, meeting)
    assert guests["Ben"].removed
    assert guests["Ben"].participant == "p-Ben"


def test_taking_a_removal_back_keeps_the_persons_link(store: Database) -> None:
    meeting = _add(store, "A", "Asha")
    before = store.run_now(lambda lib: lib.meetings.get(meeting))
    assert before is not None
    _known(store, *before.invitees)
    store.run_now(lambda lib: lib.meetings.change(meeting, make_draft("A"), now=START))
    assert _guests(store, meeting)["Asha"].removed
    again = replace(make_draft("A"), invitees=before.invitees)
    after = store.run_now(lambda lib: lib.meetings.change(meeting, again, now=START))
    assert [person.participant_id for person in after.invitees] == ["p-Asha"]


def test_nobody_is_left_of_people_the_provider_never_heard_of(store: Database) -> None:
    meeting = _add(store, "A", "Asha", "Ben")
    before = store.run_now(lambda lib: lib.meetings.get(meeting))
    assert before is not None
    asha = before.invitees[0]
    store.run_now(lambda lib: lib.sync.begin_addition(asha.id, now=START))
    store.run_now(lambda lib: lib.meetings.change(meeting, make_draft("A"), now=START))
    assert set(_guests(store, meeting)) == {"Asha"}  # she may be there: to be looked up, and removed


def test_rooms_made_elsewhere_are_shown_once_and_ours_are_not_doubled(store: Database) -> None:
    mine = _add(store, "Mine")
    marker = f"{MARKER_PREFIX}x"
    ours, theirs, others = _room(marker), _room("Ward round"), _room(f"{MARKER_PREFIX}of-another-pc")

    def work(lib):
        lib.sync.begin_creation(mine, marker, now=START)
        for _again in range(2):
            lib.sync.note_rooms((ours, theirs, others), asked_at=START, now=START)
        lib.sync.note_rooms((replace(others, title=None),), asked_at=START, now=START)  # still being made
        lib.sync.note_made(mine, ours, now=START)
        lib.sync.note_rooms((ours,), asked_at=START, now=START)

    store.run_now(work)
    assert sorted(_titles(store, MeetingFilter())) == ["Mine", "Ward round"]
    shown = store.run_now(lambda lib: lib.meetings.by_room(theirs.id))
    assert shown is not None
    assert (shown.made_elsewhere, shown.sync, shown.observed_at) == (True, SyncState.SYNCED, START)
    session, later = Session(SessionId("s"), theirs.id, "", START, None, 2, 2), START + timedelta(minutes=9)
    store.run_now(lambda lib: lib.sessions.note(session, now=later))
    timed = store.run_now(lambda lib: lib.meetings.change(shown.id, make_draft("Ward round"), now=START))
    assert not timed.made_elsewhere, "somebody gave it a time"
    assert timed.observed_at == later, "who is in it was heard of since"


def test_a_page_that_was_asked_for_before_our_own_change_is_ignored(store: Database) -> None:
    mine, room = _add(store, "Mine"), _room("New title")

    def work(lib):
        lib.sync.note_made(mine, room, now=START + timedelta(seconds=5))
        old = replace(room, title="Old title")
        lib.sync.note_rooms((old,), asked_at=START, now=START + timedelta(seconds=6))

    store.run_now(work)
    sides = store.run_now(lambda lib: lib.sync.sides(mine))
    assert sides is not None
    assert sides.mirror is not None
    assert sides.mirror.said.title == "New title"


def test_what_an_answer_leaves_out_stays_as_it_was(store: Database) -> None:
    mine, room = _add(store, "Mine"), replace(_room(), record_on_start=True, region=Region.FRANKFURT)

    def work(lib):
        lib.sync.note_made(mine, room, now=START)
        lib.sync.note_rooms(
            (replace(room, record_on_start=None, region=None, active=None),), asked_at=START, now=START
        )

    store.run_now(work)
    sides = store.run_now(lambda lib: lib.sync.sides(mine))
    assert sides is not None
    assert sides.mirror is not None
    assert sides.mirror.said == sides.base
    assert (sides.mirror.said.record_on_start, sides.mirror.said.region) == (True, Region.FRANKFURT)


def test_how_a_meeting_stands_follows_from_its_versions(store: Database) -> None:
    settled, refused, sending = _add(store, "A"), _add(store, "B"), _add(store, "C")
    _add(store, "D")

    def work(lib):
        lib.sync.note_settled(settled, 1)
        lib.sync.note_refused(refused, 1, problem="No such preset.", field="preset_name")
        lib.sync.begin_creation(sending, "m", now=START)

    store.run_now(work)
    page = store.run_now(lambda lib: lib.meetings.page(MeetingFilter(), now=START, offset=0, limit=9))
    assert {meeting.title: meeting.sync.value for meeting in page.rows} == {
        "A": "synced", "B": "attention", "C": "sending", "D": "waiting",
    }  # fmt: skip
    counts = store.run_now(lambda lib: lib.meetings.sync_counts())
    assert (counts.waiting, counts.attention) == (2, 1)
    stuck = store.run_now(lambda lib: lib.meetings.get(refused))
    assert stuck is not None
    assert (stuck.problem, stuck.problem_field) == ("No such preset.", "preset_name")
    waiting = store.run_now(lambda lib: lib.meetings.unsettled(limit=9))
    assert {meeting.title for meeting in waiting} == {"B", "C", "D"}


def test_a_refusal_of_an_older_version_holds_up_no_newer_one(store: Database) -> None:
    meeting = _add(store, "A")
    store.run_now(lambda lib: lib.meetings.change(meeting, make_draft("B"), now=START))
    store.run_now(lambda lib: lib.sync.note_refused(meeting, 1, problem="No."))
    found = store.run_now(lambda lib: lib.meetings.get(meeting))
    assert found is not None
    assert (found.sync, found.problem) == (SyncState.WAITING, "")


def test_what_is_due_comes_in_order_of_urgency(store: Database) -> None:
    past, far = _add(store, "past", hours=-50), _add(store, "far", hours=80)
    today, live = _add(store, "today", hours=3), _add(store, "live", hours=-30)
    room = _room()

    def work(lib):
        lib.sync.note_made(live, room, now=START)
        lib.sessions.note(Session(SessionId("s"), room.id, "", START, None, 2, 2), now=START)

    store.run_now(work)

    def due(**more):
        asked = {"now": START, "longest": timedelta(minutes=5), "limit": 9, "skip": ()} | more
        return store.run_now(lambda lib: lib.sync.due(**asked))

    assert due() == [live, today, far, past]
    assert due(skip=(live,), limit=1) == [today]

    def pause(lib):
        lib.sync.note_paused(today, 1, until=START + timedelta(minutes=2), problem="", failed=True)

    store.run_now(pause)
    assert due() == [live, far, past]
    assert due(now=START + timedelta(minutes=2)) == [live, today, far, past]
    assert due(now=START - timedelta(days=3))[0] == live, "the clock was set back: no pause was ever that long"
    assert today in due(now=START - timedelta(days=3))
    assert store.run_now(lambda lib: lib.sync.next_due_at()) == START + timedelta(minutes=2)


def test_rooms_doubled_by_another_program_are_told_apart_from_namesakes(store: Database) -> None:
    first, twin = _room("Ward round"), _room("Ward round")
    later = replace(_room("Ward round"), created_at=START + timedelta(minutes=5))
    mine = _add(store, "Mine")

    def work(lib):
        lib.sync.note_rooms((first, twin, later, _room(""), _room("")), asked_at=START, now=START)
        lib.sync.note_made(mine, _room("Ward round"), now=START)
        return lib.meetings.by_room(first.id), lib.meetings.by_room(later.id)

    shown, namesake = store.run_now(work)
    assert [meeting.room_id for meeting in store.run_now(lambda lib: lib.meetings.doubles(shown.id))] == [twin.id]
    assert store.run_now(lambda lib: lib.meetings.doubles(namesake.id)) == ()
    assert store.run_now(lambda lib: lib.meetings.doubles(mine)) == ()
