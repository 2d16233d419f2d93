"""The row over the calendar: how it is looked at, whose meetings are shown, and what else there is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from hosted_meetings_desktop.ui.panes.schedule.board import Side
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.parts.buttons import icon_button, plain_button, segment_button
from hosted_meetings_desktop.ui.parts.labels import IconLabel, small_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_LONGEST = 22
"""Letters of a name on a button."""


class ToolRow(QWidget):
    """The choices of the schedule.

    Signals:
        view_chosen(View): Look at it so.
        side_chosen(Side): Hosts or places side by side.
        hosts_wanted(): Choose whose meetings are shown.
        zone_wanted(): Choose a second zone.
        zoomed(int): Larger (1) or smaller (-1).
    """

    view_chosen = Signal(object)
    side_chosen = Signal(object)
    hosts_wanted = Signal()
    zone_wanted = Signal()
    zoomed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.views = self._segments(view_words(), self.view_chosen)
        self.sides = self._segments({Side.HOSTS: self.tr("Hosts"), Side.PLACES: self.tr("Places")}, self.side_chosen)
        self.hosts_button = plain_button("", "account-multiple-outline")
        self.hosts_button.clicked.connect(self.hosts_wanted)
        self.zone_button = icon_button("earth", self.tr("Second time zone"))
        self.zone_button.clicked.connect(self.zone_wanted)
        self.smaller_button = icon_button("magnify-minus-outline", self.tr("Show more hours (minus key)"))
        self.larger_button = icon_button("magnify-plus-outline", self.tr("Show fewer hours (plus key)"))
        self.smaller_button.clicked.connect(lambda: self.zoomed.emit(-1))
        self.larger_button.clicked.connect(lambda: self.zoomed.emit(1))
        self.more_button = icon_button("dots-horizontal", self.tr("More: print, cancelled meetings, names"))
        self.more_menu = QMenu(self)
        self.more_button.clicked.connect(self._open_more)
        self._offline_sign = IconLabel("cloud-off-outline", "wait")
        self.offline = small_label("")
        self.offline.setWordWrap(False)
        self._arrange()
        self.show_offline("", "")

    def _segments(self, words: dict[View, str] | dict[Side, str], told: object) -> dict[object, QPushButton]:
        group = QButtonGroup(self)
        buttons: dict[object, QPushButton] = {}
        for value, word in words.items():
            button = segment_button(word)
            group.addButton(button)
            button.clicked.connect(partial(self._tell, told, value))
            buttons[value] = button
        return buttons

    @staticmethod
    def _tell(signal: object, value: object, *_checked: bool) -> None:
        signal.emit(value)  # type: ignore[attr-defined]

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.hair)
        for button in self.views.values():
            row.addWidget(button)
        row.addSpacing(SPACE.gap)
        row.addWidget(self._offline_sign)
        row.addWidget(self.offline)
        row.addStretch(1)
        for button in self.sides.values():
            row.addWidget(button)
        row.addSpacing(SPACE.row)
        row.addWidget(self.hosts_button)
        for tool in (self.zone_button, self.smaller_button, self.larger_button, self.more_button):
            row.addWidget(tool)

    def _open_more(self) -> None:
        self.more_menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    # ---- what is shown
    def show_view(self, view: View) -> None:
        """Mark how it is looked at, and offer what goes with that."""
        self.views[view].setChecked(True)
        for button in self.sides.values():
            button.setVisible(view is View.DAY)
        for tool in (self.smaller_button, self.larger_button, self.zone_button):
            tool.setVisible(view.timed)

    def show_side(self, side: Side) -> None:
        """Mark what stands side by side."""
        if side in self.sides:
            self.sides[side].setChecked(True)

    def show_hosts(self, shown: int, of: int, only: str) -> None:
        """Say whose meetings are shown: all, one by name, or how many."""
        text = self.tr("%1 of %2 hosts").replace("%1", str(shown)).replace("%2", str(of))
        if shown == of:
            text = self.tr("All hosts")
        elif only:
            text = only
        self.hosts_button.setText(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…")
        self.hosts_button.setAccessibleName(self.tr("Whose meetings are shown: %1").replace("%1", text))
        self.hosts_button.setToolTip(self.hosts_button.accessibleName())
        self.hosts_button.setVisible(of > 1)

    def show_offline(self, text: str, meaning: str) -> None:
        """Say since when there is no connection and what that means; nothing where there is one."""
        self.offline.setText(text)
        self.offline.setAccessibleName(text)
        self.offline.setAccessibleDescription(meaning)
        for part in (self.offline, self._offline_sign):
            part.setVisible(bool(text))
            part.setToolTip(f"{text}. {meaning}" if text else "")

    def show_zoom(self, *, smaller: bool, larger: bool) -> None:
        """Offer what zoom there is."""
        self.smaller_button.setEnabled(smaller)
        self.larger_button.setEnabled(larger)


def view_words() -> dict[View, str]:
    """Return what the views are called, in order."""
    from PySide6.QtCore import QCoreApplication

    def tr(text: str) -> str:
        return QCoreApplication.translate("ToolRow", text)

    return {
        View.DAY: tr("Day"),
        View.WORK_WEEK: tr("Work week"),
        View.WEEK: tr("Week"),
        View.MONTH: tr("Month"),
        View.AGENDA: tr("Agenda"),
    }


def action_of(owner: QWidget, text: str, keys: tuple[str, ...], does: object) -> QAction:
    """Return an action of the pane with its keys; they work while the pane has the focus."""
    from PySide6.QtCore import Qt

    action = QAction(text, owner)
    action.setShortcuts([QKeySequence(key) for key in keys])
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda *_checked: does())  # type: ignore[operator]
    owner.addAction(action)
    return action
