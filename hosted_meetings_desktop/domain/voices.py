"""Recordings of the voices alone: a sound file for each person, which belong together as one recording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemKind, ItemState
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.playing import Source
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind

BESIDE_A_FILM = "audio"
"""The label of a film's own sound, which some accounts export too; it is nobody's voice."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_MOMENT = re.compile(r"(?<!\d)(\d{13})(?!\d)")
_WORD = re.compile(r"[0-9a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """One sound file of a recording of voices.

    Attributes:
        label: The provider's name for it, as ``RecordingFile.label`` and ``ArchiveItem.label``.
        name: Whose it is; empty where nobody knows.
        begins: Where it begins, in milliseconds of the recording's time; 0 where the provider does not say.
        item: The file in the archive, there or to come; None where the archive does not know it.
    """

    label: str
    name: str = ""
    begins: int = 0
    item: ArchiveItem | None = None

    @property
    def kept(self) -> bool:
        """Whether its file is in the archive."""
        return self.item is not None and self.item.state is ItemState.KEPT

    @property
    def suffix(self) -> str:
        """How its file's name ends."""
        return (self.item.suffix if self.item is not None else "") or ".webm"


@dataclass(frozen=True, slots=True)
class PlayedVoice:
    """A voice on its way to a player.

    Attributes:
        source: What plays it; None where it cannot be played.
        problem: Why not, then.
    """

    voice: Voice
    source: Source | None
    problem: AppError | None = None


def is_of_voices(recording: Recording, items: Iterable[ArchiveItem] = ()) -> bool:
    """Return whether a recording is one of voices: as it was started, or as its files are.

    Args:
        recording: Which.
        items: Its files in the archive.
    """
    if recording.kind is RecordingKind.TRACKS:
        return True
    labels = {file.label for file in recording.files} | {each.label for each in items}
    return "" not in labels and bool(labels - {BESIDE_A_FILM})


def voices_of(
    recording: Recording, items: Iterable[ArchiveItem] = (), presences: Iterable[Presence] = ()
) -> tuple[Voice, ...]:
    """Return the voices of a recording, in the order in which their people came.

    A file is named by the provider, as "default_{user id}_{peer id}_peer_audio_{milliseconds since 1970}.webm". That
    form is not promised: where no id of somebody who was there stands in it the voice has no name, and where no
    moment of the recording does it begins with the recording.

    Args:
        recording: Which.
        items: Its files in the archive; texts and films among them are passed over.
        presences: Who was in its session.
    """
    known = {each.label: each for each in items if each.kind is ItemKind.TRACK}
    labels = dict.fromkeys((*(file.label for file in recording.files), *known))
    came = sorted(presences, key=lambda row: (row.joined_at, row.peer_id))
    found: list[tuple[int, str, Voice]] = []
    for label in labels:
        if label in {"", BESIDE_A_FILM}:
            continue
        place, name = _whose(label, came)
        found.append((place, label, Voice(label, name, _begins(label, recording), known.get(label))))
    return _told_apart([voice for _place, _label, voice in sorted(found, key=lambda each: each[:2])])


def _whose(label: str, came: Sequence[Presence]) -> tuple[int, str]:
    """Return whose file it is, by the ids in its name: their place among those who came, and their name."""
    # What the provider made itself first: an id that another program chose may be any word of the name's form.
    for kind in ("peer_id", "user_id", "custom_id"):
        for place, row in enumerate(came):
            if _holds(label, getattr(row, kind)):
                first = next(n for n, each in enumerate(came) if each.user_id == row.user_id)
                return min(place, first), row.name
    return len(came), ""


def _holds(label: str, an_id: str) -> bool:
    """Return whether an id stands in a name as a whole: "p1" does not stand in "p12"."""
    at = label.find(an_id) if an_id else -1
    while at >= 0:
        before, after = label[at - 1 : at] if at else "", label[at + len(an_id) :][:1]
        if not _WORD.match(before) and not _WORD.match(after):
            return True
        at = label.find(an_id, at + 1)
    return False


def _begins(label: str, recording: Recording) -> int:
    """Return where a file begins, by the moment in its name where that lies in the recording."""
    begun = recording.started_at or recording.invoked_at
    # Reckoned in numbers: what a service says may lie beyond what a date can be.
    length = (recording.seconds or 0) * 1000
    if recording.stopped_at is not None:
        length = (recording.stopped_at - begun) // _MS
    after = (int(found) - (begun - _EPOCH) // _MS for found in _MOMENT.findall(label))
    return next((each for each in after if 0 <= each < length), 0)


def _told_apart(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """Number the files of whoever has several: they left and came again."""
    seen: dict[str, int] = {}
    made = []
    for voice in voices:
        seen[voice.name] = number = seen.get(voice.name, 0) + 1
        made.append(replace(voice, name=f"{voice.name} ({number})") if voice.name and number > 1 else voice)
    return tuple(made)


def standing_of(voices: Iterable[Voice]) -> ArchiveItem | None:
    """Return the file that says how the whole recording stands, with the size of all; None where there is none.

    What still has to come speaks for all, then what somebody has to look at, and only then what is kept: a recording
    is safe when all its voices are. ``store.listing_tables`` goes by the same order.
    """
    items = [voice.item for voice in voices if voice.item is not None]
    if not items:
        return None
    sizes = [each.size for each in items]
    worst = min(items, key=lambda each: (_rank(each), each.gone_at, each.id))
    return replace(worst, size=sum(size for size in sizes if size is not None) if any(sizes) else None)


def _rank(item: ArchiveItem) -> int:
    unseen = item.seen_at is None
    order = (
        item.state is ItemState.WAITING,
        item.state is ItemState.REFUSED and unseen,
        item.state is ItemState.LOST and unseen,
        item.state is ItemState.KEPT,
        item.state is ItemState.ELSEWHERE,
        item.state in {ItemState.REFUSED, ItemState.LOST},
    )
    return next((place for place, fits in enumerate(order) if fits), len(order))
