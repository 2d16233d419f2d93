"""What stands in the window's place while the store is brought up to date, where that takes more than a moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.safekeeping import Upgrade
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, small_label, title_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE
from hosted_meetings_desktop.ui.window.host import Host

PATIENCE_MS = 1_000
"""Most updates are over before anybody has read about them."""


class UpgradePage(QFrame):
    """What is done, and how far it is; there is nothing to press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = title_label(self.tr("The library is being brought up to date…"))
        self.heading.setWordWrap(True)
        self.note = body_label(
            self.tr("This happens once, after an update of the app. Nothing is lost, also if you close it meanwhile.")
        )
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.heading.text())
        self.step = small_label("")
        inner = QWidget()
        inner.setMaximumWidth(SIZE.text_width)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        for widget in (IconLabel("database-outline", "muted", size=32), self.heading, self.note):
            column.addWidget(widget)
        column.addSpacing(SPACE.row)
        column.addWidget(self.bar)
        column.addWidget(self.step)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.page)
        around.addStretch(2)
        around.addLayout(row)
        around.addStretch(3)

    def show_step(self, upgrade: Upgrade) -> None:
        """Say how far it is."""
        said = self.tr("Step %1 of %2").replace("%1", str(upgrade.step)).replace("%2", str(upgrade.of))
        self.step.setText(said)
        self.bar.setRange(0, upgrade.of)
        self.bar.setValue(upgrade.step - 1)
        self.bar.setAccessibleDescription(said)
        self.setAccessibleName(f"{self.heading.text()} {said}")


class UpgradeScreen(QObject):
    """Lets a page stand in the window's place from a moment after the update began until it is over."""

    def __init__(self, window: Host, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._upgrade: Upgrade | None = None
        self._page: UpgradePage | None = None
        self._hidden: list[QWidget] = []
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._give_way)

    @property
    def page(self) -> UpgradePage | None:
        """The page, while it stands in the window's place."""
        return self._page

    def follow(self, upgrade: Upgrade | None) -> None:
        """Take how far it is; None once it is over, or failed, which is told elsewhere."""
        self._upgrade = upgrade
        if upgrade is None:
            self._patience.stop()
            self._come_back()
        elif self._page is not None:
            self._page.show_step(upgrade)
            announce(self._page, self._page.step.text())
        elif not self._patience.isActive():
            self._patience.start()

    def _give_way(self) -> None:
        ground = self._window.ground
        column = ground.layout()
        if self._upgrade is None or not isinstance(column, QBoxLayout):
            return
        parts = ground.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._hidden = [part for part in parts if not part.isHidden()]
        for part in self._hidden:
            part.hide()
        self._window.actions_.set_working(working=False)
        self._page = UpgradePage()
        self._page.show_step(self._upgrade)
        column.addWidget(self._page, 100)
        self._page.show()
        announce(self._page, self._page.accessibleName())

    def _come_back(self) -> None:
        page, self._page = self._page, None
        if page is None:
            return
        page.hide()
        page.deleteLater()
        for part in self._hidden:
            part.show()
        self._hidden = []
        self._window.actions_.set_working(working=True)
        self._window.offer_undo()
        if self._window.shown_key:
            self._window.pane(self._window.shown_key).focus_content()
