"""Consents over a real store: what is written down stays, and a recording waits for it."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.consent import Answer, ConsentMissing, Standing, Way
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
