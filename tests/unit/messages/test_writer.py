"""Whole letters: what each occasion tells, in each language, with whatever stands in the facts."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.message import LOGO_ID, Letter, Mail, Occasion, Writer
from hosted_meetings_desktop.messages.languages import tags
from hosted_meetings_desktop.messages.writer import LetterWriter
from tests.unit.messages.kit import CLINIC, LINK, MAY, MESSAGE_ID, SENT, letter, png, series

SENDER = Contact("Praxis am Park", "office@praxis.example")


def write(one: Letter, method: Method | None = Method.REQUEST) -> Mail:
    writer: Writer = LetterWriter()
    calendar = b"BEGIN:VCALENDAR\r\n" if method else b""
    return writer.mail(one, message_id=MESSAGE_ID, sender=SENDER, date=SENT, calendar=calendar, method=method)


class Page(HTMLParser):
    """Reads a page as a mail program would: its tags, its links, its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.struck = ""
        self._striking = False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._striking = tag == "s"
        self.attributes += [(name, value or "") for name, value in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag: str) -> None:
        self._striking = False

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.words += f"{data} "
        if self._striking:
            self.struck += data


def both(mail: Mail) -> tuple[str, str]:
    """Return the words of the text and of the page, without marks of direction."""
    marks = dict.fromkeys(map(ord, "\u200f\u2066\u2068\u2069"))
    return mail.text.translate(marks), " ".join(Page(mail.html).words.translate(marks).split())


def test_languages() -> None:
    assert LetterWriter().languages() == tags()


def test_an_invitation_tells_all_that_is_needed_in_both_parts() -> None:
    for words in both(write(letter())):
        for told in (
            "Hello Ann Miller,", "Dr Sommer (Praxis am Park) invites you", "Consultation", "Tuesday, 4 May 2027",
            "09:00\u201309:30 (Berlin)", LINK, "only for you. Do not pass it on.", "again 1 hour before the call",
            "+49 30 123 45 67", "Open from 8 to 18.", "nothing to install", "accept or decline",
        ):  # fmt: skip
            assert told in words, told


def test_the_subject_names_the_meeting_and_its_time() -> None:
    assert write(letter()).subject == "Invitation: Consultation, Tue 4 May, 09:00"
    moved = letter(occasion=Occasion.CHANGE, before=MAY - timedelta(days=1))
    assert write(moved).subject == "New time: Consultation, Tue 4 May, 09:00"
    assert write(replace(moved, before=None)).subject.startswith("Changed: ")


def test_a_change_strikes_the_old_time_through_and_names_it_in_words() -> None:
    mail = write(letter(occasion=Occasion.CHANGE, before=MAY - timedelta(days=1)))
    assert Page(mail.html).struck == "Monday, 3 May 2027, 09:00\u201309:30"
    assert "Old time: Monday, 3 May 2027, 09:00\u201309:30\nNew time: Tuesday, 4 May 2027" in mail.text
    assert "brings your calendar up to date" in mail.text


def test_a_cancellation_has_no_link_and_strikes_the_time_through() -> None:
    mail = write(letter(occasion=Occasion.CANCELLATION), Method.CANCEL)
    assert LINK not in mail.text + mail.html
    assert Page(mail.html).struck == "Tuesday, 4 May 202709:00\u201309:30 (Berlin)"
    for words in both(mail):
        assert "will not take place" in words
        assert "Your link no longer works." in words
        assert "removes the entry" in words
        assert "For a new time, call" in words


def test_one_time_of_a_series_leaves_the_link_and_the_others_alone() -> None:
    mail = write(series(occasion=Occasion.CANCELLATION, only_one=True), Method.CANCEL)
    assert "no longer works" not in mail.text
    assert "Only this one time is cancelled." in mail.text
    moved = write(series(occasion=Occasion.CHANGE, only_one=True, before=MAY))
    assert "Only this one time changes." in moved.text


def test_a_series_speaks_of_calls() -> None:
    assert "series of video calls" in write(series()).text
    assert "Your video calls are cancelled" in write(series(occasion=Occasion.CANCELLATION), Method.CANCEL).text


def test_a_reminder_carries_no_calendar_and_announces_no_other() -> None:
    mail = write(letter(occasion=Occasion.REMINDER))
    assert (mail.calendar, mail.method) == (b"", None)
    assert "again" not in mail.text
    assert "calendar" not in mail.text
    assert LINK in mail.text


