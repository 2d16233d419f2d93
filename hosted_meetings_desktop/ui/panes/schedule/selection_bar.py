"""The bar under the calendar: what is selected and what can be done with it, or that nothing is planned."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QWidget

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Phase, SyncState
from hosted_meetings_desktop.ui.panes.schedule.entry_words import people_words, phase_of
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, set_look
from hosted_meetings_desktop.ui.text.format import isolated, moment_text
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

SOON = timedelta(minutes=15)
"""How long before its start there is nothing more likely to be done with a meeting than to join it."""


class SelectionBar(QFrame):
    """The bar.

    Signals:
        join_wanted(): Join the selected meeting.
        details_wanted(): Show it in full.
        edit_wanted(): Change it.
        link_wanted(): Copy the link to it.
        cancel_wanted(): Close it to everybody.
        restore_wanted(): Open it again, as it is cancelled.
        plan_wanted(): Plan something, as nothing is.
    """

    join_wanted = Signal()
    details_wanted = Signal()
    edit_wanted = Signal()
    link_wanted = Signal()
    cancel_wanted = Signal()
    restore_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "surface")
        self._status: SyncStatus | None = None
        self._entry: CalendarEntry | None = None
        self.title = ElidedLabel()
        self.join_button = main_button(self.tr("Join"), "video-outline")
        self.details_button = plain_button(self.tr("Details"), "text-box-outline")
        self.edit_button = plain_button(self.tr("Edit"), "pencil-outline")
        self.link_button = plain_button(self.tr("Copy link"), "link-variant")
        self.cancel_button = plain_button(self.tr("Cancel meeting"), "calendar-remove-outline")
        self.restore_button = plain_button(self.tr("Restore"), "calendar-refresh-outline")
        self.empty_text = ElidedLabel(muted=True)
        self.hint = ElidedLabel(muted=True)
        self.empty_button = plain_button(self.tr("Plan meeting"), "plus")
        wants = {
            self.join_button: self.join_wanted,
            self.details_button: self.details_wanted,
            self.edit_button: self.edit_wanted,
            self.link_button: self.link_wanted,
            self.cancel_button: self.cancel_wanted,
            self.restore_button: self.restore_wanted,
            self.empty_button: self.plan_wanted,
        }
        for button, signal in wants.items():
            button.clicked.connect(signal)
        buttons = (
            self.details_button,
            self.edit_button,
            self.link_button,
            self.cancel_button,
            self.restore_button,
            self.join_button,
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(_row(self.title, *buttons))
        self._stack.addWidget(_row(self.empty_text, self.empty_button))
        self._stack.addWidget(_row(self.hint))
        self.show_nothing("")

    def show_entry(self, entry: CalendarEntry, now: datetime) -> None:
        """Show what can be done with a meeting."""
        self._entry = entry
        self._stack.setCurrentIndex(0)
        phase = phase_of(entry, now)
        told = [moment_text(entry.starts_at, now), isolated(entry.title), people_words(entry)]
        self.title.set_text(" · ".join(part for part in told if part))
        for button in (self.join_button, self.link_button, self.cancel_button):
            button.setVisible(phase in {Phase.UPCOMING, Phase.LIVE})
        self._weigh_join(soon=phase is Phase.LIVE or entry.starts_at - now <= SOON)
        self.edit_button.setVisible(not entry.cancelled)
        self.restore_button.setVisible(entry.cancelled)
        self._hold_join()

    def show_empty(self, view: View) -> None:
        """Say that nothing is planned, with the way to change that."""
        self._entry = None
        self._stack.setCurrentIndex(1)
        sentences = {
            View.DAY: self.tr("Nothing is planned on this day."),
            View.MONTH: self.tr("Nothing is planned in this month."),
        }
        self.empty_text.set_text(sentences.get(view, self.tr("Nothing is planned in this week.")))

    def show_nothing(self, hint: str) -> None:
        """Say what can be done, as nothing is selected; the bar stays, so that nothing moves when something is."""
        self._entry = None
        self._stack.setCurrentIndex(2)
        self.hint.set_text(hint)

    @property
    def empty_shown(self) -> bool:
        """Whether it says that nothing is planned."""
        return self._stack.currentIndex() == 1

    @property
    def entry_shown(self) -> bool:
        """Whether it shows a meeting."""
        return self._entry is not None

    def show_status(self, status: SyncStatus) -> None:
        """Offer to join only where that can work."""
        self._status = status
        self._hold_join()

    def _weigh_join(self, *, soon: bool) -> None:
        """Let Join be what there is to do only when it is time for it."""
        set_look(self.join_button, "kind", "main" if soon else "plain")
        self.join_button.setIcon(icon("video-outline", "on_accent" if soon else "muted"))

    def _hold_join(self) -> None:
        """Keep Join from being tried where it is known to be in vain."""
        entry = self._entry
        if entry is None:
            return
        cut_off = self._status is not None and self._status.standing in {Standing.OFFLINE, Standing.INTERCEPTED}
        possible = entry.sync is SyncState.SYNCED or not (cut_off or entry.sync is SyncState.ATTENTION)
        self.join_button.setEnabled(possible)
        why = self.tr("It can be joined once its room is made: open its details to see what it waits for.")
        self.join_button.setToolTip("" if possible else why)
        self.join_button.setAccessibleDescription("" if possible else why)


def _row(text: QWidget, *buttons: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(SPACE.page, SPACE.row, SPACE.page, SPACE.row)
    row.setSpacing(SPACE.row)
    row.addWidget(text, 1)
    for button in buttons:
        row.addWidget(button)
    return made
