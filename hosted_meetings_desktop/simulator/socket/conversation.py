"""Chat, polls and the key-value stores of a room."""

from __future__ import annotations

import time
from typing import Any

from hosted_meetings_desktop.simulator.socket.events import Chat, Plugin, Polls
from hosted_meetings_desktop.simulator.socket.peers import Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request
from hosted_meetings_desktop.simulator.socket.rooms import new_poll
from hosted_meetings_desktop.simulator.world import ChatLine, new_id, now

_TEXT = 0


# ---- chat
async def _send_to_room(request: Request) -> None:
    request.must_be_inside()
    asked = request.read("socket.chat.SendChatMessageToRoomRequest")
    request.peer.may("chat.public.can_send")
    request.peer.may("chat.public.text" if asked.payload_type == _TEXT else "chat.public.files")
    message = _message(request, asked)
    request.room.chat.append(message)
    session = request.rooms.world.active_session(request.room.meeting.id)
    if session is not None and request.peer.attendance is not None:
        session.chat.append(ChatLine(message["chat_id"], request.peer.attendance, asked.payload, now()))
    request.reply_to_all(request.event, "socket.chat.SendChatMessageToRoomResponse", message=message)


async def _send_to_peers(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("chat.private.can_send")
    asked = request.read("socket.chat.SendChatMessageToPeersRequest")
    receivers = [peer for peer in request.room.peers.values() if peer.id in asked.peer_ids]
    for peer in receivers:
        peer.may("chat.private.can_receive")
    message = _message(request, asked)
    message["target_user_ids"] = [peer.participant.id for peer in receivers]
    request.reply("socket.chat.SendChatMessageToPeersResponse", message=message)
    for peer in receivers:
        peer.send(request.event, "socket.chat.SendChatMessageToPeersResponse", {"message": message})


def _message(request: Request, asked: Any) -> dict[str, Any]:
    milliseconds = time.time_ns() // 1_000_000
    return {
        "chat_id": new_id(),
        "peer_id": request.peer.id,
        "user_id": request.peer.participant.id,
        "display_name": request.peer.name,
        "payload_type": asked.payload_type,
        "payload": asked.payload,
        "created_at": milliseconds // 1000,
        "created_at_ms": milliseconds,
    }


async def _all_messages(request: Request) -> None:
    request.reply("socket.chat.GetChatMessagesResponse", messages=request.room.chat)


async def _page_of_messages(request: Request) -> None:
    asked = request.read("socket.chat.GetPaginatedChatMessageRoomRequest")
    rows = request.room.chat
    if asked.HasField("filters") and asked.filters.pinned:
        rows = [row for row in rows if row.get("pinned")]
    if asked.HasField("filters") and asked.filters.user_id:
        rows = [row for row in rows if row["user_id"] == asked.filters.user_id]
    if asked.time_stamp:
        before = asked.reversed
        rows = [row for row in rows if (row["created_at_ms"] < asked.time_stamp) == before]
    size = asked.size or len(rows)
    page = list(reversed(rows[-size:])) if asked.reversed else rows[:size]
    request.reply("socket.chat.GetPaginatedChatMessageRoomResponse", messages=page, next=len(rows) > size)


async def _search_messages(request: Request) -> None:
    term = request.read("socket.chat.SearchChatMessagesRequest").search_term.casefold()
    rows = [row for row in request.room.chat if term in row["payload"].casefold()]
    request.reply("socket.chat.GetPaginatedChatMessageRoomResponse", messages=rows, next=False)


def _own_message(request: Request, chat_id: str) -> dict[str, Any]:
    message = next((row for row in request.room.chat if row["chat_id"] == chat_id), None)
    if message is None or message["user_id"] != request.peer.participant.id:
        raise Refused("only a message of one's own can be changed")
    return message


async def _edit(request: Request) -> None:
    asked = request.read("socket.chat.EditChatMessageRequest")
    message = _own_message(request, asked.chat_id)
    message["payload"], message["is_edited"] = asked.payload, True
    request.reply_to_all(request.event, "socket.chat.EditChatMessageResponse", message=message)


async def _delete(request: Request) -> None:
    chat_id = request.read("socket.chat.DeleteChatMessageRequest").chat_id
    request.room.chat.remove(_own_message(request, chat_id))
    request.reply_to_all(request.event, "socket.chat.DeleteChatMessageResponse", chat_id=chat_id)


async def _pin(request: Request) -> None:
    request.must_be_inside()
    asked = request.read("socket.chat.PinChatMessageRequest")
    message = next((row for row in request.room.chat if row["chat_id"] == asked.chat_id), None)
    if message is None:
        raise Refused("no such message")
    message["pinned"] = asked.pinned
    request.reply_to_all(
        request.event,
        "socket.chat.PinChatMessageResponse",
        chat_id=asked.chat_id,
        pinned=asked.pinned,
        message=message,
    )


# ---- polls
async def _polls(request: Request) -> None:
    request.reply("socket.polls.GetPollsResponse", polls=request.room.polls)


async def _create_poll(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("polls.can_create")
    asked = request.read("socket.polls.NewPollRequest")
    poll = new_poll(asked.question, asked.options, anonymous=asked.anonymous, hide_votes=asked.hide_votes)
    poll["created_by"], poll["created_by_user_id"] = request.peer.name, request.peer.participant.id
    request.room.polls.append(poll)
    request.reply_to_all(request.event, "socket.polls.UpdatePollResponse", poll=poll)


async def _vote(request: Request) -> None:
    request.must_be_inside()
    request.peer.may("polls.can_vote")
    asked = request.read("socket.polls.VotePollRequest")
    poll = next((row for row in request.room.polls if row["poll_id"] == asked.poll_id), None)
    voter = request.peer.participant.id
    if poll is None or not 0 <= asked.index < len(poll["options"]):
        raise Refused("no such poll or option")
    if voter in poll["votes"]:
        raise Refused("already voted")
    option = poll["options"][asked.index]
    option["count"] += 1
    if not poll["anonymous"]:
        option["votes"].append({"user_id": voter, "name": request.peer.name})
    poll["votes"].append(voter)
    request.reply("socket.polls.UpdatePollResponse", poll=poll)
    request.room.broadcast(Polls.UPDATE, "socket.polls.UpdatePollResponse", {"poll": poll})


# ---- stores
def _answer_store(request: Request, asked: Any, items: list[dict[str, Any]], *, to_all: bool) -> None:
    fields = {"plugin_id": asked.plugin_id, "store_name": asked.store_name, "store_items": items}
    request.reply("socket.plugin.PluginStoreResponse", **fields)
    if to_all:
        request.room.broadcast(request.event, "socket.plugin.PluginStoreResponse", fields, but=request.peer)


def _store(request: Request, asked: Any) -> dict[str, dict[str, Any]]:
    return request.room.stores.setdefault((asked.plugin_id, asked.store_name), {})


async def _store_insert(request: Request) -> None:
    asked = request.read("socket.plugin.PluginStoreInsertKeysRequest")
    store = _store(request, asked)
    items = [
        {
            "timestamp": str(time.time_ns() // 1_000_000),
            "peer_id": request.peer.id,
            "store_key": row.store_key,
            "payload": row.payload,
        }
        for row in asked.insert_keys
    ]
    store.update({item["store_key"]: item for item in items})
    _answer_store(request, asked, items, to_all=True)


async def _store_get(request: Request) -> None:
    asked = request.read("socket.plugin.PluginStoreGetKeysRequest")
    store = _store(request, asked)
    keys = [row.store_key for row in asked.get_keys] or list(store)
    _answer_store(request, asked, [store[key] for key in keys if key in store], to_all=False)


async def _store_delete_keys(request: Request) -> None:
    asked = request.read("socket.plugin.PluginStoreDeleteKeysRequest")
    store = _store(request, asked)
    gone = [store.pop(row.store_key) for row in asked.delete_keys if row.store_key in store]
    _answer_store(request, asked, gone, to_all=True)


async def _store_delete(request: Request) -> None:
    asked = request.read("socket.plugin.PluginStoreDeleteRequest")
    _store(request, asked).clear()
    _answer_store(request, asked, [], to_all=True)


async def _plugins(request: Request) -> None:
    request.reply("socket.plugin.EnablePluginsResponse", plugins=[])


HANDLERS: dict[int, Handler] = {
    Chat.SEND_TO_ROOM: _send_to_room,
    Chat.SEND_TO_PEERS: _send_to_peers,
    Chat.GET_MESSAGES: _all_messages,
    Chat.GET_PAGE: _page_of_messages,
    Chat.SEARCH: _search_messages,
    Chat.EDIT: _edit,
    Chat.DELETE: _delete,
    Chat.PIN: _pin,
    Polls.GET: _polls,
    Polls.CREATE: _create_poll,
    Polls.VOTE: _vote,
    Plugin.GET_PLUGINS: _plugins,
    Plugin.STORE_INSERT: _store_insert,
    Plugin.STORE_GET: _store_get,
    Plugin.STORE_DELETE_KEYS: _store_delete_keys,
    Plugin.STORE_DELETE: _store_delete,
}
