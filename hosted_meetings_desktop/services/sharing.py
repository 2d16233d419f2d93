"""Sharing recordings with people who were in them: the provider's link while it lives, or a copy with a password."""

from __future__ import annotations

import html
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.attendance import consolidate
from hosted_meetings_desktop.domain.audit import AuditNote, Deed
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId, new_id
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.message import Channel, Mail, Postman, TextMessage
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.domain.person import is_phone
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.shares import Share, ShareId, ShareWay
from hosted_meetings_desktop.domain.sharing import (
    Attendee,
    GivenLinks,
    MadeCopy,
    MakeCopy,
    NotShareable,
    ShareOffer,
    attendees,
    check_reason,
    check_words,
    lacking_of,
    new_password,
    while_recorded,
)
from hosted_meetings_desktop.domain.vault import Content
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy, RecordingPolicy
from hosted_meetings_desktop.domain.voices import BESIDE_A_FILM, is_of_voices
from hosted_meetings_desktop.services.copying import copying
from hosted_meetings_desktop.services.slot_rule import known_visit_types
from hosted_meetings_desktop.support.pc_user import pc_user

TOPIC = "shares"


@dataclass(frozen=True, slots=True)
class SharingService:
    """Gives recordings to people who were in them, where everybody's consent stands.

    Attributes:
        content: Opens a kept file of the archive.
        copy: Writes a copy with a password.
        postman: Makes what hands messages over.
        who: Tells who sits at this PC.
    """

    store: Store
    service: VideoService
    content: Callable[[ItemId], Awaitable[Content]]
    copy: MakeCopy
    postman: Callable[[], Postman]
    changes: Changes
    clock: Clock
    who: Callable[[], str] = pc_user

    async def look(self, recording_id: RecordingId) -> ShareOffer:
        """Return who was in a recording, whose consent is missing, and which ways there are to give it to them.

        Raises:
            AppError: it is not known who was in it.
        """
        return await self.store.run(lambda lib: _offer(lib, recording_id, self.clock()))

    async def give_link(
        self, recording_id: RecordingId, chosen: Sequence[str], words: str = "", *, subject: str = "", mail: bool
    ) -> GivenLinks:
        """Give people the provider's own link, asked for afresh; it works until the provider deletes the recording.

        Args:
            recording_id: Which.
            chosen: The keys of whom; see ``Attendee``.
            words: What is written over the link.
            subject: Of the e-mail.
            mail: Whether to send it; without, the link is handed over by whoever asked.

        Raises:
            NotShareable: somebody's consent is missing; nothing was given.
            InputProblem: for the field to mend.
            AppError: the provider has it no more, or cannot be asked.
        """
        said = check_words(words)
        await self._chosen(recording_id, chosen)
        recording = await self._fresh(recording_id)
        offer, people = await self._chosen(recording_id, chosen)  # it may hold others than was known
        link, until = "\n".join(_links(recording)), recording.expires_at
        mailed: list[str] = []
        unsent: list[tuple[str, str]] = []
        settings = await self.store.run(lambda lib: lib.outbox.settings())
        for person in people:
            if mail:
                try:
                    await self._mail(settings, person, subject or offer.title, said, link)
                except AppError as error:
                    unsent.append((person.name, f"{error.title}. {error.advice}".strip()))
                    continue
                mailed.append(person.name)
            # At once: whatever becomes of the others, this one has it.
            await self._keep(recording_id, [(person, person.email if mail else "")], ShareWay.PROVIDER_LINK, until)
        return GivenLinks(link, until, tuple(mailed), tuple(unsent))

    async def make_copy(
        self,
        recording_id: RecordingId,
        chosen: Sequence[str],
        target: Path,
        progress: Callable[[int, int | None], None] = lambda _done, _all: None,
    ) -> MadeCopy:
        """Make a copy with a password for people; the clinic hands the file over, the password goes another way.

        Args:
            recording_id: Which.
            chosen: The keys of whom it is for.
            target: The file to write.
            progress: Told the bytes done and in all, from a worker thread.

        Raises:
            NotShareable: somebody's consent is missing; nothing was made.
            AppError: it is not in the archive, or the place cannot be written.
        """
        offer, people = await self._chosen(recording_id, chosen)
        items = await self.store.run(lambda lib: _kept(lib, recording_id))
        if not items:
            raise AppError("This recording is not in the archive yet", "Keep it first, then make a copy.")
        password = new_password()
        async with AsyncExitStack() as opened:
            files: list[tuple[Content, str]] = []
            for number, item in enumerate(items, 1):
                content = await self.content(item.id)
                await opened.enter_async_context(copying(content))
                # The names in a ZIP can be read without its password: they say whose voice it is to nobody.
                which = f" voice {number}" if item.kind is ItemKind.TRACK else ""
                files.append((content, f"{offer.recorded_at:%Y-%m-%d %H%M}{which}{item.suffix or '.mp4'}"))
            (first, name), *more = files
            await _until_stopped(partial(self.copy, first, name, target, password, more=more), progress)
        await self._keep(recording_id, [(each, "") for each in people], ShareWay.EXPORTED_COPY, None)
        return MadeCopy(target, password, tuple(each.name for each in people))

    async def text_password(
        self, recording_id: RecordingId, chosen: Sequence[str], password: str, words: str
    ) -> tuple[str, ...]:
        """Send people the password of their copy as a text message; returns to whom. It is kept nowhere.

        Args:
            recording_id: Of which recording.
            chosen: The keys of whom.
            password: Of the copy.
            words: The message; the password takes the place of ``%1``.

        Raises:
            AppError: text messages are not set up, nobody's number is known, or it could not be sent.
        """
        offer = await self.look(recording_id)
        gateway = (await self.store.run(lambda lib: lib.outbox.settings())).gateway
        if gateway is None:
            raise AppError("Text messages are not set up", "Tell the password by phone.")
        reached = [each for each in offer.people if each.key in set(chosen) and is_phone(each.phone)]
        if not reached:
            raise AppError("Nobody's mobile number is known", "Tell the password by phone.")
        for person in reached:
            text = TextMessage(new_id(), person.phone, words.replace("%1", password))
            await self.postman().text(gateway, text, _at_once)
        return tuple(each.name for each in reached)

    async def withdraw(self, share_id: ShareId, why: str) -> Share:
        """Write down that something is not given to somebody any more.

        Neither the provider's link nor a copy can be taken away from who has it: it is for the record, and so that
        nobody takes it for given.

        Raises:
            InputProblem: there is no reason.
            AppError: it is not in the list any more.
        """
        reason, now, who = check_reason(why), self.clock(), self.who()

        def work(lib: Library) -> Share:
            share = lib.shares.get(share_id)
            if share is None:
                raise AppError("This is not in the list any more")
            if share.withdrawn_at is not None:
                return share
            share = replace(share, withdrawn_at=now, withdrawn_by=who, withdrawn_why=reason)
            lib.shares.keep(share)
            lib.audit.append(_note(share, Deed.WITHDRAWN, now, who, reason))
            return share

        share = await self.store.run(work)
        self.changes.publish(TOPIC)
        return share

    # ---- below
    async def _chosen(
        self, recording_id: RecordingId, chosen: Sequence[str]
    ) -> tuple[ShareOffer, tuple[Attendee, ...]]:
        offer = await self.look(recording_id)
        if not offer.allowed:
            raise NotShareable(offer)
        people = tuple(each for each in offer.people if each.key in set(chosen))
        if not people:
            raise AppError("Nobody is chosen", "Choose who shall have it.")
        return offer, people

    async def _fresh(self, recording_id: RecordingId) -> Recording:
        found = await self.service.get_recording(recording_id)
        await self.store.run(lambda lib: lib.recordings.note(found, now=self.clock()))
        over = found.expires_at is not None and found.expires_at <= self.clock()
        if found.status is not RecordingStatus.UPLOADED or not _links(found) or over:
            raise AppError("The video service has no link for this recording any more", "Make a copy instead.")
        return found

    async def _mail(self, settings: OutboxSettings, person: Attendee, subject: str, words: str, link: str) -> None:
        if settings.server is None:
            raise AppError("E-mail is not set up", "Copy the link, or enter the mail server in Settings.")
        if not person.email:
            raise AppError(f"No e-mail address of {person.name} is known", "Copy the link instead.")
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in words.splitlines() if line.strip())
        addresses = [html.escape(each, quote=True) for each in link.split("\n")]
        anchors = "".join(f'<p><a href="{each}">{each}</a></p>' for each in addresses)
        mail = Mail(
            message_id=f"<{new_id()}@{settings.sender.email.rpartition('@')[2] or 'localhost'}>",
            sender=settings.sender,
            to=Contact(person.name, person.email),
            subject=subject,
            text=f"{words}\n\n{link}\n",
            html=f"<html><body>{lines}{anchors}</body></html>",
            date=self.clock(),
            language=settings.language,
        )
        await self.postman().mail(settings.server, mail, _at_once)

    async def _keep(
        self,
        recording_id: RecordingId,
        given: Sequence[tuple[Attendee, str]],
        way: ShareWay,
        until: datetime | None,
    ) -> None:
        now, who = self.clock(), self.who()

        def work(lib: Library) -> None:
            recording = _must(lib, recording_id)
            item = next(iter(_kept(lib, recording_id)), None)
            for person, address in given:
                share = Share(
                    id=ShareId(new_id()),
                    item_id=item.id if item is not None else None,
                    recording_id=recording_id,
                    meeting_id=recording.meeting_id,
                    name=person.name,
                    way=way,
                    by=who,
                    at=now,
                    invitee_id=person.invitee_id,
                    person_id=person.person_id,
                    address=address,
                    expires_at=until,
                )
                lib.shares.keep(share)
                lib.audit.append(_note(share, Deed.SHARED, now, who))

        await self.store.run(work)
        self.changes.publish(TOPIC)


