"""What a clinic decides once: visit types, when hosts see people, the slot rule's policies, its country's code."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import anyio

from hosted_meetings_desktop.domain.availability import Availability, host_key, usual_hours
from hosted_meetings_desktop.domain.clinic import ClinicChange, VisitTypesPreview
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.person import digits_of, is_calling_code
from hosted_meetings_desktop.domain.ports import Changes, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.slots import SlotPolicies
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.services import visit_type_file
from hosted_meetings_desktop.services.slot_rule import POLICIES, known_visit_types

TOPIC = "clinic"
COUNTRY_CODE = "country_code"
"""The fact that holds the digits of the clinic's country."""
MAX_TYPES = visit_type_file.MAX_TYPES
_CLINIC = ""


@dataclass(frozen=True, slots=True)
class ClinicService:
    """Every change is one store transaction and gives the way back.

    Attributes:
        zone: Tells the IANA zone of this PC: the clinic's until it says otherwise.
        guessed_code: Tells by which digits the country of this PC's locale is called ("49", empty where that is not
            known): the clinic's until it says otherwise.
    """

    store: Store
    changes: Changes
    zone: Callable[[], str]
    guessed_code: Callable[[], str] = lambda: ""

    # ---- visit types
    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return the visit types in the clinic's order, retired ones too; the usual ones until it changed them."""
        return await self.store.run(known_visit_types)

    async def keep_visit_type(self, kind: VisitType) -> ClinicChange:
        """Keep a visit type, changed in its place or new after the others.

        Raises:
            InputProblem: for the field to mend.
        """
        return await self._change_types(lambda types: _with(types, [kind]))

    async def retire_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Offer a visit type no longer; what was planned with it stays as it is.

        Raises:
            AppError: it is not there any more.
        """
        return await self._change_types(lambda types: _with(types, [replace(_one(types, which), retired=True)]))

    async def restore_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Offer a visit type again.

        Raises:
            InputProblem: another one has its name meanwhile.
            AppError: it is not there any more.
        """
        return await self._change_types(lambda types: _with(types, [replace(_one(types, which), retired=False)]))

    async def remove_visit_type(self, which: VisitTypeId) -> ClinicChange:
        """Forget a visit type; what was planned with it loses its colour and its buffers.

        Raises:
            AppError: it is the last one.
        """

        def without(types: tuple[VisitType, ...]) -> tuple[VisitType, ...]:
            rest = tuple(each for each in types if each.id != which)
            if not rest:
                raise AppError("This is the last visit type", "It was kept. Add another one before you remove it.")
            return rest

        return await self._change_types(without)

    async def order_visit_types(self, order: Sequence[VisitTypeId]) -> ClinicChange:
        """Put the visit types into an order; those it does not name come last, as they were."""
        return await self._change_types(lambda types: _ordered(types, order))

    async def _change_types(self, work: Callable[[tuple[VisitType, ...]], tuple[VisitType, ...]]) -> ClinicChange:
        def write(lib: Library) -> ClinicChange:
            return _keep_types(lib, work(known_visit_types(lib)))

        return await self._write(write)

    # ---- the file
    async def export_visit_types(self) -> bytes:
        """Return the visit types as a file; see ``docs/visit-types-file.md``."""
        return visit_type_file.write(await self.visit_types())

    async def save_visit_types(self, target: Path) -> None:
        """Write the visit types to a file.

        Raises:
            AppError: the place cannot be written.
        """
        data = await self.export_visit_types()
        try:
            await anyio.to_thread.run_sync(target.write_bytes, data)
        except OSError as error:
            raise AppError(
                "The file could not be saved",
                "The visit types themselves are kept. Choose another folder, or close the file where it is open.",
                details=str(error.strerror),
            ) from error

    async def read_visit_types(self, data: bytes) -> VisitTypesPreview:
        """Return what importing a file would do; nothing is changed.

        Raises:
            AppError: it is no such file at all.
        """
        known, presets = await self.store.run(lambda lib: (known_visit_types(lib), lib.presets.names()))
        return visit_type_file.read(data, known, presets)

    async def open_visit_types(self, source: Path) -> VisitTypesPreview:
        """Likewise, of a file on this PC.

        Raises:
            AppError: it cannot be read, or is no such file at all.
        """
        try:
            data = await anyio.to_thread.run_sync(_start_of, source)
        except OSError as error:
            raise AppError(
                "The file cannot be read",
                "Nothing was changed. Check that it is still there and that you may open it.",
                details=str(error.strerror),
            ) from error
        return await self.read_visit_types(data)

    async def import_visit_types(self, kinds: Sequence[VisitType]) -> ClinicChange:
        """Keep visit types of a file: those that are known in their place, new ones after the others.

        Raises:
            InputProblem: they cannot stand together with those that are there; nothing was changed.
        """
        return await self._change_types(lambda types: _with(types, kinds))

    # ---- hours
    async def availabilities(self) -> tuple[Availability, ...]:
        """Return when hosts see people: the clinic first, then each host with hours of their own by name."""
        kept = await self.store.run(lambda lib: lib.plans.availabilities())
        clinic = next((each for each in kept if not host_key(each.host)), None)
        hosts = sorted((each for each in kept if host_key(each.host)), key=lambda each: host_key(each.host))
        return (clinic or replace(usual_hours(self.zone()), proposed=True), *hosts)

    async def keep_availability(self, availability: Availability) -> ClinicChange:
        """Keep the hours of one host, or the clinic's.

        Raises:
            InputProblem: for the field to mend.
        """
        kept = replace(
            availability,
            host=availability.host.strip(),
            hours=tuple(tuple(sorted(spans)) for spans in availability.hours),
            breaks=tuple(tuple(sorted(spans)) for spans in availability.breaks),
            closed=tuple(sorted(availability.closed, key=lambda days: (days.first, days.last))),
            proposed=False,
        )
        kept.check()
        return await self._write(lambda lib: _keep_hours(lib, kept.host, kept))

    async def drop_availability(self, host: str) -> ClinicChange:
        """Let a host have the clinic's hours again, or the clinic the usual ones."""
        return await self._write(lambda lib: _keep_hours(lib, host, None))

    # ---- the slot rule
    async def policies(self) -> SlotPolicies:
        """Return what becomes of each concern; what was kept and cannot be read is as a clinic starts."""
        return await self.store.run(_policies)

    async def keep_policies(self, policies: SlotPolicies) -> ClinicChange:
        """Decide what becomes of each concern."""
        return await self._write(lambda lib: _keep_policies(lib, policies))

    # ---- phone numbers
    async def country_code(self) -> str:
        """Return the digits of the clinic's country ("49"), for phone numbers that name none; empty for none."""
        return await self.store.run(lambda lib: known_country_code(lib, self.guessed_code()))

    async def keep_country_code(self, code: str) -> str:
        """Decide in which country phone numbers are that name none; those kept before stay as they are.

        Args:
            code: Its digits, also as people write them ("+49", "0049"); empty for the country of this PC again.

        Returns:
            What was kept before, empty for nothing: keeping it takes this back.

        Raises:
            InputProblem: no country is called by it.
        """
        kept = digits_of(code).removeprefix("00")
        if code.strip() and not is_calling_code(kept):
            raise InputProblem("country_code", "No country has this code", "Enter it with its plus, such as +49.")

        def write(lib: Library) -> str:
            before = lib.facts.get(COUNTRY_CODE) or ""
            if kept:
                lib.facts.set(COUNTRY_CODE, kept)
            else:
                lib.facts.forget(COUNTRY_CODE)
            return before

        before = await self.store.run(write)
        if before != kept:
            self.changes.publish(TOPIC)
        return before

    # ---- back and forth
    async def undo(self, change: ClinicChange) -> ClinicChange:
        """Take a change back; what was changed elsewhere since then stays. Returns the way forth again.

        Raises:
            InputProblem: it cannot stand together with what was changed since; nothing was changed.
        """

        def write(lib: Library) -> ClinicChange:
            redo = ClinicChange()
            if change.types or change.order:
                types = known_visit_types(lib)
                gone = {which for which, before in change.types if before is None}
                back = [before for _which, before in change.types if before is not None]
                rest = _with(tuple(each for each in types if each.id not in gone), back)
                redo = _keep_types(lib, _ordered(rest, change.order))
            for host, before in change.hours:
                redo = replace(redo, hours=(*redo.hours, *_keep_hours(lib, host, before).hours))
            if change.policies is not None:
                redo = replace(redo, policies=_keep_policies(lib, change.policies).policies)
            return redo

        return await self._write(write)

    async def _write(self, work: Callable[[Library], ClinicChange]) -> ClinicChange:
        change = await self.store.run(work)
        if not change.empty:
            self.changes.publish(TOPIC)
        return change


