"""When a sitting is over for the ledger: nothing of it moves, and whoever could know has been asked."""

from __future__ import annotations

from datetime import datetime

from hosted_meetings_desktop.domain.ledger.rules import LATE_FACTS, LATE_LEAVES, LedgerRules
from hosted_meetings_desktop.domain.ledger.truth import Closing, HeldSession, Truth


def over_since(truth: Truth) -> datetime | None:
    """Return since when nobody is in and none is awaited; None while that is not so, or where nothing is known."""
    if truth.moving:
        return None
    ends = [each.ended_at for each in truth.sessions if each.ended_at is not None]
    if truth.plan is not None:
        ends.append(truth.plan.ends_at)
    return max(ends, default=None)


def is_ripe(truth: Truth, rules: LedgerRules, now: datetime) -> bool:
    """Return whether a sitting can be closed.

    The provider may write the last leaves late, so what it has not ended is waited for; after ``LATE_FACTS`` it is
    closed with what there is.
    """
    over = over_since(truth)
    if over is None or now < over + rules.settle:
        return False
    if now >= over + LATE_FACTS:
        return True
    if truth.plan is not None and not truth.sessions:
        return truth.nothing_held_at is not None and truth.nothing_held_at >= truth.plan.ends_at
    return all(_is_told(each, truth, now) for each in truth.sessions)


def _is_told(session: HeldSession, truth: Truth, now: datetime) -> bool:
    if session.ended_at is None or session.read_at is None or session.read_at < session.ended_at:
        return False
    assumed = any(
        one.session == session.id and one.closing is Closing.SESSION_END
        for person in truth.people
        for stay in person.stays
        for one in stay.stretches
    )
    return not assumed or now >= session.ended_at + LATE_LEAVES
