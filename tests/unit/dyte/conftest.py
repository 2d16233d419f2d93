"""A client of each dialect against routed answers, without waiting and without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import respx

from hosted_meetings_desktop.dyte.client import DyteClient
from tests.unit.dyte.doubles import DYTE_ACCOUNT, DYTE_ROOT, RTK_ACCOUNT, RTK_ROOT, Sleeps, make_client


@pytest.fixture
def sleeps() -> Sleeps:
    return Sleeps()


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=DYTE_ROOT, assert_all_called=False) as router:
        yield router


@pytest.fixture
def rtk_api() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=RTK_ROOT, assert_all_called=False) as router:
        yield router


@pytest.fixture
async def client(sleeps: Sleeps) -> AsyncIterator[DyteClient]:
    made = make_client(DYTE_ACCOUNT, sleeps)
    yield made
    await made.aclose()


@pytest.fixture
async def rtk(sleeps: Sleeps) -> AsyncIterator[DyteClient]:
    made = make_client(RTK_ACCOUNT, sleeps)
    yield made
    await made.aclose()
