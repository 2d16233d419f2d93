"""Groups of settings on a page as the settings pane holds them, for their tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.errors import AppError, InputProblem, StoreProblem
from hosted_meetings_desktop.domain.front_desk import DeskLimits
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.domain.person import digits_of, is_calling_code
from hosted_meetings_desktop.domain.visit_type import usual_visit_types
from hosted_meetings_desktop.ui.settings.desk.groups import DeskGroups
from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences
from hosted_meetings_desktop.ui.settings.page import SettingsPage
from hosted_meetings_desktop.ui.settings.pane import SettingsPane
from hosted_meetings_desktop.ui.settings.planning.groups import PlanningGroups
from hosted_meetings_desktop.ui.settings.planning.hours_dialog import HoursDialog
from hosted_meetings_desktop.ui.settings.planning.visit_type_dialog import VisitTypeDialog
from hosted_meetings_desktop.ui.settings.planning.visit_types import VisitTypesGroup
from hosted_meetings_desktop.ui.settings.preferences import Preferences
from hosted_meetings_desktop.ui.settings.sections import SectionKey, SettingsSection
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups
from tests.panes.clinic_data import NOW
from tests.panes.fakes import FakeAccountService, FakeKeeper, NowCalls, some_backups
from tests.panes.outbox_kit import FakeCorrespondence, some_settings
from tests.panes.planning_kit import FakeClinic, planning_groups

SETTINGS_MARKS = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
LEFT = Qt.MouseButton.LeftButton
TODAY = date(2026, 11, 23)
MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6
USUAL = usual_visit_types()
PROBLEM = StoreProblem("The store cannot be read", "Your meetings are kept.", details="disk I/O error")
NEW = OutboxSettings()
"""How a clinic writes that has set nothing up."""


def shown_texts(root: QWidget) -> list[str]:
    """Return what the labels say that are not hidden inside of ``root``."""
    return [label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root)]


# ---- planning
class PlanningPage(SettingsPage):
    """The groups about planning."""

    def __init__(self, clinic: FakeClinic, calls: object) -> None:
        self.clinic = clinic
        self.planning = PlanningGroups(clinic, clinic, calls, clock=lambda: NOW)  # type: ignore[arg-type]
        super().__init__(SectionKey.PLANNING, [lambda: self.planning])
        self.refresh()


def show_planning(qtbot: QtBot, clinic: FakeClinic | None = None, calls: object = None) -> PlanningPage:
    """Show the groups over a clinic; what they ask is answered at once without ``calls``."""
    page = PlanningPage(clinic or FakeClinic(), calls or NowCalls())
    qtbot.addWidget(page)
    page.resize(880, 1600)
    page.show()
    return page


def names(page: PlanningPage) -> list[str]:
    """Return the visit types in the table by their names."""
    model = page.planning.visit_types.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def choose(page: PlanningPage, row: int) -> None:
    """Go to a row of the table."""
    group = page.planning.visit_types
    group.table.setCurrentIndex(group.model.index(row, 0))


def visit_types_of(page: PlanningPage) -> VisitTypesGroup:
    """Return the group of the visit types."""
    return page.planning.visit_types


def visit_type_form(page: PlanningPage) -> VisitTypeDialog:
    """Return the form of a visit type, which is open."""
    dialog = page.planning.visit_types.dialog
    assert isinstance(dialog, VisitTypeDialog)
    return dialog


def open_hours(page: PlanningPage, place: int = 1) -> HoursDialog:
    """Open somebody's hours: the clinic's stand first."""
    page.planning.hours.rows[place].change_button.click()
    dialog = page.planning.hours.dialog
    assert isinstance(dialog, HoursDialog)
    return dialog


# ---- the front desk
@dataclass
class FakeLimits:
    """Implements ``LimitsOfTheDesk`` in memory; fails where it is told to."""

    now: DeskLimits = field(default_factory=DeskLimits)
    fails: AppError | None = None

    async def limits(self) -> DeskLimits:
        if self.fails is not None:
            raise self.fails
        return self.now

    async def keep_limits(self, limits: DeskLimits) -> None:
        if self.fails is not None:
            raise self.fails
        limits.check()
        self.now = limits


class DeskPage(SettingsPage):
    """The groups about the front desk."""

    def __init__(self, fake: FakeLimits, calls: object, preferences: DeskPreferences, ring: Any) -> None:
        self.fake = fake
        self.desk = DeskGroups(fake, calls, preferences, ring=ring)  # type: ignore[arg-type]
        super().__init__(SectionKey.DESK, [lambda: self.desk])
        self.refresh()


def desk_groups(settings: QSettings, calls: object) -> DeskGroups:
    """Return the front desk's settings for a whole Settings pane."""
    return DeskGroups(FakeLimits(), calls, DeskPreferences(settings), ring=lambda: None)  # type: ignore[arg-type]


