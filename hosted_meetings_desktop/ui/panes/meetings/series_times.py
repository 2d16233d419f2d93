"""How the single times of a series that is changed stand: left out, moved or over, and what somebody makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from PySide6.QtCore import QObject, Slot

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recurrence import Occurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.plan_form import PlanForm
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace
from hosted_meetings_desktop.ui.panes.meetings.times_list import TimesStanding


class SeriesTimes(QObject):
    """Lets times of the form's series be left out and taken back in.

    What somebody chose is noted by the time that a meeting has in its series now, so that it goes along when the
    series is put elsewhere, gets another rule, or the change is meant for another part of it.
    """

    def __init__(self, form: PlanForm, clock: Clock) -> None:
        super().__init__(form)
        self._form = form
        self._clock = clock
        self._place: SeriesPlace | None = None
        self._waiting: Callable[[], object] | None = None
        form.repeat_field.held_changed.connect(self._note)
        form.repeat_field.looked.connect(self._go_on)

    def show_place(self, place: SeriesPlace) -> None:
        """Begin with how the times of a series stand."""
        self._place = place
        self._form.repeat_field.follow(self.standing)

    def standing(self, times: Sequence[Occurrence]) -> TimesStanding:
        """Return how the times of the rule in the fields stand; all is well with those of a new series."""
        place = self._place
        if place is None:
            return TimesStanding()
        now, origins = self._clock(), self._origins(times)
        left_out, over, moved = set(), set(), {}
        for each in times:
            day, wall = each.wall.date(), origins.get(each.wall.date())
            put = None if wall is None else place.moved.get(wall)
            begun = (put or each.starts_at) <= now
            out = wall in place.left_out or (wall is None and begun)
            if begun:
                over.add(day)
            elif (wall or day) in self._form.toggled:
                out = not out
            if out:
                left_out.add(day)
            elif put is not None:
                moved[day] = put
        return TimesStanding(frozenset(left_out), frozenset(over), moved)

    def _origins(self, times: Sequence[Occurrence]) -> Mapping[date, datetime]:
        form, place = self._form, self._place
        if place is None:
            return {}
        start = place.planned if form.scope is Scope.THIS else form.start
        return place.origins(times, form.scope, start, new_rule=form.new_rule)

    @Slot()
    def _note(self) -> None:
        """Note which times somebody left out or took back in."""
        form, place = self._form, self._place
        if place is None:
            return
        times = form.repeat_field.times
        origins = self._origins(times)
        keys = {day: origins.get(day) or day for day in (each.wall.date() for each in times)}
        out = form.repeat_field.left_out
        changed = {key for day, key in keys.items() if (day in out) is not (key in place.left_out)}
        over = self.standing(times).over
        changed -= {key for day, key in keys.items() if day in over}
        form.toggled = (form.toggled - set(keys.values())) | changed

    # ---- planning
    def known(self, then: Callable[[], object]) -> bool:
        """Return whether it is known which times are left out; if not, ``then`` is called once it is."""
        field = self._form.repeat_field
        if not self._form.toggled or self._form.scope is Scope.THIS or field.times or field.problem is not None:
            return True
        self._waiting = then
        field.look_now()
        return False

    @Slot()
    def _go_on(self) -> None:
        then, self._waiting = self._waiting, None
        if then is None:
            return
        if self._form.repeat_field.times or self._form.repeat_field.problem is not None:
            then()
        else:
            title = self.tr("The times of this series cannot be read now")
            self._form.show_error(AppError(title, self.tr("Nothing was changed. Try again in a moment.")))
