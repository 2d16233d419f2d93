"""One run of the check-up: asks everybody at the same time and keeps what each has said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from hosted_meetings_desktop.domain.checkup import (
    Finding,
    Findings,
    Reason,
    Result,
    SystemAccess,
    Topic,
    Verdict,
    judge_access,
    judge_device,
    judge_graphics,
    result,
    running,
    settle,
)
from hosted_meetings_desktop.domain.checkup_network import judge_engine
from hosted_meetings_desktop.domain.checkup_targets import Group
from hosted_meetings_desktop.domain.checkup_ticket import TicketLine
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.call.devices import DeviceKind, DevicePolicy
from hosted_meetings_desktop.ui.checkup.media import Media
from hosted_meetings_desktop.ui.checkup.reports import Heard
from hosted_meetings_desktop.ui.checkup.system import read_access
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

PAGE_PATIENCE_MS = 20_000
DEVICE_PATIENCE_MS = 30_000
"""A driver that hangs never answers; what the page itself waits for is over long before."""
_LATE = ("no answer in time",)
_GROUPS = {
    Group.PROXY: (Topic.PROXY,),
    Group.SERVICE: (Topic.SERVICE, Topic.CERTIFICATES),
    Group.SIGNALLING: (Topic.SIGNALLING,),
    Group.DIRECT: (Topic.DIRECT,),
    Group.DETOUR: (Topic.DETOUR,),
}
_OF_PAGE = (Topic.CAMERA, Topic.MICROPHONE, Topic.SPEAKER, Topic.GRAPHICS, Topic.ENGINE)
_DEVICES = {"camera": Topic.CAMERA, "microphone": Topic.MICROPHONE, "speaker": Topic.SPEAKER}


class CheckupNetwork(Protocol):
    """What the check-up asks of the service layer."""

    async def look(self, group: Group) -> tuple[Finding, ...]:
        """Return what a group of hosts and ports comes to."""
        ...

    async def engine_hosts(self) -> tuple[str, ...]:
        """Return the hosts that the page is asked to try by itself."""
        ...

    async def ticket(self, title: str, head: tuple[str, ...], lines: tuple[TicketLine, ...], let_through: str) -> str:
        """Return the check-up as text for IT, without secrets and without mail addresses."""
        ...


class CheckupRun(QObject):
    """Gathers the findings; each is told as soon as it is there.

    Signals:
        found(Topic): A topic has something new to say; see ``findings``.
        devices_heard(Heard): What can be chosen, and what is in use.
        level_heard(float): How loud it is.
    """

    found = Signal(object)
    devices_heard = Signal(object)
    level_heard = Signal(float)

    def __init__(
        self,
        network: CheckupNetwork,
        calls: Calls,
        media: Media | None,
        devices: DevicePolicy,
        *,
        in_call: Callable[[], bool],
        access: Callable[[], SystemAccess] = read_access,
        missing: str = "",
        parent: QObject | None = None,
    ) -> None:
        """Make the run; ``start`` starts it, also again.

        Args:
            network: What tries the network out.
            calls: Runs it.
            media: The devices; None on a PC that lacks the web engine.
            devices: Remembers what the person chose.
            in_call: Whether a call is under way that may hold the devices.
            access: Reads the system's switches.
            missing: What the PC lacks, for IT.
            parent: As for every object.
        """
        super().__init__(parent)
        self._network = network
        self._calls = calls
        self._media = media
        self._devices = devices
        self._in_call = in_call
        self._access = access
        self._missing = missing
        self._raw: dict[Topic, Finding] = {}
        self._shown: dict[Topic, Finding] = {}
        self._under_way: list[Call] = []
        self._page_is_there = False
        self._kept_off: frozenset[str] = frozenset()
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._lose_patience)
        if media is not None:
            media.heard.connect(self._hear)
            media.stopped.connect(self._lose_page)
            media.asked.connect(self._ask)
            media.kept_off.connect(self._note_kept_off)

    @property
    def findings(self) -> Findings:
        """What is known now, each in the light of the others."""
        return self._shown

    @property
    def result(self) -> Result:
        """What it comes to now."""
        return result(self._shown)

    def start(self) -> None:
        """Look at everything, from the beginning."""
        self.stop()
        self._raw = {topic: running(topic) for topic in Topic}
        self._shown = {}
        self._kept_off = frozenset()
        self._settle()
        self._note(judge_access(self._access()))
        for group, topics in _GROUPS.items():
            self._ask_network(group, topics)
        if self._media is None:
            self._lose_page(self._missing)
        elif self._page_is_there:
            self._ask_page()
        else:
            self._patience.start(PAGE_PATIENCE_MS)
            self._media.start()

    def stop(self) -> None:
        """Ask nobody any more."""
        self._patience.stop()
        for call in self._under_way:
            call.cancel()
        self._under_way.clear()

    def answer_speaker(self, *, heard: bool) -> None:
        """Take the person's answer."""
        now = self._raw[Topic.SPEAKER]
        self._note(judge_device(Topic.SPEAKER, Reason.HEARD if heard else Reason.NOT_HEARD, now.name))

    def use(self, kind: DeviceKind, identity: str) -> None:
        """Try another device."""
        if self._media is not None:
            topic = _DEVICES[kind.value]
            self._note(running(topic))
            self._media.use(kind, identity)

    # ---- the network
    def _ask_network(self, group: Group, topics: tuple[Topic, ...]) -> None:
        def failed(error: AppError) -> None:
            for topic in topics:
                self._note(Finding(topic, Verdict.BAD, Reason.FAULT, facts=_told(error)))

        self._under_way.append(
            self._calls.run(self, lambda: self._network.look(group), lambda found: self._note(*found), failed)
        )

    def _ask_engine(self) -> None:
        def reach(hosts: tuple[str, ...]) -> None:
            if hosts and self._media is not None:
                self._media.reach(hosts)
            else:
                self._note(judge_engine({}))

        def failed(error: AppError) -> None:
            self._note(Finding(Topic.ENGINE, Verdict.BAD, Reason.FAULT, facts=_told(error)))

        self._under_way.append(self._calls.run(self, self._network.engine_hosts, reach, failed))

    # ---- the page
    def _ask_page(self) -> None:
        if self._media is None:
            return
        chosen = {kind.value: self._devices.chosen(kind) for kind in DeviceKind}
        known = {kind: {"label": one.label, "id": one.id} for kind, one in chosen.items() if one is not None}
        self._media.begin(known)
        self._patience.start(DEVICE_PATIENCE_MS)
        self._ask_engine()

    def _hear(self, heard: Heard) -> None:
        if heard.what == "ready":
            self._page_is_there = True
            self._ask_page()
        elif heard.what == "level":
            self.level_heard.emit(heard.level)
        elif heard.what == "devices":
            self.devices_heard.emit(heard)
        elif heard.what == "graphics":
            self._note(judge_graphics(heard.name if heard.known else None, heard.facts))
        elif heard.what == "engine":
            self._note(judge_engine(heard.reached))
        elif heard.what in _DEVICES and heard.value in set(Reason):
            self._hear_device(heard.what, Reason(heard.value), heard.name)

    def _hear_device(self, kind: str, reason: Reason, name: str) -> None:
        if reason is Reason.BLOCKED and kind in self._kept_off:
            reason = Reason.KEPT_OFF
        self._note(judge_device(_DEVICES[kind], reason, name, in_call=self._in_call()))
        # The answer may have changed what the system says.
        self._note(judge_access(self._access()))

    def _ask(self, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            self._note(judge_device(_DEVICES[kind], Reason.ALLOW))

    def _note_kept_off(self, kinds: tuple[str, ...]) -> None:
        self._kept_off = frozenset(str(kind) for kind in kinds)
        for kind in self._kept_off:
            if self._raw[_DEVICES[kind]].reason is Reason.BLOCKED:
                self._note(judge_device(_DEVICES[kind], Reason.KEPT_OFF))

    def _lose_patience(self) -> None:
        """Say what has not answered; while the person is asked for a device nothing can."""
        if not self._page_is_there:
            self._lose_page("the page did not load in time")
            return
        if any(self._raw[topic].reason is Reason.ALLOW for topic in _DEVICES.values()):
            self._patience.start(DEVICE_PATIENCE_MS)
            return
        for topic in _OF_PAGE:
            if self._raw[topic].verdict is not Verdict.RUNNING:
                continue
            if topic is Topic.GRAPHICS:
                self._note(judge_graphics(None, _LATE))
            else:
                self._note(Finding(topic, Verdict.BAD, Reason.FAULT, facts=_LATE))

    def _lose_page(self, details: str) -> None:
        self._patience.stop()
        self._page_is_there = False
        facts = (details,) if details else ()
        self._note(*(Finding(topic, Verdict.BAD, Reason.NO_VIEW, facts=facts) for topic in _OF_PAGE))

    # ---- what is known
    def _note(self, *findings: Finding) -> None:
        self._raw |= {finding.topic: finding for finding in findings}
        self._settle()

    def _settle(self) -> None:
        before, self._shown = self._shown, settle(self._raw)
        for topic in Topic:
            if self._shown.get(topic) != before.get(topic):
                self.found.emit(topic)


def _told(error: AppError) -> tuple[str, ...]:
    return tuple(part for part in (error.title, error.details) if part)
