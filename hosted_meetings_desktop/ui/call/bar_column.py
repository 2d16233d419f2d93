"""The bars of one call, one below the other: what they ask, what they say, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.call import links
from hosted_meetings_desktop.ui.call.bars import Bar, PermissionBar
from hosted_meetings_desktop.ui.call.consent_bar import ConsentBars
from hosted_meetings_desktop.ui.call.leaving import LeaveBar
from hosted_meetings_desktop.ui.call.permissions import MediaKind
from hosted_meetings_desktop.ui.call.share_sign import sharing_words
from hosted_meetings_desktop.ui.call.stage_bar import StageBars
from hosted_meetings_desktop.ui.call.waiting_bars import Others, WaitingBars
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.parts.opening import open_outside


class BarColumn(QWidget):
    """Stands above the call; empty most of the time.

    Signals:
        decided(bool, bool): Camera and microphone are allowed or not; whether to remember it on this PC.
        ask_again_wanted(): The person wants to be asked for camera and microphone once more.
        stop_sharing_wanted(): The person wants to stop sharing.
        resume_wanted(): The person wants to go on with a call that is on hold.
        wish_wanted(str): The person wants something of the page; see ``bridge.WISHES``.
    """

    decided = Signal(bool, bool)
    ask_again_wanted = Signal()
    stop_sharing_wanted = Signal()
    resume_wanted = Signal()
    wish_wanted = Signal(str)

    def __init__(self, others: Others = lambda _id: (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = WaitingBars(others, self)
        self.waiting.admitted.connect(lambda person: self.wish_wanted.emit(f"admit:{person}"))
        self.waiting.denied.connect(lambda person: self.wish_wanted.emit(f"deny:{person}"))
        self.stage = StageBars(self)
        self.stage.wished.connect(self.wish_wanted)
        self.consent = ConsentBars(self)
        self.leaving = LeaveBar(self)
        self._line = Bar("warning", "line_bar", self)
        self._hold = Bar("warning", "hold_bar", self)
        self._hold.add_button("resume", say("Resume"), "main")
        self._hold.answered.connect(lambda _name: self.resume_wanted.emit())
        self._device_wish = ""
        self._device = Bar("info", "device_bar", self)
        self._device_button = self._device.add_button("act", "")
        self._device.add_button("dismiss", say("Close"))
        self._device.answered.connect(self._answer_device)
        self._offered = QUrl()
        self._saved_in = Path()
        self._permission = PermissionBar(self)
        self._permission.decided.connect(self.decided)
        self._kept_off = Bar("info", "kept_off_bar", self)
        self._kept_off.add_button("ask_again", say("Ask again"))
        self._kept_off.add_button("dismiss", say("Leave off"))
        self._kept_off.answered.connect(self._answer_kept_off)
        self._sharing = Bar("success", "sharing_bar", self)
        self._sharing.add_button("stop", say("Stop"), "danger")
        self._sharing.answered.connect(lambda _name: self.stop_sharing_wanted.emit())
        self._link = Bar("info", "link_bar", self)
        self._link.add_button("dismiss", say("Don't open"))
        self._link.add_button("open", say("Open"), "main")
        self._link.answered.connect(self._answer_link)
        self._notice = Bar("info", "notice_bar", self)
        self._folder_button = self._notice.add_button("folder", say("Open folder"))
        self._notice.add_button("dismiss", say("Close"))
        self._notice.answered.connect(self._answer_notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (
            self.leaving,
            self._line,
            self._hold,
            self.waiting,
            self.stage,
            self.consent,
            self._permission,
            self._kept_off,
            self._device,
            self._sharing,
            self._link,
            self._notice,
        ):
            column.addWidget(bar)

    def set_focus_home(self, home: QWidget) -> None:
        """Give the focus to ``home`` whenever a bar goes away with it."""
        self.waiting.focus_home = home
        for bar in self.findChildren(Bar):
            bar.focus_home = home

    def ask_for(self, kinds: Iterable[MediaKind]) -> None:
        """Ask for camera or microphone."""
        self._permission.ask(kinds)

    def withdraw(self) -> None:
        """Take that question back."""
        self._permission.hide()

    def say_kept_off(self, kinds: tuple[MediaKind, ...]) -> None:
        """Say what stays off because the person chose so."""
        if set(kinds) == {MediaKind.CAMERA}:
            self._kept_off.say(say("The camera stays off, as you chose."))
        elif set(kinds) == {MediaKind.MICROPHONE}:
            self._kept_off.say(say("The microphone stays off, as you chose."))
        else:
            self._kept_off.say(say("The camera and microphone stay off, as you chose."))

    def show_sharing(self, *, sharing: bool, what: str = "") -> None:
        """Say that the screen is shared, for as long as it is; ``what`` is what was chosen, where that is known."""
        if sharing:
            self._sharing.say(sharing_words(what))
        else:
            self._sharing.hide()

    def show_line(self, *, lost: bool) -> None:
        """Say that the connection is lost, for as long as it is; the window tells screen readers."""
        if lost:
            said = say("The connection is lost. It comes back by itself. The others may not hear or see you now.")
            self._line.say(said, quietly=True)
        else:
            self._line.hide()

    def show_hold(self, *, held: bool) -> None:
        """Say that the call is on hold, for as long as it is."""
        if held:
            self._hold.say(say("On hold. Nobody in this call hears or sees you, and you hear and see nobody."))
        else:
            self._hold.hide()

    def say_device(self, text: str, wish: str, button: str) -> None:
        """Say what happened to a device, with what can be done about it."""
        self._device_wish = wish
        self._device_button.setText(button)
        self._device_button.setVisible(bool(wish))
        self._device.say(text)

    def offer_link(self, url: QUrl) -> None:
        """Ask whether to open an address, or say why it is not opened."""
        asked = links.question(url)
        if asked is None:
            self.notice(links.refusal(url))
            return
        self._offered = url
        self._link.say(asked)

    def say_saved(self, path: Path) -> None:
        """Say where a file was saved."""
        self._saved_in = path.parent
        self._folder_button.show()
        self._notice.say(say("%1 was saved in %2.").replace("%1", path.name).replace("%2", path.parent.name))

    def notice(self, text: str) -> None:
        """Say something that needs no answer."""
        self._folder_button.hide()
        self._notice.say(text)

    def _answer_kept_off(self, name: str) -> None:
        self._kept_off.hide()
        if name == "ask_again":
            self.ask_again_wanted.emit()

    def _answer_device(self, name: str) -> None:
        self._device.hide()
        if name == "act":
            self.wish_wanted.emit(self._device_wish)

    def _answer_link(self, name: str) -> None:
        self._link.hide()
        if name == "open":
            open_outside(self._offered)

    def _answer_notice(self, name: str) -> None:
        self._notice.hide()
        if name == "folder":
            open_outside(self._saved_in)
