"""What screens and services tell each other about a clinic's planning settings."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.slots import SlotPolicies
from hosted_meetings_desktop.domain.visit_type import VisitType


@dataclass(frozen=True, slots=True)
class ClinicChange:
    """How to take one change of the settings back; taking it back gives the step that does it again.

    Attributes:
        types: The visit types that were changed and what they were (None: they did not exist).
        order: All visit types in the order they had; empty where it was not changed.
        hours: The hosts whose hours were changed and what they were (None: they had none of their own).
        policies: What they were, None where they were not changed.
    """

    types: tuple[tuple[VisitTypeId, VisitType | None], ...] = ()
    order: tuple[VisitTypeId, ...] = ()
    hours: tuple[tuple[str, Availability | None], ...] = ()
    policies: SlotPolicies | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was changed at all."""
        return self == ClinicChange()


@dataclass(frozen=True, slots=True)
class FileNote:
    """Something to know about a file of visit types before it is imported.

    Attributes:
        place: Where in the file: "Visit type 3 (Follow-up)", empty for the file as a whole.
        text: What is wrong and what becomes of it, in a sentence.
        left_out: Whether that visit type cannot be imported for it.
    """

    place: str
    text: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class IncomingType:
    """One visit type of a file.

    Attributes:
        kind: As it would be kept.
        before: What it is now; None where it is new.
        changed: The fields that differ, by their names in :class:`VisitType`; empty where it is new or the same.
    """

    kind: VisitType
    before: VisitType | None = None
    changed: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether importing it changes nothing."""
        return self.before is not None and not self.changed


@dataclass(frozen=True, slots=True)
class VisitTypesPreview:
    """What importing a file of visit types would do; visit types that are not in the file stay as they are."""

    incoming: tuple[IncomingType, ...]
    notes: tuple[FileNote, ...] = ()
