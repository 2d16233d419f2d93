"""The meetings of a clinic in memory, with series and the slot rule over them, for pane tests and screenshots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.calendars import recurrences
from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.errors import AppError, NotFound
from hosted_meetings_desktop.domain.ids import (
    MeetingId,
    PersonId,
    SeriesId,
    new_id,
)
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import (
    Meeting,
    MeetingDraft,
    MeetingFilter,
    Page,
    Phase,
    SharedField,
    SyncState,
)
from hosted_meetings_desktop.domain.person import Person, folded
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence
from hosted_meetings_desktop.domain.series import Scope, Series
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.slots import (
    Concern,
    Policy,
    SlotCheck,
    SlotPolicies,
    SlotTaken,
    Taken,
    Wish,
    findings,
    free_times,
)
from hosted_meetings_desktop.domain.visit_type import VisitType, usual_visit_types
from tests.panes.clinic_data import (
    HOSTS,
    NOW,
    clinic_meetings,
)


@dataclass
class Faulty:
    """What every fake has: a problem to raise, and a list of what was asked."""

    problem: AppError | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.problem is not None:
            raise self.problem

    def asked_for(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of each call of ``name``."""
        return [what[1:] for what in self.asked if what[0] == name]


@dataclass
class FakeMeetings(Faulty):
    """A meeting service over a list in memory."""

    rows: list[Meeting] = field(default_factory=clinic_meetings)
    presets: tuple[str, ...] = ("group_call_guest", "group_call_host", "group_call_participant", "webinar_viewer")
    hosts: tuple[str, ...] = HOSTS
    past_sessions: tuple[Session, ...] = ()
    past_recordings: tuple[Recording, ...] = ()
    now: datetime = NOW
    kinds: tuple[VisitType, ...] = field(default_factory=usual_visit_types)
    people: tuple[Person, ...] = ()
    places: tuple[str, ...] = ()
    rules: dict[SeriesId, Series] = field(default_factory=dict)
    gone: frozenset[datetime] = frozenset()
    """Times by rule for which there is no meeting; for all others of a series there is one, in ``rows`` or not."""
    invites: bool = False
    sends_mail: bool = True
    sends_texts: bool = False
    holds_rule: bool = False
    """Whether planning is held to the slot rule; it is asked for in any case."""
    policies: SlotPolicies = field(default_factory=SlotPolicies)
    hours: tuple[Availability, ...] = ()
    orders: list[dict[str, object]] = field(default_factory=list)
    """What each plan and change was asked for besides its draft."""

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        self._ask("page", wanted, offset, limit)
        rows = sorted((row for row in self.rows if self._fits(row, wanted)), key=lambda row: row.schedule.starts_at)
        if wanted.phase in {Phase.PAST, Phase.CANCELLED}:
            rows.reverse()
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def counts(self, text: str) -> dict[Phase | None, int]:
        self._ask("counts", text)
        fitting = [row.phase(self.now) for row in self.rows if self._fits(row, MeetingFilter(text=text))]
        return {None: len(fitting), **{phase: fitting.count(phase) for phase in Phase}}

    def _fits(self, row: Meeting, wanted: MeetingFilter) -> bool:
        text = wanted.text.casefold()
        words = [row.title, row.host, *(person.name for person in row.invitees)]
        return (
            (wanted.phase is None or row.phase(self.now) is wanted.phase)
            and (not text or any(text in word.casefold() for word in words))
            and (wanted.starts_from is None or row.schedule.starts_at >= wanted.starts_from)
            and (wanted.starts_before is None or row.schedule.starts_at < wanted.starts_before)
        )

    async def get(self, meeting_id: MeetingId) -> Meeting:
        self._ask("get", meeting_id)
        return self._find(meeting_id)

    def _find(self, meeting_id: MeetingId) -> Meeting:
        for row in self.rows:
            if row.id == meeting_id:
                return row
        raise NotFound("The meeting")

    def _keep(self, row: Meeting) -> None:
        self.rows = [other for other in self.rows if other.id != row.id] + [row]

    async def plan(
        self,
        draft: MeetingDraft,
        *,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] = frozenset(),
        accepted: frozenset[Concern] = frozenset(),
    ) -> Planned:
        self._ask("plan", draft)
        self.orders.append({"recurrence": recurrence, "left_out": left_out, "accepted": accepted})
        made = self._planned(Meeting(MeetingId(new_id()), draft.title, draft.schedule, draft.host), draft)
        rows = [made]
        if recurrence is not None:
            times = [each for each in self._times(draft, recurrence) if each.wall not in left_out]
            series = SeriesId(new_id())
            self.rules[series] = _series(series, draft, recurrence)
            rows = [
                replace(
                    made,
                    id=made.id if not number else MeetingId(new_id()),
                    schedule=replace(draft.schedule, starts_at=each.starts_at),
                    series_id=series,
                    wall=each.wall,
                )
                for number, each in enumerate(times)
            ]
        found = self._enforce(rows, accepted)
        for row in rows:
            self._keep(row)
        others = tuple((row.id, None) for row in rows[1:])
        return Planned(rows[0], UndoStep(made.id, None, "planned", others), len(rows), found)

    async def change(
        self,
        meeting_id: MeetingId,
        draft: MeetingDraft,
        *,
        scope: Scope = Scope.THIS,
        recurrence: Recurrence | None = None,
        left_out: frozenset[datetime] | None = None,
        accepted: frozenset[Concern] = frozenset(),
    ) -> Planned:
        self._ask("change", meeting_id, draft)
        self.orders.append({"scope": scope, "recurrence": recurrence, "left_out": left_out, "accepted": accepted})
        before = self._find(meeting_id)
        after = self._planned(before, draft)
        found = self._enforce([after], accepted)
        self._keep(after)
        return Planned(after, UndoStep(meeting_id, before, "changed"), findings=found)

    @staticmethod
    def _planned(row: Meeting, draft: MeetingDraft) -> Meeting:
        return replace(
            row,
            title=draft.title,
            schedule=draft.schedule,
            host=draft.host,
            invitees=draft.invitees,
            record_on_start=draft.record_on_start,
            region=draft.region,
            public_title=draft.public_title,
            visit_type=draft.visit_type,
            place=draft.place,
            invites=draft.invites,
            sync=SyncState.WAITING,
        )

    # ---- the slot rule, by the domain's own functions
    async def check(self, draft: MeetingDraft, meeting_id: MeetingId | None = None) -> SlotCheck:
        self._ask("check", draft, meeting_id)
        row = Meeting(meeting_id or MeetingId(""), draft.title, draft.schedule, draft.host)
        return self._check([self._planned(row, draft)])

    def _check(self, wanted: list[Meeting]) -> SlotCheck:
        found, free = [], ()
        others = [self._taken(row) for row in self.rows if not row.cancelled and not row.made_elsewhere]
        for row in wanted:
            hours = {each.host: each for each in self.hours}
            wish = Wish(self._taken(row), hours.get(row.host, hours.get("")), hours.get(""))
            if row.schedule.ends_at > self.now:
                found += findings(wish, others, self.policies)
            if len(wanted) == 1:
                start = max(row.schedule.starts_at, self.now)
                free = free_times(wish, others, self.policies, starts_from=start)
        return SlotCheck(tuple(found), free if found else ())

    def _enforce(self, wanted: list[Meeting], accepted: frozenset[Concern]) -> tuple:
        if not self.holds_rule:
            return ()
        check = self._check(wanted)
        if any(one.policy is Policy.REFUSE or one.concern not in accepted for one in check.findings):
            raise SlotTaken(check)
        return check.findings

    def _taken(self, row: Meeting) -> Taken:
        kind = next((each for each in self.kinds if each.id == row.visit_type), None)
        when = row.schedule
        return Taken(
            when.starts_at,
            when.ends_at,
            row.title,
            row.id,
            row.host,
            row.place,
            before=kind.before if kind else timedelta(0),
            after=kind.after if kind else timedelta(0),
            exclusive=kind.one_at_a_time if kind else any(one.role is Role.PATIENT for one in row.invitees),
        )

    # ---- series
    async def occurrences(self, first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        self._ask("occurrences", first, zone, recurrence)
        return recurrences.occurrences(first, zone, recurrence)

    def _times(self, draft: MeetingDraft, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        return recurrences.occurrences(_wall(draft), draft.schedule.zone, recurrence)

    async def series(self, series_id: SeriesId) -> Series | None:
        self._ask("series", series_id)
        return self.rules.get(series_id)

    async def held_times(self, series_id: SeriesId) -> dict[datetime, datetime]:
        self._ask("held_times", series_id)
        series = self.rules[series_id]
        times = recurrences.occurrences(series.starts, series.zone, series.recurrence)
        held = {each.wall: each.starts_at for each in times if each.wall not in self.gone}
        for row in self.rows:
            if row.series_id == series_id and row.wall is not None:
                held[row.wall] = row.schedule.starts_at
                if row.cancelled:
                    held.pop(row.wall)
        return held

    # ---- what helps to plan
    async def visit_types(self) -> tuple[VisitType, ...]:
        self._ask("visit_types")
        return self.kinds

    async def find_people(self, text: str) -> tuple[Person, ...]:
        self._ask("find_people", text)
        return tuple(person for person in self.people if folded(text) in folded(person.name))

    async def person(self, person_id: PersonId) -> Person:
        self._ask("person", person_id)
        for person in self.people:
            if person.id == person_id:
                return person
        raise AppError("This person is not in the list any more", "They were removed meanwhile.")

    async def place_names(self) -> tuple[str, ...]:
        self._ask("place_names")
        return self.places

    async def invites_by_default(self) -> bool:
        self._ask("invites_by_default")
        return self.invites

    async def can_send_mail(self) -> bool:
        self._ask("can_send_mail")
        return self.sends_mail

    async def can_send_texts(self) -> bool:
        self._ask("can_send_texts")
        return self.sends_texts

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        self._ask("doubles", meeting_id)
        mine = self._find(meeting_id)
        return tuple(
            row
            for row in self.rows
            if row.id != meeting_id and row.made_elsewhere and not row.cancelled and row.title == mine.title
        )

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        self._ask("resolve", meeting_id, field, use_theirs)
        before = self._find(meeting_id)
        left = tuple(conflict for conflict in before.conflicts if conflict.field is not field)
        after = replace(before, conflicts=left, sync=before.sync if left else SyncState.WAITING)
        self._keep(after)
        return after

    async def send_again(self, meeting_id: MeetingId) -> None:
        self._ask("send_again", meeting_id)
        self._keep(replace(self._find(meeting_id), sync=SyncState.SENDING, problem="", next_try_at=None))

    async def make_new_room(self, meeting_id: MeetingId) -> None:
        self._ask("make_new_room", meeting_id)
        before = self._find(meeting_id)
        self._keep(replace(before, sync=SyncState.WAITING, room_id=None, problem="", problem_field=""))

    async def cancel(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        self.orders.append({"scope": scope})
        return self._set_cancelled("cancel", meeting_id, cancelled=True)

    async def restore(
        self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS, accepted: frozenset[Concern] = frozenset()
    ) -> Planned:
        self.orders.append({"scope": scope, "accepted": accepted})
        return self._set_cancelled("restore", meeting_id, cancelled=False)

    def _set_cancelled(self, name: str, meeting_id: MeetingId, *, cancelled: bool) -> Planned:
        self._ask(name, meeting_id)
        before = self._find(meeting_id)
        after = replace(before, cancelled=cancelled, sync=SyncState.WAITING)
        self._keep(after)
        return Planned(after, UndoStep(meeting_id, before, f"“{after.title}” {name}led"))

    async def undo(self, step: UndoStep) -> UndoStep:
        self._ask("undo", step)
        steps = ((step.meeting_id, step.before), *step.others)
        again = [next((row for row in self.rows if row.id == each), None) for each, _before in steps]
        for each, before in steps:
            self.rows = [row for row in self.rows if row.id != each]
            if before is not None:
                self.rows.append(before)
        others = tuple((each, known) for (each, _before), known in zip(steps[1:], again[1:], strict=True))
        return UndoStep(step.meeting_id, again[0], step.what, others)

    async def preset_names(self) -> tuple[str, ...]:
        self._ask("preset_names")
        return self.presets

    async def host_names(self) -> tuple[str, ...]:
        self._ask("host_names")
        return self.hosts

    async def sessions(self, meeting_id: MeetingId) -> tuple[Session, ...]:
        self._ask("sessions", meeting_id)
        return self.past_sessions

    async def recordings(self, meeting_id: MeetingId) -> tuple[Recording, ...]:
        self._ask("recordings", meeting_id)
        return self.past_recordings

    async def next_to_join(self) -> Meeting | None:
        self._ask("next_to_join")
        upcoming = [row for row in self.rows if row.phase(self.now) in {Phase.UPCOMING, Phase.LIVE}]
        return min(upcoming, key=lambda row: row.schedule.starts_at, default=None)


def _wall(draft: MeetingDraft) -> datetime:
    return draft.schedule.starts_at.astimezone(ZoneInfo(draft.schedule.zone)).replace(tzinfo=None, fold=0)


def _series(series_id: SeriesId, draft: MeetingDraft, recurrence: Recurrence) -> Series:
    return Series(series_id, _wall(draft), draft.schedule.duration, draft.schedule.zone, recurrence)