@pytest.mark.parametrize(
    ("reminder", "words"),
    [
        (timedelta(minutes=15), "in another message 15 minutes before the call"),
        (timedelta(minutes=90), "in another message 90 minutes before the call"),
        (timedelta(hours=2), "in another message 2 hours before the call"),
        (timedelta(days=1), "in another message 1 day before the call"),
        (None, "in another message shortly before the call"),
    ],
)
def test_a_link_that_follows_is_announced(reminder: timedelta | None, words: str) -> None:
    assert words in write(letter(link="", link_follows=True, reminder=reminder)).text


def test_without_link_phone_note_host_and_name_nothing_is_left_hanging() -> None:
    bare = replace(CLINIC, phone="", note="")
    mail = write(letter(link="", clinic=bare, host="", to=Contact("", "a@b.example"), reminder=None), None)
    for words in both(mail):
        assert "Hello," in words
        assert "Praxis am Park invites you" in words
        for absent in ("Call", "link", "button", "calendar", "()", "  :"):
            assert absent not in words


def test_without_a_title_the_subject_says_what_it_is_about() -> None:
    assert write(letter(title=" ")).subject == "Invitation: Your video call, Tue 4 May, 09:00"


@pytest.mark.parametrize("tag", tags())
@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_language_tells_every_occasion(tag: str, occasion: Occasion) -> None:
    method = Method.CANCEL if occasion is Occasion.CANCELLATION else Method.REQUEST
    before = MAY - timedelta(days=1) if occasion is Occasion.CHANGE else None
    for one in (letter(language=tag, occasion=occasion, before=before), series(language=tag, occasion=occasion)):
        mail = write(one, method)
        assert mail.language.split("-")[0] == tag.split("-", maxsplit=1)[0]
        direction = "rtl" if tag == "ar" else "ltr"
        assert f'<html lang="{mail.language}" dir="{direction}">' in mail.html
        for words in both(mail):
            assert "Dr Sommer" in words
            assert "{" not in words
            assert (LINK in words) == (occasion is not Occasion.CANCELLATION)


def test_only_the_link_the_phone_and_the_logo_are_referred_to() -> None:
    mail = write(letter(clinic=replace(CLINIC, logo=png(480, 120))))
    assert set(Page(mail.html).links) == {LINK, "tel:+49301234567", f"cid:{LOGO_ID}"}
    assert 'width="192" height="48"' in mail.html
    assert mail.logo


@pytest.mark.parametrize(
    "logo", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", png(4, 4)[:20], b"<svg/>", png(1, 1) + bytes(2_000_000)]
)
def test_a_logo_that_cannot_be_shown_is_left_out(logo: bytes) -> None:
    mail = write(letter(clinic=replace(CLINIC, logo=logo)))
    assert mail.logo == b""
    assert "cid:" not in mail.html


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "https://", "https://a b", "//x", "http://[", "https://a\nb"]
)
def test_a_link_that_is_none_is_refused(link: str) -> None:
    with pytest.raises(InputProblem):
        write(letter(link=link))


EVIL = '"><script>alert(1)</script><img src=x onerror=y>&lt;'


def test_nothing_from_outside_becomes_a_part_of_the_page() -> None:
    clinic = replace(CLINIC, name=EVIL, phone=EVIL, note=EVIL, colour='red" onload="x')
    mail = write(letter(to=Contact(EVIL, "a@b.example"), host=EVIL, title=EVIL, clinic=clinic, language=EVIL))
    page = Page(mail.html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert html.unescape(mail.html).count("<script>") >= 5  # told as text, where a person can read it
    assert 'onload="x' not in mail.html


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=60), title=st.text(max_size=60), note=st.text(max_size=80), tag=st.sampled_from(tags()))
def test_any_text_leaves_page_and_lines_whole(name: str, title: str, note: str, tag: str) -> None:
    clinic = replace(CLINIC, name=name, note=note, phone=title)
    one = letter(to=Contact(name, "a@b.example"), title=title, host=name, clinic=clinic, language=tag)
    mail = write(one)
    plain = write(letter(language=tag))
    assert not re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", mail.subject)
    assert set(Page(mail.html).tags) <= set(Page(plain.html).tags)
    assert mail.text.count(LINK) == 1
    mail.text.encode()
    mail.html.encode()


def test_a_calendar_entry_holds_the_way_in_and_no_time() -> None:
    title, description = LetterWriter().event_text(letter())
    assert title == "Consultation (Praxis am Park)"
    assert description.startswith("Video call with Dr Sommer (Praxis am Park)\n\nYour link to join:\n" + LINK)
    assert "09:00" not in description
    assert "calendar" not in description


def test_who_answers_goes_where_the_clinic_wants() -> None:
    desk = Contact("Desk", "desk@praxis.example")
    mail = LetterWriter().mail(
        letter(), message_id=MESSAGE_ID, sender=SENDER, date=SENT, calendar=b"", method=None, reply_to=desk
    )
    assert mail.reply_to == desk
