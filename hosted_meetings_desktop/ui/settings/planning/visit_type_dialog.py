"""Add a visit type, or change one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.meeting import MAX_NAME, MAX_TITLE
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.visit_type import (
    MAX_BUFFER,
    USUAL_STAGES,
    ConsentPolicy,
    RecordingPolicy,
    RoomPolicy,
    VisitFormat,
    VisitType,
    stage_presets,
)
from hosted_meetings_desktop.ui.parts.buttons import segment_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.when_fields import DurationField
from hosted_meetings_desktop.ui.settings.planning.colours import ColourField
from hosted_meetings_desktop.ui.settings.planning.format_field import FormatField
from hosted_meetings_desktop.ui.settings.planning.number_field import NumberField
from hosted_meetings_desktop.ui.settings.planning.reminders import RemindersField
from hosted_meetings_desktop.ui.settings.planning.words import consent_word, recording_word, room_note, room_word
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_BUFFER_STEP = 5
_MINUTE = timedelta(minutes=1)


class RoomField(QWidget):
    """Whose room the meetings of a series are held in, with a line that says what that means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[RoomPolicy, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        for rooms in RoomPolicy:
            button = segment_button(room_word(rooms))
            button.setAccessibleDescription(room_note(rooms))
            self._group.addButton(button)
            self.buttons[rooms] = button
            row.addWidget(button)
        row.addStretch(1)
        self._note = small_label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(row)
        column.addWidget(self._note)
        self._group.buttonToggled.connect(self._explain)
        self.set_rooms(RoomPolicy.PER_VISIT)

    @property
    def rooms(self) -> RoomPolicy:
        """The policy that is chosen."""
        return next(rooms for rooms, button in self.buttons.items() if button.isChecked())

    @property
    def note(self) -> str:
        """What the chosen policy means."""
        return self._note.text()

    def set_rooms(self, rooms: RoomPolicy) -> None:
        """Choose a policy."""
        self.buttons[rooms].setChecked(True)

    def _explain(self, button: QPushButton, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self.setFocusProxy(button)
            self._note.setText(room_note(self.rooms))


class VisitTypeDialog(Dialog):
    """The dialog of one visit type; who opened it keeps what is drafted.

    Signals:
        drafted(VisitType): Keep this; the dialog stays, busy, until it is accepted or shown an error.
        left_dirty(VisitType): The dialog was left, and what was entered in it is not kept anywhere.
    """

    drafted = Signal(object)
    left_dirty = Signal(object)

    def __init__(
        self, kind: VisitType, *, new: bool, presets: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            kind: What to begin with; its id is kept.
            new: Whether it is not there yet.
            presets: The account's presets, to choose from.
            parent: The window it belongs to.
        """
        title = self.tr("Add visit type") if new else self.tr("Edit visit type")
        super().__init__(title, self.tr("Add visit type") if new else self.tr("Save changes"), parent=parent)
        self._kind = kind
        self._presets = tuple(presets)
        self._make_fields()
        self._arrange_fields()
        self.show_kind(kind)
        self._untouched = self.entered()
        self.confirmed.connect(self.keep)
        self.recording_field.currentIndexChanged.connect(self._fit_consent)
        self.setMinimumWidth(SIZE.text_width + SPACE.wide * 3)
        self.name_field.setFocus()

    # ---- building
    def _make_fields(self) -> None:
        self.name_field = QLineEdit()
        self.title_field = QLineEdit()
        for field in (self.name_field, self.title_field):
            field.setMaxLength(MAX_TITLE)
        self.duration_field = DurationField()
        self.before_field = self._buffer_field()
        self.after_field = self._buffer_field()
        self.colour_field = ColourField()
        self.alone_field = QCheckBox(self.tr("&One patient at a time: the host does nothing else meanwhile"))
        self.alone_field.setAccessibleName(self.alone_field.text().replace("&", ""))
        self.format_field = FormatField()
        self.format_field.chosen.connect(self._follow_format)
        self.rooms_field = RoomField()
        self.recording_field = QComboBox()
        for recording in RecordingPolicy:
            self.recording_field.addItem(recording_word(recording), recording)
        self.consent_field = QComboBox()
        for consent in ConsentPolicy:
            self.consent_field.addItem(consent_word(consent), consent)
        self.preset_fields = {role: self._preset_field(role) for role in Role}
        self.reminders_field = RemindersField()
        calm(self.duration_field.minutes)
        for choice in (self.recording_field, self.consent_field, *self.preset_fields.values()):
            calm(choice)

    def _buffer_field(self) -> NumberField:
        field = NumberField(0, MAX_BUFFER // _MINUTE, step=_BUFFER_STEP)
        field.setSuffix(self.tr(" min"))
        field.setSpecialValueText(self.tr("None"))
        return field

    def _preset_field(self, role: Role) -> QComboBox:
        field = QComboBox()
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field.addItems([*self._presets])
        field.setCurrentIndex(-1)
        if (line := field.lineEdit()) is not None:
            line.setMaxLength(MAX_NAME)
            line.setPlaceholderText(self.tr("Usual: %1").replace("%1", USUAL_PRESETS[role]))
        field.editTextChanged.connect(self._note_presets)
        return field

    def _arrange_fields(self) -> None:
        form = FormColumn()
        form.add_field("name", self.tr("&Name"), self.name_field)
        form.add_field(
            "public_title",
            self.tr("Title that &guests read"),
            self.title_field,
            hint=self.tr("Guests and the video service read this one: keep it neutral."),
        )
        form.add_field("format", self.tr("Held as"), self.format_field)
        form.add_row(
            ("duration", self.tr("&Length"), self.duration_field),
            ("before", self.tr("Free &before"), self.before_field),
            ("after", self.tr("Free a&fter"), self.after_field),
            stretches=(4, 2, 2),
        )
        form.add_field("colour", self.tr("Colour in the calendar"), self.colour_field)
        form.add_field("one_at_a_time", "", self.alone_field)
        form.add_field("rooms", self.tr("Room of a series"), self.rooms_field)
        form.add_row(
            ("recording", self.tr("&Recording"), self.recording_field),
            ("consent", self.tr("&Consent before a recording"), self.consent_field),
        )
        form.add_field("reminders", self.tr("Reminders to invited people"), self.reminders_field)
        self.rights_button = QToolButton()
        self.rights_button.setText(self.tr("What each role may do in the call"))
        self.rights_button.setAccessibleName(self.rights_button.text())
        self.rights_button.setProperty("kind", "disclosure")
        self.rights_button.setCheckable(True)
        self.rights_button.setIcon(icon("chevron-right"))
        self.rights_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.rights_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rights_button.toggled.connect(self._show_rights)
        form.add_widget(self.rights_button)
        self._rights = self._arrange_presets()
        form.add_field("presets", "", self._rights).hide()
        self.form = form
        self.set_form(form)

    def _arrange_presets(self) -> QWidget:
        inner = FormColumn()
        fields: list[tuple[str, str, QWidget]] = [
            (f"preset-{role.value}", role_word(role), field) for role, field in self.preset_fields.items()
        ]
        fields += [("", "", QWidget())] * (len(fields) % 2)  # as wide as the others
        for place in range(0, len(fields), 2):
            inner.add_row(*fields[place : place + 2])
        for role, field in self.preset_fields.items():
            field.setAccessibleName(self.tr("Preset of the role %1").replace("%1", role_word(role)))
        inner.add_widget(
            small_label(self.tr("A preset of the video service; while a field is empty, the role has its usual one."))
        )
        self.presets_note = small_label("", tone="wait")
        self.presets_note.hide()
        inner.add_widget(self.presets_note)
        return inner

    # ---- what is entered
    def show_kind(self, kind: VisitType) -> None:
        """Fill the fields."""
        self.name_field.setText(kind.name)
        self.title_field.setText(kind.public_title)
        self.duration_field.set_length(kind.duration)
        self.before_field.setValue(kind.before // _MINUTE)
        self.after_field.setValue(kind.after // _MINUTE)
        self.colour_field.set_colour(kind.colour)
        self.alone_field.setChecked(kind.one_at_a_time)
        self.format_field.set_format(kind.shown_as)
        self.rooms_field.set_rooms(kind.rooms)
        self.recording_field.setCurrentIndex(self.recording_field.findData(kind.recording))
        self.consent_field.setCurrentIndex(self.consent_field.findData(kind.consent))
        for role, field in self.preset_fields.items():
            field.setEditText(kind.presets.get(role, ""))
        self.reminders_field.set_reminders(kind.reminders)
        self._fit_consent()
        self.rights_button.setChecked(any(kind.presets.values()))
        for line in (self.name_field, self.title_field):
            line.setCursorPosition(0)

    def entered(self) -> VisitType:
        """Return what stands in the fields; it may be nothing that can be kept."""
        return replace(
            self._kind,
            name=self.name_field.text().strip(),
            public_title=self.title_field.text().strip(),
            duration=self.duration_field.length,
            before=self.before_field.value() * _MINUTE,
            after=self.after_field.value() * _MINUTE,
            colour=self.colour_field.colour,
            one_at_a_time=self.alone_field.isChecked(),
            rooms=self.rooms_field.rooms,
            recording=RecordingPolicy(self.recording_field.currentData()),
            consent=ConsentPolicy(self.consent_field.currentData()),
            presets=self._entered_presets(),
            reminders=self.reminders_field.reminders(),
            format=self.format_field.format,
        )

    def _entered_presets(self) -> dict[Role, str]:
        typed = {role: field.currentText().strip() for role, field in self.preset_fields.items()}
        return {role: name for role, name in typed.items() if name}

    @property
    def dirty(self) -> bool:
        """Whether something was entered that is not kept yet."""
        return self.entered() != self._untouched

    def _fit_consent(self) -> None:
        """Ask for no consent where nothing is recorded."""
        never = RecordingPolicy(self.recording_field.currentData()) is RecordingPolicy.NEVER
        self.consent_field.setEnabled(not never)

    def _follow_format(self, shown: VisitFormat) -> None:
        """Give each role what it usually may do at such an event, unless the clinic's own presets stand there."""
        usual = [
            {},
            *({role: name} for stage in USUAL_STAGES.values() for role, name in stage_presets(stage).items()),
        ]
        entered = self._entered_presets()
        if any({role: name} not in usual for role, name in entered.items()):
            return
        stage = USUAL_STAGES.get(shown)
        wanted = {} if stage is None else stage_presets(stage)
        for role, field in self.preset_fields.items():
            field.setEditText(wanted.get(role, ""))
        self.rights_button.setChecked(stage is not None)

    def _show_rights(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self.rights_button.setIcon(icon("chevron-down" if on else "chevron-right"))
        block = self._rights.parentWidget()
        if block is not None:
            block.setVisible(on)

    def _note_presets(self) -> None:
        """Say which presets the account does not have; it may get them later."""
        missing = sorted(set(self._entered_presets().values()) - set(self._presets)) if self._presets else []
        said = self.tr("The account has no preset %1 yet. Until it has, nobody can be invited with it.")
        self.presets_note.setText(said.replace("%1", ", ".join(f"“{name}”" for name in missing)))
        self.presets_note.setVisible(bool(missing))

    # ---- keeping
    @Slot()
    def keep(self) -> None:
        """Hand the visit type over to be kept, or say under its field what has to be mended."""
        self.form.clear_problems()
        self.message_bar.dismiss()
        kind = self.entered()
        try:
            kind.check()
        except InputProblem as problem:
            if problem.field == "presets":
                self.rights_button.setChecked(True)  # what has to be mended has to be seen
            self.show_error(self._in_words(problem))
            return
        self.set_busy(busy=True)
        self.drafted.emit(kind)

    def _in_words(self, problem: InputProblem) -> InputProblem:
        """Say what is missing rather than what is allowed."""
        if problem.field == "name" and not self.name_field.text().strip():
            return InputProblem("name", self.tr("Type a name, as staff will read it when they plan"))
        if problem.field == "public_title" and not self.title_field.text().strip():
            return InputProblem("public_title", self.tr("Type a title for guests, for instance “Video visit”"))
        return problem

    def reject(self) -> None:
        """Leave, unless it is being kept; what was entered is not lost."""
        if not self.busy and self.dirty:
            self.left_dirty.emit(self.entered())
        super().reject()
