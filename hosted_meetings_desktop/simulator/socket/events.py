"""Event numbers of the SDKs' socket: the service in the high half, the event in the low.

Source: the event tables of the npm package @cloudflare/realtimekit 2.0.2 (Apache-2.0).
"""

from __future__ import annotations

from enum import IntEnum

PING = "2"
"""Text frame the server sends; the SDK answers ``PONG`` and gives up after 30 s without one."""
PONG = "3"

_CHAT = 1 << 16
_PLUGIN = 2 << 16
_POLLS = 3 << 16
_PRESET = 5 << 16
_MEDIA = 0x0300_0000


class Room(IntEnum):
    """Presence, waiting room, stage, recording, livestream."""

    GET_PEER_INFO = 0
    UPDATE_PEER_INFO = 1
    GET_ROOM_PEERS = 2
    JOIN = 3
    LEAVE = 4
    GET_ROOM_INFO = 5
    LIVESTREAM_STARTED = 8
    LIVESTREAM_STOPPED = 9
    LIVESTREAM_ERRORED = 10
    GET_STAGE_PEERS = 11
    GET_STAGE_REQUESTS = 12
    REQUEST_STAGE_ACCESS = 13
    CANCEL_STAGE_REQUEST = 14
    GRANT_STAGE_ACCESS = 15
    DENY_STAGE_ACCESS = 16
    PEER_COUNT = 17
    JOIN_STAGE = 18
    LEAVE_STAGE = 19
    GET_CONNECTED_ROOMS = 20
    GET_ALL_ADDED_PARTICIPANTS = 28
    BROADCAST = 29
    KICK = 30
    KICK_ALL = 31
    WAITING_REQUESTS = 33
    ACCEPT_WAITING = 34
    WAITING_ACCEPTED = 35
    DENY_WAITING = 36
    WAITING_DENIED = 37
    PEER_STAGE_STATUS = 38
    BROADCAST_TO_ENTITY = 39
    RECORDING_STARTED = 40
    RECORDING_STOPPED = 41
    RECORDING_PAUSED = 42
    GET_STAGE_STATE = 43
    LIVESTREAM_INVOKED = 44


class Chat(IntEnum):
    """Chat of the room."""

    GET_MESSAGES = _CHAT
    SEND_TO_ROOM = _CHAT | 1
    SEND_TO_PEERS = _CHAT | 2
    EDIT = _CHAT | 3
    DELETE = _CHAT | 4
    GET_PAGE = _CHAT | 5
    SEARCH = _CHAT | 7
    PIN = _CHAT | 10


class Plugin(IntEnum):
    """Plugins (none here) and the key-value store of the room."""

    GET_PLUGINS = _PLUGIN
    STORE_INSERT = _PLUGIN | 9
    STORE_GET = _PLUGIN | 10
    STORE_DELETE_KEYS = _PLUGIN | 11
    STORE_DELETE = _PLUGIN | 12


class Polls(IntEnum):
    """Polls of the room."""

    CREATE = _POLLS
    GET = _POLLS | 1
    VOTE = _POLLS | 2
    UPDATE = _POLLS | 3


class Preset(IntEnum):
    """Presets of the peers in the room."""

    GET = _PRESET
    UPDATE = _PRESET | 1


class Media(IntEnum):
    """Negotiation of audio and video, and what a host does to a peer's."""

    CREATE_TRANSPORT = _MEDIA | 1
    PRODUCE = _MEDIA | 2
    CONSUME = _MEDIA | 3
    TOGGLE_PRODUCER = _MEDIA | 4
    TOGGLE_CONSUMER = _MEDIA | 5
    CLOSE_PRODUCER = _MEDIA | 6
    CLOSE_CONSUMER = _MEDIA | 7
    UPDATE_SIMULCAST = _MEDIA | 8
    JOIN = _MEDIA | 16
    LEAVE = _MEDIA | 17
    SELECTED_PEER = _MEDIA | 18
    PIN_PEER = _MEDIA | 19
    SELF_JOIN_COMPLETE = _MEDIA | 20
    PEER_JOINED = _MEDIA | 25
    PEER_LEFT = _MEDIA | 26
    PRODUCER_CREATED = _MEDIA | 27
    PRODUCER_TOGGLED = _MEDIA | 28
    PRODUCER_CLOSED = _MEDIA | 29
    PEER_PINNED = _MEDIA | 30
    PEER_RENAMED = _MEDIA | 33
    RENEGOTIATE = _MEDIA | 50
    ERROR = _MEDIA | 60
    KICK_PEER = _MEDIA | 90
    KICK_ALL = _MEDIA | 91
    RENAME = _MEDIA | 92
    HOST_CONTROL_PEER = _MEDIA | 93
    HOST_CONTROL_ALL = _MEDIA | 94
    AUDIO_ACTIVITY = _MEDIA | 100
