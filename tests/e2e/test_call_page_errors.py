"""What the page says when a call cannot be opened: plain words, and a way on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTrouble, Kit, TroubleKind
from tests.e2e.call_page import HEADING, EmbeddedDyte, OpenCall, Pages, UntilState, jwt, made_up_ticket

pytestmark = pytest.mark.e2e

BUTTON = "document.querySelector('#screen button.main')"


def test_a_bad_token_is_renewed_once_and_then_told(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket("this is no token"))
    troubles: list[CallTrouble] = []
    window.failed.connect(troubles.append)
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pass
    assert window.state == "renewing"
    assert not troubles
    window.take_ticket(made_up_ticket("still no token"))
    until_state(window, "trouble")
    assert [trouble.kind for trouble in troubles] == [TroubleKind.BAD_TOKEN]
    assert pages.ask(window, HEADING) == troubles[0].title


def test_an_expired_token_asks_for_a_fresh_one_without_speaking_to_the_service(
    qtbot: QtBot, open_call: OpenCall
) -> None:
    window = open_call(made_up_ticket(jwt(exp=1_000_000_000)))
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pass


def test_the_button_on_the_error_asks_for_a_fresh_ticket(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pages.run(window, f"{BUTTON}.click()")


@pytest.mark.parametrize("kit", list(Kit))
def test_an_unreachable_service_is_named_as_such(
    open_call: OpenCall, pages: Pages, until_state: UntilState, kit: Kit
) -> None:
    ticket = made_up_ticket()
    troubles: list[CallTrouble] = []
    ticket = replace(ticket, kit=kit)
    window = open_call(ticket, again=ticket)
    window.failed.connect(troubles.append)
    until_state(window, "trouble")
    assert [trouble.kind for trouble in troubles] == [TroubleKind.UNREACHABLE]
    assert pages.ask(window, HEADING) == "The video service cannot be reached"


@pytest.mark.parametrize("kit", list(Kit))
def test_a_closed_room_does_not_let_in_even_with_a_fresh_ticket(
    open_call: OpenCall, pages: Pages, until_state: UntilState, embedded_dyte: EmbeddedDyte, kit: Kit
) -> None:
    room = embedded_dyte.room()
    first, second = (embedded_dyte.ticket(room, name, kit) for name in ("Asha", "Asha again"))
    embedded_dyte.call("PATCH", f"/meetings/{room}", {"status": "INACTIVE"})
    window = open_call(first)
    troubles: list[CallTrouble] = []
    window.failed.connect(troubles.append)
    window.ticket_wanted.connect(lambda: window.take_ticket(second))
    until_state(window, "trouble")
    assert troubles[0].kind in {TroubleKind.NOT_ADMITTED, TroubleKind.ROOM_INACTIVE}
    assert pages.ask(window, HEADING) == troubles[0].title


def test_a_refused_ticket_is_told_in_the_words_it_came_with(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket("this is no token"))
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pass
    with qtbot.waitSignal(window.failed, timeout=5_000) as told:
        window.refuse_ticket("You were taken off this meeting", "Ask its host.")
    assert told.args[0].kind is TroubleKind.NO_TICKET
    assert pages.until(window, HEADING) == "You were taken off this meeting"


def test_closing_from_the_error_closes_the_window(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    with qtbot.waitSignal(window.closed, timeout=5_000):
        pages.run(window, "document.querySelector('#screen button.close').click()")


def test_a_reload_by_the_page_finds_no_ticket_and_asks_for_one(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, until_state: UntilState
) -> None:
    window = open_call(made_up_ticket(), again=made_up_ticket())
    until_state(window, "trouble")
    with qtbot.waitSignal(window.ticket_wanted, timeout=20_000):
        pages.run(window, "location.reload()")
    assert pages.until(window, HEADING) == "Getting a new way into the call"
