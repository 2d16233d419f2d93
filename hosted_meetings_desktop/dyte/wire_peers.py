"""What the provider noted of single connections: their events, and what they were made with (FACTS section 4)."""

from __future__ import annotations

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from hosted_meetings_desktop.domain.ledger.sources import PeerDevice, PeerEvent
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte.wire import Json


class PeerRow(wire.Answer):
    """A row of a session's people, with ``include_peer_events``."""

    id: Json = None
    user_id: Json = None
    custom_participant_id: Json = None
    client_specific_id: Json = None
    peer_events: Json = None


class EventRow(wire.Answer):
    """One of its events; ``participant_id`` is RealtimeKit's."""

    peer_id: Json = None
    participant_id: Json = None
    event_name: Json = None
    created_at: Json = None


class PeerReportRow(wire.Answer):
    """``data.participant`` of a report on a connection; the device stands in one of two places."""

    id: Json = None
    peer_stats: Json = None
    peer_report: Json = None


def peer_events(session_id: SessionId) -> wire.Reader[tuple[PeerEvent, ...]]:
    """Return the reader of the events of a session's people, one tuple for each row."""
    return wire.Reader(PeerRow, lambda row: _events(row, session_id), "participants")


def _events(row: PeerRow, session_id: SessionId) -> tuple[PeerEvent, ...]:
    custom = wire.text(row.custom_participant_id) or wire.text(row.client_specific_id)
    found = []
    for each in wire.objects(row.peer_events):
        event = wire.record(each, EventRow)
        name, at = wire.text(event.event_name), wire.moment(event.created_at)
        peer, user = wire.text(event.peer_id) or wire.text(row.id), wire.text(row.user_id)
        if name and at is not None and peer:
            user = user or wire.text(event.participant_id)
            found.append(PeerEvent(session_id, PeerId(peer), user, custom, name, at))
    return tuple(found)


def device(row: PeerReportRow, of: Presence) -> PeerDevice:
    """Return what somebody joined with.

    Args:
        row: The report.
        of: Whose connection it is about.
    """
    metadata = wire.document(wire.document(row.peer_report).get("metadata"))
    places = (
        wire.document(wire.document(row.peer_stats).get("device_info")),
        wire.document(metadata.get("browser_metadata")),
        wire.document(metadata.get("device_info")),
    )

    def first(name: str) -> Json:
        said = (each.get(name) for each in places)
        return next((each for each in said if each is not None and each != ""), None)

    mobile = first("is_mobile")
    # What a browser says of its system is frozen by now, and tells less than the system's name.
    return PeerDevice(
        session_id=of.session_id,
        peer_id=of.peer_id,
        user_id=of.user_id,
        custom_id=of.custom_id,
        at=of.joined_at,
        browser=_with_version(wire.text(first("browser")), wire.text(first("browser_version"))),
        system=wire.text(first("os")),
        mobile=wire.flag(mobile) if mobile is not None else None,
    )


def _with_version(name: str, version: str) -> str:
    """Return a browser as people name it: "Chrome 119"."""
    whole = version.partition(".")[0]
    return f"{name} {whole}" if name and whole.isdecimal() else name
