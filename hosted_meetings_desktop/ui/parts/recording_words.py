"""What is said of a recording that runs: a film of the call, or the voices of some of those in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many


def voices_choice() -> str:
    """Return what the choice is called."""
    return _tr("Record voices only")


def kind_tip(kind: RecordingKind) -> str:
    """Return what a kind of recording makes, and of whom."""
    if kind is RecordingKind.TRACKS:
        return _tr("One sound file per person who has agreed; nobody else is recorded")
    return _tr("One film of the call; everybody in it must have agreed")


def started_words(recording: Recording) -> str:
    """Return that a recording has begun, as a sentence."""
    if recording.kind is not RecordingKind.TRACKS:
        return _tr("The recording has started. Everybody in the call can see that.")
    count = len(recording.voices)
    one = _tr("The voice of 1 person is recorded, nobody else's. Everybody in the call can see that.")
    many = _tr("The voices of %n people are recorded, nobody else's. Everybody in the call can see that.", count)
    if not count:
        return _tr("The recording of voices has started. Everybody in the call can see that.")
    return one_or_many(count, one, many)


def voices_words(recording: Recording) -> str:
    """Return how a recording of voices stands, in a few words; of how many where that is known."""
    count = len(recording.voices)
    if recording.status is not RecordingStatus.PAUSED:
        return voices_of(count)
    if not count:
        return _tr("Recording voices, paused")
    one, many = _tr("Recording voices of 1 person, paused"), _tr("Recording voices of %n people, paused", count)
    return one_or_many(count, one, many)


def voices_of(count: int) -> str:
    """Return that the voices of so many people are recorded; 0: it is not known of how many."""
    if not count:
        return _tr("Recording voices")
    return one_or_many(count, _tr("Recording voices of 1 person"), _tr("Recording voices of %n people", count))


def short_words(recording: Recording) -> str:
    """Return how a recording stands, in a few words."""
    if recording.kind is RecordingKind.TRACKS:
        return voices_words(recording)
    return _tr("Recording paused") if recording.status is RecordingStatus.PAUSED else _tr("Recording")


def whose_words(recording: Recording, people: Iterable[LivePerson]) -> str:
    """Return whose voices are recorded and whose are not, of those in the call; empty where that is not known."""
    if not recording.voices:
        return ""
    inside = tuple(people)
    heard = [each.name for each in inside if each.participant_id in recording.voices]
    away = len(set(recording.voices)) - len(heard)
    said = [recorded_words(heard, [each.name for each in inside if leaves_out(recording, each)])]
    if away > 0:
        one, many = _tr("1 more is not in the call now."), _tr("%n more are not in the call now.", away)
        said.append(one_or_many(away, one, many))
    return " ".join(filter(None, said))


def recorded_words(heard: Iterable[str], left_out: Iterable[str]) -> str:
    """Return who is recorded and who is not, by name, in as many sentences as it takes."""
    parts = ((_tr("Recorded: %1."), tuple(heard)), (_tr("Not recorded: %1."), tuple(left_out)))
    return " ".join(said.replace("%1", ", ".join(map(isolated, names))) for said, names in parts if names)


def leaves_out(recording: Recording | None, person: LivePerson) -> bool:
    """Return whether a recording runs that does not hold the voice of somebody in the call."""
    if recording is None or recording.kind is not RecordingKind.TRACKS or not recording.voices:
        return False
    return person.participant_id not in recording.voices


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("RecordingWords", text, "", n)
