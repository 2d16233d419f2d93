"""The client against the simulator's faults: reads survive, deeds are done once, and every doubt is told as one."""

from __future__ import annotations

from typing import Any

import pytest

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    Intercepted,
    ServiceFault,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.dyte.client import DyteClient
from tests.contract.conftest import Simulator

pytestmark = pytest.mark.anyio

CREATE = {"method": "POST", "path_regex": "/meetings$"}
LIST = {"method": "GET", "path_regex": "/meetings$"}


async def made_of(client: DyteClient, marker: str) -> int:
    total = (await client.list_rooms(search=marker)).total
    assert total is not None
    return total


@pytest.mark.parametrize(
    ("fault", "error", "made"),
    [
        ({"kind": "answer_lost"}, AnswerLost, 1),
        ({"kind": "dropped"}, AnswerLost, 0),
        ({"kind": "malformed_body"}, AnswerLost, 1),
        ({"kind": "server_error", "status": 503}, ServiceFault, 0),
        ({"kind": "stored_late", "seconds": 0}, ServiceFault, None),
        ({"kind": "rate_limited", "retry_after": 600}, Busy, 0),
        ({"kind": "captive_portal"}, Intercepted, 0),
        ({"kind": "expired_token"}, CredentialsRefused, 0),
    ],
    ids=lambda given: given["kind"] if isinstance(given, dict) else None,
)
async def test_a_creation_that_goes_wrong_is_sent_once(
    direct: DyteClient, simulator: Simulator, fault: dict[str, Any], error: type[AppError], made: int | None
) -> None:
    marker = new_id()
    simulator.control("POST", "/faults", CREATE | fault)
    with pytest.raises(AppError) as caught:
        await direct.create_room(RoomSpec(marker))
    assert type(caught.value) is error
    assert [rule["struck"] for rule in simulator.control("GET", "/faults")] == [1]
    if made is not None and error is not Busy:
        assert await made_of(direct, marker) == made


async def test_a_creation_is_sent_again_after_429_and_made_once(direct: DyteClient, simulator: Simulator) -> None:
    marker = new_id()
    simulator.control("POST", "/faults", CREATE | {"kind": "rate_limited", "retry_after": 0, "times": 1})
    await direct.create_room(RoomSpec(marker))
    assert await made_of(direct, marker) == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "dropped"}, {"kind": "answer_lost"}, {"kind": "server_error", "status": 502}], ids=str
)
async def test_a_read_survives_a_passing_fault(
    direct: DyteClient, simulator: Simulator, fault: dict[str, Any]
) -> None:
    simulator.control("POST", "/faults", LIST | fault | {"times": 1})
    assert (await direct.list_rooms(per_page=1)).total is not None
    assert [rule["struck"] for rule in simulator.control("GET", "/faults")] == [1]


async def test_a_read_that_never_gets_through_is_unreachable(direct: DyteClient, simulator: Simulator) -> None:
    simulator.control("POST", "/faults", LIST | {"kind": "dropped"})
    with pytest.raises(Unreachable):
        await direct.list_rooms()
