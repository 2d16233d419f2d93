"""What aiortc's session descriptions need before Chromium accepts them; text in, text out."""

from __future__ import annotations

from dataclasses import dataclass

from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import MediaDescription, SessionDescription

_USUAL = {"audio/opus": 111, "video/vp8": 96, "video/rtx video/vp8": 97}
"""What is forwarded, with Chromium's usual payload types for a client whose first offer leaves a kind out."""


@dataclass(frozen=True)
class Numbering:
    """The payload types and header-extension ids a client chose for one connection.

    Chromium refuses a later offer that gives its numbers another meaning, and aiortc numbers its offers by a table of
    its own; so our offers are renumbered on their way out. The answer then teaches aiortc the client's numbers.
    """

    payload_types: dict[str, int]
    extensions: dict[str, int]

    @classmethod
    def of(cls, offer: str) -> Numbering:
        """Read the numbering off the client's first offer."""
        payload_types: dict[str, int] = {}
        extensions: dict[str, int] = {}
        taken: set[int] = set()
        for media in SessionDescription.parse(offer).media:
            for codec in media.rtp.codecs:
                if codec.payloadType is not None:
                    payload_types.setdefault(_codec_key(codec, media.rtp.codecs), codec.payloadType)
                    taken.add(codec.payloadType)
            for extension in media.rtp.headerExtensions:
                extensions.setdefault(extension.uri, extension.id)
        for key, usual in _USUAL.items():
            if key not in payload_types:
                payload_types[key] = next(number for number in (usual, *range(127, 95, -1)) if number not in taken)
                taken.add(payload_types[key])
        return cls({key: payload_types[key] for key in _USUAL}, extensions)

    def apply(self, offer: str) -> str:
        """Return our offer in the client's numbers, with only the codecs that are forwarded."""
        description = SessionDescription.parse(offer)
        for media in description.media:
            ours = list(media.rtp.codecs)
            numbers = {
                codec.payloadType: self.payload_types[_codec_key(codec, ours)]
                for codec in ours
                if _codec_key(codec, ours) in self.payload_types
            }
            media.rtp.codecs = [codec for codec in ours if codec.payloadType in numbers]
            for codec in media.rtp.codecs:
                codec.payloadType = numbers[codec.payloadType]
                if isinstance(apt := codec.parameters.get("apt"), int):
                    codec.parameters["apt"] = numbers.get(apt, apt)
            media.fmt = [numbers[int(number)] for number in media.fmt if int(number) in numbers]
            media.rtp.headerExtensions = [row for row in media.rtp.headerExtensions if row.uri in self.extensions]
            for extension in media.rtp.headerExtensions:
                extension.id = self.extensions[extension.uri]
        return str(description)


def _codec_key(codec: RTCRtpCodecParameters, siblings: list[RTCRtpCodecParameters]) -> str:
    """Return a name that is the same on both sides; a retransmission codec is named after what it repeats."""
    repeats = codec.parameters.get("apt")
    base = next((row.mimeType.lower() for row in siblings if row.payloadType == repeats), "")
    return f"{codec.mimeType.lower()} {base}".strip()


def rejected_mids(description: str) -> set[str]:
    """Return the sections a client has retired: port 0 and out of the bundle."""
    parsed = SessionDescription.parse(description)
    bundled = {str(mid) for group in parsed.group if group.semantic == "BUNDLE" for mid in group.items}
    return {media.rtp.muxId for media in parsed.media if media.port == 0 and media.rtp.muxId not in bundled}


def retire(description: str, mids: set[str]) -> str:
    """Return our description with the retired sections closed: aiortc keeps them open and in the bundle for ever."""
    if not mids:
        return description
    parsed = SessionDescription.parse(description)
    for group in parsed.group:
        if group.semantic == "BUNDLE":
            group.items = [mid for mid in group.items if mid not in mids]
    for media in parsed.media:
        if media.rtp.muxId in mids:
            _close(media)
    return str(parsed)


def _close(media: MediaDescription) -> None:
    media.port = 0
    media.direction = "inactive"
    media.msid = None
    media.ssrc, media.ssrc_group = [], []
    media.ice_candidates, media.ice_candidates_complete = [], False


def last_mid(description: str, kind: str) -> str:
    """Return the newest section of a kind; the SDKs announce a new track with it."""
    mids = [media.rtp.muxId for media in SessionDescription.parse(description).media if media.kind == kind]
    if not mids:
        raise ValueError(f"the description has no {kind}")
    return mids[-1]


def sections(description: str) -> list[str]:
    """Return the mids in the order of the sections."""
    return [media.rtp.muxId for media in SessionDescription.parse(description).media]
