"""The panel on the right that tells everything about the selected thing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import (
    ElidedLabel,
    body_label,
    lead_alignment,
    section_label,
    small_label,
    strong_label,
)
from hosted_meetings_desktop.ui.parts.laid_out import laid_out
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LABEL_WIDTH = 96
_SETTLE_MS = 20


class DetailsPanel(QFrame):
    """Title, subtitle, actions, and sections that scroll.

    Fill it with :meth:`begin` followed by the ``add_*`` methods; what was in it before goes.

    Signals:
        closed(): The person closed it (button or Esc).
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "surface")
        self.setMinimumWidth(SIZE.details_width)
        self.setAccessibleName(self.tr("Details"))
        self._title = section_label("")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._subtitle = small_label("")
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = icon_button("close", self.tr("Close details (Esc)"))
        self.close_button.clicked.connect(self.closed)
        self.message_bar = MessageBar()
        self._badges = FlowLayout(spacing=SPACE.hair)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(SPACE.row)
        self._actions = FlowLayout(spacing=SPACE.row)
        self._reason = small_label("")
        self._reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._reason.hide()
        self._body = QWidget()
        self._body.setProperty("surface", "surface")
        self._sections = QVBoxLayout(self._body)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        self._arrange()
        self._section: QVBoxLayout = self._sections
        self._place = 0
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.closed)

    def _arrange(self) -> None:
        self._sections.setContentsMargins(SPACE.gap, SPACE.hair, SPACE.gap, SPACE.gap)
        self._sections.setSpacing(SPACE.gap)
        self._sections.addStretch()
        titles = QVBoxLayout()
        titles.setSpacing(SPACE.hair)
        titles.addWidget(self._title)
        titles.addWidget(self._subtitle)
        top = QHBoxLayout()
        top.setSpacing(SPACE.row)
        top.addLayout(titles, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        head = self._head = QVBoxLayout()
        self._turn_head()
        head.setSpacing(SPACE.row)
        head.addLayout(top)
        head.addLayout(self._badges)
        head.addLayout(self._notices)
        head.addLayout(self._actions)
        head.addWidget(self._reason)
        head.addWidget(self.message_bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    def _turn_head(self) -> None:
        """Give the side of the close button the smaller margin: Qt turns layouts, not their margins."""
        sides = (SPACE.gap, SPACE.row)
        before, after = sides if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else sides[::-1]
        self._head.setContentsMargins(before, SPACE.gap, after, SPACE.row)

    # ---- filling
    @property
    def title(self) -> str:
        """The thing's name."""
        return self._title.text()

    def begin(
        self, title: str, subtitle: str = "", *, keep_scroll: bool = False, keep: QWidget | None = None
    ) -> None:
        """Empty the panel and name the thing it is about now.

        Args:
            title: Its name.
            subtitle: When, where or whose.
            keep_scroll: For a refresh of the same thing.
            keep: A section to leave as it is: not even hidden for a moment. New ones come above it until
                :meth:`pass_section`.
        """
        place = self._scroll.verticalScrollBar().value() if keep_scroll else 0
        self._turn_head()
        self._title.setText(title)
        self._title.setAlignment(lead_alignment(self))
        self._subtitle.setAlignment(lead_alignment(self))
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(self.tr("Details of %s") % title)
        for row in (self._badges, self._actions):
            row.clear()
        while (old := self._notices.takeAt(0)) is not None:
            if (notice := old.widget()) is not None:
                notice.hide()
                notice.deleteLater()
        self._reason.hide()
        for widget in laid_out(self._sections):
            if isinstance(widget, QWidget) and widget is not keep:
                self._sections.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._place = 0
        self._section = self._sections
        self._scroll.verticalScrollBar().setValue(place)

    def add_badge(self, badge: QWidget) -> None:
        """Show a state under the title."""
        self._badges.addWidget(badge)

    def add_action(self, button: QWidget) -> None:
        """Add a button to the row of actions; the main one first."""
        self._actions.addWidget(button)

    def add_notice(self, notice: QWidget) -> None:
        """Say over the actions what has to be known before any of them."""
        self._notices.addWidget(notice)

    def say_why_not(self, reason: str) -> None:
        """Say under the actions why one of them cannot be used now."""
        self._reason.setText(reason)
        self._reason.setAlignment(lead_alignment(self))
        self._reason.show()

    def add_section(self, title: str = "") -> QVBoxLayout:
        """Start a section and return its column; facts that follow go into it."""
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        if title:
            heading = strong_label(title)
            column.addWidget(heading)
            section.setAccessibleName(title)
        self._sections.insertWidget(self._place, section)
        self._place += 1
        self._section = column
        return column

    def pass_section(self, kept: QWidget) -> None:
        """Go on below a section that was kept."""
        self._place = self._sections.indexOf(kept) + 1

    def add_fact(self, label: str, value: str) -> QLabel:
        """Add "label: value" to the current section and return the value's label."""
        shown = body_label(value)
        shown.setAlignment(lead_alignment(self))
        shown.setAccessibleName(f"{label}: {value}")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._add_beside(label, shown)
        return shown

    def add_line(self, label: str, value: str) -> ElidedLabel:
        """Add what cannot be wrapped, as a file's name: one line that ends in "…" where the room ends."""
        shown = ElidedLabel(value, own_direction=True)
        self._add_beside(label, shown)
        return shown

    def _add_beside(self, label: str, shown: QWidget) -> None:
        if self._section is self._sections:
            self.add_section()
        said = small_label(label)
        said.setFixedWidth(_LABEL_WIDTH)
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        row.addWidget(said, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(shown, 1)
        self._section.addLayout(row)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to something that has just come, as soon as it has its place: after the layouts' turns."""
        QTimer.singleShot(_SETTLE_MS, widget, lambda: self._scroll.ensureWidgetVisible(widget))

    def add_widget(self, widget: QWidget) -> None:
        """Add any widget to the current section."""
        if self._section is self._sections:
            self.add_section()
        self._section.addWidget(widget)
