"""An outbox in memory with messages in every state, for tests of its screens and for pictures of them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.invitation import Attending, Contact, Method
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Page
from hosted_meetings_desktop.domain.message import (
    Channel,
    Clinic,
    Letter,
    Mail,
    MailSecurity,
    MailServer,
    MailSignIn,
    Occasion,
    TextGateway,
)
from hosted_meetings_desktop.domain.outbox import (
    Answered,
    Message,
    MessageState,
    OutboxSettings,
    PersonTold,
    Reader,
    Said,
    TextsFor,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.messages.mime import message_bytes
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.ui.parts.draft_files import DraftFolder
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.message_deeds import MessageDeeds
from hosted_meetings_desktop.ui.settings.writing.groups import WritingGroups
from tests.panes.clinic_data import NOW, PATIENTS, meeting

SECRET_LINK = "https://visit.example.org/#rtk.c96ce9f4a1474165"
EXAMPLE_LINK = "https://example.invalid/#…"
PASSWORD = "correct-horse-battery"
API_KEY = "Bearer sk-9f27c1"
SECRETS = (SECRET_LINK, "c96ce9f4a1474165", PASSWORD, API_KEY, "sk-9f27c1")
SERVER = MailServer(
    "mail.clinic.example", 587, MailSecurity.STARTTLS, MailSignIn.PASSWORD, "desk@clinic.example", PASSWORD
)
GATEWAY = TextGateway("https://sms.example.org/v1/send", (("Authorization", API_KEY), ("X-Project", "clinic")))
UNREACHABLE = AppError(
    "The mail server cannot be reached",
    "Check the mail server's address in Settings, and the connection.",
    retryable=True,
    details="connecting: TimeoutError",
)
UNREADABLE = AppError("Your saved meetings could not be read", "Nothing was changed.", details="disk I/O error")
SOON = NOW + timedelta(days=1, hours=1)


def a_logo(width: int = 180, height: int = 48) -> bytes:
    """Return a small PNG."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#0b6b5b"))
    painter = QPainter(image)
    painter.setBrush(QColor("#ffffff"))
    painter.drawEllipse(height // 4, height // 4, height // 2, height // 2)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def some_settings(**changes: object) -> OutboxSettings:
    """Return how a clinic writes that has set everything up."""
    clinic = Clinic("Clinic at the Park", "+44 20 7946 0018", "#0b6b5b", note="Open Mon to Fri, 8 to 18.")
    usual = OutboxSettings(
        clinic, Contact("Clinic at the Park", "desk@clinic.example"), SERVER, GATEWAY, TextsFor.REMINDERS
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def said(at: datetime = SOON, title: str = "Video visit", **changes: object) -> Said:
    """Return what somebody should know of a visit in London."""
    wall = at.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)
    usual = Said(title, "Dr. Ada Osei", wall, at, timedelta(minutes=30), "Europe/London")
    return replace(usual, **changes)  # type: ignore[arg-type]


def message(number: int, name: str = "", **changes: object) -> Message:
    """Return an invitation that goes out in two minutes; ``changes`` replaces fields, ``says`` and ``reader`` too."""
    name = name or PATIENTS[number % len(PATIENTS)]
    address = f"person{number}@example.org"
    usual = Message(
        id=f"x{number:04}",
        plan_id=f"m{number % 40:02}",
        meeting_id=MeetingId(f"m{number % 40:02}"),
        reader=Reader(InviteeId(f"i{number}"), name, Channel.EMAIL, address, zone="Europe/London"),
        occasion=Occasion.INVITATION,
        state=MessageState.WAITING,
        due_at=NOW + timedelta(seconds=110),
        created_at=NOW - timedelta(seconds=70),
        sequence=0,
        says=said(),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def by_text(made: Message, phone: str = "+447700900123") -> Message:
    """Return a message as a text message."""
    return replace(made, reader=replace(made.reader, channel=Channel.SMS, address=phone))


HELD = message(1)
WAITS = message(
    2,
    attempts=2,
    problem=f"{UNREACHABLE.title}. {UNREACHABLE.advice}",
    due_at=NOW + timedelta(minutes=5),
)
SENDING = message(3, state=MessageState.SENDING, due_at=NOW)
UNSURE = message(
    4,
    state=MessageState.UNSURE,
    due_at=NOW - timedelta(hours=1),
    problem="The mail server did not answer. The message may have been sent all the same.",
)
SENT = message(5, state=MessageState.SENT, due_at=NOW, sent_at=NOW - timedelta(minutes=30))
REFUSED = message(
    6,
    state=MessageState.REFUSED,
    attempts=1,
    due_at=NOW - timedelta(hours=2),
    occasion=Occasion.CHANGE,
    problem="The message cannot be delivered to this address. The mail server said: no such mailbox.",
)
BOUNCED = message(
    7, state=MessageState.BOUNCED, due_at=NOW - timedelta(hours=3), sent_at=NOW - timedelta(hours=3),
    problem="Mailbox full",
)  # fmt: skip
BY_HAND = message(8, state=MessageState.BY_HAND, due_at=NOW, sent_at=NOW - timedelta(days=1))
CALLED_OFF = message(9, occasion=Occasion.CANCELLATION, says=None, due_at=NOW + timedelta(seconds=30), knew=said())
REMINDER = by_text(message(10, occasion=Occasion.REMINDER, due_at=NOW + timedelta(hours=5)))
EVERY_STATE = (REFUSED, BOUNCED, UNSURE, WAITS, SENDING, HELD, CALLED_OFF, REMINDER, SENT, BY_HAND)
_OPEN = (
    MessageState.WAITING, MessageState.SENDING, MessageState.UNSURE, MessageState.REFUSED, MessageState.BOUNCED
)  # fmt: skip


def told(made: Message, attending: Attending = Attending.UNANSWERED) -> PersonTold:
    """Return the person of a message."""
    return PersonTold(made.reader.invitee_id, made.reader.name, made.reader, made, attending)


def some_people() -> tuple[PersonTold, ...]:
    """Return invited people in every state."""
    return (
        told(HELD),
        told(WAITS),
        told(SENDING),
        told(UNSURE),
        told(SENT, Attending.ACCEPTED),
        told(REFUSED),
        told(BOUNCED, Attending.TENTATIVE),
        told(BY_HAND, Attending.DECLINED),
        told(REMINDER),
        PersonTold(InviteeId("i20"), "Leila Mansour", None, None, Attending.UNANSWERED),
        PersonTold(InviteeId("i21"), "Yusuf al-Hassani", HELD.reader, None, Attending.UNANSWERED),
    )


def meeting_of(people: tuple[PersonTold, ...], **changes: object) -> Meeting:
    """Return the meeting that people are invited to, with its host."""
    invitees = [
        Invitee(person.invitee_id, person.name, Role.PATIENT, "group_call_guest", f"{person.invitee_id}@example.org")
        for person in people
    ]
    host = Invitee(InviteeId("host"), "Dr. Ada Osei", Role.HOST, "group_call_host")
    usual = meeting(1, SOON, "Knee", invitees=(host, *invitees), invites=True)
    return replace(usual, **changes)  # type: ignore[arg-type]


def mail_of(made: Message, settings: OutboxSettings, link: str) -> Mail:
    """Return a message as it is written; a text message has no page."""
    about = made.about or said()
    letter = Letter(
        occasion=made.occasion,
        language=made.reader.language or "en",
        to=Contact(made.reader.name, made.reader.address),
        clinic=settings.clinic,
        host=about.host,
        title=about.title,
        starts_at=about.first,
        duration=about.duration,
        zone=made.reader.zone or about.zone,
        clinic_zone=about.zone,
        link="" if made.occasion is Occasion.CANCELLATION else link,
    )
    writer = LetterWriter()
    entry = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    mail = writer.mail(
        letter,
        message_id=made.message_id,
        sender=settings.sender,
        date=NOW,
        calendar=b"" if made.occasion is Occasion.REMINDER else entry,
        method=None if made.occasion is Occasion.REMINDER else Method.REQUEST,
    )
    if made.reader.channel is Channel.SMS:
        return replace(mail, subject="", text=writer.text(letter), html="", calendar=b"", method=None)
    return mail


@dataclass
class FakeCorrespondence:
    """Implements all that the screens ask about messages, in memory; fails where it is told to."""

    messages: list[Message] = field(default_factory=lambda: list(EVERY_STATE))
    told: tuple[PersonTold, ...] = field(default_factory=some_people)
    kept: OutboxSettings = field(default_factory=some_settings)
    fails: AppError | None = None
    preview_fails: AppError | None = None
    sending_fails: AppError | None = None
    keeping_fails: AppError | None = None
    check_fails: AppError | None = None
    answers: tuple[Answered, ...] = ()
    answer_fails: dict[bytes, AppError] = field(default_factory=dict)
    did: list[tuple[str, str]] = field(default_factory=list)
    checked: list[MailServer] = field(default_factory=list)
    pages: list[tuple[int, int, bool]] = field(default_factory=list)

    def _look(self) -> None:
        if self.fails is not None:
            raise self.fails

    def _one(self, message_id: str) -> Message:
        known = [*self.messages, *(each.message for each in self.told if each.message is not None)]
        return next(each for each in known if each.id == message_id)

    def _put(self, made: Message) -> None:
        self.messages = [made if each.id == made.id else each for each in self.messages]
        self.told = tuple(
            replace(each, message=made) if each.message is not None and each.message.id == made.id else each
            for each in self.told
        )

    # ---- what there is
    async def page(self, offset: int, limit: int, *, unsent: bool) -> Page[Message]:
        self._look()
        self.pages.append((offset, limit, unsent))
        rows = [each for each in self.messages if not unsent or each.state in _OPEN]
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def people(self, _meeting_id: MeetingId) -> tuple[PersonTold, ...]:
        self._look()
        host = PersonTold(InviteeId("host"), "Dr. Ada Osei", None, None, Attending.UNANSWERED)
        return (host, *self.told)

    async def settings(self) -> OutboxSettings:
        self._look()
        return self.kept

    async def keep_settings(self, settings: OutboxSettings) -> None:
        if self.keeping_fails is not None:
            raise self.keeping_fails
        self.kept = settings

    async def check(self, server: MailServer) -> str:
        self.checked.append(server)
        if self.check_fails is not None:
            raise self.check_fails
        return f"{server.host} answered, protected by TLSv1.3."

    # ---- one message
    async def preview(self, message_id: str) -> Mail:
        self._look()
        if self.preview_fails is not None:
            raise self.preview_fails
        return mail_of(self._one(message_id), self.kept, EXAMPLE_LINK)

    async def draft(self, message_id: str) -> bytes:
        self._look()
        self.did.append(("draft", message_id))
        return message_bytes(mail_of(self._one(message_id), self.kept, SECRET_LINK), draft=True)

    async def send_now(self, message_id: str) -> None:
        self.did.append(("send", message_id))
        if self.sending_fails is not None:
            raise self.sending_fails
        self._put(replace(self._one(message_id), state=MessageState.SENT, sent_at=NOW, problem=""))

    async def send_again(self, message_id: str) -> str:
        self.did.append(("again", message_id))
        if self.sending_fails is not None:
            raise self.sending_fails
        return f"{message_id}-2"

    async def note_by_hand(self, message_id: str) -> None:
        self.did.append(("by hand", message_id))
        self._put(replace(self._one(message_id), state=MessageState.BY_HAND, sent_at=NOW, problem=""))

    # ---- what comes back
    async def read_answers(self, data: bytes) -> tuple[Answered, ...]:
        self.did.append(("read", str(len(data))))
        if data in self.answer_fails:
            raise self.answer_fails[data]
        return () if data == b"report" else self.answers


@dataclass
class FakeFinder:
    """Implements ``MeetingFinder``."""

    found: Meeting | None = None

    async def get(self, _meeting_id: MeetingId) -> Meeting:
        if self.found is None:
            raise AppError("This meeting is not there any more")
        return self.found


def deeds_for(
    screen: QWidget, correspondence: FakeCorrespondence, calls: object, folder: Path, bar: MessageBar
) -> MessageDeeds:
    """Return what can be done with messages, as a window gives it to its screens."""
    drafts = DraftFolder(folder / "drafts", screen)
    return MessageDeeds(correspondence, calls, drafts, lambda: bar, screen)  # type: ignore[arg-type]


def writing_groups(calls: object) -> WritingGroups:
    """Return how a clinic writes to people, for a whole Settings pane."""
    return WritingGroups(FakeCorrespondence(), calls)  # type: ignore[arg-type]


def spoken(root: QWidget) -> str:
    """Return every text, tooltip, placeholder and accessible name inside a screen."""
    parts = []
    for widget in (root, *root.findChildren(QWidget)):
        parts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        for name in ("text", "toPlainText", "toHtml", "placeholderText", "title"):
            with contextlib.suppress(AttributeError, TypeError):
                parts.append(str(getattr(widget, name)()))
    return "\n".join(parts)
