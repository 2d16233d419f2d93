"""A guest's link: what it holds, where its secret stands, and what it refuses to be made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.guest_link import LONGEST_TITLE, GuestLink

TOKEN = "eyJhbGciOiJub25lIn0=.eyJtZWV0aW5nSWQiOiJtKy8ifQ==.c2ln"


def link(**changes: Any) -> GuestLink:
    return GuestLink(**({"page": "https://join.clinic.example/", "kit": Kit.REALTIMEKIT, "token": TOKEN} | changes))


def test_without_more_it_is_the_short_form_that_older_pages_read() -> None:
    assert link().address() == f"https://join.clinic.example/#realtimekit.{TOKEN}"


def test_everything_told_stands_in_the_fragment() -> None:
    berlin = timezone(timedelta(hours=2))
    address = link(
        kit=Kit.DYTE,
        start=datetime(2026, 11, 23, 16, 30, 59, tzinfo=berlin),
        minutes=30,
        language="pt-BR",
        title="Follow-up & results #2",
        base_uri="embedded.invalid",
        edge_url="http://127.0.0.1:8123/edge",
    ).address()
    assert address == (
        f"https://join.clinic.example/#dyte.{TOKEN}&t=2026-11-23T14:30Z&m=30&l=pt-BR"
        "&n=Follow-up%20%26%20results%20%232&b=embedded.invalid&e=http://127.0.0.1:8123/edge"
    )


@pytest.mark.parametrize("page", ["https://a.example/join", "https://a.example/join#", "https://a.example/join#old"])
def test_a_fragment_the_address_has_already_is_replaced(page: str) -> None:
    assert link(page=page).address() == f"https://a.example/join#realtimekit.{TOKEN}"


@given(title=st.text(max_size=200))
def test_no_title_breaks_out_of_its_place(title: str) -> None:
    address = link(title=title).address()
    fragment = urlsplit(address).fragment
    told = dict(part.split("=", 1) for part in fragment.split("&")[1:])
    assert set(told) <= {"n"}
    shown = unquote(told.get("n", ""))
    assert shown == " ".join(title.split())[:LONGEST_TITLE].rstrip()
    assert not set(address) & set(' \n\r\t"<>')


def test_the_token_is_in_the_address_and_nowhere_else() -> None:
    made = link()
    assert TOKEN in made.address()
    assert TOKEN not in repr(made)
    assert TOKEN not in f"{made}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": ""},
        {"token": "a b"},
        {"token": "a&t=1"},
        {"token": "a#b"},
        {"start": datetime(2026, 1, 1)},  # noqa: DTZ001 - that is what is wrong with it
        {"minutes": 0},
        {"minutes": 1441},
        {"language": "English please"},
        {"language": ""},
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_without_being_repeated(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^[a-zA-Z0-9 .']+$") as refused:
        link(**wrong)
    (value,) = wrong.values()
    assert not isinstance(value, str) or not value or value not in str(refused.value)


def test_the_start_is_told_in_utc_whatever_its_zone() -> None:
    at = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    for hours in (-11, 0, 5, 14):
        assert "&t=2027-03-28T01:30Z" in link(start=at.astimezone(timezone(timedelta(hours=hours)))).address()
