"""Who is invited, as lines to fill in: name, role, e-mail address, and, where it differs, the preset."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry, usual_preset
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.theme.tokens import SPACE

NAME, ROLE, EMAIL, PRESET, REMOVE = range(5)
_STRETCHES = {NAME: 5, ROLE: 2, PRESET: 4, EMAIL: 4, REMOVE: 0}
_OFFERED = (Role.PATIENT, Role.RELATIVE, Role.INTERPRETER, Role.COLLEAGUE)


class InviteeLine:
    """The fields of one person; a line keeps the ids of a person who is invited already."""

    def __init__(self, entry: InviteeEntry, presets: tuple[str, ...]) -> None:
        self._entry = entry
        self._presets = presets
        self._own_preset = bool(entry.preset) and entry.preset != USUAL_PRESETS[entry.role]
        self.name = QLineEdit(entry.name)
        self.name.setMaxLength(MAX_NAME)
        self.name.setCursorPosition(0)
        self.role = QComboBox()
        roles = _OFFERED if entry.role in _OFFERED else (*_OFFERED, entry.role)
        for role in roles:
            self.role.addItem(role_word(role), role)
        self.role.setCurrentIndex(self.role.findData(entry.role))
        self.preset = QComboBox()
        self.preset.setMinimumContentsLength(12)
        self.preset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.email = QLineEdit(entry.email)
        self.email.setCursorPosition(0)
        self.remove = icon_button("close", "")
        self.offer_presets(presets)
        self.role.currentIndexChanged.connect(self._follow_role)
        self.preset.activated.connect(self._keep_preset)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """The fields in reading order."""
        return (self.name, self.role, self.email, self.preset, self.remove)

    def entry(self) -> InviteeEntry:
        """Return what stands in the fields."""
        return InviteeEntry(
            name=self.name.text(),
            role=Role(self.role.currentData()),
            preset=self.preset.currentText() if self.preset.currentIndex() >= 0 else "",
            email=self.email.text(),
            id=self._entry.id,
            participant_id=self._entry.participant_id,
        )

    def offer_presets(self, presets: tuple[str, ...]) -> None:
        """Offer ``presets``; a preset chosen before stays, even when the account no longer has it."""
        chosen = self.preset.currentText() if self.preset.currentIndex() >= 0 else self._entry.preset
        self._presets = presets
        usual = usual_preset(Role(self.role.currentData()), presets)
        # One that the account does not have any more stays until somebody chooses another.
        wanted = chosen if self._own_preset else usual or self._entry.preset
        names = list(presets) or sorted({usual_preset(role, ()) for role in Role})
        if wanted and wanted not in names:
            names.append(wanted)
        self.preset.clear()
        self.preset.addItems(names)
        self.preset.setCurrentIndex(self.preset.findText(wanted) if wanted else -1)

    @property
    def differs(self) -> bool:
        """Whether the preset is another one than people of that role usually have, or has to be chosen."""
        usual = usual_preset(Role(self.role.currentData()), self._presets)
        return self.preset.currentIndex() < 0 or self.preset.currentText() != usual

    def _follow_role(self, _index: int) -> None:
        if not self._own_preset:
            self.offer_presets(self._presets)

    def _keep_preset(self, _index: int) -> None:
        self._own_preset = True

    def name_fields(self, number: int) -> None:
        """Name the fields for screen readers; ``number`` counts the people from 1."""
        for widget, word in (
            (self.name, _tr("Name of person %1")),
            (self.role, _tr("Role of person %1")),
            (self.preset, _tr("What person %1 may do (preset)")),
            (self.email, _tr("E-mail address of person %1")),
            (self.remove, _tr("Remove person %1")),
        ):
            widget.setAccessibleName(word.replace("%1", str(number)))
        self.remove.setToolTip(self.remove.accessibleName())


class InviteeEditor(QWidget):
    """The list of invited people.

    Signals:
        edited(): Something in the list changed.
    """

    edited = Signal()

    def __init__(self, presets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._presets = presets
        self.lines: list[InviteeLine] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.row)
        self._grid.setVerticalSpacing(SPACE.row)
        for place, stretch in _STRETCHES.items():
            self._grid.setColumnStretch(place, stretch)
        self._heads = [
            small_label(text)
            for text in (
                self.tr("Name"),
                self.tr("Role"),
                self.tr("E-mail (for your notes)"),
                self.tr("May do (preset)"),
            )
        ]
        for place, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, place)
        self.add_button = link_button(self.tr("&Add a person"), "plus")
        self.add_button.clicked.connect(self._add_blank)
        foot = QHBoxLayout()
        self.rights_button = link_button(self.tr("Di&fferent rights…"), "tune-variant")
        self.rights_button.setToolTip(self.tr("Choose for each person what they may do in the call"))
        self.rights_button.clicked.connect(self.show_rights)
        self._rights_shown = False
        foot.addWidget(self.add_button)
        foot.addWidget(self.rights_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(self._grid)
        column.addLayout(foot)
        self._show_heads()

    # ---- content
    def set_entries(self, entries: tuple[InviteeEntry, ...]) -> None:
        """Show these people, a line each."""
        for line in list(self.lines):
            self._drop(line)
        self._rights_shown = False
        for entry in entries:
            self._append(entry)
        self._number()

    def entries(self) -> tuple[InviteeEntry, ...]:
        """Return every line, blank ones too."""
        return tuple(line.entry() for line in self.lines)

    def offer_presets(self, presets: tuple[str, ...]) -> None:
        """Offer the presets of the account in every line."""
        self._presets = presets
        for line in self.lines:
            line.offer_presets(presets)
        self._fit_rights()

    @Slot()
    def show_rights(self) -> None:
        """Show what each person may do, and go to the first."""
        self._rights_shown = True
        self._fit_rights()
        if self.lines and self.rights_button.isHidden():
            self.lines[0].preset.setFocus(Qt.FocusReason.OtherFocusReason)

    def point_at(self, invitee: InviteeId | None) -> QWidget | None:
        """Mark what a person may do, to be chosen anew; returns the field, None where they are not in the list."""
        line = next((one for one in self.lines if one.entry().id == invitee), None)
        if line is None:
            return None
        self._rights_shown = True
        self._fit_rights()
        set_look(line.preset, "problem", "true")
        line.preset.setFocus(Qt.FocusReason.OtherFocusReason)
        return line.preset

    def mark_gaps(self, *, go: bool) -> None:
        """Mark every field without which a person cannot be invited, and ``go`` to the first."""
        gaps: list[QWidget] = []
        self._fit_rights()
        for line in self.lines:
            entry = line.entry()
            lacks = {line.name: not entry.name.strip(), line.preset: not entry.preset}
            for widget, missing in lacks.items():
                missing_here = missing and not entry.blank
                set_look(widget, "problem", "true" if missing_here else "false")
                if missing_here:
                    gaps.append(widget)
        if gaps and go:
            gaps[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_gaps(self) -> None:
        """Take the marks away."""
        for line in self.lines:
            for widget in (line.name, line.preset):
                set_look(widget, "problem", "false")

    # ---- lines
    def _add_blank(self) -> None:
        line = self._append(InviteeEntry())
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _append(self, entry: InviteeEntry) -> InviteeLine:
        line = InviteeLine(entry, self._presets)
        row = self._grid.rowCount()
        for column, widget in enumerate(line.widgets):
            self._grid.addWidget(widget, row, column)
        line.remove.clicked.connect(lambda: self.remove(line))
        line.name.textChanged.connect(self.edited)
        line.role.currentIndexChanged.connect(self._fit_rights)
        self.lines.append(line)
        self._number()
        return line

    def remove(self, line: InviteeLine) -> None:
        """Take a person off the list; the focus goes to the next one."""
        place = self.lines.index(line)
        self._drop(line)
        self._number()
        target = self.lines[min(place, len(self.lines) - 1)].name if self.lines else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _drop(self, line: InviteeLine) -> None:
        self.lines.remove(line)
        for widget in line.widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _number(self) -> None:
        before: QWidget | None = None
        for number, line in enumerate(self.lines, start=1):
            line.name_fields(number)
            for widget in line.widgets:
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if before is not None:
            QWidget.setTabOrder(before, self.add_button)
        self._show_heads()

    def _show_heads(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.lines))
        self._fit_rights()

    @Slot()
    def _fit_rights(self) -> None:
        """Show what each person may do only where that is asked for, or somebody's is not the usual."""
        shown = bool(self.lines) and (self._rights_shown or any(line.differs for line in self.lines))
        self._rights_shown = shown  # a choice that was made must not take its field away
        for line in self.lines:
            line.preset.setVisible(shown)
        self._heads[PRESET].setVisible(shown)
        self._grid.setColumnStretch(PRESET, _STRETCHES[PRESET] if shown else 0)
        self.rights_button.setVisible(bool(self.lines) and not shown)


def _tr(text: str) -> str:
    translate: Callable[..., str] = InviteeEditor.tr
    return translate(text)
