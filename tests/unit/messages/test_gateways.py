"""Requests to a provider of text messages: templates that nothing breaks out of, settings that cannot work."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import TextGateway, TextMessage
from hosted_meetings_desktop.messages.gateways import FORM, JSON, check_gateway, filled

GATEWAY = TextGateway(
    "https://sms.example/v1/send", (("Authorization", "Bearer s3cret"), ("Idempotency-Key", "{key}"))
)
MESSAGE = TextMessage("visit-1.2", "+49301234567", "Hello")


def test_the_usual_template() -> None:
    request = filled(GATEWAY, MESSAGE)
    assert json.loads(request.body) == {"to": "+49301234567", "text": "Hello", "id": "visit-1.2"}
    headers = dict(request.headers)
    assert headers["Authorization"] == "Bearer s3cret"
    assert headers["Idempotency-Key"] == "visit-1.2"
    assert headers["Content-Type"] == JSON
    assert headers["Content-Length"] == str(len(request.body))
    assert "s3cret" not in repr(request) + repr(GATEWAY)


TEXTS = st.text() | st.text(st.sampled_from('"\\{}[],:&=+%#;\r\n\0 aé😀'), max_size=40)


@given(text=TEXTS)
def test_no_text_breaks_out_of_json(text: str) -> None:
    gateway = replace(
        GATEWAY, body='{"messages": [{"to": ["{phone}"], "body": "[{text}] {key}", "n": 1, "x": null}]}'
    )
    sent = json.loads(filled(gateway, replace(MESSAGE, text=text)).body)
    assert sent == {"messages": [{"to": ["+49301234567"], "body": f"[{text}] visit-1.2", "n": 1, "x": None}]}


@given(text=TEXTS)
def test_no_text_breaks_out_of_a_form(text: str) -> None:
    gateway = replace(GATEWAY, content_type=FORM, body="To={phone}&Body={text}&From=Praxis+am%20Park&empty=")
    body = filled(gateway, replace(MESSAGE, text=text)).body.decode("ascii")
    assert parse_qs(body, keep_blank_values=True) == {
        "To": ["+49301234567"], "Body": [text], "From": ["Praxis am Park"], "empty": [""],
    }  # fmt: skip


def test_a_text_that_looks_like_a_placeholder_is_sent_as_it_is() -> None:
    assert (
        json.loads(filled(GATEWAY, replace(MESSAGE, text="{phone} {key} {0.x}")).body)["text"]
        == "{phone} {key} {0.x}"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "http://sms.example/"}, "url"),
        ({"url": "http://127.0.0.1.example/"}, "url"),
        ({"url": "ftp://sms.example/"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://user:pass@sms.example/"}, "url"),
        ({"url": "https://sms.example:99999/"}, "url"),
        ({"url": "https://sms.example/\r\nHost: x"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"url": ""}, "url"),
        ({"headers": (("X-Key", "a\r\nHost: evil"),)}, "headers"),
        ({"headers": (("X-Key:", "a"),)}, "headers"),
        ({"headers": (("", "a"),)}, "headers"),
        ({"headers": (("X-Key", ""),)}, "headers"),
        ({"headers": (("X-Key", "schlüssel"),)}, "headers"),
        ({"headers": (("Host", "evil.example"),)}, "headers"),
        ({"headers": (("Transfer-encoding", "chunked"),)}, "headers"),
        ({"content_type": "text/xml"}, "content_type"),
        ({"body": '{"to": "{phone}"}'}, "body"),
        ({"body": '{"text": "{text}"}'}, "body"),
        ({"body": '{"to": {phone}, "text": "{text}"}'}, "body"),
        ({"body": '{"{phone}": "{text}"}'}, "body"),
        ({"body": "[" * 100_000}, "body"),
        ({"body": ""}, "body"),
        ({"content_type": FORM, "body": "to={phone}"}, "body"),
        ({"content_type": FORM, "body": "{phone}{text}"}, "body"),
        ({"content_type": FORM, "body": '{"to": "{phone}", "text": "{text}"}'}, "body"),
        ({"content_type": FORM, "body": ""}, "body"),
    ],
)
def test_settings_that_cannot_work_are_told_at_their_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputProblem) as caught:
        check_gateway(replace(GATEWAY, **changes))
    assert caught.value.field == field
    assert "s3cret" not in f"{caught.value} {caught.value.advice}"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/sms", "http://localhost/sms", "http://[::1]:1/", "https://x.example"]
)
def test_only_this_pc_may_be_spoken_to_in_the_clear(url: str) -> None:
    check_gateway(replace(GATEWAY, url=url))


@pytest.mark.parametrize(
    "phone", ["", "0301234567", "+0301234567", "+49 30 123", "+49", "+4930123456789012", "+49301x", "+٤٩٣٠١٢٣٤٥"]
)
def test_a_number_without_its_country_is_told(phone: str) -> None:
    with pytest.raises(InputProblem) as caught:
        filled(GATEWAY, replace(MESSAGE, phone=phone))
    assert caught.value.field == "phone"


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: y", "ä", "x" * 200])
def test_a_key_that_is_none_is_an_error_of_ours(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        filled(GATEWAY, replace(MESSAGE, key=key))