def show_desk(
    qtbot: QtBot, settings: QSettings, fake: FakeLimits | None = None, calls: object = None, ring: Any = None
) -> DeskPage:
    """Show the groups over what a clinic decided; what they ask is answered at once without ``calls``."""
    page = DeskPage(fake or FakeLimits(), calls or NowCalls(), DeskPreferences(settings), ring)
    qtbot.addWidget(page)
    page.resize(820, 800)
    page.show()
    return page


# ---- writing
@dataclass
class FakeCountry:
    """Implements ``ClinicCountry`` in memory as the clinic's service does; fails where it is told to."""

    guess: str = "44"
    kept_code: str = ""
    fails: AppError | None = None

    async def country_code(self) -> str:
        if self.fails is not None:
            raise self.fails
        return self.kept_code or self.guess

    async def keep_country_code(self, code: str) -> str:
        if self.fails is not None:
            raise self.fails
        digits = digits_of(code).removeprefix("00")
        if code.strip() and not is_calling_code(digits):
            raise InputProblem("country_code", "No country has this code", "Enter it with its plus, such as +49.")
        before, self.kept_code = self.kept_code, digits
        return before


class WritingPage(SettingsPage):
    """The groups about messages."""

    def __init__(self, correspondence: FakeCorrespondence, calls: object, country: FakeCountry) -> None:
        self.fake = correspondence
        self.fake_country = country
        self.writing = WritingGroups(correspondence, calls, country=country)  # type: ignore[arg-type]
        super().__init__(SectionKey.MESSAGES, [lambda: self.writing])
        self.refresh()


def show_writing(
    qtbot: QtBot,
    kept: OutboxSettings | None = None,
    fake: FakeCorrespondence | None = None,
    calls: object = None,
    height: int = 900,
    country: FakeCountry | None = None,
) -> WritingPage:
    """Show the groups over how a clinic writes; what they ask is answered at once without ``calls``."""
    fake = fake or FakeCorrespondence(kept=kept or some_settings())
    page = WritingPage(fake, calls or NowCalls(), country or FakeCountry())
    qtbot.addWidget(page)
    page.resize(820, height)
    page.show()
    return page


def show_writing_dialog(qtbot: QtBot, group: str, kept: OutboxSettings | None = None, **more: Any) -> Any:
    """Open the dialog of the group "mail" or "texts"; its ``page`` is the one under it."""
    page = show_writing(qtbot, kept, **more)
    dialog = getattr(page.writing, group).set_up()
    dialog.page = page
    return dialog


# ---- the whole pane
ACCOUNT = Account(AccountId("a1"), Provider.REALTIMEKIT, "Praxis am Park")
PRACTICE = Account(AccountId("p"), Provider.DYTE, "Practice", practice=True)


def settings_pane(
    settings: QSettings,
    account: Account = ACCOUNT,
    *,
    service: FakeAccountService | None = None,
    keeper: FakeKeeper | None = None,
    clinic: FakeClinic | None = None,
    calls: object = None,
    extra: Iterable[SettingsSection] = (),
) -> SettingsPane:
    """Return the pane over made-up services, as it is before anything was asked."""
    calls = calls or NowCalls()
    desk = SettingsSection(SectionKey.DESK, lambda: desk_groups(settings, calls))
    return SettingsPane(
        account,
        service or FakeAccountService(),
        calls,  # type: ignore[arg-type]
        Preferences(settings),
        keeper or FakeKeeper(some_backups()),
        planning_groups(calls, clinic),
        WritingGroups(FakeCorrespondence(), calls, country=FakeCountry()),  # type: ignore[arg-type]
        extra=(desk, *extra),
        clock=lambda: NOW,
        data_folder=Path("/var/lib/clinic"),
    )


def show_settings(qtbot: QtBot, pane: SettingsPane, section: SectionKey | None = None) -> SettingsPane:
    """Show the pane as the window does, at a section."""
    pane.reload()
    qtbot.addWidget(pane)
    pane.resize(1000, 800)
    pane.show()
    if section is not None:
        pane.show_section(section)
    return pane
