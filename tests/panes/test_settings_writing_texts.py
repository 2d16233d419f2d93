"""Setting up the provider of text messages: its keys stay hidden, and the example is what is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.gateway_template import FORM, JSON
from hosted_meetings_desktop.domain.message import TextGateway, TextMessage
from hosted_meetings_desktop.messages.gateways import check_gateway
from hosted_meetings_desktop.messages.gateways import filled as really_filled
from hosted_meetings_desktop.ui.settings.writing.template import (
    check_header,
    check_url,
    example_values,
    filled,
)
from tests.panes.outbox_kit import (
    API_KEY,
    GATEWAY,
    PASSWORD,
    SECRETS,
    SERVER,
    UNREADABLE,
    FakeCorrespondence,
    spoken,
)
from tests.panes.settings_kit import LEFT, NEW, SETTINGS_MARKS, show_writing_dialog

pytestmark = SETTINGS_MARKS


@pytest.fixture
def texts(qtbot):
    return partial(show_writing_dialog, qtbot, "texts")


# ---- text messages: the template
@pytest.mark.parametrize(
    "url", ["https://sms.example.org/send?v=2", "http://127.0.0.1:8080/sms", "http://localhost/"]
)
def test_addresses_that_can_be_used(url):
    check_url(url)
    check_gateway(TextGateway(url))


@pytest.mark.parametrize(
    "url",
    ["", "sms.example.org", "http://sms.example.org", "https://", "https://user@sms.example.org", "https://a b",
     "https://x:99999/", "https://x:0/", "ftp://x"],
)  # fmt: skip
def test_addresses_that_cannot(url):
    with pytest.raises(InputProblem) as found:
        check_url(url)
    assert found.value.field == "url"
    with pytest.raises(InputProblem):
        check_gateway(TextGateway(url))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "x"),
        ("HOST", "x"),
        ("A b", "x"),
        ("", "x"),
        ("X", ""),
        ("X", " x"),
        ("X", "ü"),
        ("X", "a\nb"),
    ],
)
def test_headers_that_cannot_be_sent(name, value):
    with pytest.raises(InputProblem):
        check_header(name, value)
    with pytest.raises(InputProblem):
        check_gateway(TextGateway("https://x.example", ((name, value),)))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"to": "{phone}", "text": "{text}"}', JSON),
        ('{"messages": [{"to": ["{phone}"], "body": {"plain": "Hi: {text}"}, "n": 1, "id": "{key}"}]}', JSON),
        ("to={phone}&text={text}&id={key}", FORM),
    ],
)
def test_the_example_is_what_is_really_sent(body, content_type):
    values = example_values()
    shown = filled(body, content_type, values)
    gateway = TextGateway("https://x.example", (), body, content_type)
    sent = really_filled(gateway, TextMessage(values["key"], values["phone"], values["text"])).body.decode()
    assert (json.loads(shown) == json.loads(sent)) if content_type == JSON else (shown == sent)


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        ("to={phone}", JSON, "no JSON"),
        ("[" * 5_000, JSON, "no JSON"),
        ('{"to": "{phone}"}', JSON, "{text} is missing"),
        ("{}", JSON, "{phone}, {text} is missing"),
        ("nonsense", FORM, "no form"),
        ("to={phone}&x=1", FORM, "{text} is missing"),
    ],
)
def test_templates_that_cannot_be_used_say_why(body, content_type, words):
    with pytest.raises(InputProblem) as found:
        filled(body, content_type, example_values())
    assert words in found.value.title
    with pytest.raises(InputProblem):
        check_gateway(TextGateway("https://x.example", (), body, content_type))


def test_a_text_that_looks_like_a_placeholder_stays_a_text():
    values = example_values() | {"text": '{key} "}'}
    assert json.loads(filled(TextGateway("").body, JSON, values))["text"] == '{key} "}'


# ---- text messages: the dialog
def test_a_new_provider_is_kept(texts, qtbot):
    dialog = texts(NEW)
    dialog.url.setText(" https://sms.example.org/send ")
    qtbot.mouseClick(dialog.headers.add_button, LEFT)
    line = dialog.headers.lines[0]
    line.name.setText("Authorization")
    line.value.setText("Bearer abc")
    dialog.headers.add()
    dialog.main_button.click()
    kept = dialog.page.fake.kept.gateway
    assert kept == TextGateway("https://sms.example.org/send", (("Authorization", "Bearer abc"),))
    assert "The provider is saved." in dialog.page.writing.texts.result.text


def test_values_are_hidden_and_kept_where_nothing_is_typed(texts):
    dialog = texts()
    assert [line.name.text() for line in dialog.headers.lines] == ["Authorization", "X-Project"]
    assert not [secret for secret in SECRETS if secret in spoken(dialog)]
    assert dialog.headers.lines[0].value.placeholderText() == "Saved. Type only to replace it."
    dialog.headers.lines[1].value.setText("other")
    dialog.main_button.click()
    assert dialog.page.fake.kept.gateway.headers == (("Authorization", API_KEY), ("X-Project", "other"))


def test_saved_values_are_sent_nowhere_else(texts):
    dialog = texts()
    dialog.url.setText("https://elsewhere.example/send")
    dialog.main_button.click()
    assert "Type the values again" in dialog.form.problems["headers"]
    assert dialog.page.fake.kept.gateway == GATEWAY
    dialog.url.setText("https://sms.example.org/v2/send")
    dialog.main_button.click()
    assert dialog.page.fake.kept.gateway == replace(GATEWAY, url="https://sms.example.org/v2/send")


def test_headers_are_removed_with_the_focus_on_the_next(texts, qtbot):
    dialog = texts()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    headers = dialog.headers
    assert headers.lines[1].remove.accessibleName() == "Remove header 2"
    headers.lines[0].remove.click()
    assert headers.lines[0].name.hasFocus()
    assert headers.lines[0].name.accessibleName() == "Header 1: name"
    headers.lines[0].remove.click()
    assert headers.add_button.hasFocus()
    assert headers.headers() == ()


def test_the_example_follows_what_is_written(texts):
    dialog = texts(NEW)
    assert dialog.example.toPlainText().startswith("POST https://…\n{")
    dialog.url.setText("https://sms.example.org")
    dialog.url.textEdited.emit("")
    assert "POST https://sms.example.org\n" in dialog.example.toPlainText()
    dialog.body_field.setPlainText('{"to": {phone}}')
    assert "This is no JSON" in dialog.example.toPlainText()
    dialog.main_button.click()
    assert "url" not in dialog.form.problems
    assert "This is no JSON" in dialog.form.problems["body"]
    dialog.body_field.setPlainText('{"to": "{phone}", "text": "{text}"}')
    assert dialog.form.problems == {}
    assert "+493012345678" in dialog.example.toPlainText()


def test_the_usual_template_goes_with_the_format_unless_another_was_written(texts, qtbot):
    dialog = texts(NEW)
    qtbot.mouseClick(dialog.format_buttons[FORM], LEFT)
    assert dialog.body_field.toPlainText() == "to={phone}&text={text}"
    assert "to=%2B493012345678" in dialog.example.toPlainText()
    dialog.body_field.setPlainText("an={phone}&was={text}")
    qtbot.mouseClick(dialog.format_buttons[JSON], LEFT)
    assert dialog.body_field.toPlainText() == "an={phone}&was={text}"


def test_a_provider_that_cannot_be_kept_stays_in_the_dialog(texts):
    dialog = texts(fake=FakeCorrespondence(keeping_fails=UNREADABLE))
    dialog.headers.lines[1].value.setText("other")
    dialog.main_button.click()
    assert "could not be read" in dialog.message_bar.text
    assert dialog.isVisible()
    dialog.done(0)
    assert dialog.headers.lines[1].value.text() == ""


def test_secrets_are_not_in_the_repr_of_what_is_kept():
    assert PASSWORD not in repr(SERVER)
    assert API_KEY not in repr(GATEWAY)
