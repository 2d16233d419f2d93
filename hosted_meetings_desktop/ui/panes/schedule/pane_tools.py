"""What surrounds the calendar in its pane: header, tool row, menus, keys, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.ui.panes.schedule.board import Side
from hosted_meetings_desktop.ui.panes.schedule.deleting import delete_words
from hosted_meetings_desktop.ui.panes.schedule.entry_words import phase_of
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import LEVELS, USUAL_LEVEL
from hosted_meetings_desktop.ui.panes.schedule.pane_host import Host
from hosted_meetings_desktop.ui.panes.schedule.popover import Popover
from hosted_meetings_desktop.ui.panes.schedule.printing import DayPrinting
from hosted_meetings_desktop.ui.panes.schedule.questions import DayChoice, HostChoice, ZoneChoice
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.selection_bar import SelectionBar
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from hosted_meetings_desktop.ui.panes.schedule.tool_row import ToolRow, action_of, view_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import local, time_text
from hosted_meetings_desktop.ui.theme.fonts import section_font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.schedule.day_list import DayList

_VIEW_KEYS = {View.DAY: "D", View.WORK_WEEK: "K", View.WEEK: "W", View.MONTH: "M", View.AGENDA: "A"}


class PaneTools(QObject):
    """Buttons, menus and actions of the schedule's pane.

    Attributes:
        row: The row over the calendar.
        actions: What the window's menu and the sheet of keys offer.
        card: The small question that is open, if one is.
    """

    def __init__(self, widget: Pane, pane: Host, calls: Calls) -> None:
        """Make them.

        Args:
            widget: The pane, as any pane is.
            pane: The same, as what it is.
            calls: Runs what takes time.
        """
        super().__init__(widget)
        self._widget = widget
        self._pane = pane
        self.row = ToolRow()
        self.card: Popover | None = None
        self.printing = DayPrinting(widget, calls, widget.message_bar)
        self._zone = ""
        self._names = True
        self._make_header()
        self._make_actions()
        self._fill_more()
        row = self.row
        row.view_chosen.connect(pane.show_view)
        row.side_chosen.connect(lambda side: self._choose(side=side))
        row.hosts_wanted.connect(self.choose_hosts)
        row.zone_wanted.connect(self.choose_zone)
        row.zoomed.connect(pane.zoom)
        row.show_side(pane.choice.side)

    # ---- the header
    def _make_header(self) -> None:
        pane = self._pane
        self.back_button = icon_button("chevron-left", self.tr("Before (Page Up)"))
        self.next_button = icon_button("chevron-right", self.tr("After (Page Down)"))
        self.today_button = plain_button(self.tr("Today"))
        self.title_button = QToolButton()
        self.title_button.setFont(section_font())
        self.title_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title_button.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.title_button.setIcon(icon("calendar-search"))
        self.title_button.setIconSize(QSize(SIZE.icon_with_gap, SIZE.icon))
        self.title_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title_button.setToolTip(self.tr("Go to a date"))
        self.back_button.clicked.connect(lambda: pane.page(-1))
        self.next_button.clicked.connect(lambda: pane.page(1))
        self.today_button.clicked.connect(pane.show_today)
        self.title_button.clicked.connect(self.choose_day)
        for widget in (self.back_button, self.today_button, self.next_button, self.title_button):
            self._widget.add_header_widget(widget)
        self.meet_button = plain_button(self.tr("Meet now"), "video-plus-outline")
        self.meet_button.setToolTip(self.tr("Meet somebody who is here already"))
        self.meet_button.clicked.connect(self.meet_now)
        self.plan_button = main_button(self.tr("Plan meeting"), "plus")
        self.plan_button.clicked.connect(pane.plan)
        self._widget.set_main_action(self.meet_button)
        self._widget.set_main_action(self.plan_button)

    def show_title(self, title: str) -> None:
        """Say which days are shown, also to those who hear it."""
        if title != self.title_button.text():
            self.title_button.setText(title)
            self.title_button.setAccessibleName(self.tr("%1, go to a date").replace("%1", title))
            announce(self._widget, title)

    def meet_now(self) -> None:
        """Ask for a meeting at once, with the one host that is shown or selected."""
        pane = self._pane
        entry = pane.selected
        self._pane.meet_now_requested.emit(pane.choice.only_host(pane.loaded) or (entry.host if entry else ""))

    # ---- keys and menus
    def _make_actions(self) -> None:
        pane = self._pane
        add = partial(action_of, self._widget)
        self.join = add(self.tr("&Join selected meeting"), (), pane.join_selected)
        self.details = add(self.tr("Show &details"), (), self._show_details)
        self.edit = add(self.tr("&Edit selected meeting"), ("F2",), pane.edit_selected)
        self.link = add(self.tr("Copy &link to selected meeting"), (), self._copy_link)
        self.lift = add(self.tr("&Move with the arrow keys"), (), self._lift)
        self.cancel = add(self.tr("&Cancel selected meeting"), ("Del",), pane.cancel_selected)
        self.restore_it = add(self.tr("&Restore selected meeting"), (), pane.restore_selected)
        self.looks = [
            add(self.tr("Show: %1").replace("%1", word), (_VIEW_KEYS[view], f"Ctrl+Alt+{number}"),
                partial(pane.show_view, view))
            for number, (view, word) in enumerate(view_words().items(), start=1)
        ]  # fmt: skip
        self.today = add(self.tr("Go to &today"), ("T",), pane.show_today)
        self.go_to = add(self.tr("Go to a date…"), ("Ctrl+G",), self.choose_day)
        self.larger = add(self.tr("Show fewer hours"), ("+", "=", "Ctrl++", "Ctrl+="), partial(pane.zoom, 1))
        self.smaller = add(self.tr("Show more hours"), ("-", "Ctrl+-"), partial(pane.zoom, -1))
        self.print = add(
            self.tr("&Print day list…"), ("Ctrl+P",), lambda: self.printing.open_preview(self.day_list())
        )
        self.pdf = add(self.tr("Save day list as PD&F…"), (), lambda: self.printing.ask_pdf(self.day_list()))
        self.cancelled = self._switch(self.tr("Show cancelled meetings"), self._show_cancelled)
        self.names = self._switch(self.tr("Patients' names in lists"), self._show_names)
        self.names.setToolTip(self.tr("Without them, lists of days name people by their initials."))
        self.actions = [
            self.join, self.details, self.edit, self.link, self.lift, self.cancel, self.restore_it, *self.looks,
            self.today, self.go_to, self.larger, self.smaller, self.print, self.pdf,
        ]  # fmt: skip

    def _switch(self, text: str, does: Callable[[bool], None]) -> QAction:
        action = QAction(text, self._widget)
        action.setCheckable(True)
        action.setChecked(True)
        action.toggled.connect(does)
        return action

    def _fill_more(self) -> None:
        menu = self.row.more_menu
        menu.setToolTipsVisible(True)
        menu.addActions([self.print, self.pdf])
        menu.addAction(self.names)
        menu.addSeparator()
        menu.addAction(self.cancelled)

    def offer(self) -> None:
        """Offer what can be done with what is selected, and in this view."""
        pane = self._pane
        entry = pane.selected
        phase = phase_of(entry, pane.clock()) if entry is not None else None
        coming = phase in {Phase.UPCOMING, Phase.LIVE}
        held = entry is not None and not entry.cancelled
        for action, possible in (
            (self.join, coming),
            (self.details, entry is not None),
            (self.edit, held),
            (self.link, coming),
            (self.lift, held and pane.view is not View.AGENDA),
            (self.cancel, coming),
            (self.restore_it, phase is Phase.CANCELLED),
        ):
            action.setEnabled(possible)
        level = pane.stack.grid.level
        larger, smaller = pane.view.timed and level < len(LEVELS) - 1, pane.view.timed and level > 0
        self.larger.setEnabled(larger)
        self.smaller.setEnabled(smaller)
        self.row.show_zoom(smaller=smaller, larger=larger)

    def hint(self) -> str:
        """Return what can be done in the view that is shown, for those who do not know it yet."""
        pane = self._pane
        if not pane.loaded.entries:
            return ""
        if pane.view is View.AGENDA:
            return self.tr(
                "Select a meeting to join or change it; double-click shows its details. F1 shows the keys."
            )
        if pane.view is View.MONTH:
            return self.tr("Drag a meeting to another day, or double-click a day to plan. F1 shows the keys.")
        return self.tr("Drag over free time to plan, or drag a meeting to move it. F1 shows the keys.")

    def _show_details(self) -> None:
        if self._pane.selected is not None:
            self._pane.details_requested.emit(self._pane.selected.meeting_id)

    def _copy_link(self) -> None:
        entry = self._pane.selected
        if entry is not None:
            self._pane.link_requested.emit(entry.meeting_id)

    def listen_to(self, bar: SelectionBar) -> None:
        """Do what the bar under the calendar asks for."""
        pane = self._pane
        bar.join_wanted.connect(pane.join_selected)
        bar.details_wanted.connect(self.details.trigger)
        bar.edit_wanted.connect(pane.edit_selected)
        bar.link_wanted.connect(self.link.trigger)
        bar.cancel_wanted.connect(pane.cancel_selected)
        bar.restore_wanted.connect(pane.restore_selected)
        bar.plan_wanted.connect(pane.plan)

    def explain_delete(self) -> None:
        """Say what the Delete key needs, as it cancels nothing."""
        self._widget.message_bar.show_message(delete_words(self._pane), timeout_ms=TOLD_MS)

    def _lift(self) -> None:
        view = self._pane.stack.view
        view.setFocus()
        if self._pane.view.timed:
            self._pane.stack.grid.keys.lift()
        elif self._pane.view is View.MONTH:
            self._pane.stack.month.lift()

    def open_menu(self, where: QPoint, meeting_id: str, wish: object) -> None:
        """Show what can be done with a meeting, or with a time."""
        menu = QMenu(self._widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if meeting_id:
            first = [self.join, self.details, self.edit, self.link, self.lift]
            menu.addActions([action for action in first if action.isEnabled()])
            menu.addSeparator()
            menu.addActions([action for action in (self.cancel, self.restore_it) if action.isEnabled()])
        elif isinstance(wish, PlanWish):
            words = self.tr("Plan meeting at %1") if wish.starts_at is not None else self.tr("Plan meeting")
            at = time_text(wish.starts_at) if wish.starts_at is not None else ""
            plan = menu.addAction(icon("plus"), words.replace("%1", at))
            plan.triggered.connect(lambda: self._pane.plan_requested.emit(wish))
            menu.addAction(icon("video-plus-outline"), self.tr("Meet now")).triggered.connect(self.meet_now)
            menu.addSeparator()
            menu.addAction(self.today)
            menu.addAction(self.print)
        self.menu = menu
        menu.popup(where)

    def beside_selected(self) -> QPoint:
        """Return a place on the screen beside the selected meeting."""
        view = self._pane.stack.view
        box, seen = view.visualRect(view.currentIndex()), view.viewport().rect()
        return view.viewport().mapToGlobal((box.intersected(seen) if box.isValid() else seen).center())

    # ---- small questions
    def _open(self, card: Popover, under: QToolButton | Any) -> None:
        if self.card is not None:
            self.card.close_card()
            self.card.deleteLater()
        self.card = card
        card.open_under(under)

    def choose_hosts(self) -> None:
        """Ask whose meetings are shown."""
        pane = self._pane
        card = HostChoice(self._widget, pane.loaded.all_hosts, pane.choice.hidden)
        card.changed.connect(self._hide_hosts)
        self._open(card, self.row.hosts_button)

    def _hide_hosts(self, hidden: frozenset[str]) -> None:
        self._choose(hidden=hidden)

    @property
    def zone(self) -> str:
        """The second zone, IANA; empty for none."""
        return self._zone

    def choose_zone(self) -> None:
        """Ask for the zone whose hours stand beside ours."""
        usual = sorted({entry.zone for entry in self._pane.loaded.entries if _zone(entry.zone) is not None})
        card = ZoneChoice(self._widget, self._zone, usual)
        card.answered.connect(self.show_zone)
        self._open(card, self.row.zone_button)

    def show_zone(self, zone: str) -> None:
        """Show another second zone, or none; one that this PC does not know is none."""
        found = _zone(zone)
        self._zone = zone if found is not None else ""
        self._pane.stack.grid.axis.show_zone(found)
        self._pane.stack.grid.fit()
        words = self.tr("Second time zone: %1").replace("%1", self._zone.replace("_", " "))
        self.row.zone_button.setToolTip(words if self._zone else self.tr("Second time zone"))
        self.row.zone_button.setAccessibleName(self.row.zone_button.toolTip())

    def choose_day(self) -> None:
        """Ask for a date to go to."""
        pane = self._pane
        card = DayChoice(self._widget, pane.chosen_day, () if pane.view is View.MONTH else pane.days)
        card.answered.connect(self._go_to)
        self._open(card, self.title_button)

    def _go_to(self, day: date) -> None:
        self._pane.show_day(day)
        self._pane.stack.view.setFocus()

    def _choose(self, **changes: Any) -> None:
        pane = self._pane
        pane.choice = replace(pane.choice, **changes)
        pane.show_again()

    def _show_cancelled(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self._choose(cancelled=on)

    def _show_names(self, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        self._names = on

    def show_hosts(self) -> None:
        """Say whose meetings are shown."""
        pane = self._pane
        shown, known = pane.choice.hosts(pane.loaded), pane.loaded.all_hosts
        self.row.show_hosts(len(shown), len(known), pane.choice.only_host(pane.loaded))

    def show_status(self, status: SyncStatus) -> None:
        """Say since when there is no connection."""
        if status.standing not in {Standing.OFFLINE, Standing.INTERCEPTED}:
            self.row.show_offline("", "")
            return
        words = self.tr("Offline")
        if status.since is not None:
            words = self.tr("Offline since %1").replace("%1", time_text(status.since))
        self.row.show_offline(words, self.tr("What you plan is kept on this PC and sent once there is a connection."))

    # ---- paper
    def day_list(self) -> DayList:
        """Return the list of the chosen day."""
        from hosted_meetings_desktop.ui.panes.schedule.day_list import DayList

        pane = self._pane
        pane.adopt_day()
        entries = [one for one in pane.choice.entries(pane.loaded) if local(one.starts_at).date() == pane.chosen_day]
        return DayList(pane.chosen_day, tuple(entries), pane.choice.hosts(pane.loaded), self._names, pane.clock())

    # ---- remembered
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return what the calendar's own keys do."""
        return (
            (self.tr("Move a meeting, let go to put it down"), self.tr("Alt+arrows")),
            (self.tr("Change its length"), self.tr("Shift+Alt+Up, Down")),
            (self.tr("Into the meetings, back to the times"), self.tr("Tab")),
            (self.tr("Choose a length of time, then Enter"), self.tr("Shift+Up, Down")),
            (self.tr("Before, after"), self.tr("Page Up, Page Down")),
        )

    def state(self) -> dict[str, Any]:
        """Return how the calendar is looked at."""
        pane = self._pane
        return {
            "view": pane.view.value,
            "zoom": pane.stack.grid.level,
            "side": pane.choice.side.value,
            "hidden": sorted(pane.choice.hidden),
            "cancelled": pane.choice.cancelled,
            "zone": self._zone,
            "names": self._names,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take what :meth:`state` returned last time; values may be missing or odd."""
        pane = self._pane
        level = state.get("zoom", USUAL_LEVEL)
        if isinstance(level, int) and not isinstance(level, bool):
            pane.stack.grid.set_level(level)
        hidden = state.get("hidden", [])
        names = frozenset(name for name in (hidden if isinstance(hidden, list) else []) if isinstance(name, str))
        sides = {side.value: side for side in (Side.HOSTS, Side.PLACES)}
        side = sides.get(str(state.get("side")), Side.HOSTS)
        self.cancelled.setChecked(state.get("cancelled", True) is not False)
        self.names.setChecked(state.get("names", True) is not False)
        pane.choice = replace(pane.choice, side=side, hidden=names)
        self.row.show_side(side)
        self.show_zone(str(state.get("zone", "")))
        views = {view.value: view for view in View}
        pane.show_view(views.get(str(state.get("view")), pane.view))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
