"""The scenes of recording voices: the choice, the question's other way, how it stands at the desk and in a call."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from screenshot_consent import LONG, Desk
from screenshot_stage import Clinic, Stage, lay_out_right_to_left, pane_of

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    PersonConsent,
    RecordingConsent,
    Standing,
    Way,
)
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.call.consent_bar import ConsentBars
from hosted_meetings_desktop.ui.call.look import darken
from hosted_meetings_desktop.ui.call.mini_place import LEAST
from hosted_meetings_desktop.ui.call.mini_strips import MiniTop
from hosted_meetings_desktop.ui.call.status_row import StatusRow
from hosted_meetings_desktop.ui.parts.voices_consent import voices_instead
from tests.panes.clinic_data import live_room, recording
from tests.panes.today_data import ago

HOST, GUEST, DAUGHTER = "Dr. Ada Osei", "Fatima al-Hassani", "A daughter"


def _voices(status: RecordingStatus = RecordingStatus.RECORDING) -> Recording:
    made = recording(90, status, invoked_at=ago(7))
    return replace(made, kind=RecordingKind.TRACKS, voices=("host", "p1"))


class VoicesDesk(Desk):
    """The front desk of an account whose service records voices; the patient has agreed."""

    def __init__(self, stage: Stage, *, name: str = "") -> None:
        super().__init__(stage, name=name)
        self.live.offers_tracks = True
        self.say(Answer.GIVEN, Way.GUEST_PAGE)

    def run_voices(self, status: RecordingStatus = RecordingStatus.RECORDING) -> None:
        """Let the voices of the host and the patient be recorded."""
        room = self.live.room
        if room is not None:
            heard = tuple(str(each.participant_id) for each in room.people[:2])
            self.live.room = replace(room, recording=replace(_voices(status), voices=heard))
        self.select("m05")


def voices_choice(stage: Stage) -> None:
    scene = VoicesDesk(stage)
    scene.select("m05")
    section = scene.pane.desk_details.room_section
    if section is None:
        return
    choice = section.people.record_choice
    choice.menu.popup(choice.opener.mapToGlobal(choice.opener.rect().bottomLeft()))
    stage.settle(200)
    stage.save(scene.window, choice.menu)
    choice.menu.close()


def voices_asked(stage: Stage) -> None:
    scene = VoicesDesk(stage)
    scene.record()
    scene.save_details()


def voices_running(stage: Stage) -> None:
    scene = VoicesDesk(stage)
    scene.run_voices()
    scene.save()


def voices_paused(stage: Stage) -> None:
    scene = VoicesDesk(stage)
    scene.run_voices(RecordingStatus.PAUSED)
    scene.save_details()


def voices_alarm(stage: Stage) -> None:
    scene = VoicesDesk(stage)
    scene.say(Answer.WITHDRAWN)
    scene.run_voices()
    scene.save_details()


def voices_long(stage: Stage) -> None:
    scene = VoicesDesk(stage, name=LONG)
    scene.record()
    scene.save_details()


def voices_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        voices_running(stage)
    finally:
        lay_out_right_to_left(on=False)


def voices_details(stage: Stage) -> None:
    clinic = Clinic()
    room = live_room(MeetingId("m00"))
    heard = tuple(str(each.participant_id) for each in room.people)
    late = LivePerson(ParticipantId("p9"), DAUGHTER, "group_call_guest", ago(1))
    clinic.live.room = replace(room, people=(*room.people, late), recording=replace(_voices(), voices=heard))
    clinic.live.offers_tracks = True
    clinic.live.consents.meeting = next(row for row in clinic.meetings.rows if row.id == "m00")
    clinic.live.consents.entries += [
        replace(_entry(each.name, Answer.GIVEN), id=each.name, invitee_id=each.invitee)
        for each in clinic.live.room.people
    ]
    pane = pane_of(stage.window("meetings", clinic))
    pane.select("m00")
    stage.settle(200)
    stage.save_part(pane.meeting_details)


def voices_in_a_call(stage: Stage) -> None:
    """What the call window has of it: bars and row, wide and narrow, and the strip of the small window."""
    inside = tuple(
        LivePerson(ParticipantId(key), name, "group_call_guest", ago(5))
        for key, name in (("host", HOST), ("p1", GUEST), ("p2", LONG))
    )
    for more, running, size in (
        ("", None, QSize(1100, 170)),
        ("-running", _voices(), QSize(1100, 80)),
        ("-narrow", _voices(), QSize(480, 120)),
        ("-asked-narrow", None, QSize(480, 320)),
        ("-small", _voices(), QSize(LEAST.width(), 50)),
    ):
        holder = QWidget()
        darken(holder)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = StatusRow()
        if more == "-small":
            _add_top(column, row)
        else:
            _add_bars(column, inside, asked=running is None)
            column.addStretch(1)
            column.addWidget(row)
        stage.show(holder, (size.width(), size.height()))
        row.show_state("In the call with 2 others", "live")
        row.show_time("12:04")
        row.offer_call(offered=True)
        row.voices.show_recording(running, inside, offered=True)
        stage.settle(120)
        stage.save(holder, more=more)


def _add_top(column: QVBoxLayout, row: StatusRow) -> None:
    top = MiniTop()
    row.voices.told.connect(top.show_voices)
    row.setParent(top)
    row.hide()
    top.show_name(LONG)
    top.show_time("12:04")
    top.show_recorded("on")
    column.addWidget(top)


def _add_bars(column: QVBoxLayout, inside: tuple[LivePerson, ...], *, asked: bool) -> None:
    bars = ConsentBars()
    column.addWidget(bars)
    said = _said()
    if asked:
        bars.ask(said, voices_instead(said, inside))
    else:
        no = tuple(each for each in said.people if each.name == GUEST)
        taken_back = tuple(replace(each, last=_entry(GUEST, Answer.WITHDRAWN)) for each in no)
        bars.show_alarm(replace(said, standing=Standing.REFUSED, people=taken_back), RecordingKind.TRACKS)


def _said() -> RecordingConsent:
    yes = PersonConsent(None, GUEST, None, _entry(GUEST, Answer.GIVEN), here=True)
    return RecordingConsent(
        Standing.MISSING, (yes, PersonConsent(None, LONG, None, here=True)), ConsentPolicy.EACH_PERSON
    )


def _entry(name: str, answer: Answer) -> ConsentEntry:
    return ConsentEntry("e", MeetingId("m05"), None, name, answer, Way.READ_OUT, HOST, ago(6))


VOICES = (voices_choice, voices_asked, voices_running)
VOICES_LIGHT = (voices_in_a_call, voices_paused, voices_alarm, voices_long, voices_right_to_left, voices_details)
