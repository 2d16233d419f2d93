"""Writes what a session leaves behind as files: chat, transcript, summary.

A transcript holds the words of the practice patient's script (``simulator/script.py``), and what who steers the
simulator let somebody say: nobody listens to the sound, and what people say in a practice call is not in it.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

from hosted_meetings_desktop.simulator.rest.wire import stamp
from hosted_meetings_desktop.simulator.world import Session, Spoken

CHAT_COLUMNS = (
    "id",
    "participantId",
    "sessionId",
    "meetingId",
    "displayName",
    "pinned",
    "isEdited",
    "payloadType",
    "payload",
    "createdAt",
)
"""FACTS section 4, chat export."""
TRANSCRIPT_SUFFIXES = {"CSV": "csv", "SRT": "srt", "VTT": "vtt", "JSON": "json"}


def chat_csv(session: Session) -> str:
    """Return the session's messages as the service's CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CHAT_COLUMNS)
    for line in session.chat:
        who = line.attendance
        writer.writerow(
            (
                line.id,
                who.participant_id,
                session.id,
                session.meeting.id,
                who.display_name,
                "false",
                "false",
                "TEXT_MESSAGE",
                line.text,
                stamp(line.created_at),
            )
        )
    return out.getvalue()


def transcript(session: Session, suffix: str) -> str:
    """Return what was said as one of :data:`TRANSCRIPT_SUFFIXES`; empty where nothing was.

    The CSV has no heading and the columns of the transcripts that are sent during a call: second since 1970, peer,
    participant, custom id, name, text. The others count from the session's start; the fields of the JSON are
    documented nowhere, they are named here as the SDKs name them.
    """
    match suffix:
        case "csv":
            return _transcript_csv(session.spoken)
        case "json":
            return json.dumps([_transcript_row(session, line) for line in session.spoken])
        case "srt":
            return "\n".join(
                f"{number}\n{_span(session, line, ',')}\n{line.attendance.display_name}: {line.text}\n"
                for number, line in enumerate(session.spoken, start=1)
            )
        case _:
            cues = (
                f"\n{_span(session, line, '.')}\n<v {line.attendance.display_name}>{line.text}</v>\n"
                for line in session.spoken
            )
            return "WEBVTT\n" + "".join(cues)


def _transcript_csv(spoken: list[Spoken]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in spoken:
        who = line.attendance
        ids = (who.id, who.participant_id, who.custom_participant_id)
        writer.writerow((int(line.began_at.timestamp()), *ids, who.display_name, line.text))
    return out.getvalue()


def _transcript_row(session: Session, line: Spoken) -> dict[str, object]:
    who = line.attendance
    return {
        "startTime": round((line.began_at - session.started_at).total_seconds(), 3),
        "endTime": round((line.ended_at - session.started_at).total_seconds(), 3),
        "peerId": who.id,
        "userId": who.participant_id,
        "customParticipantId": who.custom_participant_id,
        "name": who.display_name,
        "transcript": line.text,
    }


def _span(session: Session, line: Spoken, point: str) -> str:
    """Return when a line is said, as cues of SubRip and WebVTT say it."""

    def clock(at: datetime) -> str:
        whole, part = divmod(max(at - session.started_at, timedelta(0)) // timedelta(milliseconds=1), 1000)
        return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{part:03}"

    return f"{clock(line.began_at)} --> {clock(line.ended_at)}"


def summary(session: Session) -> str:
    """Return what can honestly be summed up by who understands nothing: who was there, for how long, who spoke."""
    lines = [f"# {session.meeting.title or 'Meeting'}", ""]
    lines += [f"- {row.display_name}: {row.minutes:.1f} min" for row in session.attendance]
    if session.spoken:
        speakers = dict.fromkeys(line.attendance.display_name for line in session.spoken)
        lines += ["", f"{len(session.spoken)} sentences are written down, of {', '.join(speakers)}."]
    return "\n".join(lines) + "\n"
