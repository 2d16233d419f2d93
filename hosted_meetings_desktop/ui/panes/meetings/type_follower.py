"""Lets the plan dialog's fields follow the visit type, and says quietly what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale, QObject, Slot

from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy, VisitType
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import PlanEntry
from hosted_meetings_desktop.ui.panes.meetings.plan_form import PlanForm
from hosted_meetings_desktop.ui.panes.meetings.visit_defaults import filled_in, own_fields, proposed_title
from hosted_meetings_desktop.ui.parts.labels import set_look
from hosted_meetings_desktop.ui.text.format import isolated


class TypeFollower(QObject):
    """Fills in what a visit type gives, except where somebody entered something themselves."""

    def __init__(self, form: PlanForm, *, new: bool) -> None:
        """Make it.

        Args:
            form: Its fields.
            new: Whether a new meeting is planned: the clinic's first visit type is chosen then, and a title proposed.
        """
        super().__init__(form)
        self._form = form
        self._new = new
        self._awaits_first = new
        self._own: frozenset[str] = frozenset()
        self._filling = False
        self._recorded = False  # what was chosen before a type came that is never recorded
        form.visit_type_field.picked.connect(self.follow)
        form.duration_field.edited.connect(partial(self._take_own, "duration"))
        form.public_title_field.textChanged.connect(partial(self._take_own, "public_title"))
        form.record_field.toggled.connect(partial(self._take_own, "record_on_start"))
        form.people.edited.connect(self.tell)

    @property
    def kind(self) -> VisitType | None:
        """The visit type that is chosen, as far as it is known."""
        return self._form.visit_type_field.kind

    def begin(self, entry: PlanEntry, *, chosen: bool, own: frozenset[str] = frozenset()) -> None:
        """Take what was put into the fields as what somebody entered, where it is not as its visit type has it.

        Args:
            entry: What stands in the fields.
            chosen: Whether its visit type was chosen, so that the clinic's first does not take its place.
            own: What is somebody's own in any case.
        """
        self._awaits_first = self._new and not chosen
        self._own = own | own_fields(entry, self.kind)
        self._follow_rights()
        self.tell()

    def offer(self, kinds: Sequence[VisitType]) -> None:
        """Offer the clinic's visit types."""
        field = self._form.visit_type_field
        field.offer(kinds)
        if self._awaits_first and field.kind_id is None:
            self._awaits_first = False
            field.set_kind(field.first)
            self.follow()
            return
        self._own |= own_fields(self._form.entry(), self.kind)
        self._follow_rights()
        self.tell()

    @Slot()
    def follow(self) -> None:
        """Fill in what the chosen visit type gives."""
        form = self._form
        entry = filled_in(form.entry(), self.kind, self._own)
        self._filling = True
        form.duration_field.set_length(entry.duration)
        form.public_title_field.setText(entry.public_title)
        form.public_title_field.setCursorPosition(0)
        form.record_field.setChecked(entry.record_on_start)
        self._filling = False
        self._follow_rights()
        self.tell()

    def _follow_rights(self) -> None:
        kind = self.kind
        self._form.people.set_usual(USUAL_PRESETS if kind is None else {role: kind.preset(role) for role in Role})

    def _take_own(self, name: str, *_value: object) -> None:
        if not self._filling:
            self._own |= {name}
            self.tell()

    # ---- what is said
    @Slot()
    def tell(self) -> None:
        """Say what is as the visit type has it, what becomes of recordings, and what the meeting would be called."""
        self._tell_given()
        self._tell_recording()
        if self._new:
            self._propose_title()

    def _tell_given(self) -> None:
        form, kind = self._form, self.kind
        own = own_fields(form.entry(), kind)
        given = [] if "duration" in own else [form.tr("length")]
        if "public_title" not in own:
            given.append(form.tr("guests' title"))
        if form.people.as_usual:
            given.append(form.tr("rights", "what people may do"))
        said = form.tr("%1 as %2", "“Length and rights” as “Consultation”")
        words = QLocale().createSeparatedList(given)
        if kind is not None:
            said = said.replace("%1", words[:1].upper() + words[1:]).replace("%2", isolated(kind.name))
        form.type_note.setText(said)
        form.type_note.setVisible(kind is not None and bool(given))

    def _tell_recording(self) -> None:
        form, kind, box = self._form, self.kind, self._form.record_field
        never = kind is not None and kind.recording is RecordingPolicy.NEVER
        asked = kind is not None and kind.consent is ConsentPolicy.EACH_PERSON
        if (never or asked) and box.isEnabled() and self._new and box.isChecked():
            self._recorded = True
            self._set_recording(on=False)
        elif not (never or asked) and self._recorded:
            self._recorded = False
            self._set_recording(on=True)
        # One that is recorded already can be mended, but not begun.
        box.setEnabled(not (never or asked) or box.isChecked())
        if never and kind is not None:
            said = form.tr("Not recorded: that is how the clinic holds every “%1”.", "visit type")
            text = said.replace("%1", isolated(kind.name))
        elif asked and box.isChecked():
            text = form.tr("It would start with whoever joins first, before anybody was asked: switch it off.")
        elif kind is not None and asked:
            text = _asked_words(form, kind)
        elif not box.isChecked():
            text = ""
        elif kind is not None:
            text = form.tr("Say at the beginning that it is recorded.")
        else:
            text = form.tr("It starts with whoever joins first. Ask everybody for their consent before.")
        set_look(form.record_note, "tone", "wait" if box.isChecked() else "muted")
        form.record_note.setText(text)
        form.record_note.setVisible(bool(text))

    def _set_recording(self, *, on: bool) -> None:
        before, self._filling = self._filling, True
        self._form.record_field.setChecked(on)
        self._filling = before

    def _propose_title(self) -> None:
        title = proposed_title(self.kind, self._form.people.entries())
        field = self._form.title_field
        field.setPlaceholderText(title)
        said = self._form.tr("Left empty, it is called “%1”.").replace("%1", title) if title else ""
        if field.accessibleDescription() != said and "title" not in self._form.form.problems:
            field.setAccessibleDescription(said)


def _asked_words(form: PlanForm, kind: VisitType) -> str:
    if kind.recording is RecordingPolicy.FROM_START:
        return form.tr("It starts when everybody in the call has agreed: the host's call window sees to that.")
    return form.tr("Each person is asked first, so it does not start by itself: the host starts it.")
