"""Presets over REST: list (names only), one, create, change, replace, delete."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.presets import default_permissions
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.dialect import Dialect
from hosted_meetings_desktop.simulator.rest.preset_bodies import CompletePresetBody, PresetBody, PresetPatch
from hosted_meetings_desktop.simulator.rest.wire import conflict, done, not_found, stamp, without_unset
from hosted_meetings_desktop.simulator.world import Preset

_NEWER_PERMISSIONS = ("stage_enabled", "stage_access", "accept_stage_requests", "transcription_enabled")
_OLDER_QUALITIES = {"fhd": "hd", "uhd": "hd"}


def _shown(dialect: Dialect, preset: Preset) -> dict[str, Any]:
    """Return a preset as the dialect writes it; Dyte's older form knows fewer fields and values."""
    found: dict[str, Any] = {
        "id": preset.id,
        "name": preset.name,
        "config": preset.config,
        "permissions": preset.permissions,
        "ui": preset.ui,
        "created_at": stamp(preset.created_at),
        "updated_at": stamp(preset.updated_at),
    }
    if not dialect.preset_extras:
        found = deepcopy(found)
        _make_older(found)
    return found


def _make_older(shown: dict[str, Any]) -> None:
    config, permissions, ui = shown["config"], shown["permissions"], shown["ui"]
    config.pop("livestream_viewer_qualities", None)
    if config["view_type"] == "LIVESTREAM":
        config["view_type"] = "WEBINAR"
    config["media"]["video"].pop("simulcast", None)
    for kind in ("video", "screenshare"):
        media = config["media"][kind]
        media["quality"] = _OLDER_QUALITIES.get(media["quality"], media["quality"])
    for name in _NEWER_PERMISSIONS:
        permissions.pop(name, None)
    plugins = permissions["plugins"]
    if isinstance(plugins["config"], dict) and "access_control" not in plugins["config"]:
        # Dyte describes one plugin's access where RealtimeKit has a map of plugins.
        plugins["config"] = {"access_control": "FULL_ACCESS", "handles_view_only": False}
    tokens = ui["design_tokens"]
    for name in ("font_family", "google_font"):
        tokens.pop(name, None)
    tokens |= {"theme": "dark", "border_radius": "rounded", "border_width": "thin"}
    tokens.setdefault("logo", "")


def _one(call: Call) -> Preset:
    preset_id = call.id("preset_id")
    found = call.world.presets.get(preset_id)
    if found is None:
        raise not_found(f"No preset found with id {preset_id}")
    return found


def _check_name(call: Call, name: str, preset: Preset | None) -> None:
    taken = call.world.preset_by_name(name)
    if taken is not None and taken is not preset:
        raise conflict(f"a preset with name {name} already exists")


def _merge(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Lay a partial document over a whole one."""
    merged = dict(old)
    for name, value in new.items():
        below = old.get(name)
        merged[name] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


async def list_presets(call: Call) -> web.Response:
    """GET /presets: ids, names and times only, with top-level paging."""
    query = call.query
    search = (query.text("search") or "") if call.dialect.preset_search else ""
    found = [preset for preset in call.world.presets.values() if search.casefold() in preset.name.casefold()]
    rows, paging = query.page().of_list(found)
    shown = [
        {
            "id": preset.id,
            "name": preset.name,
            "created_at": stamp(preset.created_at),
            "updated_at": stamp(preset.updated_at),
        }
        for preset in rows
    ]
    return done(shown, paging=paging)


async def create(call: Call) -> web.Response:
    """POST /presets: 200 with Dyte, 201 with RealtimeKit."""
    preset = _filled(Preset(), await _complete_body(call))
    _check_name(call, preset.name, None)
    call.world.presets[preset.id] = preset
    return done(_shown(call.dialect, preset), status=call.dialect.preset_created)


async def _complete_body(call: Call) -> dict[str, Any]:
    return without_unset(await call.body(CompletePresetBody if call.dialect.preset_extras else PresetBody))


def _filled(preset: Preset, sent: dict[str, Any]) -> Preset:
    preset.name = sent["name"]
    preset.config = sent["config"]
    preset.permissions = sent.get("permissions") or default_permissions()
    preset.ui = {"config_diff": {}} | sent["ui"]
    preset.touch()
    return preset


async def one(call: Call) -> web.Response:
    """GET /presets/{id}."""
    return done(_shown(call.dialect, _one(call)))


async def change(call: Call) -> web.Response:
    """PATCH /presets/{id}: only what is sent, also deep inside the documents."""
    preset = _one(call)
    sent = without_unset(await call.body(PresetPatch))
    _check_name(call, sent.get("name", preset.name), preset)
    whole = {"name": preset.name, "config": preset.config, "permissions": preset.permissions, "ui": preset.ui}
    _filled(preset, _merge(whole, sent))
    return done(_shown(call.dialect, preset))


async def replace(call: Call) -> web.Response:
    """PUT /presets/{id} (RealtimeKit)."""
    preset = _one(call)
    sent = await _complete_body(call)
    _check_name(call, sent["name"], preset)
    return done(_shown(call.dialect, _filled(preset, sent)))


async def remove(call: Call) -> web.Response:
    """DELETE /presets/{id}: answers with what was removed, used or not."""
    preset = _one(call)
    del call.world.presets[preset.id]
    return done(_shown(call.dialect, preset))


ROUTES = [
    Route("GET", "/presets", list_presets),
    Route("POST", "/presets", create),
    Route("GET", "/presets/{preset_id}", one),
    Route("PATCH", "/presets/{preset_id}", change),
    Route("PUT", "/presets/{preset_id}", replace, only="realtimekit"),
    Route("DELETE", "/presets/{preset_id}", remove),
]
