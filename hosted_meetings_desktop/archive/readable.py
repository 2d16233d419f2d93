"""Looks whether what was downloaded can be read as what it should be: whole films, sounds and texts."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator

from hosted_meetings_desktop.domain.archive import ItemKind
from hosted_meetings_desktop.domain.vault import Content, NotWhole

_EBML, _SEGMENT, _CLUSTER, _TRACKS, _TRACK = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE
_BOXES = frozenset({b"ftyp", b"styp", b"moov", b"free", b"skip", b"wide", b"mdat", b"pnot"})
_MANY = 1_000_000
"""Parts of a file that are walked over; a broken one must not take for ever. Ten hours in fragments have 150,000."""
_SLICE = 1 << 20
_LONGEST_TEXT = 64 << 20
_SOUNDS = frozenset({b"M4A ", b"M4B "})


def readable(content: Content, kind: ItemKind) -> str:
    """Look whether a content is what it should be, by itself and not by its name.

    Args:
        content: All of it.
        kind: What it should be.

    Returns:
        How its name should end (".mp4").

    Raises:
        NotWhole: it is not, or not all of it is there.
    """
    return _film(content) if kind.filmed else _text(content)


# ---- films and sounds
def _film(content: Content) -> str:
    begin = content.read_at(0, 16)
    if begin[4:8] in _BOXES:
        return _mp4(content)
    if begin[:4] == _EBML.to_bytes(4, "big"):
        return _webm(content)
    if begin[:3] == b"ID3" or _mp3_frame(begin[:4]):
        return _mp3(content)
    raise NotWhole("neither a film nor a sound")


def _mp4(content: Content) -> str:
    """Walk over the boxes (ISO/IEC 14496-12 section 4.2): they cover the file, and one of them lists its tracks."""
    tracks, media, brand = 0, False, content.read_at(8, 4)
    for kind, begin, end in _boxes(content, 0, content.length):
        media |= kind in {b"mdat", b"moof"}
        if kind == b"moov":
            tracks += sum(inner == b"trak" for inner, _begin, _end in _boxes(content, begin, end))
    if not tracks or not media:
        raise NotWhole("an MP4 file without a track")
    return ".m4a" if brand in _SOUNDS else ".mp4"


def _boxes(content: Content, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give the kind of each box and where its content begins and ends."""
    for _number in range(_MANY):
        if place == end:
            return
        head = content.read_at(place, 16)
        size, kind, inside = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, inside = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - place
        if len(head) < inside or size < inside or place + size > end:
            raise NotWhole("an MP4 file that is cut off")
        yield kind, place + inside, place + size
        place += size
    raise NotWhole("an MP4 file of too many parts")


def _webm(content: Content) -> str:
    """Walk over the elements (RFC 8794, RFC 9559) down to the list of tracks and the first cluster."""
    elements = _elements(content, 0, content.length)
    first, _begin, _end, _known = next(elements, (0, 0, 0, True))
    if first != _EBML:
        raise NotWhole("a WebM file without its beginning")
    kind, begin, end, _known = next(elements, (0, 0, 0, True))
    if kind != _SEGMENT:
        raise NotWhole("a WebM file without a segment")
    tracks = False
    for inner, inside, after, _known in _elements(content, begin, end):
        if inner == _TRACKS:
            tracks = any(each == _TRACK for each, _b, _e, _k in _elements(content, inside, after))
        if inner == _CLUSTER:
            if not tracks:
                break
            return ".webm"
    raise NotWhole("a WebM file without a track or anything on it")


def _elements(content: Content, place: int, end: int) -> Iterator[tuple[int, int, int, bool]]:
    """Give the id of each element, where its content begins and ends, and whether it says how long it is."""
    for _number in range(_MANY):
        if place >= end:
            return
        head = content.read_at(place, 12)
        kind, wide = _number_at(head, 0, keep_marker=True)
        size, long = _number_at(head, wide, keep_marker=False)
        begin = place + wide + long
        known = size != (1 << (7 * long)) - 1
        after = begin + size if known else end
        if after > end:
            raise NotWhole("a WebM file that is cut off")
        yield kind, begin, after, known
        place = after
    raise NotWhole("a WebM file of too many parts")


