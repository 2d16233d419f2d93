"""The check-up with the real web engine, a made-up camera and microphone, and the embedded service."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.checkup import Reason, Result, Topic, Verdict
from hosted_meetings_desktop.domain.checkup_targets import Place
from hosted_meetings_desktop.network_check.probes import NetworkCheck
from hosted_meetings_desktop.services.checkup import CheckupService
from hosted_meetings_desktop.ui.call.devices import DeviceKind, SettingsDevicePolicy
from hosted_meetings_desktop.ui.call.permissions import MediaKind, SettingsMediaPolicy
from hosted_meetings_desktop.ui.checkup.desk import open_checkup
from hosted_meetings_desktop.ui.checkup.view import CheckupView
from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
from tests.e2e.call_page import PATIENCE_MS, EmbeddedDyte

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


def test_a_pc_with_everything_comes_out_good(qtbot: QtBot, tmp_path: Path, embedded_dyte: EmbeddedDyte) -> None:
    urls = embedded_dyte.urls
    embedded = Embedded(urls["call"]["base_uri"], urls["call"]["edge_url"], urls["control_url"])

    async def place() -> Place:
        return Place(Provider.DYTE, urls["dyte"]["base_url"], embedded)

    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    policy = SettingsMediaPolicy(settings)
    views: list[CheckupView] = []

    def media(_settings: QSettings) -> CheckupView:
        views.append(CheckupView(policy, edge_url=embedded.edge_url))
        return views[-1]

    calls = LoopCalls()
    window = open_checkup(
        CheckupService(NetworkCheck(), place, lambda: datetime.now(UTC)), calls, settings, make_media=media
    )

    def reason(topic: Topic) -> Reason:
        return window.run.findings[topic].reason

    def until(topic: Topic, wanted: Reason) -> None:
        def is_so() -> None:
            assert reason(topic) is wanted, window.run.findings

        qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    # Asked first, as for a call; the answer holds for calls too.
    bar = window.devices.ask_bar
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    assert reason(Topic.CAMERA) is Reason.ALLOW
    qtbot.mouseClick(bar.allow, Qt.MouseButton.LeftButton)
    assert [policy.decision(kind) for kind in MediaKind] == [True, True]
    until(Topic.CAMERA, Reason.GOOD)
    until(Topic.MICROPHONE, Reason.GOOD)
    assert window.run.findings[Topic.GRAPHICS].verdict in {Verdict.GOOD, Verdict.LOOK}
    until(Topic.SERVICE, Reason.GOOD)
    until(Topic.SIGNALLING, Reason.GOOD)

    # Another microphone is tried, and remembered for calls.
    chooser = window.devices.choosers[DeviceKind.MICROPHONE]
    assert chooser.count() > 1
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    until(Topic.MICROPHONE, Reason.GOOD)
    assert window.run.findings[Topic.MICROPHONE].name == chooser.itemData(1).label
    assert SettingsDevicePolicy(settings).chosen(DeviceKind.MICROPHONE) == chooser.itemData(1)

    window.devices.play_button.click()
    until(Topic.SPEAKER, Reason.PLAYING)
    window.lines[Topic.SPEAKER].buttons["heard"].click()
    assert window.run.result in {Result.GOOD, Result.LOOK}

    # The page itself reaches the service it may speak to, and no other.
    said: dict[str, bool] = {}
    views[0].heard.connect(lambda heard: said.update(heard.reached))
    hosts = (f"{embedded.edge_url}/api/iceservers", "http://127.0.0.1:9/", f"{urls['control_url']}/state")
    views[0].reach(hosts)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    assert said == dict(zip(hosts, (True, False, False), strict=True))

    # Gone, with camera, page and profile; nothing of it was on screen or on disk.
    gone: list[bool] = []
    views[0].profile_of_view.destroyed.connect(lambda: gone.append(True))
    window.close()
    qtbot.waitUntil(lambda: bool(gone), timeout=PATIENCE_MS)
    calls.close()
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "checkup_window"]
