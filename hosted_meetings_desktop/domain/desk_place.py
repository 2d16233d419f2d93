"""How the front desk itself is known in a room: it stands by there to let people in, and is nobody who came."""

from __future__ import annotations

from hosted_meetings_desktop.domain.ids import MeetingId

DESK_PRESET = "hosted_meetings_front_desk"
"""The preset of the front desk's own participants: it can let people in, and nothing else."""
_DESK = "front-desk-"


def desk_id(meeting_id: MeetingId) -> str:
    """Return the custom participant id under which the front desk itself stands by in a meeting's room."""
    return f"{_DESK}{meeting_id}"


def is_desk(custom_id: str) -> bool:
    """Return whether a custom participant id is the front desk's own: nobody who came."""
    return custom_id.startswith(_DESK)
