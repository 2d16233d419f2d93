"""Which recordings are of voices, whose each file is, where it begins, and how they stand together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import PeerId, RecordingId, SessionId
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.voices import is_of_voices, standing_of, voices_of

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = "aaa708b8-1488-4344-9a08-186457e6908f"
BEN = "bbb708b8-1488-4344-9a08-186457e6908f"


def label(user: str, peer: str, after: float = 0) -> str:
    at = int((BEGUN + timedelta(seconds=after)).timestamp() * 1000)
    return f"default default_{user}_{peer}_peer_media_kind_audio_{at}.webm"


def recording(*labels: str, **changes: object) -> Recording:
    made = Recording(
        RecordingId("r"), None, "Visit", RecordingStatus.UPLOADED, BEGUN, BEGUN, BEGUN + timedelta(minutes=10),
        files=tuple(RecordingFile(f"https://x/{each}", None, each) for each in labels),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def came(user: str, peer: str, name: str, after: float = 0) -> Presence:
    at = BEGUN + timedelta(seconds=after)
    return Presence(PeerId(peer), SessionId("s"), user, "", name, "host", at, None, None)


def item(state: ItemState, name: str = "a", **changes: object) -> ArchiveItem:
    made = ArchiveItem(
        ItemId(name), ItemKind.TRACK, state, BEGUN, BEGUN, RecordingId("r"), label=label(ADA, name), size=10
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "items", "voices"),
    [
        (recording(""), (), False),
        (recording("", "audio"), (), False),
        (recording("audio"), (), False),
        (recording(), (), False),
        (recording(label(ADA, "p")), (), True),
        (recording(kind=RecordingKind.TRACKS), (), True),
        (recording(), (item(ItemState.KEPT),), True),
    ],
)
def test_what_is_a_recording_of_voices(one: Recording, items: tuple[ArchiveItem, ...], voices: bool) -> None:
    assert is_of_voices(one, items) is voices


def test_whose_a_file_is_stands_in_its_name_in_the_order_in_which_they_came() -> None:
    found = voices_of(
        recording(label(BEN, "p2"), label("nobody", "p9"), label(ADA, "p1")),
        (),
        [came(BEN, "p2", "Ben Rao", 5), came(ADA, "p1", "Ada Osei")],
    )
    assert [voice.name for voice in found] == ["Ada Osei", "Ben Rao", ""]


def test_an_id_that_is_part_of_another_is_nobody_s() -> None:
    (voice,) = voices_of(recording(label("user-12", "x")), (), [came("user-1", "p", "Ada Osei")])
    assert voice.name == ""


def test_who_came_again_has_two_files() -> None:
    rows = [came(ADA, "p1", "Ada Osei"), came(ADA, "p2", "Ada Osei", 90), came(BEN, "p3", "Ben Rao", 30)]
    found = voices_of(recording(label(ADA, "p1"), label(ADA, "p2", 90), label(BEN, "p3", 30)), (), rows)
    assert [(voice.name, voice.begins) for voice in found] == [
        ("Ada Osei", 0),
        ("Ada Osei (2)", 90_000),
        ("Ben Rao", 30_000),
    ]


@pytest.mark.parametrize("after", [-5, 600, 9_000])
def test_a_moment_outside_of_the_recording_says_nothing(after: float) -> None:
    (voice,) = voices_of(recording(label(ADA, "p1", after)))
    assert voice.begins == 0


def test_files_of_the_archive_stay_when_the_provider_has_none_any_more() -> None:
    kept = item(ItemState.KEPT)
    (voice,) = voices_of(recording(), (kept,))
    assert (voice.item, voice.kept) == (kept, True)


@pytest.mark.parametrize(
    ("states", "standing"),
    [
        ((ItemState.KEPT, ItemState.WAITING, ItemState.LOST), ItemState.WAITING),
        ((ItemState.KEPT, ItemState.LOST, ItemState.REFUSED), ItemState.REFUSED),
        ((ItemState.KEPT, ItemState.LOST), ItemState.LOST),
        ((ItemState.DELETED, ItemState.KEPT), ItemState.KEPT),
        ((ItemState.DELETED, ItemState.DELETED), ItemState.DELETED),
    ],
)
def test_the_worst_speaks_for_all_with_the_size_of_all(states: tuple[ItemState, ...], standing: ItemState) -> None:
    items = [item(state, f"i{number}") for number, state in enumerate(states)]
    found = standing_of(voices_of(recording(), items))
    assert found is not None
    assert (found.state, found.size) == (standing, 10 * len(states))


def test_what_somebody_took_note_of_speaks_for_nobody() -> None:
    items = [item(ItemState.KEPT, "a"), item(ItemState.LOST, "b", seen_at=BEGUN)]
    found = standing_of(voices_of(recording(), items))
    assert found is not None
    assert found.state is ItemState.KEPT
    assert standing_of(()) is None


def test_an_id_that_another_program_chose_takes_nobody_else_s_voice() -> None:
    chosen = replace(came(BEN, "p2", "Ben Rao"), custom_id="audio")
    found = voices_of(recording(label(ADA, "p1"), label(BEN, "p2")), (), [chosen, came(ADA, "p1", "Ada Osei", 5)])
    assert {voice.label: voice.name for voice in found} == {label(ADA, "p1"): "Ada Osei", label(BEN, "p2"): "Ben Rao"}


@pytest.mark.parametrize("seconds", [10**12, 10**300, -5])
def test_a_length_beyond_all_times_harms_nothing(seconds: int) -> None:
    one = recording(label(ADA, "p1", 5), label(BEN, "p2", 10**9), stopped_at=None, seconds=seconds)
    begins = {voice.label: voice.begins for voice in voices_of(one, (), ())}
    assert begins[label(ADA, "p1", 5)] == (5000 if seconds > 0 else 0)