class _Stopped(Exception):
    """Nobody wants the copy any more."""


async def _until_stopped(
    copy: Callable[[Callable[[int, int | None], None]], None], progress: Callable[[int, int | None], None]
) -> None:
    """Run a copy in a thread; when it is cancelled, it ends with the piece in hand, and only then is this over."""
    stopping, over = threading.Event(), anyio.Event()
    failed: list[OSError | AppError] = []

    def told(done: int, total: int | None) -> None:
        if stopping.is_set():
            raise _Stopped
        progress(done, total)

    async def work() -> None:
        try:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(copy, told)
        except _Stopped:
            return
        except (OSError, AppError) as error:
            failed.append(error)
        finally:
            over.set()

    async with anyio.create_task_group() as group:
        group.start_soon(work)
        try:
            await over.wait()
        finally:
            stopping.set()
    if failed:
        raise failed[0]


async def _at_once() -> None:
    """Nothing has to be written down before: what is not kept is not sent again."""


def _note(share: Share, deed: Deed, at: datetime, who: str, why: str = "") -> AuditNote:
    facts = {"share": str(share.id), "way": share.way.value, "whose": str(share.invitee_id or share.name)}
    subject = str(share.item_id or share.recording_id)
    return AuditNote(at, deed, subject, who, why, facts)


