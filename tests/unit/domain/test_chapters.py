"""Who came and left, in a recording's own time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.chapters import ChapterKind, Pause, chapters_of, in_recording
from hosted_meetings_desktop.domain.ids import PeerId, SessionId
from hosted_meetings_desktop.domain.transcript import TranscriptLine

BEGUN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def stay(name: str, came: float, left: float | None, *, minutes: float | None = None, peer: str = "") -> Presence:
    def at(seconds: float) -> datetime:
        return BEGUN + timedelta(seconds=seconds)

    ended = None if left is None else at(left)
    return Presence(PeerId(peer or f"{name}{came}"), SessionId("s"), name, "", name, "", at(came), ended, minutes)


def told(*stays: Presence, length: float | None = 600) -> list[tuple[int, str, tuple[str, ...]]]:
    lasts = None if length is None else timedelta(seconds=length)
    return [(each.at, str(each.kind), each.names) for each in chapters_of(stays, begun=BEGUN, length=lasts)]


def test_who_was_there_before_it_began_came_at_its_beginning() -> None:
    assert told(stay("Ada", -60, None), stay("Ben", -5, 300)) == [
        (0, "joined", ("Ada", "Ben")),
        (300_000, "left", ("Ben",)),
    ]


def test_who_was_gone_before_or_came_after_is_not_told() -> None:
    assert told(stay("Ada", -60, -10), stay("Ben", 700, 800), stay("Cleo", 10, 900)) == [
        (10_000, "joined", ("Cleo",))
    ]


def test_a_reconnect_is_no_leaving_and_two_tabs_are_one_person() -> None:
    assert told(stay("Ada", 0, 100), stay("Ada", 120, 200), stay("Ada", 150, 180), stay("Ada", 300, None)) == [
        (0, "joined", ("Ada",)),
        (200_000, "left", ("Ada",)),
        (300_000, "joined", ("Ada",)),
    ]


def test_a_leaving_that_was_not_told_follows_from_the_minutes() -> None:
    assert told(stay("Ada", 0, None, minutes=2))[-1] == (120_000, "left", ("Ada",))


_stays = st.lists(
    st.builds(
        lambda name, came, long: stay(name, came, None if long is None else came + long),
        st.sampled_from(["Ada", "Ben", "Cleo"]),
        st.integers(-100, 900),
        st.none() | st.integers(0, 400),
    ),
    max_size=12,
)


@given(_stays)
def test_chapters_are_in_order_and_within_the_recording(stays: list[Presence]) -> None:
    found = chapters_of(stays, begun=BEGUN, length=timedelta(seconds=600))
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert all(0 <= each.at < 600_000 and each.names for each in found)
    inside: set[str] = set()
    for chapter in found:  # nobody leaves who has not come
        inside, before = (inside | set(chapter.names) if chapter.kind is ChapterKind.JOINED else inside), inside
        if chapter.kind is ChapterKind.LEFT:
            assert set(chapter.names) <= before
            inside = before - set(chapter.names)


def test_lines_are_moved_into_the_recordings_time() -> None:
    lines = [TranscriptLine(1_000, 2_000, "A", "before"), TranscriptLine(9_000, 12_000, "A", "over its beginning"),
             TranscriptLine(15_000, 16_000, "B", "within")]  # fmt: skip
    moved = in_recording(lines, session_began=BEGUN, recording_began=BEGUN + timedelta(seconds=10))
    assert [(line.begins, line.ends, line.text) for line in moved] == [
        (0, 2_000, "over its beginning"),
        (5_000, 6_000, "within"),
    ]


def pause(began: float, ended: float | None) -> Pause:
    return Pause(BEGUN + timedelta(seconds=began), None if ended is None else BEGUN + timedelta(seconds=ended))


def test_after_a_pause_chapters_stand_where_the_recording_is() -> None:
    stays = [stay("Ada", 0, None), stay("Ben", 150, 260), stay("Cleo", 320, None), stay("Dan", 760, None)]
    found = chapters_of(
        stays, begun=BEGUN, length=timedelta(seconds=600), pauses=[pause(100, 200), pause(300, 350), pause(790, None)]
    )
    assert [(each.at, str(each.kind), each.names) for each in found] == [
        (0, "joined", ("Ada",)),
        (100_000, "joined", ("Ben",)),
        (160_000, "left", ("Ben",)),
        (200_000, "joined", ("Cleo",)),
    ]


def test_what_was_said_in_a_pause_is_not_in_the_recording() -> None:
    lines = [TranscriptLine(50_000, 55_000, "A", "before"), TranscriptLine(120_000, 130_000, "A", "in it"),
             TranscriptLine(210_000, 215_000, "B", "after")]  # fmt: skip
    moved = in_recording(lines, session_began=BEGUN, recording_began=BEGUN, pauses=[pause(100, 200)])
    assert [(line.begins, line.ends, line.text) for line in moved] == [
        (50_000, 55_000, "before"),
        (110_000, 115_000, "after"),
    ]
