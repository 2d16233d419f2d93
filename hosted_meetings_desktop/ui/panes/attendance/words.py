"""How what became of people reads, with its sign; who says so, and how old that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Source
from hosted_meetings_desktop.domain.ledger.listing import ListedPerson, Outcome
from hosted_meetings_desktop.domain.ledger.truth import Closing, Judgement, PersonTruth
from hosted_meetings_desktop.ui.parts.ledger_words import outcome_word
from hosted_meetings_desktop.ui.text.format import ago_text, duration_text
from hosted_meetings_desktop.ui.theme.icons import icon


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceWords", text, comment, n)


class Look(NamedTuple):
    """The sign of an outcome, and a tone of the theme."""

    icon_name: str
    tone: str

    @property
    def icon(self) -> QIcon:
        """The icon in its colour."""
        return icon(self.icon_name, self.tone)


_LOOKS: dict[str, Look] = {
    Judgement.ATTENDED: Look("account-check-outline", "live"),
    Judgement.NEVER_CAME: Look("account-off-outline", "stop"),
    Judgement.WAITED_AND_LEFT: Look("exit-run", "wait"),
    Judgement.COULD_NOT_CONNECT: Look("lan-disconnect", "stop"),
    Judgement.CALLED_OFF: Look("cancel", "over"),
    Judgement.UNKNOWN: Look("help-circle-outline", "over"),
    Judgement.NOT_YET: Look("clock-outline", "over"),
    Judgement.WAITING: Look("timer-sand", "wait"),
    Judgement.STOOD_BY: Look("monitor-dashboard", "over"),
    Outcome.LATE: Look("clock-alert-outline", "wait"),
    Outcome.LEFT_EARLY: Look("exit-to-app", "wait"),
}
IN_THE_CALL = Look("account-voice", "live")


def look_of(outcome: Judgement | Outcome) -> Look:
    """Return the sign of an outcome."""
    return _LOOKS[outcome.value]


def person_look(person: PersonTruth | ListedPerson, *, still_in: bool = False) -> Look:
    """Return the sign of what became of somebody: that of being late only where nothing worse is so."""
    if still_in:
        return IN_THE_CALL
    if person.judgement is Judgement.ATTENDED and person.late_by is not None:
        return look_of(Outcome.LATE)
    if person.judgement is Judgement.ATTENDED and person.left_early_by is not None:
        return look_of(Outcome.LEFT_EARLY)
    return look_of(person.judgement)


def person_outcome(person: PersonTruth | ListedPerson, *, still_in: bool = False) -> str:
    """Return what became of somebody: "Came 9 min late, left early"."""
    said = _tr("In the call") if still_in else outcome_word(person.judgement)
    if person.judgement is Judgement.NOT_YET and person.present and not still_in:
        said = _tr("Was here for a moment")
    if person.late_by is not None and (person.judgement is Judgement.ATTENDED or still_in):
        late = short_length(person.late_by)
        said = (_tr("In the call, came %1 late") if still_in else _tr("Came %1 late")).replace("%1", late)
    if person.left_early_by is not None and person.judgement is Judgement.ATTENDED and not still_in:
        early = short_length(person.left_early_by)
        said = _tr("%1, left %2 early", "Came, left 5 min early").replace("%1", said).replace("%2", early)
    return said


def short_length(length: timedelta) -> str:
    """Return a length that is something: below a minute in seconds."""
    seconds = int(length.total_seconds())
    return _tr("%1 s").replace("%1", str(seconds)) if 0 < seconds < 60 else duration_text(length)


def source_word(source: Source) -> str:
    """Return whose word something is."""
    return {
        Source.PLAN: _tr("your plan"),
        Source.SESSIONS: _tr("the video service's list of sessions"),
        Source.PARTICIPANTS: _tr("the video service's list of people"),
        Source.PEER_EVENTS: _tr("what the video service noted of connections"),
        Source.PEER_REPORT: _tr("the video service's report of devices"),
        Source.CALL_WINDOW: _tr("a call window of the clinic"),
        Source.DIARY: _tr("the call diary of a PC of the clinic"),
        Source.DESK: _tr("the front desk"),
    }[source]


def closing_sentence(closing: Closing | None) -> str:
    """Return how the end of a stretch is known, empty where there is nothing to add."""
    return {
        Closing.DURATION: _tr("The end is worked out from how long the video service says it lasted."),
        Closing.SEEN: _tr("A call window of the clinic saw the end."),
        Closing.ADMITTED: _tr("Then they were let in."),
        Closing.OUT_OF_SIGHT: _tr("Nobody looked any more: it may have lasted longer."),
        Closing.SESSION_END: _tr("Nobody said when they left: it counts to the end of the session."),
        Closing.MOMENT: _tr("Only one end is known, so it counts as no time."),
        Closing.OPEN: _tr("It still goes on."),
    }.get(closing or Closing.REPORTED, "")


def sources_text(ids: Iterable[FactId], facts: Mapping[FactId, Fact], now: datetime) -> str:
    """Return who says something and how old that is: "By your plan and the front desk, heard 3 min ago"."""
    found = [facts[each] for each in ids if each in facts]
    if not found:
        return ""
    words = list(dict.fromkeys(source_word(each.source) for each in found))
    if len(words) > 1:
        words = [_tr("%1 and %2", "two sources").replace("%1", ", ".join(words[:-1])).replace("%2", words[-1])]
    heard = ago_text(max(each.learned_at for each in found), now)
    return _tr("By %1, heard %2", "source, 3 min ago").replace("%1", words[0]).replace("%2", heard)
