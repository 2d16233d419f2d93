"""The front desk's preset and participant, made as both specs want them, and right for the service's own joining."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.domain.desk_place import DESK_PRESET, desk_id
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, RoomId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.dyte.client import DyteClient
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.presence import DESK_NAME, PresenceService

pytestmark = pytest.mark.anyio


@dataclass
class OneRoom:
    """A meeting whose room is there already."""

    room: RoomId

    async def with_room(self, meeting_id: MeetingId) -> tuple[Meeting, RoomId]:
        when = Schedule(datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(minutes=30), "UTC")
        guest = Invitee(InviteeId("i"), "Asha", Role.PATIENT, "group_call_guest")
        return Meeting(meeting_id, "Knee", when, "Dr Sommer", (guest,), room_id=self.room), self.room

    def ticket_with(self, token: str, meeting: Meeting, name: str) -> CallTicket:
        return CallTicket(meeting.title, name, Kit.DYTE, token)


async def test_the_desk_s_preset_is_one_that_the_specs_know(client: DyteClient) -> None:
    room = (await client.create_room(RoomSpec(title="Knee"))).id
    meeting = MeetingId(f"m-{room}")
    standing = PresenceService(cast("JoinService", OneRoom(room)), client)

    first = await standing.presence_ticket(meeting)
    again = await standing.presence_ticket(meeting)

    assert first.token
    assert again.token
    (person,) = (await client.list_participants(room)).rows
    assert (person.name, person.preset, person.custom_id) == (DESK_NAME, DESK_PRESET, desk_id(meeting))
    (kept,) = (each for each in (await client.list_presets(per_page=100)).rows if each.name == DESK_PRESET)
    may = (await client.get_preset(kept.id)).permissions
    await client.delete_preset(kept.id)  # the other dialect's specification demands more of a preset
    assert may["accept_waiting_requests"] is True
    assert may["hidden_participant"] is False
    assert {each["can_produce"] for each in may["media"].values()} == {"NOT_ALLOWED"}
