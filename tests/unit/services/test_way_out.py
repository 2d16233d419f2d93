"""The way out: offered where there is one, made for the one who asks, and a secret all along."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.call import WayOut
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.meeting import MeetingDraft
from hosted_meetings_desktop.domain.message import Clinic
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.way_out import WayOutService
from tests.unit.conftest import make_draft
from tests.unit.services.desk_kit import Desk, desk
from tests.unit.services.outbox_kit import SETTINGS

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


def ways(desk: Desk, *, page: bool = True) -> WayOutService:
    return WayOutService(desk.store, desk.links.joining, lambda: page)


def keep_phone(desk: Desk, phone: str) -> None:
    desk.store.run_now(lambda lib: lib.outbox.keep_settings(replace(SETTINGS, clinic=Clinic("Riverside", phone))))


async def test_what_is_offered_is_what_there_is(desk: Desk) -> None:
    way = ways(desk)
    assert way.way_out() == WayOut(browser=True, phone="")
    keep_phone(desk, " +44 20  7946 0000\n")
    assert way.way_out().phone == "", "it is known once it was read"
    await way.refresh()
    assert way.way_out() == WayOut(browser=True, phone="+44 20 7946 0000")
    keep_phone(desk, "")
    await way.refresh()
    assert way.way_out().phone == ""
    assert not ways(desk, page=False).way_out().browser


async def test_a_guest_gets_their_own_link_and_the_host_theirs(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    host, guest = meeting.invitees
    links = [await ways(desk).browser_link(meeting.id, who) for who in (guest.id, None, host.id)]
    assert all(link.startswith("https://video.clinic.test/join#dyte.") for link in links)
    assert meeting.room_id is not None
    people = (await desk.service.list_participants(meeting.room_id)).rows
    assert len(people) == 2, "the host is the same participant as in the app"
    assert links[0].split("&")[0] != links[1].split("&")[0]


async def test_a_host_who_is_not_among_the_invited_becomes_one(desk: Desk) -> None:
    draft: MeetingDraft = make_draft("Knee", "Asha")
    planned = await desk.plans.plan(draft)
    link = await ways(desk).browser_link(planned.meeting.id, None)
    assert "#dyte." in link
    roles = [each.role for each in (await desk.plans.get(planned.meeting.id)).invitees]
    assert roles.count(Role.HOST) == 1


async def test_what_stands_in_the_way_is_said(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    await desk.plans.cancel(meeting.id)
    with pytest.raises(AppError, match="cancelled"):
        await ways(desk).browser_link(meeting.id, None)


async def test_nothing_of_a_link_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    meeting = await desk.plan("Asha")
    link = await ways(desk).browser_link(meeting.id, None)
    assert link.partition("#")[2] not in caplog.text
    assert "dyte." not in caplog.text
