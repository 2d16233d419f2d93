"""What these groups ask of the service layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.clinic import ClinicChange, VisitTypesPreview
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.slots import SlotPolicies
from hosted_meetings_desktop.domain.visit_type import VisitType


class ClinicSettings(Protocol):
    """What a clinic decides once for all planning (``ClinicService``); works without the network."""

    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return the visit types in the clinic's order, retired ones too."""
        ...

    async def keep_visit_type(self, kind: VisitType) -> ClinicChange:
        """Keep a visit type, changed in its place or new after the others."""
        ...

    async def retire_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Offer a visit type no longer."""
        ...

    async def restore_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Offer a visit type again."""
        ...

    async def remove_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Forget a visit type."""
        ...

    async def order_visit_types(self, order: Sequence[VisitTypeId]) -> ClinicChange:
        """Put the visit types into an order."""
        ...

    async def save_visit_types(self, target: Path) -> None:
        """Write the visit types to a file."""
        ...

    async def open_visit_types(self, source: Path) -> VisitTypesPreview:
        """Return what importing a file would do; nothing is changed."""
        ...

    async def import_visit_types(self, kinds: Sequence[VisitType]) -> ClinicChange:
        """Keep visit types of a file."""
        ...

    async def availabilities(self) -> tuple[Availability, ...]:
        """Return when hosts see people, the clinic first."""
        ...

    async def keep_availability(self, availability: Availability) -> ClinicChange:
        """Keep the hours of one host, or the clinic's."""
        ...

    async def drop_availability(self, host: str) -> ClinicChange:
        """Let a host have the clinic's hours again."""
        ...

    async def policies(self) -> SlotPolicies:
        """Return what becomes of each concern."""
        ...

    async def keep_policies(self, policies: SlotPolicies) -> ClinicChange:
        """Decide what becomes of each concern."""
        ...

    async def undo(self, change: ClinicChange) -> ClinicChange:
        """Take a change back; returns the way forth again."""
        ...


class KnownNames(Protocol):
    """Names to choose from, as last seen (``MeetingService``)."""

    async def preset_names(self) -> tuple[str, ...]:
        """Return the account's presets, or the usual ones before the first answer."""
        ...

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts of earlier meetings, the most recent first."""
        ...
