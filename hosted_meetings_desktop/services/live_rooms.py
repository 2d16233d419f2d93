"""Who is in a live room by the provider's word, and how a live command fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    Busy,
    Intercepted,
    ServiceFault,
    StrangeAnswer,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.session import Session


@contextmanager
def told_as_it_is() -> Iterator[None]:
    """Let a command that failed say what holds for commands: nothing of it is kept or tried again by itself."""
    try:
        yield
    except Intercepted as error:
        raise error.with_advice(f"Nothing was done. {error.advice}") from error
    except (AnswerLost, ServiceFault, StrangeAnswer) as error:
        raise error.with_advice("It may or may not have been done. Look at the call, then do it again.") from error
    except (Unreachable, Busy) as error:
        raise error.with_advice("Nothing was done. Do it again when the connection is back.") from error


def keep_people(lib: Library, session: Session, rows: tuple[Presence, ...], now: datetime) -> bool:
    """Keep who is in the room; returns whether somebody came or left since."""
    known = lib.sessions.get(session.id)
    before = {(row.peer_id, row.left_at) for row in lib.sessions.presences(session.id)}
    lib.sessions.note(session, now=now)
    lib.sessions.note_presences(session.id, rows, now=now)
    return known is None or known.live != session.live or before != {(row.peer_id, row.left_at) for row in rows}


def people_in(meeting: Meeting, presences: Sequence[Presence], *, left_too: bool = False) -> tuple[LivePerson, ...]:
    """Return who is in now, each once, by when they came; with ``left_too``, also who was."""
    invited = {person.id: person for person in meeting.invitees}
    inside: dict[str, LivePerson] = {}
    for row in sorted(presences, key=lambda r: r.joined_at):
        if row.left_at is not None and not left_too:
            continue
        person = invited.get(InviteeId(row.custom_id))
        inside.setdefault(
            row.user_id or row.peer_id,
            LivePerson(
                participant_id=ParticipantId(row.user_id),
                name=row.name or (person.name if person else "Guest"),
                preset=row.preset,
                since=row.joined_at,
                invitee=person.id if person else None,
            ),
        )
    return tuple(inside.values())


def as_known(recording: Recording, known: Recording | None) -> Recording:
    """Return what the provider says of a recording with what only this app knows of it."""
    return recording if known is None else replace(recording, kind=known.kind, voices=known.voices)
