"""Whatever a host does and whatever goes wrong, in any order: nothing is lost, nothing doubled, nothing stuck.

A model of the provider that loses answers and does deeds late, against the real store, decisions and executor; only
time is made up.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, ServiceFault, Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, RoomId, new_id
from hosted_meetings_desktop.domain.meeting import MeetingFilter, SyncState
from hosted_meetings_desktop.domain.sides import MARKER_PREFIX
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.pull import Puller
from hosted_meetings_desktop.sync.reconcile import Reconciler
from tests.unit.conftest import make_draft
from tests.unit.fake_service import FakeService, Ticking, failing

_DEEDS = ("create_room", "patch_room", "add_participant", "patch_participant", "remove_participant")
_READS = ("list_rooms", "list_participants")
_NAMES = st.lists(st.sampled_from(["Asha", "Ben", "Cleo", "Dana"]), unique=True, max_size=3)


class Host(RuleBasedStateMachine):
    """A host, an account and a bad line."""

    meetings = Bundle("meetings")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hosted-meetings-machine-"))
        self.clock = Ticking()
        self.service = FakeService()
        self.key = secrets.token_bytes(32)
        self.wanted: dict[MeetingId, tuple[str, frozenset[str], bool]] = {}
        self.loop = asyncio.new_event_loop()
        self._open()

    def _open(self) -> None:
        self.store = Database(self.folder / "m.db", lambda: self.key)
        self.reconciler = Reconciler(self.store, self.service, self.clock)

    # ---- the host
    @rule(target=meetings, names=_NAMES)
    def plan(self, names: list[str]) -> MeetingId:
        meeting, title = MeetingId(new_id()), f"Visit {len(self.wanted)}"
        draft = make_draft(title, *names, public_title=title)
        self.store.run_now(lambda lib: lib.meetings.add(meeting, draft, now=self.clock()))
        self.wanted[meeting] = (title, frozenset(names), True)
        return meeting

    @rule(meeting=meetings, names=_NAMES, number=st.integers(0, 9))
    def edit(self, meeting: MeetingId, names: list[str], number: int) -> None:
        title, _names, active = self.wanted[meeting]
        title = f"{title.split(' #', maxsplit=1)[0]} #{number}"

        def work(lib):
            known = {person.name: person for person in lib.meetings.get(meeting).invitees}
            fresh = {person.name: person for person in make_draft("x", *names).invitees}
            people = tuple(known.get(name, fresh[name]) for name in names)
            draft = replace(make_draft(title, public_title=title), invitees=people)
            lib.meetings.change(meeting, draft, now=self.clock())

        self.store.run_now(work)
        self.wanted[meeting] = (title, frozenset(names), active)

    @rule(meeting=meetings, mark=st.sampled_from(["", "-Maria"]))
    def rename_everybody(self, meeting: MeetingId, mark: str) -> None:
        """The same people under other names: their links must stay, and each must be there once."""
        title, _names, active = self.wanted[meeting]

        def work(lib):
            known = lib.meetings.get(meeting)
            people = tuple(replace(one, name=one.name.removesuffix("-Maria") + mark) for one in known.invitees)
            draft = replace(make_draft(title, public_title=title), invitees=people)
            lib.meetings.change(meeting, draft, now=self.clock())
            return frozenset(one.name for one in people)

        self.wanted[meeting] = (title, self.store.run_now(work), active)

    @rule(meeting=meetings, cancelled=st.booleans())
    def cancel_or_restore(self, meeting: MeetingId, cancelled: bool) -> None:
        self.store.run_now(lambda lib: lib.meetings.set_cancelled(meeting, cancelled=cancelled, now=self.clock()))
        title, names, _active = self.wanted[meeting]
        self.wanted[meeting] = (title, names, not cancelled)

    # ---- the line and the provider
    @rule(meeting=meetings, name=st.sampled_from(_DEEDS + _READS), done=st.booleans(),
          fault=st.sampled_from([Unreachable, AnswerLost, ServiceFault]))  # fmt: skip
    def settle_badly(self, meeting: MeetingId, name: str, done: bool, fault: type[AppError]) -> None:
        if done and fault is Unreachable:
            return  # what was never sent was not done
        hook = failing(name, fault())
        self.service.before, self.service.after = ((lambda _n: None), hook) if done else (hook, (lambda _n: None))
        self._settle(meeting)
        self.service.before = self.service.after = lambda _name: None

    @rule(meeting=meetings)
    def settle_with_a_late_deed(self, meeting: MeetingId) -> None:
        self.service.late = 1
        self._settle(meeting)
        self.service.late = 0

    @rule(meeting=meetings)
    def settle_with_two_late_deeds(self, meeting: MeetingId) -> None:
        for _deed in range(2):
            self.service.late = 1
            self._settle(meeting)
            self.service.late = 0

    @rule(meeting=meetings)
    def settle(self, meeting: MeetingId) -> None:
        self._settle(meeting)

    @rule()
    def late_deeds_arrive(self) -> None:
        self.service.arrive()

    @rule(seconds=st.sampled_from([1, 30, 120, 1200]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def read_the_rooms(self) -> None:
        self._run(Puller(self.store, self.service, self.clock).rooms())

    @rule()
    def restart(self) -> None:
        self.store.close()
        self._open()

    def _settle(self, meeting: MeetingId) -> None:
        with suppress(Unreachable, AnswerLost, ServiceFault):
            self._run(self.reconciler.settle(meeting))

    def _run(self, work):
        return self.loop.run_until_complete(work)

    # ---- what holds
    @invariant()
    def no_room_has_two_meetings_and_no_title_two_rooms(self) -> None:
        titles = [room.title for room in self.service.rooms.values() if not room.title.startswith(MARKER_PREFIX)]
        bases = [title.split(" #", maxsplit=1)[0] for title in titles]
        assert len(bases) == len(set(bases)), bases

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            self._end()
        finally:
            self.store.close()
            self.loop.close()
            shutil.rmtree(self.folder)

    def _end(self) -> None:
        """Let the line be good again: everything must come right by itself."""
        self.service.arrive()
        for _round in range(4):
            self.clock.advance(minutes=15)
            self._run(Puller(self.store, self.service, self.clock).rooms())
            due = self.store.run_now(
                lambda lib: lib.sync.due(now=self.clock(), longest=timedelta(minutes=5), limit=99, skip=())
            )
            for meeting in due:
                self._run(self.reconciler.settle(meeting))
        page = self.store.run_now(
            lambda lib: lib.meetings.page(MeetingFilter(), now=self.clock(), offset=0, limit=99)
        )
        assert {meeting.id for meeting in page.rows} == set(self.wanted), "lost, or somebody else's"
        for meeting in page.rows:
            title, names, active = self.wanted[meeting.id]
            assert meeting.sync is SyncState.SYNCED, f"stuck: {meeting.problem}"
            if meeting.room_id is None:
                assert not active
                continue
            room = self.service.rooms[RoomId(meeting.room_id)]
            assert (room.title, room.active) == (title, active)
            people = [person.name for person in self.service.participants[room.id].values()]
            assert len(people) == len(set(people)), f"doubled: {people}"
            if active:
                assert set(people) == names
        used = {meeting.room_id for meeting in page.rows}
        spare = [room for room in self.service.rooms.values() if room.id not in used]
        assert all(room.title.startswith(MARKER_PREFIX) for room in spare)


TestHost = Host.TestCase
TestHost.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
