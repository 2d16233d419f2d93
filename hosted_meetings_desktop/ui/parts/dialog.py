"""The base of every dialog: opened, never run in a loop of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.ui.parts.buttons import danger_button, main_button, plain_button, pressed_by_key
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import line, title_label
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.typed_field import TypedField
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_LEAST_BODY = 120
_PAGES: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}
_AROUND = 260
_LABEL_ROOM = SPACE.wide
"""So much above and below a field stays in view with it: its label, or what is wrong with it."""


class _FocusFollower(QObject):
    """Tells whichever dialog has the focus where it went: one for the app, as dialogs come and go with the focus."""

    @classmethod
    def begin(cls) -> None:
        """Follow the focus from now on."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and application.findChild(cls) is None:
            application.focusChanged.connect(cls(application).follow)

    @Slot(QWidget, QWidget)
    def follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Keep what got the focus in view."""
        dialog = now.window() if now is not None else None
        if now is not None and isinstance(dialog, Dialog):
            dialog.keep_in_view(now)


class Dialog(QDialog):
    """A title, a body that scrolls if it must, problems inline, the main action bottom right.

    Open it with :meth:`open`. Enter does the main thing, or what the button does that has the focus; Esc leaves, but
    not while it works: what was begun is told. What cannot be understood in a field holds the main thing up.

    Signals:
        confirmed(): The main button was used; the dialog stays until it is told to close.
    """

    confirmed = Signal()

    def __init__(
        self, title: str, main_text: str, *, danger: bool = False, leave_text: str = "", parent: QWidget | None = None
    ) -> None:
        """Make the dialog.

        Args:
            title: What it is about; also the window's title.
            main_text: The verb on the main button.
            danger: Whether the main action takes something away.
            leave_text: The other button; "Cancel" without it.
            parent: The window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message_bar = MessageBar()
        self.main_button: QPushButton = danger_button(main_text) if danger else main_button(main_text)
        self.main_button.setDefault(True)
        self.main_button.clicked.connect(self._confirm)
        self.leave_button: QPushButton = plain_button(leave_text or self.tr("Cancel"))
        self.leave_button.clicked.connect(self.reject)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Working"))
        self._progress.hide()
        self._body = QWidget()
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(SPACE.group, 0, SPACE.group, SPACE.gap)
        self.body.setSpacing(SPACE.tight)
        self._form: FormColumn | None = None
        self._opened = False
        self._busy = False
        self._arrange(title)

    def _arrange(self, title: str) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes from field to field; page keys scroll from each
        scroll.setWidget(self._body)
        self._scroll = scroll
        # Kept: asked for while the focus changes, it made PySide look for its type and crash.
        self._viewport = scroll.viewport()
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.group, SPACE.group, SPACE.group, SPACE.tight)
        head.setSpacing(SPACE.tight)
        head.addWidget(title_label(title))
        head.addWidget(self.message_bar)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(SPACE.group, SPACE.tight, SPACE.group, SPACE.gap)
        buttons.setSpacing(SPACE.row)
        buttons.addWidget(self._progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.main_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)  # the edge
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(line())
        column.addLayout(buttons)

    def _confirm(self) -> None:
        """Do the main thing, unless what is typed somewhere cannot be understood: nobody means the day before it."""
        typed = [field for field in self._body.findChildren(TypedField) if field.isVisible() and field.isEnabled()]
        refusing = [field for field in typed if field.refuses()]
        if refusing:
            refusing[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.go_to(refusing[0])
            return
        self.confirmed.emit()

    def set_form(self, form: FormColumn) -> None:
        """Use ``form`` as the body; problems with a field are then shown in it."""
        self._form = form
        self.body.addWidget(form)

    @property
    def busy(self) -> bool:
        """Whether its work is under way."""
        return self._busy

    def set_busy(self, *, busy: bool) -> None:
        """Hold everything while the work is under way, leaving too."""
        self._busy = busy
        self.main_button.setEnabled(not busy)
        self.leave_button.setEnabled(not busy)
        self._body.setEnabled(not busy)
        self._progress.setVisible(busy)

    def show_error(self, error: AppError) -> None:
        """Show a failure where it belongs: under its field, or in the bar; the input is kept."""
        if isinstance(error, InputProblem):
            self.show_problems([error])
            return
        self.set_busy(busy=False)
        self.message_bar.show_error(error)

    def show_problems(self, problems: Sequence[InputProblem]) -> None:
        """Show all that has to be mended under its fields, and go to the first."""
        self.set_busy(busy=False)
        texts: dict[str, list[str]] = {}
        for problem in problems:
            if self._form is None or not self._form.shows(problem.field):
                self.message_bar.show_error(problem)
                continue
            text = f"{problem.title}. {problem.advice}" if problem.advice else problem.title
            texts.setdefault(problem.field, []).append(text)
        for field, said in texts.items():
            if self._form is not None:
                self._form.show_problem(field, ". ".join(said))
        if texts and self._form is not None:
            # The problems make the form taller; only then it is known where the field stands.
            first = self._form.field(next(iter(texts)))
            QTimer.singleShot(0, first, lambda: self.go_to(first))

    def go_to(self, field: QWidget) -> None:
        """Scroll to a field."""
        self._scroll.ensureWidgetVisible(field)

    def reject(self) -> None:
        """Leave (Esc, the button or the window's own), unless work is under way."""
        if not self._busy:
            super().reject()

    def open(self) -> None:
        """Show the dialog as tall as its body asks, within the screen."""
        if not self._opened:
            self._opened = True
            self.body.addStretch(1)
        self._give_room()
        self._body.installEventFilter(self)
        _FocusFollower.begin()
        if self.focusWidget() is None:
            self._first_stop().setFocus()
        super().open()

    def _first_stop(self) -> QWidget:
        """Return what has the focus at first: never a button by which Enter would do something else than the main."""
        for stop in self._body.findChildren(QWidget):
            takes_keys = stop.isEnabled() and stop.isVisibleTo(self) and stop.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes_keys and not isinstance(stop, QPushButton | QToolButton):
                return stop
        # One that cannot be used yet gets no focus; Enter is to mean it, not the way out, as soon as it can.
        return self.main_button if self.main_button.isEnabled() else self._scroll

    def keep_in_view(self, now: QWidget) -> None:
        """Scroll to what got the focus, by whatever way; what is in view stays where it is, under the pointer too."""
        if not self._body.isAncestorOf(now):
            return
        view = self._viewport
        place = QRect(now.mapTo(self._body, QPoint(0, 0)) + self._body.pos(), now.size())
        if not view.rect().contains(place) and now.height() <= view.height() - 2 * _LABEL_ROOM:
            self._scroll.ensureWidgetVisible(now, 0, _LABEL_ROOM)

    def _give_room(self) -> None:
        """Be as tall as the body asks, within the screen; it never shrinks under the person's hands."""
        wanted = self._body.sizeHint().height()
        room = self.screen().availableGeometry().height()
        tall = min(wanted, max(_LEAST_BODY, room - _AROUND))
        if tall > self._scroll.minimumHeight():
            self._scroll.setMinimumHeight(tall)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move up where it grew over the lower edge of the screen: its buttons stand there."""
        super().resizeEvent(event)
        frame, free = self.frameGeometry(), self.screen().availableGeometry()
        over = frame.bottom() - free.bottom()
        if self.isVisible() and event.size().height() > event.oldSize().height() and over > 0:
            self.move(frame.left(), max(free.top(), frame.top() - over))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the body: a problem or a further line must not make it scroll while there is room."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self._give_room()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter use the button that has the focus; else it does the main thing. Page keys scroll what is long."""
        if (page := _PAGES.get(event.key())) is not None:
            self._scroll.verticalScrollBar().triggerAction(page)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton | QToolButton) and pressed_by_key(focused, event):
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an edge, for desktops whose window manager draws none."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))  # one dark dialog stands over light windows
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def exec(self) -> int:
        """Refuse: a nested loop would stop the window behind it."""
        raise RuntimeError("open the dialog instead")
