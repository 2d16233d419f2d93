"""How one sitting reads in the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.ledger.listing import ListedPerson, ListedSitting, Outcome
from hosted_meetings_desktop.domain.ledger.truth import Judgement, Stage
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.words import look_of, person_outcome, short_length
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.parts.ledger_words import (
    guests_words,
    outcome_word,
    people_words,
    stage_sentence,
)
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    day_text,
    duration_text,
    isolated,
    moment_text,
    span_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_WORST = (
    Outcome.COULD_NOT_CONNECT, Outcome.NEVER_CAME, Outcome.WAITED_AND_LEFT, Outcome.UNKNOWN, Outcome.LATE,
    Outcome.LEFT_EARLY, Outcome.CALLED_OFF,
)  # fmt: skip
"""The outcome whose sign a sitting has, the first that is so of anybody."""


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceRow", text, comment, n)


def told_of(sitting: ListedSitting) -> tuple[ListedPerson, ...]:
    """Return of whom the list tells: those who are seen, or where there are none the hosts themselves."""
    guests = tuple(each for each in sitting.people if each.role is not Role.HOST)
    return guests or sitting.people


def summary_text(sitting: ListedSitting) -> str:
    """Return what became of the people in few words: "2 of 3 came, 1 never came"."""
    people = told_of(sitting)
    if not people:
        return _tr("Nobody is known")
    if len(people) == 1:
        return person_outcome(people[0])
    came = sum(each.judgement is Judgement.ATTENDED for each in people)
    said = []
    if came == len(people):
        said.append(_tr("All %n came", "", came))
    elif came:
        said.append(_tr("%1 of %2 came").replace("%1", str(came)).replace("%2", str(len(people))))
    rest = [*Outcome, Judgement.WAITING, Judgement.NOT_YET]
    for outcome in rest[1:]:
        judged = [each for each in people if _is(each, outcome)]
        if judged:
            word = outcome_word(outcome)
            said.append(f"{len(judged)} {word[:1].lower()}{word[1:]}")
    return ", ".join(said)


def _is(person: ListedPerson, outcome: Outcome | Judgement) -> bool:
    return person.has(outcome) if isinstance(outcome, Outcome) else person.judgement is outcome


def who_text(sitting: ListedSitting) -> str:
    """Return who was expected or came, without the hosts: the name, or "2 patients"."""
    people = told_of(sitting)
    if len(people) == 1:
        return isolated(people[0].name) or _tr("Guest")
    roles = [each.role for each in people]
    return guests_words(roles) or people_words(roles) or DASH


def who_tip(sitting: ListedSitting) -> str:
    """Return who they are by name, the hosts too, and how many of each."""
    named = [isolated(each.name) or _tr("Guest") for each in sitting.people]
    return "\n".join([people_words(each.role for each in sitting.people), *named] if len(named) > 1 else named)


def summary_icon(sitting: ListedSitting) -> QIcon:
    """Return the sign of the worst that became of anybody."""
    people = told_of(sitting)
    for outcome in _WORST:
        if any(each.has(outcome) for each in people):
            return look_of(outcome).icon
    if any(each.judgement is Judgement.WAITING for each in people):
        return look_of(Judgement.WAITING).icon
    came = any(each.judgement is Judgement.ATTENDED for each in people)
    return look_of(Judgement.ATTENDED if came else Judgement.NOT_YET).icon


def summary_tip(sitting: ListedSitting) -> str:
    """Return what became of everybody, a line for each."""
    lines = (f"{isolated(each.name) or _tr('Guest')}: {person_outcome(each)}" for each in sitting.people)
    return "\n".join(lines) or _tr("Nobody is known")


def longest_wait(sitting: ListedSitting) -> timedelta:
    """Return how long the one waited who waited longest."""
    return max((each.waited for each in told_of(sitting)), default=timedelta(0))


def state_text(sitting: ListedSitting) -> str:
    """Return how far it has got, or how it stands in the ledger."""
    words = {Stage.AHEAD: _tr("No call yet"), Stage.GOES_ON: _tr("Going on"), Stage.ENDED: _tr("Ended")}
    if sitting.stage in words:
        return words[sitting.stage]
    return _tr("In the ledger") if sitting.closed else _tr("Not closed yet")


def state_tip(sitting: ListedSitting) -> str:
    """Return what that means."""
    if sitting.moving:
        return stage_sentence(sitting.stage, sitting.ends_at)
    if sitting.closed:
        return _tr("It stands in the ledger, where no change goes unseen.")
    return _tr("It is over. It comes into the ledger when the video service has said who was there.")


def when_text(sitting: ListedSitting, now: datetime) -> str:
    """Return the day and the planned times, or when it began."""
    if sitting.ends_at is None:
        return moment_text(sitting.began, now)
    return f"{day_text(sitting.began, now)} {span_text(sitting.began, sitting.ends_at)}"


def state_kind(sitting: ListedSitting) -> str:
    """Return the kind of its badge: that of a call only while there is one."""
    if sitting.moving:
        return {Stage.AHEAD: "upcoming", Stage.GOES_ON: "live"}.get(sitting.stage, "over")
    return "saved" if sitting.closed else "waiting"


def _state_icon(sitting: ListedSitting) -> QIcon:
    return badge_icon(state_kind(sitting))


def columns(clock: Clock, types: Mapping[str, str]) -> list[Column[ListedSitting]]:
    """Return the columns of the list.

    Args:
        clock: Tells the time.
        types: The names of visit types by their ids; read anew for each cell.
    """
    began = width_for(*(moment_text(clock() - timedelta(days=days), clock()) for days in (1, 2, 4, 300)))
    waited = width_for(_tr("Waited"), duration_text(timedelta(minutes=59)))

    def kind(sitting: ListedSitting) -> str:
        return types.get(sitting.visit_type, sitting.visit_type)

    def wait(sitting: ListedSitting) -> str:
        longest = longest_wait(sitting)
        return short_length(longest) if longest else DASH

    return [
        Column(
            _tr("When"),
            lambda s: moment_text(s.began, clock()),
            tooltip=lambda s: when_text(s, clock()),
            width=began + SPACE.gap,
        ),
        Column(_tr("Meeting"), lambda s: s.title, stretch=True, least=width_for("M" * 9)),
        Column(
            _tr("People"),
            who_text,
            tooltip=who_tip,
            width=width_for("Priya Chandrasekhar"),
            optional=3,
        ),
        Column(
            _tr("Who came"),
            summary_text,
            tooltip=summary_tip,
            icon=summary_icon,
            width=width_for(_tr("3 of 4 came, 1 waited and left"), icon=True),
        ),
        Column(_tr("Host"), lambda s: s.host or DASH, width=width_for("Dr. Ada Osei-Mensah"), optional=2),
        Column(_tr("Visit"), lambda s: kind(s) or DASH, width=width_for(_tr("Consultation")), optional=5),
        Column(
            _tr("Waited"),
            wait,
            tooltip=lambda _s: _tr("The longest wait of anybody"),
            align_right=True,
            width=waited,
            optional=4,
        ),
        Column(
            _tr("Standing"),
            state_text,
            tooltip=state_tip,
            icon=_state_icon,
            width=width_for(_tr("Not closed yet"), _tr("In the ledger"), _tr("No call yet"), icon=True),
            optional=1,
            icon_stays=True,
        ),
    ]
