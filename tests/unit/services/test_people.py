"""The list of people as its screens use it, over a real store."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.domain.errors import AppError, InputProblem, StoreProblem
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.person import PeopleStep, Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people import PeopleService
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportChoices,
    ImportStopped,
)
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, Ticking

pytestmark = pytest.mark.anyio

NEW = PersonId("")


@pytest.fixture
def people(store: Database, changes: Heard, clock: Ticking) -> PeopleService:
    return PeopleService(store, changes, clock, country_code="49")


async def everybody(people: PeopleService) -> list[str]:
    return [person.name for person in (await people.page("", 0, 100)).rows]


async def test_keeping_tidies_and_gives_an_id(people: PeopleService, changes: Heard) -> None:
    kept = await people.keep(
        Person(NEW, "  Ada   Osei ", email=" ada@clinic.test", phone="030 123456", language="DE")
    )
    assert kept.id
    assert (kept.name, kept.email, kept.phone, kept.language) == ("Ada Osei", "ada@clinic.test", "+4930123456", "de")
    assert await people.get(kept.id) == kept
    assert changes.topics == ["people"]
    changed = await people.keep(replace(kept, notes="Deaf"))
    assert changed.id == kept.id
    assert await everybody(people) == ["Ada Osei"]


async def test_what_cannot_be_used_is_refused_and_nothing_is_kept(people: PeopleService, changes: Heard) -> None:
    with pytest.raises(InputProblem, match="needs a name"):
        await people.keep(Person(NEW, " \u202e "))
    assert await everybody(people) == []
    assert changes.topics == []
    with pytest.raises(AppError, match="not in the list any more"):
        await people.get(PersonId("gone"))


async def test_names_that_begin_as_typed_are_found_first(people: PeopleService) -> None:
    for name, email in (("Bo Li", "maria@b.test"), ("Anna Maria Rao", ""), ("Mariam Aziz", ""), ("Maria Braun", "")):
        await people.keep(Person(NEW, name, email=email))
    assert [person.name for person in await people.find("mari")] == [
        "Maria Braun",
        "Mariam Aziz",
        "Anna Maria Rao",
        "Bo Li",
    ]
    assert [person.name for person in await people.find("maria b", limit=1)] == ["Maria Braun"]
    assert await people.find("  ") == ()


async def test_doubles_are_noticed_before_they_are_kept(people: PeopleService) -> None:
    ada = await people.keep(Person(NEW, "Ada Osei", email="ada@clinic.test", phone="030 123456"))
    for entered in (
        Person(NEW, "ada osei"),
        Person(NEW, "Somebody", email="ADA@clinic.test"),
        Person(NEW, "A. Ossei", phone="0049 30 123456", email="ada@clinic.test"),
    ):
        assert await people.alike(entered) == (ada,)
    assert await people.alike(Person(NEW, "Kofi Osei", phone="030 999999")) == ()
    assert await people.alike(replace(ada, name="Ada O.")) == ()


async def test_who_is_removed_comes_back(people: PeopleService) -> None:
    kept = [await people.keep(Person(NEW, name)) for name in ("Ada", "Bo", "Cy")]
    gone = await people.remove([kept[0].id, kept[2].id, PersonId("nobody")])
    assert [person.name for person in gone] == ["Ada", "Cy"]
    assert await everybody(people) == ["Bo"]
    await people.put_back(PeopleStep(before=gone))
    assert await everybody(people) == ["Ada", "Bo", "Cy"]
    assert await people.get(kept[0].id) == kept[0]


async def test_merging_and_taking_it_back(people: PeopleService, store: Database) -> None:
    one = await people.keep(Person(NEW, "Ada Osei", email="ada@clinic.test"))
    other = await people.keep(Person(NEW, "Ada Ossei", phone="+4930123456"))
    meeting = MeetingId(new_id())
    guest = Invitee(InviteeId(new_id()), "Ada", Role.PATIENT, "group_call_guest", person_id=other.id)
    draft = replace(make_draft("Visit"), invitees=(guest,))
    store.run_now(lambda lib: lib.meetings.add(meeting, draft, now=START))

    def whose() -> PersonId | None:
        return store.run_now(lambda lib: lib.meetings.get(meeting)).invitees[0].person_id

    [group] = await people.doubles()
    assert {person.id for person in group} == {one.id, other.id}
    merged = await people.merge(replace(one, phone="030 123456"), [one.id, other.id])
    assert merged.person == replace(one, phone="+4930123456")
    assert await everybody(people) == ["Ada Osei"]
    assert whose() == one.id
    await people.put_back(merged.undo)
    assert await people.get(one.id) == one
    assert await people.get(other.id) == other
    assert whose() == other.id
    await people.remove([other.id])
    with pytest.raises(AppError, match="not in the list any more"):
        await people.merge(one, [other.id])
    with pytest.raises(InputProblem):
        await people.merge(replace(one, name=""), [other.id])


async def test_different_people_are_not_offered_again(people: PeopleService) -> None:
    one, other = [await people.keep(Person(NEW, name, email="a@b.test")) for name in ("Ada Osei", "Kofi Osei")]
    step = await people.keep_apart([one.id, other.id])
    assert await people.doubles() == ()
    await people.keep(Person(NEW, "Third", email="a@b.test"))
    assert [len(group) for group in await people.doubles()] == [3]
    await people.put_back(step)
    assert len(await people.doubles()) == 1


FILE = b"""Name;E-Mail;Telefon;Sprache
Ada Osei;ada@clinic.test;030 123456;Deutsch
Bo Li;bo@;n/a;Klingon
"Cy
;no name;
=cmd|' /C calc'!A1;;;
"""


async def test_an_import_keeps_the_good_lines_and_can_be_taken_back(people: PeopleService, tmp_path: Path) -> None:
    ada = await people.keep(Person(NEW, "Ada Osei", email="ada@clinic.test", notes="ours"))
    preview = await people.preview(FILE, ImportChoices(doubles=Doubles.FILL))
    assert await everybody(people) == ["Ada Osei"]
    assert (preview.filled, len(preview.new), preview.left_out) == (1, 2, 2)
    result = await people.import_people(preview)
    assert (result.added, result.filled, len(result.lacking)) == (2, 1, 3)
    assert sorted(await everybody(people)) == ["=cmd|' /C calc'!A1", "Ada Osei", "Bo Li"]
    assert await people.get(ada.id) == replace(ada, phone="+4930123456", language="de")
    await people.save_lacking(preview, tmp_path / "left.csv", say=lambda line: f"line {line.first}", reason="Why")
    assert (tmp_path / "left.csv").read_bytes().decode("utf-8-sig").splitlines() == [
        "Name;E-Mail;Telefon;Sprache;Why",
        "Bo Li;bo@;n/a;Klingon;line 3",
        '"""Cy";;;;line 4',
        ";no name;;;line 5",
    ]
    await people.put_back(result.undo)
    assert await people.get(ada.id) == ada
    assert await everybody(people) == ["Ada Osei"]


