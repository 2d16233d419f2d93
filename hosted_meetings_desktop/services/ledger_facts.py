"""Gathers what the store and the desk know of a sitting into the ledger's facts, inside one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.account import account
from hosted_meetings_desktop.domain.ledger.chain import read
from hosted_meetings_desktop.domain.ledger.entries import Body, rules_of
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind
from hosted_meetings_desktop.domain.ledger.repository import LedgerRepository, Sitting
from hosted_meetings_desktop.domain.ledger.rules import NEAR, LedgerRules
from hosted_meetings_desktop.domain.ledger.shape import checked
from hosted_meetings_desktop.domain.ledger.sources import (
    first_said,
    missed_fact,
    not_missed_fact,
    nothing_held_fact,
    plan_facts,
    read_fact,
    said_again,
    session_fact,
    standing_marks,
    stay_fact,
)
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth, planned_sitting, unplanned_sitting
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.services.no_shows import NoShows

RULES = "ledger_rules"
"""The fact that holds the clinic's limits, as JSON."""
READ_TO = "refreshed_at"
"""The fact that holds when the provider's lists were last read to their end."""
DEVICES_ASKED = timedelta(days=1)
"""After its end nobody asks any more what people joined a session with: that takes a question for each of them."""
_AT_ONCE = 500
_BEFORE_IT = timedelta(hours=1)
_AFTER_IT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Looked:
    """A sitting as it was found.

    Attributes:
        before: What the entry says that counts, None where there is none.
        rules: By which it is judged: those of its entry where it has one.
        unended: Its ended sessions in which the provider's list does not say of everybody when they left.
        deviceless: Those that ended of late, and of which nobody said yet what people joined with.
    """

    sitting: Sitting
    truth: Truth
    rules: LedgerRules
    before: Body | None
    unended: tuple[SessionId, ...]
    deviceless: tuple[SessionId, ...] = ()


