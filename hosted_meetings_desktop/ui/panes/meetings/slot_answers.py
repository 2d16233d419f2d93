"""What the plan dialog does when the slot rule objects: notes, other times, and times of a series to leave out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.meeting import MeetingDraft
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.slots import SlotCheck, Taken
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.clashing import clashes_of
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanEntry, PlanOrder, trial_of
from hosted_meetings_desktop.ui.panes.meetings.plan_form import PlanForm
from hosted_meetings_desktop.ui.text.format import local


class SlotAnswers(QObject):
    """Fills the form's note, its choice of other times and its panel of clashes.

    Signals:
        time_chosen(datetime): A free time shall be taken, aware UTC.
        accepted(frozenset[Concern]): It shall be all the same.
    """

    time_chosen = Signal(object)
    accepted = Signal(object)

    def __init__(self, form: PlanForm, clock: Clock) -> None:
        super().__init__(form)
        self._form = form
        self._clock = clock
        self._waits: SlotCheck | None = None
        form.booking_note.others_wanted.connect(self.offer_times)
        form.slot_choice.time_chosen.connect(self.time_chosen)
        form.slot_choice.accepted.connect(self.accepted)
        form.clash_panel.accepted.connect(self.accepted)
        form.clash_panel.left_out.connect(self._leave_out)
        form.clash_panel.held.connect(form.repeat_field.toggle)
        form.repeat_field.held_changed.connect(self._note_held)
        form.repeat_field.looked.connect(self._show_waiting)

    # ---- before anybody tries
    def ask(self, entry: PlanEntry, kind: VisitType | None) -> None:
        """Look whether a time is free, unless an answer to that is shown already."""
        form = self._form
        if form.slot_choice.isHidden() and form.clash_panel.isHidden():
            trial = trial_of(entry)
            form.booking_note.ask(trial, None if trial is None else taken_by(trial, kind))

    def drop(self) -> None:
        """Take the answers away, as something else is asked."""
        self._waits = None
        self._form.slot_choice.dismiss()
        self._form.clash_panel.dismiss()
        self._form.repeat_field.list.mark_clashing({})

    # ---- when it was refused
    def show(self, check: SlotCheck, order: PlanOrder | None) -> None:
        """Say what is wrong with what was tried, and what can be done."""
        self._form.booking_note.hush()
        if order is None or not order.several:
            self.offer_times(check)
        elif self._form.repeat_field.times:
            self._show_clashes(check)
        else:
            self._waits = check  # which times it is about is not known yet
            self._form.repeat_field.look_now()

    @Slot(object)
    def offer_times(self, check: SlotCheck) -> None:
        """Offer other times for one meeting."""
        form = self._form
        draft = trial_of(form.entry())
        if draft is None:
            return
        form.booking_note.hush()
        mine = taken_by(draft, form.visit_type_field.kind)
        form.slot_choice.show_check(check, mine, self._clock(), title=self._title(draft, refused=bool(check.refused)))
        form.slot_choice.focus_first()
        self._go_to(form.slot_choice)

    def _title(self, draft: MeetingDraft, *, refused: bool) -> str:
        """Return what stands over times that are not told by the clock of the fields; empty for the usual."""
        if not read_elsewhere(draft):
            return ""
        if refused:
            return self.tr("This time is not quite free. The times here are on this PC's clock.")
        return self.tr("This time is not quite free. The times here are on this PC's clock.")

    @Slot()
    def _show_waiting(self) -> None:
        check, self._waits = self._waits, None
        if check is not None and self._form.repeat_field.times:
            self._show_clashes(check)
        elif check is not None:
            self.offer_times(check)

    def _show_clashes(self, check: SlotCheck) -> None:
        form = self._form
        draft = trial_of(form.entry())
        if draft is None:
            return
        out = form.repeat_field.left_out
        held = [each for each in form.repeat_field.times if each.wall.date() not in out]
        clashes = clashes_of(check.findings, held, draft.schedule.duration)
        mine = taken_by(draft, form.visit_type_field.kind)
        note = self.tr("Other meetings' times are on this PC's clock.") if read_elsewhere(draft) else ""
        form.clash_panel.show_check(check, clashes, mine, self._clock(), note=note)
        form.repeat_field.list.mark_clashing(form.clash_panel.clashing)
        self._go_to(form.clash_panel)

    def _go_to(self, panel: QWidget) -> None:
        # Only by the next turn of the event loop the form is as tall as the panel makes it.
        QTimer.singleShot(0, panel, partial(self._form.go_to, panel))

    @Slot(object)
    def _leave_out(self, days: frozenset[date]) -> None:
        self._form.repeat_field.leave_out(self._form.repeat_field.left_out | days)

    @Slot()
    def _note_held(self) -> None:
        self._form.clash_panel.show_left_out(self._form.repeat_field.left_out)


def read_elsewhere(draft: MeetingDraft) -> bool:
    """Return whether this PC's clock shows another time than the one a meeting is planned by."""
    begins = draft.schedule.starts_at
    return local(begins).utcoffset() != local(begins, ZoneInfo(draft.schedule.zone)).utcoffset()


def taken_by(draft: MeetingDraft, kind: VisitType | None) -> Taken:
    """Return the time that a draft takes, with the buffers of its visit type."""
    when, none = draft.schedule, timedelta(0)
    begins: datetime = when.starts_at
    return Taken(
        begins, when.ends_at, draft.title, host=draft.host, place=draft.place,
        before=kind.before if kind else none, after=kind.after if kind else none,
    )  # fmt: skip
