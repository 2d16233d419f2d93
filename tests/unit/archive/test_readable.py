"""Films, sounds and texts that are whole are taken; whatever is cut off or something else is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import ItemKind
from hosted_meetings_desktop.domain.vault import NotWhole
from tests.unit.archive.vault_kit import Bytes, box, mp3, mp4, webm

FILMS = {
    "mp4": (mp4(), ".mp4"),
    "wide": (mp4(wide=True), ".mp4"),
    "m4a": (mp4(brand=b"M4A "), ".m4a"),
    "webm": (webm(), ".webm"),
    "live webm": (webm(unknown=True), ".webm"),
    "mp3": (mp3(), ".mp3"),
    "tagged mp3": (mp3(tagged=True), ".mp3"),
}
TEXTS = {
    "table": (b"id,payload\n1,\"Guten Tag\"\n2,'a'\n", ".csv"),
    "marked": ("\ufeffid,payload\n1,é\n".encode(), ".csv"),
    "json": (b'[{"text": "hello"}]', ".json"),
    "vtt": (b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n", ".vtt"),
    "srt": (b"1\n00:00:00,000 --> 00:00:01,000\nhello\n", ".srt"),
    "summary": (b"They spoke about the back.\nIt hurts, still.\n", ".txt"),
    "times": (b"[09:30] Anna: hello\n[09:31] Ben: hello\n", ".txt"),
    "braces": (b"{laughs} They spoke about the back.\n", ".txt"),
    "quoted": (b'They spoke.\n"It hurts, and it hurts still.\n', ".txt"),
    "list": (b'["hello", 1]', ".json"),
}


@pytest.mark.parametrize("name", FILMS)
def test_whole_films_and_sounds_are_taken(name: str) -> None:
    data, suffix = FILMS[name]
    assert readable(Bytes(data), ItemKind.RECORDING) == suffix
    assert readable(Bytes(data), ItemKind.TRACK) == suffix


@given(st.sampled_from(["mp4", "wide", "m4a", "webm"]), st.data())
def test_any_cut_of_a_film_is_found(name: str, data: st.DataObject) -> None:
    whole = FILMS[name][0]
    with pytest.raises(NotWhole):
        readable(Bytes(whole[: data.draw(st.integers(0, len(whole) - 1))]), ItemKind.RECORDING)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\x1a\x45\xdf\xa3", b"\0\0\0\x08ftyp", b"ID3\4\0\0", b"\xff\xfb"])
)
def test_whatever_comes_is_taken_or_refused(data: bytes, begins: bytes) -> None:
    for kind in (ItemKind.RECORDING, ItemKind.CHAT):
        try:
            assert readable(Bytes(begins + data), kind).startswith(".")
        except NotWhole:
            continue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>sign in</html>" * 20,
        box(b"ftyp", b"isom") + box(b"mdat", b"x" * 100),
        box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", bytes(9))) + box(b"mdat", b"x"),
        mp4()[:-8],
        mp4() + b"more",
        mp3(2),
        mp3() + b"<html>",
        webm()[:12],
    ],
)
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(NotWhole):
        readable(Bytes(data), ItemKind.RECORDING)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_are_known_by_what_they_say(name: str) -> None:
    data, suffix = TEXTS[name]
    assert readable(Bytes(data), ItemKind.TRANSCRIPT) == suffix


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b'id,text\n1,"cut o',
        b'{"text": "cut',
        b"{",
        b'[{"text": 1}, ',
        b'"id","te',
        b"\xff\xfe\x00",
        b"a\0b",
        "é".encode()[:1],
        b"<!DOCTYPE html>",
    ],
)
def test_texts_that_are_cut_off_or_none_are_refused(data: bytes) -> None:
    with pytest.raises(NotWhole):
        readable(Bytes(data), ItemKind.TRANSCRIPT)


def test_a_long_film_in_short_fragments_is_taken() -> None:
    """Ten hours of fragments of half a second."""
    beginning = box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", box(b"mvhd", bytes(100)), box(b"trak", bytes(84)))
    film = beginning + (box(b"moof", b"m") + box(b"mdat", b"d")) * 72_000
    assert readable(Bytes(film), ItemKind.RECORDING) == ".mp4"
