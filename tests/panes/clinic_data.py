"""A clinic's week: meetings, people, recordings and sessions for pane tests and screenshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    RecordingId,
    RoomId,
    SessionId,
    new_id,
)
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom, Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import (
    Invitee,
    Meeting,
    Region,
    Schedule,
    SyncState,
)
from hosted_meetings_desktop.domain.preset import USUAL_PRESETS, Role
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.session import Session

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
"""A Monday morning. Panes under test are told that it is now."""

OFFLINE = AppError(
    "The video service cannot be reached",
    "Your plans are kept and will be sent by themselves.",
    retryable=True,
    details="ConnectTimeout",
)

NO_PRESET = "The video service has no preset “group_call_guest”. Choose what Priya Chandrasekhar may do in the call."
AWAY = SyncStatus(
    standing=Standing.OFFLINE,
    since=NOW - timedelta(minutes=10),
    waiting=2,
    attention=1,
    refreshed_at=NOW - timedelta(minutes=12),
    problem="The video service cannot be reached.",
)
"""No connection since 09:02."""

KEPT_FOR = timedelta(days=7)
"""How long the provider keeps a recording."""

PATIENTS = (
    "Fatima al-Zahra al-Hassani",
    "محمد عبد الرحمن الشريف",
    "Venkatanarasimharajuvaripeta Subramaniam Iyer",
    "Priya Chandrasekhar",
    "Jürgen Müller-Lüdenscheidt",
    "Oluwaseun Adébáyọ̀",
    "María del Carmen Fernández de Córdoba y Álvarez de Toledo",
    "Nguyễn Thị Minh Khai",
    "Sam O'Neill",
    "अनन्या कृष्णमूर्ति",
)
HOSTS = ("Dr. Ada Osei", "Dr. Lakshmi Venkataraman", "Dr. Karim Haddad", "Nurse Ewa Wiśniewska")
TITLES = (
    "Follow-up after knee surgery",
    "First consultation",
    "Blood pressure review",
    "Diabetes annual review with dietician",
    "Wound check",
    "Medication review",
    "Physiotherapy, session 4 of 8",
    "Results of the MRI",
)
LONG_TITLE = (
    "Multidisciplinary conference about complex rehabilitation after polytrauma with orthopaedics, "
    "neurology, physiotherapy, social work and the interpreter"
)
ZONES = ("Europe/Berlin", "Asia/Kolkata", "Asia/Dubai", "America/New_York", "Etc/UTC")


def invitee(
    name: str, role: Role = Role.PATIENT, *, added: bool = True, email: str = "", problem: str = ""
) -> Invitee:
    """Make an invited person with the role's usual preset."""
    key = f"{role}-{abs(hash(name)) % 10_000}-{new_id()[:8]}"
    return Invitee(
        InviteeId(key), name, role, USUAL_PRESETS[role], email, ParticipantId(f"p-{key}") if added else None, problem
    )


