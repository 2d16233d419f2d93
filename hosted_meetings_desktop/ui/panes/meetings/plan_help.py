"""What the plan dialog asks for once when it opens: suggestions, the clinic's habits, and whom to invite."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.invitation_field import WritingWays, writing_ways
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace, find_place
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService


@dataclass(frozen=True, slots=True)
class PlanHelp:
    """What was found.

    Attributes:
        person: Whom to invite; None for nobody.
        place: Which of its series the meeting is; None where it is in none.
        problem: What could not be read and is not needed to plan.
    """

    presets: tuple[str, ...]
    hosts: tuple[str, ...]
    places: tuple[str, ...]
    kinds: tuple[VisitType, ...]
    ways: WritingWays
    person: Person | None = None
    place: SeriesPlace | None = None
    problem: AppError | None = None


async def read_help(
    service: PlanningService, *, meeting: Meeting | None = None, person_id: PersonId | None = None
) -> PlanHelp:
    """Return what helps to plan a meeting.

    Args:
        service: Knows it.
        meeting: The meeting that is changed; None for a new one.
        person_id: Who is to be invited.

    Raises:
        AppError: it cannot be read.
    """
    person, problem = None, None
    if person_id is not None:
        try:
            person = await service.person(person_id)
        except AppError as error:  # the plan itself does not need them
            problem = error
    return PlanHelp(
        presets=await service.preset_names(),
        hosts=await service.host_names(),
        places=await service.place_names(),
        kinds=await service.visit_types(),
        ways=await writing_ways(service),
        person=person,
        place=None if meeting is None else await find_place(service, meeting),
        problem=problem,
    )
