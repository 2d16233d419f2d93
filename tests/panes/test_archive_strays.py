"""Sealed files that belong to no recording: told of, adopted, and shown where they lie."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.domain.strays import Adoption, Left, Strays
from hosted_meetings_desktop.ui.archive_state.stray_bar import StrayBar
from hosted_meetings_desktop.ui.parts.pane import coming_row
from hosted_meetings_desktop.ui.settings.archive.strays import StraysGroup
from hosted_meetings_desktop.ui.theme.tokens import SPACE
from tests.panes.archive_kit import AWAY, IN_BUCKET
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.stray_kit import FakeStrays, strays
from tests.unit.fake_service import START

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
THREE = "3 sealed files belong to no recording of this store. They were kept."


def shown(qtbot: Any, keeping: FakeStrays, calls: Any = None, **more: Any) -> StrayBar:
    bar = StrayBar(keeping, calls or NowCalls(), lambda: "Front desk", **more)
    qtbot.addWidget(bar)
    bar.resize(900, 80)
    bar.reload()
    return bar


def group_of(qtbot: Any, keeping: FakeStrays, calls: Any = None) -> StraysGroup:
    group = StraysGroup(keeping, calls or NowCalls(), lambda: "Front desk", lambda: START + timedelta(hours=3))
    qtbot.addWidget(group)
    group.resize(820, 300)
    group.show()
    group.reload()
    return group


def test_nothing_is_shown_where_there_are_none(qtbot: Any) -> None:
    assert shown(qtbot, FakeStrays()).isHidden()


def test_it_says_how_many_there_are_and_adopts_them(qtbot: Any) -> None:
    keeping = FakeStrays(strays(3), adoption=Adoption(3, {}))
    bar = shown(qtbot, keeping)
    assert (bar.text, bar.kind, bar.action_button.text()) == (THREE, "warning", "Adopt them")
    with qtbot.waitSignal(bar.adopted):
        bar.action_button.click()
    assert (keeping.by, bar.text, bar.kind) == (["Front desk"], "3 recordings are in the library now.", "success")


def test_texts_that_are_known_again_are_told_too(qtbot: Any) -> None:
    bar = shown(qtbot, FakeStrays(strays(3), adoption=Adoption(1, {}, texts=2)))
    bar.action_button.click()
    assert bar.text == "1 recording is in the library now. 2 transcripts and chats are known again."
    assert bar.kind == "success"


def test_the_library_tells_only_of_what_can_be_adopted_and_the_settings_of_all(qtbot: Any) -> None:
    keeping = FakeStrays(strays(1, Left.TEXT, Left.TEXT))
    assert shown(qtbot, keeping, all_of_them=False).text == (
        "1 sealed file belongs to no recording of this store. It was kept."
    )
    assert shown(qtbot, keeping).text == THREE
    assert group_of(qtbot, keeping).said.endswith("2 hold texts, and nothing tells of which meetings.")
    left = FakeStrays(strays(0, Left.TWICE))
    assert shown(qtbot, left, all_of_them=False).isHidden()
    bar = shown(qtbot, left)
    assert bar.action_button.isHidden()
    assert bar.text == "1 sealed file belongs to no recording of this store. It was kept."
    assert group_of(qtbot, left).said.endswith("1 is a second copy of a recording that is in the library.")


def test_over_a_list_it_takes_no_room_while_there_are_none(qtbot: Any) -> None:
    keeping = FakeStrays()
    bar = StrayBar(keeping, NowCalls(), lambda: "Front desk", all_of_them=False)
    holder = coming_row(bar, below=SPACE.tight)
    qtbot.addWidget(holder)
    bar.reload()
    assert holder.isHidden()
    keeping.now = strays(3)
    bar.reload()
    assert not holder.isHidden()
    bar.close_button.click()
    assert holder.isHidden()


def test_what_is_closed_stays_closed_until_it_is_something_else(qtbot: Any) -> None:
    keeping = FakeStrays(strays(3))
    bar = shown(qtbot, keeping)
    bar.close_button.click()
    bar.reload()
    assert bar.isHidden()
    keeping.now = strays(2)
    bar.reload()
    assert not bar.isHidden()


def test_adopting_shows_how_far_it_is_and_can_be_stopped(qtbot: Any) -> None:
    calls, keeping = HeldCalls(), FakeStrays(strays(3))
    bar = shown(qtbot, keeping, calls)
    calls.release()
    bar.action_button.click()
    assert bar.busy
    bar._progress(1, 3)
    qtbot.waitUntil(lambda: bar.text == "Reading file 2 of 3…")
    bar.action_button.click()
    calls.release()
    assert not bar.busy
    assert keeping.by == []
    assert bar.text == THREE


def test_what_stands_in_the_way_is_told_and_they_are_shown_again(qtbot: Any) -> None:
    keeping = FakeStrays(strays(3), fails=AWAY)
    bar = shown(qtbot, keeping)
    bar.action_button.click()
    assert bar.text.startswith(AWAY.title)
    bar.action_button.click()
    assert bar.text == THREE


def test_the_folder_they_lie_in_is_opened(qtbot: Any) -> None:
    opened: list[Path] = []

    def open_folder(path: Path) -> bool:
        opened.append(path)
        return True

    bar = shown(qtbot, FakeStrays(strays(3)), open_folder=open_folder)
    bar.other_button.click()
    assert opened == [Path("/clinic/archive/2026/03")]
    assert bar.text == THREE


def test_of_a_bucket_it_is_said_where_they_are_and_never_with_its_keys(qtbot: Any) -> None:
    keeping = FakeStrays(strays(2), place=IN_BUCKET)
    bar = shown(qtbot, keeping)
    bar.other_button.click()
    assert "clinic-archive/films: 2026/03/" in bar.text
    bar.other_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.splitlines() == [f"clinic-archive/films: {each.place}" for each in keeping.now.files]
    assert IN_BUCKET.bucket is not None
    assert IN_BUCKET.bucket.secret not in copied
    bar.action_button.click()
    assert bar.text.startswith("2 sealed files")


def test_the_settings_say_when_it_was_looked_through(qtbot: Any) -> None:
    group = group_of(qtbot, FakeStrays())
    assert group.said == (
        "All sealed files belong to recordings. The archive was looked through 3 h ago. "
        "That happens by itself once a week."
    )
    assert group.bar.isHidden()
    assert group_of(qtbot, FakeStrays(Strays())).said.startswith("The archive was not looked through yet.")
    away = group_of(qtbot, FakeStrays(Strays(looked_at={"v1": START}, away=1)))
    assert away.said.endswith("A part of it could not be reached; it is tried again by itself.")


def test_somebody_looks_now_and_finds_some_or_none(qtbot: Any) -> None:
    keeping = FakeStrays(found=strays(3))
    group = group_of(qtbot, keeping)
    group.look_button.click()
    assert group.bar.text == THREE
    none = group_of(qtbot, FakeStrays())
    none.look_button.click()
    assert none.result.text == "All sealed files of the archive belong to recordings."
    fails = group_of(qtbot, FakeStrays(fails=AWAY))
    fails.look_button.click()
    assert fails.result.text.startswith(AWAY.title)


def test_looking_can_be_stopped(qtbot: Any) -> None:
    calls, keeping = HeldCalls(), FakeStrays(found=strays(3))
    group = group_of(qtbot, keeping, calls)
    calls.release()
    group.look_button.click()
    assert (group.look_button.text(), group.said) == ("Stop", "The archive is being looked through…")
    group.look_button.click()
    calls.release()
    assert group.look_button.text() == "Look now"
    assert group.bar.isHidden()
