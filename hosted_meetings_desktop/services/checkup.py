"""The check-up's view of the network, group by group, and its ticket for IT."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC

import anyio

from hosted_meetings_desktop.domain.checkup import Finding, Topic
from hosted_meetings_desktop.domain.checkup_network import (
    judge_certificates,
    judge_media,
    judge_proxy,
    judge_service,
    judge_signalling,
)
from hosted_meetings_desktop.domain.checkup_targets import Group, Place, allow_list, engine_hosts, targets
from hosted_meetings_desktop.domain.checkup_ticket import TicketLine, ticket_text
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.network_probes import NetworkProbes, Probe, Target
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.support.redaction import redact

_MAIL = re.compile(r"[^\s@<>\"'(),;:/]+@[^\s@<>\"'(),;:/]+")
_MASKED = "[address]"


@dataclass(frozen=True, slots=True)
class CheckupService:
    """Tries the network out for a check-up.

    Attributes:
        probes: What does it.
        place: Returns whose service is to be reached.
        clock: Tells when a ticket was written.
    """

    probes: NetworkProbes
    place: Callable[[], Awaitable[Place]]
    clock: Clock

    async def look(self, group: Group) -> tuple[Finding, ...]:
        """Return what a group's targets come to; all of them are tried at the same time.

        Raises:
            AppError: it cannot be told whose service is to be reached.
        """
        wanted = targets(await self.place(), group)
        if group is Group.PROXY:
            return (judge_proxy(await self.probes.proxy(wanted[0]) if wanted else None),)
        found = await self._all(wanted)
        if group is Group.SERVICE:
            return judge_service(found), judge_certificates(found)
        if group is Group.SIGNALLING:
            return (judge_signalling(found),)
        return (judge_media(Topic.DIRECT if group is Group.DIRECT else Topic.DETOUR, found),)

    async def engine_hosts(self) -> tuple[str, ...]:
        """Return the hosts that the call page is asked to try by itself; none in practice mode.

        Raises:
            AppError: as ``look``.
        """
        return engine_hosts(await self.place())

    async def ticket(self, title: str, head: Iterable[str], lines: Iterable[TicketLine], let_through: str) -> str:
        """Return the check-up as text for IT, without secrets and without anybody's mail address.

        Args:
            title: What stands above it.
            head: Lines about this PC.
            lines: The topics.
            let_through: What stands above the list for a firewall.
        """
        about = [*head, f"{self.clock().astimezone(UTC):%Y-%m-%d %H:%M} UTC"]
        allowed: tuple[str, ...] = ()
        try:
            place = await self.place()
        except AppError:
            pass  # a locked keyring, say: what was found is wanted all the same
        else:
            about.append(f"{place.provider}, practice" if place.embedded is not None else str(place.provider))
            allowed = allow_list(place)
        tail = (let_through, *(f"    - {line}" for line in allowed)) if allowed else ()
        return _MAIL.sub(_MASKED, redact(ticket_text(title, about, lines, tail)))

    async def _all(self, wanted: tuple[Target, ...]) -> tuple[Probe, ...]:
        found: dict[Target, Probe] = {}

        async def one(target: Target) -> None:
            found[target] = await self.probes.probe(target)

        async with anyio.create_task_group() as tasks:
            for target in wanted:
                tasks.start_soon(one, target)
        return tuple(found[target] for target in wanted)
