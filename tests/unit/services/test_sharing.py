"""Sharing over a real store: nobody gets a recording while somebody's consent is missing, and all of it is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from anyio.from_thread import run_sync

from hosted_meetings_desktop.domain.archive import Found, ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.audit import Deed
from hosted_meetings_desktop.domain.consent import Answer, Standing, Way
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import RecordingId, SessionId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.message import TextGateway
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.shares import ShareWay
from hosted_meetings_desktop.domain.sharing import NotShareable, new_password
from hosted_meetings_desktop.domain.vault import Content
from hosted_meetings_desktop.services.audit import AuditService
from hosted_meetings_desktop.services.sharing import SharingService
from tests.unit.services.desk_kit import Desk, desk
from tests.unit.services.outbox_kit import SETTINGS

__all__ = ["desk"]
pytestmark = pytest.mark.anyio

R = RecordingId("r-1")
LINK = "https://files.provider.example/r-1.mp4?signature=secret"


class Film:
    """Implements ``Content``."""

    length = 5
    closed = False

    def read_at(self, place: int, size: int) -> bytes:
        return b"movie"[place : place + size]

    def close(self) -> None:
        self.closed = True


@dataclass
class Case:
    """A recording of a visit at which a patient, a relative nobody invited, the host and the desk were."""

    desk: Desk
    sharing: SharingService
    meeting: Meeting
    film: Film
    passwords: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """Put the film into the archive."""
        now = self.desk.clock()

        def work(lib) -> None:
            lib.archive.note_found([Found(ItemKind.RECORDING, now, R, suffix=".mp4", size=5)], now=now)
            (item,) = lib.archive.of_recording(R)
            lib.archive.keep(replace(item, state=ItemState.KEPT, place="x", vault="v"))

        self.desk.store.run_now(work)

    async def agree(self, name: str, answer: Answer = Answer.GIVEN) -> None:
        person = next((each for each in self.meeting.invitees if each.name == name), None)
        consents = self.desk.live.consents
        whose = {"invitee_id": person.id} if person is not None else {"name": name}
        await consents.note(self.meeting.id, answer, Way.PAPER, "Desk", **whose)

    async def keys(self, *names: str) -> list[str]:
        return [each.key for each in (await self.sharing.look(R)).people if each.name in names]


async def make(desk: Desk, **more: object) -> Case:
    meeting = await desk.plan("Asha", **more)
    invited = tuple(
        replace(each, email="asha@example.org", phone="+447700900123") if each.role is Role.PATIENT else each
        for each in meeting.invitees
    )
    desk.store.run_now(lambda lib: lib.outbox.keep_settings(SETTINGS))
    desk.join(meeting, "Dr Sommer", "Asha", "A daughter")
    (session,) = desk.service.sessions.values()
    begun = desk.clock()
    recording = Recording(
        R, meeting.room_id, "Visit", RecordingStatus.UPLOADED, begun, begun, begun + timedelta(minutes=20),
        session_id=SessionId(session.id), meeting_id=meeting.id,
        files=(RecordingFile(LINK, begun + timedelta(days=7)),),
    )  # fmt: skip
    desk.service.recordings[R] = recording

    def keep(lib) -> None:
        rows = [replace(row, left_at=begun + timedelta(minutes=20)) for row in desk.service.presences[session.id]]
        later = begun + timedelta(minutes=30)
        late = replace(rows[-1], peer_id="late", user_id="late", name="After it", joined_at=later, left_at=None)
        lib.sessions.note_presences(session.id, [*rows, late], now=begun)
        lib.recordings.note(recording, now=begun)

    desk.store.run_now(keep)
    film = Film()

    async def content(_item: ItemId) -> Content:
        return film

    case = Case(desk, None, replace(meeting, invitees=invited), film)  # type: ignore[arg-type]

    def copy(
        _content: Content,
        name: str,
        target: Path,
        password: str,
        progress: Callable[[int, int | None], None],
        **_more: object,
    ) -> None:
        case.passwords.append(password)
        target.write_text(name)
        progress(5, 5)

    case.sharing = SharingService(
        desk.store, desk.service, content, copy, lambda: desk.post, desk.changes, desk.clock, lambda: "nurse"
    )
    await desk.plans.change(meeting.id, replace(_draft(meeting), invitees=invited))
    return case


def _draft(meeting: Meeting):
    from hosted_meetings_desktop.services.planning import draft_of

    return draft_of(meeting)


async def test_nothing_is_shared_while_somebody_s_consent_is_missing(desk: Desk) -> None:
    case = await make(desk)
    offer = await case.sharing.look(R)
    assert [(each.name, each.role) for each in offer.people] == [("Asha", Role.PATIENT), ("A daughter", None)]
    assert (offer.lacking, offer.standing) == (("Asha", "A daughter"), Standing.MISSING)
    assert not offer.allowed
    await case.agree("Asha")
    with pytest.raises(NotShareable, match="Not everybody") as lacking:
        await case.sharing.give_link(R, await case.keys("Asha"), mail=True)
    assert lacking.value.names == ("A daughter",)
    assert "A daughter" in lacking.value.advice
    with pytest.raises(NotShareable):
        await case.sharing.make_copy(R, await case.keys("Asha"), Path("/nowhere/x.zip"))
    assert desk.post.mails == []
    assert not (await case.sharing.look(R)).given


async def test_the_provider_s_link_goes_out_and_is_kept(desk: Desk) -> None:
    case = await make(desk)
    await case.agree("Asha")
    await case.agree("A daughter")
    given = await case.sharing.give_link(
        R, await case.keys("Asha", "A daughter"), "Your visit:", subject="Your recording", mail=True
    )
    assert given.mailed == ("Asha",)
    assert [name for name, _why in given.unsent] == ["A daughter"]
    (mail,) = desk.post.mails
    assert (mail.subject, mail.to.email) == ("Your recording", "asha@example.org")
    assert LINK in mail.text
    assert "&amp;" not in LINK
    assert LINK not in repr(given)
    (share,) = (await case.sharing.look(R)).given
    assert (share.name, share.way, share.address, share.by) == (
        "Asha", ShareWay.PROVIDER_LINK, "asha@example.org", "nurse",
    )  # fmt: skip
    assert share.expires_at == given.until
    desk.clock.advance(days=8)
    with pytest.raises(AppError, match="no link"):
        await case.sharing.give_link(R, await case.keys("Asha"), mail=True)
    assert (await case.sharing.look(R)).link_until is None


async def test_a_copy_has_a_password_that_goes_another_way(desk: Desk, tmp_path: Path) -> None:
    case = await make(desk)
    await case.agree("Asha")
    await case.agree("A daughter")
    with pytest.raises(AppError, match="not in the archive"):
        await case.sharing.make_copy(R, await case.keys("Asha"), tmp_path / "x.zip")
    case.keep()
    made = await case.sharing.make_copy(R, await case.keys("Asha"), tmp_path / "x.zip")
    assert made.place.read_text().endswith(".mp4")
    assert case.film.closed
    assert case.passwords == [made.password]
    assert made.password not in repr(made)
    settings = replace(SETTINGS, gateway=TextGateway("https://sms.example.org/send"))
    desk.store.run_now(lambda lib: lib.outbox.keep_settings(settings))
    told = await case.sharing.text_password(R, await case.keys("Asha"), made.password, "Password: %1")
    assert told == ("Asha",)
    (text,) = desk.post.texts
    assert text.text == f"Password: {made.password}"
    with pytest.raises(AppError, match="could not be saved"):
        await case.sharing.make_copy(R, await case.keys("Asha"), tmp_path / "none" / "x.zip")


async def test_who_takes_it_back_later_is_heard_and_what_was_given_stays_on_record(desk: Desk) -> None:
    case = await make(desk)
    await case.agree("Asha")
    await case.agree("A daughter")
    await case.sharing.give_link(R, await case.keys("Asha"), mail=False)
    await case.agree("A daughter", Answer.WITHDRAWN)
    with pytest.raises(NotShareable, match="does not want"):
        await case.sharing.give_link(R, await case.keys("Asha"), mail=False)
    (share,) = (await case.sharing.look(R)).given
    with pytest.raises(InputProblem):
        await case.sharing.withdraw(share.id, " ")
    taken = await case.sharing.withdraw(share.id, "the daughter asked for it")
    assert not taken.open_at(desk.clock())
    assert taken == (await case.sharing.withdraw(share.id, "again"))
    log = await AuditService(desk.store, desk.changes, desk.clock).page(0, 20)
    deeds = [line.note.deed for line in log.rows if line.note is not None and line.note.deed is not Deed.CONSENT]
    assert deeds == [Deed.WITHDRAWN, Deed.SHARED]


async def test_what_is_only_announced_is_shared_with_who_was_told(desk: Desk) -> None:
    case = await make(desk, visit_type=VisitTypeId("team"))
    assert (await case.sharing.look(R)).lacking == ("Asha", "A daughter")
    await case.agree("Asha", Answer.ASKED)
    await case.agree("A daughter", Answer.ASKED)
    assert (await case.sharing.look(R)).allowed


async def test_a_recording_of_nobody_we_know_is_not_shared(desk: Desk) -> None:
    case = await make(desk)
    elsewhere = replace(desk.service.recordings[R], session_id=SessionId("x"))
    desk.store.run_now(lambda lib: lib.recordings.note(elsewhere, now=desk.clock()))
    with pytest.raises(AppError, match="not known who"):
        await case.sharing.look(R)


def test_a_password_can_be_read_out() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(each) == 19 and not set(each) & set("01iloIO") for each in made)


async def test_a_copy_that_is_stopped_is_given_to_nobody(desk: Desk, tmp_path: Path) -> None:
    case = await make(desk)
    await case.agree("Asha")
    await case.agree("A daughter")
    case.keep()
    ended: list[bool] = []

    def endless(
        _content: Content,
        _name: str,
        _target: Path,
        _password: str,
        progress: Callable[[int, int | None], None],
        **_more: object,
    ) -> None:
        try:
            while True:
                progress(1, 5)
                time.sleep(0.001)
        finally:
            ended.append(True)

    sharing = replace(case.sharing, copy=endless)
    with anyio.CancelScope() as stopping:
        chosen = await case.keys("Asha")
        await sharing.make_copy(R, chosen, tmp_path / "x.zip", lambda *_seen: run_sync(stopping.cancel))
    assert stopping.cancelled_caught
    assert ended, "the thread has ended before the content is let go of"
    assert case.film.closed
    assert not (await case.sharing.look(R)).given
