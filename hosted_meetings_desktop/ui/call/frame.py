"""What the call window shows: the page or what stands in for it, the bars above, the row below, the title."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallPerson, WayOut
from hosted_meetings_desktop.domain.call_diary import Step
from hosted_meetings_desktop.domain.stage import StageDecision
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.consent_bar import ConsentBars
from hosted_meetings_desktop.ui.call.devices import DeviceDesk, DevicePolicy, ForgetfulDevices
from hosted_meetings_desktop.ui.call.downloads import Downloads
from hosted_meetings_desktop.ui.call.extras import CallExtras
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.full_screen import FullScreen
from hosted_meetings_desktop.ui.call.look import darken
from hosted_meetings_desktop.ui.call.misses import Misses, miss_words
from hosted_meetings_desktop.ui.call.people import IsPatient, RoomPeople, Waiting, has_patients_preset
from hosted_meetings_desktop.ui.call.permissions import MediaPolicy, PermissionDesk
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.sharing import SharingDesk
from hosted_meetings_desktop.ui.call.stage_bar import StageTold
from hosted_meetings_desktop.ui.call.status_row import CAPTIONS_KEY, HOLD_KEY, MINI_KEY, StatusRow
from hosted_meetings_desktop.ui.call.view import CallView
from hosted_meetings_desktop.ui.call.voices_button import VoicesButton
from hosted_meetings_desktop.ui.call.window_place import keep_place, put_where_it_was
from hosted_meetings_desktop.ui.call.words import pressing_words, say, state_words, step_words, title_text

_TONES = {"joined": "live", "waiting": "wait", "reconnecting": "wait", "trouble": "stop", "stopped": "stop"}
_STATES_OF_STEPS = frozenset({"loading", "renewing", "joining", "reconnecting"})


class CallFrame(QMainWindow):
    """The window without the course of the call: who is there, what is asked, what is switched on.

    Signals:
        presence_changed(tuple): The names of the others in the room.
        people_changed(tuple): The others in the room, each a ``CallPerson`` with id and preset.
        waiting_changed(tuple): Who waits to be let in, the longest first, each as ``(participant id, name)``.
        stage_changed(StageTold): The stage of a webinar is like this now; None: the person is at none.
        media_changed(frozenset): Which of ``microphone`` and ``camera`` are on.
        held_changed(bool): The call is on hold now, or not any more.
        resuming(): The call is about to go on: now is the time to hold another one.
        mini_changed(bool): The window is small now, or whole again.
        sharing_changed(bool): The screen is shared now, or not any more.
    """

    presence_changed = Signal(tuple)
    people_changed = Signal(tuple)
    waiting_changed = Signal(tuple)
    stage_changed = Signal(object)
    media_changed = Signal(frozenset)
    held_changed = Signal(bool)
    resuming = Signal()
    mini_changed = Signal(bool)
    sharing_changed = Signal(bool)

    def __init__(
        self,
        title: str,
        *,
        media_policy: MediaPolicy,
        device_policy: DevicePolicy | None = None,
        way_out: WayOut | None = None,
        is_patient: IsPatient = has_patients_preset,
        preferences: CallPreferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the window.

        Args:
            title: The meeting's title; empty where it is not known before the ticket.
            media_policy: Remembers what the person said about camera and microphone.
            device_policy: Remembers the person's devices; None remembers nothing.
            way_out: What is offered when the call cannot be had here.
            is_patient: Whether somebody is a patient: two of them never meet by accident.
            preferences: What else the person chose for calls; None remembers nothing beyond this window.
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
        self._misses = Misses(self)
        self._view = CallView(self, way_out=way_out)
        self._downloads = Downloads(self._view.profile_of_call, parent=self)
        self._build(way_out, preferences or CallPreferences())
        self._connect_page()
        self._connect_bars()
        self._connect_extras()
        self._add_keys()

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
    def held(self) -> bool:
        """Whether the call is on hold."""
        return self._extras.hold.held

    @property
    def talks(self) -> bool:
        """Whether this is a call in which the person hears and is heard: such one can be held and made small."""
        return True

    @property
    def small(self) -> bool:
        """Whether the window is small, and in front of the others."""
        return self._extras.mini.on

    @property
    def shares(self) -> bool:
        """Whether the screen is shared now."""
        return self._extras.shares

    @property
    def stage(self) -> StageTold | None:
        """The stage of a webinar, as far as this window sees it; None at any other call."""
        return self._bars.stage.told

    @property
    def consent_bars(self) -> ConsentBars:
        """What asks for consent before a recording."""
        return self._bars.consent

    @property
    def voices(self) -> VoicesButton:
        """What records voices only."""
        return self._status.voices

    def tell(self, sentence: str) -> None:
        """Say something that needs no answer; also in the small window, which has no bars."""
        self._bars.notice(sentence)
        if self.small:
            self._extras.mini.top.say_note(sentence)

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

    def decide_on_stage(self, person_id: str, decision: StageDecision) -> None:
        """Let somebody on the stage, keep them off or send them off it.

        Raises:
            ValueError: That is no participant's id.
        """
        self._view.ask(f"{decision}:{person_id}")

    def toggle_microphone(self) -> None:
        """Switch the microphone on or off, unless the call is on hold; ``media_changed`` says what came of it."""
        if not self.held:
            self._view.ask("toggle_microphone")

    def toggle_camera(self) -> None:
        """Switch the camera on or off, unless the call is on hold; ``media_changed`` says what came of it."""
        if not self.held:
            self._view.ask("toggle_camera")

    def hold(self) -> None:
        """Put the call on hold: nobody in it hears or sees this person, nor the other way round."""
        if self.talks:
            self._extras.hold.begin(self._media)

    def resume(self) -> None:
        """Go on with a call that is on hold, with microphone and camera as they were."""
        self._extras.resume()

    def stop_sharing(self) -> None:
        """Stop sharing the screen; harmless where nothing is shared."""
        self._extras.stop_sharing()

    def make_small(self) -> None:
        """Make the window small and keep it in front of the others; only in a call."""
        if self._status.offers_call:
            self._full_screen.leave()
            self._extras.mini.enter()

    def bring_to_front(self) -> None:
        """Show the whole window before all others; a maximised one stays so."""
        self._extras.mini.leave()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember where the whole window was; the small one has a place of its own."""
        if not self.small:
            keep_place(self, self._preferences)
        super().hideEvent(event)

    # ---- building

    def _build(self, way_out: WayOut | None, preferences: CallPreferences) -> None:
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
        self.setMinimumSize(480, 360)
        self._extras = CallExtras(self, self._view, self._bars, self._status, self._sharing, preferences)
        mini = self._extras.mini
        for part in (mini.top, self._bars, self._stack, mini.buttons, self._status):
            column.addWidget(part, int(part is self._stack))
        self.setCentralWidget(middle)
        self.resize(1100, 760)
        self._preferences = preferences
        put_where_it_was(self, preferences)
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
        self._bars.wish_wanted.connect(self._view.ask)
        self._bars.stage.changed.connect(self.stage_changed)
        self._view.bridge.reported.connect(self._bars.stage.hear)
        self._view.stopped.connect(lambda _status: self._bars.stage.clear())
        self._view.bridge.reported.connect(self._bars.consent.hear)
        self._view.stopped.connect(lambda _status: self._bars.consent.clear())
        self._view.bridge.reported.connect(self._misses.hear)
        self._misses.told.connect(self.tell)
        self._sharing.refused.connect(lambda: self.tell(miss_words("share_refused")))
        self._downloads.saved.connect(self._bars.say_saved)
        not_saved = say("%1 could not be saved. Look whether the Downloads folder has room, then try again.")
        self._downloads.failed.connect(lambda name: self.tell(not_saved.replace("%1", name)))
        self._people.inside_changed.connect(self._show_people)
        self._people.waiting_changed.connect(self._show_waiting)
        self._devices.told.connect(self._bars.say_device)
        self._bars.set_focus_home(self._view)
        self._bars.leaving.leave_wanted.connect(self.close)

    def ask_to_leave(self) -> bool:
        """Ask whether to leave a live call; returns whether that is asked now."""
        return False

    def _ask_once(self) -> bool:
        """Ask, unless the question stands already or the PC ends, which waits for nobody."""
        ends = isinstance(app := QGuiApplication.instance(), QGuiApplication) and app.isSavingSession()
        if self._bars.leaving.asks or ends:
            return False
        self._extras.mini.leave()
        self._bars.leaving.ask(self.people)
        return True

    def _add_keys(self) -> None:
        keys = {
            QKeySequence(QKeySequence.StandardKey.Close): lambda: self.ask_to_leave() or self.close(),
            QKeySequence(HOLD_KEY): self._extras.toggle_hold,
            QKeySequence(MINI_KEY): lambda: self._extras.mini.leave() if self.small else self.make_small(),
            QKeySequence(CAPTIONS_KEY): self._status.captions.click,
        }
        for key, deed in keys.items():
            QShortcut(key, self).activated.connect(deed)

    def _connect_extras(self) -> None:
        extras = self._extras
        extras.resuming.connect(self.resuming)
        extras.sharing_changed.connect(self.sharing_changed)
        extras.hold.changed.connect(self._show_hold)
        extras.mini.changed.connect(self._show_mini)
        buttons = extras.mini.buttons
        self._status.mini_wanted.connect(self.make_small)
        buttons.microphone_wanted.connect(self.toggle_microphone)
        buttons.camera_wanted.connect(self.toggle_camera)
        # Gone at once: leaving takes a moment, in which it would be seen whole again.
        buttons.hang_up_wanted.connect(self.hide)
        buttons.hang_up_wanted.connect(self.close)
        asked, answered = self._permissions.asked, self._permissions.withdrawn
        for news in (self._people.waiting_changed, asked, answered, self.consent_bars.pressing_changed):
            news.connect(self._show_pressing)

    # ---- what it shows

    def _show_state(self, state: str, step: Step | None) -> None:
        words = step_words(step) if step is not None and state in _STATES_OF_STEPS else ""
        text = words or state_words(state, len(self._people.inside), held=self.held)
        tone = "wait" if self.held and state == "joined" else _TONES.get(state, "muted")
        self._status.show_state(text, tone)
        self._bars.show_line(lost=state == "reconnecting" and not words)
        self._extras.follow(state, talks=self.talks)

    def _hear_media(self, media: frozenset[str], sharing: bool) -> None:  # noqa: FBT001 - a signal's
        self._extras.hear_media(media, shares=sharing)
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
        self._extras.show_time(text)
        self._show_title()

    def _show_title(self) -> None:
        self.setWindowTitle(title_text(self.title, self._media, self._time, held=self.held))

    def _show_hold(self, held: bool) -> None:  # noqa: FBT001 - a signal's
        self._show_title()
        self.held_changed.emit(held)

    def _show_mini(self, on: bool) -> None:  # noqa: FBT001 - a signal's
        self._show_pressing()
        self.mini_changed.emit(on)

    def _show_pressing(self, *_what: object) -> None:
        waiting = tuple(one.person for one in self.waiting)
        words = pressing_words(waiting, self._permissions.wanted, self.consent_bars.pressing)
        self._extras.mini.top.show_pressing(words)

    # ---- the person's devices and screen

    def _ask_again(self) -> None:
        self._permissions.ask_again()
        if not self.held:
            self._view.ask("devices")

    def _drop_questions(self) -> None:
        self._sharing.drop()
        self._permissions.drop()
        self._extras.drop()
        self._bars.leaving.withdraw()
