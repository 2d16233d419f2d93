"""Writes what was said as files that other programs read: text, SubRip, WebVTT, CSV and JSON.

``domain.transcript_text`` reads all of them again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from html import escape

from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.services.people_export import harmless

_SHORTEST, _LONGEST = 1_000, 5_000
"""Milliseconds for which a line is shown as a subtitle where it is not known when it ends."""
_COLUMNS = ("begins", "ends", "speaker", "text")


def transcript_file(lines: Sequence[TranscriptLine], form: TranscriptForm) -> bytes:
    """Return a transcript as a file, in UTF-8.

    Args:
        lines: What was said, in the order of its times.
        form: Which kind of file.
    """
    write = {
        TranscriptForm.TEXT: _text,
        TranscriptForm.SRT: _subrip,
        TranscriptForm.VTT: _webvtt,
        TranscriptForm.CSV: _table,
        TranscriptForm.JSON: _json,
    }[form]
    # Only of a table does somebody's program believe that it is in the letters of 1990, if nothing says otherwise.
    return write(lines).encode("utf-8-sig" if form is TranscriptForm.CSV else "utf-8", errors="replace")


def _text(lines: Sequence[TranscriptLine]) -> str:
    """Write a line for each, with the time and the speaker."""
    return "".join(f"[{_clock(each.begins)[:8]}] {_named(each)}\n" for each in lines)


def _subrip(lines: Sequence[TranscriptLine]) -> str:
    cues = (
        f"{number}\n{_clock(begins, ',')} --> {_clock(ends, ',')}\n{_named(line)}\n"
        for number, (line, begins, ends) in enumerate(_shown(lines), 1)
    )
    return "\n".join(cues)


def _webvtt(lines: Sequence[TranscriptLine]) -> str:
    """Write cues with voices (W3C WebVTT section 3.2)."""
    cues = []
    for line, begins, ends in _shown(lines):
        voice = f"<v {escape(line.speaker, quote=False)}>" if line.speaker else ""
        cues.append(f"{_clock(begins)} --> {_clock(ends)}\n{voice}{escape(line.text, quote=False)}\n")
    return "\n".join(("WEBVTT\n", *cues))


def _table(lines: Sequence[TranscriptLine]) -> str:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(_COLUMNS)
    out.writerows(
        (_clock(each.begins), _clock(each.ends), harmless(each.speaker), harmless(each.text)) for each in lines
    )
    return text.getvalue()


def _json(lines: Sequence[TranscriptLine]) -> str:
    rows = [
        dict(zip(_COLUMNS, (_clock(each.begins), _clock(each.ends), each.speaker, each.text), strict=True))
        for each in lines
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _named(line: TranscriptLine) -> str:
    return f"{line.speaker}: {line.text}" if line.speaker else line.text


def _shown(lines: Sequence[TranscriptLine]) -> Iterator[tuple[TranscriptLine, int, int]]:
    """Give each line with the times between which it is shown: until the next one, where its end is not known."""
    for place, line in enumerate(lines):
        ends = line.ends
        if ends <= line.begins:
            after = lines[place + 1].begins if place + 1 < len(lines) else line.begins + _LONGEST
            ends = line.begins + min(max(after - line.begins, _SHORTEST), _LONGEST)
        yield line, line.begins, ends


def _clock(milliseconds: int, point: str = ".") -> str:
    seconds, part = divmod(max(0, milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{point}{part:03}"
