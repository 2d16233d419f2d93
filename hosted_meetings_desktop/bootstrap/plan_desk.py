"""Planning from any pane: the same dialog over it, the same way back, and those who walk in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.domain.errors import AppError
    from hosted_meetings_desktop.domain.ids import MeetingId
    from hosted_meetings_desktop.domain.live import Planned
    from hosted_meetings_desktop.ui.panes.meetings.planning import Planning
    from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
    from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
    from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
    from hosted_meetings_desktop.ui.panes.today.pane import TodayPane
    from hosted_meetings_desktop.ui.parts.pane import Pane
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.window.calendar_files.files import CalendarFiles
    from hosted_meetings_desktop.ui.window.main_window import MainWindow

_UNDO_MS = 20_000


class PlanDesk(QObject):
    """Opens the plan dialog over whichever pane asks for it."""

    def __init__(
        self,
        window: MainWindow,
        backend: Callable[[], Backend],
        calls: Callable[[], Calls],
        join: Callable[[MeetingId, str], None],
        *,
        offers_regions: bool,
    ) -> None:
        """Make it; nothing is asked for before somebody plans.

        Args:
            window: The account's.
            backend: What plans.
            calls: Runs it.
            join: Opens a meeting's call, by id and title.
            offers_regions: Whether the provider lets one choose where a room runs.
        """
        super().__init__(window)
        self._window = window
        self._backend = backend
        self._calls = calls
        self._join = join
        self._offers_regions = offers_regions

    @cached_property
    def history(self) -> PlanHistory:
        """What can be taken back, whichever pane changed it."""
        return PlanHistory(self._backend().meetings, self._calls(), self)

    @cached_property
    def files(self) -> CalendarFiles:
        """Calendar files, brought into the plan and out of it."""
        from hosted_meetings_desktop.ui.window.calendar_files.files import CalendarFiles

        backend, window = self._backend(), self._window
        return CalendarFiles(
            window, backend.later.own_calendars, backend.meetings, self._calls(), self.history,
            lambda: window.message_bar, told_elsewhere=lambda: window.shown_key in {"meetings", "schedule"},
        )  # fmt: skip

    def serve_menu(self, show: Callable[[str], None]) -> None:
        """Let the menu bring calendar files in and out; ``show`` shows a meeting."""
        does = self._window.actions_
        self.files.meeting_wanted.connect(show)
        does.import_calendar.triggered.connect(lambda: self.files.open_import())  # noqa: PLW0108 (its argument)
        does.export_calendar.triggered.connect(lambda: self.files.open_export())  # noqa: PLW0108 (its argument)
        does.import_calendar.setEnabled(True)
        does.export_calendar.setEnabled(True)

    # ---- the schedule
    def serve_schedule(self, pane: SchedulePane) -> None:
        """Plan over the schedule what is drawn into it."""
        planning = self._planning(pane, pane.select)

        def plan(wish: PlanWish) -> None:
            planning.second_zone = pane.tools.zone
            planning.plan(
                None if wish.starts_at else wish.day,
                starts_at=wish.starts_at,
                duration=wish.duration,
                host=wish.host,
                place=wish.place,
            )

        def edit(meeting_id: MeetingId) -> None:
            planning.second_zone = pane.tools.zone
            planning.edit(meeting_id)

        pane.plan_requested.connect(plan)
        pane.edit_requested.connect(edit)
        pane.meet_now_requested.connect(partial(self._meet_now, pane))
        pane.link_requested.connect(partial(self._copy_link, pane))

    def serve_today(self, pane: TodayPane) -> None:
        """Change a meeting of the front desk."""
        planning = self._planning(pane, lambda _meeting_id: None)
        pane.edit_requested.connect(planning.edit)

    def serve_people(self, pane: PeoplePane, show: Callable[[str], None]) -> None:
        """Plan a visit with somebody of the list; ``show`` shows a meeting."""
        planning = self._planning(pane, show)
        pane.plan_requested.connect(lambda person: planning.plan(person_id=person))

    def _planning(self, pane: Pane, show: Callable[[str], None]) -> Planning:
        from hosted_meetings_desktop.ui.panes.meetings.planning import Planning
        from hosted_meetings_desktop.ui.parts.clock import utc_now

        planning = Planning(
            pane,
            self._backend().meetings,
            self._calls(),
            pane.message_bar,
            offers_regions=self._offers_regions,
            clock=utc_now,
        )
        planning.planned.connect(partial(self._tell_planned, pane, show))
        return planning

    def _tell_planned(
        self, pane: Pane, show: Callable[[str], None], planned: Planned, *, offers_link: bool = False
    ) -> None:
        from hosted_meetings_desktop.ui.panes.meetings.told import count_sentence, messages_sentence
        from hosted_meetings_desktop.ui.text.format import isolated

        title = isolated(planned.meeting.title)
        fresh = planned.undo.before is None
        said = self.tr("“%1” is planned.") if fresh else self.tr("“%1” is changed.")
        deed = self.tr("planning “%1”") if fresh else self.tr("the change of “%1”")
        self.history.add(planned.undo, deed.replace("%1", title))
        told = [said.replace("%1", title), count_sentence(planned.count), messages_sentence(planned.messages)]
        pane.message_bar.show_message(
            " ".join(part for part in told if part),
            kind="success",
            action_text=self.tr("Copy link") if offers_link else self.tr("Undo"),
            action=partial(self._copy_link, pane, planned.meeting.id) if offers_link else self.history.undo,
            timeout_ms=_UNDO_MS,
        )
        pane.reload()
        show(planned.meeting.id)

    # ---- links
    def _copy_link(self, pane: Pane, meeting_id: MeetingId) -> None:
        """Put the way in of who is invited on the clipboard."""
        from hosted_meetings_desktop.ui.parts.copying import copy_text
        from hosted_meetings_desktop.ui.text.format import isolated

        def copied(found: tuple[str, str, int]) -> None:
            name, link, others = found
            copy_text(link)
            told = [self.tr("The link for %1 is copied. It belongs to them alone.").replace("%1", isolated(name))]
            if others:
                told.append(self.tr("The others' links are in the details."))
            pane.message_bar.show_message(" ".join(told), kind="success", timeout_ms=_UNDO_MS)

        work = partial(self._backend().joining.first_guest, meeting_id)
        self._calls().run(pane, work, copied, pane.message_bar.show_error)

    # ---- who walks in
    def _meet_now(self, pane: SchedulePane, host: str) -> None:
        """Plan a meeting that begins now, and join it."""
        from hosted_meetings_desktop.bootstrap.backend import local_zone

        service = self._backend().later.schedule
        work = partial(service.meet_now, host or _word("Host"), local_zone())
        self._calls().run(pane, work, partial(self._join_met, pane), partial(self._miss_now, pane))

    def _join_met(self, pane: SchedulePane, planned: Planned) -> None:
        self._tell_planned(pane, pane.select, planned, offers_link=True)
        self._join(planned.meeting.id, planned.meeting.title)

    def _miss_now(self, pane: SchedulePane, error: AppError) -> None:
        """Say with whom the host is; the time cannot be moved, as it is now."""
        from hosted_meetings_desktop.domain.slots import SlotTaken
        from hosted_meetings_desktop.ui.parts.clock import utc_now
        from hosted_meetings_desktop.ui.parts.slot_words import check_sentences

        if isinstance(error, SlotTaken) and error.check.findings:
            other = error.check.findings[0].other
            if other is not None:
                error = error.with_advice(" ".join(check_sentences(error.check, other, utc_now())))
        pane.message_bar.show_error(error)


def _word(text: str) -> str:
    return QCoreApplication.translate("Screens", text)