def known_country_code(lib: Library, guess: str) -> str:
    """Return the digits of the clinic's country, ``guess`` until it says otherwise."""
    return lib.facts.get(COUNTRY_CODE) or guess


# ---- visit types
def _one(types: Sequence[VisitType], which: VisitTypeId) -> VisitType:
    found = next((each for each in types if each.id == which), None)
    if found is None:
        raise AppError("This visit type is not there any more", "Nothing was changed.")
    return found


def _with(types: tuple[VisitType, ...], kinds: Sequence[VisitType]) -> tuple[VisitType, ...]:
    """Return the types with some put in: in their places, or after the others; all of it checked."""
    kept = {each.id: each for each in types}
    for kind in kinds:
        kind.check()
        kept[kind.id] = replace(kind, name=kind.name.strip(), public_title=kind.public_title.strip())
    if len(kept) > MAX_TYPES:
        raise InputProblem("visit_types", f"There can be up to {MAX_TYPES} visit types")
    names: dict[str, VisitTypeId] = {}
    for each in kept.values():
        if not each.retired and names.setdefault(each.name.casefold(), each.id) != each.id:
            raise InputProblem("name", f"There is another visit type with the name {each.name}")
    return tuple(kept.values())


def _ordered(types: tuple[VisitType, ...], order: Sequence[VisitTypeId]) -> tuple[VisitType, ...]:
    places = {which: place for place, which in enumerate(order)}
    return tuple(sorted(types, key=lambda each: places.get(each.id, len(places))))


