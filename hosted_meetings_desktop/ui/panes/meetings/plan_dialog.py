"""Plan a meeting, or change one: everything a host fills in, without needing the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSignalBlocker, Qt, QTime, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.meeting import MAX_NAME, MAX_TITLE, Meeting, Region, Schedule
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.meetings.booking_note import BookingNote
from hosted_meetings_desktop.ui.panes.meetings.invitee_editor import InviteeEditor
from hosted_meetings_desktop.ui.panes.meetings.mending import Mend
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import (
    PlanEntry,
    draft_of,
    entry_of,
    new_entry,
    problems_of,
    wall_time,
    zone_named,
)
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.panes.meetings.wall_time import ClockChange, WallTime
from hosted_meetings_desktop.ui.panes.meetings.when_fields import DurationField, StartField, ZoneField
from hosted_meetings_desktop.ui.panes.meetings.zones import region_word, system_zone
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import ago_text, date_text, local, span_text, time_text
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class PlanDialog(Dialog):
    """The dialog of a plan; who opened it keeps what is planned, and what was entered when it is left.

    Signals:
        drafted(MeetingDraft): Keep this; the dialog stays, busy, until it is accepted or shown an error.
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
        day: date | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            meetings: Knows the account's presets and the clinic's hosts.
            calls: Runs it.
            meeting: The meeting to change; None plans a new one.
            offers_regions: Whether the provider lets one choose where a room runs.
            zone: The time zone of a new meeting; the system's without it.
            day: The day of a new meeting; today without it.
            clock: Tells the time.
            parent: The window it belongs to.
        """
        title = self.tr("Plan meeting") if meeting is None else self.tr("Edit meeting")
        verb = self.tr("Plan meeting") if meeting is None else self.tr("Save changes")
        super().__init__(title, verb, parent=parent)
        self._meetings = meetings
        self._calls = calls
        self._clock = clock
        self._meeting = meeting
        self._make_fields(zone or system_zone())
        self._arrange_fields(offers_regions=offers_regions)
        self.show_entry(new_entry(clock(), self.zone_field.zone, day) if meeting is None else entry_of(meeting))
        self._untouched = self.entry()
        self._connect()
        self.setMinimumWidth(SIZE.text_width + SIZE.details_width * 3 // 4)
        self.title_field.setFocus()

    # ---- building
    def _make_fields(self, zone: str) -> None:
        self.title_field = QLineEdit()
        self.title_field.setMaxLength(MAX_TITLE)
        self.date_field = DateField(self.tr("ddd d MMM yyyy", "date format of a field, with weekday"))
        self.start_field = StartField()
        self.duration_field = DurationField()
        self.zone_field = ZoneField(zone)
        self.when_note = small_label("")
        self.booking_note = BookingNote(self._meetings, self._calls, but=self._meeting.id if self._meeting else None)
        self.which_field = QComboBox()
        self.host_field = QComboBox()
        self.host_field.setEditable(True)
        self.host_field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if (host := self.host_field.lineEdit()) is not None:
            host.setMaxLength(MAX_NAME)
        self.people = InviteeEditor()
        self.public_title_field = QLineEdit()
        self.public_title_field.setMaxLength(MAX_TITLE)
        self.region_field = QComboBox()
        for region in Region:
            self.region_field.addItem(region_word(region), region)
        self.record_field = QCheckBox(self.tr("&Record from the moment the first person joins"))

    def _arrange_fields(self, *, offers_regions: bool) -> None:
        form = FormColumn()
        form.add_field("title", self.tr("&Title"), self.title_field)
        form.add_row(
            ("day", self.tr("&Date"), self.date_field),
            ("start", self.tr("&Start"), self.start_field),
            ("duration", self.tr("&Length"), self.duration_field),
            stretches=(3, 2, 5),
        )
        form.add_widget(self.when_note)  # under the fields whose meaning it tells
        self._which = form.add_field("which", self.tr("The clock shows this time t&wice"), self.which_field)
        self._which.hide()
        form.add_row(
            ("zone", self.tr("Time &zone"), self.zone_field),
            ("host", self.tr("&Host"), self.host_field),
        )
        form.add_widget(self.booking_note)
        form.add_field("invitees", self.tr("Invited &people"), self.people)
        fields: list[tuple[str, str, QWidget]] = [
            ("public_title", self.tr("Title that &guests read"), self.public_title_field)
        ]
        if offers_regions:
            fields.append(("region", self.tr("Re&gion of the call"), self.region_field))
        form.add_row(*fields)
        note = self.tr("Guests and the video service read this title, not the one above: leave patients' names out.")
        form.add_widget(small_label(note))
        form.add_field("record_on_start", "", self.record_field)
        self.record_note = small_label(self.tr("Ask everybody for their consent before you record."), tone="wait")
        self.record_note.hide()
        form.add_widget(self.record_note)
        self.form = form
        self.set_form(form)

    def show_entry(self, entry: PlanEntry) -> None:
        """Fill the fields."""
        self.title_field.setText(entry.title)
        self.public_title_field.setText(entry.public_title)
        self.zone_field.set_zone(entry.zone)
        self.date_field.set_day(entry.day)
        self.start_field.setTime(QTime(entry.at.hour, entry.at.minute))
        self.duration_field.set_length(entry.duration)
        self._show_host(entry.host)
        self.people.set_entries(entry.invitees)
        self.region_field.setCurrentIndex(self.region_field.findData(entry.region))
        self.record_field.setChecked(entry.record_on_start)
        self.record_note.setVisible(entry.record_on_start)
        self._note_when()  # offers the two times of a repeated hour
        self.which_field.setCurrentIndex(int(entry.second_time))

    def _connect(self) -> None:
        self.date_field.dateChanged.connect(self._note_when)
        self.start_field.timeChanged.connect(self._note_when)
        self.duration_field.edited.connect(self._note_when)
        self.zone_field.edited.connect(self._note_when)
        self.which_field.currentIndexChanged.connect(self._note_when)
        self.host_field.editTextChanged.connect(self._note_when)
        self.record_field.toggled.connect(self.record_note.setVisible)
        self.confirmed.connect(self.plan)
        offer_presets = partial(self._suggest, self.people.offer_presets)
        self._calls.run(self, self._meetings.preset_names, offer_presets, self._miss_names)
        offer_hosts = partial(self._suggest, self._offer_hosts)
        self._calls.run(self, self._meetings.host_names, offer_hosts, self._miss_names)

    def _suggest(self, offer: Callable[[tuple[str, ...]], None], names: tuple[str, ...]) -> None:
        """Offer ``names``; what that fills in by itself does not count as something entered."""
        dirty = self.dirty
        offer(names)
        if not dirty:
            self._untouched = self.entry()

    def _miss_names(self, error: AppError) -> None:
        """Go on without suggestions: planning does not need them."""
        self.message_bar.show_error(error)

    def _offer_hosts(self, names: tuple[str, ...]) -> None:
        typed = self.host_field.currentText()
        self.host_field.clear()
        self.host_field.addItems(list(names))
        completer = QCompleter(self.host_field.model(), self.host_field)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.host_field.setCompleter(completer)
        self._show_host(typed or (names[0] if names and self._meeting is None else ""))

    def _show_host(self, name: str) -> None:
        self.host_field.setEditText(name)
        if (edit := self.host_field.lineEdit()) is not None:
            edit.setCursorPosition(0)

    # ---- what is entered
    def entry(self) -> PlanEntry:
        """Return what stands in the fields."""
        at = self.start_field.time()
        return PlanEntry(
            title=self.title_field.text(),
            public_title=self.public_title_field.text(),
            day=self.date_field.day,
            at=time(at.hour(), at.minute()),
            duration=self.duration_field.length,
            zone=self.zone_field.zone,
            host=self.host_field.currentText(),
            invitees=self.people.entries(),
            record_on_start=self.record_field.isChecked(),
            region=Region(self.region_field.currentData()),
            second_time=self.which_field.currentIndex() == 1,
        )

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self.entry() != self._untouched

    @Slot()
    def _note_when(self) -> None:
        """Say what the entered time means: when it ends, in the viewer's zone, past, or at a clock change."""
        entry = self.entry()
        found = wall_time(entry)
        tone, text, starts_at = "muted", "", None
        if found is None:
            tone, text = "stop", self.tr("This time zone is not known. Choose one of the list.")
        elif found.change is ClockChange.SKIPPED:
            tone, text = "stop", self.skipped_text(found)
        else:
            zone = zone_named(entry.zone)
            self._offer_which(found, zone)
            starts_at = found.second if entry.second_time else found.first
            text = self._span_text(starts_at, entry, zone)
            if starts_at < self._clock():
                tone = "wait"
                past = self.tr("This start has passed (%1). It can be kept.")
                text = f"{text} {past.replace('%1', ago_text(starts_at, self._clock()))}"
        self._which.setVisible(found is not None and found.change is ClockChange.REPEATED)
        skipped = found is not None and found.change is ClockChange.SKIPPED
        set_look(self.start_field, "problem", "true" if skipped else "false")
        self.start_field.setAccessibleDescription(text if skipped else "")
        self.booking_note.ask(entry.host, Schedule(starts_at, entry.duration, entry.zone) if starts_at else None)
        self.when_note.setText(text)
        set_look(self.when_note, "tone", tone)

    def _span_text(self, starts_at: datetime, entry: PlanEntry, zone: ZoneInfo | None) -> str:
        ends_at = starts_at + entry.duration
        changed = ends_at.astimezone(zone), starts_at.astimezone(zone)
        if changed[0].utcoffset() == changed[1].utcoffset():
            text = self.tr("Ends at %1.").replace("%1", time_text(ends_at, zone=zone))
        else:
            text = self._changed_end_text(ends_at, *changed)
        if local(starts_at).utcoffset() != local(starts_at, zone).utcoffset():
            here = f"{date_text(starts_at, self._clock())} {span_text(starts_at, ends_at)}"
            text += " " + self.tr("On this PC's clock: %1.").replace("%1", here)
        return text

    def _changed_end_text(self, ends_at: datetime, end: datetime, start: datetime) -> str:
        """Say which of two clocks the end is read on, where the clocks change in between."""
        back = (end.utcoffset() or timedelta()) < (start.utcoffset() or timedelta())
        said = self.tr("Ends at %1 (%2, after the clock goes forward).")
        if back:
            said = self.tr("Ends at %1 (%2, after the clock goes back).")
        return said.replace("%1", time_text(ends_at, zone=end.tzinfo)).replace("%2", end.tzname() or "")

    def skipped_text(self, found: WallTime) -> str:
        """Say that a time does not exist because the clocks go forward."""
        if found.skipped is None or found.skipped[0] == found.skipped[1]:
            return self.tr("This time does not exist on that day: the clocks change. Choose another.")
        before, after = (QTime(at.hour, at.minute).toString("HH:mm") for at in found.skipped)
        said = self.tr("This time does not exist on that day: at %1 the clocks go forward to %2. Choose another.")
        return said.replace("%1", before).replace("%2", after)

    def _offer_which(self, found: WallTime, zone: ZoneInfo | None) -> None:
        if found.change is not ClockChange.REPEATED:
            return
        words = []
        for at, said in (
            (found.first, self.tr("The first time (%1)")),
            (found.second, self.tr("The second time (%1)")),
        ):
            words.append(said.replace("%1", at.astimezone(zone).tzname() or ""))
        if [self.which_field.itemText(n) for n in range(self.which_field.count())] != words:
            with QSignalBlocker(self.which_field):
                self.which_field.clear()
                self.which_field.addItems(words)

    # ---- planning
    @Slot()
    def plan(self) -> None:
        """Hand the plan over to be kept; what cannot be used is said under its fields, all of it at once."""
        self.form.clear_problems()
        self.people.clear_gaps()
        self.message_bar.dismiss()
        entry = self.entry()
        if problems := problems_of(entry):
            self.show_problems([self._in_words(problem, entry) for problem in problems])
            self._note_when()  # which also describes a start that does not exist
            return
        self.set_busy(busy=True)
        self.drafted.emit(draft_of(entry))

    def _in_words(self, problem: InputProblem, entry: PlanEntry) -> InputProblem:
        """Be short under the narrow field of a time that does not exist: the note below says all about it."""
        found = wall_time(entry)
        if problem.field != "start" or found is None or found.change is not ClockChange.SKIPPED:
            return problem
        return InputProblem("start", self.tr("Choose another"))

    def show_problems(self, problems: Sequence[InputProblem]) -> None:
        """Show problems under their fields, and mark the lines of the people they are about."""
        super().show_problems(problems)
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
