"""A clinic's decisions: kept at once, told to the screens, and taken back step by step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.availability import DAYS, ClosedDays, Span, usual_hours
from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies
from hosted_meetings_desktop.domain.visit_type import VisitType, usual_visit_types
from hosted_meetings_desktop.services.clinic import MAX_TYPES, ClinicService
from hosted_meetings_desktop.services.slot_rule import POLICIES, known_policies
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard

pytestmark = pytest.mark.anyio

CONSULTATION, FOLLOW_UP = VisitTypeId("consultation"), VisitTypeId("follow-up")
NEW = VisitType(VisitTypeId("new"), "First visit", timedelta(minutes=50))
BERLIN = "Europe/Berlin"
SOMMER = usual_hours("Asia/Kolkata", "Dr Sommer")


@pytest.fixture
def clinic(store: Database, changes: Heard) -> ClinicService:
    return ClinicService(store, changes, lambda: BERLIN)


async def names(clinic: ClinicService) -> list[str]:
    return [each.name for each in await clinic.visit_types()]


async def everything(clinic: ClinicService) -> object:
    return await clinic.visit_types(), await clinic.availabilities(), await clinic.policies()


# ---- visit types
async def test_a_clinic_starts_with_the_usual_types_and_changes_one(clinic: ClinicService, changes: Heard) -> None:
    assert await clinic.visit_types() == usual_visit_types()
    assert changes.topics == []
    longer = replace(usual_visit_types()[1], duration=timedelta(minutes=25), name=" Check ")
    undo = await clinic.keep_visit_type(longer)
    assert changes.topics == ["clinic"]
    assert (await names(clinic))[:3] == ["Consultation", "Check", "Group session"]
    redo = await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()
    await clinic.undo(redo)
    assert (await clinic.visit_types())[1].duration == timedelta(minutes=25)


async def test_a_new_type_comes_last_and_goes_again(clinic: ClinicService) -> None:
    undo = await clinic.keep_visit_type(NEW)
    assert (await clinic.visit_types())[-1] == NEW
    redo = await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()
    await clinic.undo(redo)
    assert (await clinic.visit_types())[-1] == NEW


async def test_keeping_what_is_so_already_is_no_change(clinic: ClinicService, changes: Heard) -> None:
    assert (await clinic.keep_visit_type(usual_visit_types()[0])).empty
    assert (await clinic.order_visit_types([each.id for each in usual_visit_types()])).empty
    assert (await clinic.keep_policies(SlotPolicies())).empty
    assert (await clinic.drop_availability("nobody")).empty
    assert changes.topics == []
    assert not ClinicChange(order=(CONSULTATION,)).empty


async def test_what_cannot_be_planned_with_is_refused_and_nothing_is_kept(clinic: ClinicService) -> None:
    with pytest.raises(InputProblem) as found:
        await clinic.keep_visit_type(replace(NEW, duration=timedelta(0)))
    assert found.value.field == "duration"
    with pytest.raises(InputProblem) as found:
        await clinic.keep_visit_type(replace(NEW, name=" consultation"))
    assert found.value.field == "name"
    assert "consultation" in found.value.title.casefold()
    assert await clinic.visit_types() == usual_visit_types()


async def test_retired_types_keep_their_place_and_come_back(clinic: ClinicService) -> None:
    undo = await clinic.retire_visit_type(FOLLOW_UP)
    assert [each.retired for each in await clinic.visit_types()][:3] == [False, True, False]
    await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()
    await clinic.retire_visit_type(FOLLOW_UP)
    await clinic.keep_visit_type(replace(NEW, name="Follow-up"))
    with pytest.raises(InputProblem, match="Follow-up"):
        await clinic.restore_visit_type(FOLLOW_UP)
    await clinic.keep_visit_type(NEW)
    await clinic.restore_visit_type(FOLLOW_UP)
    assert await clinic.visit_types() == (*usual_visit_types(), NEW)


async def test_removing_leaves_the_others_and_never_none(clinic: ClinicService) -> None:
    undo = await clinic.remove_visit_type(FOLLOW_UP)
    assert "Follow-up" not in await names(clinic)
    await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()
    for each in usual_visit_types()[1:]:
        await clinic.remove_visit_type(each.id)
    with pytest.raises(AppError, match="last visit type"):
        await clinic.remove_visit_type(CONSULTATION)
    assert await names(clinic) == ["Consultation"]


async def test_a_type_that_is_gone_is_told(clinic: ClinicService) -> None:
    for deed in (clinic.retire_visit_type, clinic.restore_visit_type):
        with pytest.raises(AppError, match="not there any more"):
            await deed(VisitTypeId("nothing"))


async def test_the_order_is_the_clinics(clinic: ClinicService) -> None:
    undo = await clinic.order_visit_types([FOLLOW_UP, VisitTypeId("nothing"), CONSULTATION])
    assert (await names(clinic))[:3] == ["Follow-up", "Consultation", "Group session"]
    redo = await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()
    await clinic.undo(redo)
    assert (await names(clinic))[0] == "Follow-up"


async def test_there_is_a_limit(clinic: ClinicService) -> None:
    many = [replace(NEW, id=VisitTypeId(f"t{number}"), name=f"Type {number}") for number in range(MAX_TYPES - 6)]
    await clinic.import_visit_types(many)
    with pytest.raises(InputProblem, match=str(MAX_TYPES)):
        await clinic.keep_visit_type(NEW)


async def test_taking_back_leaves_what_was_changed_since(clinic: ClinicService) -> None:
    undo = await clinic.keep_visit_type(NEW)
    await clinic.retire_visit_type(FOLLOW_UP)
    await clinic.undo(undo)
    kept = {each.id: each for each in await clinic.visit_types()}
    assert kept[FOLLOW_UP].retired
    assert NEW.id not in kept


async def test_any_row_of_changes_is_taken_back_to_the_start(clinic: ClinicService) -> None:
    start = await everything(clinic)
    steps = [
        await clinic.keep_visit_type(NEW),
        await clinic.order_visit_types([NEW.id]),
        await clinic.retire_visit_type(FOLLOW_UP),
        await clinic.remove_visit_type(CONSULTATION),
        await clinic.keep_availability(SOMMER),
        await clinic.keep_availability(
            replace(usual_hours("UTC"), closed=(ClosedDays(date(2026, 1, 1), date(2026, 1, 1)),))
        ),
        await clinic.keep_availability(replace(SOMMER, host="DR SOMMER", zone="UTC")),
        await clinic.drop_availability("dr sommer"),
        await clinic.keep_policies(SlotPolicies(room=Policy.REFUSE)),
    ]
    end = await everything(clinic)
    forth = [await clinic.undo(step) for step in reversed(steps)]
    assert await everything(clinic) == start
    for step in reversed(forth):
        await clinic.undo(step)
    assert await everything(clinic) == end


# ---- hours
PROPOSED = replace(usual_hours(BERLIN), proposed=True)


async def test_the_clinic_has_usual_hours_in_this_pcs_zone_until_it_says_otherwise(clinic: ClinicService) -> None:
    assert await clinic.availabilities() == (PROPOSED,)
    await clinic.keep_availability(SOMMER)
    assert await clinic.availabilities() == (PROPOSED, SOMMER)
    own = replace(usual_hours("UTC"), hours=((),) * DAYS)
    undo = await clinic.keep_availability(own)
    assert await clinic.availabilities() == (own, SOMMER)
    await clinic.undo(undo)
    assert await clinic.availabilities() == (PROPOSED, SOMMER)


async def test_a_host_is_one_host_however_the_name_is_typed(clinic: ClinicService) -> None:
    await clinic.keep_availability(SOMMER)
    undo = await clinic.keep_availability(replace(SOMMER, host="  dr sommer ", zone="UTC"))
    assert [(each.host, each.zone) for each in (await clinic.availabilities())[1:]] == [("dr sommer", "UTC")]
    await clinic.undo(undo)
    assert (await clinic.availabilities())[1:] == (SOMMER,)
    await clinic.drop_availability("DR SOMMER")
    assert (await clinic.availabilities())[1:] == ()


async def test_hours_are_kept_in_order_and_refused_where_they_cannot_be_meant(clinic: ClinicService) -> None:
    late, early = Span(time(13), time(18)), Span(time(8), time(12))
    leave = tuple(ClosedDays(date(2026, month, 1), date(2026, month, 2)) for month in (9, 3))
    await clinic.keep_availability(replace(SOMMER, hours=((late, early),) * DAYS, closed=leave))
    kept = (await clinic.availabilities())[1]
    assert kept.hours[0] == (early, late)
    assert [days.first.month for days in kept.closed] == [3, 9]
    with pytest.raises(InputProblem) as found:
        await clinic.keep_availability(replace(SOMMER, hours=((late, late),) * DAYS))
    assert found.value.field == "hours"
    assert (await clinic.availabilities())[1] == kept


# ---- the slot rule
@pytest.mark.parametrize("concern", Concern)
async def test_policies_are_what_the_slot_rule_reads(
    clinic: ClinicService, store: Database, changes: Heard, concern: Concern
) -> None:
    other = Policy.ALLOW if SlotPolicies().of(concern) is not Policy.ALLOW else Policy.WARN
    chosen = SlotPolicies().having(concern, other)
    undo = await clinic.keep_policies(chosen)
    assert changes.topics == ["clinic"]
    assert await clinic.policies() == chosen == store.run_now(known_policies)
    await clinic.undo(undo)
    assert await clinic.policies() == SlotPolicies()


@pytest.mark.parametrize(
    "kept",
    ["", "{", "[]", "7", "null", '{"overlap": "sometimes"}', '{"nothing": "warn"}', "[" * 100_000, '{"busy": {}}'],
)
async def test_policies_that_cannot_be_read_are_as_a_clinic_starts(
    clinic: ClinicService, store: Database, kept: str
) -> None:
    store.run_now(lambda lib: lib.facts.set(POLICIES, kept))
    assert await clinic.policies() == SlotPolicies()
    await clinic.keep_policies(SlotPolicies(overlap=Policy.WARN))
    assert await clinic.policies() == SlotPolicies(overlap=Policy.WARN)


# ---- the file
async def test_what_was_exported_changes_nothing_when_it_is_imported(clinic: ClinicService, tmp_path: Path) -> None:
    await clinic.keep_visit_type(NEW)
    target = tmp_path / "visit types.json"
    await clinic.save_visit_types(target)
    assert target.read_bytes() == await clinic.export_visit_types()
    preview = await clinic.open_visit_types(target)
    assert [each.same for each in preview.incoming] == [True] * 7
    assert preview.notes == ()
    assert (await clinic.import_visit_types([each.kind for each in preview.incoming])).empty


async def test_an_import_is_taken_back_whole(clinic: ClinicService, changes: Heard) -> None:
    entries = [{"name": "Consultation", "minutes": 40}, {"name": "First visit", "minutes": 50}]
    data = json.dumps({"format": "hosted-meetings.visit-types", "version": 1, "visit_types": entries}).encode()
    preview = await clinic.read_visit_types(data)
    assert changes.topics == []
    undo = await clinic.import_visit_types([each.kind for each in preview.incoming])
    kept = await clinic.visit_types()
    assert (kept[0].duration, kept[-1].name) == (timedelta(minutes=40), "First visit")
    await clinic.undo(undo)
    assert await clinic.visit_types() == usual_visit_types()


async def test_presets_are_compared_with_those_of_the_account(clinic: ClinicService, store: Database) -> None:
    data = await clinic.export_visit_types()
    assert (await clinic.read_visit_types(data)).notes == (), "nothing is known of the account yet"
    known = ("webinar_presenter", "webinar_viewer", "livestream_host")
    store.run_now(lambda lib: lib.presets.replace(tuple(Preset(name, name) for name in known)))
    notes = (await clinic.read_visit_types(data)).notes
    assert [(note.place, note.left_out) for note in notes] == [("Visit type 6 (Livestream)", False)]
    assert "livestream_viewer" in notes[0].text


async def test_places_that_cannot_be_read_or_written_are_told(clinic: ClinicService, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="could not be saved"):
        await clinic.save_visit_types(tmp_path / "no folder" / "types.json")
    with pytest.raises(AppError, match="cannot be read"):
        await clinic.open_visit_types(tmp_path / "nothing.json")
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(5_000_000_000)
    with pytest.raises(AppError) as found:
        await clinic.open_visit_types(large)
    assert "larger" in found.value.advice