def meeting(number: int, starts_at: datetime, title: str = "", **changes: object) -> Meeting:
    """Make one meeting; ``changes`` replaces fields."""
    made = Meeting(
        id=MeetingId(f"m{number:02}"),
        title=title or TITLES[number % len(TITLES)],
        schedule=Schedule(starts_at, timedelta(minutes=(15, 30, 45, 60)[number % 4]), ZONES[number % len(ZONES)]),
        host=HOSTS[number % len(HOSTS)],
        invitees=(invitee(PATIENTS[number % len(PATIENTS)]),),
        room_id=RoomId(f"room-{number:02}"),
        sync=SyncState.SYNCED,
        observed_at=NOW - timedelta(seconds=20),
        created_at=NOW - timedelta(days=9),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clinic_meetings() -> list[Meeting]:
    """Return 40 meetings: one live, one started late, waiting and attention, cancelled, a very long title."""
    today = NOW.replace(hour=0, minute=0)
    rows = [
        meeting(
            0,
            NOW - timedelta(minutes=12),
            "Follow-up after knee surgery",
            live=3,
            invitees=(
                invitee(PATIENTS[0]),
                invitee("Yusuf al-Hassani", Role.RELATIVE),
                invitee("Leila Mansour", Role.INTERPRETER),
            ),
        ),
        meeting(
            1,
            NOW + timedelta(minutes=18),
            sync=SyncState.WAITING,
            room_id=None,
            next_try_at=NOW + timedelta(minutes=2),
            invitees=(invitee(PATIENTS[1], added=False), invitee("Dr. Karim Haddad", Role.COLLEAGUE, added=False)),
        ),
        meeting(
            2,
            NOW + timedelta(minutes=48),
            LONG_TITLE,
            host="Prof. Dr. Venkatanarasimharajuvaripeta Lakshminarasimhan",
            invitees=tuple(invitee(name) for name in PATIENTS),
            region=Region.FRANKFURT,
            record_on_start=True,
        ),
        meeting(
            3,
            NOW + timedelta(hours=2),
            sync=SyncState.ATTENTION,
            problem=NO_PRESET,
            invitees=(invitee(PATIENTS[3], added=False, problem=NO_PRESET),),
        ),
        meeting(4, NOW - timedelta(minutes=7), "Team round", invitees=(), sync=SyncState.SENDING),
        meeting(5, NOW + timedelta(hours=3), cancelled=True),
    ]
    for number in range(6, 40):
        day = (number - 18) // 3
        if day >= 0:
            day += 1 if number % 5 else 0
        start = today + timedelta(days=day, hours=7 + number % 9, minutes=15 * (number % 4))
        rows.append(meeting(number, start, cancelled=number % 13 == 0))
    return rows


def live_room(meeting_id: MeetingId, *, recording: Recording | None = None, seconds_ago: int = 4) -> LiveRoom:
    """Return a room with three people in it."""
    session = Session(
        SessionId("s-live"),
        RoomId("room-00"),
        "Video visit",
        NOW - timedelta(minutes=12),
        None,
        3,
        3,
        meeting_id=meeting_id,
        observed_at=NOW,
    )
    seen = NOW - timedelta(seconds=seconds_ago)
    share = (seen - session.started_at) / (NOW - session.started_at) if seconds_ago > 60 else 1
    people = tuple(
        LivePerson(
            ParticipantId(f"p{number}"), name, preset, session.started_at + timedelta(minutes=12 - since) * share
        )
        for number, (name, preset, since) in enumerate(
            (
                ("Dr. Ada Osei", "group_call_host", 12),
                (PATIENTS[0], "group_call_guest", 9),
                (PATIENTS[6], "group_call_guest", 2),
            )
        )
    )
    return LiveRoom(meeting_id, session, people, recording, seen)


def _visit(number: int) -> datetime:
    """Return when the nth last visit began: this morning, then four on each day before."""
    if number == 0:
        return NOW - timedelta(minutes=50)
    days, hour = 1 + (number - 1) // 4, 16 - 2 * ((number - 1) % 4)
    return NOW.replace(hour=hour, minute=(5 * number) % 60) - timedelta(days=days)


def recording(
    number: int,
    status: RecordingStatus = RecordingStatus.UPLOADED,
    *,
    invoked_at: datetime | None = None,
    **changes: object,
) -> Recording:
    """Make one recording; ``changes`` replaces fields."""
    invoked = invoked_at or _visit(number)
    done = status is RecordingStatus.UPLOADED
    length = timedelta(minutes=14 + 7 * (number % 5), seconds=11 * number % 60)
    made = Recording(
        id=RecordingId(f"r{number:02}"),
        room_id=RoomId(f"room-{number:02}"),
        title=TITLES[number % len(TITLES)],
        status=status,
        invoked_at=invoked,
        started_at=invoked + timedelta(seconds=4),
        stopped_at=invoked + timedelta(seconds=4) + length if done else None,
        seconds=int(length.total_seconds()) if done else None,
        size=int(length.total_seconds()) * 81_000 if done else None,
        file_name=f"visit-{number:02}.mp4",
        session_id=SessionId(f"s{number:02}"),
        files=(RecordingFile(f"https://files.example/{number}", invoked + KEPT_FOR),) if done else (),
        meeting_id=MeetingId(f"m{number:02}"),
        observed_at=NOW - timedelta(minutes=3),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clinic_recordings() -> list[Recording]:
    """Return recordings in every state, newest first: running, uploading, kept, expiring, gone, failed, unknown."""
    rows = [
        recording(0, RecordingStatus.RECORDING, title=TITLES[0], invoked_at=NOW - timedelta(minutes=8)),
        recording(9, RecordingStatus.PAUSED, invoked_at=NOW - timedelta(minutes=25)),
        recording(1, RecordingStatus.UPLOADING, invoked_at=NOW - timedelta(minutes=47)),
        recording(2, local_path="/clinic/recordings/visit-02.mp4", sha256="9f86d081884c7d659a2feaa0c55ad015" * 2),
        recording(3, title=LONG_TITLE),
        recording(4, invoked_at=NOW + timedelta(days=2, hours=3) - KEPT_FOR),
        recording(5, invoked_at=NOW + timedelta(hours=5, minutes=10) - KEPT_FOR),
        recording(6, invoked_at=NOW - timedelta(days=1) - KEPT_FOR),
        recording(7, RecordingStatus.ERRORED, files=()),
        recording(8, RecordingStatus.UNKNOWN, title="زيارة متابعة"),
        *(recording(number) for number in range(10, 18)),
    ]
    return sorted(rows, key=lambda row: row.invoked_at, reverse=True)


def session(number: int, **changes: object) -> Session:
    """Make one ended session; ``changes`` replaces fields."""
    start = _visit(number)
    made = Session(
        id=SessionId(f"s{number:02}"),
        room_id=RoomId(f"room-{number:02}"),
        title=TITLES[number % len(TITLES)],
        started_at=start,
        ended_at=start + timedelta(minutes=18 + 3 * (number % 9)),
        live=0,
        most_at_once=2 + number % 4,
        minutes=40.5 + number,
        meeting_id=MeetingId(f"m{number:02}"),
        observed_at=NOW - timedelta(minutes=1),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clinic_sessions() -> list[Session]:
    """Return an open session, and ended ones of several days."""
    return [
        session(0, started_at=NOW - timedelta(minutes=12), ended_at=None, live=3, most_at_once=3),
        session(1, title=LONG_TITLE),
        *(session(number) for number in range(2, 24)),
    ]
