"""The slot rule over long series, where more is wrong than can be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.availability import Availability, Span
from hosted_meetings_desktop.domain.meeting import MeetingDraft
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import make_draft

pytestmark = pytest.mark.anyio
DAILY = Recurrence(Frequency.DAILY, count=80)
EARLY = (Span(time(7), time(8)),)


@pytest.fixture
def meetings(store: Any, service: Any, changes: Any, clock: Any) -> MeetingService:
    store.run_now(lambda lib: lib.plans.keep_availability(Availability("", "Europe/Berlin", (EARLY,) * 7)))
    return MeetingService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


def on_day(draft: MeetingDraft, days: int) -> MeetingDraft:
    """Return the same time of the clock some days later."""
    when, zone = draft.schedule, ZoneInfo(draft.schedule.zone)
    starts_at = (when.starts_at.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
    return replace(draft, schedule=replace(when, starts_at=starts_at))


async def test_a_refusal_after_many_warnings_is_still_one(meetings: MeetingService) -> None:
    await meetings.plan(on_day(make_draft("Other", "Ben"), 60), accepted=frozenset(Concern))
    with pytest.raises(SlotTaken) as caught:
        await meetings.plan(
            make_draft("Series", "Asha"), recurrence=DAILY, accepted=frozenset({Concern.OUT_OF_HOURS})
        )
    check = caught.value.check
    assert check.refused
    assert len(check.findings) <= 50


async def test_every_kind_is_shown_so_that_it_can_be_accepted(meetings: MeetingService) -> None:
    with pytest.raises(SlotTaken) as caught:
        await meetings.plan(make_draft("Series", "Asha"), recurrence=DAILY)
    planned = await meetings.plan(
        make_draft("Series", "Asha"), recurrence=DAILY, accepted=caught.value.check.concerns
    )
    assert planned.count == 80
    assert len(planned.findings) == 50
