"""Transcripts in every form the service writes, and whatever else may come in their place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.transcript_text import (
    LONGEST,
    MAX_BYTES,
    MAX_LINES,
    MAX_SPEAKER,
    MAX_WORDS,
    TooLong,
    read_transcript,
)

BEGUN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HELLO = TranscriptLine(1_500, 4_000, "Ada Osei", "Good morning, how are you?")
FINE = TranscriptLine(65_250, 67_000, "Ben Rao", "Fine, thank you.")

SRT = """1
00:00:01,500 --> 00:00:04,000
Ada Osei: Good morning,
how are you?

2
00:01:05,250 --> 00:01:07,000
Ben Rao: <i>Fine</i>, thank you.
"""
VTT = """WEBVTT - visit

NOTE nobody reads this

STYLE
::cue { color: red }

00:01.500 --> 00:04.000 align:start
<v Ada Osei>Good morning, how are you?</v>

intro
01:05.250 --> 01:07.000
<v.loud Ben Rao>Fine, <b>thank</b> you.
"""


@pytest.mark.parametrize("text", [SRT, VTT, SRT.replace("\n", "\r\n"), "\ufeff" + SRT, SRT.replace(",", ".")])
def test_cues_are_read(text: str) -> None:
    lines = read_transcript(text.encode())
    assert [(line.begins, line.ends, line.speaker) for line in lines] == [
        (1_500, 4_000, "Ada Osei"),
        (65_250, 67_000, "Ben Rao"),
    ]
    assert lines[1].text.replace(".", ",") == "Fine, thank you,"


def test_cues_are_told_word_by_word() -> None:
    assert read_transcript(VTT.encode()) == (HELLO, FINE)


def test_marks_are_read_and_a_sum_is_no_tag() -> None:
    [line] = read_transcript(b"WEBVTT\n\n00:01.000 --> 00:02.000\nless &lt; more &amp; 3 < 5, 7 > 6")
    assert line.text == "less < more & 3 < 5, 7 > 6"


@pytest.mark.parametrize(
    "made",
    [
        [{"start": 1.5, "end": 4, "speaker": "Ada Osei", "text": HELLO.text}],
        {"transcript": [{"startTime": 1500, "endTime": 4000, "participantName": "Ada Osei", "transcript": HELLO.text},
                        {"startTime": 65250, "endTime": 67000, "text": "x"}]},
        {"data": {"segments": [{"start": "00:00:01.500", "end": "0:04", "name": "Ada Osei", "text": HELLO.text}]}},
        [{"timestamp": "2026-11-23T09:00:01.500Z", "speaker": {"name": "Ada Osei", "id": "p1"}, "text": HELLO.text}],
        [{"timestamp": (BEGUN + timedelta(seconds=1.5)).timestamp(), "displayName": "Ada Osei", "text": HELLO.text}],
        [{"timestamp": (BEGUN.timestamp() + 1.5) * 1000, "displayName": "Ada Osei", "text": HELLO.text}],
    ],
)  # fmt: skip
def test_json_in_many_shapes(made: object) -> None:
    first = read_transcript(json.dumps(made).encode(), begun=BEGUN)[0]
    assert (first.begins, first.speaker, first.text) == (1_500, "Ada Osei", HELLO.text)


def test_an_object_in_each_line() -> None:
    text = '{"start": 1.5, "speaker": "Ada Osei", "text": "a"}\n{"start": 3, "text": "b"}\n{"broken'
    assert [line.text for line in read_transcript(text.encode())] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Timestamp, Participant ID, Participant Name, Transcript\n"
            '2026-11-23T09:00:01.500Z,p1,Ada Osei,"Yes, of course"\n'
        ),
        '2026-11-23T09:00:01.500Z,p1,Ada Osei,"Yes, of course"\n',
        "2026-11-23T09:00:01.500Z,p1,Ada Osei,Yes, of course\n",
        '2026-11-23T09:00:01.500Z,p0,u1,p1,Ada Osei,"Yes, of course"\n',
        f'{(BEGUN.timestamp() + 1.5) * 1000:.0f},p1,Ada Osei,"Yes, of course"\n',
    ],
)
def test_csv_with_a_heading_and_without(text: str) -> None:
    [line] = read_transcript(text.encode(), begun=BEGUN)
    assert line == TranscriptLine(1_500, 1_500, "Ada Osei", "Yes, of course", "p1")


def test_without_a_beginning_times_of_day_count_from_the_first_line() -> None:
    text = "2026-11-23T09:00:05Z,p1,Ada,Two\n2026-11-23T09:00:01Z,p2,Ben,One\n"
    assert [(line.begins, line.text) for line in read_transcript(text.encode())] == [(0, "One"), (4_000, "Two")]
    wrong = BEGUN.replace(year=1999)
    assert [line.begins for line in read_transcript(text.encode(), begun=wrong)] == [0, 4_000]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n ", b"WEBVTT\n", b"[]", b"{}", b"null", b"<!doctype html><p>Sign in</p>", b"\xff\xfe\x00", b"3"],
)
def test_what_says_nothing_has_no_lines(data: bytes) -> None:
    assert read_transcript(data) == ()


def test_what_is_too_large_is_not_read() -> None:
    with pytest.raises(TooLong):
        read_transcript(b"x" * (MAX_BYTES + 1))


def test_it_is_bounded() -> None:
    deep = read_transcript(b"[" * 1_000_000)
    many = read_transcript(b"00:01.000 --> 00:02.000\nx\n\n" * (MAX_LINES + 10))
    long = read_transcript(b"00:01.000 --> 00:02.000\n" + b"y" * 500_000)
    wide = read_transcript(b'1,p,n,"' + b"z" * 200_000 + b'"\n2,p,n,ok\n')
    assert (deep, len(many), len(long[0].text)) == ((), MAX_LINES, MAX_WORDS)
    assert [line.text for line in wide][-1:] == ["ok"]


def bounded(lines: tuple[TranscriptLine, ...]) -> bool:
    return all(
        0 <= line.begins <= line.ends <= LONGEST
        and 0 < len(line.text) <= MAX_WORDS
        and len(line.speaker) <= MAX_SPEAKER
        and (line.text + line.speaker).isprintable()
        for line in lines
    ) and list(lines) == sorted(lines, key=lambda line: line.begins)


@given(st.binary(max_size=2_000))
def test_any_bytes_give_lines_that_can_be_shown(data: bytes) -> None:
    assert bounded(read_transcript(data, begun=BEGUN))


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["start", "end", "text", "speaker", "timestamp", "transcript", "data", "id", "name"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_values)
def test_any_json_gives_lines_that_can_be_shown(made: object) -> None:
    assert bounded(read_transcript(json.dumps(made).encode(), begun=BEGUN))


_words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
_lines = st.lists(
    st.tuples(st.integers(0, 359_999_999), st.integers(0, 9_999), _words, _words), min_size=1, max_size=8
)


def _clock(ms: int, comma: str) -> str:
    seconds, part = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{comma}{part:03}"


@given(_lines, st.booleans())
def test_what_is_written_as_cues_comes_back(said: list[tuple[int, int, str, str]], vtt: bool) -> None:
    comma = "." if vtt else ","
    text = "WEBVTT\n\n" if vtt else ""
    for number, (at, long, who, words) in enumerate(said):
        text += f"{number}\n{_clock(at, comma)} --> {_clock(at + long, comma)}\n{who}: {words}\n\n"
    found = read_transcript(text.encode())
    wanted = sorted(((at, at + long, who, words) for at, long, who, words in said), key=lambda one: one[0])
    assert [(line.begins, line.ends, line.speaker, line.text) for line in found] == wanted


@given(_lines)
def test_what_is_written_as_csv_comes_back(said: list[tuple[int, int, str, str]]) -> None:
    text = "Timestamp, Participant ID, Participant Name, Transcript\n"
    for at, _long, who, words in said:
        text += f'{(BEGUN + timedelta(milliseconds=at)).isoformat()},p1,"{who}","{words}"\n'
    found = read_transcript(text.encode(), begun=BEGUN)
    wanted = sorted(((at, who, words) for at, _long, who, words in said), key=lambda one: one[0])
    assert [(line.begins, line.speaker, line.text) for line in found] == wanted
