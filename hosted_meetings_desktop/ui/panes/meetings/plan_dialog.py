"""Plan a meeting or a series, or change one: everything a host fills in, without needing the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QSignalBlocker, QTime, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, SlotTaken
from hosted_meetings_desktop.domain.visit_type import RoomPolicy
from hosted_meetings_desktop.ui.panes.meetings.mending import Mend
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import (
    PlanEntry,
    PlanOrder,
    entry_of,
    new_entry,
    order_of,
    problems_of,
    starts_at,
)
from hosted_meetings_desktop.ui.panes.meetings.plan_form import PlanForm
from hosted_meetings_desktop.ui.panes.meetings.plan_help import PlanHelp, read_help
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import carried_along, repeat_of
from hosted_meetings_desktop.ui.panes.meetings.series_place import SeriesPlace
from hosted_meetings_desktop.ui.panes.meetings.series_times import SeriesTimes
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.panes.meetings.slot_answers import SlotAnswers
from hosted_meetings_desktop.ui.panes.meetings.type_follower import TypeFollower
from hosted_meetings_desktop.ui.panes.meetings.when_words import when_words
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import set_look
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.zones import system_zone
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class PlanDialog(PlanForm):
    """The dialog of a plan; who opened it keeps what is planned, and what was entered when it is left.

    Signals:
        drafted(PlanOrder): Keep this; the dialog stays, busy, until it is accepted or shown an error.
        left_dirty(PlanEntry): The dialog was left, and what was entered in it is not kept anywhere.
    """

    drafted = Signal(object)
    left_dirty = Signal(object)

    def __init__(
        self,
        meetings: PlanningService,
        calls: Calls,
        *,
        meeting: Meeting | None = None,
        offers_regions: bool = True,
        zone: str = "",
        second_zone: str = "",
        day: date | None = None,
        begins: datetime | None = None,
        duration: timedelta | None = None,
        host: str = "",
        place: str = "",
        person_id: PersonId | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            meetings: Knows what helps to plan.
            calls: Runs it.
            meeting: The meeting to change; None plans a new one, for which the following is known already.
            offers_regions: Whether the provider lets one choose where a room runs.
            zone: The time zone of a new meeting; the system's without it.
            second_zone: IANA; another zone whose clock is told of where a series crosses a clock change.
            day: The day of a new meeting; today without it.
            begins: When it starts, aware.
            duration: How long it is.
            host: Whose it is.
            place: Where the host sits.
            person_id: Who of the clinic's people is invited.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        super().__init__(
            meetings, calls, clock, meeting=meeting, offers_regions=offers_regions, zone=zone or system_zone(),
            second_zone=second_zone, parent=parent,
        )  # fmt: skip
        self._place: SeriesPlace | None = None
        self._order: PlanOrder | None = None
        self._filling = False
        self._person_id = person_id
        self._follower = TypeFollower(self, new=meeting is None)
        self._times = SeriesTimes(self, clock)
        self._answers = SlotAnswers(self, clock)
        if meeting is None:
            entry = new_entry(
                clock(), self.zone_field.zone, day, begins=begins, duration=duration, host=host, place=place
            )
        else:
            entry = entry_of(meeting)
        own = frozenset({"duration"}) if duration is not None else frozenset()
        self._untouched = entry
        self._fill(entry, chosen=meeting is not None, own=own)
        self._untouched = self.entry()
        self._connect()
        self.setMinimumWidth(SIZE.text_width + SIZE.field_width + SPACE.wide)
        self._order_tabs()
        (self.people if meeting is None else self.title_field).setFocus()

    def show_entry(self, entry: PlanEntry) -> None:
        """Fill the fields with what somebody entered before."""
        self._fill(entry, chosen=True)

    def _fill(self, entry: PlanEntry, *, chosen: bool, own: frozenset[str] = frozenset()) -> None:
        with self._at_once():
            self.show_fields(entry)
        self._follower.begin(entry, chosen=chosen, own=own)
        self._note_when()  # offers the two times of a repeated hour
        self.which_field.setCurrentIndex(int(entry.second_time))
        self._follow_scope()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Change several fields, and look at what that means only then."""
        before, self._filling = self._filling, True
        try:
            yield
        finally:
            self._filling = before

    def _connect(self) -> None:
        for changed in (
            self.date_field.dateChanged,
            self.start_field.timeChanged,
            self.duration_field.edited,
            self.zone_field.edited,
            self.which_field.currentIndexChanged,
            self.host_field.editTextChanged,
            self.place_field.editTextChanged,
            self.visit_type_field.picked,
        ):
            changed.connect(self._note_when)
        self.people.edited.connect(self._note_people)
        self.invitation.edited.connect(self._note_people)
        self.repeat_field.edited.connect(self._take_rule)
        self.repeat_field.held_changed.connect(partial(self.form.clear_problem, "repeat"))
        self.series_bar.chosen.connect(self._follow_scope)
        self._answers.time_chosen.connect(self._take_time)
        self._answers.accepted.connect(self._plan_accepted)
        self.confirmed.connect(self.plan)
        for changed in (
            self.repeat_field.looked,
            self.repeat_field.held_changed,
            self.slot_choice.shown,
            self.clash_panel.shown,
        ):
            changed.connect(self._order_tabs)  # they bring buttons with them
        ask = partial(read_help, self._meetings, meeting=self._meeting, person_id=self._person_id)
        self._calls.run(self, ask, self._take_help, self._miss_help)

    @Slot()
    def _order_tabs(self) -> None:
        tab_in_reading_order(self)

    def _take_help(self, found: PlanHelp) -> None:
        """Offer what was found; what that fills in by itself does not count as something entered."""
        dirty = self.dirty
        self.invitation.know(found.ways)
        if self._meeting is None and not dirty:
            self.invitation.set_wanted(on=found.ways.by_default)
        self.people.offer_presets(found.presets)
        self.host_field.offer(found.hosts)
        if self._meeting is None and not self.host_field.currentText() and found.hosts:
            self.host_field.show_name(found.hosts[0])
        self.place_field.offer(found.places)
        self._place = found.place
        self._follower.offer(found.kinds)
        if found.person is not None:
            self.people.take(found.person)
        if found.place is not None:
            self.series_bar.show_place(found.place)
            self._times.show_place(found.place)
        self._follow_scope()
        if not dirty:
            self._untouched = self.entry()
        if found.problem is not None:
            self.message_bar.show_error(found.problem)

    def _miss_help(self, error: AppError) -> None:
        """Go on without suggestions: planning does not need them."""
        self.message_bar.show_error(error)

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet; for whom it is meant alone is nothing."""
        return replace(self.entry(), scope=Scope.THIS) != replace(self._untouched, scope=Scope.THIS)

    # ---- what follows from what is entered
    @Slot()
    def _note_when(self) -> None:
        """Say what the entered time means, and ask whether it is free."""
        if self._filling:
            return
        entry = self.entry()
        words = when_words(entry, self._clock())
        self.when_note.setText(words.text)
        self.duration_field.offer_end(offered=not (words.changes or words.skipped))
        set_look(self.when_note, "tone", words.tone)
        self._offer_which(words.which)
        set_look(self.start_field, "problem", "true" if words.skipped else "false")
        self.start_field.setAccessibleDescription(words.text if words.skipped else "")
        self._answers.drop()
        self._begin_series(entry)
        self._note_people()

    @Slot()
    def _note_people(self) -> None:
        if self._filling:
            return
        entry = self.entry()
        others = self.scope is not Scope.ALL and entry.invitees != self._untouched.invitees
        set_look(self.people_note, "tone", "wait" if others else "muted")
        self.invitation.fit(entry.invitees, starts_at(entry), self._clock())
        self._answers.ask(entry, self._follower.kind)

    def _offer_which(self, words: tuple[str, ...]) -> None:
        self._which.setVisible(bool(words))
        if words and [self.which_field.itemText(n) for n in range(self.which_field.count())] != list(words):
            with QSignalBlocker(self.which_field):
                self.which_field.clear()
                self.which_field.addItems(list(words))

    # ---- the series
    def _begin_series(self, entry: PlanEntry) -> None:
        """Let the rule begin where the meeting is put."""
        place = self._place
        if place is None:
            self.repeat_field.begin_at(entry.start, entry.zone)
            self.repeat_field.tell_rooms(self._rooms_words())
            return
        scope = Scope.ALL if self.scope is Scope.THIS else self.scope
        start = place.planned if self.scope is Scope.THIS else entry.start
        first = place.first(scope, start)
        if self.own_rule is not None and self.new_rule:
            self.repeat_field.show_repeat(self.own_rule)
            self.repeat_field.begin_at(first, entry.zone)
            self.own_rule = self.repeat_field.repeat
        else:
            before = place.first_before(scope)
            self.repeat_field.show_repeat(carried_along(repeat_of(place.rule(scope)), before.date(), first.date()))
            self.repeat_field.begin_at(first, entry.zone, follow=False)
        self.repeat_field.tell_rooms("")
        self.repeat_field.look_again()

    @Slot()
    def _follow_scope(self) -> None:
        """Fit the fields to how much of the series is meant."""
        in_series = self._place is not None
        self.repeat_field.offer_never(on=not in_series)
        own = self._meeting is None or self._meeting.series_id is None
        self.repeat_field.lay_open(on=own or self._changes_rule)
        shared = self._meeting is not None and self._meeting.room_of is not None
        self.people_note.setText(self.tr("This series keeps one room: who is invited is invited to all of it."))
        self.people_note.setVisible(shared)
        self._note_when()

    @property
    def _changes_rule(self) -> bool:
        return self._place is not None and self.scope is not Scope.THIS

    @Slot()
    def _take_rule(self) -> None:
        self.own_rule = self.repeat_field.repeat
        self.form.clear_problem("repeat")
        self._note_when()

    def _rooms_words(self) -> str:
        if self._meeting is not None and self._meeting.series_id is not None:
            return ""
        kind = self._follower.kind
        if self._meeting is None and kind is not None and kind.rooms is RoomPolicy.PER_SERIES:
            return self.tr("One room, one link and the same people for all of them.")
        return self.tr("Each has a room and links of its own.")

    # ---- planning
    @Slot()
    def plan(self, accepted: frozenset[Concern] = frozenset()) -> None:
        """Hand the plan over to be kept; what cannot be used is said under its fields, all of it at once.

        Args:
            accepted: What is wrong with the time and is meant all the same.
        """
        self.form.clear_problems()
        self.people.clear_gaps()
        self.message_bar.dismiss()
        self._answers.drop()
        entry = self.entry()
        problems = list(problems_of(entry))
        refusal = self.repeat_field.refusal if entry.repeat.frequency is not None else None
        if refusal is not None and all(each.field != "repeat" for each in problems):
            problems.append(refusal)
        if problems:
            self.show_problems([self._in_words(problem, entry) for problem in problems])
            self._note_when()  # which also describes a start that does not exist
            return
        if not self._times.known(partial(self.plan, accepted)):
            return
        self._order = order_of(entry, self._place, accepted=accepted)
        self.set_busy(busy=True)
        self.drafted.emit(self._order)

    @Slot(object)
    def _plan_accepted(self, accepted: frozenset[Concern]) -> None:
        before = frozenset() if self._order is None else self._order.accepted
        self.plan(before | accepted)

    def _in_words(self, problem: InputProblem, entry: PlanEntry) -> InputProblem:
        """Be short under the narrow field of a time that does not exist: the note below says all about it."""
        if problem.field != "start" or not when_words(entry, self._clock()).skipped:
            return problem
        return InputProblem("start", self.tr("Choose another"))

    # ---- what the slot rule says
    def show_error(self, error: AppError) -> None:
        """Show a failure where it belongs; a time that is not free offers others."""
        if isinstance(error, SlotTaken):
            self.set_busy(busy=False)
            self._answers.show(error.check, self._order)
        else:
            super().show_error(error)

    @Slot(object)
    def _take_time(self, begins: datetime) -> None:
        entry = new_entry(self._clock(), self.zone_field.zone, begins=begins)
        with self._at_once():
            self.date_field.set_day(entry.day)
            self.start_field.setTime(QTime(entry.at.hour, entry.at.minute))
        self._note_when()
        self.which_field.setCurrentIndex(int(entry.second_time))
        self.main_button.setFocus()

    # ---- problems, drafts
    def show_problems(self, problems: Sequence[InputProblem]) -> None:
        """Show problems under their fields, and mark the lines of the people they are about."""
        super().show_problems(problems)
        if any(problem.field == "repeat" for problem in problems):
            self.repeat_field.sentence.clear()  # it says the same
        if any(problem.field == "invitees" for problem in problems):
            self.people.mark_gaps(go=problems[0].field == "invitees")

    def point_at(self, mend: Mend) -> None:
        """Go to the field that has to be mended, mark it and say there what is wrong."""
        if not self.form.shows(mend.field):
            return
        said = mend.problem or mend.text
        self.form.show_problem(mend.field, said)
        self.people.clear_gaps()
        field = self.people.point_at(mend.invitee) or self.form.field(mend.field)
        QTimer.singleShot(0, field, partial(self.go_to, field))

    def offer_draft(self, restore: Callable[[], object]) -> None:
        """Offer what was entered here before and left."""
        told = self.tr("What you entered last time was not saved.")
        self.message_bar.show_message(told, action_text=self.tr("Restore draft"), action=restore)

    def reject(self) -> None:
        """Leave, unless the plan is being kept; what was entered is not lost."""
        if not self.busy and self.dirty:
            self.left_dirty.emit(self.entry())
        super().reject()