def _keep_types(lib: Library, after: tuple[VisitType, ...]) -> ClinicChange:
    before = known_visit_types(lib)
    if after == before:
        return ClinicChange()
    lib.plans.keep_visit_types(after)
    were, are = ({each.id: each for each in types} for types in (before, after))
    changed = tuple((which, were.get(which)) for which in {**were, **are} if were.get(which) != are.get(which))
    order = tuple(each.id for each in before)
    moved = order != tuple(each.id for each in after)
    return ClinicChange(types=changed, order=order if moved else ())


# ---- hours
def _keep_hours(lib: Library, host: str, after: Availability | None) -> ClinicChange:
    """Keep a host's hours, None for none of their own; names that differ in case alone are one host."""
    same = [each for each in lib.plans.availabilities() if host_key(each.host) == host_key(host)]
    before = same[0] if same else None
    if before == after and len(same) < 2:
        return ClinicChange()
    for each in same:
        lib.plans.drop_availability(each.host)
    if after is not None:
        lib.plans.keep_availability(after)
    return ClinicChange(hours=((host, before),))


# ---- the slot rule
def _policies(lib: Library) -> SlotPolicies:
    try:
        kept = json.loads(lib.facts.get(POLICIES) or "{}")
    except (ValueError, RecursionError):
        kept = {}
    return SlotPolicies.read(kept if isinstance(kept, dict) else {})


def _keep_policies(lib: Library, after: SlotPolicies) -> ClinicChange:
    before = _policies(lib)
    if before == after:
        return ClinicChange()
    lib.facts.set(POLICIES, json.dumps(after.words()))
    return ClinicChange(policies=before)


def _start_of(source: Path) -> bytes:
    """Read no more of a file than is needed to know that it is too large."""
    with source.open("rb") as file:
        return file.read(visit_type_file.MAX_BYTES + 1)
