"""The settings' group about how long recordings are kept: usually, by visit type, and what becomes of them then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.parts.question import Question
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.archive.services import KnownVisits, Retention
from hosted_meetings_desktop.ui.settings.archive.span_field import SpanField, Unit
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RetentionGroup(AskedGroup):
    """A change counts at once for everything that is kept; what would delete by itself is asked for first.

    Attributes:
        by_type: The fields of the visit types, as far as they are known.
        question: What is asked before something is deleted by itself; None while nothing is.
    """

    def __init__(
        self,
        retention: Retention,
        visits: KnownVisits,
        calls: Calls,
        who: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """Make the group; it shows nothing before :meth:`reload`.

        Args:
            retention: Keeps the rules.
            visits: Tells the visit types.
            calls: Runs what is asked.
            who: Whoever sits at this PC, for the audit log.
            parent: The owner.
        """
        super().__init__(
            self.tr("How long recordings are kept"),
            parent,
            found_by=self.tr("retention delete years days visit type law"),
        )
        self._retention = retention
        self._visits = visits
        self._calls = calls
        self._who = who
        self._kept: RetentionRules | None = None
        self._types: tuple[tuple[VisitTypeId, str], ...] = ()
        self.by_type: dict[VisitTypeId, SpanField] = {}
        self.question: Question | None = None
        self.usual = SpanField(self.tr("Usually"), as_usual=False)
        self.usual.changed.connect(self._propose)
        self.add_row(
            self.tr("Usually"),
            self.usual,
            note=self.tr("From the day of the visit on, also transcripts and chats. A year counts 366 days here."),
        )
        self.by_itself = QCheckBox(self.tr("Delete recordings automatically when their time is over"))
        self.by_itself.setAccessibleName(self.by_itself.text())
        self.by_itself.setToolTip(self.tr("What is on hold stays. Without this, a person deletes, with a reason."))
        self.by_itself.clicked.connect(self._propose)
        self.add_result()
        self.retry_requested.connect(self.reload)
        self._allow()

    # ---- what is kept
    def reload(self) -> None:
        """Ask for the rules and the visit types again."""

        async def ask() -> tuple[RetentionRules, tuple[VisitType, ...]]:
            return await self._retention.rules(), await self._visits.visit_types()

        self._calls.run(self, ask, self._take, self._miss)

    def _take(self, found: tuple[RetentionRules, tuple[VisitType, ...]]) -> None:
        self.note_shown()
        rules, kinds = found
        types = tuple((kind.id, kind.name) for kind in kinds if not kind.retired or kind.id in rules.by_type)
        if types != self._types or not self.by_type:
            self._build(types)
        if self.question is None:  # else somebody is about to answer
            self._show(rules)

    def _build(self, types: tuple[tuple[VisitTypeId, str], ...]) -> None:
        """Make a row for each visit type, in the clinic's order, and the last one."""
        for row in self.setting_rows[1:]:
            row.hide()
            row.deleteLater()
        kept_result = self.result.parentWidget()
        del self.setting_rows[1:]
        self._types = types
        self.by_type = {}
        for kind, name in types:
            field = SpanField(name, as_usual=True)
            field.changed.connect(self._propose)
            self.by_type[kind] = field
            self.add_row(isolated(name), field)
        self.add_wide(self.by_itself)
        if kept_result is not None:
            self.add_below(kept_result)

    def _show(self, rules: RetentionRules) -> None:
        self._kept = rules
        self.usual.show_span(rules.usual)
        for kind, field in self.by_type.items():
            field.show_span(rules.by_type.get(kind), usual=kind not in rules.by_type)
        self.by_itself.setChecked(rules.by_itself)
        self._allow()

    def _allow(self) -> None:
        known = self._kept is not None
        for control in (self.usual, *self.by_type.values(), self.by_itself):
            control.setEnabled(known)

    def _miss(self, error: AppError) -> None:
        self.tell_missed(self.tr("It cannot be shown now how long recordings are kept."), error)

    # ---- what is entered
    def entered(self) -> RetentionRules:
        """Return what stands in the fields."""
        kept = self._kept or RetentionRules()
        by_type = {kind: span for kind, span in kept.by_type.items() if kind not in self.by_type}
        by_type |= {kind: field.span for kind, field in self.by_type.items() if field.chosen is not Unit.USUAL}
        return RetentionRules(self.usual.span, by_type, self.by_itself.isChecked())

    def _propose(self) -> None:
        if self._kept is None:
            return
        wanted = self.entered()
        self._drop_question()
        if wanted == self._kept:
            return
        if wanted.by_itself and (not self._kept.by_itself or _sooner(self._kept, wanted)):
            self._ask(wanted)
        else:
            self._keep(wanted)

    def _ask(self, wanted: RetentionRules) -> None:
        """Ask before the app deletes what it did not delete before."""
        sentence = self.tr(
            "The app then deletes for good, within the hour, all that is over its time and not on hold."
        )
        self.question = Question(sentence, kind="warning", note=self.tr("It cannot be brought back."))
        keep = self.question.add_way(link_button(self.tr("Delete automatically")))
        keep.clicked.connect(partial(self._answer, wanted))
        leave = self.question.add_way(link_button(self.tr("Leave it as it was")))
        leave.clicked.connect(self._leave)
        self.question.left.connect(self._leave)
        self._asked = QWidget()
        column = QVBoxLayout(self._asked)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.tight)
        column.addWidget(self.question)
        self.setting_rows[-1].column.insertWidget(2, self._asked)
        announce(self, sentence, urgent=True)
        leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, wanted: RetentionRules) -> None:
        self._drop_question()
        self.by_itself.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keep(wanted)

    def _leave(self) -> None:
        self._drop_question()
        self.by_itself.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._kept is not None:
            self._show(self._kept)

    def _drop_question(self) -> None:
        if self.question is not None:
            self._asked.hide()
            self._asked.deleteLater()
            self.question = None

    def _keep(self, wanted: RetentionRules) -> None:
        before, self._kept = self._kept, wanted

        def done(_nothing: None) -> None:
            said = self.tr("It counts for all recordings that are kept.")
            self.result.show_message(said, kind="success", timeout_ms=TOLD_MS)

        def failed(error: AppError) -> None:
            if self._kept is wanted and before is not None:
                self._show(before)
            self.result.show_error(error)

        self._calls.run(self, partial(self._retention.decide, wanted, self._who()), done, failed)


def _sooner(before: RetentionRules, after: RetentionRules) -> bool:
    """Return whether anything is over sooner than it was."""
    kinds: set[VisitTypeId | None] = {None, *before.by_type, *after.by_type}

    def of(rules: RetentionRules, kind: VisitTypeId | None) -> timedelta:
        span = rules.usual if kind is None else rules.by_type.get(kind, rules.usual)
        return timedelta.max if span is None else span

    return any(of(after, kind) < of(before, kind) for kind in kinds)
