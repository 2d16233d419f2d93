"""The seven presets an account starts with, as complete documents.

Names as the service gives them (FACTS section 5); what each may do follows the service's own descriptions of them.
The documents are in the richer form of RealtimeKit; the Dyte dialect leaves out what it does not know.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hosted_meetings_desktop.simulator.world import Preset, World

_COLORS: dict[str, Any] = {
    "brand": {"300": "#844d1c", "400": "#9d5b22", "500": "#b56927", "600": "#d37c30", "700": "#d9904f"},
    "background": {"600": "#222222", "700": "#1f1f1f", "800": "#1b1b1b", "900": "#181818", "1000": "#141414"},
    "danger": "#FF2D2D",
    "text": "#EEEEEE",
    "text_on_brand": "#EEEEEE",
    "success": "#62A504",
    "video_bg": "#191919",
    "warning": "#FFCD07",
}

_UI: dict[str, Any] = {
    "design_tokens": {
        "border_radius": "rounded",
        "border_width": "thin",
        "spacing_base": 4,
        "theme": "dark",
        "logo": "",
        "colors": _COLORS,
    },
    "config_diff": {},
}

_CONFIG: dict[str, Any] = {
    "view_type": "GROUP_CALL",
    "max_video_streams": {"mobile": 6, "desktop": 6},
    "max_screenshare_count": 1,
    "media": {
        "audio": {"enable_stereo": False, "enable_high_bitrate": False},
        "video": {"quality": "vga", "frame_rate": 30, "simulcast": False},
        "screenshare": {"quality": "hd", "frame_rate": 5},
    },
    "livestream_viewer_qualities": [],
}

_PARTICIPANT: dict[str, Any] = {
    "accept_waiting_requests": False,
    "can_accept_production_requests": False,
    "can_edit_display_name": True,
    "can_spotlight": False,
    "is_recorder": False,
    "recorder_type": "NONE",
    "disable_participant_audio": False,
    "disable_participant_screensharing": False,
    "disable_participant_video": False,
    "kick_participant": False,
    "pin_participant": False,
    "can_record": False,
    "can_livestream": False,
    "waiting_room_type": "SKIP",
    "plugins": {"can_close": True, "can_start": True, "can_edit_config": False, "config": {}},
    "connected_meetings": {
        "can_alter_connected_meetings": False,
        "can_switch_connected_meetings": False,
        "can_switch_to_parent_meeting": False,
    },
    "polls": {"can_create": False, "can_vote": True, "can_view": True},
    "media": {
        "video": {"can_produce": "ALLOWED"},
        "audio": {"can_produce": "ALLOWED"},
        "screenshare": {"can_produce": "ALLOWED"},
    },
    "chat": {
        "public": {"can_send": True, "text": True, "files": True},
        "private": {"can_send": True, "can_receive": True, "text": True, "files": True},
    },
    "hidden_participant": False,
    "show_participant_list": True,
    "can_change_participant_permissions": False,
    "stage_enabled": False,
    "stage_access": "ALLOWED",
    "accept_stage_requests": False,
    "transcription_enabled": False,
}

_HOST: dict[str, Any] = {
    "accept_waiting_requests": True,
    "can_accept_production_requests": True,
    "can_spotlight": True,
    "disable_participant_audio": True,
    "disable_participant_screensharing": True,
    "disable_participant_video": True,
    "kick_participant": True,
    "pin_participant": True,
    "can_record": True,
    "can_livestream": True,
    "plugins": {"can_close": True, "can_start": True, "can_edit_config": True, "config": {}},
    "connected_meetings": {
        "can_alter_connected_meetings": True,
        "can_switch_connected_meetings": True,
        "can_switch_to_parent_meeting": True,
    },
    "polls": {"can_create": True, "can_vote": True, "can_view": True},
    "can_change_participant_permissions": True,
    "accept_stage_requests": True,
}


def _producing(how: str) -> dict[str, Any]:
    return {kind: {"can_produce": how} for kind in ("video", "audio", "screenshare")}


_SILENT_CHAT = {
    "public": {"can_send": True, "text": True, "files": False},
    "private": {"can_send": False, "can_receive": False, "text": False, "files": False},
}
_NO_PLUGINS = {"can_close": False, "can_start": False, "can_edit_config": False, "config": {}}

_DEFAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "group_call_host": ("GROUP_CALL", _HOST),
    "group_call_participant": ("GROUP_CALL", {}),
    "group_call_guest": (
        "GROUP_CALL",
        {"waiting_room_type": "SKIP_ON_ACCEPT", "plugins": _NO_PLUGINS, "chat": _SILENT_CHAT},
    ),
    "webinar_presenter": ("WEBINAR", {**_HOST, "stage_enabled": True}),
    "webinar_viewer": (
        "WEBINAR",
        {
            "stage_enabled": True,
            "stage_access": "CAN_REQUEST",
            "media": _producing("CAN_REQUEST"),
            "plugins": _NO_PLUGINS,
            "chat": _SILENT_CHAT,
        },
    ),
    "livestream_host": ("LIVESTREAM", {**_HOST, "stage_enabled": True}),
    "livestream_viewer": (
        "LIVESTREAM",
        {
            "stage_enabled": True,
            "stage_access": "CAN_REQUEST",
            "media": _producing("CAN_REQUEST"),
            "plugins": _NO_PLUGINS,
            "chat": _SILENT_CHAT,
        },
    ),
}


def default_permissions() -> dict[str, Any]:
    """Return the permissions of a plain participant: what a preset without any gets."""
    return deepcopy(_PARTICIPANT)


def default_preset(name: str) -> Preset:
    """Return a fresh preset with one of the seven default names (``KeyError`` for any other)."""
    view_type, differs = _DEFAULTS[name]
    return Preset(
        name=name,
        config=deepcopy(_CONFIG) | {"view_type": view_type},
        permissions=deepcopy(_PARTICIPANT | differs),
        ui=deepcopy(_UI),
    )


def add_defaults(world: World) -> None:
    """Give a new account its presets."""
    for name in _DEFAULTS:
        preset = default_preset(name)
        world.presets[preset.id] = preset
