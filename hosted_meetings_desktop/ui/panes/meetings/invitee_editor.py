"""Who is invited, as lines to fill in: name, role, ways to reach them, and, where it differs, language and preset."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import InviteeId
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.ui.panes.meetings.invitee_line import InviteeLine
from hosted_meetings_desktop.ui.panes.meetings.plan_draft import InviteeEntry, email_is_fine, phone_is_fine
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.parts.person_field import Find, PersonField
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE

NAME, ROLE, EMAIL, PHONE, LANGUAGE, PRESET, REMOVE = range(7)
_STRETCHES = {NAME: 7, ROLE: 1, EMAIL: 7, PHONE: 4, LANGUAGE: 1, PRESET: 3, REMOVE: 0}
_ASKED_FOR = (LANGUAGE, PRESET)
"""Columns that are shown where somebody asks for them, or somebody's is not the usual."""


class InviteeEditor(QWidget):
    """The list of invited people.

    Signals:
        edited(): Something in the list changed.
    """

    edited = Signal()

    def __init__(self, find: Find, calls: Calls, presets: tuple[str, ...] = ()) -> None:
        """Make it.

        Args:
            find: Finds the clinic's people.
            calls: Runs it.
            presets: The account's presets, empty while they are not known.
        """
        super().__init__()
        self._find = find
        self._calls = calls
        self._presets = presets
        self._usual: Mapping[Role, str] = USUAL_PRESETS
        self._shown: set[int] = set()
        self._filling = False
        self.lines: list[InviteeLine] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE.row)
        self._grid.setVerticalSpacing(SPACE.row)
        heads = {
            NAME: self.tr("Name"),
            ROLE: self.tr("Role"),
            EMAIL: self.tr("E-mail"),
            PHONE: self.tr("Phone"),
            LANGUAGE: self.tr("Written to in"),
            PRESET: self.tr("May do (preset)"),
        }
        self._heads = [small_label(text) for text in heads.values()]
        for place, head in enumerate(self._heads):
            head.setWordWrap(False)
            self._grid.addWidget(head, 0, place)
        self.add_button = link_button(self.tr("&Add a person"), "plus")
        self.add_button.clicked.connect(self._add_blank)
        self.rights_button = link_button(self.tr("Di&fferent rights…"), "tune-variant")
        self.rights_button.setToolTip(self.tr("Choose for each person what they may do in the call"))
        self.rights_button.clicked.connect(self.show_rights)
        self.language_button = link_button(self.tr("Lang&uage…"), "translate")
        self.language_button.setToolTip(self.tr("Choose for each person the language they are written to in"))
        self.language_button.clicked.connect(self.show_languages)
        foot = QHBoxLayout()
        for button in (self.add_button, self.language_button, self.rights_button):
            foot.addWidget(button)
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
        self._filling = True
        for line in list(self.lines):
            self._drop(line)
        self._shown.clear()
        for entry in entries:
            self._append(entry)
        self._filling = False
        self._number()
        self.edited.emit()

    def entries(self) -> tuple[InviteeEntry, ...]:
        """Return every line, blank ones too."""
        return tuple(line.entry() for line in self.lines)

    def offer_presets(self, presets: tuple[str, ...]) -> None:
        """Offer the presets of the account in every line."""
        self._presets = presets
        for line in self.lines:
            line.offer_presets(presets)
        self._fit_columns()

    def set_usual(self, usual: Mapping[Role, str]) -> None:
        """Follow a kind of meeting in what each role may do, except where somebody chose otherwise."""
        self._usual = usual
        for line in self.lines:
            line.set_usual(usual)
        self._fit_columns()

    @property
    def as_usual(self) -> bool:
        """Whether everybody may do what people of their role usually may."""
        return not any(line.differs for line in self.lines)

    def take(self, person: Person) -> None:
        """Invite somebody of the clinic's people, in the first line that is free."""
        line = next((each for each in self.lines if each.entry().blank), None)
        (line or self._append(InviteeEntry())).take(person)

    @Slot()
    def show_rights(self) -> None:
        """Show what each person may do, and go to the first."""
        self._show_column(PRESET)

    @Slot()
    def show_languages(self) -> None:
        """Show in which language each person is written to, and go to the first."""
        self._show_column(LANGUAGE)

    def _show_column(self, column: int) -> None:
        self._shown.add(column)
        self._fit_columns()
        if self.lines:
            self.lines[0].widgets[column].setFocus(Qt.FocusReason.OtherFocusReason)

    def point_at(self, invitee: InviteeId | None) -> QWidget | None:
        """Mark what a person may do, to be chosen anew; returns the field, None where they are not in the list."""
        line = next((one for one in self.lines if one.entry().id == invitee), None)
        if line is None:
            return None
        self._shown.add(PRESET)
        self._fit_columns()
        set_look(line.preset, "problem", "true")
        line.preset.setFocus(Qt.FocusReason.OtherFocusReason)
        return line.preset

    def mark_gaps(self, *, go: bool) -> None:
        """Mark every field with which a person cannot be invited, and ``go`` to the first."""
        gaps: list[QWidget] = []
        self._fit_columns()
        for line in self.lines:
            entry = line.entry()
            lacks = {
                line.name: not entry.name.strip(),
                line.email: not email_is_fine(entry),
                line.phone: not phone_is_fine(entry),
                line.preset: not entry.preset,
            }
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
            for widget in (line.name, line.email, line.phone, line.preset):
                set_look(widget, "problem", "false")

    # ---- lines
    def _add_blank(self) -> None:
        line = self._append(InviteeEntry())
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _append(self, entry: InviteeEntry) -> InviteeLine:
        line = InviteeLine(entry, PersonField(self._find, self._calls), self._presets, self._usual, self._tell)
        row = self._grid.rowCount()
        for column, widget in enumerate(line.widgets):
            self._grid.addWidget(widget, row, column)
        line.remove.clicked.connect(lambda: self.remove(line))
        self.lines.append(line)
        if not self._filling:
            self._number()
        return line

    def remove(self, line: InviteeLine) -> None:
        """Take a person off the list; the focus goes to the next one."""
        place = self.lines.index(line)
        self._drop(line)
        self._number()
        target = self.lines[min(place, len(self.lines) - 1)].name if self.lines else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()

    def _drop(self, line: InviteeLine) -> None:
        self.lines.remove(line)
        for widget in line.widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _tell(self) -> None:
        if not self._filling:
            self._fit_columns()
            self.edited.emit()

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
        # The key of the list's label leads to its first field.
        self.setFocusProxy(self.lines[0].name if self.lines else self.add_button)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show_heads()

    def _show_heads(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.lines))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show language and rights only where they are asked for, or somebody's is not the usual."""
        odd = {
            LANGUAGE: any(line.speaks_another for line in self.lines),
            PRESET: any(line.differs for line in self.lines),
        }
        # A choice that was made must not take its field away.
        self._shown.update(column for column, differs in odd.items() if differs)
        for column in _ASKED_FOR:
            shown = bool(self.lines) and column in self._shown
            for line in self.lines:
                line.widgets[column].setVisible(shown)
            self._heads[column].setVisible(shown)
        for column, stretch in _STRETCHES.items():
            hidden = column in _ASKED_FOR and column not in self._shown
            self._grid.setColumnStretch(column, 0 if hidden else stretch)
        self.language_button.setVisible(bool(self.lines) and LANGUAGE not in self._shown)
        self.rights_button.setVisible(bool(self.lines) and PRESET not in self._shown)
