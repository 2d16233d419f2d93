"""Which sittings are listed, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from hosted_meetings_desktop.domain.ledger.listing import ListQuery, Outcome
from hosted_meetings_desktop.domain.ledger.overview import ListChoices
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.attendance.words import look_of, outcome_word
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_ANY, _TODAY, _WEEK, _MONTH, _QUARTER, _YEAR, _THIS_MONTH, _LAST_MONTH = range(8)
_DAYS = {_TODAY: 1, _WEEK: 7, _MONTH: 28, _QUARTER: 91, _YEAR: 365}
_OFFERED = (
    Outcome.NEVER_CAME, Outcome.WAITED_AND_LEFT, Outcome.COULD_NOT_CONNECT, Outcome.LATE, Outcome.LEFT_EARLY,
    Outcome.ATTENDED, Outcome.CALLED_OFF, Outcome.UNKNOWN,
)  # fmt: skip


class Filters(QWidget):
    """One field for each thing that can be filtered by; what is chosen in any narrows the list.

    Signals:
        changed(): The list is another one.
    """

    changed = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Which sessions are listed"))
        self._clock = clock
        self._telling = True
        self.host = self._field(self.tr("Host"), [(self.tr("Every host"), "")])
        self.kind = self._field(self.tr("Kind of visit"), [(self.tr("Every visit"), "")])
        self.when = self._field(
            self.tr("When"),
            [
                (self.tr("Any time"), _ANY),
                (self.tr("Today"), _TODAY),
                (self.tr("Last 7 days"), _WEEK),
                (self.tr("Last 4 weeks"), _MONTH),
                (self.tr("This month"), _THIS_MONTH),
                (self.tr("Last month"), _LAST_MONTH),
                (self.tr("Last 3 months"), _QUARTER),
                (self.tr("Last 12 months"), _YEAR),
            ],
        )
        self.outcome = self._field(self.tr("Outcome"), [(self.tr("Every outcome"), "")])
        for each in _OFFERED:
            self.outcome.addItem(look_of(each).icon, outcome_word(each), each.value)
        self.order = self._field(
            self.tr("Order"), [(self.tr("Newest first"), False), (self.tr("Oldest first"), True)]
        )
        self.clear_button = link_button(self.tr("Clear filters"))
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        fields = QWidget()
        flow = FlowLayout(fields, spacing=SPACE.row)
        for field in (*self._narrowing(), self.clear_button):
            flow.addWidget(field)
        policy = fields.sizePolicy()
        policy.setHeightForWidth(True)
        fields.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.row)
        row.addWidget(fields, 1)
        row.addWidget(self.order)

    def _narrowing(self) -> tuple[QComboBox, ...]:
        return self.when, self.outcome, self.host, self.kind

    def _field(self, name: str, choices: list[tuple[str, Any]]) -> QComboBox:
        field = QComboBox()
        field.setProperty("compact", "true")
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        field.setMaximumWidth(SIZE.field_width // 2)
        for words, value in choices:
            field.addItem(words, value)
        field.currentIndexChanged.connect(self._tell)
        return field

    # ---- what is chosen
    def wanted(self, text: str) -> ListQuery:
        """Return what is listed, with the words that are searched for."""
        first, before = self._days()
        outcome = self.outcome.currentData()
        return ListQuery(
            text,
            str(self.host.currentData()),
            str(self.kind.currentData()),
            first,
            before,
            Outcome(outcome) if outcome else None,
            bool(self.order.currentData()),
        )

    def _days(self) -> tuple[date | None, date | None]:
        chosen = int(self.when.currentData())
        today = self._clock().astimezone().date()
        this_month = today.replace(day=1)
        if chosen == _ANY:
            return None, None
        if chosen == _THIS_MONTH:
            return this_month, (this_month + timedelta(days=32)).replace(day=1)
        if chosen == _LAST_MONTH:
            return (this_month - timedelta(days=1)).replace(day=1), this_month
        return today - timedelta(days=_DAYS[chosen] - 1), today + timedelta(days=1)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.wanted("").narrowed

    @Slot()
    def clear(self) -> None:
        """List everything again, in the order that is chosen."""
        before, self._telling = self.narrowed, False
        for field in self._narrowing():
            field.setCurrentIndex(0)
        self._telling = True
        if before:
            self._tell()

    def _tell(self, _place: int = 0) -> None:
        if self._telling:
            self.clear_button.setVisible(self.narrowed)
            self.changed.emit()

    # ---- what there is to choose
    def show_choices(self, choices: ListChoices) -> None:
        """Offer the hosts and the kinds of visits that there are; what is chosen stays."""
        self._refill(self.host, [(name, name) for name in choices.hosts])
        self._refill(self.kind, [(name, key) for key, name in choices.visit_types])
        self.host.setVisible(bool(choices.hosts))
        self.kind.setVisible(bool(choices.visit_types))

    def _refill(self, field: QComboBox, choices: list[tuple[str, str]]) -> None:
        if [(field.itemText(n), field.itemData(n)) for n in range(1, field.count())] == choices:
            return
        self._telling, chosen = False, field.currentData()
        while field.count() > 1:
            field.removeItem(1)
        for words, value in choices:
            field.addItem(words, value)
        field.setCurrentIndex(max(0, field.findData(chosen)))
        self._telling = True
        field.view().setMinimumWidth(field.view().sizeHintForColumn(0) + SPACE.wide)
        field.updateGeometry()

    # ---- remembered
    def state(self) -> dict[str, str]:
        """Return what is remembered: the order, and not what was left out: nobody should miss something tomorrow."""
        return {"order": "oldest" if self.order.currentData() else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        self._telling = False
        self.order.setCurrentIndex(1 if state.get("order") == "oldest" else 0)
        self._telling = True
