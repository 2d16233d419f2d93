"""The timeline with its buttons, what its marks mean, and what is known of the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Piece, Timeline
from hosted_meetings_desktop.ui.panes.attendance.timeline_export import TimelinePicture
from hosted_meetings_desktop.ui.panes.attendance.timeline_paint import legend_of, paint_sample
from hosted_meetings_desktop.ui.panes.attendance.timeline_view import TimelineView
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import lead_alignment, small_label, strong_label
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion, plain_file_name
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import small_font
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class _Sample(QWidget):
    """One entry of the legend."""

    def __init__(self, words: str, sample: Piece | str) -> None:
        super().__init__()
        self._words = words
        self._sample = sample
        self.setFont(small_font())
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(
            SPACE.wide + SPACE.row + metrics.horizontalAdvance(self._words) + 2, metrics.height() + SPACE.hair
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        swatch = QRectF(0, 0, SPACE.wide, self.height())
        words = QRectF(SPACE.wide + SPACE.row, 0, self.width() - SPACE.wide - SPACE.row, self.height())
        if mirrored:
            swatch.moveRight(self.width())
            words.moveLeft(0)
        paint_sample(painter, swatch, self._sample, colours(), mirrored=mirrored)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), self._words)
        painter.end()


class TimelineSection(QWidget):
    """A timeline in a panel or a window.

    Signals:
        saved(str): A picture was saved, by the name of its file.
        failed(AppError): It could not be.
        person_chosen(str): A person's lane was chosen.
        large_wanted(): Show it in a window of its own.
    """

    saved = Signal(str)
    failed = Signal(object)
    person_chosen = Signal(str)
    large_wanted = Signal()

    def __init__(self, *, large: bool = False) -> None:
        """Make it.

        Args:
            large: Whether it stands in a window of its own.
        """
        super().__init__()
        self.view = TimelineView()
        self.save_question = SaveQuestion(self)
        self._named: Callable[[], tuple[str, tuple[str, ...]]] = lambda: ("", ())
        self.out_button = icon_button("magnify-minus-outline", self.tr("Show more time (-)"))
        self.in_button = icon_button("magnify-plus-outline", self.tr("Show less time, larger (+)"))
        self.fit_button = icon_button("fit-to-page-outline", self.tr("Show all of it (0)"))
        self.save_button = link_button(self.tr("Save picture…"), "image-outline")
        self.large_button = icon_button("arrow-expand", self.tr("Show it large"))
        self.large_button.setVisible(not large)
        self.told = small_label("")
        self.told.setMinimumHeight(2 * self.told.fontMetrics().height())
        self._hint = self.tr("Point at a bar, or use the arrow keys, to see who says so. Ctrl and the wheel zoom.")
        self.told.setText(self._hint)
        self._legend = QWidget()
        self._flow = FlowLayout(self._legend, spacing=SPACE.tight)
        self._shown: Timeline | None = None
        self._arrange()
        self.in_button.clicked.connect(self.view.zoom_in)
        self.out_button.clicked.connect(self.view.zoom_out)
        self.fit_button.clicked.connect(self.view.fit)
        self.save_button.clicked.connect(self.ask_where)
        self.large_button.clicked.connect(self.large_wanted)
        self.view.zoomed.connect(self._note_zoom)
        self.view.told.connect(self._tell)
        self.view.person_chosen.connect(self.person_chosen)
        self._note_zoom(1.0)

    def _arrange(self) -> None:
        holder = QWidget()
        tools = FlowLayout(holder, spacing=SPACE.hair)
        for button in (self.out_button, self.in_button, self.fit_button, self.large_button, self.save_button):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(strong_label(self.tr("Timeline")))
        column.addWidget(holder)
        column.addWidget(self.view)
        column.addWidget(self.told)
        column.addWidget(self._legend)

    def show_timeline(
        self,
        timeline: Timeline,
        facts: Mapping[FactId, Fact],
        now: datetime,
        named: Callable[[], tuple[str, tuple[str, ...]]],
    ) -> None:
        """Show a sitting.

        Args:
            timeline: Its picture.
            facts: What it rests on.
            now: By which ages are told.
            named: Tells what stands over a picture that is saved: a title, and lines under it.
        """
        self._named = named
        legend = legend_of(timeline)
        if self._shown is None or legend_of(self._shown) != legend:
            self._flow.clear()
            for words, sample in legend:
                self._flow.addWidget(_Sample(words, sample))
        self._shown = timeline
        self.view.show_timeline(timeline, facts, now)
        self.told.setAlignment(lead_alignment(self))
        self.save_button.setEnabled(bool(timeline.lanes))

    @Slot(str)
    def _tell(self, text: str) -> None:
        self.told.setText(text or self._hint)
        self.told.setAlignment(lead_alignment(self))

    @Slot(float)
    def _note_zoom(self, zoom: float) -> None:
        self.out_button.setEnabled(zoom > 1)
        self.fit_button.setEnabled(zoom > 1)

    # ---- pictures
    @Slot()
    def ask_where(self) -> None:
        """Ask where the picture goes, and as what."""
        name = plain_file_name(self._named()[0]) or self.tr("Timeline")
        kinds = f"{self.tr('Pictures (*.png)')};;{self.tr('Drawings that stay sharp (*.svg)')}"
        self.save_question.ask(self.tr("Save the timeline"), f"{name}.png", kinds, self._take_place)

    def _take_place(self, target: Path) -> None:
        dialog = self.save_question.dialog
        if dialog is not None and "*.svg" in dialog.selectedNameFilter() and target.suffix.lower() == ".png":
            target = target.with_suffix(".svg")  # the dialog puts the ending behind that was proposed
        self.save(target)

    def save(self, target: Path) -> None:
        """Write the whole timeline as SVG or PNG, as the ending says."""
        if self._shown is None:
            return
        title, lines = self._named()
        try:
            TimelinePicture(self._shown, title, lines).save(target)
        except AppError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(target.name)
