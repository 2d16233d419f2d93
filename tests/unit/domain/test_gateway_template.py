"""The rule of the template for text messages: what is wrong with one, and that nothing breaks out of it."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.gateway_template import (
    FORM,
    JSON,
    HeaderFault,
    TemplateFault,
    TemplateProblem,
    filled_body,
    header_fault,
    read_template,
    texts,
    usable_address,
)

TEXTS = st.text() | st.text(st.sampled_from('"\\{}[],:&=+%#;\r\n\0 aé😀'), max_size=40)


@given(text=TEXTS, indent=st.sampled_from((None, 2)))
def test_whatever_is_filled_in_stays_one_text_of_the_json(text: str, indent: int | None) -> None:
    body = '{"to": ["{phone}"], "{phone}": {"text": "<{text}>", "n": 1}}'
    filled = filled_body(body, JSON, {"phone": "+1", "text": text, "key": "k"}, indent=indent)
    assert json.loads(filled) == {"to": ["+1"], "{phone}": {"text": f"<{text}>", "n": 1}}


@given(text=TEXTS)
def test_whatever_is_filled_in_stays_one_value_of_the_form(text: str) -> None:
    filled = filled_body("a={phone}&b={text}&{text}=", FORM, {"phone": "+1", "text": text, "key": "k"})
    assert parse_qsl(filled, keep_blank_values=True) == [("a", "+1"), ("b", text), ("{text}", "")]


@pytest.mark.parametrize(
    ("body", "content_type", "fault", "missing"),
    [
        ("", JSON, TemplateFault.NO_JSON, ()),
        ('{"to": {phone}}', JSON, TemplateFault.NO_JSON, ()),
        ("[" * 100_000, JSON, TemplateFault.NO_JSON, ()),
        ("null", JSON, TemplateFault.GAP, ("{phone}", "{text}")),
        ('{"{phone}": "{text}"}', JSON, TemplateFault.GAP, ("{phone}",)),
        ("{phone}{text}", FORM, TemplateFault.NO_FORM, ()),
        ("{phone}=1&b={text}", FORM, TemplateFault.GAP, ("{phone}",)),
        ("a={phone}&b={Text}", FORM, TemplateFault.GAP, ("{text}",)),
    ],
)
def test_what_is_wrong_with_a_template(
    body: str, content_type: str, fault: TemplateFault, missing: tuple[str, ...]
) -> None:
    with pytest.raises(TemplateProblem) as caught:
        read_template(body, content_type)
    assert (caught.value.fault, caught.value.missing) == (fault, missing)


def test_texts_are_found_at_any_depth_and_names_left_out() -> None:
    assert texts({"a": ["x", {"b": "y"}, 1, None], "c": True}) == ["x", "y"]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("Authorization", "Bearer abc", None),
        ("X", "a" * 4_096, None),
        ("X", "a" * 4_097, HeaderFault.UNREADABLE),
        ("x" * 101, "a", HeaderFault.UNREADABLE),
        ("Content-LENGTH", "1", HeaderFault.OURS),
        ("X", "a ", HeaderFault.UNREADABLE),
    ],
)
def test_headers(name: str, value: str, fault: HeaderFault | None) -> None:
    assert header_fault(name, value) is fault


def test_only_this_pc_is_spoken_to_in_the_clear() -> None:
    asked: list[str] = []

    def here(host: str) -> bool:
        asked.append(host)
        return host == "here"

    assert usable_address("http://here:8080/sms", here)
    assert not usable_address("http://there/sms", here)
    assert asked == ["here", "there"]
    assert usable_address("https://there/sms", here)
    assert not usable_address("https://there/a sms", here)
