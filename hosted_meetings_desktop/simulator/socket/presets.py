"""Presets as the SDKs want them: complete, though the REST bodies they came from may leave much out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hosted_meetings_desktop.simulator.world import Preset

_MEDIA = {"can_produce": "ALLOWED"}

_PERMISSIONS: dict[str, Any] = {
    "accept_stage_requests": False,
    "accept_waiting_requests": False,
    "can_accept_production_requests": False,
    "can_change_participant_permissions": False,
    "can_edit_display_name": True,
    "can_livestream": False,
    "can_record": False,
    "can_spotlight": False,
    "chat": {
        "private": {"can_receive": False, "can_send": False, "files": False, "text": False},
        "public": {"can_send": True, "files": False, "text": True},
    },
    "connected_meetings": {
        "can_alter_connected_meetings": False,
        "can_switch_connected_meetings": False,
        "can_switch_to_parent_meeting": False,
    },
    "disable_participant_audio": False,
    "disable_participant_screensharing": False,
    "disable_participant_video": False,
    "hidden_participant": False,
    "is_recorder": False,
    "kick_participant": False,
    "media": {"audio": _MEDIA, "screenshare": _MEDIA, "video": _MEDIA},
    "pin_participant": False,
    "plugins": {"can_close": False, "can_edit_config": False, "can_start": False, "config": {}},
    "polls": {"can_create": False, "can_view": True, "can_vote": True},
    "recorder_type": "NONE",
    "show_participant_list": True,
    "stage_enabled": False,
    "transcription_enabled": False,
    "waiting_room_type": "SKIP",
}

_UI: dict[str, Any] = {
    "config_diff": {},
    "design_tokens": {
        "border_radius": "rounded",
        "border_width": "thin",
        "colors": {
            "background": {
                "600": "#222222",
                "700": "#1f1f1f",
                "800": "#1b1b1b",
                "900": "#181818",
                "1000": "#141414",
            },
            "brand": {"300": "#844d1c", "400": "#9d5b22", "500": "#b56927", "600": "#d37c30", "700": "#d9904f"},
            "danger": "#FF2D2D",
            "success": "#62A504",
            "text": "#EEEEEE",
            "text_on_brand": "#EEEEEE",
            "video_bg": "#191919",
            "warning": "#FFCD07",
        },
        "logo": "",
        "spacing_base": 4,
        "theme": "dark",
    },
}

_CONFIG: dict[str, Any] = {
    "livestream_viewer_qualities": [],
    "max_screenshare_count": 1,
    "max_video_streams": {"desktop": 6, "mobile": 6},
    "media": {
        "audio": {"enable_high_bitrate": False, "enable_stereo": False},
        "screenshare": {"frame_rate": 5, "quality": "hd"},
        "video": {"frame_rate": 30, "quality": "vga", "simulcast": False},
    },
    "view_type": "GROUP_CALL",
}


def document(preset: Preset | None, name: str) -> dict[str, Any]:
    """Return a preset as ``participant-details`` carries it; an unknown one gives a plain participant's."""
    source = preset or Preset(name=name)
    return {
        "id": source.id,
        "name": name,
        "version": "2.0.0",
        "config": _merged(_CONFIG, source.config),
        "permissions": _merged(_PERMISSIONS, source.permissions),
        "ui": _merged(_UI, source.ui),
    }


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        known = result.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            result[key] = _merged(known, value)
        elif value is not None:
            result[key] = value
    return result
