"""What the page could not do is told with what to do about it; what it shows by itself is not."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.bridge import WISHES, WISHES_ABOUT, PageReport
from hosted_meetings_desktop.ui.call.misses import Misses, miss_words

OF_THE_KIT = {"chat_file", "share", "share_refused"}
SHOWN_ELSEWHERE = {
    # the page's own screens, the bar about what stays off, the window itself
    "join", "leave", "devices", "awake", "settings", "hold", "resume", "mini", "whole", "turn_on", "captions",
    "caption_size",
}  # fmt: skip


def test_every_wish_has_words_or_is_shown_elsewhere() -> None:
    silent = {wish for wish in (WISHES | WISHES_ABOUT | OF_THE_KIT) if not miss_words(wish)}
    assert silent == SHOWN_ELSEWHERE


@pytest.mark.parametrize("wish", sorted((WISHES | WISHES_ABOUT | OF_THE_KIT) - SHOWN_ELSEWHERE - {"share_refused"}))
def test_the_words_say_what_to_do(wish: str) -> None:
    sentences = [each for each in miss_words(wish).split(". ") if each]
    assert len(sentences) >= 2
    assert "!" not in miss_words(wish)


def test_only_a_miss_is_told(qtbot: QtBot) -> None:
    misses, told = Misses(), list[str]()
    misses.told.connect(told.append)
    misses.hear(PageReport("state", "toggle_microphone"))
    misses.hear(PageReport("missed", "awake"))
    misses.hear(PageReport("missed", "<b>nothing of ours</b>"))
    assert told == []
    misses.hear(PageReport("missed", "toggle_microphone"))
    assert told == [miss_words("toggle_microphone")]
