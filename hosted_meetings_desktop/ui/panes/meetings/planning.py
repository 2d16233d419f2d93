"""Opens the plan dialog, keeps what is planned in it, and what was entered when somebody left it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.meetings.mending import Mend
from hosted_meetings_desktop.ui.panes.meetings.services import MeetingService
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
    from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanEntry, PlanOrder


class Planning(QObject):
    """One plan dialog at a time, for a new meeting or to change one.

    It, not the dialog, keeps the plan: what was begun is told whatever becomes of the dialog. An entry that was left
    is offered again, in the bar of the pane and in the next dialog of the same meeting, until it is used or some
    dialog was saved.

    Attributes:
        dialog: The dialog that is open, if one is.
        second_zone: IANA; another zone whose clock the dialog tells of, empty for none.

    Signals:
        planned(Planned): A meeting is planned or changed.
    """

    planned = Signal(object)

    def __init__(
        self,
        pane: QWidget,
        meetings: MeetingService,
        calls: Calls,
        bar: MessageBar,
        *,
        offers_regions: bool,
        clock: Clock,
    ) -> None:
        """Make it.

        Args:
            pane: Owns this; the dialog belongs to its window.
            meetings: Keeps plans.
            calls: Runs it.
            bar: Where a left entry is offered and a failure told.
            offers_regions: Whether the provider lets one choose where a room runs.
            clock: Tells the time.
        """
        super().__init__(pane)
        self._pane = pane
        self._meetings = meetings
        self._calls = calls
        self._bar = bar
        self._offers_regions = offers_regions
        self._clock = clock
        self._drafts: dict[MeetingId | None, PlanEntry] = {}
        self.dialog: PlanDialog | None = None
        self.second_zone = ""

    def plan(
        self,
        day: date | None = None,
        *,
        starts_at: datetime | None = None,
        duration: timedelta | None = None,
        host: str = "",
        place: str = "",
        person_id: PersonId | None = None,
    ) -> None:
        """Open the dialog for a new meeting with what is known of it already.

        Args:
            day: Its day; without it that of ``starts_at``, or today.
            starts_at: When it begins, aware.
            duration: How long it is.
            host: Whose it is.
            place: Where the host sits.
            person_id: Who of the clinic's people is invited.
        """
        self._open(None, day=day, begins=starts_at, duration=duration, host=host, place=place, person_id=person_id)

    def edit(self, meeting_id: MeetingId, mend: Mend | None = None) -> None:
        """Open the dialog with a meeting in it, at what has to be mended."""
        opened = partial(self._open_at, mend)
        self._calls.run(self, partial(self._meetings.get, meeting_id), opened, self._bar.show_error)

    def _open_at(self, mend: Mend | None, meeting: Meeting) -> None:
        fresh = self.dialog is None
        self._open(meeting)
        if fresh and mend is not None and self.dialog is not None:
            self.dialog.point_at(mend)

    def _open(self, meeting: Meeting | None, **known: Any) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog  # not needed for the first paint

        self.dialog = PlanDialog(
            self._meetings,
            self._calls,
            meeting=meeting,
            offers_regions=self._offers_regions,
            second_zone=self.second_zone,
            clock=self._clock,
            parent=self._pane.window(),
            **known,
        )
        key = None if meeting is None else meeting.id
        self.dialog.drafted.connect(partial(self._keep, key))
        self.dialog.left_dirty.connect(partial(self._keep_draft, key))
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()
        if key in self._drafts:
            self.dialog.offer_draft(partial(self._fill_in, key))

    def _forget_dialog(self, _result: int = 0) -> None:
        self.dialog = None

    # ---- keeping
    def _keep(self, key: MeetingId | None, order: PlanOrder) -> None:
        self._calls.run(self, self._work(key, order), self._finish, self._miss)

    def _work(self, key: MeetingId | None, order: PlanOrder) -> Callable[[], Awaitable[Planned]]:
        if key is None:
            return partial(
                self._meetings.plan,
                order.draft,
                recurrence=order.recurrence,
                left_out=order.left_out or frozenset(),
                accepted=order.accepted,
            )
        return partial(
            self._meetings.change,
            key,
            order.draft,
            scope=order.scope,
            recurrence=order.recurrence,
            left_out=order.left_out,
            accepted=order.accepted,
        )

    def _finish(self, planned: Planned) -> None:
        self._drafts.clear()
        if self.dialog is not None:
            self.dialog.accept()
        self.planned.emit(planned)

    def _miss(self, error: AppError) -> None:
        if self.dialog is not None:
            self.dialog.show_error(error)
        else:
            self._bar.show_error(error)

    # ---- what was left
    def _keep_draft(self, key: MeetingId | None, entry: PlanEntry) -> None:
        self._drafts[key] = entry
        title = entry.title.strip() or entry.proposed_title
        told = (
            self.tr("“%1” was not saved.").replace("%1", isolated(title))
            if title
            else self.tr("The plan was not saved.")
        )
        self._bar.show_message(told, action_text=self.tr("Restore draft"), action=partial(self._restore, key))

    def _restore(self, key: MeetingId | None) -> None:
        """Open the dialog with what was left in it."""
        if key is None:
            self._open_restored(None)
        else:
            missed = partial(self._miss_restoring, key)
            self._calls.run(self, partial(self._meetings.get, key), self._open_restored, missed)

    def _miss_restoring(self, key: MeetingId, error: AppError) -> None:
        self._bar.show_error(error, action_text=self.tr("Restore draft"), action=partial(self._restore, key))

    def _open_restored(self, meeting: Meeting | None) -> None:
        if self.dialog is None:
            self._open(meeting)
            self._fill_in(None if meeting is None else meeting.id)

    def _fill_in(self, key: MeetingId | None) -> None:
        entry = self._drafts.pop(key, None)
        if entry is not None and self.dialog is not None:
            self.dialog.message_bar.dismiss()
            self.dialog.show_entry(entry)
