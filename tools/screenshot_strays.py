"""The scenes of the archive's unknown files, and of a store that is brought up to date."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from screenshot_recordings import Scene
from screenshot_stage import Stage

from hosted_meetings_desktop.domain.safekeeping import Upgrade
from hosted_meetings_desktop.domain.strays import Left
from hosted_meetings_desktop.ui.archive_state.stray_bar import StrayBar
from hosted_meetings_desktop.ui.parts.pane import coming_row
from hosted_meetings_desktop.ui.settings.archive.strays import StraysGroup
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from hosted_meetings_desktop.ui.window.upgrade_screen import UpgradePage
from tests.panes.fakes import NowCalls
from tests.panes.stray_kit import FakeStrays, strays
from tests.unit.fake_service import START

_WIDTH = 720
_PAGE = (900, 560)


def strays_over_the_list(stage: Stage) -> None:
    scene = Scene(stage)
    bar = StrayBar(FakeStrays(strays(3)), NowCalls(), lambda: "Ada", all_of_them=False)
    scene.pane.add_notice(coming_row(bar, below=SPACE.tight))
    bar.reload()
    scene.save()


def strays_in_settings(stage: Stage) -> None:
    found = {"-none": FakeStrays(), "-found": FakeStrays(strays(3, Left.DAMAGED, Left.DELETED))}
    for more, keeping in found.items():
        group = StraysGroup(keeping, NowCalls(), lambda: "Ada", lambda: START)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.page)
        column.addWidget(group)
        column.addStretch(1)
        group.reload()
        shown.setFixedWidth(_WIDTH)
        shown.show()
        stage.settle()
        stage.save(shown, more=more)
        shown.close()


def upgrade(stage: Stage) -> None:
    page = UpgradePage()
    page.show_step(Upgrade(2, 3))
    page.resize(*_PAGE)
    page.show()
    stage.settle()
    stage.save(page)
    page.close()


STRAYS = (strays_over_the_list, strays_in_settings)
STRAYS_LIGHT = (upgrade,)
