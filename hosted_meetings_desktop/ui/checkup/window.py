"""The check-up's window: begins at once, shows each finding when it is there, and ends in a ticket for IT."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.checkup import Reason, Result, SystemAccess, Topic, Verdict
from hosted_meetings_desktop.domain.checkup_ticket import TicketLine
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.call.devices import DeviceKind, DevicePolicy, SettingsDevicePolicy
from hosted_meetings_desktop.ui.checkup.devices_column import DevicesColumn
from hosted_meetings_desktop.ui.checkup.line import CheckLine
from hosted_meetings_desktop.ui.checkup.media import Media
from hosted_meetings_desktop.ui.checkup.memory import keep_memory, read_memory
from hosted_meetings_desktop.ui.checkup.run import CheckupNetwork, CheckupRun
from hosted_meetings_desktop.ui.checkup.sentences import say
from hosted_meetings_desktop.ui.checkup.system import about_this_pc, read_access, switch_place
from hosted_meetings_desktop.ui.checkup.words import summary_words, title_words, verdict_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.labels import IconLabel, line, section_label, set_look, small_label, title_label
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.parts.opening import open_outside
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.parts.tab_order import tab_in_reading_order
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE

USUAL = (1000, 760)
LEAST = (820, 520)
_SUMMARIES = {
    Result.RUNNING: ("info", "magnify", "over"),
    Result.UNANSWERED: ("info", "help-circle-outline", "accent_text"),
    Result.GOOD: ("success", "check-circle-outline", "live"),
    Result.LOOK: ("warning", "alert-outline", "wait"),
    Result.FAULTS: ("error", "alert-circle-outline", "stop"),
}
_ASKS_AGAIN = frozenset({Reason.KEPT_OFF})
_SWITCHED = frozenset({Reason.SWITCHED_OFF, Reason.BLOCKED})
_SWITCHES = {
    Reason.CAMERA_OFF: (DeviceKind.CAMERA,),
    Reason.MICROPHONE_OFF: (DeviceKind.MICROPHONE,),
    Reason.BOTH_OFF: (DeviceKind.CAMERA, DeviceKind.MICROPHONE),
}


class Summary(QFrame):
    """What all lines together come to."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bar", "info")
        self._sign = IconLabel("magnify", "over")
        self._text = section_label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, SPACE.tight, SPACE.gap, SPACE.tight)
        row.setSpacing(SPACE.tight)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_result(self, result: Result, text: str) -> None:
        """Say it."""
        bar, icon, role = _SUMMARIES[result]
        set_look(self, "bar", bar)
        self._sign.set_icon(icon, role)
        self._text.setText(text)
        self.setAccessibleName(text)


