"""The timeline on the screen: scrolled, zoomed, and looked at by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import EMPTY, Piece, Timeline
from hosted_meetings_desktop.ui.panes.attendance.timeline_frame import Frame, fitting_scale
from hosted_meetings_desktop.ui.panes.attendance.timeline_paint import paint_timeline
from hosted_meetings_desktop.ui.panes.attendance.timeline_words import lane_text, piece_text, timeline_text
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.text.format import plain_tip
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.tokens import SPACE, TIMELINE

MOST_ZOOM = 400.0
_STEP = 1.5
_LANES = 8
"""So many are in view at once; more are scrolled to."""
_NAMES_SHARE = 0.4


class TimelineView(QAbstractScrollArea):
    """A timeline one can look into.

    Attributes:
        zoom: By how much the time is wider than the room; 1 shows all of it.

    Signals:
        told(str): What is known of what is looked at; empty for nothing.
        person_chosen(str): The lane of a person was chosen, by their key.
        zoomed(float): It is zoomed otherwise.
    """

    told = Signal(str)
    person_chosen = Signal(str)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeline: Timeline = EMPTY
        self.zoom = 1.0
        self.marked: tuple[int, int] | None = None
        self.row = -1
        self._facts: Mapping[FactId, Fact] = {}
        self._now = EMPTY.begin
        self._chosen = ""
        self._hovered: tuple[int, int] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Timeline"))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.viewport().update)

    def show_timeline(self, timeline: Timeline, facts: Mapping[FactId, Fact], now: datetime) -> None:
        """Show another sitting, or the same with what is new; the zoom stays."""
        same = [lane.person.key for lane in timeline.lanes] == [lane.person.key for lane in self.timeline.lanes]
        self.timeline, self._facts, self._now = timeline, facts, now
        self._hovered = None
        if not same:
            self.zoom, self.marked, self.row = 1.0, None, -1
            self.zoomed.emit(self.zoom)
        elif self.marked is not None and self.marked[1] >= len(timeline.lanes[self.marked[0]].pieces):
            self.marked = None
        self.setAccessibleName(timeline_text(timeline))
        self._fit_bars()
        self.updateGeometry()
        self.viewport().update()

    def choose(self, key: str) -> None:
        """Let the lane of a person stand out."""
        if key != self._chosen:
            self._chosen = key
            row = next((n for n, lane in enumerate(self.timeline.lanes) if lane.person.key == key), -1)
            if row >= 0:
                self._bring_row(row)
            self.viewport().update()

    # ---- places
    def frame_now(self) -> Frame:
        """Return where everything lies at this moment."""
        width = float(self.viewport().width())
        names = self._names_width(width)
        room = max(1.0, width - names - SPACE.row)
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        scale = fitting_scale(self.timeline, room) * self.zoom
        return Frame(self.timeline, width, names, scale, across, down, mirrored)

    def _names_width(self, width: float) -> float:
        metrics = QFontMetricsF(font())
        longest = max((metrics.horizontalAdvance(lane.person.name) for lane in self.timeline.lanes), default=0.0)
        wanted = max(longest + SPACE.gap, TIMELINE.names / 1.5)
        return min(wanted, max(TIMELINE.names, width / 4), width * _NAMES_SHARE)

    def _fit_bars(self) -> None:
        frame = self.frame_now()
        time_bar, lane_bar = self.horizontalScrollBar(), self.verticalScrollBar()
        time_bar.setPageStep(int(frame.room))
        time_bar.setSingleStep(int(frame.room / 10))
        time_bar.setRange(0, int(frame.room * (self.zoom - 1)))
        shown = self.viewport().height()
        lane_bar.setPageStep(shown)
        lane_bar.setSingleStep(int(frame.lane))
        lane_bar.setRange(0, max(0, int(frame.height - shown)))

    def sizeHint(self) -> QSize:
        """Return the height of the lanes, of some where there are many."""
        lanes = min(max(1, len(self.timeline.lanes)), _LANES)
        frame = self.frame_now()
        bar = self.horizontalScrollBar().sizeHint().height() if self.zoom > 1 else 0
        return QSize(TIMELINE.names * 2, int(frame.axis + lanes * frame.lane) + bar + 2)

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        return QSize(TIMELINE.names, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the time into the new width."""
        super().resizeEvent(event)
        self._fit_bars()

    # ---- zoom
    @Slot()
    def zoom_in(self) -> None:
        """Show less time, larger: of what is looked at."""
        self._zoom_on_bars(self.zoom * _STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show more time around what is looked at."""
        self._zoom_on_bars(self.zoom / _STEP)

    @Slot()
    def fit(self) -> None:
        """Show all of it."""
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float, around: float | None = None) -> None:
        """Zoom so that what is under a place stays there.

        Args:
            zoom: 1 shows all of it.
            around: A place across the view; the middle of the time without one.
        """
        frame = self.frame_now()
        if around is None:
            around = frame.time_box().intersected(self._view()).center().x()
        self._zoom_at(zoom, frame.at(around), frame.width - around if frame.mirrored else around)

    def _zoom_on_bars(self, zoom: float) -> None:
        """Zoom so that what is looked at stays in view: all of it where it fits, else its middle in the middle."""
        frame = self.frame_now()
        zoom = _possible(zoom)
        begin, end = frame.looked_at(self.marked) or (frame.at_logical(frame.names), frame.at_logical(frame.right))
        middle = begin + (end - begin) / 2
        wide = (frame.x(end) - frame.x(begin)) * zoom / self.zoom + 2 * SPACE.group
        half = min(frame.room, wide) / 2
        place = min(max(frame.x(middle), frame.names + half), frame.right - half)
        self._zoom_at(zoom, middle, place)

    def _zoom_at(self, zoom: float, at: datetime, place: float) -> None:
        """Zoom so that a moment stands at a place, before anything is mirrored."""
        zoom = _possible(zoom)
        if zoom == self.zoom:
            return
        self.zoom = zoom
        self._fit_bars()
        bar = self.horizontalScrollBar()
        bar.setValue(round(bar.value() + self.frame_now().x(at) - place))
        self.updateGeometry()
        self.viewport().update()
        self.zoomed.emit(zoom)

    def _view(self) -> QRectF:
        return QRectF(self.viewport().rect())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll the time with Shift; else scroll the lanes, or what is around."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self.zoom * _STEP ** (turned / 120), event.position().x())
            event.accept()
        elif (modifiers & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().x()) and self.zoom > 1:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - turned)
            event.accept()
        elif self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    # ---- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from piece to piece and from lane to lane, zoom, choose a person."""
        key = Qt.Key(event.key())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        forward, back = (Qt.Key.Key_Left, Qt.Key.Key_Right) if mirrored else (Qt.Key.Key_Right, Qt.Key.Key_Left)
        deeds = {
            forward: lambda: self._step_piece(1),
            back: lambda: self._step_piece(-1),
            Qt.Key.Key_Down: lambda: self._step_lane(1),
            Qt.Key.Key_Up: lambda: self._step_lane(-1),
            Qt.Key.Key_Home: lambda: self._step_piece(-10_000),
            Qt.Key.Key_End: lambda: self._step_piece(10_000),
            Qt.Key.Key_Plus: lambda: self._zoom_on_mark(_STEP),
            Qt.Key.Key_Equal: lambda: self._zoom_on_mark(_STEP),
            Qt.Key.Key_Minus: lambda: self._zoom_on_mark(1 / _STEP),
            Qt.Key.Key_0: self.fit,
            Qt.Key.Key_Return: self._choose_row,
            Qt.Key.Key_Enter: self._choose_row,
            Qt.Key.Key_Space: self._choose_row,
        }
        deed = deeds.get(key)
        if deed is None or event.modifiers() & Qt.KeyboardModifier.AltModifier or not self.timeline.lanes:
            super().keyPressEvent(event)
            return
        deed()
        event.accept()

    def _step_lane(self, by: int) -> None:
        row = min(len(self.timeline.lanes) - 1, max(0, self.row + by))
        at = self._piece(self.marked)
        self.row = row
        pieces = self.timeline.lanes[row].pieces
        if not pieces:
            self.marked = None
        else:
            near = at.began if at is not None else pieces[0].began
            self.marked = (row, min(range(len(pieces)), key=lambda n: abs(pieces[n].began - near)))
        self._bring_row(row)
        self._tell_marked()

    def _step_piece(self, by: int) -> None:
        self.row = max(0, self.row)
        pieces = self.timeline.lanes[self.row].pieces
        if pieces:
            now = self.marked[1] if self.marked is not None and self.marked[0] == self.row else -1 if by > 0 else 0
            self.marked = (self.row, min(len(pieces) - 1, max(0, now + by)))
        self._bring_row(self.row)
        self._tell_marked()

    def _zoom_on_mark(self, by: float) -> None:
        """Zoom on the piece that the keyboard is at, wherever the time was scrolled to since."""
        if self._piece(self.marked) is not None:
            self._bring_row(self.row)
        self._zoom_on_bars(self.zoom * by)

    def _choose_row(self) -> None:
        self.row = max(0, self.row)
        self.person_chosen.emit(self.timeline.lanes[self.row].person.key)

    def _bring_row(self, row: int) -> None:
        """Scroll so that a lane, and the marked piece in it, is in view."""
        frame, bar = self.frame_now(), self.verticalScrollBar()
        top = row * frame.lane
        room = self.viewport().height() - frame.axis
        bar.setValue(int(min(top, max(bar.value(), top + frame.lane - room))))
        piece = self._piece(self.marked)
        if piece is None:
            return
        across = self.horizontalScrollBar()
        begin, end = frame.x(piece.began), frame.x(piece.ended)
        if begin < frame.names:
            across.setValue(int(across.value() - (frame.names - begin) - SPACE.group))
        elif min(end, begin + frame.room / 2) > frame.width:
            across.setValue(int(across.value() + min(end, begin + frame.room / 2) - frame.width + SPACE.group))

    def _tell_marked(self) -> None:
        said = self.text_of(self.marked) if self.marked is not None else self._row_text()
        self.setAccessibleDescription(said)
        self.told.emit(said)
        announce(self, said)
        self.viewport().update()

    def _row_text(self) -> str:
        if not 0 <= self.row < len(self.timeline.lanes):
            return ""
        return lane_text(self.timeline.lanes[self.row], self._facts, self._now)

    # ---- the mouse
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is known of the piece under the mouse."""
        at = event.position()
        found = self.frame_now().piece_at(at.x(), at.y())
        if found != self._hovered:
            self._hovered = found
            self.told.emit(self.text_of(found) if found is not None else "")
            self.viewport().update()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the person of a lane, and mark the piece that was clicked."""
        at = event.position()
        frame = self.frame_now()
        row = frame.row_at(at.y())
        if event.button() is Qt.MouseButton.LeftButton and row is not None:
            self.row, self.marked = row, frame.piece_at(at.x(), at.y())
            self.person_chosen.emit(self.timeline.lanes[row].person.key)
            self._tell_marked()
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the facts beside the mouse too, and nothing once it is gone."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.frame_now().piece_at(event.pos().x(), event.pos().y())
            self._show_tip(event.globalPos(), found, event.pos())
            return True
        if event.type() == QEvent.Type.Leave and self._hovered is not None:
            self._hovered = None
            self.told.emit(self.text_of(self.marked) if self.marked is not None else "")
            self.viewport().update()
        return super().viewportEvent(event)

    def _show_tip(self, place: QPoint, found: tuple[int, int] | None, at: QPoint) -> None:
        row = self.frame_now().row_at(at.y())
        if found is not None:
            QToolTip.showText(place, plain_tip(self.text_of(found)), self.viewport())
        elif row is not None:
            said = lane_text(self.timeline.lanes[row], self._facts, self._now)
            QToolTip.showText(place, plain_tip(said), self.viewport())
        else:
            QToolTip.hideText()

    # ---- what is known
    def text_of(self, place: tuple[int, int] | None) -> str:
        """Return what is known of a piece, by lane and place."""
        piece = self._piece(place)
        if piece is None or place is None:
            return ""
        return piece_text(self.timeline.lanes[place[0]], piece, self._facts, self._now)

    def _piece(self, place: tuple[int, int] | None) -> Piece | None:
        if place is None or place[0] >= len(self.timeline.lanes):
            return None
        pieces = self.timeline.lanes[place[0]].pieces
        return pieces[place[1]] if place[1] < len(pieces) else None

    # ---- looks
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        painter = QPainter(self.viewport())
        theme = colours()
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(self.viewport().rect(), QColor(theme.surface))
        marked = self._hovered or self.marked
        by_key = self.hasFocus() and marked == self.marked
        paint_timeline(painter, self.frame_now(), theme, chosen=self._chosen, marked=marked, focused=by_key)
        if self.hasFocus():
            box = self.frame_now().lane_box(self.row) if self.row >= 0 else self._view()
            box = box.adjusted(1, 1, -1, -1)
            painter.setPen(QColor(theme.accent_text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        painter.end()

    def focusInEvent(self, event: object) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """Show it no more."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()


def _possible(zoom: float) -> float:
    return min(MOST_ZOOM, max(1.0, zoom))
