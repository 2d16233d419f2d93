"""The scenes of the check-up: everything good, each fault, and the offer before the first call of a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSettings, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea
from screenshot_stage import Stage, lay_out_right_to_left

from hosted_meetings_desktop.domain.checkup import Access, SystemAccess, Topic
from hosted_meetings_desktop.domain.network_probes import Outcome, ProxyFact, ProxyState
from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind, SettingsDevicePolicy
from hosted_meetings_desktop.ui.checkup import system, words_devices
from hosted_meetings_desktop.ui.checkup.offer import CheckupOffer
from hosted_meetings_desktop.ui.checkup.system import System
from hosted_meetings_desktop.ui.checkup.window import LEAST, USUAL
from hosted_meetings_desktop.ui.theme.tokens import SIZE
from tests.panes.checkup_kit import CAMERAS, MICROPHONES, FakeMedia, FakeNetwork, FakeProbes, checkup_window, practice

_WIDE, _HIGH = SIZE.field_width, SIZE.field_width * 9 // 16
_INSPECTOR = "Clinic at the Park, Inspection CA"
_PROXY = "http://proxy.park.example:3128"
Scene = Callable[[Stage], None]
Change = Callable[["_Scene"], None]


def _somebody() -> QPixmap:
    """Return a made-up picture of a camera."""
    made = QPixmap(_WIDE * 2, _HIGH * 2)
    made.setDevicePixelRatio(2)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, _WIDE, _HIGH), QColor("#a9bac6"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#2f5d62"))
    painter.drawEllipse(QRectF(_WIDE / 2 - 95, _HIGH - 70, 190, 180))
    painter.setBrush(QColor("#b98b6b"))
    painter.drawEllipse(QRectF(_WIDE / 2 - 36, _HIGH / 2 - 52, 72, 92))
    painter.setBrush(QColor("#3a2c25"))
    painter.drawChord(QRectF(_WIDE / 2 - 42, _HIGH / 2 - 66, 84, 84), 0, 180 * 16)
    painter.end()
    return made


class _Scene:
    """A check-up in which everything works, but for what a scene changes."""

    def __init__(
        self, stage: Stage, network: FakeNetwork | None = None, size: tuple[int, int] = USUAL, **more: Any
    ) -> None:
        self.stage = stage
        picture = QLabel()
        picture.setPixmap(_somebody())
        self.media = FakeMedia(picture)
        folder = stage._settings.parent  # noqa: SLF001 (the stage's own home)
        QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat).clear()
        self.window, _media = checkup_window(folder, network=network or FakeNetwork(), media=self.media, **more)
        stage.show(self.window, size)
        self.window.begin()

    def good(self) -> None:
        self.media.all_good()

    def heard(self) -> None:
        self.media.say("speaker", "playing", MICROPHONES[1].label)
        self.window.run.answer_speaker(heard=True)

    def dark(self) -> None:
        label = self.media.widget
        if isinstance(label, QLabel):
            label.setPixmap(QPixmap())
            label.setStyleSheet("background: #121519")

    def show(self, topic: Topic) -> None:
        """Scroll to a line."""
        self.stage.settle()
        for area in self.window.findChildren(QScrollArea):
            if area.isAncestorOf(self.window.lines[topic]):
                area.ensureWidgetVisible(self.window.lines[topic], 0, SIZE.control)

    def save(self, more: str = "") -> None:
        self.stage.settle(120)
        self.stage.save(self.window, more=more)

    def save_line(self, topic: Topic) -> None:
        """Take a picture of what a line says alone."""
        self.stage.settle(120)
        self.stage.save_part(self.window.lines[topic])


def _all_good(stage: Stage, **more: Any) -> _Scene:
    scene = _Scene(stage, **more)
    scene.good()
    scene.heard()
    return scene


def checkup(stage: Stage) -> None:
    scene = _all_good(stage)
    scene.save()
    scene.show(Topic.CERTIFICATES)
    scene.save("-end")


def checkup_running(stage: Stage) -> None:
    _Scene(stage).save()


def checkup_asks(stage: Stage) -> None:
    scene = _Scene(stage)
    scene.dark()
    scene.media.say("ready")
    scene.media.asked.emit(("camera", "microphone"))
    scene.save()


def checkup_tone(stage: Stage) -> None:
    scene = _Scene(stage)
    scene.good()
    scene.media.say("speaker", "playing", MICROPHONES[1].label)
    scene.save()


def checkup_copied(stage: Stage) -> None:
    scene = _all_good(stage)
    scene.window.copy_button.click()
    scene.save()


def checkup_before_call(stage: Stage) -> None:
    _all_good(stage, before_call=True).save()


def checkup_small(stage: Stage) -> None:
    scene = _Scene(stage, size=LEAST)
    scene.good()
    scene.dark()
    scene.media.say("camera", "dark", CAMERAS[0].label)
    scene.save()


def checkup_practice(stage: Stage) -> None:
    scene = _Scene(stage, practice())
    scene.good()
    scene.heard()
    scene.show(Topic.CERTIFICATES)
    scene.save()


def checkup_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        scene = _Scene(stage)
        scene.good()
        scene.dark()
        scene.media.say("camera", "still", "كاميرا المكتب")
        scene.save()
    finally:
        lay_out_right_to_left(on=False)


def checkup_long_names(stage: Stage) -> None:
    long = Device(
        "Logitech MeetUp Conference Camera with Expansion Microphone, Room 4.12 East Wing (046d:0866)", "c9"
    )
    QSettings(str(stage._settings), QSettings.Format.IniFormat).clear()  # noqa: SLF001 (the stage's own home)
    scene = _Scene(stage)
    settings = QSettings(str(stage._settings.parent / "settings.ini"), QSettings.Format.IniFormat)  # noqa: SLF001
    SettingsDevicePolicy(settings).remember(DeviceKind.SPEAKER, Device("Polycom Sync 20 of the second floor", "p"))
    scene.good()
    scene.media.say(
        "devices",
        devices={DeviceKind.CAMERA: (long,), DeviceKind.MICROPHONE: MICROPHONES, DeviceKind.SPEAKER: MICROPHONES},
        used={DeviceKind.CAMERA: "c9"},
    )
    scene.dark()
    scene.media.say("camera", "still", long.label)
    scene.save()


def checkup_offer(stage: Stage) -> None:
    for faulty in (False, True):
        offer = CheckupOffer(faulty=faulty)
        offer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        offer.adjustSize()
        stage.show(offer)
        stage.save(offer, more="-again" if faulty else "")


# ---- each fault
def _fault(name: str, topic: Topic, change: Change | None = None, **more: Any) -> Scene:
    """Return a scene with one fault, scrolled to its line."""

    def draw(stage: Stage) -> None:
        probes = more.get("probes", {})
        place = FakeNetwork(FakeProbes(**probes)) if probes else None
        rest = {key: value for key, value in more.items() if key not in {"probes", "system"}}
        before = (system.this_system, words_devices.this_system)
        if (found := more.get("system")) is not None:
            system.this_system = words_devices.this_system = lambda: found
        try:
            scene = _Scene(stage, place, **rest)
            scene.good()
            scene.heard()
            if change is not None:
                change(scene)
            scene.show(topic)
            scene.save_line(topic)
        finally:
            system.this_system, words_devices.this_system = before

    draw.__name__ = f"checkup_{name}"
    return draw


def _device(kind: str, value: str, name: str = "") -> Change:
    def change(scene: _Scene) -> None:
        scene.media.say(kind, value, name)
        if kind == "camera":
            scene.dark()

    return change


def _kept_off(scene: _Scene) -> None:
    scene.dark()
    for kind in ("camera", "microphone"):
        scene.media.say(kind, "blocked")
    scene.media.kept_off.emit(("camera", "microphone"))


def _nothing_there(scene: _Scene) -> None:
    scene.dark()
    scene.media.say("devices", devices={}, used={})
    for kind in ("camera", "microphone", "speaker"):
        scene.media.say(kind, "none")


def _not_heard(scene: _Scene) -> None:
    scene.window.run.answer_speaker(heard=False)


_OFF = SystemAccess(Access.DENIED, Access.DENIED)
_UDP = {
    f"{way} {host}.cloudflare.com": Outcome.SILENT
    for way in ("STUN over UDP", "TURN over UDP")
    for host in ("stun", "turn")
}
_TCP = {f"TURN over {way} turn.cloudflare.com": Outcome.SILENT for way in ("TCP", "TLS")}
_SERVICE = "api.cloudflare.com"

FAULTS: tuple[Scene, ...] = (
    _fault("nothing_plugged_in", Topic.CAMERA, _nothing_there),
    _fault("camera_busy", Topic.CAMERA, _device("camera", "busy")),
    _fault("camera_in_call", Topic.CAMERA, _device("camera", "busy"), in_call=lambda: True),
    _fault("camera_dark", Topic.CAMERA, _device("camera", "dark", CAMERAS[0].label)),
    _fault("camera_still", Topic.CAMERA, _device("camera", "still", CAMERAS[0].label)),
    _fault("kept_off", Topic.CAMERA, _kept_off),
    _fault("microphone_silent", Topic.MICROPHONE, _device("microphone", "silent", MICROPHONES[0].label)),
    _fault("tone_not_heard", Topic.SPEAKER, _not_heard),
    _fault("switches_macos", Topic.CAMERA, _device("camera", "blocked"), access=lambda: _OFF, system=System.MACOS),
    _fault(
        "switches_windows", Topic.CAMERA, _device("camera", "blocked"), access=lambda: _OFF, system=System.WINDOWS
    ),
    _fault("software", Topic.GRAPHICS, lambda scene: scene.media.say("graphics", known=True)),
    _fault("offline", Topic.SERVICE, probes={"outcomes": {"*": Outcome.NO_NAME}}),
    _fault("name_blocked", Topic.SERVICE, probes={"outcomes": {_SERVICE: Outcome.NO_NAME}}),
    _fault("service_blocked", Topic.SERVICE, probes={"outcomes": {_SERVICE: Outcome.SILENT}}),
    _fault("sign_in_page", Topic.SERVICE, probes={"outcomes": {_SERVICE: Outcome.STRANGE}}),
    _fault("slow", Topic.SERVICE, probes={"milliseconds": 870}),
    _fault(
        "line_cut", Topic.SIGNALLING, probes={"outcomes": {"socket-edge.realtime.cloudflare.com": Outcome.BROKEN}}
    ),
    _fault("no_udp", Topic.DIRECT, probes={"outcomes": _UDP}),
    _fault("no_relay", Topic.DETOUR, probes={"outcomes": _TCP}),
    _fault("no_media", Topic.DETOUR, probes={"outcomes": _UDP | _TCP}),
    _fault(
        "calls_blocked",
        Topic.ENGINE,
        lambda scene: scene.media.say("engine", reached={"api.realtime.cloudflare.com": False}),
    ),
    _fault(
        "proxy_sign_in",
        Topic.PROXY,
        probes={
            "proxy_fact": ProxyFact(ProxyState.SIGN_IN, _PROXY, "system"),
            "outcomes": {_SERVICE: Outcome.PROXY_SIGN_IN},
        },
    ),
    _fault("proxy_gone", Topic.PROXY, probes={"proxy_fact": ProxyFact(ProxyState.GONE, _PROXY, "environment")}),
    _fault("proxy_of_calls", Topic.PROXY, probes={"proxy_fact": ProxyFact(ProxyState.NONE, of_calls=_PROXY)}),
    _fault("inspected", Topic.CERTIFICATES, probes={"issuer": _INSPECTOR, "public": False}),
    _fault("untrusted", Topic.CERTIFICATES, probes={"issuer": _INSPECTOR, "outcomes": {"*": Outcome.UNTRUSTED}}),
    _fault("wrong_time", Topic.CERTIFICATES, probes={"outcomes": {_SERVICE: Outcome.WRONG_TIME}}),
    _fault("no_engine", Topic.CAMERA, lambda scene: scene.media.stopped.emit("CrashedTerminationStatus, code 11")),
)

CHECKUP: tuple[Scene, ...] = (checkup, checkup_asks, checkup_tone, checkup_long_names, checkup_offer)
CHECKUP_LIGHT: tuple[Scene, ...] = (
    checkup_running, checkup_copied, checkup_before_call, checkup_small, checkup_practice, checkup_right_to_left,
    *FAULTS,
)  # fmt: skip
