"""The scenes of consent to being recorded: the question before, the alarm while one runs, and what was shared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from screenshot_stage import Clinic, Stage, lay_out_right_to_left, pane_of
from screenshot_today import Scene

from hosted_meetings_desktop.domain.consent import Answer, Standing, Way
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId, RecordingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.shares import ShareWay
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.sharing.dialog import ShareDialog
from tests.panes.clinic_data import NOW, live_room, recording
from tests.panes.fakes import NowCalls
from tests.panes.sharing_kit import FakeSharing, a_share, an_offer
from tests.panes.today_data import ago

LONG = "Wolfeschlegelsteinhausenbergerdorff von und zu Schwarzenberg-Hohenlohe"


class Desk(Scene):
    """The front desk with a call of a host, a patient and a relative nobody invited."""

    def __init__(self, stage: Stage, *, policy: ConsentPolicy = ConsentPolicy.EACH_PERSON, name: str = "") -> None:
        super().__init__(stage)
        meeting = self.desk.of("m05").meeting
        consents = self.live.consents
        consents.meeting, consents.policy = meeting, policy
        guest = next(each for each in meeting.invitees if each.role is not Role.HOST)
        inside = LivePerson(ParticipantId("p1"), guest.name, guest.preset, ago(9), guest.id)
        other = LivePerson(ParticipantId("p2"), name or "A daughter", guest.preset, ago(4))
        room = live_room(MeetingId("m05"))
        self.live.room = replace(room, people=(room.people[0], inside, other))
        self.guest = guest

    def say(self, answer: Answer, way: Way = Way.READ_OUT) -> None:
        """Let the patient say something."""
        NowCalls().run(
            self.pane,
            lambda: self.live.consents.note(MeetingId("m05"), answer, way, "Dr. Ada Osei", invitee_id=self.guest.id),
            lambda _entry: None,
        )

    def record(self) -> None:
        """Press the button."""
        self.select("m05")
        section = self.pane.desk_details.room_section
        if section is not None:
            section.people.record_button.click()
        self.stage.settle(200)

    def run_recording(self, status: RecordingStatus = RecordingStatus.RECORDING) -> None:
        """Let a recording run."""
        if self.live.room is not None:
            self.live.room = replace(self.live.room, recording=recording(90, status, invoked_at=ago(7)))


def consent_asked(stage: Stage) -> None:
    scene = Desk(stage)
    scene.say(Answer.GIVEN, Way.GUEST_PAGE)
    scene.record()
    scene.save_details()


def consent_asked_long(stage: Stage) -> None:
    scene = Desk(stage, name=LONG)
    scene.record()
    scene.save_details()


def consent_announce(stage: Stage) -> None:
    scene = Desk(stage, policy=ConsentPolicy.ANNOUNCED)
    scene.record()
    scene.save_details()


def consent_alarm(stage: Stage) -> None:
    scene = Desk(stage)
    scene.say(Answer.GIVEN, Way.PAPER)
    scene.run_recording()
    scene.select("m05")
    scene.save_details()


def consent_alarm_no(stage: Stage) -> None:
    scene = Desk(stage)
    scene.say(Answer.REFUSED)
    scene.run_recording()
    scene.select("m05")
    scene.save_details()


def consent_right_to_left(stage: Stage) -> None:
    lay_out_right_to_left(on=True)
    try:
        consent_alarm(stage)
    finally:
        lay_out_right_to_left(on=False)


def consent_details(stage: Stage) -> None:
    clinic = Clinic()
    clinic.live.room = live_room(MeetingId("m00"))
    clinic.live.consents.meeting = next(row for row in clinic.meetings.rows if row.id == "m00")
    window = stage.window("meetings", clinic)
    pane = pane_of(window)
    pane.select("m00")
    stage.settle(200)
    section = pane.meeting_details.live_section
    if section is not None:
        section.record_button.click()
    stage.settle(200)
    stage.save_part(pane.meeting_details)


def _share(stage: Stage, deeds: FakeSharing, more: Callable[[ShareDialog], object] = lambda _dialog: None) -> None:
    window = stage.window("recordings")
    dialog = ShareDialog(RecordingId("r-1"), deeds, NowCalls(), lambda: NOW, window)
    dialog.open()
    stage.settle(120)
    more(dialog)
    stage.settle(200)
    stage.save(dialog)


def share_link(stage: Stage) -> None:
    def choose(dialog: ShareDialog) -> None:
        dialog.by_mail.setChecked(True)
        dialog.boxes["a"].setChecked(True)

    _share(stage, FakeSharing(offer=an_offer(given=(a_share(),))), choose)


def share_lacking(stage: Stage) -> None:
    _share(stage, FakeSharing(offer=an_offer(lacking=("A daughter", LONG), standing=Standing.MISSING)))


def share_copy(stage: Stage) -> None:
    def copy(dialog: ShareDialog) -> None:
        dialog.boxes["a"].setChecked(True)
        dialog.copy_to(Path("x.zip"))

    _share(stage, FakeSharing(), copy)


def share_withdraw(stage: Stage) -> None:
    gone = a_share(2, way=ShareWay.EXPORTED_COPY, name=LONG, address="", expires_at=None)
    deeds = FakeSharing(offer=an_offer(given=(a_share(), gone)))
    _share(stage, deeds, lambda dialog: dialog.given.lines[0].withdraw_button.click())


CONSENT = (
    consent_asked, consent_announce, consent_alarm, consent_details, share_link, share_lacking, share_copy,
    share_withdraw,
)  # fmt: skip
CONSENT_LIGHT = (consent_asked_long, consent_alarm_no, consent_right_to_left)
