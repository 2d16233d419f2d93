"""How a meeting is planned, as facts in its details; what others know of it comes in when they answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, Region
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.regions import planned_there, region_word
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace, find_place
from hosted_meetings_desktop.ui.panes.meetings.series_words import place_words
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.parts.details import DetailsPanel
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import DASH


class MeetingFacts(QObject):
    """Adds the facts to a panel."""

    def __init__(self, panel: DetailsPanel, meetings: PlanningService, calls: Calls, clock: Clock) -> None:
        super().__init__(panel)
        self._panel = panel
        self._meetings = meetings
        self._calls = calls
        self._clock = clock
        # As last heard, so that a refresh of the same meeting does not flicker.
        self._kinds: dict[VisitTypeId, str] = {}
        self._series: tuple[str, str] = ("", "")

    def add(self, meeting: Meeting) -> None:
        """Add the facts of a meeting, as a section."""
        panel = self._panel
        panel.add_section()
        if meeting.series_id is not None:
            self._add_series(meeting)
        if meeting.visit_type is not None:
            self._add_visit_type(meeting.visit_type)
        if there := planned_there(meeting, self._clock()):
            panel.add_fact(self.tr("Time zone"), there)
        if meeting.host:
            panel.add_fact(self.tr("Host"), meeting.host)
        if meeting.place:
            panel.add_fact(self.tr("Place"), meeting.place)
        panel.add_fact(self.tr("Guests read"), meeting.public_title)
        by_itself = self.tr("By itself, when the first person joins")
        panel.add_fact(
            self.tr("Recording"), by_itself if meeting.record_on_start else self.tr("When somebody starts it")
        )
        if meeting.region is not Region.NEAREST:
            panel.add_fact(self.tr("Region"), region_word(meeting.region))

    # ---- what is asked; the labels own the calls: they are dropped with them when another meeting is shown
    def _add_series(self, meeting: Meeting) -> None:
        title = self.tr("Repeats")
        known, words = self._series
        shown = self._panel.add_fact(title, words if known == meeting.id else DASH)
        took = partial(self._show_series, shown, title, meeting.id)
        self._calls.run(shown, partial(find_place, self._meetings, meeting), took, _leave)

    def _show_series(self, shown: QLabel, title: str, meeting_id: str, place: SeriesPlace | None) -> None:
        words = self.tr("Belongs to a series") if place is None else place_words(place)
        self._series = meeting_id, words
        _say(shown, title, words)

    def _add_visit_type(self, kind_id: VisitTypeId) -> None:
        title = self.tr("Visit type")
        shown = self._panel.add_fact(title, self._kinds.get(kind_id, DASH))
        self._calls.run(shown, self._meetings.visit_types, partial(self._show_kind, shown, title, kind_id), _leave)

    def _show_kind(self, shown: QLabel, title: str, kind_id: VisitTypeId, kinds: tuple[VisitType, ...]) -> None:
        self._kinds = {kind.id: kind.name for kind in kinds}
        _say(shown, title, self._kinds.get(kind_id, DASH))


def _say(shown: QLabel, title: str, value: str) -> None:
    shown.setText(value)
    shown.setAccessibleName(f"{title}: {value}")


def _leave(_error: AppError) -> None:
    """Leave the dash: the plan can be read without it."""
