"""Asks which screen or window to share: nothing is shared without a choice made here."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QIdentityProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap, QScreen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.theme.fonts import section_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_PREVIEW = QSize(200, 120)


class CaptureRequest(Protocol):
    """A question of the web engine which screen or window to capture (``QWebEngineDesktopMediaRequest``)."""

    def screensModel(self) -> QAbstractListModel:
        """Return the screens."""
        ...

    def windowsModel(self) -> QAbstractListModel:
        """Return the windows; it changes while windows open and close."""
        ...

    def selectScreen(self, index: QModelIndex, /) -> None:
        """Share a screen."""
        ...

    def selectWindow(self, index: QModelIndex, /) -> None:
        """Share a window."""
        ...

    def cancel(self) -> None:
        """Share nothing."""
        ...


class ScreenPreviews(QIdentityProxyModel):
    """Adds a small picture of each screen to the web engine's list of screens."""

    def __init__(self, source: QAbstractItemModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(source)
        self._pictures: dict[int, QIcon] = {}

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the picture for the decoration, a plain name for the rest."""
        if role == Qt.ItemDataRole.DecorationRole:
            return self._picture(index)
        if role == Qt.ItemDataRole.DisplayRole and self.rowCount() > 1:
            return say("Screen %1").replace("%1", str(index.row() + 1))
        if role == Qt.ItemDataRole.DisplayRole:
            return say("The whole screen")
        return super().data(index, role)

    def _picture(self, index: QModelIndex | QPersistentModelIndex) -> QIcon:
        row = index.row()
        if row not in self._pictures:
            screen = screen_named(str(super().data(index, Qt.ItemDataRole.DisplayRole)), self.rowCount())
            picture = preview(screen) if screen is not None else blank()
            shown = QIcon(picture)
            # The same picture when selected: a style would wash it out with the selection's colour.
            shown.addPixmap(picture, QIcon.Mode.Selected)
            self._pictures[row] = shown
        return self._pictures[row]


def screen_named(name: str, listed: int) -> QScreen | None:
    """Return the screen behind a row of the web engine's list, or None when that is not certain.

    The engine numbers the screens in an order of its own and tells no geometry: only an only screen, or one whose
    name both sides know, is certain. A wrong picture would have somebody share the wrong screen.

    Args:
        name: What the engine calls the screen.
        listed: How many screens it lists.
    """
    screens = QGuiApplication.screens()
    if listed == 1 and len(screens) == 1:
        return screens[0]
    alike = [screen for screen in screens if screen.name() == name]
    return alike[0] if len(alike) == 1 else None


def preview(screen: QScreen) -> QPixmap:
    """Return a small picture of a screen; an empty one where the system does not allow to look (Wayland)."""
    picture = screen.grabWindow(0)
    if picture.isNull():
        return blank()
    mode = Qt.TransformationMode.SmoothTransformation
    return picture.scaled(_PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, mode)


def blank() -> QPixmap:
    """Return an empty picture of the size of a preview."""
    picture = QPixmap(_PREVIEW)
    picture.fill(Qt.GlobalColor.darkGray)
    return picture


class SharePicker(QDialog):
    """Lists screens and windows; answers the request exactly once, by a choice or by cancelling it.

    Attributes:
        choice: What was chosen, as it is named in the list; empty before, and for an only screen.
        chosen_screen: The screen that was chosen; None for a window, or where that is not certain.

    Signals:
        chosen(): Something was chosen; the capture begins.
        refused(): Nothing was chosen.
    """

    chosen = Signal()
    refused = Signal()

    def __init__(self, request: CaptureRequest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Kept until it is answered: an unanswered request that goes away shares the whole screen.
        self._request: CaptureRequest | None = request
        self.choice = ""
        self.chosen_screen: QScreen | None = None
        self.setObjectName("share_picker")
        self.setWindowTitle(say("Share your screen"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.screens = self._list("screens", ScreenPreviews(request.screensModel(), self))
        self.screens.setViewMode(QListView.ViewMode.IconMode)
        self.screens.setIconSize(_PREVIEW)
        self.screens.setMovement(QListView.Movement.Static)
        self.screens.setResizeMode(QListView.ResizeMode.Adjust)
        self.screens.setFixedHeight(_PREVIEW.height() + 2 * SPACE.group)
        self.windows = self._list("windows", request.windowsModel())
        self.windows.setUniformItemSizes(True)
        self._no_windows = QLabel(say("No other window is open."), self)
        self._no_windows.setProperty("tone", "muted")
        self.share = QPushButton(say("Share"), self)
        self.share.setObjectName("share")
        self.share.setProperty("kind", "main")
        self.share.setDefault(True)
        self.cancel_button = QPushButton(say("Cancel"), self)
        self.cancel_button.setObjectName("cancel")
        self._lay_out()
        self._connect()
        self._refresh()
        has_windows = self.windows.model().rowCount() > 0
        self.resize(SIZE.text_width, SIZE.text_width if has_windows else self.sizeHint().height())

    def done(self, result: int) -> None:
        """Close; without a choice the request is refused."""
        if (request := self._take()) is not None:
            request.cancel()
            self.refused.emit()
        super().done(result)

    def share_now(self) -> None:
        """Share what is selected."""
        screen, window = _chosen(self.screens), _chosen(self.windows)
        if not (screen.isValid() or window.isValid()):
            return
        if (request := self._take()) is None:
            return
        self.choice = str((screen if screen.isValid() else window).data(Qt.ItemDataRole.DisplayRole))
        if screen.isValid():
            model = request.screensModel()
            name = str(model.index(screen.row(), 0).data(Qt.ItemDataRole.DisplayRole))
            self.chosen_screen = screen_named(name, model.rowCount(QModelIndex()))
            if model.rowCount(QModelIndex()) == 1:
                self.choice = ""
        self.chosen.emit()
        if screen.isValid():
            request.selectScreen(request.screensModel().index(screen.row(), 0))
        else:
            request.selectWindow(window)
        self.accept()

    def _take(self) -> CaptureRequest | None:
        request, self._request = self._request, None
        return request

    def _list(self, name: str, model: QAbstractItemModel) -> QListView:
        view = QListView(self)
        view.setObjectName(name)
        view.setModel(model)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.setAccessibleName(say("Screens") if name == "screens" else say("Windows"))
        view.doubleClicked.connect(lambda _index: self.share_now())
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.page)
        column.setSpacing(SPACE.row)
        advice = QLabel(say("Everyone in the call sees what you choose until you stop sharing."), self)
        advice.setWordWrap(True)
        advice.setProperty("tone", "muted")
        column.addWidget(advice)
        for title, view in ((say("Screens"), self.screens), (say("Windows"), self.windows)):
            heading = QLabel(title, self)
            heading.setFont(section_font())
            column.addSpacing(SPACE.row)
            column.addWidget(heading)
            column.addWidget(view)
        column.addWidget(self._no_windows)
        column.addStretch(0)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.share)
        column.addSpacing(SPACE.row)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.share.clicked.connect(self.share_now)
        self.cancel_button.clicked.connect(self.reject)
        pair = ((self.screens, self.windows), (self.windows, self.screens))
        for view, other in pair:
            view.selectionModel().selectionChanged.connect(lambda *_what, here=view, it=other: self._pick(here, it))
            view.model().rowsInserted.connect(self._refresh)
            view.model().rowsRemoved.connect(self._refresh)
            view.model().modelReset.connect(self._refresh)

    def _pick(self, view: QListView, other: QListView) -> None:
        if _chosen(view).isValid():
            other.clearSelection()
            other.setCurrentIndex(QModelIndex())
        self._refresh()

    def _refresh(self) -> None:
        has_windows = self.windows.model().rowCount() > 0
        self.windows.setVisible(has_windows)
        self._no_windows.setVisible(not has_windows)
        self.share.setEnabled(_chosen(self.screens).isValid() or _chosen(self.windows).isValid())


def _chosen(view: QListView) -> QModelIndex:
    """Return what is visibly selected. A view that gets the focus has a current row which nobody chose."""
    return next(iter(view.selectedIndexes()), QModelIndex())