class FactCollector:
    """Knows what there is to know of sittings, for one transaction."""

    def __init__(self, lib: Library, ledger: LedgerRepository, rules: LedgerRules, now: datetime) -> None:
        """Make it.

        Args:
            lib: The transaction.
            ledger: The ledger in it.
            rules: What the clinic calls late, and so on.
            now: Aware UTC.
        """
        self._lib = lib
        self._ledger = ledger
        self._rules = rules
        self._now = now
        self._no_shows = NoShows(lib)

    # ---- which sittings there are
    def find(self, starts_from: datetime, starts_before: datetime, *, planned_from: datetime) -> int:
        """Make a sitting of everything that was held in a time; returns how many are new.

        Args:
            starts_from: The time.
            starts_before: Its end; what is still to come is none.
            planned_from: What was planned in it from then on is one as well.
        """
        before = min(starts_before, self._now)
        found = sum(self._of_meeting(each) for each in self._meetings(max(starts_from, planned_from), before))
        return found + sum(self.of_session(each)[1] for each in self._ledger.new_sessions(starts_from, before))

    def of_session(self, session: Session) -> tuple[SittingId, bool]:
        """Return with which sitting a session stays, and whether it is new there."""
        known = self._ledger.sitting_of(session.id)
        if known is not None:
            return known, False
        sitting = self._planned_for(session)
        if sitting is None:
            own = unplanned_sitting(session.id)
            sitting = Sitting(own, session.meeting_id, session.started_at, planned=False)
        # Looked at in the next round, however long the sitting is closed.
        sessions = (*sitting.sessions, session.id)
        self._ledger.keep_sitting(replace(sitting, sessions=sessions, checked_at=None, quiet=False))
        return sitting.id, True

    def _of_meeting(self, meeting: Meeting) -> bool:
        # A meeting that was called off before its time is no sitting, unless somebody comes all the same.
        if meeting.made_elsewhere or meeting.cancelled:
            return False
        sitting = planned_sitting(meeting.id, meeting.schedule.starts_at)
        if self._ledger.sitting(sitting) is not None:
            return False
        self._ledger.keep_sitting(Sitting(sitting, meeting.id, meeting.schedule.starts_at, planned=True))
        return True

    def _planned_for(self, session: Session) -> Sitting | None:
        """Return the planned time that a session was held for: as planned now, or before the meeting was moved."""
        meeting = self._lib.meetings.get(session.meeting_id) if session.meeting_id is not None else None
        if meeting is None or meeting.made_elsewhere:
            return None
        starts_at = meeting.schedule.starts_at
        known = {each.id: each for each in self._ledger.sittings_of(meeting.id) if each.planned}
        now_planned = planned_sitting(meeting.id, starts_at)
        known.setdefault(now_planned, Sitting(now_planned, meeting.id, starts_at, planned=True))
        near = [each for each in known.values() if _is_near(session, each.starts_at, meeting.schedule.duration)]
        return min(near, key=lambda each: (abs(each.starts_at - session.started_at), each.id), default=None)

    def _meetings(self, starts_from: datetime, starts_before: datetime) -> Iterable[Meeting]:
        if starts_from >= starts_before:
            return
        wanted = MeetingFilter(starts_from=starts_from, starts_before=starts_before)
        offset = 0
        while True:
            page = self._lib.meetings.page(wanted, now=self._now, offset=offset, limit=_AT_ONCE)
            yield from page.rows
            offset += len(page.rows)
            if not page.rows or offset >= page.total:
                return

    # ---- what is known of one
    def look(self, sitting: Sitting, read_to: datetime | None) -> Looked | None:
        """Note what is new of a sitting and return it; None where it was moved before anybody came, and forgotten.

        Args:
            sitting: As it is kept.
            read_to: When the provider's lists were last read to their end.

        Raises:
            NotCanonical: the sitting's entry cannot be read.
        """
        facts = list(self._ledger.facts(sitting.id))
        meeting = self._lib.meetings.get(sitting.meeting) if sitting.meeting is not None else None
        sessions = [found for each in sitting.sessions if (found := self._lib.sessions.get(each)) is not None]
        if self._was_moved_away(sitting, meeting, facts) and not any(each.kind not in _OF_THE_PLAN for each in facts):
            self._ledger.drop_sitting(sitting.id)
            return None
        new = [
            *self._of_plan(sitting, meeting, facts, read_to),
            *(fact for each in sessions for fact in self._of_provider(each, facts)),
        ]
        adopted = self._adopt(sitting, meeting, sessions)
        if self._ledger.note(new, sitting.id) or adopted:
            facts = list(self._ledger.facts(sitting.id))
        entry = self._ledger.entry(sitting.entry) if sitting.entry is not None else None
        before = checked(read(entry).body) if entry is not None else None
        rules = rules_of(before) if before is not None else self._rules
        truth = account(sitting.id, facts, rules, as_of=self._now)
        without = _deviceless(sessions, facts, self._now)
        return Looked(sitting, truth, rules, before, _unended(sessions, facts), without)

    def _was_moved_away(self, sitting: Sitting, meeting: Meeting | None, facts: Sequence[Fact]) -> bool:
        """Return whether a time that passed by was not meant to be kept any more.

        What was still planned when it was over, or what the desk said nobody came to, is moved because it was missed.
        """
        if not sitting.planned or sitting.sessions or sitting.entry is not None or _is_planned(sitting, meeting):
            return False
        ends_at = _planned_end(facts)
        if ends_at is None:
            return True
        stood = sitting.checked_at is not None and sitting.checked_at >= ends_at
        return not stood and not standing_marks(facts) and self._marked_at(sitting, meeting) is None

    def _marked_at(self, sitting: Sitting, meeting: Meeting | None) -> datetime | None:
        if meeting is None:
            return None
        return self._no_shows.of(replace(meeting, schedule=replace(meeting.schedule, starts_at=sitting.starts_at)))

    def _of_plan(
        self, sitting: Sitting, meeting: Meeting | None, facts: Sequence[Fact], read_to: datetime | None
    ) -> list[Fact]:
        if sitting.meeting is None or not sitting.planned:
            return []
        found: list[Fact] = []
        ends_at = _planned_end(facts)
        if meeting is not None and _is_planned(sitting, meeting):
            if self._now <= meeting.schedule.ends_at or ends_at is None:
                planned = plan_facts(meeting, learned_at=self._now)
                found += (new for each in planned if (new := _unsaid(each, facts)) is not None)
            ends_at = meeting.schedule.ends_at
        if meeting is not None:
            marked_at = self._marked_at(sitting, meeting)
            if marked_at is not None:
                found.append(missed_fact(meeting.id, marked_at=marked_at, learned_at=self._now))
            taken_back = (each for each in standing_marks(facts) if each.at != marked_at)
            found += (not_missed_fact(each, learned_at=self._now) for each in taken_back)
        if ends_at is None:
            return found
        asked = any(each.kind is Kind.NOTHING_HELD and each.at >= ends_at for each in facts)
        if not sitting.sessions and read_to is not None and read_to >= ends_at and not asked:
            found.append(nothing_held_fact(sitting.meeting, read_at=read_to))
        return found

    def _of_provider(self, session: Session, facts: Sequence[Fact]) -> list[Fact]:
        read_at = self._lib.sessions.presences_observed_at(session.id)
        found = [session_fact(session, learned_at=session.observed_at or self._now)]
        found += [stay_fact(row, learned_at=read_at or self._now) for row in self._lib.sessions.presences(session.id)]
        ended_at = session.ended_at
        if read_at is not None and ended_at is not None and read_at >= ended_at:
            told = (each for each in facts if each.kind is Kind.PEOPLE_READ and each.session == session.id)
            if not any(each.at >= ended_at for each in told):
                found.append(read_fact(session.id, read_at=read_at))
        return found

    def _adopt(self, sitting: Sitting, meeting: Meeting | None, sessions: Sequence[Session]) -> int:
        """Take over what call windows and the desk said of the meeting around this time."""
        if sitting.meeting is None:
            return 0
        ends = (min(each.ended_at or self._now, self._now) for each in sessions)
        spans = [(each.started_at - _BEFORE_IT, end + _AFTER_IT) for each, end in zip(sessions, ends, strict=True)]
        if sitting.planned:
            length = meeting.schedule.duration if meeting is not None else timedelta(0)
            spans.append((sitting.starts_at - NEAR, sitting.starts_at + length + NEAR))
        return sum(self._ledger.adopt(sitting.meeting, began, ended, sitting.id) for began, ended in spans)


