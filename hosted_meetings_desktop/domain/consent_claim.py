"""What a guest answers on the guest page about being recorded, and how the clinic knows that it was them.

The kits tell nobody who sent a message to the room. So each link carries a key of its own, and an answer comes with a
proof that only who has that link can make::

    key   = the first 22 characters of base64url(HMAC-SHA256(the clinic's secret, "<meeting>/<invitee>"))
    proof = hex(HMAC-SHA256(key, "<answer>|<id>"))

``id`` is made anew with each answer; the same answer heard twice is one. ``resources/guest/web/consent.js`` makes
both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from hosted_meetings_desktop.domain.consent import Answer
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy

KEY_LENGTH = 22
"""Characters: 132 bits."""
POLICIES = {"each": ConsentPolicy.EACH_PERSON, "told": ConsentPolicy.ANNOUNCED}
"""What stands in the link for what a visit demands."""

_ANSWERS = {"given": Answer.GIVEN, "refused": Answer.REFUSED, "told": Answer.ASKED}
_ID = re.compile(r"[0-9a-f-]{36}")
_PROOF = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ConsentClaim:
    """An answer as it was heard in the room; anybody in it can have sent it.

    Attributes:
        word: As it was sent: ``given``, ``refused``, ``told`` (was told and went in).
        id: Of the answer.
        proof: See the module.
    """

    word: str
    id: str
    proof: str

    @property
    def answer(self) -> Answer:
        """What it means."""
        return _ANSWERS[self.word]


def read_claim(word: str, more: Sequence[str]) -> ConsentClaim | None:
    """Return what a page reports, or None where it is none: ``more`` holds the id and the proof."""
    if word not in _ANSWERS or len(more) != 2 or not _ID.fullmatch(more[0]) or not _PROOF.fullmatch(more[1]):
        return None
    return ConsentClaim(word, more[0], more[1])


def link_key(secret: bytes, meeting: MeetingId, invitee: InviteeId) -> str:
    """Return the key for one person's link."""
    made = hmac.digest(secret, f"{meeting}/{invitee}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode()[:KEY_LENGTH]


def proof_of(key: str, word: str, answer_id: str) -> str:
    """Return what proves an answer."""
    return hmac.digest(key.encode(), f"{word}|{answer_id}".encode(), hashlib.sha256).hex()


def claimed_by(claim: ConsentClaim, secret: bytes, meeting: Meeting) -> Invitee | None:
    """Return whose answer it is; None where it is nobody's who got a link from here."""
    for each in meeting.invitees:
        expected = proof_of(link_key(secret, meeting.id, each.id), claim.word, claim.id)
        if each.role is not Role.HOST and hmac.compare_digest(expected, claim.proof):
            return each
    return None


def entry_id(claim: ConsentClaim, meeting: MeetingId, invitee: InviteeId) -> str:
    """Return the id under which an answer is kept: heard again, it is the same."""
    return str(uuid5(NAMESPACE_URL, f"guest-page/{meeting}/{invitee}/{claim.id}"))


def link_words(policy: ConsentPolicy, key: str) -> str:
    """Return what stands in a link."""
    return f"{next(word for word, each in POLICIES.items() if each is policy)}.{key}"
