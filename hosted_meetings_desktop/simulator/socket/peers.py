"""A person in a room (or on the way into it) and the tracks they send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hosted_meetings_desktop.simulator.sfu.source import Source
from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.world import Attendance, Participant

if TYPE_CHECKING:
    from hosted_meetings_desktop.simulator.sfu.transport import Transport

_KINDS = ("audio", "video", "screenshare")
Deliver = Callable[[int, str, bytes], None]
"""Hands a peer an event, the id of the request it answers (or nothing) and the payload; never blocks."""


class Refused(Exception):
    """What a peer asked for is not allowed or not possible; the text goes back to it."""


@dataclass
class Producer:
    """A track a peer sends."""

    id: str
    source: Source
    screen_share: bool = False
    app_data: str = "{}"
    mime_type: str = ""
    transport_id: str = ""

    def state(self, viewer: Peer) -> dict[str, Any]:
        """Return the fields of ``media.ProducerState`` as ``viewer`` is to see them."""
        return {
            "producer_id": viewer.name_of_producer(self.id),
            "kind": wire.enum_number("media.ProducerKind", self.source.kind.upper()),
            "pause": self.source.paused,
            "screen_share": self.screen_share,
            "app_data": self.app_data,
            "producing_transport_id": self.transport_id,
            "mime_type": self.mime_type,
        }


@dataclass(eq=False)
class Peer:
    """One connection of one participant; a participant with two windows is two peers."""

    id: str
    participant: Participant
    preset: Mapping[str, Any]
    deliver: Deliver
    name: str = ""
    is_bot: bool = False
    user_agent: str = ""
    attendance: Attendance | None = None
    in_media: bool = False
    stage: str = "ON_STAGE"
    replaces: str = ""
    returns: int = 0
    producers: dict[str, Producer] = field(default_factory=dict)
    transports: dict[str, Transport] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.name = self.name or self.participant.name or ""
        if self.has_stage and self.stage_access != "ALLOWED":
            self.stage = "OFF_STAGE"

    @property
    def permissions(self) -> Mapping[str, Any]:
        """The permissions of the peer's preset."""
        permissions: Mapping[str, Any] = self.preset["permissions"]
        return permissions

    @property
    def is_privileged(self) -> bool:
        """Whether the peer lets others in from the waiting room."""
        return bool(self.permissions["accept_waiting_requests"])

    # ---- the stage of a webinar, told from a preset as both SDKs do (PermissionPreset in the npm packages)
    @property
    def has_stage(self) -> bool:
        """Whether who is not on the stage only watches."""
        by_view = self.preset["config"]["view_type"] in {"WEBINAR", "LIVESTREAM"}
        return bool(self.permissions["stage_enabled"]) or by_view

    @property
    def calls_to_stage(self) -> bool:
        """Whether the peer lets others onto the stage; the older presets know one permission for both kinds."""
        asked_for = ("accept_stage_requests", "can_accept_production_requests")
        return self.has_stage and any(self.permissions[name] for name in asked_for)

    @property
    def stage_access(self) -> str:
        """``ALLOWED``, ``CAN_REQUEST`` or ``NOT_ALLOWED``; where the preset does not say, its media do."""
        said: str = self.permissions.get("stage_access") or ""
        ways = [self._producing(kind) for kind in _KINDS]
        return said or next((way for way in ("ALLOWED", "CAN_REQUEST") if way in ways), "NOT_ALLOWED")

    def _producing(self, kind: str) -> str:
        way: str = self.permissions["media"][kind]["can_produce"]
        return way

    def may_send(self, kind: str) -> bool:
        """Return whether the peer may send ``audio``, ``video`` or ``screenshare`` now."""
        way = self._producing(kind)
        if not self.has_stage:
            return way == "ALLOWED"
        return self.stage == "ON_STAGE" and way != "NOT_ALLOWED"

    def may(self, permission: str) -> None:
        """Do nothing if the preset grants ``permission`` (dotted path), else refuse.

        Raises:
            Refused: it does not.
        """
        value: Any = self.permissions
        for part in permission.split("."):
            value = value[part]
        if not value:
            raise Refused(f"the preset does not allow {permission}")

    def send(self, event: int, message: str = "", fields: Mapping[str, Any] | None = None) -> None:
        """Send an event nobody asked for."""
        self.deliver(event, "", wire.encode(message, fields or {}) if message else b"")

    def describe(self, *, waiting: bool = False) -> dict[str, Any]:
        """Return the fields of ``socket.room.Peer``."""
        return {
            "peer_id": self.id,
            "user_id": self.participant.id,
            "display_name": self.name,
            "stage_type": wire.enum_number("socket.room.StageType", self.stage),
            "custom_participant_id": self.participant.custom_participant_id,
            "preset_id": self.preset["id"],
            "display_picture_url": self.participant.picture,
            "waitlisted": waiting,
            "flags": {
                "preset_name": self.preset["name"],
                "recorder_type": self.permissions["recorder_type"],
                "hidden_participant": self.permissions["hidden_participant"],
            },
        }

    def name_of_producer(self, producer_id: str) -> str:
        """Return what a producer is called towards this peer.

        An SDK whose socket was replaced keeps its old consumers but loses their tracks, and does not ask again for a
        producer it knows; so each return gets other names.
        """
        return f"{producer_id}.{self.returns}" if self.returns else producer_id

    def describe_media(self, viewer: Peer) -> dict[str, Any]:
        """Return the fields of ``media.edge.RoomParticipants`` as ``viewer`` is to see them."""
        return {
            "peer_id": self.id,
            "producer_states": [producer.state(viewer) for producer in self.producers.values()],
            "display_name": self.name,
            "user_id": self.participant.id,
        }
