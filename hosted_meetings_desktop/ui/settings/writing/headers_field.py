"""Headers of a request as lines of name and value; a value is never shown again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.theme.tokens import SPACE

Header = tuple[str, str]

_MOST = 20
_NAME_LONGEST = 100
_VALUE_LONGEST = 4_096


class HeaderLine(QWidget):
    """One header. An empty value stays what it was."""

    def __init__(self, name: str, kept: str) -> None:
        super().__init__()
        self.kept = kept
        self.name = QLineEdit(name)
        self.name.setMaxLength(_NAME_LONGEST)
        self.name.setPlaceholderText("Authorization")
        self.name.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.value = SecretField()
        self.value.setMaxLength(_VALUE_LONGEST)
        self.value.setPlaceholderText(self.tr("Saved. Type only to replace it.") if kept else "")
        self.remove = icon_button("close", self.tr("Remove this header"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.remove)

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.name.text().strip() or self.value.text() or self.kept)

    def name_fields(self, number: int) -> None:
        """Name the fields for screen readers; ``number`` counts the headers from 1."""
        for widget, word in (
            (self.name, self.tr("Header %1: name")),
            (self.value, self.tr("Header %1: value")),
            (self.remove, self.tr("Remove header %1")),
        ):
            widget.setAccessibleName(word.replace("%1", str(number)))


class HeadersField(QWidget):
    """The lines, and a way to add one.

    Signals:
        edited(): Something in the list changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[HeaderLine] = []
        self._none = small_label(self.tr("None."))
        self.add_button = link_button(self.tr("A&dd a header"), "plus")
        self.add_button.clicked.connect(self.add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.row)
        self._column.addWidget(self._none)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.add_button)

    def set_headers(self, headers: tuple[Header, ...]) -> None:
        """Show headers by their names; their values are kept without being shown."""
        for name, value in headers:
            self._append(name, value)
        self._settle()

    def headers(self) -> tuple[Header, ...]:
        """Return what stands in the lines, with the saved value where nothing was typed; empty lines are left out."""
        filled = (line for line in self.lines if not line.blank)
        return tuple((line.name.text().strip(), line.value.text().strip() or line.kept) for line in filled)

    @property
    def untouched(self) -> bool:
        """Whether a saved value would be used again."""
        return any(line.kept and not line.value.text() for line in self.lines)

    def forget(self) -> None:
        """Empty what was typed as values."""
        for line in self.lines:
            line.value.forget()

    def add(self) -> None:
        """Add an empty line and go there."""
        line = self._append("", "")
        self._settle()
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _append(self, name: str, kept: str) -> HeaderLine:
        line = HeaderLine(name, kept)
        self._column.insertWidget(len(self.lines), line)
        line.remove.clicked.connect(lambda: self.remove(line))
        line.name.textEdited.connect(self.edited)
        line.value.textEdited.connect(self.edited)
        self.lines.append(line)
        return line

    def remove(self, line: HeaderLine) -> None:
        """Take a header away; the focus goes to the next one."""
        place = self.lines.index(line)
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._settle()
        target = self.lines[min(place, len(self.lines) - 1)].name if self.lines else self.add_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _settle(self) -> None:
        self._none.setHidden(bool(self.lines))
        self.add_button.setHidden(len(self.lines) >= _MOST)
        before: QWidget | None = None
        for number, line in enumerate(self.lines, 1):
            line.name_fields(number)
            for widget in (line.name, line.value, line.remove):
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        if before is not None:
            QWidget.setTabOrder(before, self.add_button)
        self.setFocusProxy(self.lines[0].name if self.lines else self.add_button)
