"""Sorts what the page reports: one signal for each thing it may say, nothing for anything else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.call import TroubleKind
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.ui.call.bridge import PageReport, is_id
from hosted_meetings_desktop.ui.call.devices import DeviceEvent, DeviceKind, DeviceNews

IN_CALL = frozenset({"joining", "joined", "waiting", "reconnecting"})
STATES = frozenset({"loading", "renewing", "setup", "left", "trouble"}) | IN_CALL
RUNGS = frozenset({"fresh", "reload", "audio"})
"""With what a fresh ticket is asked for: to go on in the page, to load it afresh, to try with sound only."""

RECORDED = frozenset({"on", "paused"})
_MEDIA = frozenset({"microphone", "camera"})
_TROUBLES = {kind.value: kind for kind in TroubleKind}
_STEPS = {step.value: step for step in Step}
_KINDS = {kind.value: kind for kind in DeviceKind}
_EVENTS = {event.value: event for event in DeviceEvent}


class PageEar(QObject):
    """Hears the reports of one page.

    Signals:
        taken(): The page has its ticket.
        ready(): The page and its kit are loaded.
        seated(str): The id of this window's place in the room.
        stepped(Step, str): A step has begun; why the one before failed, as a code, or empty.
        state_heard(str, str): How the call stands; with the reason of a leave.
        people_heard(tuple): Who else is inside.
        waiting_heard(tuple): Who waits to be let in.
        media_heard(frozenset, bool): Which of microphone and camera are on; whether the screen is shared.
        device_heard(DeviceNews): Something happened to a device.
        speaker_heard(str): Whose picture the small window shows; empty for nobody's.
        recording_heard(str): Whether the call is recorded: ``on``, ``paused``, or empty.
        captions_offered(): The meeting delivers what is said as text.
        trouble_heard(TroubleKind, str): It does not go on; with details for IT.
        ticket_wanted(str): A fresh ticket is needed, for this rung.
        browser_wanted(): The person wants to go on in the browser.
        copy_wanted(str): Text for IT is to be copied.
        close_wanted(): The person wants to close the window.
    """

    taken = Signal()
    ready = Signal()
    seated = Signal(str)
    stepped = Signal(object, str)
    state_heard = Signal(str, str)
    people_heard = Signal(tuple)
    waiting_heard = Signal(tuple)
    media_heard = Signal(frozenset, bool)
    device_heard = Signal(object)
    speaker_heard = Signal(str)
    recording_heard = Signal(str)
    captions_offered = Signal()
    trouble_heard = Signal(object, str)
    ticket_wanted = Signal(str)
    browser_wanted = Signal()
    copy_wanted = Signal(str)
    close_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plain = {
            "taken": self.taken,
            "ready": self.ready,
            "captions": self.captions_offered,
            "browser": self.browser_wanted,
            "close": self.close_wanted,
        }
        self._readers: dict[str, Callable[[PageReport], None]] = {
            "seat": self._read_seat,
            "step": self._read_step,
            "state": self._read_state,
            "people": lambda report: self.people_heard.emit(report.people),
            "waiting": lambda report: self.waiting_heard.emit(report.people),
            "media": lambda report: self.media_heard.emit(report.flags & _MEDIA, "sharing" in report.flags),
            "device": self._read_device,
            "speaker": lambda report: self.speaker_heard.emit(report.people[0].name if report.people else ""),
            "recording": lambda report: self.recording_heard.emit(report.value if report.value in RECORDED else ""),
            "trouble": self._read_trouble,
            "ticket": lambda report: self.ticket_wanted.emit(report.value if report.value in RUNGS else ""),
            "copy": lambda report: self.copy_wanted.emit(report.detail),
        }

    def hear(self, report: PageReport) -> None:
        """Say what a report means; one that means nothing is passed over."""
        if (signal := self._plain.get(report.what)) is not None:
            signal.emit()
        elif (reader := self._readers.get(report.what)) is not None:
            reader(report)

    def _read_seat(self, report: PageReport) -> None:
        if is_id(report.value):
            self.seated.emit(report.value)

    def _read_step(self, report: PageReport) -> None:
        if (step := _STEPS.get(report.value)) is not None:
            self.stepped.emit(step, _code(report.detail))

    def _read_state(self, report: PageReport) -> None:
        if report.value in STATES:
            self.state_heard.emit(report.value, report.detail)

    def _read_device(self, report: PageReport) -> None:
        kind, event = _KINDS.get(report.value), _EVENTS.get(report.detail)
        if kind is not None and event is not None and len(report.names) == 3:
            self.device_heard.emit(DeviceNews(kind, event, *report.names))

    def _read_trouble(self, report: PageReport) -> None:
        if (kind := _TROUBLES.get(report.value)) is not None:
            self.trouble_heard.emit(kind, report.detail)


def _code(text: str) -> str:
    """Return a reason for the diary: a kind of trouble or a number of the SDK's, never anything else."""
    return text if text in _TROUBLES or (text.isdecimal() and len(text) <= 4) else ""
