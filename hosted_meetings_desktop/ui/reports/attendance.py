"""Attendance of a session, a person, a host or a period on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import overload

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.listing import Outcome
from hosted_meetings_desktop.domain.ledger.reports import AttendanceReport, Scope
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.domain.ledger.truth import Doubt, Judgement, Stage
from hosted_meetings_desktop.ui.parts.ledger_words import (
    doubt_sentence,
    outcome_word,
    people_words,
    stage_sentence,
)
from hosted_meetings_desktop.ui.reports.paper import Paper, PaperColumn
from hosted_meetings_desktop.ui.reports.words import (
    clock_or_dash,
    days_words,
    foot_words,
    is_utc,
    length_or_dash,
    made_words,
    number_text,
    role_text,
    share_words,
    short_day,
    title_of,
    zone_of,
    zone_words,
)
from hosted_meetings_desktop.ui.text.format import DASH, isolated, one_or_many, span_text, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceReport", text, comment, n)


_CLOCK, _LONG_CLOCK = 8, 12
"""How wide a time of day is: "10:30", or "10:30 AM"."""


@dataclass(frozen=True, slots=True)
class _Column:
    head: PaperColumn
    text: Callable[[LedgerRow], str]


class _Rows(Sequence[Sequence[str]]):
    """The rows of a table, put into words one by one as they come to paper: there may be a thousand."""

    def __init__(self, rows: Sequence[LedgerRow], columns: Sequence[_Column]) -> None:
        self._rows = rows
        self._columns = columns

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, place: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        if isinstance(place, slice):
            return _Rows(self._rows[place], self._columns)
        return [each.text(self._rows[place]) for each in self._columns]


def attendance_paper(report: AttendanceReport) -> Paper:
    """Return a report as a paper."""
    head = report.head
    of_one = head.of.scope is Scope.SESSION
    paper = Paper(title_of(head), wide=not of_one, foot=foot_words(head))
    paper.letterhead(head.clinic)
    if of_one:
        _write_session(paper, report)
    else:
        _write_period(paper, report)
    columns = _columns(report)
    paper.heading(_tr("People") if of_one else _tr("All visits"))
    paper.table([each.head for each in columns], _Rows(report.rows, columns))
    if len(report.rows) < report.totals.rows:
        shown, all_of_them = number_text(len(report.rows)), number_text(report.totals.rows)
        said = _tr("The first %1 of %2 rows. Save the report as a workbook or CSV file to have all of them.")
        paper.note(said.replace("%1", shown).replace("%2", all_of_them))
    _write_doubts(paper, report)
    paper.note(_limits(report))
    return paper


# ---- what stands above the table
def _write_session(paper: Paper, report: AttendanceReport) -> None:
    head, zone, first = report.head, zone_of(report.head), report.rows[0]
    paper.headline(first.title or _tr("Untitled meeting"), f"{title_of(head)} · {made_words(head)}")
    facts = [(_tr("Day"), short_day(first.day))]
    starts_at, ends_at = first.starts_at, first.ends_at
    if starts_at is not None and ends_at is not None:
        planned = f"{span_text(starts_at, ends_at, zone=zone)} {zone_words(head, starts_at)}"
        if not is_utc(head, starts_at, ends_at):
            planned += f", {span_text(starts_at, ends_at, zone=UTC)} UTC"
        facts.append((_tr("Planned"), planned))
    if first.host:
        facts.append((_tr("Host"), isolated(first.host)))
    if people := people_words(row.role for row in report.rows if row.judgement is not Judgement.STOOD_BY):
        facts.append((_tr("People"), people))
    if kind := head.visit_type(first):
        facts.append((_tr("Visit type"), kind))
    truth = report.truth
    if truth is not None:
        for held in truth.sessions:
            began, ended_at = held.started_at, held.ended_at
            running = _tr("since %1, still running").replace("%1", clock_or_dash(began, zone))
            ended = running if ended_at is None else span_text(began, ended_at, zone=zone)
            facts.append((_tr("Held"), ended))
        facts.append((_tr("Met"), length_or_dash(truth.together)))
    paper.facts(facts)
    if not report.closed:
        stage = truth.stage if truth is not None else Stage.OVER
        not_closed = _tr("This session is not closed in the ledger yet: figures may still change a little.")
        paper.line(stage_sentence(stage, ends_at, zone) or not_closed)


def _write_period(paper: Paper, report: AttendanceReport) -> None:
    head, totals = report.head, report.totals
    told = " · ".join(part for part in (days_words(head), made_words(head)) if part)
    paper.headline(title_of(head), told)
    people = totals.all if head.of.scope is Scope.PERSON else totals.patients
    paper.figures(_figures(people, totals.sittings, _waited(people.waiters, of_one=head.of.scope is Scope.PERSON)))
    of_patients = _tr("Figures are of patients.") if head.of.scope is not Scope.PERSON else ""
    zone = _tr("Times are those of %1.").replace("%1", zone_words(head, *(row.began for row in report.rows)))
    paper.note(" ".join(part for part in (of_patients, zone) if part))
    if head.of.scope is Scope.PERIOD and len(totals.hosts) > 1:
        _write_hosts(paper, totals.hosts)


def _waited(times: int, *, of_one: bool) -> str:
    if of_one:
        return one_or_many(times, _tr("Waited once"), _tr("Waited %n times", "", times))
    return one_or_many(times, _tr("1 person waited"), _tr("%n people waited", "", times))


def _figures(sums: Sums, sittings: int, waited: str) -> list[tuple[str, str, str]]:
    def of_expected(count: int) -> str:
        return share_words(count / sums.expected if sums.expected else None)

    wait, late = sums.usual_wait, sums.late / sums.timed if sums.timed else None
    return [
        (number_text(sittings), _tr("Sittings"), ""),
        (number_text(sums.attended), outcome_word(Judgement.ATTENDED), of_expected(sums.attended)),
        (number_text(sums.never_came), outcome_word(Judgement.NEVER_CAME), of_expected(sums.never_came)),
        (
            number_text(sums.waited_and_left), outcome_word(Judgement.WAITED_AND_LEFT),
            of_expected(sums.waited_and_left),
        ),
        (
            number_text(sums.could_not_connect), outcome_word(Judgement.COULD_NOT_CONNECT),
            of_expected(sums.could_not_connect),
        ),
        (number_text(sums.late), outcome_word(Outcome.LATE), share_words(late)),
        (length_or_dash(sums.present), _tr("Time in calls"), ""),
        (length_or_dash(wait), _tr("Usual wait"), waited),
    ]  # fmt: skip


def _write_hosts(paper: Paper, hosts: Mapping[str, Sums]) -> None:
    paper.heading(_tr("By host, everybody in their meetings"))
    columns = (
        PaperColumn(_tr("Host"), 30), PaperColumn(_tr("People"), 10, figures=True),
        PaperColumn(outcome_word(Judgement.ATTENDED), 10, figures=True),
        PaperColumn(outcome_word(Judgement.NEVER_CAME), 12, figures=True),
        PaperColumn(_tr("No-show rate"), 12, figures=True),
        PaperColumn(outcome_word(Outcome.LATE), 8, figures=True),
        PaperColumn(outcome_word(Outcome.LEFT_EARLY), 10, figures=True),
        PaperColumn(_tr("Time in calls"), 14, figures=True),
    )  # fmt: skip
    rows = [
        (
            isolated(name) or _tr("Nobody planned it"), number_text(sums.people), number_text(sums.attended),
            number_text(sums.never_came), share_words(sums.no_show_rate), number_text(sums.late),
            number_text(sums.left_early), length_or_dash(sums.present),
        )
        for name, sums in sorted(hosts.items(), key=lambda pair: pair[0].casefold())
    ]  # fmt: skip
    paper.table(columns, rows)


# ---- the table
def _columns(report: AttendanceReport) -> list[_Column]:
    zone, scope = zone_of(report.head), report.head.of.scope
    clock = _CLOCK if len(time_text(report.head.made_at, zone=zone)) <= len("00:00") else _LONG_CLOCK
    marked = {doubt: str(number) for number, doubt in enumerate(_doubts(report), 1)}

    def outcome(row: LedgerRow) -> str:
        marks = ", ".join(marked[doubt] for doubt in Doubt if doubt in row.doubts)
        return f"{outcome_word(row.judgement)} ({marks})" if marks else outcome_word(row.judgement)

    day = _Column(PaperColumn(_tr("Day"), 20), lambda row: short_day(row.day))
    start = _Column(PaperColumn(_tr("Planned"), max(10, clock)), lambda row: clock_or_dash(row.starts_at, zone))
    meeting = _Column(PaperColumn(_tr("Meeting"), 21), lambda row: row.title)
    host = _Column(PaperColumn(_tr("Host"), 16), lambda row: isolated(row.host) or DASH)
    person = _Column(PaperColumn(_tr("Person"), 20), lambda row: isolated(row.name) or DASH)
    role = _Column(PaperColumn(_tr("Role"), 13), lambda row: role_text(row.role))
    rest = [
        _Column(PaperColumn(_tr("Outcome"), 17), outcome),
        _Column(PaperColumn(_tr("Came"), clock, figures=True), lambda row: clock_or_dash(row.first_joined, zone)),
        _Column(PaperColumn(_tr("Left"), clock, figures=True), lambda row: clock_or_dash(row.last_left, zone)),
        _Column(PaperColumn(_tr("In the call"), 12, figures=True), lambda row: length_or_dash(row.present)),
        _Column(PaperColumn(_tr("Waited"), 10, figures=True), lambda row: length_or_dash(row.waited)),
        _Column(PaperColumn(_tr("Late"), 10, figures=True), lambda row: length_or_dash(row.late_by)),
    ]
    early = _Column(PaperColumn(_tr("Left early"), 11, figures=True), lambda row: length_or_dash(row.left_early_by))
    return {
        Scope.SESSION: [person, role, *rest, early],
        Scope.PERSON: [day, start, meeting, host, *rest, early],
        Scope.HOST: [day, start, meeting, person, role, *rest],
        Scope.PERIOD: [day, start, meeting, host, person, role, *rest],
    }[scope]


def _doubts(report: AttendanceReport) -> list[Doubt]:
    said = {doubt for row in report.rows for doubt in row.doubts}
    return [doubt for doubt in Doubt if doubt in said]


def _write_doubts(paper: Paper, report: AttendanceReport) -> None:
    for number, doubt in enumerate(_doubts(report), 1):
        paper.note(f"({number}) {doubt_sentence(doubt)}")


def _limits(report: AttendanceReport) -> str:
    rules = report.head.rules
    said = _tr(
        "Who comes more than %1 after the planned start is late; who leaves more than %2 before the end left early."
    )
    return said.replace("%1", length_or_dash(rules.late_after)).replace("%2", length_or_dash(rules.early_before))
