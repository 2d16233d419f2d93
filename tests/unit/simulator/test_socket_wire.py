from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.simulator.socket import wire

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


def test_a_message_has_the_bytes_of_the_protobuf_format() -> None:
    data = wire.encode("message.v1.SocketMessage", {"event": 300, "id": "a", "payload": b"\x01"})
    assert data == bytes.fromhex("08ac021201611a0101")


def test_absent_and_empty_optional_fields_differ() -> None:
    absent = wire.decode("socket.room.UpdatePeerInfoRequest", b"")
    empty = wire.decode(
        "socket.room.UpdatePeerInfoRequest", wire.encode("socket.room.UpdatePeerInfoRequest", {"display_name": ""})
    )
    assert not absent.HasField("display_name")
    assert empty.HasField("display_name")


def test_none_means_absent() -> None:
    assert wire.encode("socket.room.PeerInfoResponse", {"peer": None}) == b""


def test_a_map_of_messages_survives() -> None:
    states = {"one": {"consumer_id": "c"}, "two": {"error_code": "gone", "producer_state": {"kind": 1}}}
    data = wire.encode("media.edge.ConsumePeerResponse", {"consumer_ids_map": {"map": states}, "status": True})
    read = wire.decode("media.edge.ConsumePeerResponse", data).consumer_ids_map.map
    assert sorted(read) == ["one", "two"]
    assert read["one"].consumer_id == "c"
    assert read["two"].producer_state.kind == wire.enum_number("media.ProducerKind", "VIDEO")


@given(st.lists(st.tuples(TEXT, TEXT, st.booleans()), max_size=4))
def test_repeated_messages_survive(rows: list[tuple[str, str, bool]]) -> None:
    peers = [{"peer_id": peer, "display_name": name, "waitlisted": waits} for peer, name, waits in rows]
    read = wire.decode(
        "socket.room.RoomPeersInfoResponse", wire.encode("socket.room.RoomPeersInfoResponse", {"peers": peers})
    )
    assert [(row.peer_id, row.display_name, row.waitlisted) for row in read.peers] == rows


def test_a_newer_sdk_may_send_fields_that_are_not_known() -> None:
    assert wire.decode("socket.room.GetPeerInfoRequest", b"\x0a\x01p\xfa\x3f\x01x").peer_id == "p"


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(DecodeError):
        wire.decode("socket.room.PeerInfoResponse", b"\x0a\xff")


def test_a_field_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        wire.encode("socket.room.PeerInfoResponse", {"pear": {}})
