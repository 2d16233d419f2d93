"""What is known of one person of a sitting: each fact with who says so and how old that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.domain.ledger.truth import Judgement, PersonTruth, Truth
from hosted_meetings_desktop.ui.panes.attendance.words import (
    person_look,
    person_outcome,
    short_length,
    sources_text,
)
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, lead_alignment, small_label, strong_label
from hosted_meetings_desktop.ui.parts.ledger_words import doubt_sentence
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many, time_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LABEL = SIZE.details_width * 3 // 8


class PersonFacts(QWidget):
    """One person's facts.

    Signals:
        certificate_wanted(str): Write their certificate of attendance, by their key.
        visits_wanted(str): Report all of their visits, likewise.
    """

    certificate_wanted = Signal(str)
    visits_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.certificate_button = link_button(self.tr("Certificate of attendance…"), "certificate-outline")
        self.visits_button = link_button(self.tr("Report of all visits…"), "file-chart-outline")
        self.certificate_button.clicked.connect(lambda: self.certificate_wanted.emit(self.key))
        self.visits_button.clicked.connect(lambda: self.visits_wanted.emit(self.key))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.hair)
        self._body = QWidget()
        self._ways = QWidget()
        ways = FlowLayout(self._ways, spacing=SPACE.row)
        ways.addWidget(self.certificate_button)
        ways.addWidget(self.visits_button)
        self._column.addWidget(self._body)
        self._column.addWidget(self._ways)
        self.reports = False

    def show_person(self, person: PersonTruth, truth: Truth, facts: Mapping[FactId, Fact], now: datetime) -> None:
        """Show a person.

        Args:
            person: Whom.
            truth: Their sitting.
            facts: What it rests on.
            now: By which ages are told.
        """
        self.key = person.key
        name = isolated(person.name) or self.tr("Guest")
        self.setAccessibleName(self.tr("Facts about %1").replace("%1", name))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addLayout(_heading(name, person))
        for label, value, source in self._facts(person, facts, now):
            column.addLayout(_fact(label, value, source))
        for doubt in person.doubts:
            column.addWidget(_doubt(doubt_sentence(doubt)))
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        proven = person.judgement is Judgement.ATTENDED and not truth.moving
        self.certificate_button.setVisible(self.reports and proven)
        self.visits_button.setVisible(self.reports and person.person is not None)
        self._ways.setVisible(self.reports and (proven or person.person is not None))

    def _facts(
        self, person: PersonTruth, facts: Mapping[FactId, Fact], now: datetime
    ) -> Iterator[tuple[str, str, str]]:
        """Yield label, value and source of what is known."""

        def source(field: str) -> str:
            return sources_text(person.facts_of(field), facts, now)

        yield self.tr("Outcome"), person_outcome(person, still_in=person.still_in), source("judgement")
        role = role_word(person.role) if person.role is not None else self.tr("Was not invited")
        yield self.tr("Invited as"), role, source("role")
        if person.arrived is not None:
            yield self.tr("First seen"), time_text(person.arrived), source("arrived")
        if person.waited:
            yield self.tr("Waited"), short_length(person.waited), source("waited")
        if person.late_by is not None:
            yield self.tr("Late by"), short_length(person.late_by), source("late_by")
        if person.first_joined is not None:
            yield self.tr("Came in"), time_text(person.first_joined), source("first_joined")
        if person.last_left is not None:
            yield self.tr("Left"), time_text(person.last_left), source("last_left")
        if person.left_early_by is not None:
            yield self.tr("Left early by"), short_length(person.left_early_by), source("left_early_by")
        if person.present:
            times = one_or_many(person.joins, self.tr("came once"), self.tr("came %n times", "", person.joins))
            yield self.tr("In the call"), f"{short_length(person.present)}, {times}", source("present")
        if person.connections > person.joins:
            merged = self.tr("%n, reconnects and second windows merged", "", person.connections)
            yield self.tr("Connections"), merged, source("connections")
        if person.tries:
            yield self.tr("Tried in vain"), self.tr("%n times", "", person.tries), source("tries")
        if person.devices:
            yield self.tr("Joined with"), "; ".join(person.devices), source("devices")


def _heading(name: str, person: PersonTruth) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE.row)
    look = person_look(person, still_in=person.still_in)
    row.addWidget(IconLabel(look.icon_name, look.tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(strong_label(name), 1)
    return row


def _fact(label: str, value: str, source: str) -> QHBoxLayout:
    said = small_label(label)
    said.setFixedWidth(_LABEL)
    words = QVBoxLayout()
    words.setSpacing(0)
    shown = body_label(value)
    shown.setAccessibleName(f"{label}: {value}. {source}".strip())
    for text in (shown, small_label(source)) if source else (shown,):
        text.setAlignment(lead_alignment(text))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(text)
    row = QHBoxLayout()
    row.setSpacing(SPACE.row)
    row.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row


def _doubt(sentence: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE.row)
    row.addWidget(IconLabel("alert-outline", "wait"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(small_label(sentence, tone="wait"), 1)
    return holder
