"""A guest's link in a real Chromium: what is read from it, where it stays out of, and whom it takes where."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.domain.guest_link import GuestLink
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte, jwt, made_up_ticket
from tests.e2e.guest_browser import GuestBrowser, GuestTab, guest_link, needs_chromium

pytestmark = [pytest.mark.e2e, needs_chromium]

EMBEDDED = "{ embedded: true }"

page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)
tab = pytest.fixture(rig.careful_tab)


@pytest.fixture
def ticket(embedded_dyte: EmbeddedDyte) -> CallTicket:
    return embedded_dyte.ticket(embedded_dyte.room(), "Ben", preset="group_call_participant")


def test_what_python_composes_is_what_the_page_reads(tab: GuestTab, page: str) -> None:
    tab.open(page)
    moments = (None, datetime(2026, 11, 23, 14, 30, tzinfo=UTC), datetime(2032, 2, 29, 23, 59, tzinfo=UTC))
    titles = (None, "Follow-up visit", "Größe & Gewicht = 1+1 #2 %41", "متابعة", "a" * 200, "&t=2001-01-01T00:00Z")
    edge = ("embedded.invalid", "http://127.0.0.1:8123/edge")
    token = jwt(name="ÿ?>~")
    links = [
        GuestLink(page, kit, token, start, minutes, language, title, base_uri=where[0], edge_url=where[1])
        for kit in Kit
        for start in moments
        for minutes, language in ((None, None), (1, "de"), (1440, "pt-BR"))
        for title in titles
        for where in ((None, None), edge)
    ]
    fragments = [f"#{urlsplit(link.address()).fragment}" for link in links]
    read = tab.ask(
        f"import('/link.js').then(({{ parse }}) => {json.dumps(fragments)}.map((one) => parse(one, {EMBEDDED})))"
    )
    for link, found in zip(links, read, strict=True):
        assert found == {
            "kit": link.kit.value,
            "token": token,
            "start": None if link.start is None else link.start.timestamp() * 1000,
            "minutes": link.minutes,
            "language": link.language or "",
            "title": (link.title or "")[:80],
            "baseUri": link.base_uri or "",
            "edgeUrl": link.edge_url or "",
            "consent": None,
        }


STRANGE: list[tuple[str, dict[str, Any] | None]] = [
    ("#realtimekit.a.b.c", {"kit": "realtimekit", "token": "a.b.c"}),
    ("#dyte.a.b.c.", {"kit": "dyte", "token": "a.b.c"}),
    ("#dyte.a.b%2Bx%3D.c&amp;m=30", {"token": "a.b+x=.c", "minutes": 30}),
    ("#dyte.a.b.c&t=2026-02-30T10:00Z&m=0&l=<b>&n=%zz", {"start": None, "minutes": None, "language": ""}),
    ("#dyte.a.b.c&n=%zz", {"title": "%zz"}),
    ("#dyte.a.b.c&b=embedded.invalid&e=http://evil.example/edge", {"baseUri": "", "edgeUrl": ""}),
    ("#dyte.a.b.c&b=embedded.invalid&e=https://127.0.0.1.evil.example/", {"baseUri": "", "edgeUrl": ""}),
    ("#dyte.a.b.c&b=x/y&e=http://127.0.0.1:1/edge", {"baseUri": "", "edgeUrl": ""}),
    ("#dyte.", None),
    ("#zoom.a.b.c", None),
    ("#", None),
    ("#dyte.a b", None),
]


def test_links_as_mail_programs_and_strangers_make_them(tab: GuestTab, page: str) -> None:
    tab.open(page)
    fragments = json.dumps([fragment for fragment, _expected in STRANGE])
    found = tab.ask(f"import('/link.js').then(({{ parse }}) => {fragments}.map((one) => parse(one, {EMBEDDED})))")
    for (fragment, expected), read in zip(STRANGE, found, strict=True):
        assert read is None if expected is None else expected.items() <= read.items(), fragment


def test_only_this_pc_may_name_an_embedded_service(tab: GuestTab, page: str) -> None:
    tab.open(page)
    fragment = "#dyte.a.b.c&b=embedded.invalid&e=http://127.0.0.1:1/edge"
    ask = "import('/link.js').then(({{ parse, isThisDevice }}) => {})"
    assert tab.ask(ask.format(f"parse({fragment!r})"))["edgeUrl"] == ""
    hosts = [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "127.8.9.1",
        "127.0.0.1.evil.example",
        "clinic.example",
        "localhost.x",
    ]
    assert tab.ask(ask.format(f"{hosts}.map(isThisDevice)")) == [True, True, True, True, False, False, False]


def test_the_link_is_out_of_sight_at_once_and_outlives_a_reload_of_this_tab(
    tab: GuestTab, page: str, ticket: CallTicket
) -> None:
    tab.open(guest_link(page, ticket, minutes_ahead=5))
    tab.until_step("welcome")
    assert tab.ask("location.href") == page
    everywhere = (
        "document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage, document.cookie])"
    )
    assert ticket.token not in tab.ask(everywhere)
    tab.reload()
    tab.until_step("welcome")
    assert ticket.token not in tab.ask(everywhere)
    assert tab.ask("document.title") == "Video visit"
    tab.open("about:blank")
    tab.open(f"{page}?again")
    tab.until_step("welcome")


def test_another_tab_knows_nothing_of_it(tab: GuestTab, browser: GuestBrowser, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, ticket))
    tab.until_step("welcome")
    tab.open(page)
    tab.until_step("welcome")
    fresh = browser.tab(page)
    fresh.until_step("closing")
    assert fresh.heading() == "Open your personal link"
    fresh.close()


def test_another_link_opened_in_the_same_tab_takes_over(tab: GuestTab, page: str, ticket: CallTicket) -> None:
    tab.open(guest_link(page, made_up_ticket(jwt(exp=1_000_000_000))))
    tab.until_step("closing")
    assert tab.heading() == "This link is too old"
    tab.open(guest_link(page, ticket, title="Second visit"))
    tab.until("document.getElementById('visit-title').textContent === 'Second visit'")
    assert tab.ask("location.href") == page


def test_a_link_that_is_none_is_told_with_the_clinics_phone(tab: GuestTab, page: str) -> None:
    for fragment, heading in (
        ("", "Open your personal link"),
        ("#nonsense", "This link does not work any more"),
        ("#realtimekit.no-token", "This link does not work any more"),
        (f"#dyte.{jwt(exp=1_000_000_000)}", "This link is too old"),
    ):
        tab.open("about:blank")
        tab.open(page + fragment)
        tab.until_step("closing")
        assert tab.heading() == heading
        assert tab.ask("document.querySelector('#closing-phone a').href") == "tel:+442079460000"
    assert not [url for url in tab.requests if "/kit/" in url], "nobody needs the kit here"
