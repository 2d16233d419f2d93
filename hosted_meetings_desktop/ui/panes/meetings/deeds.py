"""Cancelling, restoring, taking back and doing again: the changes that the list makes without a dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.services import MeetingService
from hosted_meetings_desktop.ui.panes.meetings.told import (
    cancelled_sentence,
    count_sentence,
    messages_sentence,
    planned_sentence,
    readers_sentence,
)
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.scope_choice import ScopeQuestion
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import date_text, isolated

UNDO_MS = 20_000


class PlanDeeds(QObject):
    """What is done with a meeting at once, told in the message bar with the way back.

    Signals:
        changed(Meeting): A meeting is as this now and is to be shown.
        listed(): A meeting stands in another list now.
        gone(): A meeting is not there any more.
    """

    changed = Signal(object)
    listed = Signal()
    gone = Signal()

    def __init__(
        self,
        meetings: MeetingService,
        calls: Calls,
        history: PlanHistory,
        bar: MessageBar,
        question: ScopeQuestion,
        clock: Clock,
        pane: QWidget,
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._meetings = meetings
        self._calls = calls
        self._history = history
        self._bar = bar
        self._question = question
        self._clock = clock
        self._in_hand: Callable[[Scope], None] | None = None
        question.answered.connect(self._answer)
        history.undone.connect(self._tell_undone)
        history.redone.connect(self._tell_redone)
        history.failed.connect(self._miss_step)

    # ---- cancelling
    def cancel(self, meeting: Meeting) -> None:
        """Cancel a meeting, or as much of its series as is meant; it can be undone."""
        self._for_scope(meeting, self.tr("Cancel “%1” on %2?", "title, day"), partial(self._cancel, meeting))

    def _cancel(self, meeting: Meeting, scope: Scope) -> None:
        work = partial(self._meetings.cancel, meeting.id, scope=scope)
        self._calls.run(self, work, self._tell_cancelled, self._bar.show_error)

    def _tell_cancelled(self, planned: Planned) -> None:
        said = cancelled_sentence(planned.meeting, self._clock())
        self.offer_undo(planned, said, self.tr("the cancellation of “%1”"))
        self.listed.emit()

    def restore(self, meeting: Meeting) -> None:
        """Open a cancelled meeting again, or as much of its series as is meant."""
        self._for_scope(meeting, self.tr("Restore “%1” on %2?", "title, day"), partial(self._restore, meeting))

    def _restore(self, meeting: Meeting, scope: Scope) -> None:
        work = partial(self._meetings.restore, meeting.id, scope=scope)
        self._calls.run(self, work, self._tell_restored, self._miss)

    def _tell_restored(self, planned: Planned) -> None:
        self.offer_undo(planned, self.tr("“%1” can be joined again."), self.tr("restoring “%1”"))
        self.changed.emit(planned.meeting)

    def _for_scope(self, meeting: Meeting, question: str, deed: Callable[[Scope], None]) -> None:
        if meeting.series_id is None:
            deed(Scope.THIS)
            return
        self._in_hand = deed
        ask = partial(self._ask, meeting, question)
        self._calls.run(self, self._meetings.can_send_texts, ask, lambda _error: ask(texts=False))

    def _ask(self, meeting: Meeting, question: str, texts: bool) -> None:  # noqa: FBT001 (the answer of a call)
        asked = question.replace("%2", date_text(meeting.schedule.starts_at, self._clock()))
        told = readers_sentence(meeting, texts=texts)
        self._question.ask(f"{asked.replace('%1', isolated(meeting.title))} {told}".strip())

    def _answer(self, scope: Scope) -> None:
        deed, self._in_hand = self._in_hand, None
        if deed is not None:
            deed(scope)

    # ---- the way back
    def offer_undo(
        self, planned: Planned, sentence: str, deed: str, *, other_text: str = "", other: Any = None
    ) -> None:
        """Say what was done, and whom it will be told to, with the way back.

        Args:
            planned: What was done.
            sentence: "“%1” is planned."
            deed: "planning “%1”": how the Edit menu calls it.
            other_text: Of a second button, empty for none.
            other: Called when that is clicked.
        """
        title = isolated(planned.meeting.title)
        self._history.add(planned.undo, deed.replace("%1", title))
        if planned.count > 1 and planned.undo.before is None:
            told = [planned_sentence(planned.count).replace("%1", title)]
        else:
            told = [sentence.replace("%1", title), count_sentence(planned.count)]
        told.append(messages_sentence(planned.messages))
        self._bar.show_message(
            " ".join(part for part in told if part),
            kind="success",
            action_text=self.tr("Undo"),
            action=self.undo,
            other_text=other_text,
            other=other,
            timeout_ms=UNDO_MS,
        )

    def undo(self) -> None:
        """Take the last change back; again for the one before."""
        busy = self._history.running
        if not self._history.undo():
            nothing = self.tr("There is nothing to undo.")
            self._bar.show_message(self._still() if busy else nothing, timeout_ms=UNDO_MS)

    def redo(self) -> None:
        """Do again what was taken back last."""
        busy = self._history.running
        if not self._history.redo():
            nothing = self.tr("There is nothing to do again.")
            self._bar.show_message(self._still() if busy else nothing, timeout_ms=UNDO_MS)

    def _still(self) -> str:
        return self.tr("The last change is still being undone.")

    def _tell_undone(self, step: UndoStep, text: str) -> None:
        if not self._pane.isVisible():
            return  # the pane that is shown says so
        self._bar.tell(self.tr("Undone: %1.").replace("%1", text))
        if step.before is not None:
            self.changed.emit(step.before)
        else:
            self.gone.emit()

    def _tell_redone(self, step: UndoStep, text: str) -> None:
        if not self._pane.isVisible():
            return
        self._bar.tell(self.tr("Done again: %1.").replace("%1", text))
        look = partial(self._meetings.get, step.meeting_id)
        self._calls.run(self, look, self.changed.emit, lambda _error: self.gone.emit())

    def _miss_step(self, error: AppError, again: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if not self._pane.isVisible():
            return
        action = self.redo if again else self.undo
        self._bar.show_error(self._in_words(error), action_text=self.tr("Try again"), action=action)

    def _miss(self, error: AppError) -> None:
        self._bar.show_error(self._in_words(error))

    def _in_words(self, error: AppError) -> AppError:
        """Say who has the time by now."""
        from hosted_meetings_desktop.domain.slots import SlotTaken, Taken  # the first list needs neither
        from hosted_meetings_desktop.ui.parts.slot_words import check_sentences

        if not isinstance(error, SlotTaken) or not error.check.findings:
            return error
        first = error.check.findings[0]
        mine = first.other or Taken(first.at, first.at, "")
        told = [*check_sentences(error.check, mine, self._clock()), self.tr("Nothing was changed.")]
        return error.with_advice(" ".join(told))
