"""Files for archives: small films, sounds and texts that are whole, and how they get in."""

from __future__ import annotations

from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.vault import Vault

KEY = bytes(range(32))
ITEM = ItemId("0b7c9f0e-6f0f-4f2a-9d3c-1f6a0f1c9b11")
PLACE = f"2026/03/{ITEM}.hma"


class Bytes:
    """Implements ``Content`` over bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def length(self) -> int:
        return len(self._data)

    def read_at(self, place: int, size: int) -> bytes:
        return self._data[place : place + size]

    def close(self) -> None:
        """Nothing is open."""


def box(kind: bytes, *inside: bytes, wide: bool = False) -> bytes:
    content = b"".join(inside)
    if wide:
        return (1).to_bytes(4, "big") + kind + (len(content) + 16).to_bytes(8, "big") + content
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(media: bytes = b"picture and sound" * 50, brand: bytes = b"isom", *, wide: bool = False) -> bytes:
    moov = box(b"moov", box(b"mvhd", bytes(100)), box(b"trak", box(b"tkhd", bytes(84))))
    return box(b"ftyp", brand, b"\0\0\2\0isom") + box(b"mdat", media, wide=wide) + moov


def element(kind: int, content: bytes, *, unknown: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if unknown else (len(content) | 1 << 56).to_bytes(8, "big")
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size + content


def webm(*, unknown: bool = False) -> bytes:
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\1")))
    cluster = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80sound" * 40), unknown=unknown)
    return element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, tracks + cluster, unknown=unknown)


def mp3(frames: int = 5, *, tagged: bool = False) -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44,100 Hz: 417 bytes
    head = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) if tagged else b""
    return head + frame * frames + (b"TAG" + bytes(125) if tagged else b"")


def take_in(vault: Vault, data: bytes, item: ItemId = ITEM, mark: str = '"v1"') -> str:
    """Take a content in wholly; returns its digest."""
    intake = vault.intake(item)
    try:
        intake.begin(len(data), mark)
        intake.write(data[intake.size :])
        return intake.finish()
    finally:
        intake.close()


def read_all(vault: Vault, place: str = PLACE) -> bytes:
    content = vault.content(place)
    try:
        return content.read_at(0, content.length)
    finally:
        content.close()


def ignore(_done: int, _total: int | None) -> None:
    """Progress that nobody watches."""
