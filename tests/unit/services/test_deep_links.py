"""Links and the list: by our id, by the room, of a series, of another account; and links that find their way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.deep_link import DeepLink, Linked, LinkState, read_link
from hosted_meetings_desktop.domain.errors import AppError, Unreachable
from hosted_meetings_desktop.domain.ids import AccountId, MeetingId, RoomId, new_id
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.services.deep_links import DeepLinkService
from tests.unit.services.desk_kit import Desk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.anyio
OURS = AccountId("6f0b1f3e-0c7b-5b3e-9a55-0c1d2e3f4a5b")


def links(desk: Desk, account: AccountId = OURS) -> DeepLinkService:
    return DeepLinkService(desk.store, desk.engine, account)


async def test_a_link_of_ours_finds_its_meeting_also_before_it_has_a_room(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    text = await links(desk).link_to(meeting.id)
    link = read_link(text)
    assert isinstance(link, DeepLink)
    assert (link.id, link.account) == (meeting.id, OURS)
    found = await links(desk).look(link)
    assert found.state is LinkState.FOUND
    assert found.meeting is not None
    assert (found.meeting.id, found.meeting.host) == (meeting.id, meeting.host)


async def test_a_colleague_finds_it_by_its_room(desk: Desk) -> None:
    room = RoomId(new_id())
    made = Room(room, "Made on another PC", True, False, None, desk.clock(), None)
    desk.store.run_now(lambda lib: lib.sync.note_rooms([made], asked_at=desk.clock(), now=desk.clock()))
    for link in (DeepLink(new_id(), room, OURS), DeepLink(room), DeepLink(new_id(), room)):
        found = await links(desk).look(link)
        assert found.meeting is not None
        assert (found.state, found.meeting.title) == (LinkState.FOUND, "Made on another PC")
    own = read_link(await links(desk).link_to(found.meeting.id))
    assert own == DeepLink(found.meeting.id, room, OURS)


async def test_a_cancelled_meeting_is_shown_as_one(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    await desk.plans.cancel(meeting.id)
    found = await links(desk).look(DeepLink(meeting.id))
    assert found.state is LinkState.CANCELLED
    assert found.meeting is not None


async def test_what_is_not_there_is_told_by_what_the_link_says(desk: Desk) -> None:
    nowhere = new_id()
    assert await links(desk).look(DeepLink(nowhere, new_id(), OURS)) == Linked(LinkState.GONE)
    assert await links(desk).look(DeepLink(nowhere)) == Linked(LinkState.UNKNOWN)


async def test_a_link_of_another_account_finds_nothing_here(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    text = await links(desk, AccountId("practice")).link_to(meeting.id)
    asked = read_link(text)
    assert isinstance(asked, DeepLink)
    assert await links(desk).look(asked) == Linked(LinkState.OTHER_ACCOUNT)
    assert (await links(desk).look(replace(asked, account=""))).state is LinkState.FOUND


async def test_looking_again_reads_the_providers_lists_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    room = RoomId(new_id())

    async def refresh_now(_engine: object) -> None:
        made = Room(room, "Just made", True, False, None, desk.clock(), None)
        await desk.store.run(lambda lib: lib.sync.note_rooms([made], asked_at=desk.clock(), now=desk.clock()))

    monkeypatch.setattr(type(desk.engine), "refresh_now", refresh_now)
    assert (await links(desk).look(DeepLink(room))).state is LinkState.UNKNOWN
    assert (await links(desk).look_again(DeepLink(room))).state is LinkState.FOUND


async def test_looking_sends_nothing_and_looking_again_says_what_is_in_the_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refresh_now(_engine: object) -> None:
        raise Unreachable

    monkeypatch.setattr(type(desk.engine), "refresh_now", refresh_now)
    before = list(desk.service.calls)
    await links(desk).look(DeepLink(new_id()))
    assert desk.service.calls == before
    with pytest.raises(Unreachable):
        await links(desk).look_again(DeepLink(new_id()))


async def test_there_is_no_link_to_what_is_gone(desk: Desk) -> None:
    with pytest.raises(AppError, match="not in your list any more"):
        await links(desk).link_to(MeetingId(new_id()))