async def test_importing_twice_adds_nobody_twice(people: PeopleService) -> None:
    for _ in range(2):
        await people.import_people(await people.preview(FILE))
    assert len(await everybody(people)) == 3


async def test_who_was_removed_meanwhile_is_added_instead_of_filled(people: PeopleService) -> None:
    ada = await people.keep(Person(NEW, "Ada Osei", email="ada@clinic.test"))
    preview = await people.preview(FILE, ImportChoices(doubles=Doubles.FILL))
    await people.remove([ada.id])
    result = await people.import_people(preview)
    assert (result.added, result.filled) == (3, 0)
    assert "Ada Osei" in await everybody(people)


def many(count: int) -> bytes:
    return ("Name\n" + "".join(f"Person {number:05}\n" for number in range(count))).encode()


async def test_a_stopped_import_changes_nothing(people: PeopleService, changes: Heard) -> None:
    preview = await people.preview(many(2000))
    told: list[tuple[int, int]] = []

    def stop_late(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 1000:
            raise ImportStopped

    with pytest.raises(ImportStopped):
        await people.import_people(preview, stop_late)
    assert told == [(0, 2000), (500, 2000), (1000, 2000)]
    assert await everybody(people) == []
    assert changes.topics == []
    result = await people.import_people(preview)
    assert result.added == 2000


async def test_a_store_that_fails_keeps_all_or_nothing(
    people: PeopleService, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hosted_meetings_desktop.store.people import SqlPeople

    preview = await people.preview(many(1200))
    keep, calls = SqlPeople.keep, []

    def full(self, some, *, now) -> None:
        calls.append(len(some))
        if len(calls) == 3:
            raise StoreProblem("The disk is full")
        keep(self, some, now=now)

    monkeypatch.setattr(SqlPeople, "keep", full)
    with pytest.raises(StoreProblem):
        await people.import_people(preview)
    assert calls == [500, 500, 200]
    assert await everybody(people) == []


async def test_what_is_exported_is_imported_as_it_was(people: PeopleService, tmp_path: Path) -> None:
    made = [
        await people.keep(
            Person(NEW, "=1+1", Role.INTERPRETER, "ada@clinic.test", "+4930123456", "ar", "Asia/Dubai")
        ),
        await people.keep(Person(NEW, 'Bo "the" Li', notes="one\ntwo; three")),
    ]
    await people.export_csv(tmp_path / "people.csv")
    data = await people.read_file(tmp_path / "people.csv")
    assert data == await people.export()
    assert data.startswith(b"\xef\xbb\xbfname,role,email,phone,language,zone,notes\r\n'=1+1,interpreter,")
    await people.remove([person.id for person in made])
    await people.import_people(await people.preview(data))
    rows = (await people.page("", 0, 10)).rows
    assert [replace(person, id=NEW) for person in rows] == [replace(person, id=NEW) for person in made]


async def test_files_that_cannot_be_read_or_written_are_told(people: PeopleService, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="could not be read"):
        await people.read_file(tmp_path / "nowhere.csv")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(10_000_001)
    with pytest.raises(InputProblem, match="larger than 10 MB"):
        await people.read_file(large)
    with pytest.raises(AppError, match="could not be saved"):
        await people.export_csv(tmp_path / "missing" / "people.csv")
    preview = await people.preview(FILE)
    with pytest.raises(AppError, match="could not be saved"):
        await people.save_lacking(preview, tmp_path / "missing" / "x.csv", say=str, reason="Why")


async def test_cycles_are_looked_for_again_afterwards(people: PeopleService) -> None:
    before = gc.isenabled()
    gc.enable()
    try:
        seen: list[bool] = []
        await people.preview(many(300), progress=lambda _done, _total: seen.append(gc.isenabled()))
        assert set(seen) == {False}
        assert gc.isenabled()
        with pytest.raises(InputProblem):
            await people.preview(b"")
        assert gc.isenabled()
        gc.disable()
        await people.doubles()
        assert not gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()


async def test_the_loop_goes_on_while_a_file_is_read(people: PeopleService) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await anyio.sleep(0)
            turns += 1

    async with anyio.create_task_group() as group:
        group.start_soon(count)
        await people.preview(many(20_000))
        group.cancel_scope.cancel()
    assert turns > 10
