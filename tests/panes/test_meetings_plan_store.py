"""The plan dialog over a real store: what it wants kept is what the services keep, refuse and find again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest
from PySide6.QtCore import QTime

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.recurrence import Frequency
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.people import PeopleService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
from tests.panes.fake_services import FakeJoin, FakeLive
from tests.panes.fakes import NowCalls
from tests.panes.plan_kit import ADA, FATIMA, LEILA
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, FakeService, Ticking

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
NOW = START - timedelta(days=3)
MONDAY = START + timedelta(hours=1)


class Real:
    """A pane over real services."""

    def __init__(self, qtbot, store: Database) -> None:
        clock = Ticking()
        clock.now = NOW
        changes = Heard()
        engine = Engine(store, FakeService(), changes, clock)
        self.meetings = MeetingService(store, engine, changes, clock, IcsCalendars())
        self.people = PeopleService(store, changes, clock)
        for person in (FATIMA, LEILA):
            anyio.run(self.people.keep, person)
        self.pane = MeetingsPane(self.meetings, FakeLive(), FakeJoin(), NowCalls(), practice=False, clock=lambda: NOW)
        qtbot.addWidget(self.pane)
        self.pane.show()

    @property
    def dialog(self) -> PlanDialog:
        assert self.pane.dialog is not None
        return self.pane.dialog

    def plan(self, starts_at: datetime, **known: object) -> PlanDialog:
        """Open the dialog for a visit of Fatima's with Dr. Osei."""
        self.pane._planning.plan(starts_at=starts_at, host=ADA, person_id=FATIMA.id, **known)  # type: ignore[arg-type]
        self.dialog.zone_field.set_zone("Europe/London")
        return self.dialog

    def rows(self) -> list[Meeting]:
        """Return what is kept, by start."""

        async def look() -> list[Meeting]:
            page = await self.meetings.page(MeetingFilter(), 0, 100)
            return sorted(page.rows, key=lambda row: row.schedule.starts_at)

        return anyio.run(look)


@pytest.fixture
def real(qtbot, tmp_path: Path) -> Iterator[Real]:
    store = Database(tmp_path / "meetings.db", lambda: bytes(32))
    made = Real(qtbot, store)
    yield made
    if made.pane.dialog is not None:
        made.pane.dialog.reject()
    qtbot.wait(1)  # what was left is deleted by the next turn of the event loop
    store.close()


def weekly(dialog: PlanDialog, count: int) -> None:
    field = dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    field.rule.count.setValue(count)
    field.look_now()


def test_one_visit_is_kept_with_everything_that_was_entered(real: Real) -> None:
    dialog = real.plan(MONDAY, duration=timedelta(minutes=25), place="Room 1")
    dialog.main_button.click()
    [row] = real.rows()
    assert (row.title, row.place, row.visit_type) == ("Consultation: Fatima al-Hassani", "Room 1", "consultation")
    assert (row.schedule.starts_at, row.schedule.duration) == (MONDAY, timedelta(minutes=25))
    [person] = row.invitees
    assert (person.person_id, person.email, person.language) == (FATIMA.id, FATIMA.email, "ar")
    assert row.invites  # as a clinic starts
    real.pane.plan()
    assert real.dialog.place_field.itemText(0) == "Room 1"


def test_a_taken_time_offers_others_and_a_series_goes_around_it(real: Real) -> None:
    real.plan(MONDAY + timedelta(weeks=2)).main_button.click()
    dialog = real.plan(MONDAY)
    weekly(dialog, 4)
    dialog.main_button.click()
    assert dialog.clash_panel.heading.text() == "1 time of this series is not free."
    dialog.clash_panel.all_button.click()
    dialog.main_button.click()
    assert real.pane.dialog is None
    starts = [row.schedule.starts_at for row in real.rows() if row.series_id is not None]
    zone_shift = [timedelta(weeks=week) for week in (0, 1, 3)]
    assert [start.date() - MONDAY.date() for start in starts] == zone_shift
    dialog = real.plan(MONDAY + timedelta(minutes=10))
    dialog.main_button.click()
    assert len(dialog.slot_choice.buttons) == 3
    dialog.slot_choice.buttons[0].click()
    dialog.main_button.click()
    assert real.pane.dialog is None


def test_the_rest_of_a_series_is_put_on_another_day_and_gets_another_rule(real: Real) -> None:
    dialog = real.plan(MONDAY)
    weekly(dialog, 5)
    dialog.main_button.click()
    rows = real.rows()
    real.pane.edit(rows[2].id)
    dialog = real.dialog
    assert dialog.series_bar.words.text() == "3rd of 5, every Monday"
    dialog.series_bar.choice.buttons[Scope.FOLLOWING].click()
    dialog.start_field.setTime(QTime(15, 0))
    dialog.repeat_field.rule.count.setValue(4)
    dialog.main_button.click()
    assert real.pane.dialog is None, real.dialog.message_bar.text
    rows = real.rows()
    clock = [row.wall.time() for row in rows if row.wall is not None]
    assert [at.hour for at in clock] == [rows[0].wall.hour, rows[0].wall.hour, 15, 15, 15, 15]  # type: ignore[union-attr]
    real.pane.edit(rows[3].id)
    assert real.dialog.series_bar.words.text() == "2nd of 4, every Monday"


def test_a_group_shares_a_room_and_says_so(real: Real) -> None:
    dialog = real.plan(MONDAY)
    dialog.visit_type_field.setCurrentIndex(dialog.visit_type_field.findData(VisitTypeId("group")))
    weekly(dialog, 3)
    dialog.main_button.click()
    rows = real.rows()
    assert len({row.room_of for row in rows}) == 1
    real.pane.edit(rows[1].id)
    assert real.dialog.people_note.isVisible()


def test_single_times_of_a_series_are_left_out_and_taken_back_in(real: Real) -> None:
    dialog = real.plan(MONDAY)
    weekly(dialog, 5)
    dialog.repeat_field.toggle(MONDAY.date() + timedelta(weeks=3))
    dialog.main_button.click()
    rows = real.rows()
    anyio.run(real.meetings.engine.settle, rows[1].id)  # it has a room now
    real.pane.edit(rows[0].id)
    dialog = real.dialog
    dialog.series_bar.choice.buttons[Scope.ALL].click()
    dialog.repeat_field.look_now()
    standing = ["held", "held", "held", "left out", "held"]
    assert [text.split(", ")[1] for text in dialog.repeat_field.list.texts] == standing
    for week in (1, 2, 3):
        dialog.repeat_field.toggle(MONDAY.date() + timedelta(weeks=week))
    dialog.main_button.click()
    assert real.pane.dialog is None
    after = real.rows()
    weeks = [((row.schedule.starts_at.date() - MONDAY.date()).days // 7, row.cancelled) for row in after]
    assert weeks == [(0, False), (1, True), (3, False), (4, False)]
    assert len({row.series_id for row in after}) == 1
    real.pane.undo()
    assert [(row.id, row.cancelled) for row in real.rows()] == [(row.id, False) for row in rows]
