"""Messages to invited people, and what each of them was told last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.invitation import Attending
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings, Reader, Said, Told
from hosted_meetings_desktop.store import tables as t

_SETTINGS = "outbox"
_OPEN = (MessageState.WAITING, MessageState.SENDING, MessageState.UNSURE, MessageState.REFUSED, MessageState.BOUNCED)


_BY_ITSELF = (MessageState.WAITING, MessageState.SENDING)
"""What goes on without anybody."""


class SqlOutbox:
    """Implements ``OutboxRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- how the clinic writes
    def settings(self) -> OutboxSettings:
        """Return how the clinic writes to people; its secrets are safe here, as the whole store is encrypted."""
        kept = self._connection.scalar(select(t.facts.c.value).where(t.facts.c.name == _SETTINGS))
        try:
            return msgspec.json.decode(kept, type=OutboxSettings) if kept else OutboxSettings()
        except msgspec.ValidationError:  # written by a newer version
            return OutboxSettings()

    def keep_settings(self, settings: OutboxSettings) -> None:
        """Keep how the clinic writes to people."""
        self._connection.execute(delete(t.facts).where(t.facts.c.name == _SETTINGS))
        self._connection.execute(insert(t.facts).values(name=_SETTINGS, value=msgspec.json.encode(settings).decode()))

    # ---- what people know
    def told(self, plan_id: str) -> dict[tuple[Channel, str], Told]:
        """Return what was said last about a plan, by the readers' keys."""
        rows = self._connection.execute(select(t.told).where(t.told.c.plan_id == plan_id).order_by(t.told.c.sequence))
        # Earlier versions kept an address as it was spelled.
        return {(Channel(row.channel), row.address.casefold()): _told(row) for row in rows}

    def note_told(self, plan_id: str, channel: Channel, address: str, told: Told) -> None:
        """Keep what somebody was told, or answered; channel and address are a reader's key."""
        c = t.told.c
        key = {"plan_id": plan_id, "channel": channel, "address": address}
        mine = (c.plan_id == plan_id, c.channel == channel)
        spelled = [
            each for each in self._connection.scalars(select(c.address).where(*mine)) if each.casefold() == address
        ]
        self._connection.execute(delete(t.told).where(*mine, c.address.in_(spelled)))
        self._connection.execute(
            insert(t.told).values(
                **key,
                sequence=told.sequence,
                said=None if told.said is None else msgspec.to_builtins(told.said),
                attending=told.attending,
                answers=[[wall.isoformat(), attending] for wall, attending in told.answers],
                answered_at=told.answered_at,
            )
        )

    # ---- messages
    def get(self, message: str) -> Message | None:
        """Return a message, or None."""
        return next(iter(self._rows(t.messages.c.id == message)), None)

    def open_of(self, plan_id: str) -> tuple[Message, ...]:
        """Return the messages about a plan that did not arrive yet, the oldest first."""
        return tuple(self._rows(t.messages.c.plan_id == plan_id, *_is_open()))

    def of_plan(self, plan_ids: Iterable[str]) -> tuple[Message, ...]:
        """Return all messages about some plans, the oldest first."""
        return tuple(self._rows(t.messages.c.plan_id.in_(list(plan_ids))))

    def due(self, *, now: datetime, limit: int) -> tuple[Message, ...]:
        """Return what is to be sent now, the most urgent first.

        What nothing is set up for does not stand in the way of what can be sent; while nothing can, it is all of it.
        """
        m = t.messages.c
        settings = self.settings()
        ways = [each for each in Channel if settings.can_send(each)] or list(Channel)
        where = (m.sent_at.is_(None), m.state == MessageState.WAITING, m.due_at <= now, m.channel.in_(ways))
        return tuple(self._rows(*where, limit=limit))

    def next_due_at(self) -> datetime | None:
        """Return when the next message is to be sent."""
        m = t.messages.c
        return self._connection.scalar(
            select(m.due_at).where(m.sent_at.is_(None), m.state == MessageState.WAITING).order_by(m.due_at).limit(1)
        )

    def page(self, *, unsent: bool, offset: int, limit: int) -> Page[Message]:
        """Return a page: what did not arrive, first where a person is needed; or all, the newest first."""
        m = t.messages.c
        where = _is_open() if unsent else []
        total = self._connection.scalar(select(func.count()).select_from(t.messages).where(*where)) or 0
        order = (m.state.in_(_BY_ITSELF), m.due_at, m.id) if unsent else (m.created_at.desc(), m.id)
        query = select(t.messages).where(*where).order_by(*order)
        rows = self._connection.execute(query.offset(offset).limit(limit))
        return Page(tuple(_message(row) for row in rows), total)

    def keep(self, message: Message) -> None:
        """Keep a message, new or changed."""
        values = _values(message)
        changed = self._connection.execute(update(t.messages).where(t.messages.c.id == message.id).values(**values))
        if not changed.rowcount:
            self._connection.execute(insert(t.messages).values(id=message.id, **values))

    def drop(self, message: str) -> None:
        """Forget a message that nobody was sent."""
        self._connection.execute(delete(t.messages).where(t.messages.c.id == message))

    def recover(self) -> int:
        """After a start: what was being handed over may have arrived. Returns how many that are."""
        found = self._connection.execute(
            update(t.messages)
            .where(t.messages.c.state == MessageState.SENDING)
            .values(state=MessageState.UNSURE, problem="The app ended while this was being sent.")
        )
        return found.rowcount

    def _rows(self, *where: Any, limit: int | None = None) -> list[Message]:
        m = t.messages.c
        query = select(t.messages).where(*where).order_by(m.due_at, m.created_at, m.id)
        return [_message(row) for row in self._connection.execute(query if limit is None else query.limit(limit))]


