"""Standing by: one participant of the desk's own, with a preset that can only let people in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from hosted_meetings_desktop.domain.desk_place import DESK_PRESET, desk_id
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.preset import Preset, Role
from hosted_meetings_desktop.domain.room import PresetDetails, RemotePage
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.presence import DESK_NAME, PresenceService
from hosted_meetings_desktop.simulator.presets import default_preset
from tests.unit.fake_service import FakeService, page_of
from tests.unit.services.desk_kit import Desk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.anyio


@dataclass
class Presets:
    """The presets of an account, over the service that does all else."""

    service: FakeService
    kept: dict[str, PresetDetails] = field(default_factory=dict)

    def __getattr__(self, name: str):
        return getattr(self.service, name)

    async def list_presets(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Preset]:
        rows = tuple(Preset(each.id, each.name) for each in self.kept.values())
        return page_of(list(rows), page, per_page)

    async def get_preset(self, preset_id: str) -> PresetDetails:
        return self.kept[preset_id]

    async def create_preset(self, preset: PresetDetails) -> PresetDetails:
        self.kept["made"] = replace(preset, id="made")
        return self.kept["made"]

    async def patch_preset(self, preset: PresetDetails) -> PresetDetails:
        kept = self.kept[preset.id]
        self.kept[preset.id] = replace(kept, permissions=preset.permissions or kept.permissions)
        return self.kept[preset.id]

    def add(self, name: str, **permissions: object) -> None:
        made = default_preset(name)
        document = {**made.permissions, **permissions}
        self.kept[made.id] = PresetDetails(made.id, name, made.config, document, made.ui)

    @property
    def desk(self) -> PresetDetails:
        (found,) = (each for each in self.kept.values() if each.name == DESK_PRESET)
        return found


@pytest.fixture
def presets(desk: Desk) -> Presets:
    presets = Presets(desk.service)
    presets.add("group_call_host")
    presets.add("group_call_guest")
    return presets


@pytest.fixture
def standing(desk: Desk, presets: Presets) -> PresenceService:
    joining: JoinService = desk.links.joining
    return PresenceService(joining, presets)  # type: ignore[arg-type]


async def test_the_desk_goes_in_under_its_own_name_and_may_only_let_people_in(
    desk: Desk, presets: Presets, standing: PresenceService
) -> None:
    meeting = await desk.plan("Asha")

    ticket = await standing.presence_ticket(meeting.id)

    assert ticket.display_name == DESK_NAME
    assert ticket.token
    assert ticket.meeting_title == meeting.title
    assert meeting.room_id is not None
    (person,) = (each for each in desk.service.participants[meeting.room_id].values() if each.preset == DESK_PRESET)
    assert (person.name, person.custom_id) == (DESK_NAME, desk_id(meeting.id))
    may = presets.desk.permissions
    assert may["accept_waiting_requests"] is True
    assert may["hidden_participant"] is False
    assert may["waiting_room_type"] == "SKIP"
    assert {each["can_produce"] for each in may["media"].values()} == {"NOT_ALLOWED"}
    assert not any(may[name] for name in ("kick_participant", "can_record", "can_livestream", "is_recorder"))
    assert not any(may["chat"]["private"].values())
    assert set(may) == set(default_preset("group_call_host").permissions), "a document the service would not know"


async def test_twice_is_the_same_participant(desk: Desk, standing: PresenceService) -> None:
    meeting = await desk.plan("Asha")
    assert meeting.room_id is not None
    await standing.presence_ticket(meeting.id)
    before = dict(desk.service.participants[meeting.room_id])

    await standing.presence_ticket(meeting.id)

    assert desk.service.participants[meeting.room_id] == before


async def test_a_preset_that_somebody_widened_is_put_right(
    desk: Desk, presets: Presets, standing: PresenceService
) -> None:
    meeting = await desk.plan("Asha")
    await standing.presence_ticket(meeting.id)
    made = presets.desk
    presets.kept["made"] = replace(made, permissions={**made.permissions, "hidden_participant": True})

    await standing.presence_ticket(meeting.id)

    assert presets.desk.permissions == made.permissions


async def test_it_does_not_open_the_door_to_people_who_would_walk_in(
    desk: Desk, presets: Presets, standing: PresenceService
) -> None:
    presets.kept.clear()
    presets.add("group_call_host")
    presets.add("group_call_guest", waiting_room_type="ON_PRIVILEGED_USER_ENTRY")
    meeting = await desk.plan("Asha")

    with pytest.raises(AppError, match="cannot stand by"):
        await standing.presence_ticket(meeting.id)

    assert DESK_PRESET not in {each.name for each in presets.kept.values()}


async def test_roles_are_known_by_the_provider_s_id(desk: Desk) -> None:
    meeting = await desk.plan("Asha")

    roles = await desk.links.joining.roles(meeting.id)

    assert sorted(roles.values()) == sorted([Role.HOST, Role.PATIENT])
