"""How a meeting repeats: nothing much while it does not, else its rule, its times and what is odd about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recurrence import Frequency, Occurrence, Oddity, Recurrence
from hosted_meetings_desktop.ui.panes.meetings.leave_out_rows import LeaveOutRows, OddTime
from hosted_meetings_desktop.ui.panes.meetings.paused_call import PausedCall
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import zone_named
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import NEVER, RepeatEntry, begun_on, recurrence_of
from hosted_meetings_desktop.ui.panes.meetings.rule_fields import RuleFields
from hosted_meetings_desktop.ui.panes.meetings.series_clocks import clock_story
from hosted_meetings_desktop.ui.panes.meetings.series_words import (
    clocks_sentence,
    oddity_sentence,
    rule_sentence,
    series_sentence,
    today_of,
)
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.panes.meetings.times_list import TimesList, TimesStanding
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RepeatField(QWidget):
    """What opens under a choice of how often; nothing can be seen of it while it does not repeat.

    Attributes:
        frequency: The choice, for the row of date and time.
        times: The times of the rule as it stands, empty while they are not known.
        problem: Why the rule cannot be used, None where it can or that is not known.

    Signals:
        edited(): Somebody changed the rule.
        held_changed(): Other times are left out.
        looked(): Its times are known, or why there are none.
        opened(bool): There is something to be seen of it, or nothing any more.
    """

    edited = Signal()
    held_changed = Signal()
    looked = Signal()
    opened = Signal(bool)

    def __init__(
        self,
        meetings: PlanningService,
        calls: Calls,
        clock: Clock,
        *,
        second_zone: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the field.

        Args:
            meetings: Works out the times of a rule.
            calls: Runs it.
            clock: Tells the time.
            second_zone: IANA; another zone whose clock is told of, empty for none.
            parent: The owner.
        """
        super().__init__(parent)
        self._meetings = meetings
        self._clock = clock
        self._second_zone = second_zone
        self._call = PausedCall(calls, self)
        self._asked: tuple[datetime, str, Recurrence] | None = None
        self._first: datetime | None = None
        self._zone = ""
        self._repeat = NEVER
        self._open = True
        self.times: tuple[Occurrence, ...] = ()
        self._shown: tuple[Occurrence, ...] = ()  # those of the rule before stay until others are known
        self.problem: InputProblem | None = None
        self.standing = TimesStanding()
        self._look_at: Callable[[Sequence[Occurrence]], TimesStanding] | None = None
        self._make_parts()
        self._arrange()
        self.frequency.currentIndexChanged.connect(self._choose)
        self.rule.edited.connect(self._take_rule)
        self.list.toggled.connect(self.toggle)
        self.odd.toggled.connect(self.toggle)
        self._fit()
        self._show_times()

    def _make_parts(self) -> None:
        self.frequency = QComboBox()
        words = {
            None: self.tr("Does not repeat"),
            Frequency.DAILY: self.tr("Every day"),
            Frequency.WEEKLY: self.tr("Every week"),
            Frequency.MONTHLY: self.tr("Every month"),
        }
        for frequency, word in words.items():
            self.frequency.addItem(word, frequency)
        self.frequency.setAccessibleName(self.tr("Repeat"))
        calm(self.frequency)
        self.sentence = small_label("")
        self.rule = RuleFields()
        self.list = TimesList()
        self.hint = small_label(self.tr("Click a time, or press Space on it, to leave it out."))
        self.clocks = small_label("")
        self.odd = LeaveOutRows("clock-alert-outline")
        self.rooms = small_label("")

    def _arrange(self) -> None:
        self.panel = QFrame()
        self.panel.setProperty("surface", "card")
        inner = QVBoxLayout(self.panel)
        inner.setContentsMargins(SPACE.tight, SPACE.tight, SPACE.tight, SPACE.tight)
        inner.setSpacing(SPACE.row)
        for part in (self.rule, self.list, self.hint, self.clocks, self.odd, self.rooms):
            inner.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.sentence)
        column.addWidget(self.panel)
        self.setFocusProxy(self.frequency)

    # ---- content
    @property
    def repeat(self) -> RepeatEntry:
        """What stands in the fields."""
        return self._repeat

    @property
    def left_out(self) -> frozenset[date]:
        """The days on which it is not held."""
        return self.standing.left_out

    def follow(self, look_at: Callable[[Sequence[Occurrence]], TimesStanding]) -> None:
        """Take how the times stand from what there is already of the series; ``look_at`` tells that."""
        self._look_at = look_at
        self.hint.setText(
            self.tr(
                "Click a time, or press Space on it, to leave it out or hold it again. "
                "A meeting that is left out is cancelled."
            )
        )

    def show_repeat(self, repeat: RepeatEntry, left_out: frozenset[date] | None = None) -> None:
        """Fill the fields; nothing counts as changed by somebody. ``left_out`` None leaves out what is left out."""
        self._repeat = repeat
        if left_out is not None:
            self.standing = TimesStanding(left_out)
        with QSignalBlocker(self.frequency):
            self.frequency.setCurrentIndex(self.frequency.findData(repeat.frequency))
        self._refresh()

    def offer_never(self, *, on: bool) -> None:
        """Offer that it does not repeat, or not: a meeting of a series stays in it."""
        place = self.frequency.findData(None)
        with QSignalBlocker(self.frequency):
            if on and place < 0:
                self.frequency.insertItem(0, self.tr("Does not repeat"), None)
            elif not on and place >= 0:
                self.frequency.removeItem(place)
            self.frequency.setCurrentIndex(self.frequency.findData(self._repeat.frequency))

    def lay_open(self, *, on: bool) -> None:
        """Choose whether the rule of a series that is there already can be changed; else it is only said."""
        if on != self._open:
            self._open = on
            self.frequency.setEnabled(on)
            self._fit()
            self._show_times()

    def begin_at(self, first: datetime, zone: str, *, follow: bool = True) -> None:
        """Put the first time elsewhere.

        Args:
            first: Naive, in ``zone``.
            zone: IANA; one that is not known is waited out.
            follow: Whether the weekdays go along.
        """
        if (first, zone) == (self._first, self._zone):
            return
        if follow and self._first is not None:
            self._repeat = begun_on(self._repeat, self._first.date(), first.date())
        self._first, self._zone = first, zone
        self._refresh()

    @property
    def refusal(self) -> InputProblem | None:
        """What keeps the rule from being used, as far as that is known."""
        if self.problem is not None:
            return InputProblem("repeat", self.problem.title, self.problem.advice)
        if self.times and all(each.wall.date() in self.left_out for each in self.times):
            return InputProblem(
                "repeat", self.tr("Nothing is left of this series"), self.tr("Hold one of its times.")
            )
        return None

    def tell_rooms(self, text: str) -> None:
        """Say whose room the meetings are held in."""
        self.rooms.setText(text)
        self.rooms.setVisible(bool(text))

    # ---- changing
    @Slot()
    def _choose(self) -> None:
        chosen = self.frequency.currentData()
        frequency = None if chosen is None else Frequency(chosen)
        self._repeat = replace(self._repeat, frequency=frequency)
        weekday = self._first.weekday() if self._first is not None else 0
        if frequency is Frequency.WEEKLY and weekday not in self._repeat.weekdays:
            self._repeat = replace(self._repeat, weekdays=(weekday,))
        self._refresh()
        self.edited.emit()

    @Slot()
    def _take_rule(self) -> None:
        self._repeat = self.rule.repeat
        self._refresh()
        self.edited.emit()

    def toggle(self, day: date) -> None:
        """Leave the time of a day out, or hold it again."""
        self.leave_out(self.left_out ^ {day})

    def leave_out(self, days: frozenset[date]) -> None:
        """Leave out the times of these days, and hold all others; what is over stays as it is."""
        before = self.standing
        self.standing = replace(before, left_out=(days - before.over) | (before.left_out & before.over))
        self._show_times()
        self.held_changed.emit()

    def look_now(self) -> None:
        """Ask for the times without waiting for a pause; again where they could not be read."""
        if not self.times:
            self._refresh()
        self._call.ask_now()

    # ---- what comes of it
    def look_again(self) -> None:
        """Look again how the times stand, as that is another question now."""
        if self._look_at is not None and self.times:
            standing = self._look_at(self.times)
            if standing != self.standing:
                self.standing = standing
                self._show_times()

    def _refresh(self) -> None:
        """Show the rule as it stands, and ask for its times where they are not known."""
        self._fit()
        first = self._first
        rule = None if first is None else recurrence_of(self._repeat, first.date())
        if first is None or rule is None or zone_named(self._zone) is None:
            self._forget(None)
            return
        self.rule.show_repeat(self._repeat, first.date())
        if self._asked == (first, self._zone, rule):
            return
        self._forget((first, self._zone, rule))
        try:
            rule.check()
        except InputProblem as problem:
            self._miss(problem)
            return
        self._say(rule_sentence(rule, first.date(), today_of(self._clock())))
        work = partial(self._meetings.occurrences, first, self._zone, rule)
        self._call.ask(work, self._take_times, self._miss)

    def _forget(self, asked: tuple[datetime, str, Recurrence] | None) -> None:
        self._call.drop()
        self._asked = asked
        self.problem, self.times = None, ()
        if asked is None:
            self._shown = ()
            self._say("")

    def _take_times(self, times: tuple[Occurrence, ...]) -> None:
        self.times = self._shown = times
        if self._look_at is not None:
            self.standing = self._look_at(times)
        self._show_times()
        announce(self, self.sentence.text())
        self.looked.emit()

    def _miss(self, problem: AppError) -> None:
        self.times = self._shown = ()
        self._show_times()
        if isinstance(problem, InputProblem):
            self.problem = problem
            text = f"{problem.title}. {problem.advice}" if problem.advice else f"{problem.title}."
            self._say(text, tone="stop")
            announce(self, text)
        else:
            self._asked = None  # that the store cannot be read is told when it is planned
        self.looked.emit()

    def _say(self, text: str, *, tone: str = "muted") -> None:
        if text and not self._open:
            text += " " + self.tr("To change it, choose “This and following” or “All”.")
        set_look(self.sentence, "tone", tone)
        self.sentence.setText(text)
        self.frequency.setAccessibleDescription(text)

    def _show_times(self) -> None:
        zone = zone_named(self._zone)
        today = today_of(self._clock())
        standing = self.standing
        held = [each for each in self._shown if each.wall.date() not in self.left_out]
        self.list.show_times(self._shown, standing, today)
        self.list.setVisible(bool(self._shown))
        self.hint.setVisible(bool(self._shown))
        if self._asked is not None and self.times:
            sentence = series_sentence(self._asked[2], self.times, self.left_out, today)
            self._say(sentence, tone="muted" if held else "stop")
        odd = [] if zone is None else [each for each in self._shown if each.oddity is not Oddity.NONE]
        self.odd.show_rows(
            [
                OddTime(
                    each.wall.date(),
                    oddity_sentence(each, zone, today) if zone is not None else "",
                    out=each.wall.date() in standing.left_out,
                    over=each.wall.date() in standing.over,
                )
                for each in odd
            ]
        )
        self._tell_clocks(held, today)

    def _tell_clocks(self, held: list[Occurrence], today: date) -> None:
        zone = zone_named(self._zone)
        said: list[str] = []
        if zone is not None:
            second = zone_named(self._second_zone) if self._second_zone else None
            others = [(None, "")] if second is None else [(None, ""), (second, self._second_zone)]
            for other, name in others:
                story = clock_story(held, zone, other)
                if story is not None and (not name or story.differs):
                    said.append(clocks_sentence(story, self._zone, name, today))
        self.clocks.setText("\n".join(said))
        self.clocks.setVisible(bool(said))

    def _fit(self) -> None:
        repeats = self._repeat.frequency is not None
        self.panel.setVisible(self._open and repeats)
        self.opened.emit(repeats)
