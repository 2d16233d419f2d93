"""The forms in which a transcript can be saved outside."""

from __future__ import annotations

from enum import StrEnum


class TranscriptForm(StrEnum):
    """What programs for subtitles, texts and tables open; the value is how a file's name ends, without the dot."""

    TEXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    CSV = "csv"
    JSON = "json"
