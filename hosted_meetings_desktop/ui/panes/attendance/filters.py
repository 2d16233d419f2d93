"""Which sittings are listed, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hosted_meetings_desktop.domain.ledger.listing import ListQuery, Outcome
from hosted_meetings_desktop.domain.ledger.overview import ListChoices
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.attendance.words import look_of
from hosted_meetings_desktop.ui.parts.filter_row import FilterRow
from hosted_meetings_desktop.ui.parts.ledger_words import outcome_word

_ANY, _TODAY, _WEEK, _MONTH, _QUARTER, _YEAR, _THIS_MONTH, _LAST_MONTH = range(8)
_DAYS = {_TODAY: 1, _WEEK: 7, _MONTH: 28, _QUARTER: 91, _YEAR: 365}
_OFFERED = (
    Outcome.NEVER_CAME, Outcome.WAITED_AND_LEFT, Outcome.COULD_NOT_CONNECT, Outcome.LATE, Outcome.LEFT_EARLY,
    Outcome.ATTENDED, Outcome.CALLED_OFF, Outcome.UNKNOWN,
)  # fmt: skip


class Filters(FilterRow):
    """One field for each thing that can be filtered by; what is chosen in any narrows the list."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Which sessions are listed"))
        self._clock = clock
        self.host = self.add_field(self.tr("Host"), [(self.tr("Every host"), "")])
        self.kind = self.add_field(self.tr("Kind of visit"), [(self.tr("Every visit"), "")])
        self.when = self.add_field(
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
        self.outcome = self.add_field(self.tr("Outcome"), [(self.tr("Every outcome"), "")])
        for each in _OFFERED:
            self.outcome.addItem(look_of(each).icon, outcome_word(each), each.value)
        self.order = self.add_field(
            self.tr("Order"), [(self.tr("Newest first"), False), (self.tr("Oldest first"), True)]
        )
        self.arrange((self.when, self.outcome, self.host, self.kind)).addWidget(self.order)

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

    # ---- what there is to choose
    def show_choices(self, choices: ListChoices) -> None:
        """Offer the hosts and the kinds of visits that there are; what is chosen stays."""
        self.host.refill([(name, name) for name in choices.hosts])
        self.kind.refill([(name, key) for key, name in choices.visit_types])
        self.host.setVisible(bool(choices.hosts))
        self.kind.setVisible(bool(choices.visit_types))

    # ---- remembered
    def state(self) -> dict[str, str]:
        """Return what is remembered: the order, and not what was left out: nobody should miss something tomorrow."""
        return {"order": "oldest" if self.order.currentData() else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        with self.quiet():
            self.order.setCurrentIndex(1 if state.get("order") == "oldest" else 0)
