"""A line in which something is typed that has to be understood, and that says so itself when it cannot be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import set_look, small_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class _Note(QFrame):
    """A sentence right under a field that has no place for one; it lies over what is there."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self._field = field
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.label: QLabel = small_label("", tone="stop")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.row, SPACE.hair, SPACE.row, SPACE.hair)
        column.addWidget(self.label)
        field.installEventFilter(self)

    def say(self, text: str) -> None:
        self.label.setText(text)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        width = min(max(self._field.width(), self.label.fontMetrics().horizontalAdvance(self.label.text()) + 24), 360)
        height = self.heightForWidth(width)
        place = self._field.mapTo(over, QPoint(0, self._field.height() + SPACE.hair))
        if self.isRightToLeft():
            place.setX(place.x() + self._field.width() - width)
        place.setX(max(SPACE.hair, min(place.x(), over.width() - width - SPACE.hair)))
        self.setGeometry(place.x(), place.y(), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay with the field."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize} and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return super().eventFilter(watched, event)


class TypedField(QLineEdit):
    """Base of such lines; the owner of a label under it can say the problem there instead.

    Signals:
        problem_told(str): What is typed cannot be understood, and why; empty once that is over.
    """

    problem_told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem = ""
        self._note: _Note | None = None
        self.told_below = False
        """Whether somebody else shows what :attr:`problem_told` says."""
        self.editingFinished.connect(self.interpretText)
        self.textEdited.connect(self._hope)

    @property
    def problem(self) -> str:
        """Why what stands in the field cannot be used; empty when it can."""
        return self._problem

    def interpretText(self) -> None:
        """Read what was typed, as on leaving; fields override it."""

    def refuses(self) -> bool:
        """Read what was typed and return whether it cannot be understood."""
        self.interpretText()
        return bool(self._problem)

    def show_problem(self, text: str) -> None:
        """Say at the field why it cannot be understood; empty takes that away."""
        if text == self._problem:
            return
        self._problem = text
        self.problem_told.emit(text)
        if self.told_below:
            return
        set_look(self, "problem", "true" if text else "false")
        self.setAccessibleDescription(text)
        if text:
            self._note = self._note or _Note(self)
            self._note.say(text)
            announce(self, text, urgent=True)
        elif self._note is not None:
            self._note.hide()

    def _hope(self, _text: str) -> None:
        """Say nothing more while it is being mended."""
        self.show_problem("")
