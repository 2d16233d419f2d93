"""One section of the settings: its groups under each other, built and read when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.settings.group import SettingsGroup, SettingsRow
from hosted_meetings_desktop.ui.settings.sections import Groups, SectionKey, as_groups, section_word
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_WIDTH = 720
_AROUND = SPACE.page * 6

Make = Callable[[], Groups | SettingsGroup]


class _FocusLater(QObject):
    """Puts the focus on what can have it only later, unless the person went elsewhere meanwhile; belongs to it."""

    def __init__(self, control: QWidget) -> None:
        super().__init__(control)
        self._focused = QApplication.focusWidget()
        control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look whether the control can have the focus now."""
        if event.type() == QEvent.Type.EnabledChange and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            self.deleteLater()
            if watched.isVisible() and QApplication.focusWidget() is self._focused:
                watched.setFocus(Qt.FocusReason.OtherFocusReason)
        return False


class SettingsPage(QScrollArea):
    """A column of groups as wide as one reads.

    Attributes:
        parts: What the groups belong to; empty before the page is built.
        stale: Whether what it shows has to be read again before it is shown.
        fitting: The rows that a search found.

    Signals:
        built(): The groups are there.
    """

    built = Signal()

    def __init__(self, key: SectionKey, makers: Sequence[Make], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._makers = makers
        self.parts: tuple[Groups, ...] = ()
        self.stale = True
        self.fitting: list[SettingsRow] = []
        self.setAccessibleName(section_word(key))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab leads from the index to the first setting
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def groups(self) -> list[SettingsGroup]:
        """The groups in their order; none before the page is built."""
        return [group for part in self.parts for group in part.groups]

    def build(self) -> None:
        """Make the groups, unless that is done."""
        if self.parts:
            return
        self.parts = tuple(as_groups(make()) for make in self._makers)
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE.page, SPACE.hair, SPACE.page, SPACE.group)
        column.setSpacing(SPACE.group)
        for group in self.groups:
            column.addWidget(group)
        column.addStretch(1)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        self.setWidget(holder)
        self.built.emit()

    def refresh(self) -> None:
        """Build it if it is not yet, and read what may have changed."""
        self.build()
        if self.stale:
            self.stale = False
            for part in self.parts:
                part.reload()

    # ---- going there
    def bring(self, control: QWidget) -> None:
        """Put the focus on a control, as soon as it can have it, and bring it into view."""
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        if not control.isEnabled():
            _FocusLater(control)
        # Its place is known once the page is laid out.
        QTimer.singleShot(0, control, lambda: self.ensureWidgetVisible(control, 0, _AROUND))

    # ---- finding
    def show_fitting(self, words: Sequence[str]) -> int:
        """Show only what has all of ``words`` in it, everything without any; returns how many settings are shown."""
        self.fitting = []
        if words:
            self.verticalScrollBar().setValue(0)
        for group in self.groups:
            self.fitting += group.show_fitting(words, section_word(self.key))
        return len(self.fitting)

    def go_to_found(self, words: Sequence[str]) -> bool:
        """Put the focus on the first setting that was found; returns False where none can have it."""
        fields = (row.field_for(words) for row in self.fitting)
        field = next((field for field in fields if field is not None), None)
        if field is not None:
            self.bring(field)
        return field is not None
