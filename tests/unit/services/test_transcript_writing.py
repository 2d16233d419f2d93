"""Transcripts are written in forms that are read again as what they were, here and by other programs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.domain.transcript_text import read_transcript
from hosted_meetings_desktop.services.transcript_writing import transcript_file

SAID = (
    TranscriptLine(500, 3_000, "Ada Osei", "Good morning <Ben> & all, how is the knee?"),
    TranscriptLine(3_723_100, 3_726_000, "محمد علي", "Better. I can walk again."),
)
WORDS = st.text(st.sampled_from("abcäöß متن 12.,!?-'&<>"), min_size=1, max_size=40).map(lambda s: " ".join(s.split()))
NAMES = st.text(st.sampled_from("ABCabcéم "), max_size=20).map(lambda s: " ".join(s.split()))


@st.composite
def transcripts(draw: st.DrawFn) -> tuple[TranscriptLine, ...]:
    begins = sorted(draw(st.lists(st.integers(0, 10_000_000), max_size=8, unique=True)))
    return tuple(
        TranscriptLine(at, at + draw(st.integers(1, 60_000)), draw(NAMES), draw(WORDS.filter(bool))) for at in begins
    )


@given(transcripts())
def test_a_vtt_file_and_json_are_read_as_what_they_were(lines: tuple[TranscriptLine, ...]) -> None:
    assert read_transcript(transcript_file(lines, TranscriptForm.VTT)) == lines
    assert read_transcript(transcript_file(lines, TranscriptForm.JSON)) == lines


@pytest.mark.parametrize("form", [form for form in TranscriptForm if form is not TranscriptForm.TEXT])
def test_every_form_is_read_again(form: TranscriptForm) -> None:
    lines = tuple(TranscriptLine(each.begins, each.ends, each.speaker, "How is the knee?") for each in SAID)
    assert read_transcript(transcript_file(lines, form)) == lines


def test_a_text_is_for_reading() -> None:
    assert transcript_file(SAID, TranscriptForm.TEXT).decode().splitlines() == [
        "[00:00:00] Ada Osei: Good morning <Ben> & all, how is the knee?",
        "[01:02:03] محمد علي: Better. I can walk again.",
    ]


def test_subtitles_have_numbers_and_stay_until_the_next_line() -> None:
    lines = (TranscriptLine(1_000, 1_000, "", "One"), TranscriptLine(3_000, 3_000, "", "Two"))
    assert transcript_file(lines, TranscriptForm.SRT).decode() == (
        "1\n00:00:01,000 --> 00:00:03,000\nOne\n\n2\n00:00:03,000 --> 00:00:08,000\nTwo\n"
    )


def test_a_table_calculates_nothing_and_says_its_letters() -> None:
    made = transcript_file((TranscriptLine(0, 1, "=cmd()", "=1+1"),), TranscriptForm.CSV)
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert rows == [["begins", "ends", "speaker", "text"], ["00:00:00.000", "00:00:00.001", "'=cmd()", "'=1+1"]]


def test_json_names_what_stands_in_it() -> None:
    assert json.loads(transcript_file(SAID, TranscriptForm.JSON))[0] == {
        "begins": "00:00:00.500",
        "ends": "00:00:03.000",
        "speaker": "Ada Osei",
        "text": "Good morning <Ben> & all, how is the knee?",
    }
