"""Writes what a session leaves behind as files: chat, transcript, summary."""

from __future__ import annotations

import csv
import io
import json

from hosted_meetings_desktop.simulator.rest.wire import stamp
from hosted_meetings_desktop.simulator.world import Session

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


def transcript(suffix: str) -> str:
    """Return an empty transcript: nothing here understands speech, and the service often yields none either."""
    empty = {"csv": "", "srt": "", "vtt": "WEBVTT\n", "json": json.dumps([])}
    return empty[suffix]


def summary(session: Session) -> str:
    """Return what can honestly be summed up without a transcript: who was there and for how long."""
    lines = [f"# {session.meeting.title or 'Meeting'}", ""]
    lines += [f"- {row.display_name}: {row.minutes:.1f} min" for row in session.attendance]
    return "\n".join(lines) + "\n"
