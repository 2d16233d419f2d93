"""A card of settings: a heading, and rows of "what it is" with its control at the far end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.person import folded
from hosted_meetings_desktop.ui.parts.labels import body_label, line, section_label, small_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_FEW = 20
"""More choices than these are data, as all time zones are, and not words of a setting."""


class SettingsRow(QWidget):
    """One setting with what belongs to it; a line parts it from the one above."""

    def __init__(self, found_by: str = "") -> None:
        super().__init__()
        self._found_by = found_by
        self.line = line()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.line)

    def words(self) -> str:
        """Return all that is said in it now, and what it is found by besides, as it is compared."""
        return folded(" ".join((self._found_by, *(_words_of(widget) for widget in self._said()))))

    def field_for(self, words: Sequence[str]) -> QWidget | None:
        """Return the field that most of ``words`` are about, the first one where none is; None without a field."""
        best: QWidget | None = None
        most = -1
        for widget in self._said():
            field = widget.buddy() if isinstance(widget, QLabel) else widget
            if field is None or not _takes_focus(field, self):
                continue
            said = folded(_words_of(widget))
            hits = sum(word in said for word in words)
            if hits > most:
                best, most = field, hits
        return best

    def _said(self) -> list[QWidget]:
        return [widget for widget in self.findChildren(QWidget) if widget.isVisibleTo(self)]


class SettingsGroup(QWidget):
    """Heading and card.

    Attributes:
        title: The heading.
        setting_rows: In their order.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, found_by: str = "") -> None:
        """Make an empty group.

        Args:
            title: The heading.
            parent: The owner.
            found_by: Other words that people look for all of it with ("dark mode").
        """
        super().__init__(parent)
        self.title = title
        self.setting_rows: list[SettingsRow] = []
        self._found_by = found_by
        self.setAccessibleName(title)
        self._card = QFrame()
        self._card.setProperty("surface", "card")
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(section_label(title))
        column.addWidget(self._card)

    def reload(self) -> None:
        """Read again what the group shows; those that show something that changes elsewhere override it."""

    # ---- rows
    def add_row(self, label: str, *controls: QWidget, note: str = "", found_by: str = "") -> QLabel:
        """Add a row and return its note, to be changed later.

        Args:
            label: What the setting is called; the controls' name where they have none.
            controls: At the far end.
            note: Stands under the label.
            found_by: Other words that people look for it with.
        """
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(body_label(label))
        said = small_label(note)
        if not note:
            said.hide()  # to show it here, without a parent, would make it a window
        words.addWidget(said)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.gap, SPACE.row, SPACE.gap, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addLayout(words, 1)
        for control in controls:
            if not control.accessibleName():
                control.setAccessibleName(label)
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._add(row, found_by)
        return said

    def add_wide(self, widget: QWidget, *, found_by: str = "") -> None:
        """Add a widget over the whole width; ``found_by`` are other words that people look for it with."""
        holder = QVBoxLayout()
        holder.setContentsMargins(SPACE.gap, SPACE.tight, SPACE.gap, SPACE.tight)
        holder.addWidget(widget)
        self._add(holder, found_by)

    def add_below(self, widget: QWidget) -> None:
        """Add something that belongs to the row above, without a line between."""
        if not self.setting_rows:
            self._add(QVBoxLayout())
        self.setting_rows[-1].column.addWidget(widget)

    def add_message(self, bar: MessageBar) -> None:
        """Put a message below the row above; it takes no room while there is none."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.gap, SPACE.hair, SPACE.gap, SPACE.tight)
        column.addWidget(bar)
        holder.hide()
        bar.shown.connect(holder.show)
        bar.closed.connect(holder.hide)
        self.add_below(holder)

    def _add(self, content: QLayout, found_by: str = "") -> None:
        row = SettingsRow(found_by)
        row.column.addLayout(content)
        row.line.setHidden(not self.setting_rows)
        self.setting_rows.append(row)
        self._rows.addWidget(row)

    # ---- finding
    def show_fitting(self, words: Sequence[str], around: str = "") -> list[SettingsRow]:
        """Show only the rows in which all of ``words`` are found, and the group only with such a row.

        Args:
            words: Folded; without any, everything is shown.
            around: What counts as said in every row: the word of the section.

        Returns:
            The rows that are shown.
        """
        over = folded(f"{around} {self.title} {self._found_by}")
        fitting: list[SettingsRow] = []
        for row in self.setting_rows:
            said = f"{over} {row.words()}" if words else ""
            fits = all(word in said for word in words)
            row.setVisible(fits)
            row.line.setHidden(not fitting)
            if fits:
                fitting.append(row)
        self.setVisible(bool(fitting) or not words)
        return fitting


def _words_of(widget: QWidget) -> str:
    said = [widget.accessibleName()]
    if isinstance(widget, (QLabel, QAbstractButton)):
        said.append(widget.text().replace("&", ""))
    elif isinstance(widget, QComboBox) and widget.count() <= _FEW:
        said += [widget.itemText(place) for place in range(widget.count())]
    return " ".join(said)


def _takes_focus(field: QWidget, inside: QWidget) -> bool:
    reachable = bool(field.focusPolicy() & Qt.FocusPolicy.TabFocus) or field.focusProxy() is not None
    return reachable and field.isEnabledTo(inside) and field.isVisibleTo(inside)
