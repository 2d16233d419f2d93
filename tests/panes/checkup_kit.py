"""A check-up window over made-up devices and a made-up network, for its tests and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.checkup import Access, Finding, Reason, SystemAccess, Topic, Verdict
from hosted_meetings_desktop.domain.checkup_targets import Group, Place
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.network_probes import Outcome, Probe, ProxyFact, ProxyState, Target
from hosted_meetings_desktop.services.checkup import CheckupService
from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind
from hosted_meetings_desktop.ui.checkup.reports import Heard
from hosted_meetings_desktop.ui.checkup.window import CheckupWindow
from tests.panes.fakes import NowCalls

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EMBEDDED = Embedded("embedded.invalid", "http://127.0.0.1:4000/edge", "http://127.0.0.1:4000/control")
CAMERAS = (Device("Logitech BRIO (046d:085e)", "c1"), Device("Integrated Camera", "c2"))
MICROPHONES = (Device("Default - Jabra Evolve2 40", "default"), Device("Jabra Evolve2 40", "m1"))
SPEAKERS = (Device("Default - Jabra Evolve2 40", "default"), Device("HDMI (LG monitor)", "s1"))
GPU = "ANGLE (Intel, Mesa Intel(R) UHD Graphics 620, OpenGL ES 3.2)"


class FakeMedia(QObject):
    """The devices as a test wants them; what is asked of it is kept."""

    heard = Signal(object)
    stopped = Signal(str)
    asked = Signal(tuple)
    withdrawn = Signal()
    kept_off = Signal(tuple)

    def __init__(self, picture: QWidget | None = None) -> None:
        super().__init__()
        self.widget = picture or QLabel("picture")
        self.did: list[tuple[Any, ...]] = []

    def _keep(self, *deed: Any) -> None:
        self.did.append(deed)

    def start(self) -> None:
        self._keep("start")

    def begin(self, chosen: Mapping[str, Mapping[str, str]]) -> None:
        self._keep("begin", dict(chosen))

    def use(self, kind: DeviceKind, identity: str) -> None:
        self._keep("use", kind, identity)

    def play(self) -> None:
        self._keep("play")

    def reach(self, hosts: Iterable[str]) -> None:
        self._keep("reach", tuple(hosts))

    def answer(self, *, allow: bool, remember: bool) -> None:
        self._keep("answer", allow, remember)

    def ask_again(self) -> None:
        self._keep("ask_again")

    def release(self) -> None:
        self._keep("release")

    # ---- what the page says
    def say(self, what: str, value: str = "", name: str = "", **more: Any) -> None:
        self.heard.emit(Heard(what, value, name, **more))

    def list_devices(self, **used: str) -> None:
        found = {DeviceKind.CAMERA: CAMERAS, DeviceKind.MICROPHONE: MICROPHONES, DeviceKind.SPEAKER: SPEAKERS}
        ids = {DeviceKind.CAMERA: "c1", DeviceKind.MICROPHONE: "default", DeviceKind.SPEAKER: "default"}
        self.say("devices", devices=found, used=ids | {DeviceKind(kind): one for kind, one in used.items()})

    def all_good(self) -> None:
        """Say of everything that it works; the person has still to say whether the tone is heard."""
        self.say("ready")
        self.list_devices()
        self.say("graphics", name=GPU, known=True, facts=("VP8 1280x720: smooth, in hardware",))
        self.say("camera", "good", CAMERAS[0].label)
        self.say("microphone", "good", MICROPHONES[0].label)
        self.say("level", level=0.6)
        self.say("speaker", "play", SPEAKERS[0].label)
        for deed in self.did:
            if deed[0] == "reach":
                self.say("engine", reached=dict.fromkeys(deed[1], True))


@dataclass
class FakeProbes:
    """A network; what is not told otherwise is reached."""

    proxy_fact: ProxyFact = field(default_factory=lambda: ProxyFact(ProxyState.NONE))
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """By host, or by ``way host``."""
    milliseconds: int = 24
    issuer: str = "Google Trust Services, WE1"
    public: bool = True
    said: str = "HTTP 401"

    async def probe(self, target: Target) -> Probe:
        by_way = self.outcomes.get(f"{target.way} {target.host}")
        outcome = by_way or self.outcomes.get(target.host) or self.outcomes.get("*") or Outcome.REACHED
        if outcome is not Outcome.REACHED:
            return Probe(target, outcome, issuer=self.issuer if outcome is Outcome.UNTRUSTED else "")
        return Probe(target, outcome, self.milliseconds, issuer=self.issuer, public=self.public, said=self.said)

    async def proxy(self, _target: Target) -> ProxyFact:
        return self.proxy_fact


@dataclass
class FakeNetwork:
    """The real service over a made-up network; a group can be kept from answering."""

    probes: FakeProbes = field(default_factory=FakeProbes)
    place: Place = field(default_factory=lambda: Place(Provider.REALTIMEKIT))
    fails: AppError | None = None

    def __post_init__(self) -> None:
        async def place() -> Place:
            if self.fails is not None:
                raise self.fails
            return self.place

        self.service = CheckupService(self.probes, place, lambda: NOON)

    async def look(self, group: Group) -> tuple[Finding, ...]:
        return await self.service.look(group)

    async def engine_hosts(self) -> tuple[str, ...]:
        return await self.service.engine_hosts()

    async def ticket(self, title: str, head: Any, lines: Any, let_through: str) -> str:
        return await self.service.ticket(title, head, lines, let_through)


def practice() -> FakeNetwork:
    return FakeNetwork(place=Place(Provider.DYTE, "http://127.0.0.1:4000/v2", EMBEDDED))


def granted() -> SystemAccess:
    return SystemAccess(Access.GRANTED, Access.GRANTED)


def checkup_window(folder: Path, **more: Any) -> tuple[CheckupWindow, FakeMedia]:
    """Return a window that has not begun, and its devices."""
    media = more.pop("media", None) or FakeMedia()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    more.setdefault("access", granted)
    window = CheckupWindow(
        more.pop("network", FakeNetwork()), more.pop("calls", NowCalls()), settings, media, now=lambda: NOON, **more
    )
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    return window, media


class Made:
    """A window that is shown and has begun."""

    def __init__(self, qtbot: QtBot, folder: Path, *, good: bool = False, **more: Any) -> None:
        self.window, self.media = checkup_window(folder, **more)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.begin()
        if good:
            self.media.all_good()

    def line(self, topic: Topic):
        return self.window.lines[topic]

    def state(self, topic: Topic) -> tuple[Verdict, Reason]:
        finding = self.line(topic).finding
        return finding.verdict, finding.reason

    def said(self, topic: Topic) -> str:
        return " ".join(self.line(topic).words.sentences)


def answer(made: Made, name: str = "heard") -> None:
    made.window.devices.play_button.click()
    made.media.say("speaker", "playing", "Jabra")
    made.line(Topic.SPEAKER).buttons[name].click()
