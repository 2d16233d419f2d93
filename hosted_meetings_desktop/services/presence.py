"""Standing by: the front desk's own way into a meeting's room, in sight of everybody (docs/decisions/0015)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.domain.desk_place import DESK_PRESET, desk_id
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.room import Participant, PresetDetails, all_pages
from hosted_meetings_desktop.services.joining import JoinService

DESK_NAME = "Front desk"

_WALKS_IN = "ON_PRIVILEGED_USER_ENTRY"
_NOTHING = {kind: {"can_produce": "NOT_ALLOWED"} for kind in ("audio", "video", "screenshare")}
_MAY: dict[str, Any] = {
    "accept_waiting_requests": True,
    "waiting_room_type": "SKIP",
    "hidden_participant": False,
    "show_participant_list": True,
    "media": _NOTHING,
    "chat": {
        "public": {"can_send": False, "text": False, "files": False},
        "private": {"can_send": False, "can_receive": False, "text": False, "files": False},
    },
    "polls": {"can_create": False, "can_vote": False, "can_view": False},
    "plugins": {"can_close": False, "can_start": False, "can_edit_config": False},
    "connected_meetings": {
        "can_alter_connected_meetings": False,
        "can_switch_connected_meetings": False,
        "can_switch_to_parent_meeting": False,
    },
    "is_recorder": False,
    "recorder_type": "NONE",
    **dict.fromkeys(
        (
            "accept_stage_requests",
            "can_accept_production_requests",
            "can_change_participant_permissions",
            "can_edit_display_name",
            "can_livestream",
            "can_record",
            "can_spotlight",
            "disable_participant_audio",
            "disable_participant_screensharing",
            "disable_participant_video",
            "kick_participant",
            "pin_participant",
            "transcription_enabled",
        ),
        False,
    ),
}
"""What the desk may do in a room: let people in, and nothing else."""


@dataclass(frozen=True, slots=True)
class PresenceService:
    """Lets the front desk into rooms, under a name and with permissions that everybody there may know."""

    joining: JoinService
    service: VideoService

    async def presence_ticket(self, meeting_id: MeetingId) -> CallTicket:
        """Return a ticket for the front desk; its preset and its participant are made where they are missing.

        Raises:
            AppError: the meeting is cancelled or has no room and none can be made, people would walk in as soon as
                the desk is there, or the provider refused.
        """
        meeting, room = await self.joining.with_room(meeting_id)
        presets = {each.name: each.id async for page in all_pages(self.service.list_presets) for each in page.rows}
        await self._check_door(meeting, presets)
        await self._prepare_preset(presets)
        participant = await self._participant(room, meeting_id)
        token = await self.service.fresh_token(room, participant)
        return self.joining.ticket_with(token, meeting, DESK_NAME)

    async def _check_door(self, meeting: Meeting, presets: Mapping[str, str]) -> None:
        """Refuse where people are let in by anybody's coming who may admit: the desk would open the door to them."""
        for name in sorted({each.preset for each in meeting.invitees if each.role is not Role.HOST}):
            if name in presets:
                details = await self.service.get_preset(presets[name])
                if details.permissions.get("waiting_room_type") == _WALKS_IN:
                    raise AppError(
                        "The front desk cannot stand by in this room",
                        f"The preset “{name}” lets people in as soon as somebody of the clinic is there. "
                        "Join as the host instead, or let the account's administrator change its waiting room to "
                        "“admit manually”.",
                    )

    async def _prepare_preset(self, presets: Mapping[str, str]) -> None:
        """Make the desk's preset, or put it right where somebody gave it more than it needs."""
        if DESK_PRESET in presets:
            kept = await self.service.get_preset(presets[DESK_PRESET])
            honest = _with(kept.permissions, _MAY)
            if honest != kept.permissions:
                await self.service.patch_preset(PresetDetails(kept.id, "", {}, honest, {}))
            return
        like = next((name for name in (USUAL_PRESETS[Role.HOST], *sorted(presets)) if name in presets), None)
        if like is None:
            raise AppError(
                "The front desk cannot stand by in this room",
                "The account has no preset that could be its model. Join as the host instead.",
            )
        model = await self.service.get_preset(presets[like])
        await self.service.create_preset(
            PresetDetails("", DESK_PRESET, model.config, _with(model.permissions, _MAY), model.ui)
        )

    async def _participant(self, room: RoomId, meeting_id: MeetingId) -> ParticipantId:
        mine = desk_id(meeting_id)
        known: Participant | None = None
        async for page in all_pages(partial(self.service.list_participants, room)):
            known = next((each for each in page.rows if each.custom_id == mine), known)
        if known is None:
            return (
                await self.service.add_participant(room, name=DESK_NAME, preset=DESK_PRESET, custom_id=mine)
            ).participant.id
        if (known.name, known.preset) != (DESK_NAME, DESK_PRESET):
            await self.service.patch_participant(room, known.id, name=DESK_NAME, preset=DESK_PRESET)
        return known.id


def _with(document: Mapping[str, Any], demands: Mapping[str, Any]) -> dict[str, Any]:
    """Return a preset's document with what is demanded of it, as far as its dialect knows such a thing."""
    changed = deepcopy(dict(document))
    for key, value in demands.items():
        if isinstance(value, Mapping):
            if isinstance(changed.get(key), Mapping):
                changed[key] = _with(changed[key], value)
        elif key in changed:
            changed[key] = value
    return changed
