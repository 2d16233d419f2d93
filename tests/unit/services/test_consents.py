"""Consents over a real store: what is written down stays, and a recording waits for it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from hosted_meetings_desktop.domain.consent import Answer, ConsentMissing, Standing, Way
from hosted_meetings_desktop.domain.consent_claim import ConsentClaim, proof_of
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import InviteeId, VisitTypeId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.consents import ConsentService
from tests.unit.services.desk_kit import Desk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def consents(desk: Desk) -> ConsentService:
    return ConsentService(desk.store, desk.changes, desk.clock)


async def test_a_recording_waits_until_everybody_agreed(desk: Desk, consents: ConsentService) -> None:
    meeting = await desk.plan("Asha", "Ben", online=False)
    asha, ben = (each.id for each in meeting.invitees if each.role is not Role.HOST)
    with pytest.raises(ConsentMissing, match="Not everybody"):
        await consents.check_recording(meeting.id)

    await consents.note(meeting.id, Answer.GIVEN, Way.READ_OUT, "Dr Sommer", invitee_id=asha)
    with pytest.raises(ConsentMissing) as caught:
        await consents.check_recording(meeting.id)
    assert caught.value.consent.missing == ("Ben",)
    assert "Ben" in caught.value.advice

    await consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Dr Sommer", invitee_id=ben, note="form of 3 March")
    assert (await consents.check_recording(meeting.id)).standing is Standing.FREE
    assert "consents" in desk.changes.topics

    await consents.note(meeting.id, Answer.WITHDRAWN, Way.READ_OUT, "Dr Sommer", invitee_id=ben)
    with pytest.raises(ConsentMissing, match="does not want"):
        await consents.check_recording(meeting.id)
    assert [each.answer for each in await consents.history(meeting.id)] == [
        Answer.GIVEN, Answer.GIVEN, Answer.WITHDRAWN,
    ]  # fmt: skip


async def test_what_has_only_to_be_announced_is_free_once_it_was(desk: Desk, consents: ConsentService) -> None:
    meeting = await desk.plan("Asha", online=False, visit_type=VisitTypeId("team"))
    with pytest.raises(ConsentMissing, match="announced"):
        await consents.check_recording(meeting.id)
    assert (await consents.check_recording(meeting.id, announced=True)).standing is Standing.ANNOUNCE


async def test_nobody_s_consent_is_written_down_for_somebody_who_is_not_invited(
    desk: Desk, consents: ConsentService
) -> None:
    meeting = await desk.plan("Asha", online=False)
    with pytest.raises(InputProblem):
        await consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Dr Sommer", invitee_id=InviteeId("gone"))
    with pytest.raises(InputProblem):
        await consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Dr Sommer", name=" ")
    await consents.note(meeting.id, Answer.GIVEN, Way.PAPER, "Dr Sommer", name="A daughter")
    assert [each.name for each in await consents.history(meeting.id)] == ["A daughter"]


async def test_an_answer_of_the_guest_page_is_written_down_once(desk: Desk, consents: ConsentService) -> None:
    meeting = await desk.plan("Asha")
    asha = next(each for each in meeting.invitees if each.role is not Role.HOST)
    link = await desk.links.joining.guest_link(meeting.id, asha.id)
    key = re.search(r"&c=each\.([\w-]{22})(&|$)", link)
    assert key is not None, "the link does not ask"
    answer_id = str(uuid4())
    claim = ConsentClaim("given", answer_id, proof_of(key[1], "given", answer_id))
    assert (await consents.hear(meeting.id, claim)) is not None
    assert (await consents.hear(meeting.id, claim)) is None
    (entry,) = await consents.history(meeting.id)
    assert (entry.answer, entry.way, entry.invitee_id) == (Answer.GIVEN, Way.GUEST_PAGE, asha.id)
    assert (await consents.check_recording(meeting.id)).standing is Standing.FREE

    await consents.note(meeting.id, Answer.WITHDRAWN, Way.READ_OUT, "Dr Sommer", invitee_id=asha.id)
    await consents.hear(meeting.id, claim)  # the page is asked again when somebody else comes in
    with pytest.raises(ConsentMissing):
        await consents.check_recording(meeting.id)

    forged = ConsentClaim("given", str(uuid4()), claim.proof)
    assert (await consents.hear(meeting.id, forged)) is None


async def test_a_link_asks_only_who_can_be_recorded(desk: Desk) -> None:
    for kind, asked in (("team", "&c=told."), ("group", None)):
        meeting = await desk.plan("Asha", visit_type=VisitTypeId(kind))
        asha = next(each for each in meeting.invitees if each.role is not Role.HOST)
        link = await desk.links.joining.guest_link(meeting.id, asha.id)
        assert (asked in link) if asked is not None else "&c=" not in link
