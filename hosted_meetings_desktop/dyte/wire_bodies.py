"""What we send, strictly typed: a body that would not fit is refused here, before it is sent."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.recording import MOST_VOICES

NonEmpty = Annotated[str, Meta(min_length=1)]
Text = str | UnsetType
Flag = bool | UnsetType

_AT = re.compile(r"`\$\.(\w+)")


class Body(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A request body; a field that stays unset is not sent."""


class RoomBody(Body):
    """POST and PUT meetings (the fields this product uses), PATCH with ``status``."""

    title: Text = UNSET
    record_on_start: Flag = UNSET
    preferred_region: NonEmpty | UnsetType = UNSET
    status: str | UnsetType = UNSET


class ParticipantBody(Body):
    """POST participants. ``name`` is optional to the provider, yet nobody can join without one (FACTS section 3)."""

    name: NonEmpty
    preset_name: NonEmpty
    custom_participant_id: NonEmpty


class ParticipantPatch(Body):
    """PATCH participants."""

    name: NonEmpty | UnsetType = UNSET
    preset_name: NonEmpty | UnsetType = UNSET


class PresetBody(Body):
    """POST and PATCH presets; the documents go as they are."""

    name: NonEmpty | UnsetType = UNSET
    config: dict[str, Any] | UnsetType = UNSET
    permissions: dict[str, Any] | UnsetType = UNSET
    ui: dict[str, Any] | UnsetType = UNSET


class PeopleBody(Body, omit_defaults=False):
    """Kick and mute. Both lists are sent: an earlier specification required both (FACTS section 4)."""

    participant_ids: list[NonEmpty]
    custom_participant_ids: list[NonEmpty]


class MuteAllBody(Body):
    """Mute all; RealtimeKit requires the field."""

    allow_unmute: bool


class PollBody(Body):
    """POST poll."""

    question: NonEmpty
    options: Annotated[list[NonEmpty], Meta(min_length=1)]
    anonymous: bool
    hide_votes: bool


class RecordingBody(Body):
    """POST recordings."""

    meeting_id: NonEmpty
    max_seconds: Annotated[int, Meta(ge=60, le=86400)] | UnsetType = UNSET


class TrackRecordingBody(Body):
    """POST recordings/track. Without ``user_ids`` everybody would be recorded, so they are never left out."""

    meeting_id: NonEmpty
    user_ids: Annotated[list[NonEmpty], Meta(min_length=1, max_length=MOST_VOICES)]


class RecordingAction(Body):
    """PUT recordings: ``stop``, ``pause`` or ``resume``."""

    action: NonEmpty


class LivestreamBody(Body):
    """POST livestreams."""

    name: Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_-]*$")] | UnsetType = UNSET


class WebhookBody(Body):
    """POST and PATCH webhooks."""

    name: NonEmpty
    url: NonEmpty
    events: list[NonEmpty]
    enabled: bool


def encoded(body: Body) -> bytes:
    """Return a body as JSON.

    Raises:
        InputProblem: A value is not one the provider takes.
    """
    try:
        msgspec.convert(msgspec.to_builtins(body), type(body), strict=True)
        return msgspec.json.encode(body)
    except msgspec.ValidationError as error:
        at = _AT.search(str(error))
        raise InputProblem(at[1] if at else "", "The video service would not accept this", str(error)) from error
    except UnicodeEncodeError as error:  # half a character, as some programs leave in the clipboard
        raise InputProblem("", "The text holds a character that cannot be sent", "Type it again.") from error
