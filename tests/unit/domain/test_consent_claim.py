"""Answers of the guest page: only who has a link can make its proof, and an answer heard twice is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hosted_meetings_desktop.domain.consent import Answer
from hosted_meetings_desktop.domain.consent_claim import (
    KEY_LENGTH,
    ConsentClaim,
    claimed_by,
    entry_id,
    link_key,
    link_words,
    proof_of,
    read_claim,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy

SECRET = b"s" * 32
MEETING = Meeting(
    MeetingId("m"),
    "Knee",
    Schedule(datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(minutes=30), "UTC"),
    "Dr Sommer",
    (
        Invitee(InviteeId("h"), "Dr Sommer", Role.HOST, "group_call_host"),
        Invitee(InviteeId("a"), "Asha", Role.PATIENT, "group_call_guest"),
        Invitee(InviteeId("b"), "Ben", Role.RELATIVE, "group_call_guest"),
    ),
)


def answered(invitee: str, word: str = "given") -> ConsentClaim:
    answer_id = str(uuid4())
    key = link_key(SECRET, MEETING.id, InviteeId(invitee))
    return ConsentClaim(word, answer_id, proof_of(key, word, answer_id))


def test_an_answer_is_whose_link_proves_it() -> None:
    for invitee, name in (("a", "Asha"), ("b", "Ben")):
        found = claimed_by(answered(invitee), SECRET, MEETING)
        assert found is not None
        assert found.name == name
    assert claimed_by(answered("h"), SECRET, MEETING) is None
    assert claimed_by(answered("a"), b"t" * 32, MEETING) is None


def test_a_proof_is_of_one_answer_alone() -> None:
    said = answered("a", "refused")
    turned = ConsentClaim("given", said.id, said.proof)
    assert claimed_by(turned, SECRET, MEETING) is None
    assert claimed_by(ConsentClaim("refused", str(uuid4()), said.proof), SECRET, MEETING) is None
    assert entry_id(said, MEETING.id, InviteeId("a")) == entry_id(said, MEETING.id, InviteeId("a"))
    assert entry_id(said, MEETING.id, InviteeId("a")) != entry_id(answered("a"), MEETING.id, InviteeId("a"))


@pytest.mark.parametrize(
    ("word", "more"),
    [
        ("withdrawn", (str(uuid4()), "0" * 64)),
        ("given", (str(uuid4()),)),
        ("given", ("x" * 36, "0" * 64)),
        ("given", (str(uuid4()), "0" * 63)),
        ("given", (str(uuid4()), "0" * 64, "more")),
    ],
)
def test_what_is_no_answer_is_passed_over(word: str, more: tuple[str, ...]) -> None:
    assert read_claim(word, more) is None


def test_what_a_page_reports_is_read() -> None:
    said = answered("a", "told")
    claim = read_claim("told", (said.id, said.proof))
    assert claim == said
    assert claim.answer is Answer.ASKED
    key = link_key(SECRET, MEETING.id, InviteeId("a"))
    assert len(key) == KEY_LENGTH
    assert link_words(ConsentPolicy.ANNOUNCED, key) == f"told.{key}"