def _unsaid(said: Fact, facts: Iterable[Fact]) -> Fact | None:
    """Return what the plan says where it is news; what was so before something else was so is news again."""
    before = [each for each in facts if each.kind is said.kind and each.who.custom == said.who.custom]
    newest = max(before, key=lambda each: (each.learned_at, each.id), default=None)
    if newest is not None and first_said(newest) == first_said(said):
        return None
    return said if said.id not in {each.id for each in before} else said_again(said)


def _is_planned(sitting: Sitting, meeting: Meeting | None) -> bool:
    """Return whether a meeting is planned for a sitting's time now."""
    return meeting is not None and planned_sitting(meeting.id, meeting.schedule.starts_at) == sitting.id


def _planned_end(facts: Iterable[Fact]) -> datetime | None:
    """Return until when a sitting was planned by the newest word on it."""
    plans = [each for each in facts if each.kind is Kind.PLANNED]
    newest = max(plans, key=lambda each: (each.learned_at, each.id), default=None)
    return None if newest is None else newest.until or newest.at


_OF_THE_PLAN = frozenset({Kind.PLANNED, Kind.INVITED, Kind.NOTHING_HELD, Kind.MISSED})


def kept_rules(lib: Library) -> LedgerRules:
    """Return what the clinic decided."""
    try:
        kept = json.loads(lib.facts.get(RULES) or "{}")
    except (ValueError, RecursionError):
        kept = {}
    return LedgerRules.read(kept if isinstance(kept, dict) else {})


def clinic_zone(lib: Library, here: str) -> ZoneInfo:
    """Return the clinic's zone: that of its hours, else the one of this PC."""
    hours = next((each for each in lib.plans.availabilities() if not host_key(each.host)), None)
    for name in (hours.zone if hours is not None else here, here):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def read_to(lib: Library) -> datetime | None:
    """Return when the provider's lists were last read to their end."""
    try:
        kept = datetime.fromisoformat(lib.facts.get(READ_TO) or "")
    except ValueError:
        return None
    return kept if kept.tzinfo is not None else None


def _is_near(session: Session, starts_at: datetime, length: timedelta) -> bool:
    ended_at = session.ended_at or session.started_at
    return session.started_at <= starts_at + length + NEAR and ended_at >= starts_at - NEAR


def _deviceless(sessions: Iterable[Session], facts: Sequence[Fact], now: datetime) -> tuple[SessionId, ...]:
    came = {each.session for each in facts if each.kind is Kind.STAY}
    known = {each.session for each in facts if each.kind is Kind.DEVICE}
    lately = (each.id for each in sessions if each.ended_at is not None and now - each.ended_at < DEVICES_ASKED)
    return tuple(each for each in lately if each in came and each not in known)


def _unended(sessions: Iterable[Session], facts: Sequence[Fact]) -> tuple[SessionId, ...]:
    ended = [each.id for each in sessions if each.ended_at is not None]
    stays: dict[tuple[SessionId | None, str], bool] = {}
    for each in facts:
        if each.kind is Kind.STAY:
            peer = (each.session, each.who.peer)
            stays[peer] = stays.get(peer, False) or each.until is not None
    return tuple(each for each in ended if any(not told for (of, _peer), told in stays.items() if of == each))
