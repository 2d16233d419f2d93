"""A webinar is planned by its visit type, and who presents is what the provider has, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.stage import WEBINAR, Place
from hosted_meetings_desktop.services.series_plan import draft_of
from tests.unit.services.desk_kit import Desk, desk, visit

__all__ = ["desk"]
pytestmark = pytest.mark.anyio


async def webinar(desk: Desk, **more: object):
    """Return a draft in which everybody has what the visit type gives their role."""
    kind = next(each for each in await desk.plans.visit_types() if each.id == "webinar")
    assert kind.stage == WEBINAR
    draft = visit("Vi", "Wim", visit_type=VisitTypeId("webinar"), **more)
    people = tuple(replace(each, preset=kind.preset(each.role)) for each in draft.invitees)
    return replace(draft, invitees=people)


def at_provider(desk: Desk, meeting: Meeting) -> dict[str, str]:
    assert meeting.room_id is not None
    return {each.name: each.preset for each in desk.service.participants[meeting.room_id].values()}


async def test_a_place_that_is_changed_is_changed_at_the_provider(desk: Desk) -> None:
    planned = await desk.plans.plan(await webinar(desk))
    await desk.engine.settle(planned.meeting.id)
    meeting = await desk.plans.get(planned.meeting.id)
    host = next(each.name for each in meeting.invitees if each.role is Role.HOST)
    assert at_provider(desk, meeting) == {
        host: "webinar_presenter", "Vi": "webinar_viewer", "Wim": "webinar_viewer",
    }  # fmt: skip
    people = tuple(
        replace(each, preset=WEBINAR.preset(Place.PRESENTER)) if each.name == "Vi" else each
        for each in meeting.invitees
    )
    changed = await desk.plans.change(meeting.id, replace(draft_of(meeting), invitees=people))
    assert changed.messages == 0, "nobody is written to: their link and the time are as they were"
    await desk.engine.settle(meeting.id)
    assert at_provider(desk, meeting)["Vi"] == "webinar_presenter"
    await desk.plans.undo(changed.undo)
    await desk.engine.settle(meeting.id)
    assert at_provider(desk, meeting)["Vi"] == "webinar_viewer"


async def test_a_series_has_its_presenters_in_its_one_room(desk: Desk) -> None:
    planned = await desk.plans.plan(await webinar(desk), recurrence=Recurrence(Frequency.DAILY, count=3))
    meeting = planned.meeting
    people = tuple(
        replace(each, preset="webinar_presenter") if each.name == "Wim" else each for each in meeting.invitees
    )
    await desk.plans.change(meeting.id, replace(draft_of(meeting), invitees=people))
    assert meeting.series_id is not None
    series = meeting.series_id
    rows = desk.store.run_now(lambda lib: lib.meetings.of_series(series))
    assert len(rows) == 3
    for row in rows:
        assert {each.name: each.preset for each in row.invitees}["Wim"] == "webinar_presenter"
