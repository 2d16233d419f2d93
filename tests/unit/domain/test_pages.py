"""A list is read to its end, whatever the service says or leaves out about its pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.room import RemotePage, all_pages

pytestmark = pytest.mark.anyio

_MANY, _SIZE = st.integers(0, 60), st.integers(1, 20)


@given(rows=_MANY, asked=_SIZE, cap=_SIZE, unreadable=st.sets(_MANY))
async def test_with_a_total_smaller_pages_than_asked_lose_nothing(
    rows: int, asked: int, cap: int, unreadable: set[int]
) -> None:
    size = min(asked, cap)

    async def read(*, page: int, per_page: int) -> RemotePage[int]:
        assert per_page == asked
        came = range(rows)[(page - 1) * size : page * size]
        return RemotePage(tuple(row for row in came if row not in unreadable), rows, page, len(came))

    found = [row async for page in all_pages(read, per_page=asked) for row in page.rows]
    assert found == [row for row in range(rows) if row not in unreadable]


@given(rows=_MANY, asked=_SIZE)
async def test_without_a_total_a_short_page_is_not_the_last(rows: int, asked: int) -> None:
    async def read(*, page: int, per_page: int) -> RemotePage[int]:
        size = max(1, per_page // 2)  # a service that sends at most half of what was asked for
        came = tuple(range(rows)[(page - 1) * size : page * size])
        return RemotePage(came, None, page, len(came))

    assert [row async for page in all_pages(read, per_page=asked) for row in page.rows] == list(range(rows))


async def test_a_service_that_knows_one_page_only_is_not_asked_for_ever() -> None:
    async def read(*, page: int, per_page: int) -> RemotePage[int]:
        del per_page
        return RemotePage((1, 2, 3), None, page, 3)

    assert [row async for page in all_pages(read) for row in page.rows] == [1, 2, 3]
