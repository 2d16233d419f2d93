"""The page keeps the product's manners: nothing cut off, no begging, no shouting."""

from __future__ import annotations

import json

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call.words import page_words
from tests.e2e.call_page import EmbeddedDyte, OpenCall, Pages, UntilState, made_up_ticket

pytestmark = pytest.mark.e2e


SIZES = ((1024, 640), (700, 500))


@pytest.mark.parametrize("kit", list(Kit))
def test_the_join_button_is_in_sight_in_a_small_window(
    open_call: OpenCall, pages: Pages, until_state: UntilState, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    window = open_call(embedded_dyte.ticket(embedded_dyte.room(), "Asha", kit))
    until_state(window, "setup")
    join = """(() => {
      const setup = document.querySelector("#stage > *").shadowRoot.querySelector("[class~=hydrated]");
      const button = setup?.shadowRoot.querySelector("input ~ * , .metadata > :last-child");
      const last = [...(setup?.shadowRoot.querySelectorAll(".metadata > *") ?? [])].at(-1)?.getBoundingClientRect();
      return Boolean(button) && last.height > 0 && last.bottom <= innerHeight;
    })()"""
    for width, height in SIZES:
        window.resize(width, height)
        page_width = pages.until(window, f"innerWidth <= {width} && innerHeight <= {height} && innerWidth")
        assert width - page_width < width // 4, "the page has not followed its window"
        assert pages.until(window, join)


SAID_AND_HEARD = (
    ("Please check your internet connection and try again.", "Check your internet connection and try again."),
    ("We could not connect. Please try rejoining.", "We could not connect. Try rejoining."),
    ("Could not sync, please try again later.", "Could not sync, try again later."),
    ("Recording started!", "Recording started."),
    ("Loading...", "Loading..."),
    ("Full screen", "Full screen"),
)


def test_the_kits_words_are_made_plain(open_call: OpenCall, pages: Pages, until_state: UntilState) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    module = (
        "import { plain } from 'app://call/language.js';"
        f" window.heard = {json.dumps([said for said, _heard in SAID_AND_HEARD])}.map(plain);"
    )
    pages.run(
        window,
        "document.head.append(Object.assign(document.createElement('script'), {type: 'module',"
        f" src: URL.createObjectURL(new Blob([{json.dumps(module)}], {{type: 'text/javascript'}}))}}))",
    )
    assert pages.until(window, "window.heard") == [heard for _said, heard in SAID_AND_HEARD]


def test_our_own_words_keep_to_the_rules(qtbot: QtBot) -> None:
    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for part in value.values() for text in texts(part)]
        return [str(value)]

    said = texts(page_words())
    assert said
    for text in said:
        assert "!" not in text
        assert "please" not in text.lower()
        assert "invalid" not in text.lower()
        assert "error" not in text.lower()