def _must(lib: Library, recording_id: RecordingId) -> Recording:
    found = lib.recordings.get(recording_id)
    if found is None:
        raise AppError("This recording is not in the list any more")
    return found


def _kept(lib: Library, recording_id: RecordingId) -> tuple[ArchiveItem, ...]:
    """Return what of a recording is given out: its film, or its voices once none of them is still to come."""
    items = lib.archive.of_recording(recording_id)
    there = [each for each in items if each.state in {ItemState.KEPT, ItemState.ELSEWHERE}]
    films = [each for each in there if each.kind is ItemKind.RECORDING]
    if films or any(each.kind is ItemKind.RECORDING for each in items):
        return tuple(films[:1])
    voices = [each for each in items if each.label != BESIDE_A_FILM]
    coming = any(each.state is ItemState.WAITING for each in voices)
    return () if coming else tuple(each for each in there if each in voices)


def _links(recording: Recording) -> list[str]:
    """Return the provider's links that are given out: the film's, or those of all voices."""
    if not is_of_voices(recording):
        return [file.url for file in recording.files[:1]]
    return [file.url for file in recording.files if file.label != BESIDE_A_FILM]


def _offer(lib: Library, recording_id: RecordingId, now: datetime) -> ShareOffer:
    recording = _must(lib, recording_id)
    meeting: Meeting | None = lib.meetings.get(recording.meeting_id) if recording.meeting_id is not None else None
    session = lib.sessions.get(recording.session_id) if recording.session_id is not None else None
    inside = while_recorded(lib.sessions.presences(session.id), recording) if session is not None else None
    if meeting is None or session is None or inside is None or not inside.rows:
        raise AppError(
            "It is not known who was in this recording",
            "So nobody can be asked whether it may be shared. Sessions and meetings are read from the video service.",
        )
    kind = next((each for each in known_visit_types(lib) if each.id == meeting.visit_type), None)
    standing, lacking = lacking_of(
        meeting,
        lib.consents.of_meeting(meeting.id),
        kind.recording if kind is not None else RecordingPolicy.BY_HAND,
        kind.consent if kind is not None else ConsentPolicy.EACH_PERSON,
        inside,
    )
    people = attendees(meeting, consolidate(inside.rows, now=now, session_ended=session.ended_at))
    settings = lib.outbox.settings()
    there = recording.status is RecordingStatus.UPLOADED and recording.files and recording.expires_at is not None
    until = recording.expires_at if there and recording.expires_at and recording.expires_at > now else None
    return ShareOffer(
        recording_id,
        meeting.title,
        recording.started_at or recording.invoked_at,
        tuple(_reached(lib, each) for each in people),
        lacking,
        standing,
        lib.shares.of_recording(recording_id),
        until,
        bool(_kept(lib, recording_id)),
        settings.can_send(Channel.EMAIL),
        settings.can_send(Channel.SMS),
    )


def _reached(lib: Library, person: Attendee) -> Attendee:
    """Return somebody with what the clinic's list of people knows, where the meeting does not say."""
    known = lib.people.get(person.person_id) if person.person_id is not None else None
    if known is None:
        return person
    return replace(person, email=person.email or known.email, phone=person.phone or known.phone)
