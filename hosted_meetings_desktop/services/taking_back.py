"""Takes one change of the plan back: what it changed, and nothing that came since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.series import InSeries
from hosted_meetings_desktop.services.series_plan import draft_of, entered

_FIELDS = (
    "title", "schedule", "host", "visit_type", "place", "invites", "record_on_start", "region", "public_title",
    "cancelled",
)  # fmt: skip
_PLACE = ("series_id", "wall", "room_of")


@dataclass(frozen=True, slots=True)
class KnownStep(UndoStep):
    """A step that knows what it made of the meetings, so that what came after it is told apart.

    Attributes:
        after: The meetings as it left them, without those that it left as they were or forgot.
    """

    after: tuple[Meeting, ...] = ()

    @classmethod
    def of(cls, step: UndoStep, after: Sequence[Meeting]) -> KnownStep:
        """Return a step with what it made."""
        return cls(step.meeting_id, step.before, step.what, step.others, step.series, tuple(after))


def take_back(lib: Library, step: UndoStep, now: datetime) -> tuple[KnownStep, list[Meeting]]:
    """Take a step back, inside one transaction; returns the step that does it again, and what was written.

    Of a step that does not know what it made, all is put back as it was before.

    Raises:
        AppError: people are in a meeting that it would cancel; nothing was changed.
    """
    wanted = ((step.meeting_id, step.before), *step.others)
    again = [(each, lib.meetings.get(each)) for each, _before in wanted]
    for (_id, before), (_same, known) in zip(wanted, again, strict=True):
        if known is not None and known.live and not known.cancelled and (before is None or before.cancelled):
            raise AppError(
                "The meeting is under way",
                f"It was not taken back: {known.title} would be closed for those who are in it. End it first.",
            )
    rules = tuple((each, lib.plans.series(each)) for each, _before in step.series)
    for series_id, rule in step.series:
        if rule is None:
            lib.plans.drop_series(series_id)
        else:
            lib.plans.keep_series(rule)
    made = {each.id: each for each in step.after} if isinstance(step, KnownStep) else None
    written = []
    for meeting_id, before in wanted:
        found = lib.meetings.get(meeting_id)
        if before is None:
            if found is not None and not lib.meetings.forget_if_unsent(meeting_id):
                written.append(lib.meetings.set_cancelled(meeting_id, cancelled=True, now=now))
            continue
        back = before
        if found is not None and made is not None:
            back = _put_back(before, made.get(meeting_id, before), found)
        if back != found:
            written.append(_write(lib, back, now, anew=found is None))
    return KnownStep(step.meeting_id, again[0][1], step.what, tuple(again[1:]), rules, tuple(written)), written


def _write(lib: Library, wanted: Meeting, now: datetime, *, anew: bool) -> Meeting:
    if wanted.room_of is not None and lib.sync.sides(wanted.room_of) is None:
        lib.meetings.add_carrier(wanted.room_of, draft_of(wanted), now=now)
    place = InSeries(wanted.series_id, wanted.wall, wanted.room_of)
    write = lib.meetings.add if anew else lib.meetings.change
    write(wanted.id, draft_of(wanted), now=now, place=place)
    return lib.meetings.set_cancelled(wanted.id, cancelled=wanted.cancelled, now=now)


def _put_back(before: Meeting, made: Meeting, found: Meeting) -> Meeting:
    """Return a meeting as it is, with what a step made of it as that was before."""
    back: dict[str, Any] = {
        name: getattr(before, name) for name in _FIELDS if getattr(before, name) != getattr(made, name)
    }
    if any(getattr(before, name) != getattr(made, name) for name in _PLACE):
        back |= {name: getattr(before, name) for name in _PLACE}
    return replace(found, **back, invitees=people_back(before.invitees, made.invitees, found.invitees))


def people_back(
    before: tuple[Invitee, ...], made: tuple[Invitee, ...], found: tuple[Invitee, ...]
) -> tuple[Invitee, ...]:
    """Return who is invited once a step is taken back.

    Who was taken off by it or changed by it is as before, who was invited by it is not any more. Who came since
    stays, as does what the provider said since of those who are there.
    """
    was, became = ({each.id: each for each in entered(people)} for people in (before, made))
    if was == became:
        return found
    here = {each.id: each for each in found}
    kept = [
        here.get(each.id)
        if became.get(each.id) == was[each.id]
        else replace(each, **_said_of(here.get(each.id, each)))
        for each in before
    ]
    came = [each for each in found if each.id not in was and each.id not in became]
    first = next((place for place, each in enumerate(found) if each.id in was), len(found))
    in_front = [each for each in came if each in found[:first]]
    return (*in_front, *(each for each in kept if each is not None), *(each for each in came if each not in in_front))


def _said_of(person: Invitee) -> dict[str, Any]:
    return {"participant_id": person.participant_id, "problem": person.problem}
