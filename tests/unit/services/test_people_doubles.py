"""Who stands in the list twice, and who only looks so."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import Person, name_key
from hosted_meetings_desktop.services.people_doubles import (
    MOST_AT_ONE_ADDRESS,
    Apart,
    doubles_among,
    is_same,
    one_slip,
    with_gaps_filled,
)

_numbers = itertools.count()


def somebody(name: str, email: str = "", phone: str = "", **more: object) -> Person:
    return Person(PersonId(f"p{next(_numbers)}"), name, email=email, phone=phone, **more)  # type: ignore[arg-type]


def groups(*people: Person) -> list[set[str]]:
    return [{person.name for person in group} for group in doubles_among(people)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jürgen Müller",), ("Jurgen MULLER",)),
        (("Ada Akua Osei",), ("Osei, Ada Akua",)),
        (("Fatima al-Hassani",), ("Fatima al Hassani",)),
        (("Katharina Schmidt",), ("Katarina Schmidt",)),
        (("Katharina Schmidt",), ("Kahtarina Schmidt",)),
        (("Katharina Schmidt",), ("Katharina Schmitt",)),
        (("Ada Osei", "ADA@clinic.test"), ("A. O.", "ada@clinic.test")),
        (("Ada Osei", "", "+4930123456"), ("Kofi", "", "+4930123456")),
        (("Ada Osei", "", "030 / 12-34"), ("Kofi", "", "0301234")),
        (("محمد عبد الرحمن",), ("مُحمَّد عبد الرحمن",)),
    ],
)
def test_doubles_are_found(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert groups(somebody(*one), somebody("Somebody Else"), somebody(*other)) == [{one[0], other[0]}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann Li",), ("Ana Li",)),
        (("Ward round 3",), ("Ward round 4",)),
        (("Katharina Schmidt", "k@a.test"), ("Katharina Schmitt", "k@b.test")),
        (("Katharina Schmidt",), ("Katrin Schmitt",)),
        (("Mononymous",), ("Mononymouz",)),
    ],
)
def test_who_only_looks_so_is_not_a_double(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert groups(somebody(*one), somebody(*other)) == []


def test_an_address_of_many_says_nothing() -> None:
    home = [somebody(f"Inhabitant {'abcdefghij'[number] * 5}", "home@clinic.test") for number in range(7)]
    assert groups(*home) == []
    assert len(groups(*home[:MOST_AT_ONE_ADDRESS])) == 1


def test_the_fullest_entry_comes_first_and_groups_are_by_name() -> None:
    bare, full = somebody("Zoe Ward"), somebody("Zoé Ward", "z@a.test", "+4930123456", notes="Deaf")
    first = somebody("Ada Osei", "a@a.test"), somebody("Ada Osei", "b@a.test")
    assert doubles_among([bare, *first, full])[1] == (full, bare)
    assert [group[0].name for group in doubles_among([bare, *first, full])] == ["Ada Osei", "Zoé Ward"]


@settings(deadline=None)
@given(st.text("ab ", max_size=6), st.text("ab ", max_size=6))
def test_a_slip_is_one_step_of_typing(one: str, other: str) -> None:
    steps = {one[:at] + one[at + 1 :] for at in range(len(one))}
    steps |= {one[:at] + letter + one[at:] for at in range(len(one) + 1) for letter in "ab "}
    steps |= {one[:at] + letter + one[at + 1 :] for at in range(len(one)) for letter in "ab "}
    steps |= {one[:at] + one[at + 1] + one[at] + one[at + 2 :] for at in range(len(one) - 1)}
    assert one_slip(one, other) == (other in steps - {one})


_words = st.text("abcdeé", min_size=3, max_size=6)
_names = st.lists(_words, min_size=2, max_size=2).map(" ".join)


@settings(deadline=None)
@given(st.lists(_names, max_size=6))
def test_every_pair_that_is_a_slip_apart_is_in_one_group(names: list[str]) -> None:
    people = [somebody(name) for name in names]
    together = {person.id: number for number, group in enumerate(doubles_among(people)) for person in group}
    for one, other in itertools.combinations(people, 2):
        left, right = name_key(one.name), name_key(other.name)
        if left == right or (one_slip(left, right) and min(len(left), len(right)) > 6):
            assert together[one.id] == together[other.id]


def test_fifty_thousand_people_are_compared() -> None:
    letters = "abcdefghijklmnopqrst"
    names = ["".join(word) for word in itertools.islice(itertools.product(letters, repeat=4), 50_000)]
    people = [somebody(f"Familyname{name[::-1]} Given{name}", f"{name}@clinic.test") for name in names]
    double = somebody("Familynamexaaaa Givenaaaa")
    assert groups(*people, double) == [{people[0].name, double.name}]


def test_numbered_names_a_thousand_times_are_no_doubles_and_one_name_is_one_group() -> None:
    assert groups(*[somebody(f"Test patient {number:05}") for number in range(20_000)]) == []
    assert len(doubles_among([somebody("Max Mustermann") for _ in range(5_000)])[0]) == 5_000


def test_gaps_are_filled_and_nothing_is_overwritten() -> None:
    one = somebody("Ada", "a@b.c")
    other = somebody("Ada O", "x@y.z", "+4930123456", language="de", zone="UTC", notes="n")
    filled = with_gaps_filled(one, other)
    assert (filled.id, filled.name, filled.email) == (one.id, "Ada", "a@b.c")
    assert (filled.phone, filled.language, filled.zone, filled.notes) == ("+4930123456", "de", "UTC", "n")
    assert with_gaps_filled(filled, other) is filled


def test_same_people_by_one_field_need_alike_names() -> None:
    ada = somebody("Ada Osei", "ada@b.c", "+4930123456")
    assert is_same(ada, somebody("Ada Osei"))
    assert is_same(ada, somebody("Ada Osei", "new@b.c", "+4930123456"))
    assert not is_same(ada, somebody("Ada Osei", "new@b.c"))
    assert not is_same(ada, somebody("Kofi Osei", "ada@b.c"))
    assert is_same(ada, somebody("Osei", "ada@b.c"))


def test_who_was_said_to_be_different_stays_apart() -> None:
    one, other, third = somebody("A"), somebody("B"), somebody("C")
    apart = Apart.read(Apart().with_group([one.id, other.id]).text)
    assert apart.settles((other, one))
    assert not apart.settles((one, other, third))
    assert not apart.without_group([one.id, other.id]).settles((one, other))
    assert Apart.read(None) == Apart.read("") == Apart.read("odd") == Apart()
