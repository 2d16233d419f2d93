"""Killed in the middle of sending, again and again: nobody is mailed twice, and nothing is lost."""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, new_id
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.message import Clinic, MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.domain.outbox import MessageState, OutboxSettings
from hosted_meetings_desktop.domain.preset import Role
from tests.chaos.outbox_host import outbox

PEOPLE = 40
KILLS = 12


class Slow:
    """Takes every message, in its own time: before it is answered the sender may be gone."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        await asyncio.sleep(random.uniform(0, 0.06))  # noqa: S311 - a pause
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Slow, int]]:
    handler = Slow()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()


def fill(path: Path, key: bytes, port: int) -> None:
    """Plan a meeting for each of many people, all of whom are to be written to."""
    from hosted_meetings_desktop.services.telling import Telling

    database, service = outbox(path, key)
    server = MailServer("127.0.0.1", port, MailSecurity.NONE, MailSignIn.NONE)
    now = datetime.now(UTC)

    def work(lib: Any) -> None:
        lib.outbox.keep_settings(OutboxSettings(Clinic("Clinic"), Contact("Clinic", "clinic@example.org"), server))
        for number in range(PEOPLE):
            guest = Invitee(
                InviteeId(new_id()), f"Patient {number}", Role.PATIENT, "group_call_guest", f"p{number}@example.org"
            )
            schedule = Schedule(now + timedelta(days=2, hours=number), timedelta(minutes=20), "Europe/Berlin")
            draft = MeetingDraft("Visit", schedule, "Dr Sommer", (guest,), invites=True)
            meeting = lib.meetings.add(MeetingId(new_id()), draft, now=now)
            Telling(lib, service.calendars, now).review([meeting])

    database.run_now(work)
    database.close()


def test_kills_while_sending(tmp_path: Path, sink: tuple[Slow, int]) -> None:
    handler, port = sink
    path, key = tmp_path / "m.db", secrets.token_bytes(32)
    fill(path, key, port)
    command = [sys.executable, "-m", "tests.chaos.outbox_host", str(path), key.hex()]
    killed = 0
    while killed < KILLS:
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0.02, 0.5))  # noqa: S311 - a pause
        over = child.poll() is not None
        child.kill()
        child.wait()
        child.stdout.close()
        killed += 1
        if over:
            break
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    database, service = outbox(path, key)
    messages = database.run_now(lambda lib: lib.outbox.page(unsent=False, offset=0, limit=1_000)).rows
    unsure = [each for each in messages if each.state is MessageState.UNSURE]
    assert len(messages) == PEOPLE, "nothing is lost"
    assert {each.state for each in messages} <= {MessageState.SENT, MessageState.UNSURE}
    assert max(handler.taken.values()) == 1, "nobody is written to twice"
    sent = {each.message_id for each in messages if each.state is MessageState.SENT}
    assert sent <= set(handler.taken), "what is called sent arrived"
    assert len(unsure) <= killed, "each kill leaves one in doubt at most"
    # A person looks, and lets the doubtful ones be sent again: whoever has one already has the same Message-ID.
    for each in unsure:
        database.run_now(lambda lib, one=each: lib.outbox.keep(replace(one, state=MessageState.WAITING)))
    asyncio.run(service.turn())
    database.close()
    assert set(handler.taken) == {each.message_id for each in messages}
