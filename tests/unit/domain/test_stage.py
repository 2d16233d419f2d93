"""Which preset makes a presenter, and what the provider's words for a livestream mean."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamState, stream_state
from hosted_meetings_desktop.domain.stage import Place, Stage

STAGE = Stage("speaks", "watches")


def test_a_preset_is_a_place_and_a_place_a_preset() -> None:
    assert [STAGE.place(name) for name in ("speaks", "watches", "Speaks", "")] == [
        Place.PRESENTER, Place.VIEWER, None, None,
    ]  # fmt: skip
    assert [STAGE.preset(place) for place in Place] == ["speaks", "watches"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("INVOKED", StreamState.STARTING),
        ("LIVE", StreamState.LIVE),
        ("live ", StreamState.LIVE),
        ("IDLE", StreamState.ENDED),
        ("OFFLINE", StreamState.ENDED),
        ("ERRORED", StreamState.FAILED),
        ("", StreamState.UNKNOWN),
        ("RECONNECTING", StreamState.UNKNOWN),
    ],
)
def test_every_word_of_the_provider_has_a_meaning(word: str, state: StreamState) -> None:
    assert stream_state(word) is state


def test_a_stream_key_is_in_no_text_about_it() -> None:
    details = IngestDetails("rtmps://in.example/app/", "sk_secret")
    assert "sk_secret" not in f"{details} {details!r}"