def _is_open() -> list[ColumnElement[bool]]:
    """Return what tells messages that did not arrive from others; a later one may have settled what is unsure."""
    m = t.messages.c
    return [m.state.in_(_OPEN), or_(m.state != MessageState.UNSURE, m.sent_at.is_(None))]


def _told(row: Row[Any]) -> Told:
    return Told(
        row.sequence,
        None if row.said is None else msgspec.convert(row.said, Said),
        Attending(row.attending),
        tuple((datetime.fromisoformat(wall), Attending(answer)) for wall, answer in row.answers or ()),
        row.answered_at,
    )


def _values(message: Message) -> dict[str, Any]:
    reader = message.reader
    return {
        "plan_id": message.plan_id,
        "meeting_id": message.meeting_id,
        "invitee_id": reader.invitee_id,
        "channel": reader.channel,
        "occasion": message.occasion,
        "name": reader.name,
        "address": reader.address,
        "language": reader.language,
        "zone": reader.zone,
        "state": message.state,
        "due_at": message.due_at,
        "sequence": message.sequence,
        "says": _kept(message),
        "one": None if message.one is None else message.one.isoformat(timespec="seconds"),
        "attempts": message.attempts,
        "problem": message.problem,
        "created_at": message.created_at,
        "sent_at": message.sent_at,
    }


_KNEW, _AMONG = "knew", "among"
"""Inside the column of what a message says: what the reader knew before, and which they are at their address."""


def _kept(message: Message) -> dict[str, Any] | None:
    says = {} if message.says is None else msgspec.to_builtins(message.says)
    knew = {} if message.knew is None else {_KNEW: msgspec.to_builtins(message.knew)}
    among = {_AMONG: message.reader.among} if message.reader.among else {}
    return {**says, **knew, **among} or None


def _said(kept: dict[str, Any] | None) -> Said | None:
    return msgspec.convert(kept, Said) if kept and kept.keys() - {_KNEW, _AMONG} else None


def _message(row: Row[Any]) -> Message:
    kept = row.says or {}
    return Message(
        id=row.id,
        plan_id=row.plan_id,
        meeting_id=MeetingId(row.meeting_id),
        reader=Reader(
            InviteeId(row.invitee_id),
            row.name,
            Channel(row.channel),
            row.address,
            row.language,
            row.zone,
            kept.get(_AMONG, ""),
        ),
        occasion=Occasion(row.occasion),
        state=MessageState(row.state),
        due_at=row.due_at,
        created_at=row.created_at,
        sequence=row.sequence,
        says=_said(kept),
        one=None if row.one is None else datetime.fromisoformat(row.one),
        attempts=row.attempts,
        problem=row.problem,
        sent_at=row.sent_at,
        knew=_said(kept.get(_KNEW)),
    )
