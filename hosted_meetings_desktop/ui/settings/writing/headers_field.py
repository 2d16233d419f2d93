"""Headers of a request as lines of name and value; a value is never shown again."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from hosted_meetings_desktop.ui.parts.removable_lines import RemovableLine, RemovableLines
from hosted_meetings_desktop.ui.parts.secret_field import SecretField
from hosted_meetings_desktop.ui.theme.tokens import SPACE

Header = tuple[str, str]

_MOST = 20
_NAME_LONGEST = 100
_VALUE_LONGEST = 4_096


class HeaderLine(RemovableLine):
    """One header. An empty value stays what it was."""

    def __init__(self, name: str = "", kept: str = "") -> None:
        super().__init__(self.tr("Remove this header"))
        self.kept = kept
        self.name = QLineEdit(name)
        self.name.setMaxLength(_NAME_LONGEST)
        self.name.setPlaceholderText("Authorization")
        self.name.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.value = SecretField()
        self.value.setMaxLength(_VALUE_LONGEST)
        self.value.setPlaceholderText(self.tr("Saved. Type only to replace it.") if kept else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.remove)
        self.name.textEdited.connect(self.edited)
        self.value.textEdited.connect(self.edited)

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.name.text().strip() or self.value.text() or self.kept)

    def first_field(self) -> QWidget:
        """Return the name."""
        return self.name

    def field_words(self) -> Iterable[tuple[QWidget, str]]:
        """Return what the fields are called."""
        return (
            (self.name, self.tr("Header %1: name")),
            (self.value, self.tr("Header %1: value")),
            (self.remove, self.tr("Remove header %1")),
        )


class HeadersField(RemovableLines[HeaderLine]):
    """Up to twenty headers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            QCoreApplication.translate("HeadersField", "None."),
            QCoreApplication.translate("HeadersField", "A&dd a header"),
            most=_MOST,
            parent=parent,
        )

    def set_headers(self, headers: tuple[Header, ...]) -> None:
        """Show headers by their names; their values are kept without being shown."""
        for name, value in headers:
            self.put(HeaderLine(name, value))
        self.settle()

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

    def new_line(self) -> HeaderLine:
        """Return an empty line."""
        return HeaderLine()
