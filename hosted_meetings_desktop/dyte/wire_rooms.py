"""Meetings, participants and presets, as the provider writes them and as the domain knows them (FACTS 3, 5)."""

from __future__ import annotations

from hosted_meetings_desktop.domain.ids import ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.room import Admission, Participant, PresetDetails, Room
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte.wire import Json

_REGIONS = {region.value: region for region in Region}


class RoomRow(wire.Answer):
    """A meeting, one or in a list."""

    id: Json = None
    title: Json = None
    status: Json = None
    record_on_start: Json = None
    preferred_region: Json = None
    created_at: Json = None
    updated_at: Json = None


class ParticipantRow(wire.Answer):
    """A participant, one or in a list; ``token`` after adding and changing; ``client_specific_id`` is an old name."""

    id: Json = None
    name: Json = None
    preset_name: Json = None
    custom_participant_id: Json = None
    client_specific_id: Json = None
    token: Json = None


class PresetRow(wire.Answer):
    """A preset; a list's rows have no documents."""

    id: Json = None
    name: Json = None
    config: Json = None
    permissions: Json = None
    ui: Json = None


class TokenAnswer(wire.Answer):
    """A fresh token."""

    token: Json = None


def room(row: RoomRow) -> Room:
    """Return a meeting as the domain's room; what the answer leaves out stays open."""
    region = row.preferred_region
    return Room(
        id=RoomId(wire.required(row.id, "meeting id")),
        title=row.title if isinstance(row.title, str) else None,
        active=row.status != "INACTIVE" if isinstance(row.status, str) else None,
        record_on_start=None if row.record_on_start is None else wire.flag(row.record_on_start),
        region=_REGIONS.get(region) if isinstance(region, str) else None,
        created_at=wire.moment(row.created_at),
        updated_at=wire.moment(row.updated_at),
    )


def participant(row: ParticipantRow) -> Participant:
    """Return a participant."""
    return Participant(
        id=ParticipantId(wire.required(row.id, "participant id")),
        name=wire.text(row.name),
        preset=wire.text(row.preset_name),
        custom_id=wire.text(row.custom_participant_id) or wire.text(row.client_specific_id),
    )


def admission(row: ParticipantRow) -> Admission:
    """Return a participant with the token that adding and changing give out."""
    return Admission(participant(row), wire.required(row.token, "token"))


def preset(row: PresetRow) -> Preset:
    """Return a preset as lists have it; names are the key, so one without is of no use (FACTS section 5)."""
    name = wire.required(row.name, "preset name")
    return Preset(id=wire.text(row.id), name=name)


def preset_details(row: PresetRow) -> PresetDetails:
    """Return a preset with its documents as they came."""
    return PresetDetails(
        id=wire.required(row.id, "preset id"),
        name=wire.text(row.name),
        config=wire.document(row.config),
        permissions=wire.document(row.permissions),
        ui=wire.document(row.ui),
    )


ROOMS = wire.Reader(RoomRow, room, "meetings")
PARTICIPANTS = wire.Reader(ParticipantRow, participant, "participants")
PRESETS = wire.Reader(PresetRow, preset, "presets")
