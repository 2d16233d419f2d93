"""Presets: what a participant may do and sees (FACTS section 5)."""

from __future__ import annotations

from msgspec import UNSET

from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.room import PresetDetails, RemotePage
from hosted_meetings_desktop.dyte import wire_rooms as wired
from hosted_meetings_desktop.dyte.calls import Calls, at
from hosted_meetings_desktop.dyte.wire_bodies import PresetBody


class Presets(Calls):
    """``/presets``."""

    async def list_presets(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Preset]:
        """Return a page of presets, by id and name only."""
        return await self._read_page("/presets", wired.PRESETS, page=page, per_page=per_page)

    async def get_preset(self, preset_id: str) -> PresetDetails:
        """Return a preset with its documents."""
        return await self._read(at("presets", preset_id), wired.PresetRow, wired.preset_details)

    async def create_preset(self, preset: PresetDetails) -> PresetDetails:
        """Make a preset; its ``id`` is ignored."""
        permissions = preset.permissions or ({} if self._dialect.permissions_required else UNSET)
        body = PresetBody(name=preset.name, config=preset.config, permissions=permissions, ui=preset.ui)
        return await self._do("POST", "/presets", body, wired.PresetRow, wired.preset_details)

    async def patch_preset(self, preset: PresetDetails) -> PresetDetails:
        """Change a preset; an empty document or name stays as it is at the provider."""
        body = PresetBody(
            name=preset.name or UNSET,
            config=preset.config or UNSET,
            permissions=preset.permissions or UNSET,
            ui=preset.ui or UNSET,
        )
        return await self._do("PATCH", at("presets", preset.id), body, wired.PresetRow, wired.preset_details)

    async def delete_preset(self, preset_id: str) -> None:
        """Delete a preset. What happens to people who have it is not documented."""
        await self._command("DELETE", at("presets", preset_id))