def _number_at(head: bytes, place: int, *, keep_marker: bool) -> tuple[int, int]:
    """Return a number of variable width and how many bytes it takes (RFC 8794 section 4)."""
    first = head[place] if place < len(head) else 0
    width = 9 - first.bit_length()
    if not first or len(head) < place + width:
        raise NotWhole("a WebM file that is cut off")
    found = int.from_bytes(head[place : place + width], "big")
    return (found if keep_marker else found & ((1 << (7 * width)) - 1)), width


_RATES = {1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
          2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)}  # fmt: skip
_SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _mp3_frame(head: bytes) -> int:
    """Return how long the frame of layer III is that begins so; 0 where none does (ISO/IEC 11172-3 section 2.4.2)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 1 <= rate <= 14 or sample == 3:
        return 0
    bits = _RATES[1 if version == 3 else 2][rate - 1] * 1000
    return (144 if version == 3 else 72) * bits // _SAMPLES[version][sample] + (head[2] >> 1 & 1)


def _mp3(content: Content) -> str:
    """Walk from frame to frame to the end; a tag may come before and after, and the last frame may be short."""
    place, end, frames = 0, content.length, 0
    head = content.read_at(0, 10)
    if head[:3] == b"ID3":
        place = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    while place < end and (size := _mp3_frame(content.read_at(place, 4))):
        frames += 1
        place += size
    rest = content.read_at(place, 3) if place < end else b""
    if frames < 3 or (place < end and rest not in {b"TAG", b"APE", b"LYR"}):
        raise NotWhole("an MP3 file that is cut off or damaged")
    return ".mp3"


# ---- texts
def _text(content: Content) -> str:
    """Read all of it: UTF-8 without zeros, and what its beginning promises."""
    if content.length > _LONGEST_TEXT:
        raise NotWhole("a text of many megabytes")
    decoder, parts = codecs.getincrementaldecoder("utf-8-sig")(), list[str]()
    try:
        parts += [decoder.decode(content.read_at(at, _SLICE)) for at in range(0, content.length, _SLICE)]
        parts.append(decoder.decode(b"", final=True))
    except UnicodeDecodeError as error:
        raise NotWhole("a text that is cut off or none") from error
    text = "".join(parts)
    if "\0" in text or not text.strip():
        raise NotWhole("no text")
    return _form_of(text)


_JSON = re.compile(r'\{\s*(["}]|\Z)|\[\s*(["{\[\]]|\Z)')
"""How JSON of objects begins, and not a text such as "[09:30] Anna: hello"."""


def _form_of(text: str) -> str:
    begin = text.lstrip()
    if _JSON.match(begin):
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise NotWhole("a JSON text that is cut off") from error
        return ".json"
    if begin.startswith("WEBVTT"):
        return ".vtt"
    lines = begin.splitlines()
    if len(lines) > 1 and lines[0].strip().isdigit() and "-->" in lines[1]:
        return ".srt"
    if begin[:15].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise NotWhole("a web page in place of a text")
    return ".csv" if _is_table(text) else ".txt"


def _is_table(text: str) -> bool:
    """Return whether it is a table with a head; one whose last value was not closed is cut off."""
    widths: list[int] = []
    try:
        rows = csv.reader(io.StringIO(text), strict=True)
        widths += (len(row) for _number, row in zip(range(_MANY), rows, strict=False) if row)
    except csv.Error as error:
        # A text whose line begins with a quotation mark is none: it was no table before that either.
        if "unexpected end" in str(error) and (not widths or {widths[0]} == set(widths) != {1}):
            raise NotWhole("a table that is cut off") from error
        return False
    return len(widths) > 0 and widths[0] > 1 and all(width == widths[0] for width in widths[:-1])
