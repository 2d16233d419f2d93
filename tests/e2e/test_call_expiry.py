"""A token that ended while its owner was in the call is replaced when the connection breaks; nobody is put out."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTicket, CallTrouble, Kit
from hosted_meetings_desktop.domain.call_diary import Outcome, Step
from tests.e2e.call_line import CuttableLine, cuttable_line
from tests.e2e.call_page import MEETING, PATIENCE_MS, EmbeddedDyte, OpenCall, Pages, UntilState

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

LIVES_S = 5
"""Long enough to load the page with it, on any machine that can hold a call."""
NAMES = f"{MEETING}.participants.joined.toArray().map(p => p.name)"


class Guest:
    """Somebody whose tokens live for ``lives_s`` seconds."""

    def __init__(
        self, open_call: OpenCall, dyte: EmbeddedDyte, line: CuttableLine, room: str, name: str, kit: Kit
    ) -> None:
        self._dyte = dyte
        self._room = room
        self._ticket = replace(dyte.ticket(room, name, kit, show_setup=False), edge_url=line.url)
        people = dyte.call("GET", f"/meetings/{room}/participants")
        (self._id,) = (one["id"] for one in people if one["name"] == name)
        self.lives_s = LIVES_S
        self.given: list[float] = []
        self.troubles: list[CallTrouble] = []
        self.reasons: list[str] = []
        self.window = open_call(self._fresh())
        self.window.ticket_wanted.connect(lambda: self.window.take_ticket(self._fresh()))
        self.window.failed.connect(self.troubles.append)
        self.window.left.connect(self.reasons.append)

    def _fresh(self) -> CallTicket:
        wanted = {"meeting_id": self._room, "participant_id": self._id, "lifetime_seconds": self.lives_s}
        self.given.append(time.time())
        return replace(self._ticket, token=str(self._dyte.control("POST", "/token", wanted)["token"]))


def test_a_token_that_ends_in_the_call_is_replaced_when_the_connection_breaks(
    qtbot: QtBot, open_call: OpenCall, pages: Pages, embedded_dyte: EmbeddedDyte, until_state: UntilState
) -> None:
    room = embedded_dyte.room()
    with cuttable_line(embedded_dyte.urls["call"]["edge_url"]) as line:
        asha = Guest(open_call, embedded_dyte, line, room, "Asha", Kit.REALTIMEKIT)
        ben = Guest(open_call, embedded_dyte, line, room, "Ben", Kit.DYTE)
        both = (asha, ben)

        def together() -> None:
            assert asha.window.others == ("Ben",)
            assert ben.window.others == ("Asha",)

        qtbot.waitUntil(together, timeout=PATIENCE_MS)
        ended_at = max(each.given[-1] for each in both) + LIVES_S + 1
        qtbot.wait(max(0, round((ended_at - time.time()) * 1000)))
        given = [len(each.given) for each in both]
        for each in both:
            each.lives_s = 3600
        line.cut()
        line.mend()
        for each in both:
            until_state(each.window, "reconnecting")
        fresh = [before + 1 for before in given]
        qtbot.waitUntil(lambda: [len(each.given) for each in both] == fresh, timeout=PATIENCE_MS)
        for each in both:
            until_state(each.window, "joined")
        qtbot.waitUntil(together, timeout=PATIENCE_MS)
        for each, other in ((asha, "Ben"), (ben, "Asha")):
            assert pages.until(each.window, f"{NAMES}.length === 1 && {NAMES}") == [other]
            assert (Step.REJOIN, Outcome.DONE) in {(one.step, one.outcome) for one in each.window.diary.entries}
            assert each.troubles == []
            assert each.reasons == []
