"""Steers the embedded service of practice mode, which has more to it than the provider's API."""

from __future__ import annotations

import anyio

from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import RoomId
from hosted_meetings_desktop.dyte.connections import open_client

_PATIENCE = 20.0


async def invite_bot(control_url: str, room: RoomId) -> None:
    """Let the practice patient into a room.

    Raises:
        Unreachable: the embedded service does not answer.
        AppError: it has no practice patient to send.
    """
    import httpx

    client = await anyio.to_thread.run_sync(lambda: open_client(control_url, headers={}, timeout=_PATIENCE))
    async with client:
        try:
            answer = await client.post(f"{control_url}/bot", json={"meeting_id": room})
        except httpx.HTTPError as error:
            raise Unreachable("Close the app and start practice mode again.", details=type(error).__name__) from error
    if answer.is_error:
        raise AppError(
            "The practice patient cannot come",
            "Practice mode was installed without audio and video. Everything else can be tried.",
            details=f"status {answer.status_code}",
        )
