"""What of the library is listed, and in which order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import (
    ConsentState,
    Keeping,
    LibraryState,
    ListFilter,
    ListOrder,
)
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.filter_row import FilterRow
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_WEEK, _MONTH, _YEAR = 7, 30, 365


class Filters(FilterRow):
    """One field for each thing that can be filtered by; what is chosen in any narrows the list.

    Signals:
        pictures_wanted(bool): Show stills instead of a table, or the table again.
    """

    pictures_wanted = Signal(bool)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Which recordings are listed"))
        self._clock = clock
        self.host = self.add_field(self.tr("Host"), [(self.tr("Every host"), "")])
        self.kind = self.add_field(self.tr("Kind of visit"), [(self.tr("Every visit"), "")])
        self.when = self.add_field(
            self.tr("When"),
            [
                (self.tr("Any time"), 0),
                (self.tr("Today"), 1),
                (self.tr("Last 7 days"), _WEEK),
                (self.tr("Last 30 days"), _MONTH),
                (self.tr("Last 12 months"), _YEAR),
            ],
        )
        self.consent = self.add_field(
            self.tr("Consent"),
            [
                (self.tr("Any consent"), ""),
                (self.tr("All agreed"), ConsentState.GIVEN.value),
                (self.tr("Consent missing"), ConsentState.MISSING.value),
                (self.tr("Refused"), ConsentState.REFUSED.value),
            ],
        )
        self.keeping = self.add_field(
            self.tr("Kept"),
            [
                (self.tr("Kept or not"), ""),
                (self.tr("Not kept yet"), Keeping.NOT_KEPT.value),
                (self.tr("Kept"), Keeping.KEPT.value),
                (self.tr("Could not be kept"), Keeping.TROUBLE.value),
                (self.tr("On hold"), Keeping.ON_HOLD.value),
                (self.tr("Time is over"), Keeping.OVER.value),
            ],
        )
        self.order = self.add_field(
            self.tr("Order"),
            [
                (self.tr("Newest first"), ListOrder.NEWEST.value),
                (self.tr("Oldest first"), ListOrder.OLDEST.value),
                (self.tr("By title"), ListOrder.TITLE.value),
                (self.tr("Longest first"), ListOrder.LONGEST.value),
                (self.tr("Largest first"), ListOrder.LARGEST.value),
                (self.tr("Leaving soonest"), ListOrder.LEAVING.value),
                (self.tr("Kept shortest"), ListOrder.ENDING.value),
            ],
        )
        self.table_button = icon_button("format-list-bulleted", self.tr("As a list"))
        self.pictures_button = icon_button("view-grid-outline", self.tr("As pictures"))
        row = self.arrange((self.host, self.kind, self.when, self.consent, self.keeping), self.order)
        looks = self._looks()
        row.addLayout(looks)
        row.setAlignment(looks, Qt.AlignmentFlag.AlignTop)

    def _looks(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        looks = QHBoxLayout()
        looks.setSpacing(SPACE.hair)
        for button, pictures in ((self.table_button, False), (self.pictures_button, True)):
            button.setCheckable(True)
            group.addButton(button)
            button.clicked.connect(lambda _on=False, pictures=pictures: self.pictures_wanted.emit(pictures))
            looks.addWidget(button)
        self.table_button.setChecked(True)
        return looks

    # ---- what is chosen
    def wanted(self, text: str) -> ListFilter:
        """Return what is listed, with the words that are searched for."""
        days = int(self.when.currentData())
        kind, consent, keeping = (field.currentData() for field in (self.kind, self.consent, self.keeping))
        return ListFilter(
            text,
            str(self.host.currentData()),
            VisitTypeId(kind) if kind else None,
            self._since(days) if days else None,
            None,
            ConsentState(consent) if consent else None,
            Keeping(keeping) if keeping else None,
            ListOrder(self.order.currentData()),
        )

    def _since(self, days: int) -> datetime:
        """Return when the first of so many days began on this PC."""
        today = self._clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return (today - timedelta(days=days - 1)).astimezone(self._clock().tzinfo)

    def show_only(self, keeping: Keeping, order: ListOrder = ListOrder.NEWEST) -> None:
        """List what an alarm speaks of."""
        with self.quiet():
            self.clear()
            self.keeping.setCurrentIndex(self.keeping.findData(keeping.value))
            self.order.setCurrentIndex(self.order.findData(order.value))
        self._tell()

    # ---- what there is to choose
    def show_state(self, state: LibraryState) -> None:
        """Offer the hosts and the kinds of visits that there are; what is chosen stays."""
        self.host.refill([(name, name) for name in state.hosts])
        self.kind.refill([(kind.name, str(kind.id)) for kind in state.kinds])
        self.host.setVisible(bool(state.hosts))
        self.kind.setVisible(bool(state.kinds))

    # ---- remembered
    def state(self) -> dict[str, str]:
        """Return what is remembered: the order, and not what was left out: nobody should miss something tomorrow."""
        return {"order": str(self.order.currentData()), "pictures": "yes" if self.pictures_button.isChecked() else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        with self.quiet():
            self.order.setCurrentIndex(max(0, self.order.findData(state.get("order"))))
        if state.get("pictures") == "yes":
            self.pictures_button.click()
