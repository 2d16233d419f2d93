"""Chapters of a recording: who came and who left, in the recording's own time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.transcript import TranscriptLine

RECONNECTED = timedelta(seconds=30)
"""Who is back so soon had not left."""
_TOGETHER_MS = 3_000
_MS = timedelta(milliseconds=1)


class ChapterKind(StrEnum):
    """What happened."""

    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A moment of a recording at which people came or left.

    Attributes:
        at: Milliseconds from the recording's beginning; who was there before it came at 0.
        names: Whose moment it is, in the order in which they came or left.
    """

    at: int
    kind: ChapterKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time for which a recording was paused; without an end it did not go on."""

    began: datetime
    ended: datetime | None


def place_in(when: datetime, *, begun: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """Return where in a recording a moment is; what happened in a pause is where it paused."""
    paused = timedelta(0)
    for pause in pauses:
        if pause.began < when:
            paused += max(min(when, pause.ended or when) - max(pause.began, begun), timedelta(0))
    return when - begun - paused


def chapters_of(
    presences: Iterable[Presence], *, begun: datetime, length: timedelta | None, pauses: Iterable[Pause] = ()
) -> tuple[Chapter, ...]:
    """Return who came and left while it was recorded.

    Args:
        presences: Of its session.
        begun: When the recording began.
        length: How long it is, where that is known.
        pauses: When it was paused; after one that is not known here chapters come later than what they tell.
    """
    pauses = tuple(pauses)
    last = None if length is None else begun + length + _paused_within(length, begun, pauses)
    moments: list[tuple[datetime, ChapterKind, str]] = []
    for name, came, left in _stays(presences):
        if (left is not None and left <= begun) or (last is not None and came >= last):
            continue
        moments.append((max(came, begun), ChapterKind.JOINED, name))
        if left is not None and (last is None or left < last):
            moments.append((left, ChapterKind.LEFT, name))
    moments.sort(key=lambda moment: moment[0])
    chapters: list[Chapter] = []
    for when, kind, name in moments:
        at = place_in(when, begun=begun, pauses=pauses) // _MS
        near = next((each for each in reversed(chapters) if each.kind is kind), None)
        if near is not None and near is chapters[-1] and at - near.at <= _TOGETHER_MS:
            chapters[-1] = Chapter(near.at, kind, (*near.names, name) if name not in near.names else near.names)
        else:
            chapters.append(Chapter(at, kind, (name,)))
    return tuple(chapters)


def _paused_within(length: timedelta, begun: datetime, pauses: Iterable[Pause]) -> timedelta:
    """Return for how long it was paused before its end."""
    paused = timedelta(0)
    for pause in pauses:
        if pause.ended is not None and pause.began - begun - paused < length:
            paused += max(pause.ended - max(pause.began, begun), timedelta(0))
    return paused


def _stays(presences: Iterable[Presence]) -> Iterable[tuple[str, datetime, datetime | None]]:
    """Give everybody's stays; two joins at once, or soon after each other, are one."""
    by_person: dict[str, list[Presence]] = {}
    for row in sorted(presences, key=lambda each: (each.joined_at, each.peer_id)):
        by_person.setdefault(row.custom_id or row.user_id or row.peer_id, []).append(row)
    for rows in by_person.values():
        name = rows[-1].name
        came, left = rows[0].joined_at, _left(rows[0])
        for row in rows[1:]:
            if left is not None and row.joined_at > left + RECONNECTED:
                yield name, came, left
                came, left = row.joined_at, _left(row)
            elif left is not None:
                ended = _left(row)
                left = None if ended is None else max(left, ended)
        yield name, came, left


def _left(row: Presence) -> datetime | None:
    if row.left_at is None and row.minutes is not None:
        return row.joined_at + timedelta(minutes=row.minutes)
    return row.left_at


def in_recording(
    lines: Iterable[TranscriptLine],
    *,
    session_began: datetime,
    recording_began: datetime,
    pauses: Iterable[Pause] = (),
) -> tuple[TranscriptLine, ...]:
    """Return a session's lines in the recording's time; what was said before it, or in a pause, is left out."""
    pauses = tuple(pauses)
    said: list[TranscriptLine] = []
    for line in lines:
        begins, ends = (
            place_in(session_began + at * _MS, begun=recording_began, pauses=pauses) // _MS
            for at in (line.begins, line.ends)
        )
        if ends < 0 or (begins == ends and line.begins < line.ends):
            continue
        said.append(TranscriptLine(max(0, begins), ends, line.speaker, line.text, line.speaker_id))
    return tuple(said)
