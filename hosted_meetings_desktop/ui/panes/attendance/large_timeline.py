"""The timeline in a window of its own: as large as the screen allows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.panes.attendance.timeline_section import TimelineSection
from hosted_meetings_desktop.ui.parts.floating import float_over
from hosted_meetings_desktop.ui.parts.labels import section_label, small_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class LargeTimeline(QWidget):
    """A window with one timeline; Esc closes it.

    Signals:
        person_chosen(str): A person's lane was chosen, by their key.
    """

    person_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.section = TimelineSection(large=True)
        self.section.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.title = section_label("")
        self.lines = small_label("")
        self.message_bar = MessageBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.page, SPACE.gap, SPACE.page, SPACE.gap)
        column.setSpacing(SPACE.hair)
        for widget in (self.title, self.lines):
            column.addWidget(widget)
        column.addWidget(self.section, 1)
        float_over(self.message_bar, self)  # no button goes away from under the pointer
        self.resize(SIZE.text_width * 2, SIZE.text_width)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.activated.connect(self.close)
        self.section.person_chosen.connect(self.person_chosen)
        self.section.failed.connect(self.message_bar.show_error)
        self.section.saved.connect(
            lambda name: self.message_bar.tell(self.tr("The timeline is saved as “%1”.").replace("%1", name))
        )

    def name(self, title: str, lines: tuple[str, ...]) -> None:
        """Say what it is of."""
        self.setWindowTitle(self.tr("Timeline of %1").replace("%1", title))
        self.title.setText(title)
        self.lines.setText(" · ".join(lines))