class CheckupWindow(QWidget):
    """Shows one check-up after the other; closing it lets go of camera and microphone.

    Signals:
        join_wanted(): The person goes on into the call that the check-up came before; the window closes.
        closed(): The window is gone.
    """

    join_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        network: CheckupNetwork,
        calls: Calls,
        settings: QSettings,
        media: Media | None,
        *,
        before_call: bool = False,
        in_call: Callable[[], bool] = lambda: False,
        access: Callable[[], SystemAccess] = read_access,
        devices: DevicePolicy | None = None,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        missing: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the window; ``begin`` starts the check-up.

        Args:
            network: What tries the network out and writes the ticket.
            calls: Runs it.
            settings: Where devices and the last good check-up are remembered.
            media: The devices; None on a PC that lacks the web engine.
            before_call: Whether a call waits for it: "Join now" is then the main thing.
            in_call: Whether a call is under way, which may hold the devices.
            access: Reads the system's switches.
            devices: Remembers what the person chose; the settings do without one.
            now: Tells the time in this PC's zone.
            missing: What the PC lacks, for IT.
            parent: Over which window it opens.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("checkup_window")
        self.setProperty("surface", "canvas")
        self.setWindowTitle(say("Check-up"))
        self._network = network
        self._calls = calls
        self._settings = settings
        self._media = media
        self._in_call = in_call
        self._now = now
        policy = devices or SettingsDevicePolicy(settings)
        self.run = CheckupRun(
            network, calls, media, policy, in_call=in_call, access=access, missing=missing, parent=self
        )
        self.devices = DevicesColumn(policy, media.widget if media is not None else None)
        self.lines = {topic: CheckLine(topic) for topic in Topic}
        self.summary = Summary()
        self.message_bar = MessageBar()
        self._call_note = small_label(
            say("A call is under way. It may hold the camera, and the others in it hear the tone.")
        )
        self._progress = QProgressBar()
        self._progress.setRange(0, len(Topic))
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(say("Progress of the check-up"))
        self.copy_button = plain_button(say("Copy"))
        self.save_button = plain_button(say("Save for IT…"))
        self.again_button = plain_button(say("Run again")) if before_call else main_button(say("Run again"))
        self.close_button = plain_button(say("Close"))
        self.join_button: QPushButton | None = main_button(say("Join now")) if before_call else None
        self.save_question = SaveQuestion(self)
        self._told = Result.RUNNING
        self._connect()
        self._lay_out()
        self.setMinimumSize(*LEAST)
        self.resize(*USUAL)

    def begin(self) -> None:
        """Start the check-up, or start it again."""
        self._call_note.setVisible(self._in_call())
        self.devices.meter.set_level(0)
        self._told = Result.RUNNING
        self.run.start()

    # ---- what is shown
    def _show_topic(self, topic: Topic) -> None:
        shown = self.lines[topic]
        finding = self.run.findings[topic]
        shown.show_finding(finding)
        if topic is Topic.MICROPHONE and finding.verdict is Verdict.BAD:
            self.devices.meter.set_level(0)
        if shown.offer(*self._ways(topic)):
            tab_in_reading_order(self)
        self._show_summary()

    def _show_summary(self) -> None:
        findings = self.run.findings
        answered = sum(finding.verdict is not Verdict.RUNNING for finding in findings.values())
        result = self.run.result
        self._progress.setValue(answered)
        self._progress.setVisible(result is Result.RUNNING)
        text = summary_words(result, findings, answered=answered, of=len(Topic))
        self.summary.show_result(result, text)
        if result in {self._told, Result.RUNNING}:
            return
        self._told = result
        announce(self.summary, text)
        keep_memory(self._settings, read_memory(self._settings).after(result, self._now().date()))

    def _ways(self, topic: Topic) -> tuple[tuple[str, str], ...]:
        """Return what can be done about a topic from its line."""
        finding = self.run.findings[topic]
        if finding.reason is Reason.PLAYING:
            return ("heard", say("I hear it")), ("not_heard", say("I hear nothing"))
        if finding.reason in _ASKS_AGAIN:
            return (("ask_again", say("Ask again")),)
        kinds = _SWITCHES.get(finding.reason, ())
        if finding.reason in _SWITCHED and topic in {Topic.CAMERA, Topic.MICROPHONE}:
            kinds = (DeviceKind(topic.value),)
        texts = {
            DeviceKind.CAMERA: say("Open the camera's switch"),
            DeviceKind.MICROPHONE: say("Open the microphone's switch"),
        }
        return tuple((f"switch:{kind}", texts[kind]) for kind in kinds if switch_place(kind) is not None)

    def _act(self, name: str) -> None:
        if name in {"heard", "not_heard"}:
            self.run.answer_speaker(heard=name == "heard")
        elif name == "ask_again" and self._media is not None:
            self._media.ask_again()
            self.begin()
        elif name.startswith("switch:"):
            place = switch_place(DeviceKind(name.removeprefix("switch:")))
            if place is not None:
                open_outside(place)

    def _answer(self, allow: bool, remember: bool) -> None:  # noqa: FBT001 - a signal's
        if self._media is not None:
            self._media.answer(allow=allow, remember=remember)

    def _play(self) -> None:
        if self._media is not None:
            self._media.play()

    # ---- for IT
    def _write_ticket(self, then: Callable[[str], None]) -> None:
        lines = tuple(
            TicketLine(
                verdict_words(shown.finding.verdict),
                title_words(topic),
                shown.words.sentences,
                shown.finding.facts,
            )
            for topic, shown in self.lines.items()
        )
        title = say("Check-up for video calls")
        let_through = say("What the network has to let through:")
        self._calls.run(
            self, lambda: self._network.ticket(title, about_this_pc(), lines, let_through), then, self._tell
        )

    def _copy(self) -> None:
        def put(text: str) -> None:
            copy_text(text)
            self.message_bar.show_message(say("The check-up was copied."), kind="success", timeout_ms=TOLD_MS)

        self._write_ticket(put)

    def _ask_where(self) -> None:
        name = f"hosted-meetings-checkup-{self._now():%Y-%m-%d-%H%M}.txt"
        self.save_question.ask(say("Save for IT"), name, say("Text files (*.txt)"), self.save_to)

    def save_to(self, path: Path) -> None:
        """Save the ticket to a place."""
        self._write_ticket(partial(self._save, path))

    def _save(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            advice = say("Choose another folder. The check-up can also be copied.")
            self._tell(AppError(say("The file could not be saved"), advice, details=type(error).__name__))
            return
        told = say("Saved as %1.").replace("%1", path.name)
        self.message_bar.show_message(
            told,
            kind="success",
            action_text=say("Open folder"),
            action=lambda: open_outside(path.parent),
            timeout_ms=TOLD_MS,
        )

    def _tell(self, error: AppError) -> None:
        self.message_bar.show_error(error)

    # ---- building
    def _connect(self) -> None:
        self.run.found.connect(self._show_topic)
        self.run.devices_heard.connect(self.devices.show_devices)
        self.run.level_heard.connect(self.devices.meter.set_level)
        self.devices.use_wanted.connect(self.run.use)
        self.devices.play_wanted.connect(self._play)
        if self._media is not None:
            self._media.asked.connect(self.devices.ask_bar.ask)
            self._media.withdrawn.connect(self.devices.ask_bar.hide)
            self.devices.ask_bar.decided.connect(self._answer)
        for shown in self.lines.values():
            shown.acted.connect(self._act)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._ask_where)
        self.again_button.clicked.connect(self.begin)
        self.close_button.clicked.connect(self.close)
        if self.join_button is not None:
            self.join_button.clicked.connect(self._join)

    def _join(self) -> None:
        # The devices first: the call takes them.
        self.close()
        self.join_wanted.emit()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(SPACE.row)
        for widget in (title_label(say("Check-up")), self.summary, self._progress, self._call_note, self.message_bar):
            head.addWidget(widget)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE.row)
        beside = _scrolled(self.devices)
        beside.setFixedWidth(self.devices.width() + SPACE.gap)  # its scroll bar stands in the gap
        middle.addWidget(beside)
        middle.addWidget(_scrolled(self._lines_card()), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        ends = (self.again_button, self.close_button) if self.join_button else (self.close_button, self.again_button)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        for button in ends:
            buttons.addWidget(button)
        if self.join_button is not None:
            buttons.addWidget(self.join_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.gap)
        column.setSpacing(SPACE.gap)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addLayout(buttons)

    def _lines_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, SPACE.hair, 1, SPACE.hair)
        column.setSpacing(0)
        for place, shown in enumerate(self.lines.values()):
            if place:
                column.addWidget(line())
            column.addWidget(shown)
        column.addStretch(1)
        return card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of the devices and of the network."""
        self.run.stop()
        if self._media is not None:
            self._media.release()
        super().closeEvent(event)
        self.closed.emit()


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area
