"""What the call window shows: the page or what stands in for it, the bars above, the row below, the title."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallPerson, WayOut
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import StatusRow
from hosted_meetings_desktop.ui.call.devices import DeviceDesk, DevicePolicy, ForgetfulDevices
from hosted_meetings_desktop.ui.call.downloads import Downloads
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.full_screen import FullScreen
from hosted_meetings_desktop.ui.call.look import darken
from hosted_meetings_desktop.ui.call.people import IsPatient, RoomPeople, Waiting, has_patients_preset
from hosted_meetings_desktop.ui.call.permissions import MediaPolicy, PermissionDesk
from hosted_meetings_desktop.ui.call.sharing import SharingDesk
from hosted_meetings_desktop.ui.call.view import CallView
from hosted_meetings_desktop.ui.call.words import say, title_text


class CallFrame(QMainWindow):
    """The window without the course of the call: who is there, what is asked, what is switched on.

    Signals:
        presence_changed(tuple): The names of the others in the room.
        people_changed(tuple): The others in the room, each a ``CallPerson`` with id and preset.
        waiting_changed(tuple): Who waits to be let in, the longest first, each as ``(participant id, name)``.
        media_changed(frozenset): Which of ``microphone`` and ``camera`` are on.
    """

    presence_changed = Signal(tuple)
    people_changed = Signal(tuple)
    waiting_changed = Signal(tuple)
    media_changed = Signal(frozenset)

    def __init__(
        self,
        title: str,
        *,
        media_policy: MediaPolicy,
        device_policy: DevicePolicy | None = None,
        way_out: WayOut | None = None,
        is_patient: IsPatient = has_patients_preset,
        parent: QWidget | None = None,
    ) -> None:
        """Make the window.

        Args:
            title: The meeting's title; empty where it is not known before the ticket.
            media_policy: Remembers what the person said about camera and microphone.
            device_policy: Remembers the person's devices; None remembers nothing.
            way_out: What is offered when the call cannot be had here.
            is_patient: Whether somebody is a patient: two of them never meet by accident.
            parent: As for every widget.
        """
        super().__init__(parent)
        self._title = title
        self._time = ""
        self._media: frozenset[str] = frozenset()
        self._permissions = PermissionDesk(media_policy, self)
        self._sharing = SharingDesk(self._permissions, self)
        self._devices = DeviceDesk(device_policy or ForgetfulDevices(), self)
        self._people = RoomPeople(is_patient, parent=self)
        self._view = CallView(self, way_out=way_out)
        self._downloads = Downloads(self._view.profile_of_call, parent=self)
        self._build(way_out)
        self._connect_page()
        self._connect_bars()

    @property
    def title(self) -> str:
        """What the call is named."""
        return self._title or say("Meeting")

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the others in the room."""
        return tuple(person.name for person in self._people.inside)

    @property
    def people(self) -> tuple[CallPerson, ...]:
        """The others in the room, with id and preset."""
        return self._people.inside

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Who waits to be let in, the longest first."""
        return self._people.waiting

    @property
    def media(self) -> frozenset[str]:
        """Which of ``microphone`` and ``camera`` are on."""
        return self._media

    @property
    def view(self) -> CallView:
        """The web view."""
        return self._view

    def patients_besides(self, person_id: str) -> tuple[CallPerson, ...]:
        """Return the patients inside whom somebody who waits would meet; nobody where that is no patient."""
        return self._people.patients_besides(person_id)

    def admit(self, person_id: str) -> None:
        """Let somebody in who waits; whoever calls this has asked the host already.

        Raises:
            ValueError: That is no participant's id.
        """
        self._view.ask(f"admit:{person_id}")

    def deny(self, person_id: str) -> None:
        """Turn somebody away who waits.

        Raises:
            ValueError: That is no participant's id.
        """
        self._view.ask(f"deny:{person_id}")

    def toggle_microphone(self) -> None:
        """Switch the microphone on or off; ``media_changed`` says what came of it."""
        self._view.ask("toggle_microphone")

    def toggle_camera(self) -> None:
        """Switch the camera on or off; ``media_changed`` says what came of it."""
        self._view.ask("toggle_camera")

    def bring_to_front(self) -> None:
        """Show the window before all others; a maximised one stays so."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # ---- building

    def _build(self, way_out: WayOut | None) -> None:
        self.setObjectName("call_window")
        darken(self)
        self.setWindowTitle(self.title)
        self._bars = BarColumn(self._people.patients_besides, self)
        self._status = StatusRow(self)
        self._front = FrontPane(self, way_out=way_out)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._front)
        self._stack.addWidget(self._view)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bars)
        column.addWidget(self._stack, 1)
        column.addWidget(self._status)
        self.setCentralWidget(middle)
        self.resize(1100, 760)
        self.setMinimumSize(480, 360)
        self._full_screen = FullScreen(self, self._view.call_page, self._status)

    def _connect_page(self) -> None:
        page = self._view.call_page
        page.permissionRequested.connect(self._permissions.consider)
        page.desktopMediaRequested.connect(self._sharing.consider)
        page.fullScreenRequested.connect(self._full_screen.consider)
        page.link_clicked.connect(self._bars.offer_link)

    def _connect_bars(self) -> None:
        self._permissions.asked.connect(self._bars.ask_for)
        self._permissions.withdrawn.connect(self._bars.withdraw)
        self._permissions.kept_off.connect(self._bars.say_kept_off)
        self._bars.decided.connect(lambda ok, keep: self._permissions.answer(allow=ok, remember=keep))
        self._bars.ask_again_wanted.connect(self._ask_again)
        self._bars.stop_sharing_wanted.connect(lambda: self._view.ask("stop_sharing"))
        self._bars.wish_wanted.connect(self._view.ask)
        self._sharing.refused.connect(lambda: self._bars.notice(say("Nothing is shared.")))
        self._downloads.saved.connect(self._bars.say_saved)
        self._downloads.failed.connect(
            lambda name: self._bars.notice(say("%1 could not be saved.").replace("%1", name))
        )
        self._people.inside_changed.connect(self._show_people)
        self._people.waiting_changed.connect(self._show_waiting)
        self._devices.told.connect(self._bars.say_device)

    # ---- what it shows

    def _hear_media(self, media: frozenset[str], sharing: bool) -> None:  # noqa: FBT001 - a signal's
        self._bars.show_sharing(sharing=sharing)
        if media != self._media:
            self._media = media
            self._show_title()
            self.media_changed.emit(media)

    def _show_people(self, people: tuple[CallPerson, ...]) -> None:
        self.presence_changed.emit(self.others)
        self.people_changed.emit(people)

    def _show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        self._bars.waiting.show_waiting(waiting)
        self.waiting_changed.emit(tuple((one.person.id, one.person.name) for one in waiting))

    def _show_time(self, text: str) -> None:
        self._time = text
        self._status.show_time(text)
        self._show_title()

    def _show_title(self) -> None:
        self.setWindowTitle(title_text(self.title, self._media, self._time))

    # ---- the person's devices and screen

    def _ask_again(self) -> None:
        self._permissions.ask_again()
        self._view.ask("devices")

    def _drop_questions(self) -> None:
        self._sharing.drop()
        self._permissions.drop()
        self._bars.show_sharing(sharing=False)
