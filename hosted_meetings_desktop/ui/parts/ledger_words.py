"""How the attendance ledger reads, on screens and on paper alike: outcomes, doubts, who there was, how far it got."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ledger.listing import Outcome
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement, Stage
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.text.format import one_or_many, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("LedgerWords", text, comment, n)


def outcome_word(outcome: Judgement | Outcome) -> str:
    """Return an outcome in words."""
    return {
        "attended": _tr("Came"),
        "never-came": _tr("Never came"),
        "waited-and-left": _tr("Waited and left"),
        "could-not-connect": _tr("Could not connect"),
        "called-off": _tr("Called off"),
        "unknown": _tr("Not known"),
        "not-yet": _tr("Not here yet"),
        "waiting": _tr("Waiting now"),
        "stood-by": _tr("Front desk, stood by"),
        "late": _tr("Came late"),
        "left-early": _tr("Left early"),
    }[outcome.value]


def doubt_sentence(doubt: Doubt) -> str:
    """Return what is not as certain as it looks."""
    return {
        Doubt.LEAVE_ASSUMED: _tr("Nobody said when they left: it counts to the end of the session."),
        Doubt.FIGURES_DIFFER: _tr("The video service's times and its own figure differ; the times count."),
        Doubt.BACKWARDS: _tr("The video service says that they left before they came."),
        Doubt.ONLY_SEEN: _tr("Only a call window of the clinic saw some of the time."),
        Doubt.CLOCKS_APART: _tr("The clock of a PC of the clinic was wrong; its times were set right."),
        Doubt.WAITED_LONGER: _tr("They were waiting already when somebody began to look."),
        Doubt.LATENESS_UNPROVEN: _tr("They may have waited where nobody saw it: no host was there yet."),
        Doubt.PEOPLE_UNREAD: _tr("The video service never said who was in a session."),
        Doubt.MARKED_BUT_CAME: _tr("The front desk had marked that nobody came."),
    }[doubt]


def guests_words(roles: Iterable[Role | None]) -> str:
    """Return how many there were, the hosts left out: "2 patients", "3 guests"; empty for nobody.

    Args:
        roles: Of everybody but the front desk; None of who was not invited.
    """
    told = list(roles)
    guests = [each for each in told if each is not Role.HOST]
    count = len(guests)
    if not count:
        return ""
    if all(each is Role.PATIENT for each in guests):
        return one_or_many(count, _tr("1 patient"), _tr("%n patients", "", count))
    if not any(told):  # nobody planned it: a host may be among them
        return one_or_many(count, _tr("1 person"), _tr("%n people", "", count))
    return one_or_many(count, _tr("1 guest"), _tr("%n guests", "", count))


def people_words(roles: Iterable[Role | None]) -> str:
    """Return how many there were, the hosts told apart: "2 patients and a host"; empty for nobody.

    Args:
        roles: Of everybody but the front desk; None of who was not invited.
    """
    told = list(roles)
    guests, hosts = guests_words(told), told.count(Role.HOST)
    if not hosts:
        return guests
    if not guests:
        return one_or_many(hosts, _tr("1 host"), _tr("%n hosts", "", hosts))
    both = one_or_many(
        hosts, _tr("%1 and a host", "2 patients"), _tr("%1 and %n hosts", "2 patients and 2 hosts", hosts)
    )
    return both.replace("%1", guests)


def stage_sentence(stage: Stage, ends_at: datetime | None, zone: tzinfo | None = None) -> str:
    """Return why a sitting may still change; empty once its time is over.

    Args:
        stage: How far it has got.
        ends_at: Until when it was planned; None where nobody planned it.
        zone: By whose clock times are told; this PC's without.
    """
    if stage is Stage.GOES_ON:
        return _tr("This still goes on: everything here may change.")
    if stage is Stage.OVER or ends_at is None:
        return ""
    until = time_text(ends_at, zone=zone)
    if stage is Stage.AHEAD:
        return _tr("Nobody has been in a call yet; it is planned until %1.", "a time").replace("%1", until)
    said = _tr(
        "The call has ended. Until the planned end at %1 somebody may still come back, and facts may arrive late.",
        "a time",
    )
    return said.replace("%1", until)
