"""The outbox as a whole, in words."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.ui.window.outbox import words
from hosted_meetings_desktop.ui.window.outbox.words import OutboxCount, count_of
from tests.panes.outbox_kit import (
    BOUNCED,
    CALLED_OFF,
    HELD,
    REFUSED,
    UNSURE,
    WAITS,
    some_settings,
)

READY, BY_ONESELF = some_settings(), some_settings(server=None, gateway=None)


@pytest.mark.parametrize(
    ("messages", "settings", "text", "sign"),
    [
        ([], READY, "", "muted"),
        ([HELD], READY, "1 message waits", "muted"),
        ([WAITS, HELD], READY, "2 messages wait", "wait"),
        ([REFUSED, HELD], READY, "1 message needs you", "stop"),
        ([REFUSED, BOUNCED, UNSURE], READY, "3 messages need you", "stop"),
        ([HELD, CALLED_OFF], BY_ONESELF, "2 messages to send yourself", "wait"),
        ([HELD], BY_ONESELF, "1 message to send yourself", "wait"),
    ],
)
def test_the_strip_says_how_many_wait_and_whether_somebody_is_needed(messages, settings, text, sign):
    count = count_of(len(messages), messages, settings)
    assert (words.strip_text(count), words.strip_sign(count)[1]) == (text, sign)


def test_more_than_are_looked_at_are_counted_too():
    assert count_of(500, [HELD] * 200, BY_ONESELF).by_hand == 500
    assert count_of(500, [REFUSED, *[HELD] * 199], BY_ONESELF).by_hand == 499
    assert count_of(500, [HELD] * 200, READY) == OutboxCount(unsent=500)
