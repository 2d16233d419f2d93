"""The clinic's people in the store: what finds them, and what a change keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.person import Person, folded
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START


def somebody(name: str, **more: object) -> Person:
    return Person(PersonId(new_id()), name, **more)  # type: ignore[arg-type]


def keep(store: Database, *people: Person) -> None:
    store.run_now(lambda lib: lib.people.keep(people, now=START))


def found(store: Database, text: str, limit: int = 50) -> list[str]:
    page = store.run_now(lambda lib: lib.people.page(text, offset=0, limit=limit))
    assert page.total >= len(page.rows)
    return [person.name for person in page.rows]


def invite(store: Database, person: Person) -> tuple[MeetingId, InviteeId]:
    meeting, invitee = MeetingId(new_id()), InviteeId(new_id())
    guest = Invitee(invitee, person.name, person.role, "group_call_guest", person_id=person.id)
    draft = replace(make_draft("Visit"), invitees=(guest,))
    store.run_now(lambda lib: lib.meetings.add(meeting, draft, now=START))
    return meeting, invitee


def whose(store: Database, meeting: MeetingId) -> list[PersonId | None]:
    return [one.person_id for one in store.run_now(lambda lib: lib.meetings.get(meeting)).invitees]


def test_a_person_is_kept_whole_and_changed(store: Database) -> None:
    person = somebody(
        "Jürgen Müller", role=Role.INTERPRETER, email="j@clinic.org", phone="+493012345", language="de-CH",
        zone="Europe/Zurich", notes="Rings first.\nSpeaks Farsi.",
    )  # fmt: skip
    keep(store, person)
    assert store.run_now(lambda lib: lib.people.get(person.id)) == person
    changed = replace(person, name="Jürgen Meier", notes="")
    keep(store, changed, somebody("Somebody new"))
    assert store.run_now(lambda lib: lib.people.get(person.id)) == changed
    assert found(store, "muller") == []
    assert store.run_now(lambda lib: lib.people.get(PersonId("nobody"))) is None


def test_of_one_person_twice_the_last_is_kept(store: Database) -> None:
    person = somebody("Ada")
    keep(store, person, replace(person, name="Ada Osei"))
    assert found(store, "") == ["Ada Osei"]


def test_the_list_is_by_name_whatever_its_accents(store: Database) -> None:
    keep(store, *map(somebody, ("Zoe", "Ärger", "émile", "Anna", "Bo")))
    assert found(store, "") == ["Anna", "Ärger", "Bo", "émile", "Zoe"]
    page = store.run_now(lambda lib: lib.people.page("", offset=3, limit=1))
    assert ([person.name for person in page.rows], page.total) == (["émile"], 5)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mull", ["Jürgen Müller-Lüdenscheidt"]),
        ("LÜDEN jur", ["Jürgen Müller-Lüdenscheidt"]),
        ("oneill", ["Sam O'Neill"]),
        ("o'n", ["Sam O'Neill"]),
        ("عبد", ["محمد عبد الرحمن"]),
        ("अनन्या", ["अनन्या कृष्णमूर्ति"]),
        ("clinic.test", ["Sam O'Neill"]),
        ("sam.o@clinic", ["Sam O'Neill"]),
        ("ller", []),
        ("030 1234", ["Jürgen Müller-Lüdenscheidt"]),
        ("+49 30/12", ["Jürgen Müller-Lüdenscheidt"]),
        ("4711", ["Sam O'Neill"]),
        ("%", []),
        ("_", []),
        ("jur%", ["Jürgen Müller-Lüdenscheidt"]),
        ("?!", []),
    ],
)
def test_what_finds_whom(store: Database, text: str, names: list[str]) -> None:
    keep(
        store,
        somebody("Jürgen Müller-Lüdenscheidt", phone="+4930123456"),
        somebody("Sam O'Neill", email="sam.o@clinic.test", phone="ext. 4711"),
        somebody("محمد عبد الرحمن"),
        somebody("अनन्या कृष्णमूर्ति"),
    )
    assert found(store, text) == names


def test_names_that_begin_so_come_first(store: Database) -> None:
    keep(store, somebody("Anna Maria"), somebody("Mariam Aziz"), somebody("Bo", email="maria@clinic.test"))
    assert found(store, "maria")[0] == "Mariam Aziz"
    assert sorted(found(store, "maria")) == ["Anna Maria", "Bo", "Mariam Aziz"]


_names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(name=_names, cut=st.integers(1, 30), other=_names)
def test_everybody_is_found_by_how_a_word_of_theirs_begins(store: Database, name: str, cut: int, other: str) -> None:
    person = somebody(name)
    keep(store, person)
    try:
        for word in folded(name).split():
            page = store.run_now(lambda lib, word=word: lib.people.page(word[:cut], offset=0, limit=5))
            assert person.id in {one.id for one in page.rows}
        for text in (other, f"{name} {other}"):  # anything can be typed
            page = store.run_now(lambda lib, text=text: lib.people.page(text, offset=0, limit=5))
            words = folded(text).split()
            typed_number = sum(letter.isdigit() for letter in text) > 2
            for row in page.rows:
                assert typed_number or all(f" {word}" in f" {folded(row.name)} " for word in words)
    finally:
        store.run_now(lambda lib: lib.people.remove([person.id]))


def test_who_comes_back_has_their_invitations_again(store: Database) -> None:
    person = somebody("Ada Osei")
    keep(store, person)
    meeting, _invitee = invite(store, person)
    store.run_now(lambda lib: lib.people.remove([person.id]))
    assert found(store, "") == []
    assert [one.name for one in store.run_now(lambda lib: lib.meetings.get(meeting)).invitees] == ["Ada Osei"]
    keep(store, person)
    assert whose(store, meeting) == [person.id]


def test_invitations_follow_who_is_merged_and_go_back(store: Database) -> None:
    kept, double, third = somebody("Ada Osei"), somebody("Ada Ossei"), somebody("A. Osei")
    keep(store, kept, double, third)
    own, _ = invite(store, kept)
    one, invitee = invite(store, double)
    merged = replace(kept, email="ada@clinic.test")
    moved = store.run_now(lambda lib: lib.people.merge(merged, [double.id, third.id, kept.id], now=START))
    assert moved == ((invitee, double.id),)
    assert found(store, "") == ["Ada Osei"]
    assert store.run_now(lambda lib: lib.people.get(kept.id)) == merged
    assert whose(store, one) == whose(store, own) == [kept.id]

    def back(lib) -> None:
        lib.people.keep((kept, double, third), now=START)
        lib.people.give_back(moved)

    store.run_now(back)
    assert whose(store, one) == [double.id]
    assert whose(store, own) == [kept.id]
    assert len(found(store, "")) == 3


def test_many_at_once(store: Database) -> None:
    many = [somebody(f"Person {number:04}") for number in range(1203)]
    keep(store, *many)
    keep(store, *[replace(person, notes="seen") for person in many[::2]])
    everybody = store.run_now(lambda lib: lib.people.all())
    assert len(everybody) == 1203
    assert sum(person.notes == "seen" for person in everybody) == 602
    store.run_now(lambda lib: lib.people.remove(person.id for person in many))
    assert found(store, "") == []
