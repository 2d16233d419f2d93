"""What a preset's documents must look like (the fields and limits of both specs).

Where the specs differ in the values they list, the longer list of RealtimeKit is accepted from both: the service
takes far more than Dyte's spec says (FACTS section 11).
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import UNSET, Meta, UnsetType

from hosted_meetings_desktop.simulator.rest.bodies import Body, Flag, NonEmpty, Text

Quality = Literal["hd", "vga", "qvga", "fhd", "uhd"]
Production = Literal["ALLOWED", "NOT_ALLOWED", "CAN_REQUEST"]
Count = Annotated[int, Meta(ge=0)]


class StreamCounts(Body):
    """How many pictures are shown at once."""

    mobile: Count
    desktop: Count


class Sound(Body):
    """How sound is sent."""

    enable_stereo: Flag = UNSET
    enable_high_bitrate: Flag = UNSET


class Picture(Body):
    """How the camera's picture is sent."""

    quality: Quality
    frame_rate: Annotated[int, Meta(le=30)]
    simulcast: Flag = UNSET


class Screen(Body):
    """How a shared screen is sent."""

    quality: Quality
    frame_rate: int


class ConfigMedia(Body):
    """How everything is sent."""

    video: Picture
    screenshare: Screen
    audio: Sound | UnsetType = UNSET


class Config(Body):
    """A preset's ``config``."""

    view_type: Literal["GROUP_CALL", "WEBINAR", "AUDIO_ROOM", "LIVESTREAM"]
    max_video_streams: StreamCounts
    max_screenshare_count: Count
    media: ConfigMedia
    livestream_viewer_qualities: list[int] | UnsetType | None = UNSET


class Plugins(Body):
    """What may be done with plugins."""

    can_close: bool
    can_start: bool
    can_edit_config: bool
    config: dict[str, Any] | str


class ConnectedMeetings(Body):
    """What may be done with connected meetings."""

    can_alter_connected_meetings: bool
    can_switch_connected_meetings: bool
    can_switch_to_parent_meeting: bool


class Polls(Body):
    """What may be done with polls."""

    can_create: bool
    can_vote: bool
    can_view: bool


class Produce(Body):
    """Whether a kind of media may be sent."""

    can_produce: Production


class Media(Body):
    """What may be sent."""

    video: Produce
    audio: Produce
    screenshare: Produce


class PublicChat(Body):
    """What may be written to all."""

    can_send: bool
    text: bool
    files: bool


class PrivateChat(Body):
    """What may be written to one."""

    can_send: bool
    can_receive: bool
    text: bool
    files: bool


class Chat(Body):
    """What may be written."""

    public: PublicChat
    private: PrivateChat


class Permissions(Body):
    """A preset's ``permissions``."""

    accept_waiting_requests: bool
    can_accept_production_requests: bool
    can_edit_display_name: bool
    can_spotlight: bool
    recorder_type: Literal["RECORDER", "LIVESTREAMER", "NONE"]
    disable_participant_audio: bool
    disable_participant_screensharing: bool
    disable_participant_video: bool
    kick_participant: bool
    pin_participant: bool
    can_record: bool
    can_livestream: bool
    waiting_room_type: Literal["SKIP", "ON_PRIVILEGED_USER_ENTRY", "SKIP_ON_ACCEPT"]
    plugins: Plugins
    connected_meetings: ConnectedMeetings
    polls: Polls
    media: Media
    chat: Chat
    hidden_participant: bool
    show_participant_list: bool
    can_change_participant_permissions: bool
    is_recorder: Flag = UNSET
    stage_enabled: Flag = UNSET
    stage_access: Production | UnsetType = UNSET
    accept_stage_requests: Flag = UNSET
    transcription_enabled: Flag = UNSET


class Brand(Body, rename={f"shade_{n}": str(n) for n in range(300, 701, 100)}):
    """The brand's shades."""

    shade_300: str
    shade_400: str
    shade_500: str
    shade_600: str
    shade_700: str


class Background(Body, rename={f"shade_{n}": str(n) for n in range(600, 1001, 100)}):
    """The background's shades."""

    shade_600: str
    shade_700: str
    shade_800: str
    shade_900: str
    shade_1000: str


class Colors(Body):
    """The colours of the call."""

    brand: Brand
    background: Background
    danger: str
    text: str
    text_on_brand: str
    success: str
    video_bg: str
    warning: str


class DesignTokens(Body):
    """The looks of the call. ``logo`` is required by Dyte's spec only; nobody is refused for it."""

    border_radius: Literal["sharp", "rounded", "extra-rounded", "circular"]
    border_width: Literal["none", "thin", "fat"]
    spacing_base: float
    theme: Literal["darkest", "dark", "light"]
    colors: Colors
    logo: Text = UNSET
    font_family: Text = UNSET
    google_font: Text = UNSET


class Ui(Body):
    """A preset's ``ui``."""

    design_tokens: DesignTokens
    config_diff: dict[str, Any] | UnsetType = UNSET


class PresetBody(Body):
    """POST presets. Dyte does without ``permissions``; then they are those of a plain participant."""

    name: NonEmpty
    config: Config
    ui: Ui
    permissions: Permissions | UnsetType = UNSET


class CompletePresetBody(PresetBody):
    """POST and PUT presets as RealtimeKit wants them."""

    permissions: Permissions


@cache
def partial(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return the struct in which no field is required, all the way down: what PATCH accepts."""
    hints = get_type_hints(kind, include_extras=True)
    renamed = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    fields = [(name, _partial_of(hints[name]) | UnsetType, UNSET) for name in kind.__struct_fields__]
    return msgspec.defstruct(f"Partial{kind.__name__}", fields, bases=(Body,), rename=renamed)


def _partial_of(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return partial(hint)
    if get_origin(hint) in {Union, types.UnionType}:
        return Union[tuple(_partial_of(one) for one in get_args(hint))]  # noqa: UP007 - of a computed tuple
    return hint


PresetPatch = partial(PresetBody)
"""PATCH presets."""
