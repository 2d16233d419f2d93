"""Links from anywhere: read with suspicion, never repeated, and made so that they can be read again."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.deep_link import (
    LONGEST,
    DeepLink,
    Refusal,
    from_line,
    is_link,
    read_link,
    to_line,
)

ID = "3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b"
ROOM = "bbbb2fac-953c-4239-9ba8-75ba912d76fc"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJvcmdJZCI6ImEifQ.c2lnbmF0dXJl"

ids = st.uuids().map(str)
accounts = st.one_of(st.just(""), ids, st.just("practice"))
links = st.builds(DeepLink, ids, st.one_of(st.just(""), ids), accounts)


# ---- what is read
@pytest.mark.parametrize(
    "text",
    [
        f"hostedmeetings://join/{ID}",
        f"  hostedmeetings://join/{ID}\r\n",
        f"HOSTEDMEETINGS://JOIN/{ID.upper()}/",
        f"hostedmeetings://join/{ID.replace('-', '%2D')}",
        ID,
        ID.upper(),
        f"https://app.dyte.io/v2/meeting?id={ID}",
        f"https://app.dyte.io/meeting?id={ID}",
        f"https://DEMO.realtime.cloudflare.com/v2/meeting/?id={ID}",
    ],
)
def test_what_names_a_meeting_is_read(text: str) -> None:
    assert read_link(text) == DeepLink(ID)


def test_a_whole_link_says_room_and_account() -> None:
    link = DeepLink(ID, ROOM, "practice")
    assert link.address() == f"hostedmeetings://join/{ID}?room={ROOM}&account=practice"
    assert read_link(link.address()) == link
    assert read_link(f"hostedmeetings://join/{ID}?account=practice&room={ROOM.upper()}") == link


@given(links)
def test_every_link_that_is_made_is_read_again(link: DeepLink) -> None:
    assert read_link(link.address()) == from_line(to_line(link)) == link
    assert is_link(link.address())


# ---- what is refused
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Refusal.STRANGE),
        ("hostedmeetings:", Refusal.STRANGE),
        (f"hostedmeetings:join/{ID}", Refusal.STRANGE),
        (f"hostedmeetings://start/{ID}", Refusal.STRANGE),
        ("hostedmeetings://join/", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}/more", Refusal.STRANGE),
        (f"hostedmeetings://join//{ID}", Refusal.STRANGE),
        (f"hostedmeetings://join/../{ID}", Refusal.STRANGE),
        (f"hostedmeetings://join:80/{ID}", Refusal.STRANGE),
        (f"hostedmeetings://join:x/{ID}", Refusal.STRANGE),
        (f"hostedmeetings://[join/{ID}", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}#now", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}?go=now", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}?room", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}?room={ROOM}&room={ID}", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}?room=1&room=2&room=3&room=4&room=5", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}?account=../../etc", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}%0a", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}%00", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}%", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}%zz", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}%ff", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID.replace('-', '%252D')}", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID}\x00", Refusal.STRANGE),
        (f"hostedmeetings://join/\u202e{ID}", Refusal.STRANGE),
        (f"hostedmeetings://join/{ID} --tour /tmp", Refusal.STRANGE),
        (f"javascript:alert('{ID}')", Refusal.STRANGE),
        (f"file:///tmp/{ID}", Refusal.STRANGE),
        (f"http://app.dyte.io/v2/meeting?id={ID}", Refusal.STRANGE),
        (f"https://app.dyte.io/v2/other?id={ID}", Refusal.STRANGE),
        (f"https://app.dyte.io/v2/meeting?id={ID}&showSetupScreen=false", Refusal.STRANGE),
        ("https://app.dyte.io/v2/meeting?id=1", Refusal.STRANGE),
        (f"https://app.dyte.io.example.com/v2/meeting?id={ID}", Refusal.ELSEWHERE),
        (f"https://video.clinic.test/join?id={ID}", Refusal.ELSEWHERE),
        (f"https://app.dyte.io@example.com/v2/meeting?id={ID}", Refusal.SIGN_IN),
        (f"hostedmeetings://me:pass@join/{ID}", Refusal.SIGN_IN),
        (f"https://app.dyte.io/v2/meeting?id={ID}&authToken={TOKEN}", Refusal.SECRET),
        (f"https://app.dyte.io/v2/meeting?id={ID}&auth%54oken=abc", Refusal.SECRET),
        (f"hostedmeetings://join/{ID}?token=abc", Refusal.SECRET),
        (f"hostedmeetings://join/{TOKEN}", Refusal.SECRET),
        (TOKEN, Refusal.SECRET),
        (f"https://video.clinic.test/join#realtimekit.{TOKEN}&l=de", Refusal.GUEST),
        ("https://video.clinic.test/join#dyte.abc", Refusal.GUEST),
        (f"https://video.clinic.test/join%23dyte.{TOKEN}", Refusal.GUEST),
        ("hostedmeetings://join/" + "a" * LONGEST, Refusal.LONG),
    ],
)
def test_what_is_no_plain_link_is_refused(text: str, why: Refusal) -> None:
    assert read_link(text) is why


@given(
    st.one_of(st.text(), st.text(max_size=80).map(lambda tail: f"hostedmeetings://join/{tail}"), st.text().map(quote))
)
def test_whatever_comes_is_read_without_a_fault_and_leads_to_ids_alone(text: str) -> None:
    asked = read_link(text)
    if isinstance(asked, DeepLink):
        assert str(UUID(asked.id)) == asked.id
        assert read_link(asked.address()) == asked
    assert from_line(to_line(asked)) == asked


@given(links, st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20))
def test_nothing_is_carried_along_with_a_link(link: DeepLink, more: str) -> None:
    for text in (f"{link.address()}{more}", f"{link.address()}?{more}", f"{link.address()}&{more}=1"):
        asked = read_link(text)
        assert not isinstance(asked, DeepLink) or (asked.id, asked.room) == (link.id, link.room)


@pytest.mark.parametrize("made", [("1",), (ID, "2"), (ID, "", "A B")])
def test_a_link_that_could_not_be_read_again_is_not_made(made: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"^this is no (id|account's id)$"):
        DeepLink(*made)


# ---- from one start to another
@pytest.mark.parametrize("why", Refusal)
def test_a_refusal_is_told_by_its_name_alone(why: Refusal) -> None:
    assert from_line(to_line(why)) is why


def test_a_line_is_trusted_no_more_than_a_link() -> None:
    assert from_line("refused:because") is Refusal.STRANGE
    assert from_line(f"hostedmeetings://join/{ID}?token=a") is Refusal.SECRET
    assert from_line("\udcff") is Refusal.STRANGE


@pytest.mark.parametrize(
    ("text", "ours"), [("HostedMeetings:x", True), (" hostedmeetings://", True), (ID, False), ("join", False)]
)
def test_a_link_of_ours_is_known_by_its_scheme(text: str, ours: bool) -> None:
    assert is_link(text) == ours
