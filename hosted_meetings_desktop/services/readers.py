"""Who a plan's readers are, which of several at one address somebody is, and how they stand with the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.message import Channel
from hosted_meetings_desktop.domain.outbox import Message, MessageState, OutboxSettings, Reader, Said, TextsFor
from hosted_meetings_desktop.domain.person import is_email, is_phone
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import OutboxRepository

Key = tuple[Channel, str]
Place = tuple[Reader, Meeting]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one reader should know, and which meeting is the next for them."""

    reader: Reader
    says: Said
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows, and the SEQUENCE of what they are told next.

    Attributes:
        sure: Whether all of it arrived, as far as is known; else they are told everything the next time.
    """

    said: Said | None
    sequence: int
    sure: bool = True


NOTHING = Known(None, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands with its readers.

    Attributes:
        rows: Its meetings.
        messages: What did not arrive of what is to be told, without reminders; the oldest first.
        known: What each knows.
        wanted: What each should know; who is not in it should know nothing.
        times: Of a series: its times by rule in order, each with its start.
    """

    plan_id: str
    rows: Sequence[Meeting]
    messages: Sequence[Message]
    known: Mapping[Key, Known]
    wanted: Mapping[Key, Wanted]
    times: Mapping[datetime, datetime]

    def of(self, key: Key, *states: MessageState) -> list[Message]:
        """Return the messages to somebody that are in one of some states."""
        return [each for each in self.messages if each.reader.key == key and each.state in states]


def reader_of(person: Invitee, settings: OutboxSettings) -> Reader | None:
    """Return how somebody is written to; None for hosts, and where there is no way."""
    if person.role is Role.HOST:
        return None
    if person.email and is_email(person.email):
        return Reader(person.id, person.name, Channel.EMAIL, person.email.strip(), person.language, person.zone)
    texts = settings.gateway is not None and settings.texts_for is not TextsFor.NOBODY
    if texts and is_phone(person.phone):
        return Reader(person.id, person.name, Channel.SMS, person.phone, person.language, person.zone)
    return None


def readers_of(
    plan_id: str, rows: Sequence[Meeting], settings: OutboxSettings, outbox: OutboxRepository, keys: Iterable[Key]
) -> list[Place]:
    """Return who is written to about a plan, each with the meeting, in order.

    Whoever is alone at an address is its reader, under whatever name. Where several share one, as in a family, each
    is a reader of their own, with an entry of their own in the calendar: each has another link.

    Args:
        plan_id: The series, or the meeting that is in none.
        rows: Its meetings.
        settings: How people are written to.
        outbox: Asked for earlier messages where somebody shares an address.
        keys: Who was told of it.
    """
    places: list[Place] = []
    shared = {(channel, address.split(" ")[0]) for channel, address in keys if " " in address}
    for row in rows:
        seen: dict[Key, int] = {}
        for person in row.invitees:
            reader = reader_of(person, settings)
            if reader is not None:
                places.append((reader, row))
                seen[reader.key] = seen.get(reader.key, 0) + 1
        shared.update(key for key, number in seen.items() if number > 1)
    return _told_apart(places, shared, lambda: outbox.of_plan([plan_id])) if shared else places


def _told_apart(places: list[Place], shared: set[Key], messages: Callable[[], Sequence[Message]]) -> list[Place]:
    """Return the same with the readers at shared addresses told apart."""
    last = {each.reader.key: each.reader for each in messages()}
    found = {}
    for key in shared:
        mine = [(index, reader, row) for index, (reader, row) in enumerate(places) if reader.key == key]
        found.update(_named(mine, {reader.among: reader for reader in last.values() if _plain(reader) == key}))
    return [(replace(reader, among=found.get(index, "")), row) for index, (reader, row) in enumerate(places)]


def _named(mine: Sequence[tuple[int, Reader, Meeting]], known: Mapping[str, Reader]) -> dict[int, str]:
    """Return by which name each of the places at one address goes; somebody keeps theirs."""
    people: dict[tuple[str, int], list[tuple[int, Reader]]] = {}
    for index, reader, row in mine:
        name = reader.name.casefold()
        same = sum(
            1 for other, each, place in mine if other < index and place is row and each.name.casefold() == name
        )
        people.setdefault((name, same), []).append((index, reader))
    names: dict[tuple[str, int], str] = {}

    def settle(fits: Callable[[tuple[str, int], Reader], bool]) -> None:
        for who in people:
            for among, reader in known.items():
                if who not in names and among not in names.values() and fits(who, reader):
                    names[who] = among

    settle(lambda who, reader: any(each.invitee_id == reader.invitee_id for _index, each in people[who]))
    settle(lambda who, reader: who[0] == reader.name.casefold())
    for who in people:
        free = ("" if number == 1 else str(number) for number in count(1))
        names.setdefault(who, next(each for each in free if each not in known and each not in names.values()))
    return {index: names[who] for who, places in people.items() for index, _reader in places}


def _plain(reader: Reader) -> Key:
    return replace(reader, among="").key
