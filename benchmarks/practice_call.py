"""A room at the embedded service, and tickets for the people in it."""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Mapping
from pathlib import Path

from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.dyte.client import connect
from hosted_meetings_desktop.dyte.embedded_control import invite_bot

_RATE = 48_000
_LOUDNESS = 12_000


async def room_with(
    embedded: EmbeddedService, people: Mapping[str, tuple[str, str, Kit]], *, patient: bool = False
) -> dict[str, CallTicket]:
    """Make a room and let people into it.

    Args:
        embedded: Where.
        people: By a key of the caller's own: name, preset, kit.
        patient: Whether the practice patient waits inside.

    Returns:
        Their tickets, by the same keys.
    """
    ready = await embedded.ready()
    # Whatever the kit: both speak to the same rooms.
    service: VideoService = connect(ready.credentials[Provider.REALTIMEKIT])
    try:
        room = await service.create_room(RoomSpec("Consultation"))
        tickets = {}
        for key, (name, preset, kit) in people.items():
            admission = await service.add_participant(room.id, name=name, preset=preset, custom_id=new_id())
            tickets[key] = CallTicket(
                meeting_title="Consultation",
                display_name=name,
                kit=kit,
                token=admission.token,
                base_uri=ready.embedded.base_uri,
                edge_url=ready.embedded.edge_url,
            )
    finally:
        await service.aclose()
    if patient:
        await invite_bot(ready.embedded.control_url, room.id)
    return tickets


def steady_tone(path: Path, seconds: float = 2.0) -> Path:
    """Write a tone for a fake microphone, which else beeps once a second.

    A real microphone is never quite silent. The kits listen for up to 750 ms to one that is, before they use it.
    """
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        samples = (
            round(_LOUDNESS * math.sin(2 * math.pi * 440 * at / _RATE)) for at in range(round(_RATE * seconds))
        )
        file.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return path
