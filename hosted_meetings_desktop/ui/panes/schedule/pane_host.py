"""What the tools around the calendar may touch of its pane."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from PySide6.QtCore import SignalInstance

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.calendar_stack import CalendarStack
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.shown import Choice, Loaded


class Host(Protocol):
    """The schedule's pane.

    Attributes:
        choice: What somebody chose to see.
        chosen_day: The day that is gone by.
        stack: The views.
    """

    choice: Choice
    chosen_day: date
    stack: CalendarStack
    clock: Clock

    @property
    def loaded(self) -> Loaded:
        """What the service said."""
        ...

    @property
    def view(self) -> View:
        """How it is looked at."""
        ...

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are shown."""
        ...

    @property
    def selected(self) -> CalendarEntry | None:
        """The meeting the person is on."""
        ...

    @property
    def plan_requested(self) -> SignalInstance:
        """Plan a meeting."""
        ...

    @property
    def meet_now_requested(self) -> SignalInstance:
        """Meet somebody who is here already."""
        ...

    @property
    def details_requested(self) -> SignalInstance:
        """Show a meeting's details."""
        ...

    @property
    def link_requested(self) -> SignalInstance:
        """Copy the link to a meeting."""
        ...

    def show_view(self, view: View) -> None:
        """Look at it in another way."""
        ...

    def show_day(self, day: date) -> None:
        """Go to a day."""
        ...

    def show_today(self) -> None:
        """Go to today."""
        ...

    def adopt_day(self) -> None:
        """Choose the day that the keys are on."""
        ...

    def page(self, steps: int) -> None:
        """Go to what comes before or after."""
        ...

    def zoom(self, steps: int) -> None:
        """Show more or fewer hours."""
        ...

    def show_again(self) -> None:
        """Show what is known, as ``choice`` is another."""
        ...

    def plan(self) -> None:
        """Ask to plan a meeting."""
        ...

    def join_selected(self) -> None:
        """Ask to join the selected meeting."""
        ...

    def edit_selected(self) -> None:
        """Ask to change it."""
        ...

    def cancel_selected(self) -> None:
        """Cancel it."""
        ...

    def restore_selected(self) -> None:
        """Open it again."""
        ...
