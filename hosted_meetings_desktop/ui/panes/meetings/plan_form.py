"""The fields of the plan dialog: where they stand, how they are filled and read; nothing is decided here."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import Qt, QTime, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from hosted_meetings_desktop.domain.meeting import MAX_TITLE, Meeting, Region
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.booking_note import BookingNote
from hosted_meetings_desktop.ui.panes.meetings.clash_panel import ClashPanel
from hosted_meetings_desktop.ui.panes.meetings.invitation_field import InvitationField
from hosted_meetings_desktop.ui.panes.meetings.invitee_editor import InviteeEditor
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanEntry
from hosted_meetings_desktop.ui.panes.meetings.regions import region_word
from hosted_meetings_desktop.ui.panes.meetings.repeat_entry import NEVER, RepeatEntry
from hosted_meetings_desktop.ui.panes.meetings.repeat_field import RepeatField
from hosted_meetings_desktop.ui.panes.meetings.series_bar import SeriesBar
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.panes.meetings.suggested_field import SuggestedField
from hosted_meetings_desktop.ui.panes.meetings.visit_type_field import VisitTypeField
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.parts.when_fields import DurationField, StartField, ZoneField
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.zones import system_zone
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class PlanForm(Dialog):
    """A dialog with the fields of a plan.

    Attributes:
        own_rule: Of a meeting in a series: the rule that somebody entered in place of the one it has.
        toggled: Likewise, the times that somebody left out or took back in, as in ``PlanEntry``.
    """

    def __init__(
        self,
        meetings: PlanningService,
        calls: Calls,
        clock: Clock,
        *,
        meeting: Meeting | None,
        offers_regions: bool,
        zone: str,
        second_zone: str,
        parent: QWidget | None,
    ) -> None:
        """Make the fields, empty.

        Args:
            meetings: Answers what the fields ask.
            calls: Runs it.
            clock: Tells the time.
            meeting: The meeting to change; None plans a new one.
            offers_regions: Whether the provider lets one choose where a room runs.
            zone: The time zone of a new meeting.
            second_zone: IANA; another zone whose clock is told of, empty for none.
            parent: The window it belongs to.
        """
        new = meeting is None
        title = self.tr("Plan meeting") if new else self.tr("Edit meeting")
        super().__init__(title, self.tr("Plan meeting") if new else self.tr("Save changes"), parent=parent)
        self._meetings = meetings
        self._calls = calls
        self._clock = clock
        self._meeting = meeting
        self.own_rule: RepeatEntry | None = None
        self.toggled: frozenset[date] = frozenset()
        self._make_who_and_what()
        self._make_when(zone, second_zone)
        self._make_answers()
        self.form = FormColumn()
        self._arrange_people()
        self._arrange_what()
        self._arrange_when()
        self._arrange_call(offers_regions=offers_regions)
        self.set_form(self.form)

    # ---- building
    def _make_who_and_what(self) -> None:
        self.series_bar = SeriesBar()
        self.visit_type_field = VisitTypeField()
        self.type_note = small_label("")
        self.title_field = QLineEdit()
        self.public_title_field = QLineEdit()
        for field in (self.title_field, self.public_title_field):
            field.setMaxLength(MAX_TITLE)
        self.host_field = SuggestedField()
        self.place_field = SuggestedField(self.tr("Optional"))
        self.people = InviteeEditor(self._meetings.find_people, self._calls)
        self.people_note = small_label("")
        self.invitation = InvitationField(invited_before=self._meeting is not None and self._meeting.invites)
        self.region_field = QComboBox()
        for region in Region:
            self.region_field.addItem(region_word(region), region)
        self.record_field = QCheckBox(self.tr("&Record from the moment the first person joins"))
        self.record_note = small_label("", tone="wait")
        self.record_note.hide()
        calm(self.visit_type_field, self.host_field, self.place_field, self.region_field)

    def _make_when(self, zone: str, second_zone: str) -> None:
        self.date_field = DateField(self.tr("ddd d MMM yyyy", "date format of a field, with weekday"))
        self.start_field = StartField()
        self.duration_field = DurationField()
        self.start_field.timeChanged.connect(self._tell_start)
        self.zone_field = ZoneField(zone)
        self.zone_field.edited.connect(self._fit_zone)
        self.zone_button = link_button(self.tr("Another time &zone…"), "earth")
        self.zone_button.clicked.connect(self.open_zone)
        self.when_note = small_label("")
        self.which_field = QComboBox()
        self.repeat_field = RepeatField(
            self._meetings,
            self._calls,
            self._clock,
            second_zone=second_zone,
        )
        calm(self.date_field, self.start_field, self.duration_field.minutes, self.zone_field, self.which_field)

    def _make_answers(self) -> None:
        """Make what answers the slot rule."""
        new = self._meeting is None
        but = None if self._meeting is None else self._meeting.id
        accept = self.tr("Plan it all the same") if new else self.tr("Save it all the same")
        self.booking_note = BookingNote(self._meetings, self._calls, self._clock, but=but)
        self.slot_choice = SlotChoice(accept_text=accept, closable=False)
        self.clash_panel = ClashPanel(accept)

    def _arrange_people(self) -> None:
        self.form.add_widget(self.series_bar)
        self.form.add_field("invitees", self.tr("Invited &people"), self.people)
        self.people_note.hide()
        self.form.add_widget(self.people_note)
        self.form.add_field("invites", "", self.invitation)

    def _arrange_what(self) -> None:
        self.form.add_row(
            ("visit_type", self.tr("&Visit type"), self.visit_type_field),
            ("title", self.tr("&Title"), self.title_field),
            stretches=(2, 5),
        )
        self.form.add_widget(self.type_note)

    def _arrange_when(self) -> None:
        form = self.form
        form.add_row(
            ("day", self.tr("&Date"), self.date_field),
            ("start", self.tr("&Start"), self.start_field),
            ("duration", self.tr("&Length"), self.duration_field),
            ("frequency", self.tr("Rep&eat"), self.repeat_field.frequency),
            stretches=(4, 3, 7, 3),
        )
        form.add_widget(self._under_when())  # under the fields whose meaning it tells
        self._which = form.add_field("which", self.tr("The clock shows this time t&wice"), self.which_field)
        self._which.hide()
        repeat = form.add_field("repeat", "", self.repeat_field)
        self.repeat_field.opened.connect(repeat.setVisible)
        repeat.hide()
        form.add_row(
            ("zone", self.tr("Time &zone"), self.zone_field),
            ("host", self.tr("&Host"), self.host_field),
            ("place", self.tr("Pla&ce on site"), self.place_field),
        )
        self._zone_holder = self.zone_field.parentWidget() or self.zone_field
        self._zone_holder.hide()
        for answer in (self.booking_note, self.slot_choice, self.clash_panel):
            form.add_widget(answer)

    def _under_when(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.when_note, 1)
        row.addWidget(self.zone_button, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _arrange_call(self, *, offers_regions: bool) -> None:
        form = self.form
        fields: list[tuple[str, str, QWidget]] = [
            ("public_title", self.tr("Title that &guests read"), self.public_title_field)
        ]
        if offers_regions:
            fields.append(("region", self.tr("Regi&on of the call"), self.region_field))
        form.add_row(*fields)
        note = self.tr("Guests and the video service read this title, not the one above: leave patients' names out.")
        form.add_widget(small_label(note))
        form.add_field("record_on_start", "", self.record_field)
        form.add_widget(self.record_note)

    # ---- what is folded away, and what follows
    @Slot()
    def open_zone(self) -> None:
        """Show the time zone, and go there."""
        self._show_zone()
        self.zone_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_zone(self) -> None:
        self._zone_holder.show()
        self.zone_button.hide()

    @Slot()
    def _fit_zone(self) -> None:
        """Show a time zone that is not this PC's; one that is shown stays."""
        if self.zone_field.zone != system_zone():
            self._show_zone()

    @Slot(QTime)
    def _tell_start(self, at: QTime) -> None:
        self.duration_field.set_start(time(at.hour(), at.minute()))

    # ---- content
    def show_fields(self, entry: PlanEntry) -> None:
        """Fill the fields."""
        self.title_field.setText(entry.title)
        self.public_title_field.setText(entry.public_title)
        for line in (self.title_field, self.public_title_field):
            line.setCursorPosition(0)
        self.zone_field.set_zone(entry.zone)
        self.date_field.set_day(entry.day)
        self.start_field.setTime(QTime(entry.at.hour, entry.at.minute))
        self._fit_zone()
        self.duration_field.set_start(entry.at)
        self.duration_field.set_length(entry.duration)
        self.host_field.show_name(entry.host)
        self.place_field.show_name(entry.place)
        self.visit_type_field.set_kind(entry.visit_type)
        self.people.set_entries(entry.invitees)
        self.invitation.set_wanted(on=entry.invites)
        self.region_field.setCurrentIndex(self.region_field.findData(entry.region))
        self.record_field.setChecked(entry.record_on_start)
        self.own_rule = entry.repeat if entry.rule_changed else None
        self.toggled = entry.toggled
        self.series_bar.set_scope(entry.scope)
        self.repeat_field.show_repeat(entry.repeat, entry.left_out)

    def entry(self) -> PlanEntry:
        """Return what stands in the fields."""
        at = self.start_field.time()
        own = self._meeting is None or self._meeting.series_id is None
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
            visit_type=self.visit_type_field.kind_id,
            place=self.place_field.currentText(),
            invites=self.invitation.wanted,
            proposed_title=self.title_field.placeholderText(),
            repeat=self.repeat_field.repeat if own or self.new_rule else NEVER,
            left_out=self.repeat_field.left_out if own or self.toggled else frozenset(),
            rule_changed=self.new_rule,
            scope=self.scope,
            toggled=self.toggled,
        )

    @property
    def start(self) -> datetime:
        """The start as the clock shows it, naive."""
        at = self.start_field.time()
        return datetime.combine(self.date_field.day, time(at.hour(), at.minute()))

    @property
    def scope(self) -> Scope:
        """For how much of its series a change of the meeting is meant."""
        return self.series_bar.scope

    @property
    def new_rule(self) -> bool:
        """Whether the series of the meeting gets another rule."""
        return self.own_rule is not None and self.scope is not Scope.THIS
