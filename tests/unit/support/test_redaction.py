"""No secret passes the redactor, and plain words do."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.support.redaction import MASK, redact


def _segment(claims: dict[str, str]) -> str:
    return base64.b64encode(json.dumps(claims).encode()).decode().rstrip("=")


@given(st.dictionaries(st.sampled_from(["meetingId", "orgId", "name"]), st.text(max_size=40), min_size=1))
def test_no_part_of_a_jwt_is_left(claims: dict[str, str]) -> None:
    token = f"{_segment({'alg': 'RS256'})}.{_segment(claims)}.c2lnbmVkIHdpdGgga2V5"
    said = redact(f"joining with {token} now")
    assert said == f"joining with {MASK} now"


@pytest.mark.parametrize(
    "text",
    [
        "wss://socket-edge.dyte.io/ws?roomID=r&authToken=s3cr3t-value&peerID=p",
        "Authorization: Basic b3JnOnMzY3IzdC12YWx1ZQ==",
        "Authorization: Bearer s3cr3t-value-of-some-length",
        '{"api_key": "s3cr3t-value", "title": "x"}',
        "stream_key=s3cr3t-value",
        "https://files/x.mp4?expires=1&signature=s3cr3t-value",
        "password: s3cr3t-value",
        "apiToken='s3cr3t-value'",
        "https://x.blob.core.windows.net/r/a.mp4?sv=2024&sig=s3cr3t-value%2B&se=1",
        "https://x.s3.amazonaws.com/a.mp4?X-Amz-Expires=900&X-Amz-Signature=s3cr3t-value",
        "https://proxy/?next=https%3A%2F%2Ffiles%2Fa%3Fsig%3Ds3cr3t-value",
        "broadcasting to rtmps://live.cloudflare.com:443/live/s3cr3t-value now",
        "rtmp://a.rtmp.youtube.com/live2/s3cr3t-value?backup=1",
        "https://clinic:s3cr3t-value@proxy.clinic.example/",
        "srt://live?passphrase=s3cr3t-value",
    ],
)
def test_named_secrets_are_masked(text: str) -> None:
    said = redact(text)
    assert "s3cr3t" not in said
    assert "b3JnOnMz" not in said
    assert MASK in said


@pytest.mark.parametrize(
    "text",
    [
        "The video service cannot be reached",
        "wss://socket-edge.dyte.io/ws?roomID=r&peerID=p",
        "11 meetings in 3 pages",
        "status 401 for /meetings",
        "the design=new config=1 was read from https://clinic.example:8443/page",
        "rtmps://live.cloudflare.com:443/",
    ],
)
def test_plain_text_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["token=abc", "sig=abc", "rtmp://live/app/key", "https://u:pw@host/", "Basic b3JnOnMzY3IzdC12YWx1ZQ=="]
)
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    once = redact(text)
    assert MASK in once
    assert redact(once) == once


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
