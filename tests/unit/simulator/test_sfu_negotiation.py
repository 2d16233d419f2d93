from __future__ import annotations

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.sdp import SessionDescription

from hosted_meetings_desktop.simulator.sfu import negotiation

pytestmark = pytest.mark.anyio

HEAD = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE {bundle}
a=msid-semantic: WMS
"""
AUDIO = """m=audio {port} UDP/TLS/RTP/SAVPF 111 0
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 00
a=setup:actpass
a=mid:{mid}
a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtpmap:0 PCMU/8000
"""
VIDEO = """m=video {port} UDP/TLS/RTP/SAVPF 103 104 108 109
c=IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 00
a=setup:actpass
a=mid:{mid}
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=rtcp-mux
a=rtpmap:103 H264/90000
a=rtpmap:104 rtx/90000
a=fmtp:104 apt=103
a=rtpmap:108 VP8/90000
a=rtpmap:109 rtx/90000
a=fmtp:109 apt=108
"""


def offer(*sections: str, bundle: str) -> str:
    return (HEAD.format(bundle=bundle) + "".join(sections)).replace("\n", "\r\n")


async def our_offer() -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver("audio", "sendonly")
    connection.addTransceiver("video", "sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    sdp = connection.localDescription.sdp
    await connection.close()
    return sdp


def codecs(sdp: str, kind: str) -> dict[str, int | None]:
    media = next(row for row in SessionDescription.parse(sdp).media if row.kind == kind)
    assert media.fmt == [codec.payloadType for codec in media.rtp.codecs]
    return {codec.name: codec.payloadType for codec in media.rtp.codecs}


async def test_our_offers_speak_in_the_clients_numbers() -> None:
    theirs = offer(AUDIO.format(port=9, mid=0), VIDEO.format(port=9, mid=1), bundle="0 1")
    ours = negotiation.Numbering.of(theirs).apply(await our_offer())
    assert codecs(ours, "audio") == {"opus": 111}
    assert codecs(ours, "video") == {"VP8": 108, "rtx": 109}
    assert "a=fmtp:109 apt=108" in ours
    audio, video = SessionDescription.parse(ours).media
    assert {row.uri.rpartition(":")[2]: row.id for row in audio.rtp.headerExtensions} == {
        "mid": 4,
        "ssrc-audio-level": 14,
    }
    assert {row.id for row in video.rtp.headerExtensions} == {2, 4}


async def test_a_kind_the_first_offer_left_out_gets_free_numbers() -> None:
    taken = VIDEO.replace("103", "111").format(port=9, mid=0)
    ours = negotiation.Numbering.of(offer(taken, bundle="0")).apply(await our_offer())
    assert codecs(ours, "video") == {"VP8": 108, "rtx": 109}
    (number,) = codecs(ours, "audio").values()
    assert number not in {111, 104, 108, 109}
    usual = negotiation.Numbering.of(offer(VIDEO.format(port=9, mid=0), bundle="0")).apply(await our_offer())
    assert codecs(usual, "audio") == {"opus": 111}


def test_a_rejected_section_is_out_of_the_bundle() -> None:
    sections = [AUDIO.format(port=9, mid="a"), VIDEO.format(port=0, mid="b"), VIDEO.format(port=0, mid="c")]
    assert negotiation.rejected_mids(offer(*sections, bundle="a c")) == {"b"}, "c is only bundled"


async def test_retired_sections_are_closed_and_the_others_left_alone() -> None:
    sdp = await our_offer()
    assert negotiation.retire(sdp, set()) == sdp
    audio, video = SessionDescription.parse(negotiation.retire(sdp, {"1"})).media
    assert (video.port, video.direction, video.ssrc, video.ice_candidates) == (0, "inactive", [], [])
    assert audio.port != 0
    assert audio.ssrc
    assert SessionDescription.parse(negotiation.retire(sdp, {"1"})).group[0].items == ["0"]


def test_the_newest_section_of_a_kind_is_the_last() -> None:
    sections = [AUDIO.format(port=9, mid="a"), VIDEO.format(port=9, mid="b"), AUDIO.format(port=9, mid="c")]
    sdp = offer(*sections, bundle="a b c")
    assert negotiation.last_mid(sdp, "audio") == "c"
    assert negotiation.sections(sdp) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="no video"):
        negotiation.last_mid(offer(AUDIO.format(port=9, mid="a"), bundle="a"), "video")
