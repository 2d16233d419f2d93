"""A provider's client that is made when it is first used, so that nothing waits for a keyring or a process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import anyio

from hosted_meetings_desktop.domain.account import Credentials, DyteCredentials, Provider
from hosted_meetings_desktop.domain.ports import VideoService


class _LateService:
    """Forwards every call of ``VideoService`` to the client, once there is one."""

    def __init__(
        self, provider: Provider, make: Callable[[], Awaitable[VideoService]], stale: Callable[[], bool]
    ) -> None:
        self.provider = provider
        self._make = make
        self._stale = stale
        self._made: VideoService | None = None
        self._making = anyio.Lock()

    def __getattr__(self, name: str) -> Any:
        async def forward(*args: Any, **kwargs: Any) -> Any:
            service = await self._service()
            return await getattr(service, name)(*args, **kwargs)

        return forward

    async def aclose(self) -> None:
        """Close the client, if one was made."""
        if self._made is not None:
            await self._made.aclose()

    async def _service(self) -> VideoService:
        async with self._making:
            if self._made is not None and self._stale():
                old, self._made = self._made, None
                await old.aclose()
            if self._made is None:
                self._made = await self._make()
            return self._made


def late_service(
    provider: Provider, make: Callable[[], Awaitable[VideoService]], stale: Callable[[], bool] = lambda: False
) -> VideoService:
    """Return a client of ``provider`` that is made at its first use.

    Args:
        provider: Whose.
        make: Makes it; when that fails it is tried again at the next use.
        stale: Whether what was made is of no use any more, so that the next call has to make it anew.
    """
    return cast("VideoService", _LateService(provider, make, stale))


def late_connector(credentials: Credentials) -> VideoService:
    """Implements ``domain.ports.Connector``; the HTTP library is imported when the client is first used."""
    provider = Provider.DYTE if isinstance(credentials, DyteCredentials) else Provider.REALTIMEKIT

    async def make() -> VideoService:
        from hosted_meetings_desktop.dyte.client import connect

        return connect(credentials)

    return late_service(provider, make)
