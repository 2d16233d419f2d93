"""One sitting: its people on a timeline and in a table, what is known of each, and its entries in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import EntryKind, read
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, listed_truth
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.domain.ledger.truth import HeldSession, Judgement, PersonTruth, Stage, Truth
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.people import PeopleModel, PeopleTable
from hosted_meetings_desktop.ui.panes.attendance.person_facts import PersonFacts
from hosted_meetings_desktop.ui.panes.attendance.rows import state_kind, state_text, state_tip, when_text
from hosted_meetings_desktop.ui.panes.attendance.services import SittingReport
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import timeline_of
from hosted_meetings_desktop.ui.panes.attendance.timeline_section import TimelineSection
from hosted_meetings_desktop.ui.panes.attendance.words import sources_text
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.floating import float_over
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label, strong_label
from hosted_meetings_desktop.ui.parts.ledger_words import people_words, stage_sentence
from hosted_meetings_desktop.ui.parts.report_details import ReportDetails
from hosted_meetings_desktop.ui.text.format import (
    DASH,
    ago_text,
    duration_text,
    isolated,
    long_date_text,
    moment_text,
    one_or_many,
    span_text,
    time_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class SittingDetails(ReportDetails):
    """The details panel of a sitting.

    Attributes:
        report: What is shown; None while it is looked up.
        reports: Whether reports can be written.

    Signals:
        report_wanted(): Write a report of it.
        certificate_wanted(str): Write a person's certificate, by their key.
        visits_wanted(str): Report all of a person's visits, likewise.
        person_shown(str): Somebody's facts are shown: what else is known of them can be looked up.
        again_wanted(): Ask again.
        large_wanted(): Show the timeline in a window of its own.
    """

    report_wanted = Signal()
    certificate_wanted = Signal(str)
    visits_wanted = Signal(str)
    person_shown = Signal(str)
    again_wanted = Signal()
    large_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._head.removeWidget(self.message_bar)
        float_over(self.message_bar, self, self._scroll)  # no button goes away from under the pointer
        self._clock = clock
        self.row: ListedSitting | None = None
        self.report: SittingReport | None = None
        self.reports = False
        self.person_key = ""
        self._inside: QWidget | None = None
        self._holder: QWidget | None = None

    # ---- what others read
    @property
    def attendance(self) -> Truth | None:
        """What is known of the sitting; None while it is looked up."""
        return self.report.truth if self.report is not None else None

    @property
    def session(self) -> HeldSession | None:
        """The last session of it, None where none was held."""
        truth = self.attendance
        return truth.sessions[-1] if truth is not None and truth.sessions else None

    @property
    def session_id(self) -> SessionId | None:
        """Which session that is, also while it is looked up."""
        if self.session is not None:
            return self.session.id
        return self.row.session if self.row is not None else None

    @property
    def person(self) -> PersonTruth | None:
        """The person whose facts are shown."""
        return self.attendance.person(self.person_key) if self.attendance is not None else None

    # ---- faces
    def show_loading(self, row: ListedSitting) -> None:
        """Show what the list knows until the facts are here."""
        self.row, self.report, self.person_key = row, None, ""
        self.message_bar.dismiss()
        self._drop_body()
        self._begin(row, keep_scroll=False)
        self.add_section().addWidget(body_label(self.tr("Looking up who was there…"), tone="muted"))

    def show_report(self, report: SittingReport) -> None:
        """Show a sitting, or the same with what is new: zoom, person and place stay."""
        truth = report.truth
        row = listed_truth(truth, closed=bool(report.history))
        same = self.report is not None and self.report.truth.sitting == truth.sitting
        if not same:
            self._drop_body()
            self.person_key = ""
        self.row, self.report = row, report
        self._begin(row, keep_scroll=same)
        if self.reports and truth.people:
            button = plain_button(self.tr("Report of this session…"), "file-export-outline")
            button.clicked.connect(self.report_wanted)
            self.add_action(button)
        self.add_meeting_link(row.meeting)
        self._add_facts(truth, report)
        if truth.people:
            self._show_body(truth, report)
        else:
            self.add_section(self.tr("People")).addWidget(
                body_label(self.tr("Who was there is not known yet."), tone="muted")
            )
        self._add_history(report)

    def show_error(self, error: AppError) -> None:
        """Say why the facts are missing; what was shown stays."""
        if self.report is None and self.row is not None:
            self._begin(self.row, keep_scroll=False)
            self.add_section().addWidget(body_label(self.tr("Who was there is not known yet."), tone="muted"))
        self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.again_wanted.emit)

    # ---- parts
    def _begin(self, row: ListedSitting, *, keep_scroll: bool) -> None:
        title = row.title or self.tr("Untitled meeting")
        self.begin(title, when_text(row, self._clock()), keep_scroll=keep_scroll, keep=self._holder)
        badge = Badge(state_kind(row), state_text(row))
        badge.setToolTip(state_tip(row))
        self.add_badge(badge)
        if row.cancelled:
            self.add_badge(Badge("cancelled"))

    def _add_facts(self, truth: Truth, report: SittingReport) -> None:
        now = self._clock()
        self.add_section()
        if truth.plan is not None:
            planned = span_text(truth.plan.starts_at, truth.plan.ends_at)
            self.add_fact(self.tr("Planned"), f"{planned} · {isolated(truth.plan.host)}".rstrip(" ·"))
        if truth.sessions:
            self.add_fact(self.tr("Held"), "\n".join(self._held(each) for each in truth.sessions))
        elif truth.nothing_held_at is not None:
            said = self.tr("No call was held, as the video service said %1.")
            self.add_fact(self.tr("Held"), said.replace("%1", ago_text(truth.nothing_held_at, now)))
        else:
            self.add_fact(self.tr("Held"), DASH)
        if truth.together:
            self.add_fact(self.tr("Met"), self.tr("%1 with a host").replace("%1", duration_text(truth.together)))
        self.add_fact(self.tr("People"), self._people_words(truth))
        if truth.moving:
            said = stage_sentence(truth.stage, truth.plan.ends_at if truth.plan is not None else None)
            self.add_widget(small_label(said, tone="live" if truth.stage is Stage.GOES_ON else "muted"))

    def _held(self, held: HeldSession) -> str:
        if held.ended_at is None:
            return self.tr("since %1, still running").replace("%1", time_text(held.started_at))
        length = duration_text(held.ended_at - held.started_at)
        return f"{span_text(held.started_at, held.ended_at)} ({length})"

    def _people_words(self, truth: Truth) -> str:
        people = [each for each in truth.people if each.judgement is not Judgement.STOOD_BY]
        if not people:
            return self.tr("Nobody is known")
        came = sum(1 for each in people if each.stays)
        words = people_words(each.role for each in people)
        if not truth.present:
            return words
        total = self.tr(
            "%1, %2 in the call, %3 all together", "2 patients and a host, 3 in the call, 25 min all together"
        )
        told = total.replace("%1", words).replace("%2", self.locale().toString(came))
        return told.replace("%3", duration_text(truth.present))

    def _show_body(self, truth: Truth, report: SittingReport) -> None:
        if self._inside is None:
            column = self.add_section()
            self._build_body(column)
            self._holder = column.parentWidget()
        elif self._holder is not None:
            self.pass_section(self._holder)
        now = self._clock()
        self.timeline.show_timeline(timeline_of(truth, report.facts), report.facts, now, self.named)
        self.model.show_truth(truth)
        self.table.updateGeometry()
        known = truth.person(self.person_key)
        guests = (each for each in truth.people if each.role is not Role.HOST)
        self.choose_person((known or next(guests, truth.people[0])).key)

    def _build_body(self, column: QVBoxLayout) -> None:
        self._inside = QWidget()
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE.gap)
        self.timeline = TimelineSection()
        self.model = PeopleModel(self._inside)
        self.table = PeopleTable(self.model)
        self.facts = PersonFacts()
        self.facts.reports = self.reports
        self.in_all = small_label("")
        self.in_all.hide()
        inner.addWidget(self.timeline)
        inner.addWidget(strong_label(self.tr("People")))
        inner.addWidget(self.table)
        inner.addWidget(self.facts)
        inner.addWidget(self.in_all)
        column.addWidget(self._inside)
        self.timeline.person_chosen.connect(self.choose_person)
        self.timeline.large_wanted.connect(self.large_wanted)
        self.timeline.saved.connect(self._tell_saved)
        self.timeline.failed.connect(self.message_bar.show_error)
        self.table.person_chosen.connect(self.choose_person)
        self.facts.certificate_wanted.connect(self.certificate_wanted)
        self.facts.visits_wanted.connect(self.visits_wanted)

    def _drop_body(self) -> None:
        self._inside = self._holder = None  # the panel takes it away when it begins anew

    def choose_person(self, key: str) -> None:
        """Show what is known of a person."""
        if self.report is None or self._inside is None:
            return
        truth = self.report.truth
        person = truth.person(key)
        if person is None:
            return
        other = key != self.person_key
        self.person_key = key
        self.facts.show_person(person, truth, self.report.facts, self._clock())
        self.timeline.view.choose(key)
        self.table.choose(key)
        if other:
            self.in_all.hide()
        self.person_shown.emit(key)

    def show_visits(self, person: PersonId, sums: Sums) -> None:
        """Say what all visits of the person add up to, if it is still they who are shown."""
        shown = self.person
        if shown is None or shown.person != person or self._inside is None or not sums.expected:
            return
        self.in_all.setText(self._summed(self.tr("In all %1 in the ledger: came %2, never came %3, late %4."), sums))
        self.in_all.show()

    def show_meeting(self, meeting: MeetingId, sums: Sums) -> None:
        """Say what all sessions of the meeting add up to, where it was held more than once."""
        truth = self.attendance
        if truth is None or self.row is None or self.row.meeting != meeting or sums.people <= len(truth.people):
            return
        said = self._summed(self.tr("All sessions of this meeting: %1, came %2, never came %3, late %4."), sums)
        self.meeting_note.setText(said)
        self.meeting_note.show()

    def _summed(self, said: str, sums: Sums) -> str:
        visits = one_or_many(sums.expected, self.tr("1 visit"), self.tr("%n visits", "", sums.expected))
        figures = (visits, str(sums.attended), str(sums.never_came), str(sums.late))
        for place, figure in enumerate(figures, 1):
            said = said.replace(f"%{place}", figure)
        return said

    def named(self) -> tuple[str, tuple[str, ...]]:
        """Return what stands over a picture of the timeline."""
        row, now = self.row, self._clock()
        if row is None:
            return "", ()
        times = time_text(row.began) if row.ends_at is None else span_text(row.began, row.ends_at)
        first = f"{long_date_text(row.began)} {times}"
        as_of = self.report.truth.as_of if self.report is not None else now
        known = self.tr("As known on %1. %2").replace("%1", f"{long_date_text(as_of)} {time_text(as_of)}")
        lines = (f"{first} · {isolated(row.host)}" if row.host else first, known.replace("%2", state_tip(row)))
        return row.title or self.tr("Untitled meeting"), lines

    def _tell_saved(self, name: str) -> None:
        self.message_bar.tell(self.tr("The timeline is saved as “%1”.").replace("%1", name))

    def _add_history(self, report: SittingReport) -> None:
        now = self._clock()
        self.add_section(self.tr("In the ledger"))
        self.meeting_note = small_label("")
        self.meeting_note.hide()
        self.add_widget(self.meeting_note)
        if not report.history:
            listed = self.row
            self.add_widget(small_label(state_tip(listed) if listed is not None else ""))
        for entry in report.history[-5:]:
            content = read(entry)
            written = moment_text(datetime.fromisoformat(content.written_at).astimezone(UTC), now)
            if content.kind is EntryKind.CLOSED:
                said = self.tr("Closed %1").replace("%1", written)
            else:
                count = len(content.changes)
                details = one_or_many(count, self.tr("1 detail"), self.tr("%n details", "", count))
                said = self.tr("Corrected %1: %2 learned since").replace("%1", written).replace("%2", details)
            self.add_fact(self.tr("Entry %1").replace("%1", self.locale().toString(entry.number)), said)
        if (source := sources_text(report.facts, report.facts, now)) and report.truth.facts:
            count = report.truth.facts
            facts = one_or_many(
                count, self.tr("Worked out from 1 fact."), self.tr("Worked out from %n facts.", "", count)
            )
            note = small_label(f"{facts} {source}.")
            note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.add_widget(note)
