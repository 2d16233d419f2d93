"""Forms in one column: label above field, the problem under the field it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import lead_alignment, set_look, small_label
from hosted_meetings_desktop.ui.parts.typed_field import TypedField
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SPACE


@dataclass(frozen=True, slots=True)
class _Field:
    label: QLabel
    widget: QWidget
    hint: QLabel
    problem: QLabel


class FormColumn(QWidget):
    """Fields under each other, or a few side by side where they belong together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, _Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.tight)

    def add_field(self, name: str, label: str, widget: QWidget, *, hint: str = "") -> QWidget:
        """Add a field.

        Args:
            name: How :meth:`show_problem` calls it.
            label: Stands above it; "&" marks the mnemonic.
            widget: What takes the input; the label becomes its accessible name.
            hint: A sentence under it.

        Returns:
            The field with its label, for :meth:`add_row` of another form or to hide it.
        """
        block = self._block(name, label, widget, hint)
        self._column.addWidget(block)
        return block

    def add_row(self, *fields: tuple[str, str, QWidget], stretches: tuple[int, ...] = ()) -> QWidget:
        """Add fields ``(name, label, widget)`` side by side."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        for place, (name, label, widget) in enumerate(fields):
            row.addWidget(self._block(name, label, widget, ""), stretches[place] if stretches else 1)
        self._column.addWidget(holder)
        return holder

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no labelled field: a check box, a list, a note."""
        self._column.addWidget(widget)

    def _block(self, name: str, label: str, widget: QWidget, hint: str) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        said = QLabel(label)
        if not label:  # what has its words in itself, as a check box, needs none over it
            said.hide()
        said.setFont(small_font(strong=True))
        said.setAlignment(lead_alignment(self))
        said.setBuddy(_taker(widget))
        plain = label.replace("&", "")
        if plain:
            widget.setAccessibleName(plain)
        if hint:
            widget.setAccessibleDescription(hint)
        note = small_label(hint)
        if not hint:
            note.hide()
        problem = small_label("", tone="stop")
        problem.hide()
        for each in (note, problem):
            each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        parts: tuple[QWidget, ...] = (said, widget, problem, note)
        for part in parts:
            column.addWidget(part)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fields[name] = _Field(said, widget, note, problem)
        line = widget.lineEdit() if isinstance(widget, QComboBox) else widget
        if isinstance(line, QLineEdit):
            line.textEdited.connect(lambda _text: self.clear_problem(name))
        if isinstance(widget, TypedField):
            widget.told_below = True
            widget.problem_told.connect(partial(self._tell, name))
        return block

    def _tell(self, name: str, text: str) -> None:
        """Show what a field says of itself; the focus stays where the person is."""
        if text:
            self._put(self._fields[name], text)
            announce(self._fields[name].widget, text, urgent=True)
        else:
            self.clear_problem(name)

    def field(self, name: str) -> QWidget:
        """Return the input widget of a field."""
        return self._fields[name].widget

    @property
    def problems(self) -> dict[str, str]:
        """What is shown under which field now."""
        return {name: f.problem.text() for name, f in self._fields.items() if not f.problem.isHidden()}

    def shows(self, field: str) -> bool:
        """Return whether the form has a field of that name."""
        return field in self._fields

    def show_problem(self, field: str, text: str) -> bool:
        """Show ``text`` under ``field`` and put the focus there if it is the first problem.

        Returns:
            False when the form has no such field; say it elsewhere then.
        """
        found = self._fields.get(field)
        if found is None:
            return False
        first = not self.problems
        self._put(found, text)
        if first:
            found.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(found.widget, text, urgent=True)
        return True

    def _put(self, found: _Field, text: str) -> None:
        found.problem.setText(text)
        found.problem.show()
        found.hint.hide()
        found.widget.setAccessibleDescription(text)
        set_look(found.widget, "problem", "true")

    def clear_problems(self) -> None:
        """Take all problems away."""
        for field in self._fields:
            self.clear_problem(field)

    def clear_problem(self, field: str) -> None:
        """Take the problem of one field away; it goes by itself when the person mends what is written there."""
        found = self._fields[field]
        if found.problem.isHidden():
            return
        found.problem.clear()
        found.problem.hide()
        found.hint.setVisible(bool(found.hint.text()))
        found.widget.setAccessibleDescription(found.hint.text())
        set_look(found.widget, "problem", "false")


def _taker(widget: QWidget) -> QWidget:
    """Return what gets the focus for ``widget``: a label leads to nothing that takes none itself."""
    while (proxy := widget.focusProxy()) is not None:
        widget = proxy
    return widget
