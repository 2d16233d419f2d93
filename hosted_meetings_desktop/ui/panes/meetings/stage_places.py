"""Who presents and who watches at a webinar, in a meeting's details: told, and changed before it begins."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft
from hosted_meetings_desktop.domain.stage import Place, Stage
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.people_section import PeopleSection
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated


class StagePlaces(QObject):
    """Tells a section of people who presents, and changes it on request.

    Signals:
        given(Planned, str, str): Somebody has another place now: the change, a sentence with “%1” for the title, and
            how the Edit menu calls it.
        failed(AppError): It could not be changed.
    """

    given = Signal(object, str, str)
    failed = Signal(object)

    def __init__(self, meetings: PlanningService, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._meetings = meetings
        self._calls = calls
        # As last heard, so that a refresh of the same meeting does not flicker.
        self._kinds: tuple[VisitType, ...] = ()

    def attach(self, section: PeopleSection, meeting: Meeting) -> None:
        """Show in a section who presents, where the meeting is a webinar."""
        if meeting.visit_type is None:
            return
        self._show(section, meeting, self._kinds)
        section.place_wanted.connect(partial(self._give, meeting))
        # The section owns the call: it is dropped with it when another meeting is shown.
        self._calls.run(section, self._meetings.visit_types, partial(self._take, section, meeting), _leave)

    def _take(self, section: PeopleSection, meeting: Meeting, kinds: tuple[VisitType, ...]) -> None:
        self._kinds = kinds
        self._show(section, meeting, kinds)

    @staticmethod
    def _show(section: PeopleSection, meeting: Meeting, kinds: tuple[VisitType, ...]) -> None:
        stage = next((kind.stage for kind in kinds if kind.id == meeting.visit_type), None)
        if stage is not None:
            section.show_stage(stage)

    def _give(self, meeting: Meeting, invitee_id: str, stage: Stage, place: Place) -> None:
        person = next((one for one in meeting.invitees if one.id == InviteeId(invitee_id)), None)
        if person is None:
            return
        from hosted_meetings_desktop.domain.slots import Concern  # the first list does not need it

        # The time is not in question here, whatever was said about it when it was chosen.
        work = partial(
            self._meetings.change,
            meeting.id,
            with_preset(meeting, person, stage.preset(place)),
            accepted=frozenset(Concern),
        )
        self._calls.run(self, work, partial(self._tell, person, place), self.failed.emit)

    def _tell(self, person: Invitee, place: Place, planned: Planned) -> None:
        presents = place is Place.PRESENTER
        said = self.tr("%2 is a presenter now.") if presents else self.tr("%2 is a viewer now.")
        if planned.meeting.room_of is not None:
            said = f"{said} {self.tr('That holds for the whole series: it shares one room.')}"
        if planned.meeting.live:
            said = f"{said} {self.tr('Who is in the call already joins again to have it.')}"
        name = isolated(person.name)
        self.given.emit(planned, said.replace("%2", name), self.tr("the place of %2").replace("%2", name))


def with_preset(meeting: Meeting, person: Invitee, preset: str) -> MeetingDraft:
    """Return a meeting's plan with another preset for one person."""
    plan = {field.name: getattr(meeting, field.name) for field in fields(MeetingDraft)}
    plan["invitees"] = tuple(
        replace(one, preset=preset, problem="") if one.id == person.id else one for one in meeting.invitees
    )
    return MeetingDraft(**plan)


def _leave(_error: AppError) -> None:
    """Leave it untold: the list of people can be read without it."""
