"""Invitations through a real mail server, read back from the mailbox byte by byte."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.message import Clinic, MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.domain.outbox import MessageState, OutboxSettings
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.messages.postman import MessagePostman
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import OutboxService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard
from tests.unit.fake_service import FakeService, Ticking
from tests.unit.services.outbox_kit import ASHA, BEN, WEEKLY, Links, visit

pytestmark = pytest.mark.anyio


class Mailbox:
    """An aiosmtpd handler: keeps what arrives, and refuses whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.unknown = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address == self.unknown:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(envelope.original_content)
        return "250 OK"

    def read(self) -> list[EmailMessage]:
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]  # type: ignore[misc]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@pytest.fixture
def office(
    store: Database, service: FakeService, changes: Heard, clock: Ticking, mailbox: tuple[Mailbox, int]
) -> tuple[MeetingService, OutboxService]:
    calendars = IcsCalendars()
    server = MailServer("127.0.0.1", mailbox[1], MailSecurity.NONE, MailSignIn.NONE)
    settings = OutboxSettings(Clinic("Praxis Müller"), Contact("Praxis Müller", "clinic@example.org"), server)
    store.run_now(lambda lib: lib.outbox.keep_settings(settings))
    meetings = MeetingService(store, Engine(store, service, changes, clock), changes, clock, calendars)
    outbox = OutboxService(store, calendars, LetterWriter(), MessagePostman(), Links(), changes, clock)
    return meetings, outbox


async def test_request_update_cancel_of_one_and_of_all(
    office: tuple[MeetingService, OutboxService], mailbox: tuple[Mailbox, int], clock: Ticking
) -> None:
    meetings, outbox = office

    async def after_the_hold() -> None:
        clock.advance(minutes=4)
        await outbox.turn()

    planned = await meetings.plan(visit(ASHA, hours=25), recurrence=replace(WEEKLY, weekdays=(1,)))
    await after_the_hold()
    rows = (await meetings.page(MeetingFilter(), 0, 10)).rows
    when = rows[1].schedule
    await meetings.move(rows[1].id, replace(when, starts_at=when.starts_at + timedelta(hours=2)))
    await after_the_hold()
    await meetings.cancel(rows[2].id)
    await after_the_hold()
    await meetings.cancel(rows[0].id, scope=Scope.ALL)
    await after_the_hold()
    box, _port = mailbox
    mails = box.read()
    assert len(mails) == 4
    found = []
    for raw, mail in zip(box.mails, mails, strict=True):
        assert b"\r\n" in raw
        assert not re.search(rb"(?<!\r)\n", raw), "every line ends in CRLF"
        assert mail["To"] == f"Asha <{ASHA}>"
        assert mail["From"] == "Praxis Müller <clinic@example.org>"
        parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert parts, "Outlook looks for it among the alternatives"
        body = parts[0].get_payload(decode=True)
        method = parts[0].get_param("method")
        assert f"METHOD:{method}\r\n".encode() in body
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
        for name in ("text/plain", "text/html"):
            assert any(part.get_content_type() == name for part in mail.walk())
        (entry,) = [each for each in Calendar.from_ical(body).walk("VEVENT") if _newest(each, body)][:1]
        found.append((method, int(entry["SEQUENCE"]), "RECURRENCE-ID" in entry, str(entry["UID"])))
    uid = planned.meeting.series_id
    assert found == [
        ("REQUEST", 0, False, uid), ("REQUEST", 1, True, uid), ("CANCEL", 2, True, uid), ("CANCEL", 3, False, uid),
    ]  # fmt: skip
    assert len({mail["Message-ID"] for mail in mails}) == 4


def _newest(entry: Any, body: bytes) -> bool:
    highest = max(int(number) for number in re.findall(rb"SEQUENCE:(\d+)", body))
    return int(entry["SEQUENCE"]) == highest


async def test_a_refused_recipient_holds_up_nobody_else(
    office: tuple[MeetingService, OutboxService], mailbox: tuple[Mailbox, int], clock: Ticking
) -> None:
    meetings, outbox = office
    box, _port = mailbox
    box.unknown = ASHA
    await meetings.plan(visit(ASHA, BEN))
    clock.advance(minutes=4)
    await outbox.turn()
    assert [mail["To"].addresses[0].addr_spec for mail in box.read()] == [BEN]
    messages = (await CorrespondenceService(outbox).page(0, 10, unsent=True)).rows
    assert [(each.reader.address, each.state) for each in messages] == [(ASHA, MessageState.REFUSED)]
    assert "No such mailbox" in messages[0].problem


async def test_a_server_that_is_down_loses_nothing(
    office: tuple[MeetingService, OutboxService], mailbox: tuple[Mailbox, int], clock: Ticking, store: Database
) -> None:
    meetings, outbox = office
    box, port = mailbox
    settings = store.run_now(lambda lib: lib.outbox.settings())
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    assert settings.server is not None
    down = replace(settings, server=replace(settings.server, port=nobody))
    store.run_now(lambda lib: lib.outbox.keep_settings(down))
    await meetings.plan(visit(ASHA))
    clock.advance(minutes=4)
    await outbox.turn()
    (waiting,) = (await CorrespondenceService(outbox).page(0, 10, unsent=True)).rows
    assert waiting.state is MessageState.WAITING
    assert "The mail server cannot be reached" in waiting.problem
    up = replace(settings, server=replace(settings.server, port=port))
    await CorrespondenceService(outbox).keep_settings(up)
    await outbox.turn()
    assert len(box.mails) == 1
