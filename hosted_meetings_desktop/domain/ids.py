"""Named ids, so that a session's id can never stand where a meeting's belongs."""

from typing import NewType

AccountId = NewType("AccountId", str)
"""Our id of a connected provider account; names its store file and keyring entry."""

MeetingId = NewType("MeetingId", str)
"""Our own id of a planned meeting, a UUID; exists before the provider knows the meeting."""

InviteeId = NewType("InviteeId", str)
"""Our own id of a person's place in a meeting, a UUID. Sent as ``custom_participant_id``: no personal data."""

RoomId = NewType("RoomId", str)
"""The provider's id of a meeting (a permanent room)."""

ParticipantId = NewType("ParticipantId", str)
"""The provider's id of a participant of a room."""

PeerId = NewType("PeerId", str)
"""The provider's id of one join of a participant."""

SessionId = NewType("SessionId", str)
"""The provider's id of one live run of a room."""

RecordingId = NewType("RecordingId", str)
"""The provider's id of a recording."""

SeriesId = NewType("SeriesId", str)
"""Our own id of a series of meetings, a UUID."""

VisitTypeId = NewType("VisitTypeId", str)
"""Our own id of a visit type: a word for those a clinic starts with, else a UUID."""

PersonId = NewType("PersonId", str)
"""Our own id of somebody in the clinic's list of people, a UUID."""


def new_id() -> str:
    """Return a fresh opaque id (UUID version 4, text)."""
    # Its import costs several times that of everything else a start needs of the domain.
    from uuid import uuid4

    return str(uuid4())
