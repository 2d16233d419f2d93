"""What the command palette finds besides commands: meetings, and the clinic's people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hosted_meetings_desktop.bootstrap.backend import Backend
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.text.format import isolated, moment_text
from hosted_meetings_desktop.ui.window.palette import PaletteItem

_MEETINGS, _PEOPLE = 8, 4


@dataclass(frozen=True, slots=True)
class Finds:
    """Looks for what was typed.

    Attributes:
        show_meeting: Shows a meeting by its id.
        show_person: Shows a person by their id.
    """

    backend: Backend
    show_meeting: Callable[[str], None]
    show_person: Callable[[str], None]

    async def look(self, text: str) -> tuple[Sequence[Person], Sequence[Meeting]]:
        """Return the people and the meetings that fit."""
        people = await self.backend.later.people.find(text, _PEOPLE)
        meetings = await self.backend.meetings.page(MeetingFilter(text=text), 0, _MEETINGS)
        return people, meetings.rows

    def items(self, found: tuple[Sequence[Person], Sequence[Meeting]]) -> list[PaletteItem]:
        """Return what :meth:`look` found as lines of the palette; on the GUI thread, to which words belong."""
        people, meetings = found
        return [*map(self._person, people), *map(self._meeting, meetings)]

    def _person(self, person: Person) -> PaletteItem:
        known = person.email or person.phone
        return PaletteItem(person.name, known, "account-outline", partial(self.show_person, person.id))

    def _meeting(self, meeting: Meeting) -> PaletteItem:
        when = moment_text(meeting.schedule.starts_at, utc_now())
        who = ", ".join([when, *(isolated(each.name) for each in meeting.invitees)])
        return PaletteItem(meeting.title, who, "calendar-blank-outline", partial(self.show_meeting, meeting.id))
