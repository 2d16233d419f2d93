"""What may be kept as somebody's language may also stand in their link: one rule for both."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.guest_link import GuestLink
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import MAX_LANGUAGE, Person, is_language


def link(language: str) -> GuestLink:
    return GuestLink("https://clinic.example/join", Kit.DYTE, "abc", language=language)


TAGS = ["en", "en-x-simple", "de-DE-u-co-phonebk", "zh-Hant-TW", "sl-rozaj-biske-1994", "a-b", "deutsch", "en_GB"]


@pytest.mark.parametrize("tag", ["en-x-simple", "de-DE-u-co-phonebk", "pt-BR", "sgn"])
def test_short_parts_of_a_tag_are_no_reason_to_send_nothing(tag: str) -> None:
    assert is_language(tag)
    assert unquote(urlsplit(link(tag).address()).fragment) == f"dyte.abc&l={tag}"


@settings(deadline=None)
@given(
    tag=st.sampled_from(TAGS) | st.from_regex(r"[A-Za-z]{1,4}(-[A-Za-z0-9]{0,9}){0,6}", fullmatch=True) | st.text()
)
@example(tag="en-" + "a-" * 20 + "a")
@example(tag="e" * (MAX_LANGUAGE + 1))
@example(tag="en\n")
def test_a_person_and_their_link_agree(tag: str) -> None:
    assert bool(Person(PersonId("1"), "Ada", language=tag).problems()) == bool(tag and not is_language(tag))
    if is_language(tag):
        assert link(tag).language == tag
    else:
        with pytest.raises(ValueError, match="BCP 47"):
            link(tag)
