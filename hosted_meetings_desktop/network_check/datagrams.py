"""Asks a media server over UDP, as often as STUN says, by every kind of address it has."""

from __future__ import annotations

import socket
import time

import anyio

from hosted_meetings_desktop.domain.network_probes import Outcome
from hosted_meetings_desktop.network_check import stun
from hosted_meetings_desktop.network_check.failures import Failed, outcome_of

_FIRST_WAIT = 0.5
"""Seconds until the request is sent again, then twice as long each time (RFC 8489, 6.2.1)."""


async def asked_by_datagram(host: str, port: int, request: bytes, patience: float) -> tuple[int, str]:
    """Return one round trip in milliseconds, and what the server said besides yes.

    Raises:
        Failed: with the outcome.
    """
    try:
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise Failed(Outcome.NO_NAME) from error
    # One of each family: a PC may have addresses of a kind that leads nowhere.
    addresses = {family: place[0] for family, _type, _protocol, _name, place in reversed(found)}
    answered: list[tuple[int, str]] = []
    failed: list[Failed] = []
    async with anyio.create_task_group() as tasks:

        async def one(address: str) -> None:
            try:
                answered.append(await _asked(address, port, request, patience))
                tasks.cancel_scope.cancel()
            except Failed as error:
                failed.append(error)

        for address in addresses.values():
            tasks.start_soon(one, str(address))
    if answered:
        return answered[0]
    # That nobody answers says more than that one kind of address is not to be had at all.
    raise min(failed, key=lambda error: error.outcome is Outcome.OFFLINE)


async def _asked(address: str, port: int, request: bytes, patience: float) -> tuple[int, str]:
    wait = _FIRST_WAIT
    try:
        async with await anyio.create_connected_udp_socket(address, port) as line:
            with anyio.fail_after(patience):
                while True:
                    began = time.monotonic()
                    await line.send(request)
                    with anyio.move_on_after(wait):
                        while (said := stun.answers(request, await line.receive())) is None:
                            pass
                        return round((time.monotonic() - began) * 1000), f"STUN {said}" if said else ""
                    wait *= 2
    except (OSError, anyio.BrokenResourceError) as error:
        raise Failed(outcome_of(error)) from error
