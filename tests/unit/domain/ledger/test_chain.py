"""No word of the chain can be changed, removed, moved or put in without showing; its end is anchored elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.chain import (
    Anchor,
    Entry,
    EntryKind,
    Flaw,
    Problem,
    Verifier,
    _hash,
    append,
    genesis,
    read,
    verify,
)
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from tests.unit.domain.ledger.room_kit import at

NAME = "account-1"


def chain(count: int = 6, name: str = NAME) -> list[Entry]:
    """Return a chain in which every third entry corrects the first of its sitting."""
    found: list[Entry] = []
    head = genesis(name)
    for number in range(1, count + 1):
        sitting = SittingId(f"s{number - 2 if number % 3 == 0 else number}")
        corrects = found[number - 3].anchor if number % 3 == 0 else None
        changes = ("people.a.present_us",) if corrects else ()
        body = {"sitting": sitting, "name": "Zoë", "present_us": number}
        entry = append(head, sitting, body, written_at=at(number), corrects=corrects, changes=changes)
        found.append(entry)
        head = entry.anchor
    return found


WHOLE = chain()
END = WHOLE[-1].anchor


def flaws(entries: list[Entry], *anchors: Anchor, name: str = NAME) -> list[tuple[Flaw, int]]:
    return [(each.flaw, each.number) for each in verify(entries, name, anchors=anchors).problems]


def relinked(entries: list[Entry], name: str = NAME) -> list[Entry]:
    """Return entries hashed anew, as somebody with the program and the key of the store could."""
    head, found = genesis(name), []
    for number, entry in enumerate(entries, 1):
        content = entry.content.replace(f'"number":{entry.number},', f'"number":{number},')
        found.append(Entry(number, head.hash, content, _hash(head.hash, content)))
        head = found[-1].anchor
    return found


def test_a_whole_chain_is_sound() -> None:
    verdict = verify(WHOLE, NAME, anchors=[END, WHOLE[1].anchor, genesis(NAME)])
    assert verdict.sound
    assert (verdict.entries, verdict.head, verdict.anchored) == (6, END, 6)
    empty = verify([], NAME)
    assert (empty.sound, empty.entries, empty.head) == (True, 0, genesis(NAME))


def test_an_entry_is_read_as_it_was_written() -> None:
    content = read(WHOLE[2])
    assert (content.number, content.kind, content.sitting) == (3, EntryKind.CORRECTED, "s1")
    assert (content.corrects, content.changes) == (WHOLE[0].anchor, ("people.a.present_us",))
    assert content.body == {"sitting": "s1", "name": "Zoë", "present_us": 3}
    assert read(WHOLE[0]).kind is EntryKind.CLOSED


def test_the_hash_is_that_of_the_documentation() -> None:
    """Made again without the program: SHA-256 over the previous hash's bytes and the entry's text."""
    first = WHOLE[0]
    start = hashlib.sha256(b"attendance ledger 1 account-1")
    assert first.previous == start.hexdigest()
    assert first.hash == hashlib.sha256(start.digest() + first.content.encode()).hexdigest()
    assert first.content == (
        '{"body":{"name":"Zoë","present_us":1,"sitting":"s1"},"changes":[],"corrects":null,"kind":"closed","number":1,'
        '"sitting":"s1","v":1,"written_at":"2026-03-02T09:00:01.000000Z"}'
    )


@given(st.data())
@settings(max_examples=150)
def test_any_change_of_any_byte_of_any_entry_is_found(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(WHOLE) - 1))
    entry = WHOLE[which]
    field = data.draw(st.sampled_from(["previous", "content", "hash"]))
    raw = bytearray(getattr(entry, field).encode())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    changed = replace(entry, **{field: raw.decode("utf-8", "surrogateescape")})
    found = verify([*WHOLE[:which], changed, *WHOLE[which + 1 :]], NAME)
    assert not found.sound
    assert found.problems[0].number in {entry.number, entry.number + 1}


@given(st.integers(0, 5), st.integers(0, 9))
@settings(max_examples=30)
def test_another_number_is_found(which: int, number: int) -> None:
    changed = replace(WHOLE[which], number=number)
    if changed != WHOLE[which]:
        assert not verify([*WHOLE[:which], changed, *WHOLE[which + 1 :]], NAME).sound


@given(st.sets(st.integers(0, 5), min_size=1))
@settings(max_examples=40)
def test_removed_entries_are_found_with_their_number(gone: set[int]) -> None:
    left = [entry for place, entry in enumerate(WHOLE) if place not in gone]
    found = verify(left, NAME, anchors=[END])
    missing = sum(each.count for each in found.problems if each.flaw in {Flaw.MISSING, Flaw.CUT})
    assert missing == len(gone)


@given(st.permutations(range(6)))
@settings(max_examples=40)
def test_any_other_order_is_found(order: list[int]) -> None:
    assert verify([WHOLE[place] for place in order], NAME).sound is (order == sorted(order))


def test_swapped_numbers_are_found() -> None:
    """In a store the number is where an entry stands: moving it means changing the number."""
    moved = [*WHOLE[:1], replace(WHOLE[2], number=2), replace(WHOLE[1], number=3), *WHOLE[3:]]
    assert {flaw for flaw, _number in flaws(moved)} == {Flaw.BROKEN}


def test_an_entry_that_was_put_in_is_found() -> None:
    extra = append(WHOLE[2].anchor, SittingId("x"), {}, written_at=at(9))
    pushed = [replace(each, number=each.number + 1) for each in WHOLE[3:]]
    assert not verify([*WHOLE[:3], extra, *WHOLE[3:]], NAME).sound
    assert (Flaw.BROKEN, 5) in flaws([*WHOLE[:3], extra, *pushed])
    appended = append(END, SittingId("x"), {}, written_at=at(9))
    assert verify([*WHOLE, appended], NAME, anchors=[END]).sound  # that is what appending means


def test_an_entry_that_says_another_number_than_it_has_is_found() -> None:
    start = genesis(NAME)
    assert flaws([Entry(1, start.hash, WHOLE[1].content, _hash(start.hash, WHOLE[1].content))]) == [
        (Flaw.OUT_OF_ORDER, 1)
    ]


def test_an_entry_told_twice_is_found() -> None:
    assert flaws([*WHOLE[:3], WHOLE[2], *WHOLE[3:]]) == [(Flaw.OUT_OF_ORDER, 3)]


@pytest.mark.parametrize("left", range(6))
def test_a_tail_that_was_cut_is_found_by_its_anchor_alone(left: int) -> None:
    assert verify(WHOLE[:left], NAME).sound
    assert verify(WHOLE[:left], NAME, anchors=[END]).problems == (Problem(Flaw.CUT, left, 6 - left),)


def test_a_chain_that_was_written_anew_is_found_by_its_anchor_alone() -> None:
    body = '"present_us":2'
    forged = relinked([replace(each, content=each.content.replace(body, '"present_us":9')) for each in WHOLE[:2]])
    assert verify(forged, NAME).sound
    assert flaws(forged, WHOLE[1].anchor) == [(Flaw.REWRITTEN, 2)]
    shorter = relinked([*WHOLE[:1], *WHOLE[3:5]])
    assert flaws(shorter, WHOLE[0].anchor) == []
    assert flaws(shorter, WHOLE[2].anchor) == [(Flaw.REWRITTEN, 3)]


def test_the_chain_of_another_ledger_is_found() -> None:
    assert flaws(chain(2, "account-2")) == [(Flaw.BROKEN, 1)]


def test_a_whole_hash_over_something_else_is_no_entry() -> None:
    for content in ("", "{}", "[]", '{"v":2}', WHOLE[0].content.replace('"v":1', '"v":7'), f" {WHOLE[0].content}"):
        start = genesis(NAME)
        entry = Entry(1, start.hash, content, _hash(start.hash, content))
        assert flaws([entry]) == [(Flaw.UNREADABLE, 1)]
        with pytest.raises(NotCanonical):
            read(entry)


def test_a_correction_must_name_what_is_there() -> None:
    later = Anchor(9, "0" * 64)
    for wrong in (later, Anchor(1, "0" * 64), Anchor(0, genesis(NAME).hash), Anchor(2, WHOLE[0].hash)):
        entry = append(END, SittingId("s1"), {}, written_at=at(9), corrects=wrong)
        assert flaws([*WHOLE, entry]) == [(Flaw.BAD_CORRECTION, 7)]


def test_numbers_that_were_made_up_take_no_memory_and_end() -> None:
    far = replace(WHOLE[1], number=10**15)
    verifier = Verifier(NAME, most=2)
    for entry in (WHOLE[0], far, *WHOLE[1:]):
        verifier.take(entry)
    assert len(verifier.verdict().problems) == 2
    assert len(verifier._digests) < 10**8


def test_anchors_are_written_and_read() -> None:
    assert Anchor.read(f" {END.text()}\n") == END
    for wrong in ("", "6", f"x:{END.hash}", END.text()[:-1], f"-1:{END.hash}"):
        assert Anchor.read(wrong) is None


def test_a_body_without_one_form_is_refused() -> None:
    with pytest.raises(NotCanonical):
        append(END, SittingId("s"), {"minutes": 5.8}, written_at=at(0))
    with pytest.raises(NotCanonical):
        append(END, SittingId("s"), {"at": timedelta(1)}, written_at=at(0))
