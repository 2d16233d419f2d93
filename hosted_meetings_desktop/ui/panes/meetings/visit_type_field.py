"""Chooses the visit type of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.visit_type import VisitType
from hosted_meetings_desktop.ui.panes.meetings.visit_defaults import offered
from hosted_meetings_desktop.ui.parts.visit_swatch import swatch_icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class VisitTypeField(QComboBox):
    """The clinic's visit types, each with its colour, and none as the last.

    Signals:
        picked(): Somebody chose another one.
    """

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds: tuple[VisitType, ...] = ()
        self._used: VisitTypeId | None = None
        self.setIconSize(QSize(SIZE.icon, SIZE.icon))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self._fill(None)
        self.currentIndexChanged.connect(self._tell)

    @property
    def kind_id(self) -> VisitTypeId | None:
        """The one that is chosen, None for none; also one that the clinic does not have any more."""
        chosen: VisitTypeId | None = self.currentData()
        return chosen

    @property
    def kind(self) -> VisitType | None:
        """The one that is chosen; None for none, and while it is not known."""
        return next((kind for kind in self._kinds if kind.id == self.kind_id), None)

    @property
    def first(self) -> VisitTypeId | None:
        """The clinic's first, None where it has none."""
        return next((kind.id for kind in self._kinds if not kind.retired), None)

    def offer(self, kinds: Sequence[VisitType]) -> None:
        """Offer the clinic's visit types; the one that is chosen stays."""
        self._kinds = tuple(kinds)
        self._fill(self.kind_id)

    def set_kind(self, kind_id: VisitTypeId | None) -> None:
        """Choose one; a retired one is offered from then on."""
        self._used = kind_id if kind_id is not None else self._used
        self._fill(kind_id)

    def _fill(self, chosen: VisitTypeId | None) -> None:
        with QSignalBlocker(self):
            self.clear()
            for kind in offered(self._kinds, self._used):
                name = self.tr("%1 (no longer offered)").replace("%1", kind.name) if kind.retired else kind.name
                self.addItem(swatch_icon(kind.colour), name, kind.id)
            if chosen is not None and self.findData(chosen) < 0:
                self.addItem(self.tr("A visit type that was removed") if self._kinds else "", chosen)
            self.addItem(self.tr("No visit type"), None)
            self.setCurrentIndex(self.findData(chosen) if chosen is not None else self.count() - 1)
        self.setToolTip(self.currentText())

    @Slot()
    def _tell(self) -> None:
        self.setToolTip(self.currentText())
        self.picked.emit()
