from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator.socket.events import Chat, Plugin, Polls
from tests.unit.simulator.live_room import Answered, LiveRoom, Sdk, live_room, until

pytestmark = pytest.mark.anyio
SENT = "socket.chat.SendChatMessageToRoomResponse"
POLL = "socket.polls.UpdatePollResponse"


async def say(sdk: Sdk, text: str) -> Any:
    request = "socket.chat.SendChatMessageToRoomRequest"
    return (await sdk.ask(Chat.SEND_TO_ROOM, SENT, message=request, payload=text)).message


async def history(sdk: Sdk, **query: Any) -> list[str]:
    answer = await sdk.ask(
        Chat.GET_PAGE,
        "socket.chat.GetPaginatedChatMessageRoomResponse",
        message="socket.chat.GetPaginatedChatMessageRoomRequest",
        **query,
    )
    return [row.payload for row in answer.messages]


async def test_chat_reaches_everybody_and_is_kept(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        sent = await say(ada, "Good morning")
        heard = (await bob.hears(Chat.SEND_TO_ROOM, SENT)).message
        assert (heard.chat_id, heard.payload, heard.display_name) == (sent.chat_id, "Good morning", "Ada")
        assert not ada.events(Chat.SEND_TO_ROOM), "the sender has it as the answer"
        cy = await room.joined("Cy")
        assert await history(cy) == ["Good morning"]
        session = room.world.active_session(room.meeting.id)
        assert session is not None
        assert [(line.text, line.attendance.display_name) for line in session.chat] == [("Good morning", "Ada")]


async def test_chat_comes_in_pages(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        for number in range(4):
            await say(ada, str(number))
        assert await history(ada, size=2) == ["0", "1"]
        assert await history(ada, size=3, reversed=True) == ["3", "2", "1"]


async def test_a_message_is_its_writers_to_change(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        chat_id = (await say(ada, "Helo")).chat_id
        edit, pin = "socket.chat.EditChatMessageRequest", "socket.chat.PinChatMessageRequest"
        with pytest.raises(Answered, match="own"):
            await bob.ask(Chat.EDIT, message=edit, chat_id=chat_id, payload="Bye")
        await ada.ask(Chat.EDIT, message=edit, chat_id=chat_id, payload="Hello")
        edited = (await bob.hears(Chat.EDIT, "socket.chat.EditChatMessageResponse")).message
        assert (edited.payload, edited.is_edited) == ("Hello", True)
        await bob.ask(Chat.PIN, message=pin, chat_id=chat_id, pinned=True)
        assert (await ada.hears(Chat.PIN, "socket.chat.PinChatMessageResponse")).pinned
        assert await history(bob, filters={"pinned": True}) == ["Hello"]
        await ada.ask(Chat.DELETE, message="socket.chat.DeleteChatMessageRequest", chat_id=chat_id)
        await bob.hears(Chat.DELETE)
        assert await history(bob) == []


async def test_a_preset_can_forbid_to_write(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        mute = await room.joined("Pat", "may not write")
        with pytest.raises(Answered, match=r"chat\.public\.can_send"):
            await say(mute, "Hello?")
        with pytest.raises(Answered, match=r"chat\.private\.can_send"):
            await mute.ask(Chat.SEND_TO_PEERS, message="socket.chat.SendChatMessageToPeersRequest", payload="psst")


async def _next_session(room: LiveRoom, only: Sdk) -> Sdk:
    room.world.keep_alive = timedelta(0)
    await only.socket.close()
    await until(lambda: room.world.active_session(room.meeting.id) is None)
    return await room.joined("Bob")


@pytest.mark.parametrize(("kept", "left"), [(False, []), (True, ["Hello"])])
async def test_chat_ends_with_its_session_unless_it_is_to_persist(
    tmp_path: Path, kept: bool, left: list[str]
) -> None:
    async with live_room(tmp_path) as room:
        room.meeting.settings["persist_chat"] = kept
        ada = await room.joined("Ada")
        await say(ada, "Hello")
        assert await history(await _next_session(room, ada)) == left


async def test_polls_are_created_voted_and_counted_once(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob", "guest")
        create, vote = "socket.polls.NewPollRequest", "socket.polls.VotePollRequest"
        with pytest.raises(Answered, match=r"polls\.can_create"):
            await bob.ask(Polls.CREATE, message=create, question="?", options=["a"])
        poll = (await ada.ask(Polls.CREATE, POLL, message=create, question="Tea?", options=["yes", "no"])).poll
        assert (await bob.hears(Polls.CREATE, POLL)).poll.question == "Tea?"
        await bob.ask(Polls.VOTE, POLL, message=vote, poll_id=poll.poll_id, index=1)
        with pytest.raises(Answered, match="already"):
            await bob.ask(Polls.VOTE, POLL, message=vote, poll_id=poll.poll_id, index=0)
        with pytest.raises(Answered, match="option"):
            await ada.ask(Polls.VOTE, POLL, message=vote, poll_id=poll.poll_id, index=2)
        counted = (await ada.hears(Polls.UPDATE, POLL)).poll
        assert [option.count for option in counted.options] == [0, 1]
        assert [voter.name for voter in counted.options[1].votes] == ["Bob"]


async def test_a_poll_made_over_rest_appears_in_the_room(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        session = room.world.active_session(room.meeting.id)
        assert session is not None
        body = {"id": "poll-1", "question": "Pain?", "options": ["yes", {"text": "no"}], "anonymous": True}
        room.world.announce_poll(session, body)
        poll = (await ada.hears(Polls.CREATE, POLL)).poll
        assert (poll.poll_id, [row.text for row in poll.options], poll.anonymous) == ("poll-1", ["yes", "no"], True)
        vote = {"poll_id": "poll-1", "index": 0}
        voted = (await ada.ask(Polls.VOTE, POLL, message="socket.polls.VotePollRequest", **vote)).poll
        assert (voted.options[0].count, list(voted.options[0].votes)) == (1, [])


async def test_a_store_is_shared_by_the_room(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        answer, name = "socket.plugin.PluginStoreResponse", {"plugin_id": "p", "store_name": "s"}
        keys = [{"store_key": "a", "payload": b"1"}, {"store_key": "b", "payload": b"2"}]
        insert = "socket.plugin.PluginStoreInsertKeysRequest"
        await ada.ask(Plugin.STORE_INSERT, answer, message=insert, insert_keys=keys, **name)
        assert len((await bob.hears(Plugin.STORE_INSERT, answer)).store_items) == 2
        delete = "socket.plugin.PluginStoreDeleteKeysRequest"
        await bob.ask(Plugin.STORE_DELETE_KEYS, answer, message=delete, delete_keys=[{"store_key": "a"}], **name)
        get = "socket.plugin.PluginStoreGetKeysRequest"
        left = await ada.ask(Plugin.STORE_GET, answer, message=get, **name)
        assert [(row.store_key, row.payload, row.peer_id) for row in left.store_items] == [("b", b"2", ada.id)]
        await ada.ask(Plugin.STORE_DELETE, answer, message="socket.plugin.PluginStoreDeleteRequest", **name)
        assert not (await bob.ask(Plugin.STORE_GET, answer, message=get, **name)).store_items
