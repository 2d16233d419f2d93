"""A recording of voices is shared with all its files, and with none while one is still to come."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive.shared_copy import write_shared_copy
from hosted_meetings_desktop.domain.archive import Found, ItemKind, ItemState
from hosted_meetings_desktop.domain.consent import Answer
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.recording import RecordingFile, RecordingKind
from hosted_meetings_desktop.domain.sharing import NotShareable
from tests.unit.archive.vault_kit import Bytes
from tests.unit.services.desk_kit import Desk, desk
from tests.unit.services.test_sharing import Case, R, make

__all__ = ["desk"]
pytestmark = pytest.mark.anyio
LABELS = ("default_ada_audio.webm", "default_ben_audio.webm")


async def of_voices(desk: Desk) -> Case:
    case = await make(desk)
    await case.agree("Asha")
    await case.agree("A daughter")
    expires = desk.clock() + timedelta(days=7)
    files = tuple(RecordingFile(f"https://x/{label}?a=1&b=2", expires, label) for label in LABELS)
    recording = replace(desk.service.recordings[R], files=files)
    desk.service.recordings[R] = recording
    desk.store.run_now(lambda lib: lib.recordings.note(recording, now=desk.clock()))
    return case


def keep(case: Case, *states: ItemState) -> None:
    now = case.desk.clock()

    def work(lib) -> None:
        found = [Found(ItemKind.TRACK, now, R, label=label, suffix=".webm") for label in LABELS]
        lib.archive.note_found(found, now=now)
        for item, state in zip(lib.archive.of_recording(R), states, strict=True):
            lib.archive.keep(replace(item, state=state, place="x", vault="v"))

    case.desk.store.run_now(work)


async def test_a_copy_holds_every_voice_and_names_nobody(desk: Desk, tmp_path: Path) -> None:
    case = await of_voices(desk)
    keep(case, ItemState.KEPT, ItemState.KEPT)

    async def content(_item):
        return Bytes(b"a voice" * 1000)

    sharing = replace(case.sharing, copy=write_shared_copy, content=content)
    assert (await sharing.look(R)).copy_ready
    await sharing.make_copy(R, await case.keys("Asha"), tmp_path / "x.zip")
    names = zipfile.ZipFile(tmp_path / "x.zip").namelist()
    assert [name.partition(" voice ")[2] for name in names] == ["1.webm", "2.webm"]
    assert not any("ada" in name or "ben" in name for name in names), "names in a ZIP are read without its password"


async def test_no_copy_is_made_before_all_voices_are_here(desk: Desk, tmp_path: Path) -> None:
    case = await of_voices(desk)
    keep(case, ItemState.KEPT, ItemState.WAITING)
    assert not (await case.sharing.look(R)).copy_ready
    with pytest.raises(AppError, match="not in the archive yet"):
        await case.sharing.make_copy(R, await case.keys("Asha"), tmp_path / "x.zip")
    keep(case, ItemState.KEPT, ItemState.LOST)
    await case.sharing.make_copy(R, await case.keys("Asha"), tmp_path / "x.zip")


async def test_the_links_of_all_voices_are_given(desk: Desk) -> None:
    case = await of_voices(desk)
    given = await case.sharing.give_link(R, await case.keys("Asha"), "Here it is", subject="Visit", mail=True)
    assert given.link.split("\n") == [f"https://x/{label}?a=1&b=2" for label in LABELS]
    mail = desk.post.mails[-1]
    assert all(f"https://x/{label}?a=1&b=2" in mail.text for label in LABELS)
    assert mail.html.count("<a href=") == 2


async def test_a_link_is_not_given_where_it_turns_out_that_others_are_in_it(desk: Desk) -> None:
    case = await of_voices(desk)
    await case.agree("A daughter", Answer.REFUSED)
    (session,) = desk.service.sessions
    asha = next(row.user_id for row in desk.service.presences[session] if row.name == "Asha")
    known = replace(desk.service.recordings[R], voices=(asha,), files=())
    told = replace(known, voices=(), files=(RecordingFile("https://x/1", None, f"default_{asha}_p_audio.webm"),))
    desk.store.run_now(lambda lib: _anew(lib, known, told))
    desk.service.recordings[R] = told
    keys = await case.keys("Asha")
    assert (await case.sharing.give_link(R, keys, "Here it is", subject="Visit", mail=False)).link == "https://x/1"
    stranger = RecordingFile("https://x/2", None, "default_stranger_p_audio.webm")
    desk.service.recordings[R] = replace(told, files=(*told.files, stranger))
    with pytest.raises(NotShareable):
        await case.sharing.give_link(R, keys, "Here it is", subject="Visit", mail=False)


def _anew(lib, *said) -> None:
    lib._connection.exec_driver_sql("DELETE FROM recordings")
    for each in said:
        lib.recordings.note(each, now=each.invoked_at)


async def test_where_the_service_has_no_voice_any_more_no_empty_link_is_given(desk: Desk) -> None:
    case = await of_voices(desk)
    sound = RecordingFile("https://x/1", None, "audio")
    desk.service.recordings[R] = replace(desk.service.recordings[R], kind=RecordingKind.TRACKS, files=(sound,))
    with pytest.raises(AppError, match="no link for this recording"):
        await case.sharing.give_link(R, await case.keys("Asha"), "Here it is", subject="Visit", mail=False)
